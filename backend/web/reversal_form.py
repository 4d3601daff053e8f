"""The form by which money is given back: what is entered, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.domain.money import Money
from backend.domain.reversals import REFUND_REASONS, Act, LineMoney, No, Reason, spread
from backend.storage.reversal_acts import Standing
from backend.storage.reversals import Reversal
from backend.web.policy_forms.entering import NotANumber, read_money, read_whole, typed_money
from backend.web.reversal_words import why_not


@dataclass(slots=True)
class RefundForm:
    """`amounts` and `pieces` as they are typed, by item code; the same once they are read; `errors` by field."""

    amounts: dict[str, str]
    pieces: dict[str, str]
    reason: Reason
    read_amounts: dict[str, int] = field(default_factory=dict)
    read_pieces: dict[str, int] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def empty(order: Standing, asking: Reversal | None, reason: Reason) -> RefundForm:
    """A form to begin with: of a refund of the shop's a proposal in proportion, else everything that is left."""
    amounts = {line.item_code: line.total for line in order.left}
    if asking is not None and asking.amount is not None and 0 < asking.amount <= sum(amounts.values()):
        amounts = spread(order.left, asking.amount)
    shown = {code: typed_money(Money(n, order.currency)) if n else "" for code, n in amounts.items()}
    return RefundForm(shown, {}, asking.reason if asking else reason)


def read(order: Standing, entered: Mapping[str, str], reason: Reason) -> RefundForm:
    """What was entered; what makes no sense stands in its errors."""
    form = RefundForm({}, {}, _reason(entered.get("reason", ""), reason))
    for line in order.left:
        _read_line(form, order, line, entered)
    if not form.errors and not any(form.read_amounts.values()):
        form.errors["amount"] = why_not(No.NOTHING, Act.REFUND)
    return form


def _read_line(form: RefundForm, order: Standing, line: LineMoney, entered: Mapping[str, str]) -> None:
    code = line.item_code
    said, pieces = entered.get(f"amount_{code}", "").strip(), entered.get(f"pieces_{code}", "").strip()
    form.amounts[code], form.pieces[code] = said[:40], pieces[:10]
    try:
        amount = read_money(said, order.currency, least=0).amount if said else 0
        form.read_amounts[code] = amount
        if amount > line.total:
            form.errors[f"amount_{code}"] = why_not(No.OVER, Act.REFUND)
    except NotANumber as error:
        form.errors[f"amount_{code}"] = str(error)
    try:
        most = order.pieces.get(code, 0)
        form.read_pieces[code] = read_whole(pieces, least=0, most=most) if pieces else 0
    except NotANumber as error:
        form.errors[f"pieces_{code}"] = str(error)


def _reason(said: str, otherwise: Reason) -> Reason:
    return Reason(said) if said in REFUND_REASONS else otherwise
