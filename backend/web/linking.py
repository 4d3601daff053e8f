"""Linking a listing to an ASIN by hand: search, side by side, a warning where they contradict, assign, unlink."""

from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.candidates import Candidate
from backend.domain.comparing import brand_of
from backend.domain.listing import Stage, Status
from backend.domain.marketplace import Restriction
from backend.domain.sought import usual
from backend.storage import linking, listings
from backend.storage.linking import Holder
from backend.storage.listings import Work
from backend.transport.errors import RemoteError
from backend.web.candidates import Asked, counter, trouble_of
from backend.web.comparison import Line, lines, reasons, rests_words
from backend.web.languages import spoken
from backend.web.publish import condition_name
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import Resources, resources
from backend.web.session import require
from backend.web.shell import shell

WHY = ("wrong_product", "wrong_pack", "wrong_variation", "other")  # why an ASIN is taken off


@dataclass(frozen=True, slots=True)
class Card:
    """A candidate as the page shows it. `holder`: another product of the shop that has it there already."""

    candidate: Candidate
    lines: list[Line]
    reasons: str
    rests: str
    holder: Holder | None
    amazon: str  # the address of its page for buyers
    current: bool


@dataclass(frozen=True, slots=True)
class Warned:
    """A candidate that was chosen and needs a second word, or cannot be taken now.

    `forbids`: why this seller may not offer it.
    """

    card: Card
    forbids: list[Restriction]


async def page(request: Request) -> Response:
    """The search. Without words the page comes at once and asks for its first results by itself."""
    return await _page(request, await work_of(request), typed=request.query_params.get("q", "")[:200])


async def assign(request: Request) -> Response:
    """POST: publish on the ASIN. What contradicts, or is forbidden, is said first: then `sure` must name the ASIN."""
    home, work = resources(request), await work_of(request)
    form = await request.form()
    asin, typed = str(form.get("asin") or "")[:20].strip().upper(), str(form.get("q") or "")[:200]
    desk = await counter(home, work)
    if desk is None:
        return await _page(request, work, typed=typed, status=422)
    try:
        chosen, forbids = await desk.one(asin)
    except (RemoteError, TimeoutError) as error:
        return await _page(request, work, typed=typed, wrong=trouble_of(error), status=422)
    if chosen is None or not chosen.choosable:
        return await _page(request, work, typed=typed, wrong="parent" if chosen else "gone", status=422)
    card = await _card(home, work, desk.place.domain, chosen)
    doubtful = bool(chosen.differing or forbids)
    if card.holder or (doubtful and form.get("sure") != asin):
        warned = Warned(card, forbids)
        return await _page(request, work, typed=typed, warned=warned, status=422)
    outcome = await linking.link(home.db, work.listing, asin, match_of(chosen), home.now())
    if outcome != "linked":
        return await _page(request, work, typed=typed, wrong=outcome, status=422)
    for kind in ("matching", "offers"):
        await home.wake(kind, work.listing.seller_id)
    return RedirectResponse(link(f"/listings/{work.listing.id}", said="linked"), 303)


async def unlink(request: Request) -> Response:
    """POST: take the ASIN off, and remember why."""
    home, work = resources(request), await work_of(request)
    why = str((await request.form()).get("why") or "")
    reason = why if why in WHY else "other"
    done = await linking.unlink(home.db, work.listing, reason, home.now())
    if done:
        for kind in ("offers", "matching"):
            await home.wake(kind, work.listing.seller_id)
    return RedirectResponse(link(f"/listings/{work.listing.id}", said="unlinked" if done else ""), 303)


async def _page(
    request: Request, work: Work, *, typed: str = "", warned: Warned | None = None, wrong: str = "",
    status: int = 200,
) -> Response:  # fmt: skip
    home, frame = resources(request), await shell(request, "listings")
    desk = await counter(home, work)
    listing, part = work.listing, wants_fragment(request)
    language = desk.place.language[:2] if desk else ""
    first = usual(work.product.product, work.variation.variation, language) if work.variation else ""
    searched = desk is not None and bool(typed.strip()) and warned is None
    asked = await desk.search(typed) if desk and searched else Asked()
    domain = desk.place.domain if desk else ""
    context = {
        "shell": frame, "work": work, "listing": listing, "place": desk.place if desk else None, "typed": typed,
        "first": first, "searched": searched, "asked": asked, "warned": warned, "wrong": wrong,
        "cards": [await _card(home, work, domain, each) for each in asked.candidates],
        "can_link": listing.stage is not Stage.WITHDRAW,
        "linked_to": listing.asin or (listing.sent.asin if listing.sent else ""), "domain": domain,
        "live": listing.status is Status.ACTIVE, "condition": condition_name(listing.condition),
        "brand": brand_of(work.product.product, work.variation.variation) if work.variation else "",
        "refused": sorted(await linking.refused(home.db, listing.variation_id, listing.marketplace_id)),
        "lines": lines, "beside": part,
    }  # fmt: skip
    # A new search takes away what was said of the last choice; the first results, asked for by the page itself, do not.
    by_itself = request.headers.get("hx-trigger") == "found"
    blocks = ["found"] if by_itself else ["found", "told"]
    return render(request, "link/page.html", context, fragment=blocks if part else None, status=status)


async def _card(home: Resources, work: Work, domain: str, each: Candidate) -> Card:
    asin = each.item.asin
    return Card(
        each, lines(each.findings), reasons(each.findings), rests_words(each.rests_on),
        await linking.holder_of(home.db, work.listing, asin),
        f"https://{domain}/dp/{asin}" if domain else "", asin == work.listing.asin,
    )  # fmt: skip


def match_of(chosen: Candidate) -> dict[str, Any]:
    """What a choice rested on, as the listing keeps it."""
    item = chosen.item
    barcode = next((each for each in chosen.agreeing if each.field in ("identifier", "family")), None)
    return {
        "score": chosen.score, "reasons": [each.field for each in chosen.agreeing],
        "differs": [each.field for each in chosen.differing], "title": item.title, "brand": item.brand,
        "image": item.image_url, **({"identifier": barcode.yours} if barcode else {}),
    }  # fmt: skip


async def work_of(request: Request) -> Work:
    """The listing of an address; 404 when it is another shop's, or its product is gone."""
    work = await listings.find(
        resources(request).db, require(request).shop_id, request.path_params["listing_id"]
    )
    if work is None or work.variation is None or work.product.deleted:
        raise HTTPException(404)
    return work


def holder_name(holder: Holder) -> str:
    """The other product's name in the page's language."""
    return holder.names.get(spoken()) or holder.name
