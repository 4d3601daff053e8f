"""Making a new product on Amazon: which listing, whether it may, and which product type."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backend.domain.catalog import Kind
from backend.domain.listing import Stage
from backend.domain.marketplace import Participation, SellerStatus
from backend.domain.product_types import FoundType, KeptType, locale_for
from backend.marketplaces.marketplace import Marketplace
from backend.storage import creations, listings, product_types
from backend.storage.catalogue import KeptVariation
from backend.storage.listings import Work
from backend.storage.product_types import Place
from backend.storage.sellers import Seller
from backend.transport.errors import NotFound, RemoteError, Unavailable
from backend.web import languages
from backend.web.languages import _
from backend.web.rendering import named, render
from backend.web.resources import Resources, resources
from backend.web.session import require
from backend.web.shell import Shell, shell

LONGEST_WAIT = 15.0  # seconds that a page waits for Amazon
CARDS, MOST = 3, 60
DAY = 86_400
T = TypeVar("T")


class Away(Exception):
    """Amazon does not answer, or not in time; what was entered is kept."""


@dataclass(frozen=True, slots=True)
class Making:
    """A listing that may make a product of its own, with all that its pages need."""

    home: Resources
    frame: Shell
    work: Work
    seller: Seller
    spot: Participation
    marketplace: Marketplace

    @property
    def place(self) -> Place:
        """Where a product type holds, in the language of the person nearest to Amazon's."""
        locale = locale_for(languages.spoken(), self.spot.language)
        return Place(self.work.listing.shop_id, self.seller.id, self.spot.marketplace_id, locale)

    @property
    def variation(self) -> KeptVariation:
        assert self.work.variation is not None
        return self.work.variation


async def making(request: Request) -> Making | Response:
    """The listing of an address, or the page that says why no product can be made of it now. 404: another shop's."""
    home, shop_id = resources(request), require(request).shop_id
    work = await listings.find(home.db, shop_id, request.path_params["listing_id"])
    if work is None:
        raise HTTPException(404)
    frame = await shell(request, "listings", head="load" in request.query_params)
    seller = next((each for each in frame.sellers if each.id == work.listing.seller_id), None)
    places = seller.marketplaces if seller else ()
    spot = next((p for p in places if p.marketplace_id == work.listing.marketplace_id), None)
    why = _why_not(work, seller, spot)
    if why or seller is None or spot is None:
        context = {"shell": frame, "listing": work.listing, "work": work, "why": why, "again": ""}
        return render(request, "create/obstacle.html", context, status=409)
    return Making(home, frame, work, seller, spot, home.marketplaces[seller.kind])


def _why_not(work: Work, seller: Seller | None, spot: Participation | None) -> str:
    """Why no product can be made of a listing, in a sentence; "" when it can."""
    listing = work.listing
    if work.product.deleted or work.variation is None:
        return _("This product is no longer in your shop, so there is nothing to make on Amazon.")
    if work.product.product.kind is not Kind.GOODS:
        return _("Only goods can be sold on Amazon; this product is something else.")
    if seller is None or spot is None or seller.status is not SellerStatus.CONNECTED:
        return _("Your Amazon account is not connected. Connect it again under Accounts; your draft is kept.")
    if listing.stage is Stage.WITHDRAW:
        return _("It is being taken off Amazon. Come back when that is done.")
    if listing.sending_at is not None and work.details is None:
        return _("It is being sent to Amazon just now. Come back in a minute.")
    if listing.sent is not None and work.details is None:
        return _("It is on Amazon already, as %(asin)s. Take it off Amazon first.") % {
            "asin": listing.sent.asin
        }
    return ""


def amazon_away(request: Request, made: Making, again: str) -> Response:
    """Amazon does not answer: what was entered is kept, and the page leads back to where it was."""
    why = _("Amazon does not answer just now. Your draft is kept; try again in a moment.")
    context = {
        "shell": made.frame,
        "listing": made.work.listing,
        "work": made.work,
        "why": why,
        "again": again,
    }
    return render(request, "create/obstacle.html", context, status=503)


