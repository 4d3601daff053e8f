"""Conditions of a synchronization policy in words, with what they met, and the problems that come of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from backend.domain.clashes import Clash, Clashes
from backend.domain.conditions import Tried, number_in
from backend.domain.money import NotMoney, from_major
from backend.domain.synchronization import Asks, Conditions, Field, Subject, Test
from backend.web.languages import _, ngettext
from backend.web.rendering import money, number

Names = Mapping[int, str]  # the names of categories by the shop's ids
NO_NAMES: Names = {}


@dataclass(frozen=True, slots=True)
class TestLine:
    """One line of tried conditions. `wrong`: because of it the rule does not hold; `quiet`: it decides nothing."""

    words: str
    value: str
    depth: int
    wrong: bool
    quiet: bool


def clash_words(found: Clashes) -> list[str]:
    """What the stop rule does to the other rules, where they contradict each other."""
    said = []
    if found.listing is Clash.NEVER or found.relisting is Clash.NEVER:
        said.append(
            _("Careful: the stop rule stops all that these rules let sell, so nothing is ever sold by them.")
        )
    elif found.listing or found.relisting:
        said.append(
            _("A product can meet the stop rule and the others at once: then it is stopped, and stays so.")
        )
    return said


def field_name(field: Field) -> str:
    """A part of a listing that follows the shop."""
    return {
        Field.PRICE: _("the price"), Field.SALE_PRICE: _("the sale price"), Field.LIST_PRICE: _("the list price"),
        Field.BUSINESS_PRICE: _("business prices"), Field.QUANTITY: _("a quantity that rises"),
        Field.HANDLING: _("the handling time"), Field.SHIPPING: _("the shipping template"),
        Field.DETAILS: _("title, description and details"),
    }[field]  # fmt: skip


def clause(conditions: Conditions, names: Names) -> str:
    """Conditions as one clause; what is nested stands in brackets."""
    if not conditions.parts:
        return _("nothing is asked") if conditions.all else _("nothing ever is enough")
    said = [
        words_of(part, names) if isinstance(part, Test) else f"({clause(part, names)})"
        for part in conditions.parts
    ]
    return (_(" and ") if conditions.all else _(" or ")).join(said)


def words_of(test: Test, names: Names, currency: str = "") -> str:
    """One test as a clause: what it wants. `currency`: of the shop's price, where it is known."""
    match (test.subject, test.asks):
        case (Subject.ENABLED, Asks.YES):
            return _("it is enabled in your shop")
        case (Subject.ENABLED, _no):
            return _("it is not enabled in your shop")
        case (Subject.IN_STOCK, Asks.YES):
            return _("there is something to offer")
        case (Subject.IN_STOCK, _no):
            return _("there is nothing to offer")
        case (Subject.QUANTITY, asks):
            return _pieces(asks, test.value)
        case (Subject.PRICE, Asks.AT_MOST):
            return _("the price in your shop is at most %s") % _price(test.value, currency)
        case (Subject.PRICE, _least):
            return _("the price in your shop is at least %s") % _price(test.value, currency)
        case (Subject.CATEGORY, Asks.OUTSIDE):
            return _("it is in no category of “%s”") % category_name(test.value, names)
        case (Subject.CATEGORY, _within):
            return _("it is in the category “%s”") % category_name(test.value, names)
        case _:
            return _attribute(test)


def _pieces(asks: Asks, value: str) -> str:
    whole = number_in(value, unit=False)
    count = int(whole) if whole is not None else 0
    shown = number(count) if whole is not None else value
    if asks is Asks.AT_MOST:
        return ngettext("at most %s piece is offered", "at most %s pieces are offered", count) % shown
    return ngettext("at least %s piece is offered", "at least %s pieces are offered", count) % shown


def _attribute(test: Test) -> str:
    told = {"name": test.attribute, "value": test.value}
    return {
        Asks.YES: _("“%(name)s” is filled in"), Asks.NO: _("“%(name)s” is empty"),
        Asks.EQUALS: _("“%(name)s” is “%(value)s”"), Asks.DIFFERS: _("“%(name)s” is not “%(value)s”"),
        Asks.CONTAINS: _("“%(name)s” contains “%(value)s”"),
        Asks.AT_LEAST: _("“%(name)s” is at least %(value)s"), Asks.AT_MOST: _("“%(name)s” is at most %(value)s"),
    }.get(test.asks, "%(name)s: %(value)s") % told  # fmt: skip


