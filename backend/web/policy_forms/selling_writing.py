"""A selling policy as the texts of its form."""

from decimal import Decimal

from backend.domain.money import Money, digits
from backend.domain.selling import Change, ChangeKind, PriceFrom, SellingPolicy
from backend.web.policy_forms.about import About
from backend.web.policy_forms.entering import typed_money, typed_percent
from backend.web.policy_forms.rows import Pairs
from backend.web.policy_words.endings import ending_text
from backend.web.rendering import typed


def written(policy: SellingPolicy, about: About) -> Pairs:
    """Every field of the form with its text, as `read_selling` reads it back."""
    pairs = _price("price", policy.price)
    pairs += _changes("changes", policy.changes)
    pairs += [
        ("conversion", policy.conversion.value),
        ("vat", typed_percent(policy.vat) if policy.vat else ""),
    ]
    for n, rate in enumerate(policy.rates):
        row = f"rates.{n}"
        pairs += [
            (f"{row}.source", rate.source),
            (f"{row}.target", rate.target),
            (f"{row}.rate", _rate(rate.rate)),
        ]
    pairs += _roundings(policy, about)
    pairs += [*_amount("floor", policy.floor, about), *_amount("ceiling", policy.ceiling, about)]
    pairs += [("cost_margin", _percent(policy.cost_margin)), ("largest_move", _percent(policy.largest_move))]
    return pairs + _other_prices(policy) + _quantity(policy)


def _price(name: str, price: PriceFrom) -> Pairs:
    pairs = [
        (f"{name}.source", price.source.value),
        (f"{name}.attribute", price.attribute),
        (f"{name}.pieces", str(price.pieces) if price.pieces else ""),
    ]
    return [*pairs, (f"{name}.else", "yes")] if price.else_price else pairs


def _changes(name: str, changes: tuple[Change, ...]) -> Pairs:
    pairs: Pairs = []
    for n, change in enumerate(changes):
        less, value, currency = change.less, "", ""
        if change.kind is ChangeKind.PERCENT:
            less, value = change.percent < 0, typed_percent(abs(change.percent))
        elif change.kind is ChangeKind.AMOUNT and change.amount is not None:
            less, currency = change.amount.amount < 0, change.amount.currency
            value = typed_money(Money(abs(change.amount.amount), currency))
        row = f"{name}.{n}"
        pairs += [
            (f"{row}.kind", f"{change.kind.value}_{'less' if less else 'more'}"), (f"{row}.value", value),
            (f"{row}.currency", currency), (f"{row}.attribute", change.attribute),
        ]  # fmt: skip
    return pairs


def _roundings(policy: SellingPolicy, about: About) -> Pairs:
    pairs: Pairs = []
    for n, rounding in enumerate(policy.roundings):
        row, currency = f"roundings.{n}", rounding.currency or about.currency
        ending = ending_text(rounding, about.currency)
        multiple = "" if ending else typed(Decimal(rounding.step).scaleb(-digits(currency)))
        pairs += [
            (f"{row}.kind", "ending" if ending else "multiple"), (f"{row}.value", ending or multiple),
            (f"{row}.direction", rounding.direction.value), (f"{row}.currency", rounding.currency),
        ]  # fmt: skip
    return pairs


def _other_prices(policy: SellingPolicy) -> Pairs:
    pairs: Pairs = []
    if (sale := policy.sale) is not None:
        pairs += [("sale.on", "yes"), *_price("sale", sale.price), *_changes("sale.changes", sale.changes)]
        kind = "attribute" if sale.period.value == "attributes" else "day"
        pairs += [
            ("sale.period", sale.period.value),
            (f"sale.first_{kind}", sale.first),
            (f"sale.last_{kind}", sale.last),
        ]
    if policy.list_price is not None:
        pairs += [("list.on", "yes"), *_price("list", policy.list_price)]
    if (business := policy.business) is not None:
        pairs += [("business.on", "yes"), *_price("business", business.price)]
        pairs += _changes("business.changes", business.changes)
        for n, tier in enumerate(business.tiers):
            pairs += [
                (f"business.tiers.{n}.pieces", str(tier.pieces)),
                (f"business.tiers.{n}.percent", _percent(tier.percent)),
            ]
    return pairs


def _quantity(policy: SellingPolicy) -> Pairs:
    return [
        ("quantity", policy.quantity.value), ("fixed", str(policy.fixed)),
        ("quantity_attribute", policy.quantity_attribute), ("percentage", str(policy.percentage)),
        ("buffer", str(policy.buffer) if policy.buffer else ""),
        ("minimum", str(policy.minimum) if policy.minimum else ""),
        ("maximum", "" if policy.maximum is None else str(policy.maximum)),
        ("unlimited_quantity", str(policy.unlimited_quantity)),
        ("handling_days", "" if policy.handling_days is None else str(policy.handling_days)),
    ]  # fmt: skip


def _amount(name: str, money: Money | None, about: About) -> Pairs:
    if money is None:
        return [(name, ""), (f"{name}.currency", about.currency)]
    return [(name, typed_money(money)), (f"{name}.currency", money.currency)]


def _percent(hundredths: int | None) -> str:
    return "" if hundredths is None else typed_percent(hundredths)


def _rate(said: str) -> str:
    return typed(Decimal(said))