async def bounded(asked: Awaitable[T]) -> T:
    """An answer of Amazon's that a person waits for. Raises Away; NotFound passes."""
    try:
        async with asyncio.timeout(LONGEST_WAIT):
            return await asked
    except NotFound:
        raise
    except (RemoteError, TimeoutError) as error:
        raise Away from error


async def kept_type(made: Making, name: str) -> KeptType | None:
    """A product type as it is kept here; None when it has to be fetched."""
    return await product_types.find(made.home.db, made.place, name)


async def fetched_type(made: Making, name: str) -> KeptType:
    """A product type, asked for at Amazon unless that was done today. Raises Away; NotFound for one that is none."""
    db, now = made.home.db, made.home.now()
    kept = await kept_type(made, name)
    if kept and now - kept.looked_at < DAY:
        return kept
    try:
        found = await bounded(
            made.marketplace.type_definition(
                made.seller.access, made.place.marketplace_id, name, made.place.locale, interactive=True
            )
        )
        known = await product_types.has_document(db, found.checksum)
        body = None if known else await bounded(made.marketplace.type_schema(found))
    except Away:
        if kept:
            return kept  # yesterday's is better than none; the lane looks again by itself
        raise
    await product_types.keep(db, made.place, name, found, body, now)
    fresh = await product_types.find(db, made.place, name)
    if fresh is None:
        raise Away from Unavailable("a schema that was not kept")
    return fresh


@dataclass(frozen=True, slots=True)
class Card:
    """A product type to choose, and why it is offered."""

    type: FoundType
    why: str


async def types(request: Request) -> Response:
    """GET /listings/{id}/create: three types that fit best, and a search for others."""
    made = await making(request)
    if isinstance(made, Response):
        return made
    words, every = request.query_params.get("words", "").strip()[:100], "all" in request.query_params
    draft = await creations.find(made.home.db, made.place.shop_id, made.work.listing.id)
    try:
        cards = await _cards(made)
        found = await _found(made, words) if words or every else []
    except Away:
        return amazon_away(request, made, f"/listings/{made.work.listing.id}/create")
    context = {
        "shell": made.frame, "listing": made.work.listing, "work": made.work, "spot": made.spot, "cards": cards,
        "found": found[:MOST], "more": len(found) > MOST, "words": words, "asked": bool(words) or every,
        "draft": draft if draft and draft.product_type else None,
    }  # fmt: skip
    part = "found" if request.headers.get("hx-target") == "found" else None
    return render(request, "create/types.html", context, fragment=part)


async def _cards(made: Making) -> list[Card]:
    """What was chosen for a sibling first, then what Amazon suggests by the title."""
    product = made.work.product.product
    short = made.place.locale.split("_")[0]
    title = product.names.get(made.spot.language.split("_")[0]) or product.names.get(short) or product.name
    suggested = await bounded(
        made.marketplace.find_types(
            made.seller.access, made.place.marketplace_id, made.place.locale, title=title
        )
    )
    last = await creations.last_type(
        made.home.db, made.place.shop_id, made.work.product.id, made.place.marketplace_id
    )
    cards = []
    if last:
        known = next(
            (one for one in suggested if one.name == last),
            FoundType(last, last.replace("_", " ").capitalize()),
        )
        cards.append(Card(known, _("You chose it for another variation of this product.")))
    for place, one in enumerate(one for one in suggested if one.name != last):
        why = _("Amazon suggests it first for “%s”.") if place == 0 else _("Amazon suggests it too for “%s”.")
        cards.append(Card(one, why % named(product)))
    return cards[:CARDS]


async def _found(made: Making, words: str) -> list[FoundType]:
    return await bounded(
        made.marketplace.find_types(
            made.seller.access, made.place.marketplace_id, made.place.locale, words=words
        )
    )
