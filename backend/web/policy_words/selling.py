"""The selling policy in words: every rule a sentence."""

from collections.abc import Iterator
from decimal import Decimal

from backend.domain.money import digits
from backend.domain.selling import (
    BusinessPrice,
    Change,
    ChangeKind,
    Conversion,
    Direction,
    Period,
    PriceFrom,
    PriceSource,
    QuantitySource,
    Rounding,
    SalePrice,
    SellingPolicy,
    Tier,
)  # fmt: skip
from backend.web.languages import _, ngettext
from backend.web.policy_words.endings import ending_text
from backend.web.rendering import day, money, number, percent, typed

Said = tuple[str, str]


def said(policy: SellingPolicy, currency: str = "EUR") -> list[Said]:
    """(what it is about, the sentence), one for each rule, in the order of the form. `currency`: the shop's."""
    return [
        *_price(policy, currency), *_conversion(policy), *_limits(policy), *_other_prices(policy), *_quantity(policy),
        *_handling(policy),
    ]  # fmt: skip


def _price(policy: SellingPolicy, currency: str) -> Iterator[Said]:
    about = _("Price source")
    if policy.price.source is PriceSource.PRICE:
        yield about, _("The price on Amazon is your shop's price.")
    else:
        yield about, _("The price on Amazon starts from %s.") % source(policy.price)
    for change in policy.changes:
        yield _("Steps"), change_sentence(change)
    if policy.vat:
        yield _("VAT"), _("VAT of %s is added.") % percent(policy.vat).lstrip("+")
    for rounding in policy.roundings:
        yield _("Rounding"), rounding_sentence(rounding, currency)


def source(price: PriceFrom) -> str:
    """Where a price comes from, as a part of a sentence."""
    match price.source:
        case PriceSource.PRICE:
            return _("your shop's price")
        case PriceSource.COMPARE_AT:
            words = _("your shop's compare-at price (the one struck through)")
        case PriceSource.COST:
            words = _("your cost price")
        case PriceSource.WHOLESALE:
            words = ngettext(
                "your shop's wholesale price for %s piece", "your shop's wholesale price for %s pieces", price.pieces
            ) % number(price.pieces)  # fmt: skip
        case PriceSource.ATTRIBUTE:
            words = _("the number in the attribute “%s”") % price.attribute
    return _("%s, or your shop's price where there is none") % words if price.else_price else words


def change_sentence(change: Change) -> str:
    """One step of a price."""
    match change.kind:
        case ChangeKind.PERCENT:
            return _("It is changed by %s.") % percent(change.percent)
        case ChangeKind.AMOUNT:
            assert change.amount is not None
            sign = "+" if change.amount.amount > 0 else ""
            return _("It is changed by %s.") % f"{sign}{money(change.amount)}"
        case ChangeKind.ATTRIBUTE_PERCENT:
            words = (
                _("As many percent as the attribute “%s” says are taken off.")
                if change.less
                else _("As many percent as the attribute “%s” says are put on.")
            )
        case ChangeKind.ATTRIBUTE_AMOUNT:
            words = (
                _("The amount in the attribute “%s” is taken off.")
                if change.less
                else _("The amount in the attribute “%s” is put on.")
            )
    return words % change.attribute


def rounding_sentence(rounding: Rounding, currency: str = "EUR") -> str:
    """How a price is rounded, and in which currency; one for every currency is said in the shop's."""
    ending, after = ending_text(rounding, currency), digits(rounding.currency or currency)
    multiple = typed(Decimal(rounding.step).scaleb(-after))
    what = _("a price that ends in %s") % ending if ending else _("a multiple of %s") % multiple
    words = {
        Direction.NEAREST: _("It is rounded to the nearest: %s."),
        Direction.UP: _("It is rounded up to %s."),
        Direction.DOWN: _("It is rounded down to %s."),
    }[rounding.direction] % what
    return (
        _("In %(currency)s: %(words)s") % {"currency": rounding.currency, "words": words}
        if (rounding.currency)
        else words
    )


def _conversion(policy: SellingPolicy) -> Iterator[Said]:
    about = _("Other currencies")
    match policy.conversion:
        case Conversion.NONE:
            return
        case Conversion.MARKET:
            yield about, _("Where Amazon asks for another currency, the day's reference rate is used.")
        case Conversion.OWN:
            yield about, _("Where Amazon asks for another currency, your own rates are used.")
            for rate in policy.rates:
                yield about, f"1 {rate.source} = {rate.rate} {rate.target}."


