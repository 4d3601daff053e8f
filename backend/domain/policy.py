"""Policies: the merchant's rules for price, quantity, synchronization and shipping."""

from dataclasses import dataclass
from enum import StrEnum

from backend.domain.money import Money


class PolicyKind(StrEnum):
    SELLING = "selling"
    SYNCHRONIZATION = "synchronization"
    SHIPPING = "shipping"


class Condition(StrEnum):
    """Conditions of an offer, as Amazon's listings schema spells them."""

    NEW = "new_new"
    NEW_OPEN_BOX = "new_open_box"
    NEW_OEM = "new_oem"
    REFURBISHED = "refurbished_refurbished"
    USED_LIKE_NEW = "used_like_new"
    USED_VERY_GOOD = "used_very_good"
    USED_GOOD = "used_good"
    USED_ACCEPTABLE = "used_acceptable"
    COLLECTIBLE_LIKE_NEW = "collectible_like_new"
    COLLECTIBLE_VERY_GOOD = "collectible_very_good"
    COLLECTIBLE_GOOD = "collectible_good"
    COLLECTIBLE_ACCEPTABLE = "collectible_acceptable"


@dataclass(frozen=True, slots=True)
class SellingPolicy:
    """How the shop's price and stock become an offer.

    `change` is in hundredths of a percent (800 = +8 %); `ending` the minor units a price must end in (99), None for
    none; `floor` a least price. `percentage` of the stock is offered, less `buffer` pieces, at most `maximum`;
    `unlimited_quantity` stands for stock that the shop does not count. `handling_days` None: Amazon's default.
    `largest_move`: hundredths of a percent that a price may move in one push by itself (None: any).
    """

    change: int = 0
    ending: int | None = None
    floor: Money | None = None
    percentage: int = 100
    buffer: int = 0
    maximum: int | None = None
    unlimited_quantity: int = 10
    handling_days: int | None = None
    largest_move: int | None = 5_000

    @property
    def of_quantity(self) -> tuple[object, ...]:
        """The rules that the quantity comes from; a SKU has one quantity, so its countries must share them."""
        return (self.percentage, self.buffer, self.maximum, self.unlimited_quantity, self.handling_days)


@dataclass(frozen=True, slots=True)
class SynchronizationPolicy:
    """When a product may be listed."""

    only_enabled: bool = True
    only_in_stock: bool = True


@dataclass(frozen=True, slots=True)
class ShippingPolicy:
    """Which of the seller's shipping templates an offer names; "" is the seller's default."""

    template_id: str = ""
    template_name: str = ""


Policy = SellingPolicy | SynchronizationPolicy | ShippingPolicy
