"""One listing: how its numbers came about, what was sent, what Amazon shows, and what to do about it."""

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.listing import Stage, Status, Step
from backend.domain.money import Money
from backend.storage import journal, listing_pages, listings, outcomes, shops
from backend.storage.listings import Listing, Work
from backend.web.acts import act_sentence
from backend.web.languages import _
from backend.web.problems import title_of, words
from backend.web.publish import condition_name
from backend.web.rendering import link, money, number, percent, render, wants_fragment
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import shell


@dataclass(frozen=True, slots=True)
class Told:
    """A step of an explained number as a line: what was done, and the number after it."""

    words: str
    value: str


async def page(request: Request) -> Response:
    """The listing's own page; while something is under way it asks again by itself."""
    home, frame, work = resources(request), await shell(request, "listings"), await _work(request)
    listing = work.listing
    place = next(
        (p for s in frame.sellers if s.id == listing.seller_id for p in s.marketplaces
         if p.marketplace_id == listing.marketplace_id), None,
    )  # fmt: skip
    explained = listing.explained
    context = {
        "shell": frame, "work": work, "listing": listing, "place": place,
        "condition": condition_name(listing.condition),
        "problem": words(listing.problem) if listing.problem else None,
        "price_steps": _told(explained.price_steps, explained.offer.price.currency) if explained else [],
        "quantity_steps": _told(explained.quantity_steps, "") if explained else [],
        "differs": _differs(work),
        "entries": [(entry, act_sentence(entry)) for entry in await journal.of_listing(home.db, listing.id)],
        "busy": listing.stage in (Stage.MATCH, Stage.SUBMIT, Stage.CONFIRM, Stage.WITHDRAW),
        "reasons": [reason_name(key) for key in listing.match.get("reasons", ())],
        "can_retry": can_retry(listing),
        "can_withdraw": listing.status is not Status.ENDED and listing.stage is not Stage.WITHDRAW,
        "said": request.query_params.get("said", ""),
    }  # fmt: skip
    return render(
        request, "listing/page.html", context, fragment="state" if wants_fragment(request) else None
    )


async def why(request: Request) -> Response:
    """The panel under a row: why, who, cure, and what Amazon said."""
    home, work = resources(request), await _work(request)
    shop_id = work.listing.shop_id
    if not wants_fragment(request):
        return RedirectResponse(f"/listings/{work.listing.id}", 303)
    # Closed by the merchant, or cured while the row was looked at: then the list shows how things are now.
    if request.query_params.get("close") or work.listing.problem is None:
        again = {"hx-trigger-after-settle": "listings:closed"}
        return render(
            request, "listing/why.html", {"listing": work.listing}, fragment="closed", headers=again
        )
    cause = work.listing.problem.cause.value
    context = {
        "work": work, "listing": work.listing, "problem": words(work.listing.problem),
        "same": await listing_pages.same_cause(home.db, shop_id, cause) - 1, "cause": cause,
        "store": await shops.store_of(home.db, shop_id), "can_retry": can_retry(work.listing),
    }  # fmt: skip
    return render(request, "listing/why.html", context, fragment="panel")


async def retry(request: Request) -> Response:
    """POST: start again from the search for its ASIN."""
    home, work = resources(request), await _work(request)
    listing = work.listing
    done = await outcomes.ask_again(home.db, listing.shop_id, listing.id, home.now())
    if done:
        await home.wake("matching", listing.seller_id)
    return RedirectResponse(link(f"/listings/{listing.id}", said="retry" if done else ""), 303)


async def withdraw(request: Request) -> Response:
    """POST: take it off Amazon."""
    home, work = resources(request), await _work(request)
    listing = work.listing
    done = await outcomes.ask_withdrawal(home.db, listing.shop_id, listing.id, home.now())
    if done:
        await home.wake("offers", listing.seller_id)
    said = "" if not done else "withdraw" if listing.claimed else "removed"
    return RedirectResponse(link(f"/listings/{listing.id}", said=said), 303)


async def _work(request: Request) -> Work:
    """The listing of an address; 404 when it is another shop's."""
    shop_id = require(request).shop_id
    work = await listings.find(resources(request).db, shop_id, request.path_params["listing_id"])
    if work is None:
        raise HTTPException(404)
    return work


def can_retry(listing: Listing) -> bool:
    """Whether trying again starts something; what Amazon has and keeps is read again by itself."""
    return listing.status in (Status.INCOMPLETE, Status.ENDED) and listing.stage in (Stage.REST, Stage.WATCH)


def reason_name(key: str) -> str:
    """What of a product agrees with what Amazon has."""
    names = {
        "identifier": _("barcode"), "brand": _("brand"), "title": _("title"), "pack": _("pieces in the pack"),
        "size": _("size"), "colour": _("colour"),
    }  # fmt: skip
    return names.get(key, key)


def _differs(work: Work) -> tuple[str, ...]:
    """Which of price and quantity Amazon shows otherwise than we sent them."""
    sent, shown = work.listing.sent, work.listing.shown
    if sent is None or shown is None or not shown.known:
        return ()
    found = ["price"] if shown.price is not None and shown.price != sent.price else []
    return (*found, *(["quantity"] if shown.quantity is not None and shown.quantity != sent.quantity else []))


def _told(steps: tuple[Step, ...], currency: str) -> list[Told]:
    def value(amount: int) -> str:
        return money(Money(amount, currency)) if currency else number(amount)

    return [Told(_step(step, currency), value(step.value)) for step in steps]


def _step(step: Step, currency: str) -> str:
    match step.word:
        case "source":
            return _("Price in your shop")
        case "change":
            return _("Changed by %s") % percent(int(step.by))
        case "ending":
            return _("Rounded to the ending %s") % step.by
        case "floor":
            return _("Not under %s") % money(Money(int(step.by), currency))
        case "stock":
            return _("Stock in your shop")
        case "unlimited":
            return _("Not counted in your shop: your policy offers")
        case "negative":
            return _("More was sold than was there: nothing to offer")
        case "percentage":
            return _("%s %% of it") % step.by
        case "buffer":
            return _("Kept back: %s") % step.by
        case "maximum":
            return _("At most %s") % step.by
        case "sent":
            return _("Price as sent before")
        case "stopped":
            return _("Stopped: %s") % title_of(step.by)
        case _:
            return step.word
