"""The audit: every field that was ever sent to Amazon, searched, and all of it as CSV."""

import csv
import io
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from backend.domain import audit
from backend.domain.issues import CAUSES
from backend.domain.policy import Condition
from backend.storage import attribute_labels, sent_fields
from backend.storage.database import Database
from backend.storage.sent_fields import Line, Wanted
from backend.web.languages import _, spoken
from backend.web.problems import title_of
from backend.web.publish import condition_name
from backend.web.reading import whole
from backend.web.rendering import render, wants_fragment
from backend.web.resources import resources
from backend.web.sent_words import attribute_name, price_words, sale_words, tier_words, value_words
from backend.web.session import require
from backend.web.shell import shell

LINES, LONG = 50, 120  # of a page; characters of a value that are shown at once
COLUMNS = (
    "time", "marketplace_id", "sku", "field", "old", "new", "cause", "who", "reference",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A line in words."""

    line: Line
    field: str
    old: str
    new: str
    cause: str
    actor: str
    country: str

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        """Before and sent, each with how it begins where it is too long to stand there whole."""
        return tuple((text, f"{text[:LONG]}…" if len(text) > LONG else "") for text in (self.old, self.new))


async def page(request: Request) -> Response:
    """The newest first; `before` (moment and number of a line) continues with older ones. A date that cannot be read is
    told beside its field."""
    frame = await shell(request, "journal")
    wanted, query = _wanted(request)
    at, _dot, number = request.query_params.get("before", "").partition(".")
    before = (whole(at), whole(number)) if whole(at) and whole(number) else None
    lines = await sent_fields.page(resources(request).db, frame.shop.id, wanted, before, LINES + 1)
    more, lines = len(lines) > LINES, lines[:LINES]
    labels = await attribute_labels.of_listings(
        resources(request).db, sorted({line.listing_id for line in lines}), spoken()
    )
    countries = {p.marketplace_id: p.country for seller in frame.sellers for p in seller.marketplaces}
    context = {
        "shell": frame, "wanted": wanted, "query": query, "later": before is not None,
        "lines": [_shown(line, countries, labels.get(line.listing_id, {})) for line in lines],
        "older": f"{lines[-1].at}.{lines[-1].id}" if more else "",
        "fields": [(name, field_name(name)) for name in audit.FIELDS],
        "unread": _unread(request), "beside": wants_fragment(request),
    }  # fmt: skip
    fragment = ["found", "faults"] if wants_fragment(request) else None
    return render(
        request, "audit/page.html", context, fragment=fragment, status=422 if context["unread"] else 200
    )


async def export(request: Request) -> Response:
    """All that the search finds, as it is read: a hundred thousand lines are never held at once."""
    home, shop_id = resources(request), require(request).shop_id
    wanted, _query = _wanted(request)
    name = datetime.fromtimestamp(home.now(), UTC).strftime("sent-fields-%Y-%m-%d.csv")
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return StreamingResponse(_rows(home.db, shop_id, wanted), media_type="text/csv", headers=headers)


async def _rows(db: Database, shop_id: int, wanted: Wanted) -> AsyncIterator[str]:
    yield "\ufeff" + _csv([COLUMNS])  # the mark lets spreadsheets read the text as UTF-8
    async for lines in sent_fields.every(db, shop_id, wanted):
        yield _csv([
            (
                datetime.fromtimestamp(each.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), each.marketplace_id, each.sku,
                each.field, each.old, each.new, each.cause, each.actor, each.reference,
            )
            for each in lines
        ])  # fmt: skip


def _csv(rows: list[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([[harmless(value) for value in row] for row in rows])
    return text.getvalue()


def harmless(value: str) -> str:
    """A value that no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else value


def field_name(field: str, labels: Mapping[str, str] | None = None) -> str:
    """A field in words; Amazon's attributes go by its labels."""
    names = {
        audit.OFFER: _("The listing"), audit.ASIN: "ASIN", audit.PRICE: _("Price"), audit.QUANTITY: _("Quantity"),
        audit.HANDLING: _("Shipped within (days)"), audit.CONDITION: _("Condition"),
        audit.TEMPLATE: _("Shipping template"), audit.KIND: _("Product type"), audit.SALE: _("Sale price"),
        audit.LIST: _("List price"), audit.BUSINESS: _("Price for companies"), audit.TIERS: _("Price by pieces"),
        audit.NOTE: _("Condition note"), audit.SENDER: _("Sent by"),
    }  # fmt: skip
    return names.get(field) or attribute_name(field.removeprefix(f"{audit.ATTRIBUTES}/"), labels or {})


def cause_name(cause: str) -> str:
    """What a field was sent for."""
    if cause in CAUSES:
        return title_of(cause)
    names = {
        "publish": _("Published"), "publish_again": _("Published again"), "revise": _("It follows your shop"),
        "relist": _("On sale again"), "approved_price": _("Approved price"), "heal": _("Amazon showed something else"),
        "withdraw": _("Taken off Amazon"), "replace": _("Withdrawn to be offered anew"),
        "switch": _("Another sender"),
    }  # fmt: skip
    return names.get(cause, cause)


def _actor_name(actor: str) -> str:
    return {"rule": _("a rule"), "merchant": _("You")}.get(actor, "Storelane")


def _shown(line: Line, countries: dict[str, str], labels: Mapping[str, str]) -> Shown:
    old, new = (_value(line.field, text) for text in (line.old, line.new))
    country = countries.get(line.marketplace_id, "")
    return Shown(
        line,
        field_name(line.field, labels),
        old,
        new,
        cause_name(line.cause),
        _actor_name(line.actor),
        country,
    )


def _value(field: str, text: str) -> str:
    if field in (audit.PRICE, audit.LIST, audit.BUSINESS):
        return price_words(text)
    if field == audit.SALE:
        return sale_words(text)
    if field == audit.TIERS:
        return tier_words(text)
    if field.startswith(f"{audit.ATTRIBUTES}/"):
        return value_words(text)
    if field == audit.SENDER:
        return {"amazon": _("Amazon's warehouse"), "merchant": _("You")}.get(text, text)
    known = field == audit.CONDITION and text in {each.value for each in Condition}
    return condition_name(Condition(text)) if known else text


def _wanted(request: Request) -> tuple[Wanted, dict[str, str]]:
    """The search of an address, and how it stands there; what makes no sense is passed over."""
    said = request.query_params
    since, until = _day(said.get("from", "").strip()), _day(said.get("to", "").strip())
    wanted = Wanted(
        sku=said.get("sku", "").strip()[:100], field=said.get("field", "")[:200],
        since=_epoch(since) if since else 0, until=_epoch(until + timedelta(days=1)) if until else 0,
    )  # fmt: skip
    query = {
        "sku": wanted.sku, "field": wanted.field, "from": since.isoformat() if since else "",
        "to": until.isoformat() if until else "",
    }  # fmt: skip
    return wanted, query


def _unread(request: Request) -> dict[str, str]:
    """The dates that cannot be read, as they were typed."""
    said = {name: request.query_params.get(name, "").strip()[:40] for name in ("from", "to")}
    return {name: text for name, text in said.items() if text and _day(text) is None}


def _day(text: str) -> date | None:
    """A day of the last decades and the next; None for anything else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None


def _epoch(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
