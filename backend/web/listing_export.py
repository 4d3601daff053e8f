"""The listings that a filter finds as CSV: all columns, as they are read, so that a hundred thousand are never held at
once. Numbers are plain (22.99, no sign of a currency), moments UTC; nothing of buyers is in it."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from backend.domain.field_differences import Compared
from backend.domain.marketplace import Participation
from backend.domain.money import Money, to_major
from backend.storage import listing_pages, manual, policies
from backend.storage.listing_filter import Filter
from backend.storage.listing_pages import LineOfListing
from backend.storage.manual import KeptManual
from backend.storage.policies import KeptPolicy
from backend.web.csv_text import csv_text, moment_text
from backend.web.difference_words import of_listing
from backend.web.listing_query import read_filter
from backend.web.policy_words.saying import policy_name
from backend.web.resources import Resources, resources
from backend.web.shell import Shell, shell

AT_ONCE = 500
COLUMNS = (
    "sku", "asin", "title", "options", "seller", "marketplace", "country", "status", "status_since", "reason",
    "muted", "paused", "condition", "shop_price", "shop_currency", "stock", "wanted_price", "sent_price",
    "amazon_price", "currency", "wanted_quantity", "sent_quantity", "amazon_quantity", "fulfilled_by_amazon",
    "differs", "price_by_hand", "quantity_by_hand", "by_hand_until", "selling_policy", "synchronization_policy",
    "shipping_policy", "publication", "live_since", "sent_at", "read_at",
)  # fmt: skip


async def export(request: Request) -> Response:
    """All that the filter of the address finds, its words included."""
    home, frame = resources(request), await shell(request, "listings")
    wanted = read_filter(request.query_params)
    name = datetime.fromtimestamp(home.now(), UTC).strftime("listings-%Y-%m-%d.csv")
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    kept = await policies.by_id(home.db, frame.shop.id)
    return StreamingResponse(_rows(home, frame, wanted, kept), media_type="text/csv", headers=headers)


async def _rows(
    home: Resources, frame: Shell, wanted: Filter, kept: Mapping[int, KeptPolicy]
) -> AsyncIterator[str]:
    yield "\ufeff" + csv_text([list(COLUMNS)])  # the mark lets spreadsheets read the text as UTF-8
    titles = {seller.id: seller.title for seller in frame.sellers}
    places = {p.marketplace_id: p for seller in frame.sellers for p in seller.marketplaces}
    async for ids in listing_pages.every_id(home.db, frame.shop.id, wanted, AT_ONCE):
        by_hand = await manual.of_listings(home.db, ids)
        lines = await listing_pages.of_ids(home.db, ids)
        yield csv_text([
            _row(each, home.now(), by_hand.get(each.listing.id), kept, titles, places) for each in lines
        ])  # fmt: skip


def _row(
    line: LineOfListing, now: int, by_hand: KeptManual | None, kept: Mapping[int, KeptPolicy],
    titles: Mapping[int, str], places: Mapping[str, Participation],
) -> list[str]:  # fmt: skip
    listing, place = line.listing, places.get(line.listing.marketplace_id)
    compared = {each.field: each for each in of_listing(listing, now, kept)}
    differs = " ".join(field for field, each in compared.items() if each.why)
    used = (listing.selling_policy_id, listing.synchronization_policy_id, listing.shipping_policy_id)
    ends = by_hand and (by_hand.price_ends or by_hand.quantity_ends)
    return [
        listing.sku, listing.asin, line.title, " · ".join(value for _, value in line.options),
        titles.get(listing.seller_id, ""), place.domain if place else listing.marketplace_id, line.country,
        listing.status.value, moment_text(listing.status_at), listing.problem.cause.value if listing.problem else "",
        _flag(listing.muted), _flag(listing.paused), listing.condition.value, *_price(line.price),
        "" if line.stock is None else str(line.stock), *_numbers(compared, "price"),
        place.currency if place else "", *_numbers(compared, "quantity"),
        _flag(listing.by_amazon), differs,
        _price(by_hand.price)[0] if by_hand else "",
        "" if by_hand is None or by_hand.quantity is None else str(by_hand.quantity), moment_text(ends or None),
        *(policy_name(kept[id]) if id in kept else "" for id in used), str(listing.run_id or ""),
        moment_text(listing.live_at), moment_text(listing.pushed_at or listing.sent_at), moment_text(listing.shown_at),
    ]  # fmt: skip


def _numbers(compared: Mapping[str, Compared], field: str) -> tuple[str, str, str]:
    """What is wanted, was sent, and stands on Amazon."""
    found = compared.get(field)
    values = (found.wanted, found.sent, found.shown) if found else (None, None, None)
    wanted, sent, shown = (
        str(to_major(each)) if isinstance(each, Money) else "" if each is None else str(each)
        for each in values
    )
    return wanted, sent, shown


def _price(price: Money | None) -> tuple[str, str]:
    return (str(to_major(price)), price.currency) if price else ("", "")


def _flag(on: bool) -> str:
    return "yes" if on else "no"
