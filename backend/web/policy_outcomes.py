"""What a preview found, in words: how many of what, and its rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.domain.foreseeing import Figures, Mark
from backend.domain.money import Money
from backend.storage.listing_pages import LineOfListing
from backend.storage.policy_previews import Line
from backend.web.languages import _, ngettext, spoken
from backend.web.problems import title_of
from backend.web.rendering import country_name, money, number, percent
from backend.web.shell import Shell


@dataclass(frozen=True, slots=True)
class Figure:
    """How many, in a sentence; `tone`: no, warn or "" for what is simply so."""

    mark: str
    words: str
    tone: str


def figures(found: Figures) -> list[Figure]:
    """What would change, the worst first."""
    return [
        Figure(str(mark.name), _words(mark, found, count), _TONES.get(mark, ""))
        for mark in Mark
        if (count := found.count(mark))
    ]


_TONES = {
    Mark.UNKNOWN: "no",
    Mark.UNDER_COST: "no",
    Mark.STOPS: "no",
    Mark.UNLISTED: "warn",
    Mark.OTHER_RULES: "no",
    Mark.WAITS: "warn",
    Mark.STARTS: "yes",
}


def _words(mark: Mark, found: Figures, count: int) -> str:
    n = number(count)
    match mark:
        case Mark.UNKNOWN:
            return ngettext("%s could not be worked out", "%s could not be worked out", count) % n
        case Mark.UNDER_COST:
            return ngettext("%s would fall under cost", "%s would fall under cost", count) % n
        case Mark.STOPS:
            return ngettext("%s would stop selling", "%s would stop selling", count) % n
        case Mark.OTHER_RULES:
            return (
                ngettext(
                    "%s has other quantity rules in another country: one SKU is one quantity",
                    "%s have other quantity rules in another country: one SKU is one quantity",
                    count,
                )
                % n
            )
        case Mark.WAITS:
            words = ngettext(
                "%s new price would wait for your approval",
                "%s new prices would wait for your approval",
                count,
            )
            return words % n
        case Mark.STARTS:
            return ngettext("%s would start selling", "%s would start selling", count) % n
        case Mark.PRICE:
            words = ngettext("%s price changes", "%s prices change", count) % n
            return f"{words}, {_span(found)}"
        case Mark.QUANTITY:
            return ngettext("%s quantity changes", "%s quantities change", count) % n
        case _:
            return _of_parts(mark, count) % n


def _of_parts(mark: Mark, count: int) -> str:
    match mark:
        case Mark.UNLISTED:
            return ngettext(
                "%s that is not on Amazon yet would not be listed",
                "%s that are not on Amazon yet would not be listed",
                count,
            )
        case Mark.SALE_PRICE:
            return ngettext("%s sale price changes", "%s sale prices change", count)
        case Mark.LIST_PRICE:
            return ngettext("%s list price changes", "%s list prices change", count)
        case Mark.BUSINESS_PRICE:
            return ngettext("%s business price changes", "%s business prices change", count)
        case Mark.HANDLING:
            return ngettext("%s handling time changes", "%s handling times change", count)
        case Mark.SHIPPING:
            return ngettext("%s shipping template changes", "%s shipping templates change", count)
        case _:
            return ngettext("%s changes otherwise", "%s change otherwise", count)


def _span(found: Figures) -> str:
    if found.lowest == found.highest:
        return signed_percent(found.lowest)
    told = {"low": signed_percent(found.lowest), "high": signed_percent(found.highest)}
    return _("%(low)s to %(high)s") % told


def signed_percent(hundredths: int) -> str:
    """A move, to the tenth of a percent where it is small."""
    shown = hundredths if abs(hundredths) < 1000 else round(hundredths / 100) * 100
    return percent(shown).replace("-", "−") if shown else percent(0).lstrip("+")


@dataclass(frozen=True, slots=True)
class Row:
    """A listing of a preview: what it is, and before and after."""

    line: LineOfListing
    title: str
    price_before: str
    price_after: str
    move: str
    quantity_before: str
    quantity_after: str
    said: tuple[tuple[str, str], ...]  # (tone, words)


def rows_of(lines: Sequence[Line], listed: Sequence[LineOfListing], frame: Shell) -> list[Row]:
    """The rows of a page, in the order of the lines; a listing that is gone meanwhile is left out."""
    known = {line.listing.id: line for line in listed}
    places = {p.marketplace_id: p.country for s in frame.sellers for p in s.marketplaces}
    return [_row(line, known[line.listing_id], places) for line in lines if line.listing_id in known]


def _row(line: Line, listed: LineOfListing, places: dict[str, str]) -> Row:
    def price(amount: int | None) -> str:
        return money(Money(amount, line.currency)) if amount is not None and line.currency else "–"

    return Row(
        listed, listed.names.get(spoken()) or listed.title, price(line.price_before), price(line.price_after),
        signed_percent(line.move) if line.move else "", number(line.quantity_before),
        number(line.quantity_after), tuple(_said(line, places)),
    )  # fmt: skip


def _said(line: Line, places: dict[str, str]) -> list[tuple[str, str]]:
    found = []
    if Mark.UNKNOWN in line.marks:
        found.append(("no", _("could not be worked out")))
    if Mark.UNDER_COST in line.marks:
        found.append(("no", _("under its cost price")))
    if Mark.STOPS in line.marks:
        why = title_of(line.cause) if line.cause else _("nothing to offer")
        found.append(("no", _("would stop: %s") % why))
    if Mark.UNLISTED in line.marks:
        why = title_of(line.cause) if line.cause else _("nothing to offer")
        found.append(("warn", _("would not be listed: %s") % why))
    if Mark.OTHER_RULES in line.marks:
        where = country_name(places.get(line.country, line.country))
        found.append(("no", _("its quantity follows other rules in %s") % where))
    if Mark.WAITS in line.marks:
        found.append(("warn", _("waits for your approval")))
    if Mark.STARTS in line.marks:
        found.append(("yes", _("would start")))
    return found + [("", words) for mark, words in _changing().items() if mark in line.marks]


def _changing() -> dict[Mark, str]:
    """What else changes, as a row says it."""
    return {
        Mark.SALE_PRICE: _("another sale price"), Mark.LIST_PRICE: _("another list price"),
        Mark.BUSINESS_PRICE: _("another business price"), Mark.HANDLING: _("another handling time"),
        Mark.SHIPPING: _("another shipping template"), Mark.OTHER: _("something else of the offer changes"),
    }  # fmt: skip
