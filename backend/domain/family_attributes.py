"""What a parent and its children say of themselves: Amazon's attributes as JSON (Amazon facts 4.2, Variations)."""

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
    plan: Plan, kind: FamilyType, sku: str, name: str, shared: Attributes, place: FamilyPlace, asin: str = ""
) -> Parent:
    """The parent that stands for all children: the family's facts under the product's own name."""
    assert plan.theme is not None
    here = {"marketplace_id": place.marketplace_id}
    told = {key: value for key, value in shared.items() if key not in _OWN | kind.attributes.keys()}
    told |= {
        "item_name": [{"value": name, "language_tag": place.language, **here}],
        "parentage_level": [{"value": "parent", **here}],
        "variation_theme": [{"name": plan.theme.name}],
    }
    if asin:
        told["merchant_suggested_asin"] = [{"value": asin, **here}]
    return Parent(sku, kind.product_type, told, asin)


def shared_facts(of_children: Sequence[Attributes]) -> dict[str, Any]:
    """What holds for the whole family: the facts that no child says otherwise, without what is one child's own.

    Independent of the order of the children.
    """
    names = {name for said in of_children for name in said}
    found = {}
    for name in sorted(names - _OWN):
        said = [facts[name] for facts in of_children if name in facts]
        if all(each == said[0] for each in said):
            found[name] = said[0]
    return found


def without_family(facts: Attributes) -> dict[str, Any]:
    """A child's facts when it leaves its family; what tells it apart stays true."""
    return {name: value for name, value in facts.items() if name not in RELATION}