def _limits(policy: SellingPolicy) -> Iterator[Said]:
    about = _("Limits")
    if policy.floor is not None:
        yield about, _("It never falls under %s.") % money(policy.floor)
    if policy.cost_margin is not None:
        margin = percent(policy.cost_margin).lstrip("+")
        yield about, _("It stays at least %s over your cost price, where your shop knows it.") % margin
    if policy.ceiling is not None:
        yield about, _("It never rises over %s.") % money(policy.ceiling)
    if policy.largest_move is None:
        yield about, _("A price may move by any step without asking you.")
    else:
        words = _("A price that would move by more than %s at once waits for your approval.")
        yield about, words % percent(policy.largest_move).lstrip("+")


def _other_prices(policy: SellingPolicy) -> Iterator[Said]:
    if policy.sale is not None:
        yield _("Sale price"), _sale(policy.sale)
        for change in policy.sale.changes:
            yield _("Sale price"), change_sentence(change)
    if policy.list_price is not None:
        yield _("List price"), _("Amazon is told a list price: %s.") % source(policy.list_price)
    if policy.business is not None:
        yield from _business(policy.business)


def _sale(sale: SalePrice) -> str:
    told = {"price": source(sale.price), "first": day(sale.first), "last": day(sale.last)}
    match sale.period:
        case Period.ALWAYS:
            return _("There is a sale price as long as your shop has it: %(price)s.") % told
        case Period.DATES:
            return _("There is a sale price from %(first)s to %(last)s: %(price)s.") % told
        case Period.ATTRIBUTES:
            told |= {"first": sale.first, "last": sale.last}
            return (
                _(
                    "There is a sale price by the days in the attributes “%(first)s” and “%(last)s”: %(price)s."
                )
                % told
            )


def _business(business: BusinessPrice) -> Iterator[Said]:
    about = _("Business price")
    yield about, _("Companies have a price of their own: %s.") % source(business.price)
    for change in business.changes:
        yield about, change_sentence(change)
    for tier in business.tiers:
        yield about, _tier(tier)


def _tier(tier: Tier) -> str:
    told = {"n": number(tier.pieces)}
    if tier.percent is None:
        return _("From %(n)s pieces on they pay your shop's wholesale price.") % told
    return _("From %(n)s pieces on they pay %(percent)s less.") % (
        told | {"percent": percent(tier.percent).lstrip("+")}
    )


def _quantity(policy: SellingPolicy) -> Iterator[Said]:
    about = _("Quantity")
    match policy.quantity:
        case QuantitySource.STOCK:
            yield (
                about,
                _("The quantity on Amazon is your shop's stock.")
                if policy.percentage == 100
                else _("The quantity on Amazon is %s %% of your shop's stock.") % number(policy.percentage),
            )
        case QuantitySource.FIXED:
            yield about, ngettext(
                "The quantity on Amazon is always %s, as long as your shop has it.",
                "The quantity on Amazon is always %s, as long as your shop has them.", policy.fixed,
            ) % number(policy.fixed)  # fmt: skip
        case QuantitySource.ATTRIBUTE:
            words = _(
                "The quantity on Amazon is the number in the attribute “%s”, never more than your stock."
            )
            yield about, words % policy.quantity_attribute
    if policy.percentage != 100 and policy.quantity is not QuantitySource.STOCK:
        yield about, _("Of it %s %% are offered.") % number(policy.percentage)
    if policy.buffer:
        yield (
            about,
            ngettext("%s piece is kept back.", "%s pieces are kept back.", policy.buffer)
            % number(policy.buffer),
        )
    if policy.minimum > 1:
        yield about, _("With less than %s, nothing is offered.") % number(policy.minimum)
    if policy.maximum is not None:
        yield about, _("At most %s are offered.") % number(policy.maximum)
    words = _("Stock that your shop does not count is offered as %s.")
    yield about, words % number(policy.unlimited_quantity)


def _handling(policy: SellingPolicy) -> Iterator[Said]:
    if policy.handling_days is not None:
        days = policy.handling_days
        words = ngettext("An order leaves within %s day.", "An order leaves within %s days.", days)
        yield _("Handling time"), words % number(days)
