"""What an address asks of the list of orders, and the same written as an address again."""

from datetime import date

from starlette.datastructures import FormData, QueryParams

from backend.domain.days import begin_of, day_of
from backend.domain.orders import Kind, Sender
from backend.storage.order_pages import TABS, OrderFilter
from backend.web.reading import whole

_DAY = 86_400
_OLD_TABS = {"open": "to_send"}  # addresses that people kept
Said = QueryParams | FormData


def read_filter(said: Said) -> OrderFilter:
    """The filter of an address or a form; what makes no sense is passed over."""
    tab = _text(said, "tab")
    tab = _OLD_TABS.get(tab, tab)
    marketplace_id, seller_id = _text(said, "marketplace"), whole(said.get("seller"))
    if said.get("place"):  # what the filter's one choice stands for
        first, _, marketplace_id = _text(said, "place").partition(" ")
        seller_id = whole(first)
    sender, kind, until = _text(said, "sender"), _text(said, "kind"), _day(said.get("to"))
    return OrderFilter(
        tab if tab in TABS else "", str(said.get("words") or "")[:100], seller_id, marketplace_id,
        sender if sender in set(Sender) else "", kind if kind in set(Kind) else "", _day(said.get("from")),
        until + _DAY if until else 0,
    )  # fmt: skip


def as_query(wanted: OrderFilter) -> dict[str, object]:
    """The same for addresses; only what says something."""
    query: dict[str, object] = {
        "tab": wanted.tab, "words": wanted.words, "seller": wanted.seller_id, "marketplace": wanted.marketplace_id,
        "sender": wanted.sender, "kind": wanted.kind, "from": day_of(wanted.since) if wanted.since else "",
        "to": day_of(wanted.until - _DAY) if wanted.until else "",
    }  # fmt: skip
    return {name: value for name, value in query.items() if value}


def _text(said: Said, name: str) -> str:
    return str(said.get(name) or "")[:40]


def _day(text: object) -> int:
    """The beginning of a day of the last decades in UTC, epoch seconds; 0 for anything else."""
    try:
        found = date.fromisoformat(str(text or "").strip())
    except ValueError:
        return 0
    return begin_of(found) if 2000 <= found.year <= 2200 else 0
