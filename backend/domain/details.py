"""Details: all that makes a new product on Amazon, in Amazon's attribute JSON; the offer itself is not part of it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

IDENTIFIER = "externally_assigned_product_identifier"
EXEMPTION = "supplier_declared_has_product_identifier_exemption"
# What the offer says itself, and what says where it belongs (Amazon facts 4.2): never part of the details.
OF_THE_OFFER = frozenset((
    "condition_type", "fulfillment_availability", "merchant_shipping_group", "merchant_suggested_asin",
    "purchasable_offer", "skip_offer",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Details:
    """What a listing says of its product: Amazon's product type, and attributes by their names.

    `exempt`: the merchant says that the product has no barcode and that Amazon exempted its brand from having one.
    """

    product_type: str
    attributes: Mapping[str, Any]
    exempt: bool = False

    @property
    def key(self) -> str:
        """A short name of exactly these details: the same details have the same key, in every process."""
        said = json.dumps(
            [self.product_type, self.sent, self.exempt],
            sort_keys=True,
            ensure_ascii=False,
            separators=(",", ":"),
        )
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def identified(self) -> bool:
        """Whether Amazon can tell the product apart: by a barcode, or because it needs none."""
        return self.exempt or bool(self.attributes.get(IDENTIFIER))

    @property
    def sent(self) -> dict[str, Any]:
        """The attributes as they are sent: without the offer's own, and with a barcode or an exemption, never both."""
        kept = {name: value for name, value in self.attributes.items() if name not in OF_THE_OFFER}
        kept.pop(IDENTIFIER if self.exempt else EXEMPTION, None)
        return kept


def exemption(marketplace_id: str) -> list[dict[str, Any]]:
    """The attribute by which a seller says that the product needs no barcode."""
    return [{"value": True, "marketplace_id": marketplace_id}]
