"""One listing: how its numbers came about, what was sent, what Amazon shows, and what to do about it."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.allowed_conditions import NOTE_LENGTH
from backend.domain.channel import ChannelStock
from backend.domain.days import day_of
from backend.domain.listing import Explained, Stage, Status
from backend.domain.marketplace import Participation
from backend.domain.money import Money
from backend.domain.revising import Facts, shows, waits_for_word
from backend.domain.rules import Leaving
from backend.storage import (
    attribute_labels,
    by_hand,
    channels,
    drifts,
    journal,
    ledger,
    order_progress,
    wishes,
)
from backend.storage.listings import Listing, Work
from backend.web import drift, warehouse
from backend.web.acts import act_sentence
from backend.web.comparison import field_name
from backend.web.creation_view import told_of
from backend.web.difference_words import lines, of_listing
from backend.web.explaining import beside, moved, steps
from backend.web.hand_form import Form, around, currency_of
from backend.web.languages import spoken
from backend.web.publish import condition_name
from backend.web.reading import whole
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import Resources, resources
from backend.web.shell import Shell, shell
from backend.web.template_words import template_told
from backend.web.why import can_retry, rules, told, work_of

_BUSY = (Stage.MATCH, Stage.SUBMIT, Stage.CONFIRM, Stage.WITHDRAW)
MOVES, ALL_MOVES = 10, 1000  # lines of the ledger at first, and when all are asked for


async def page(request: Request) -> Response:
    """The listing's own page; while something is under way it asks again by itself."""
    return await show(request, await work_of(request))


async def show(
    request: Request, work: Work, *, hand: Form | None = None, note: tuple[str, str] | None = None
) -> Response:
    """The page; with `hand` or `note` that form comes back as it was typed, with what is wrong."""
    home, frame, listing = resources(request), await shell(request, "listings"), work.listing
    place = _place(frame, listing)
    wanted = await wishes.read(home.db, listing.shop_id, home.now())
    labels = await attribute_labels.of_listings(home.db, [listing.id] if work.details else [], spoken())
    ruled = await rules(home, work, place, await _leaving(home, frame, work))
    beside_it = await warehouse.beside(home, listing)
    context = {
        "shell": frame, "work": work, "listing": listing, "place": place,
        **_condition(listing, note),
        "problem": None, "said": request.query_params.get("said", ""), **beside_it,
        **_sums(listing.explained, day_of(home.now())),
        "template": template_told(wanted.template(work)),
        "differs": [each for each in _differs(work) if each == "quantity" or each not in ruled["apart"]],
        "entries": [(entry, act_sentence(entry)) for entry in await journal.of_listing(home.db, listing.id)],
        "busy": bool(beside_it["going"]) or listing.stage in _BUSY,
        "reasons": [reason_name(key) for key in listing.match.get("reasons", ())],
        "can_retry": can_retry(listing), "can_link": work.variation is not None and not work.product.deleted,
        "can_withdraw": listing.status is not Status.ENDED and listing.stage is not Stage.WITHDRAW,
        "told": told_of(work.details, listing.sent, labels.get(listing.id, {})),
        "paused_by": _paused_by(frame, listing), "asked": _asked(listing),
        **ruled, **await _history(request, work),
        **(await told(home, work, listing.problem) if listing.problem else {}),
        **await around(home, frame, work, currency_of(frame, work), hand),
        "compared": lines(of_listing(
            listing, home.now(), wanted.kept, paused=bool(_paused_by(frame, listing)), title=work.product.product.name
        )),
        "was": {key: request.query_params.get(f"was_{key}", "")[:40] for key in ("price", "quantity", "until")},
    }  # fmt: skip
    fault = hand is not None or note is not None
    part = wants_fragment(request) and not fault
    return render(
        request,
        "listing/page.html",
        context,
        fragment="state" if part else None,
        status=422 if fault else 200,
    )


def _place(frame: Shell, listing: Listing) -> Participation | None:
    places = [p for seller in frame.sellers if seller.id == listing.seller_id for p in seller.marketplaces]
    return next((p for p in places if p.marketplace_id == listing.marketplace_id), None)


def _sums(explained: Explained | None, today: str) -> dict[str, object]:
    """How price, other prices and quantity came about."""
    if explained is None:
        return {"price_steps": [], "beside": [], "quantity_steps": []}
    return {
        "price_steps": steps(explained.price_steps, explained.offer.price.currency, today),
        "beside": beside(explained, today), "quantity_steps": steps(explained.quantity_steps, ""),
    }  # fmt: skip


