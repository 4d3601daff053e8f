"""The audit: every field that was ever sent to Amazon, searched, and all of it as CSV."""

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from backend.domain import audit
from backend.domain.issues import CAUSES
from backend.domain.policy import Condition
from backend.storage import sent_fields
from backend.storage.database import Database
from backend.storage.sent_fields import Line, Wanted
from backend.web.languages import _
from backend.web.problems import title_of
from backend.web.publish import condition_name
from backend.web.reading import whole
from backend.web.rendering import render, wants_fragment
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import shell

LINES = 50
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


async def page(request: Request) -> Response:
    """The newest first; `before` (moment and number of a line) continues with older ones."""
    frame = await shell(request, "journal")
    wanted, query = _wanted(request)
    at, _dot, number = request.query_params.get("before", "").partition(".")
    before = (whole(at), whole(number)) if whole(at) and whole(number) else None
    lines = await sent_fields.page(resources(request).db, frame.shop.id, wanted, before, LINES + 1)
    more, lines = len(lines) > LINES, lines[:LINES]
    countries = {p.marketplace_id: p.country for seller in frame.sellers for p in seller.marketplaces}
    context = {
        "shell": frame, "wanted": wanted, "query": query, "later": before is not None,
        "lines": [_shown(line, countries) for line in lines],
        "older": f"{lines[-1].at}.{lines[-1].id}" if more else "",
        "fields": [(name, field_name(name)) for name in audit.FIELDS],
    }  # fmt: skip
    return render(request, "audit/page.html", context, fragment="found" if wants_fragment(request) else None)


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


def field_name(field: str) -> str:
    """A field in words; Amazon's attributes keep their names."""
    names = {
        audit.OFFER: _("The listing"), audit.ASIN: "ASIN", audit.PRICE: _("Price"), audit.QUANTITY: _("Quantity"),
        audit.HANDLING: _("Shipped within (days)"), audit.CONDITION: _("Condition"),
        audit.TEMPLATE: _("Shipping template"), audit.KIND: _("Product type"),
    }  # fmt: skip
    return names.get(field, field.removeprefix(f"{audit.ATTRIBUTES}/"))


def cause_name(cause: str) -> str:
    """What a field was sent for."""
    if cause in CAUSES:
        return title_of(cause)
    names = {
        "publish": _("Published"), "publish_again": _("Published again"), "revise": _("It follows your shop"),
        "relist": _("On sale again"), "approved_price": _("Approved price"), "heal": _("Amazon showed something else"),
        "withdraw": _("Taken off Amazon"), "replace": _("Withdrawn to be offered anew"),
    }  # fmt: skip
    return names.get(cause, cause)


def _actor_name(actor: str) -> str:
    return {"rule": _("a rule"), "merchant": _("You")}.get(actor, "Storelane")


def _shown(line: Line, countries: dict[str, str]) -> Shown:
    old, new = (_value(line.field, text) for text in (line.old, line.new))
    country = countries.get(line.marketplace_id, "")
    return Shown(
        line, field_name(line.field), old, new, cause_name(line.cause), _actor_name(line.actor), country
    )


def _value(field: str, text: str) -> str:
    known = field == audit.CONDITION and text in {each.value for each in Condition}
    return condition_name(Condition(text)) if known else text[:300]


def _wanted(request: Request) -> tuple[Wanted, dict[str, str]]:
    """The search of an address, and how it stands there; what makes no sense is passed over."""
    said = request.query_params
    since, until = _day(said.get("from", "")), _day(said.get("to", ""))
    wanted = Wanted(
        sku=said.get("sku", "").strip()[:100], field=said.get("field", "")[:200],
        since=_epoch(since) if since else 0, until=_epoch(until + timedelta(days=1)) if until else 0,
    )  # fmt: skip
    query = {
        "sku": wanted.sku, "field": wanted.field, "from": since.isoformat() if since else "",
        "to": until.isoformat() if until else "",
    }  # fmt: skip
    return wanted, query


def _day(text: str) -> date | None:
    """A day of the last decades and the next; anything else is passed over."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None


def _epoch(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
