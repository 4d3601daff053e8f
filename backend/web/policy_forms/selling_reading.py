"""A selling policy from what was entered in its form."""

from starlette.datastructures import FormData

from backend.domain.selling import BusinessPrice, QuantitySource, SellingPolicy, Tier
from backend.web.languages import _
from backend.web.policy_forms.about import About
from backend.web.policy_forms.fields import Fields
from backend.web.policy_forms.selling_more import read_conversion, read_rates, read_roundings, read_sale
from backend.web.policy_forms.selling_prices import read_changes, read_price

MOST_TIERS = 5
MOST_DAYS = 30  # Amazon's longest handling time


def read_selling(form: FormData, about: About) -> tuple[SellingPolicy, dict[str, str]]:
    """The policy as entered, and messages by the names of their fields."""
    fields = Fields(form, about)
    conversion = read_conversion(fields)
    quantity = fields.choice("quantity", QuantitySource.STOCK)
    policy = SellingPolicy(
        price=read_price(fields, "price"), changes=read_changes(fields, "changes"), conversion=conversion,
        rates=read_rates(fields, conversion), vat=fields.percent("vat", most=10_000) or 0,
        roundings=read_roundings(fields), floor=fields.money("floor"),
        cost_margin=fields.percent("cost_margin", least=-10_000, most=100_000), ceiling=fields.money("ceiling"),
        largest_move=fields.percent("largest_move", most=100_000),
        sale=read_sale(fields),
        list_price=read_price(fields, "list") if fields.ticked("list.on") else None,
        business=_business(fields) if fields.ticked("business.on") else None, quantity=quantity,
        fixed=_fixed(fields, quantity),
        quantity_attribute=fields.name_of_attribute("quantity_attribute")
        if quantity is QuantitySource.ATTRIBUTE
        else "",
        percentage=fields.needed("percentage", fields.whole("percentage", least=1, most=100), 100),
        buffer=fields.whole("buffer") or 0, minimum=fields.whole("minimum") or 0,
        maximum=fields.whole("maximum"), unlimited_quantity=_unlimited(fields),
        handling_days=fields.whole("handling_days", most=MOST_DAYS),
    )  # fmt: skip
    _agree(fields, policy)
    return policy, fields.errors


def _fixed(fields: Fields, quantity: QuantitySource) -> int:
    found = fields.whole("fixed", least=1)
    return fields.needed("fixed", found, 1) if quantity is QuantitySource.FIXED else found or 1


def _unlimited(fields: Fields) -> int:
    return fields.needed("unlimited_quantity", fields.whole("unlimited_quantity"), 10)


def _business(fields: Fields) -> BusinessPrice:
    tiers: list[Tier] = []
    for row in fields.rows("business.tiers"):
        pieces = fields.needed(f"{row}.pieces", fields.whole(f"{row}.pieces", least=2), 0)
        percent = fields.percent(f"{row}.percent", least=1, most=9_999)
        if tiers and pieces and pieces <= tiers[-1].pieces:
            fields.wrong(f"{row}.pieces", _("Each tier needs more pieces than the one above it."))
        if len(tiers) == MOST_TIERS:
            fields.wrong(f"{row}.pieces", _("Amazon takes at most five tiers: remove one."))
        if pieces:
            tiers.append(Tier(pieces, percent))
    price, changes = read_price(fields, "business"), read_changes(fields, "business.changes")
    return BusinessPrice(price, changes, tuple(tiers))


def _agree(fields: Fields, policy: SellingPolicy) -> None:
    """What makes sense by itself and not together."""
    floor, ceiling = policy.floor, policy.ceiling
    if floor and ceiling and floor.currency == ceiling.currency and ceiling < floor:
        fields.wrong("ceiling", _("The highest price is under the lowest."))
    if policy.maximum is not None and policy.minimum > policy.maximum:
        fields.wrong("maximum", _("The most is less than the least."))
