"""What a parent and its children say of themselves: Amazon's attributes as JSON (Amazon facts 4.2, Variations)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.families import Plan
from backend.domain.family_types import FamilyType

Attributes = Mapping[str, Any]
RELATION = ("parentage_level", "child_parent_sku_relationship", "variation_theme")
# What is the offer's or one child's own, and never the family's.
_OWN = frozenset((
    *RELATION, "externally_assigned_product_identifier", "supplier_declared_has_product_identifier_exemption",
    "merchant_suggested_asin", "model_number", "part_number", "apparel_size", "swatch_product_image_locator",
    "condition_type", "condition_note", "purchasable_offer", "fulfillment_availability", "merchant_shipping_group",
    "list_price", "max_order_quantity", "skip_offer",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class FamilyPlace:
    """Where a family stands; `language` is Amazon's tag (fr_FR)."""

    marketplace_id: str
    language: str


@dataclass(frozen=True, slots=True)
class Parent:
    """A parent as it is sent: facts only, never an offer. `asin`: Amazon's own parent that it joins, or ""."""

    sku: str
    product_type: str
    attributes: Attributes
    asin: str = ""

    @property
    def key(self) -> str:
        """A short name of exactly what it says, whichever ASIN it stands on: the same in every process."""
        told = {key: value for key, value in self.attributes.items() if key != "merchant_suggested_asin"}
        said = json.dumps([self.product_type, told], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def child_attributes(
    plan: Plan, member_id: int, kind: FamilyType, parent: str, place: FamilyPlace
) -> dict[str, Any]:
    """What makes a variation a child of `parent` (a SKU): its relation, the theme, and what tells it apart.

    The plan must be without troubles.
    """
    assert plan.theme is not None
    here = {"marketplace_id": place.marketplace_id}
    relation = {"child_relationship_type": "variation", "parent_sku": parent, **here}
    found: dict[str, Any] = {
        "parentage_level": [{"value": "child", **here}],
        "child_parent_sku_relationship": [relation],
        "variation_theme": [{"name": plan.theme.name}],
    }
    for name, text in plan.values[member_id].items():
        attribute = kind.attributes[name]
        told = attribute.value(text) or {}
        tag = {"language_tag": place.language} if attribute.language else {}
        found[name] = [{**told, **tag, **(here if attribute.placed else {})}]
    return found


def parent_of(
    plan: Plan, kind: FamilyType, sku: str, name: str, shared: Attributes, place: FamilyPlace, *,
    asin: str = "", picture: str = "",
) -> Parent:  # fmt: skip
    """The parent that stands for all children: the family's facts under the product's own name and picture."""
    assert plan.theme is not None
    here = {"marketplace_id": place.marketplace_id}
    told = {key: value for key, value in shared.items() if key not in _OWN.union(plan.theme.attributes)}
    told |= {
        "item_name": [{"value": name, "language_tag": place.language, **here}],
        "parentage_level": [{"value": "parent", **here}],
        "variation_theme": [{"name": plan.theme.name}],
    }
    if picture:
        told["main_product_image_locator"] = [{"media_location": picture, **here}]
    if asin:
        told["merchant_suggested_asin"] = [{"value": asin, **here}]
    return Parent(sku, kind.product_type, told, asin)


def shared_facts(of_children: Sequence[Attributes]) -> dict[str, Any]:
    """What holds for the whole family: the facts that no child says otherwise, without what is one child's own.

    Pictures and the name are each child's own as well. Independent of the order of the children.
    """
    names = {name for said in of_children for name in said}
    found = {}
    for name in sorted(name for name in names - _OWN if "image_locator" not in name and name != "item_name"):
        said = [facts[name] for facts in of_children if name in facts]
        if all(each == said[0] for each in said):
            found[name] = said[0]
    return found


def child_facts(own: Attributes, shared: Attributes, family: Attributes) -> dict[str, Any]:
    """All that a child says: what holds for the family, before it its own, before that what makes it a child."""
    kept = {name: value for name, value in shared.items() if name not in _OWN and name != "item_name"}
    return {**own, **kept, **family}


def without_family(facts: Attributes) -> dict[str, Any]:
    """A child's facts when it leaves its family; what tells it apart stays true."""
    return {name: value for name, value in facts.items() if name not in RELATION}


def is_child(facts: Attributes) -> bool:
    """Whether facts say that they are a child's."""
    return "child_parent_sku_relationship" in facts
