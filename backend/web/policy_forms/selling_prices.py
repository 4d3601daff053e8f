"""The parts that every price of a selling policy's form has: where it comes from, and its steps."""

from backend.domain.money import Money
from backend.domain.selling import Change, ChangeKind, PriceFrom, PriceSource
from backend.web.languages import _
from backend.web.policy_forms.fields import Fields


def read_price(fields: Fields, name: str) -> PriceFrom:
    """A price's source."""
    source = fields.choice(f"{name}.source", PriceSource.PRICE)
    attribute, pieces = "", 0
    if source is PriceSource.ATTRIBUTE:
        attribute = fields.name_of_attribute(f"{name}.attribute")
    if source is PriceSource.WHOLESALE:
        where = f"{name}.pieces"
        pieces = fields.needed(where, fields.whole(where, least=1), 1)
    return PriceFrom(source, attribute, pieces, fields.ticked(f"{name}.else"))


def read_changes(fields: Fields, name: str) -> tuple[Change, ...]:
    """The steps of a price; a row where nothing sensible stands is left out, and says so."""
    found = (_change(fields, row) for row in fields.rows(name))
    return tuple(change for change in found if change is not None)


def _change(fields: Fields, row: str) -> Change | None:
    word, _sep, way = fields.text(f"{row}.kind").rpartition("_")
    kind = ChangeKind(word) if word in {each.value for each in ChangeKind} else ChangeKind.PERCENT
    less, value = way == "less", f"{row}.value"
    if kind in (ChangeKind.ATTRIBUTE_PERCENT, ChangeKind.ATTRIBUTE_AMOUNT):
        attribute = fields.name_of_attribute(f"{row}.attribute")
        return Change(kind, attribute=attribute, less=less) if attribute else None
    if not fields.text(value):
        fields.wrong(value, _("Write how much, or remove this step."))
        return None
    if kind is ChangeKind.PERCENT:
        percent = fields.percent(value, most=9_999 if less else 1_000_000)
        return None if percent is None else Change(kind, percent=-percent if less else percent)
    amount = fields.money(value, least=0)
    if amount is None:
        return None
    return Change(kind, amount=Money(-amount.amount if less else amount.amount, amount.currency))
