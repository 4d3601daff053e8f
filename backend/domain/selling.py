"""The selling policy: how the shop's price and stock become an offer."""

from dataclasses import dataclass
from enum import StrEnum

from backend.domain.money import Money


class PriceSource(StrEnum):
    """Where a price of the shop comes from."""

    PRICE = "price"
    COMPARE_AT = "compare_at"  # the price that the shop shows struck through
    COST = "cost"
    WHOLESALE = "wholesale"  # the shop's price from a number of pieces on
    ATTRIBUTE = "attribute"  # a number that stands in an attribute of the product or variation


@dataclass(frozen=True, slots=True)
class PriceFrom:
    """A price of the shop: its source, the name of its attribute, or the pieces from which a wholesale price holds.

    `else_price`: where the source says nothing the shop's price stands in; else there is no such price.
    """

    source: PriceSource = PriceSource.PRICE
    attribute: str = ""
    pieces: int = 0
    else_price: bool = True


class ChangeKind(StrEnum):
    PERCENT = "percent"
    AMOUNT = "amount"
    ATTRIBUTE_PERCENT = "attribute_percent"  # as many percent as an attribute says
    ATTRIBUTE_AMOUNT = "attribute_amount"  # as much, in the shop's currency, as an attribute says


@dataclass(frozen=True, slots=True)
class Change:
    """One step from a price to the next. `percent` in hundredths of a percent (800 = +8 %, -550 = -5.5 %); `amount` is
    added, and may be under zero; `less`: what the `attribute` says is taken off instead of put on."""

    kind: ChangeKind
    percent: int = 0
    amount: Money | None = None
    attribute: str = ""
    less: bool = False


class Direction(StrEnum):
    NEAREST = "nearest"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Rounding:
    """Prices end in `ending` minor units, `step` minor units apart: 99 and 100 are ,99; 9 and 10 are ,x9; 0 and 500 are
    whole fives. `currency` "": every currency that no other rounding names; it is meant in cents and fits itself to
    currencies with longer prices (domain/price_steps.py)."""

    ending: int
    step: int
    direction: Direction = Direction.NEAREST
    currency: str = ""


class Period(StrEnum):
    """When a sale price holds."""

    ALWAYS = "always"  # as long as the shop has it
    DATES = "dates"
    ATTRIBUTES = "attributes"  # first and last day stand in attributes, as 2026-11-24


@dataclass(frozen=True, slots=True)
class SalePrice:
    """A lower price for a time. Days are ISO dates in UTC or, by attributes, the names of those; both are included. It
    goes the same way as the price (conversion, its own changes, VAT, rounding, floors) and is sent only when lower."""

    price: PriceFrom
    changes: tuple[Change, ...] = ()
    period: Period = Period.ALWAYS
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Tier:
    """A business price from so many pieces (at least 2) on: `percent` off the business price (hundredths of a percent),
    or the shop's own wholesale price from so many pieces on, with the business price's changes, where `percent` is
    None. A tier that is not lower than the one before is left out."""

    pieces: int
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class BusinessPrice:
    """What companies pay, with at most five tiers, their pieces growing. Sent only when not over everybody's price."""

    price: PriceFrom = PriceFrom()
    changes: tuple[Change, ...] = ()
    tiers: tuple[Tier, ...] = ()


class Conversion(StrEnum):
    """How a price in another currency than the marketplace's crosses over."""

    NONE = "none"  # it does not: the listing says so
    MARKET = "market"  # by the day's reference rate
    OWN = "own"  # by the merchant's own rates


@dataclass(frozen=True, slots=True)
class OwnRate:
    """One unit of `source` is `rate` of `target`, as decimal text ("1.0842")."""

    source: str
    target: str
    rate: str


class QuantitySource(StrEnum):
    STOCK = "stock"
    FIXED = "fixed"  # `fixed` pieces as long as the shop has any
    ATTRIBUTE = "attribute"


@dataclass(frozen=True, slots=True)
class SellingPolicy:
    """How the shop's price and stock become an offer.

    A price goes: source, conversion, changes in their order, VAT, rounding, floors, ceiling. `vat`, `cost_margin` and
    `largest_move` are in hundredths of a percent. `floor`: a least price; `cost_margin`: the least that the price is
    over the cost price, where the shop knows one (None: the cost price is no floor). `largest_move`: how far a price
    may move in one push by itself (None: any). `list_price` is sent with VAT, as it stands in the shop, when higher.

    A quantity goes: source, percentage, buffer, minimum (less than that is 0), maximum. It never is more than the shop
    has. `unlimited_quantity` stands for stock that the shop does not count. `handling_days` None: Amazon's default.
    """

    price: PriceFrom = PriceFrom()
    changes: tuple[Change, ...] = ()
    conversion: Conversion = Conversion.NONE
    rates: tuple[OwnRate, ...] = ()
    vat: int = 0
    roundings: tuple[Rounding, ...] = ()
    floor: Money | None = None
    cost_margin: int | None = None
    ceiling: Money | None = None
    largest_move: int | None = 5_000
    sale: SalePrice | None = None
    list_price: PriceFrom | None = None
    business: BusinessPrice | None = None
    quantity: QuantitySource = QuantitySource.STOCK
    fixed: int = 1
    quantity_attribute: str = ""
    percentage: int = 100
    buffer: int = 0
    minimum: int = 0
    maximum: int | None = None
    unlimited_quantity: int = 10
    handling_days: int | None = None

    @property
    def of_quantity(self) -> tuple[object, ...]:
        """The rules that the quantity comes from; a SKU has one quantity, so its countries must share them."""
        return (
            self.quantity, self.fixed, self.quantity_attribute, self.percentage, self.buffer, self.minimum,
            self.maximum, self.unlimited_quantity, self.handling_days,
        )  # fmt: skip