def actual_words(test: Test, actual: object) -> str:
    """What a test met (domain/conditions.py)."""
    match test.subject:
        case Subject.ENABLED | Subject.CATEGORY:
            return _("yes") if actual else _("no")
        case Subject.IN_STOCK | Subject.QUANTITY:
            return number(int(str(actual)))
        case Subject.PRICE:
            amount, _space, currency = str(actual).partition(" ")
            return _price(amount, currency)
        case Subject.ATTRIBUTE:
            return str(actual) or _("empty")


def category_name(value: str, names: Names) -> str:
    """The name of a category, or its number where it is gone."""
    return names.get(int(value), f"#{value}") if value.isdecimal() else value


def _price(value: str, currency: str) -> str:
    amount = number_in(value, unit=False)
    if amount is None:
        return value
    try:
        return money(from_major(amount, currency)) if currency else number(Decimal(amount))
    except NotMoney:
        return value


def tried_lines(found: Tried, names: Names, *, wanted: bool = True) -> list[TestLine]:
    """Tried conditions line by line, as they are nested. `wanted` False: a stop rule, which must not hold."""
    parts: Sequence[Tried] = (
        found.parts if found.test is None and (found.all or len(found.parts) == 1) else (found,)
    )
    wrong = found.met is not wanted
    return [line for part in parts for line in _lines(part, names, wanted, wrong, 1)]


def _lines(found: Tried, names: Names, wanted: bool, live: bool, depth: int) -> list[TestLine]:
    wrong = live and found.met is not wanted
    quiet = not wrong and not (found.met and wanted)
    if found.test is not None:
        currency = str(found.actual).partition(" ")[2] if found.test.subject is Subject.PRICE else ""
        words = words_of(found.test, names, currency)
        value = actual_words(found.test, found.actual)
        return [TestLine(words[:1].upper() + words[1:], value, depth, wrong, quiet)]
    if len(found.parts) == 1:  # a group of one says nothing of its own
        return _lines(found.parts[0], names, wanted, live, depth)
    words = _("All of these") if found.all else _("Any of these")
    head = TestLine(words, _("yes") if found.met else _("no"), depth, wrong, quiet)
    below = [line for part in found.parts for line in _lines(part, names, wanted, wrong, depth + 1)]
    return [head, *below]


def why_unmet(said: Mapping[str, object]) -> str:
    """A problem of a rule in a sentence: the very test that decides, what it wants and what is."""
    test = _test_of(said)
    if test is None:
        return _("Your synchronization policy has a rule that nothing can ever meet.")
    told = _told(test, said)
    match str(said["rule"]):
        case "relist":
            return _("Your policy lets it sell again only where %(wanted)s. Now: %(actual)s.") % told
        case "stop":
            return _("Your policy stops it where %(wanted)s. Now: %(actual)s.") % told
        case _:
            return _("Your policy lists it only where %(wanted)s. Now: %(actual)s.") % told


def why_stopped(said: Mapping[str, object]) -> str:
    """The same for a stop rule, which may stop everything."""
    if _test_of(said) is None:
        return _("Your synchronization policy has a stop rule that always holds.")
    return why_unmet(said)


def _told(test: Test, said: Mapping[str, object]) -> dict[str, str]:
    actual = said["actual"]
    currency = str(actual).partition(" ")[2] if test.subject is Subject.PRICE else ""
    category = {int(test.value): str(said["name"])} if test.value.isdecimal() and "name" in said else {}
    return {"wanted": words_of(test, category, currency), "actual": actual_words(test, actual)}


def _test_of(said: Mapping[str, object]) -> Test | None:
    try:
        subject, asks = Subject(str(said["subject"])), Asks(str(said["asks"]))
    except ValueError:
        return None
    return Test(subject, asks, str(said["value"]), str(said["attribute"]))
