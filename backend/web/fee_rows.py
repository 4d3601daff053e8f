"""Amazon's fees beside what they are of: for the rows of the wizard, and for one listing. Loaded after the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.days import day_of
from backend.domain.fees import USUAL, Estimate, Fee, usually
from backend.domain.money import Money
from backend.storage import sellers
from backend.web.estimating import Answer, Asked, estimate
from backend.web.languages import _
from backend.web.places import spots_of
from backend.web.preflight import Row, preflight
from backend.web.products import as_query, find, read_search
from backend.web.publish import draft_of
from backend.web.rendering import day, link, money, render, share, wants_fragment
from backend.web.resources import resources
from backend.web.selection import LINES, where_of
from backend.web.why import work_of

MOST_LINES = 60  # offers of a page that fees are asked for


@dataclass(frozen=True, slots=True)
class Told:
    """The fees of one offer. `about` True: from and to what is usual, because the product is not known there yet.
    `sale`: the sale whose price they are of, in words; "" for none."""

    key: str
    fee: str
    remains: str
    parts: str
    about: bool
    sale: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """What is known of the offers of a page in one currency."""

    price: Money
    fee: Money
    remains: Money
    count: int


async def of_page(request: Request) -> Response:
    """GET: the fees of the products that a page of step 2 shows, each for its own place in the page."""
    home = resources(request)
    frame, draft = await draft_of(request)
    search, number = read_search(request, frame.shop.currency)
    query = {**as_query(search, frame.shop.currency), "page": number}
    if not wants_fragment(request):
        return RedirectResponse(link(f"/publish/{draft.id}/products", **query), 303)
    spots = spots_of(frame, draft)
    found = await find(home, frame, search, await where_of(home, draft, spots), number, LINES)
    rows = await (await preflight(home.db, draft, spots, home.now())).rows(found.products, set())
    told, again, refused, known = list[Told](), False, False, list[Estimate]()
    for at, spot in enumerate(spots):
        asked = asked_of(rows, at, day_of(home.now()))
        answer = Answer()
        if spot.seller is not None and asked:
            answer = await estimate(home, spot.seller, spot.place.marketplace_id, asked)
        again, refused = again or answer.again, refused or answer.refused
        known += answer.estimates.values()
        told += [of_offer(each, answer) for each in asked]
    context = {
        "told": told, "again": again, "refused": refused, "sums": sums(known), "usual": usual_words(),
        "here": link(f"/publish/{draft.id}/fees", **query), "draft": draft,
    }  # fmt: skip
    return render(request, "publish/fees.html", context, fragment="fees")


def asked_of(rows: Sequence[Row], number: int, today: str) -> list[Asked]:
    """The offers of rows at one place that could be sold, at what buyers pay on a day (ISO date, UTC)."""
    found = [
        Asked(f"{line.kept.id}_{number}", each.work, each.offer.paid(today), each.offer.on_sale(today))
        for row in rows
        for line in row.lines
        if (each := line.at[number]).goes and each.offer is not None
    ]
    return found[:MOST_LINES]


async def of_listing(request: Request) -> Response:
    """GET: the fee of one listing at what buyers pay today, and what remains."""
    home, work = resources(request), await work_of(request)
    listing = work.listing
    if not wants_fragment(request):
        return RedirectResponse(f"/listings/{listing.id}", 303)
    offer = listing.explained.offer if listing.explained else listing.sent
    seller = await sellers.find(home.db, home.vault, listing.seller_id)
    if offer is None or seller is None:
        return render(
            request, "listing/fees.html", {"told": None, "again": False, "listing": listing}, fragment="fees"
        )
    today = day_of(home.now())
    asked = Asked(str(listing.id), work, offer.paid(today), offer.on_sale(today))
    answer = await estimate(home, seller, listing.marketplace_id, [asked])
    context = {
        "told": of_offer(asked, answer), "again": answer.again, "listing": listing, "paid": asked.price,
    }  # fmt: skip
    return render(request, "listing/fees.html", context, fragment="fees")


def of_offer(asked: Asked, answer: Answer) -> Told:
    """The words for one offer: exact, else what is usual, said as such."""
    found, sale = answer.estimates.get(asked.key), _sale_words(asked)
    if found is not None and found.total is not None and found.remains is not None:
        parts = ", ".join(f"{fee_name(each)} {money(each.amount)}" for each in found.fees)
        return Told(asked.key, money(found.total), money(found.remains), parts, False, sale)
    low, high = usually(asked.price)
    return Told(asked.key, f"{money(low)} – {money(high)}", "", "", True, sale)


def _sale_words(asked: Asked) -> str:
    if asked.sale is None:
        return ""
    told = {"price": money(asked.sale.price), "day": day(asked.sale.last)}
    return _("at the sale price %(price)s, until %(day)s") % told


def sums(known: Sequence[Estimate]) -> list[Sum]:
    """The known ones together, by currency."""
    found: dict[str, Sum] = {}
    for each in known:
        if each.total is None or each.remains is None:
            continue
        before = found.get(each.price.currency)
        found[each.price.currency] = (
            Sum(
                before.price + each.price,
                before.fee + each.total,
                before.remains + each.remains,
                before.count + 1,
            )
            if before
            else Sum(each.price, each.total, each.remains, 1)
        )
    return list(found.values())


def usual_words() -> str:
    """What Amazon keeps of most sales: 8 – 15 %."""
    return f"{share(USUAL[0])} – {share(USUAL[1])}"


def fee_name(fee: Fee) -> str:
    """Amazon's kind of fee for people; one nobody knows is shown as it is."""
    names: Mapping[str, str] = {
        "ReferralFee": _("referral fee"), "VariableClosingFee": _("closing fee"), "PerItemFee": _("fee per item"),
        "FixedClosingFee": _("closing fee"), "DigitalServicesFee": _("digital services fee"), "Other": _("other fees"),
    }  # fmt: skip
    return names.get(fee.kind, fee.kind)
