"""Policies: the merchant's rules for price, quantity, synchronization and shipping."""

from dataclasses import dataclass
from enum import StrEnum

from backend.domain.selling import SellingPolicy
from backend.domain.synchronization import SynchronizationPolicy


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

    @property
    def takes_note(self) -> bool:
        """Whether buyers are told of its state in words: everything but new goods (Amazon facts 4.2)."""
        return not self.value.startswith("new_")


@dataclass(frozen=True, slots=True)
class ShippingPolicy:
    """Which of the seller's shipping templates an offer names; "" is the seller's default.

    `attribute`: the product's attribute whose value is a template's name or id, before `template_id`. `seller_id` and
    `marketplace_id`: whose templates these are (0 and "": nobody's, the default).
    """

    template_id: str = ""
    template_name: str = ""
    attribute: str = ""
    seller_id: int = 0
    marketplace_id: str = ""


Policy = SellingPolicy | SynchronizationPolicy | ShippingPolicy
