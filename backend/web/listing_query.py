"""What an address asks of the listings page: filter, order, page; and the same written as an address again."""

from dataclasses import fields
from datetime import date
from decimal import Decimal, InvalidOperation

from starlette.datastructures import FormData, QueryParams

from backend.domain.days import begin_of, day_of
from backend.domain.listing import Status
from backend.domain.policy import Condition
from backend.storage.listing_filter import MUTED, NONE, PIECES, PRICES, SORTS, Filter, Sort
from backend.web.reading import whole

TABS = ("", Status.ACTIVE, Status.ON_ITS_WAY, Status.INACTIVE, Status.INCOMPLETE, Status.ENDED, MUTED)
_NAMES = {"seller_id": "seller", "marketplace_id": "marketplace", "run_id": "run"}  # in addresses
_MOST = 1_000_000_000_000
Said = QueryParams | FormData


def read_filter(said: Said) -> Filter:
    """The filter of an address or a form; what makes no sense is passed over."""
    status, marketplace_id = _text(said, "status"), _text(said, "marketplace")
    seller_id = whole(said.get("seller"))
    if said.get("place"):  # what the filter's one choice stands for
        first, _, marketplace_id = _text(said, "place").partition(" ")
        seller_id = whole(first)
    condition = _text(said, "condition")
    return Filter(
        status=status if status in TABS else "", words=str(said.get("words") or "")[:200], seller_id=seller_id,
        marketplace_id=marketplace_id[:20], cause=_text(said, "cause"), run_id=whole(said.get("run")),
        selling=whole(said.get("selling")), synchronization=whole(said.get("synchronization")),
        shipping=whole(said.get("shipping")),
        condition=condition if condition in {each.value for each in Condition} else "",
        category=whole(said.get("category")), asin=_yes_or_no(said, "asin"), fba=_yes_or_no(said, "fba"),
        paused=_yes_or_no(said, "paused"), differs=said.get("differs") == "1", manual=said.get("manual") == "1",
        changed=_day(said.get("changed")), already=whole(said.get("already")),
        **{name: read(said.get(name)) for name, read in _LIMITS.items()},
    )  # fmt: skip


def read_sort(said: Said) -> Sort:
    """The order of an address: the key of a column, with a "-" before it where the greatest comes first."""
    text = _text(said, "sort")
    key = text.removeprefix("-")
    return Sort(key, text.startswith("-")) if key in SORTS else Sort()


def unread(said: Said) -> dict[str, str]:
    """What was typed into a field of the filter and cannot be read, by its name."""
    typed = {name: str(said.get(name) or "").strip()[:40] for name in (*_LIMITS, "changed")}
    return {
        name: text
        for name, text in typed.items()
        if text and (_LIMITS[name](text) == NONE if name in _LIMITS else not _day(text))
    }


def as_query(wanted: Filter, sort: Sort = Sort(), view: int = 0) -> dict[str, object]:  # noqa: B008
    """The same for addresses; only what says something."""
    query: dict[str, object] = {}
    for field in fields(wanted):
        value = getattr(wanted, field.name)
        if value != field.default:
            query[_NAMES.get(field.name, field.name)] = _written(field.name, value)
    if sort.key:
        query["sort"] = f"-{sort.key}" if sort.down else sort.key
    if view:
        query["view"] = view
    return query


def _written(name: str, value: object) -> object:
    if name in _LIMITS and _LIMITS[name] is _major and isinstance(value, int):
        return f"{Decimal(value).scaleb(-3).normalize():f}"
    if name == "changed" and isinstance(value, int):
        return day_of(value)
    if name in _LIMITS:
        return str(value)  # 0 pieces say something
    return int(value) if isinstance(value, bool) else value


def _text(said: Said, name: str) -> str:
    return str(said.get(name) or "")[:40]


def _yes_or_no(said: Said, name: str) -> str:
    return _text(said, name) if said.get(name) in ("yes", "no") else ""


def _major(text: object) -> int:
    """Thousandths of a major unit, of what a person types with a point or a comma; NONE for anything else."""
    try:
        number = Decimal(str(text or "").strip().replace(" ", "").replace("\u202f", "").replace(",", "."))
        amount = int(number.scaleb(3))
    except (InvalidOperation, ValueError, OverflowError):
        return NONE
    return amount if 0 <= amount <= _MOST else NONE


def _pieces(text: object) -> int:
    said = str(text or "").strip()
    return whole(said) if said.isascii() and said.isdecimal() and len(said) <= 12 else NONE


def _day(text: object) -> int:
    """The beginning of a day of the last decades in UTC, epoch seconds; 0 for anything else."""
    try:
        found = date.fromisoformat(str(text or "").strip())
    except ValueError:
        return 0
    return begin_of(found) if 2000 <= found.year <= 2200 else 0


_LIMITS = {
    f"{column}_{end}": read
    for columns, read in ((PRICES, _major), (PIECES, _pieces))
    for column in columns
    for end in ("from", "to")
}
