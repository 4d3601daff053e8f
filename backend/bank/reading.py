"""The European Central Bank's daily list of reference rates, from its public XML (eurofxref-daily.xml)."""

from datetime import date
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree

from backend.domain.rates import FEWEST, DayRates

CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"
LARGEST = 256 * 1024  # bytes; the bank's own list has about two thousand
_NONE = Decimal("NaN")  # what cannot be read; the rules say that it is nonsense


class Unreadable(ValueError):
    """What came is not the bank's list; the text says why."""


def read_list(content: bytes) -> DayRates:
    """The day and the rates, one euro in each currency. Raises Unreadable for anything that is not such a list."""
    if len(content) > LARGEST:
        raise Unreadable("a list that is too large")
    if b"<!" in content.replace(b"<!--", b""):
        # The bank declares no types and no entities; who does wants something else of us.
        raise Unreadable("a list with declarations")
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Unreadable("no XML") from error
    dated = next((cube for cube in root.iter(CUBE) if cube.get("time")), None)
    if dated is None:
        raise Unreadable("no day")
    rates: dict[str, Decimal] = {}
    for cube in dated.iter(CUBE):
        if currency := cube.get("currency", "").strip():
            rates.setdefault(currency, _decimal(cube.get("rate", "")))
    if len(rates) < FEWEST:
        raise Unreadable(f"only {len(rates)} rates")
    return DayRates(_day(dated.get("time", "")), rates)


def _day(said: str) -> str:
    try:
        return date.fromisoformat(said.strip()).isoformat()
    except ValueError as error:
        raise Unreadable("a day that is none") from error


def _decimal(said: str) -> Decimal:
    try:
        return Decimal(said.strip())
    except InvalidOperation:
        return _NONE