def _condition(listing: Listing, note: tuple[str, str] | None) -> dict[str, object]:
    """What it is offered as, with the form of its note."""
    return {
        "condition": condition_name(listing.condition),
        "sent_condition": condition_name(listing.sent.condition) if listing.sent else "",
        "note": note or (listing.condition_note, ""), "note_length": NOTE_LENGTH,
    }  # fmt: skip


async def retry(request: Request) -> Response:
    """POST: start again from the search for its ASIN."""
    home, work = resources(request), await work_of(request)
    listing = work.listing
    done = await by_hand.ask_again(home.db, listing.shop_id, listing.id, home.now())
    if done:
        await home.wake("matching", listing.seller_id)
    return RedirectResponse(link(f"/listings/{listing.id}", said="retry" if done else ""), 303)


async def withdraw(request: Request) -> Response:
    """POST: take it off Amazon."""
    home, work = resources(request), await work_of(request)
    listing = work.listing
    done = await by_hand.ask_withdrawal(home.db, listing.shop_id, listing.id, home.now())
    if done:
        await home.wake("offers", listing.seller_id)
    said = "" if not done else "withdraw" if listing.claimed else "removed"
    return RedirectResponse(link(f"/listings/{listing.id}", said=said), 303)


async def pause(request: Request) -> Response:
    """POST: `on` 1 sends nothing for this one listing, 0 lets it go on."""
    home, work = resources(request), await work_of(request)
    listing, on = work.listing, (await request.form()).get("on") == "1"
    seller_id = await by_hand.pause(home.db, listing.shop_id, listing.id, on, home.now())
    if seller_id is not None and not on:
        for kind in ("matching", "offers", "status"):
            await home.wake(kind, seller_id)
    return RedirectResponse(link(f"/listings/{listing.id}", said="paused" if on else "resumed"), 303)


async def _leaving(home: Resources, frame: Shell, work: Work) -> Leaving | None:
    """What a revision of the listing would be decided on now; None before anything of it was sent."""
    listing = work.listing
    if listing.sent is None:
        return None
    kept = await wishes.read(home.db, listing.shop_id, home.now())
    stocks = await channels.find(home.db, listing.seller_id, [listing.sent.sku])
    progress = await order_progress.find(home.db, listing.seller_id)
    currency = listing.sent.price.currency
    facts = Facts(
        sent=listing.sent, stock=stocks.get(listing.sent.sku, ChannelStock()),
        shown_price=listing.shown.price if listing.shown else None, settled=True,
        by_amazon=listing.by_amazon, orders_until=progress.seen_until,
        stock_read_at=work.product.read_at, largest_move=kept.selling(listing).largest_move,
        approved=Money(listing.approved_price, currency) if listing.approved_price is not None else None,
        shown_business=listing.shown.business_price if listing.shown else None,
    )  # fmt: skip
    return Leaving(_paused_by(frame, listing), facts)


async def _history(request: Request, work: Work) -> dict[str, object]:
    """The ledger of its stock and what differed on Amazon; `moves` asks for the whole ledger."""
    db = resources(request).db
    wanted = ALL_MOVES if whole(request.query_params.get("moves")) else MOVES
    lines = await ledger.of_variation(db, work.listing.variation_id, wanted + 1)
    drifted = await drifts.of_listing(db, work.listing.id)
    return {
        "moves": [(line, moved(line)) for line in lines[:wanted]], "more_moves": len(lines) > wanted,
        "drifts": [(each, drift.told(each)) for each in drifted],
    }  # fmt: skip


def _paused_by(frame: Shell, listing: Listing) -> str:
    """What keeps it from being sent: seller, place, listing, watch, or "" for nothing."""
    seller = next((each for each in frame.sellers if each.id == listing.seller_id), None)
    if seller and seller.observing:
        return "watch"
    if seller and seller.paused:
        return "seller"
    if seller and listing.marketplace_id in seller.paused_places:
        return "place"
    return "listing" if listing.paused else ""


def _asked(listing: Listing) -> tuple[Money, Money, int | None, str] | None:
    """The price on Amazon, the one that waits for the merchant's word, since when, and which price it is; None: none
    waits."""
    if listing.asked_price is None or listing.sent is None:
        return None
    old = listing.sent.price
    what = waits_for_word(listing.explained)
    return old, Money(listing.asked_price, old.currency), listing.asked_at, what


def reason_name(key: str) -> str:
    """What of a product agrees with what Amazon has."""
    return field_name(key)


def _differs(work: Work) -> tuple[str, ...]:
    """Which of price and quantity Amazon shows otherwise than we sent them."""
    sent, shown = work.listing.sent, work.listing.shown
    if sent is None or shown is None or not shown.known:
        return ()
    found = ["price"] if shown.price is not None and not shows(sent, shown.price) else []
    return (*found, *(["quantity"] if shown.quantity is not None and shown.quantity != sent.quantity else []))
