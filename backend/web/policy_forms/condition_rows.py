"""Conditions as rows of a form: a group asks for all or any of its tests and of the groups within it.

Group `G` posts `G.all` (yes or any), its tests `G.tests.0.asks` (subject:asks) with `.number`, `.category`,
`.attribute` or `.value`, and its groups `G.groups.0`. What is nested deeper than the form adds is drawn all the same.
"""

from decimal import Decimal

from backend.domain.conditions import FITTING, number_in
from backend.domain.money import to_major
from backend.domain.synchronization import Asks, Conditions, Subject, Test
from backend.web.languages import _
from backend.web.policy_forms.entering import NotANumber, read_decimal, read_money, read_whole
from backend.web.policy_forms.fields import Fields
from backend.web.policy_forms.rows import Pairs
from backend.web.rendering import typed

DEEPEST = 8  # groups within groups that are read
ADDED = 2  # groups within groups that the form's buttons make
NUMBERS = (Asks.AT_LEAST, Asks.AT_MOST)
TEXTS = (Asks.EQUALS, Asks.DIFFERS, Asks.CONTAINS)


def read_conditions(fields: Fields, name: str, depth: int = 0) -> Conditions:
    """The conditions of a group, without what makes no sense, which is said."""
    found: list[Test | Conditions] = []
    for row in fields.rows(f"{name}.tests"):
        test = _test(fields, row)
        if test is not None:
            found.append(test)
    for row in fields.rows(f"{name}.groups") if depth < DEEPEST else []:
        group = read_conditions(fields, row, depth + 1)
        if group.parts:
            found.append(group)
        elif not fields.rows(f"{row}.tests") and not fields.rows(f"{row}.groups"):
            fields.wrong(f"{row}.all", _("Add a condition to this group, or remove it."))
    return Conditions(fields.text(f"{name}.all") != "any", tuple(found))


def _test(fields: Fields, row: str) -> Test | None:
    """One row as a test; None where it makes no sense, which is said."""
    subject_said, _colon, asks_said = fields.text(f"{row}.asks").partition(":")
    chosen = next(
        ((s, a) for s, fitting in FITTING.items() for a in fitting if (s, a) == (subject_said, asks_said)),
        None,
    )
    if chosen is None:
        fields.wrong(f"{row}.asks", _("Choose what is asked."))
        return None
    subject, asks = chosen
    match subject:
        case Subject.ENABLED | Subject.IN_STOCK:
            return Test(subject, asks)
        case Subject.CATEGORY:
            category = fields.text(f"{row}.category")
            if category.isascii() and category.isdecimal() and len(category) <= 18:
                return Test(subject, asks, str(int(category)))
            fields.wrong(f"{row}.category", _("Choose a category."))
            return None
        case Subject.ATTRIBUTE:
            return _of_attribute(fields, row, asks)
        case _:
            value = _number(fields, f"{row}.number", subject)
            return None if value is None else Test(subject, asks, value)


def _of_attribute(fields: Fields, row: str, asks: Asks) -> Test | None:
    name = fields.name_of_attribute(f"{row}.attribute")
    value: str | None = ""
    if asks in NUMBERS:
        value = _number(fields, f"{row}.number", Subject.ATTRIBUTE)
    elif asks in TEXTS:
        value = fields.text(f"{row}.value") or None
        if value is None:
            fields.wrong(f"{row}.value", _("This is needed here."))
    return Test(Subject.ATTRIBUTE, asks, value, name) if name and value is not None else None


def _number(fields: Fields, name: str, subject: Subject) -> str | None:
    """The number of a row as it is kept: with a point, a price in major units."""
    said = fields.text(name)
    try:
        if not said:
            raise NotANumber(_("This is needed here."))
        if subject is Subject.QUANTITY:
            return str(read_whole(said))
        if subject is Subject.PRICE:
            return f"{to_major(read_money(said, fields.about.currency, least=0))}"
        return f"{read_decimal(said):f}"
    except NotANumber as error:
        fields.wrong(name, str(error))
        return None


def written(name: str, conditions: Conditions) -> Pairs:
    """A group as the texts of its fields, as `read_conditions` reads them back: its tests first, then its groups."""
    tests = [part for part in conditions.parts if isinstance(part, Test)]
    groups = [part for part in conditions.parts if isinstance(part, Conditions)]
    pairs: Pairs = [(f"{name}.all", "yes" if conditions.all else "any")]
    for n, test in enumerate(tests):
        pairs += _written_test(f"{name}.tests.{n}", test)
    for n, group in enumerate(groups):
        pairs += written(f"{name}.groups.{n}", group)
    return pairs


def _written_test(row: str, test: Test) -> Pairs:
    field = "value"
    if test.subject is Subject.CATEGORY:
        field = "category"
    elif test.asks in NUMBERS:
        field = "number"
    number = number_in(test.value, unit=False) if field == "number" else None
    value = _typed(test, number) if number is not None else test.value
    return [
        (f"{row}.asks", f"{test.subject}:{test.asks}"), (f"{row}.{field}", value), (f"{row}.attribute", test.attribute),
    ]  # fmt: skip


def _typed(test: Test, number: Decimal) -> str:
    """A number as people type it; a price with the digits that it was kept with."""
    return typed(number) if test.subject is not Subject.PRICE else typed(Decimal(test.value))
