"""A product at a place as a family: its plan, its parent, and what each child has to say, from all that is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from backend.domain.catalog import Product, Variation
from backend.domain.details import IDENTIFIER, Details
from backend.domain.families import Member, Plan, plan_family
from backend.domain.family_attributes import FamilyPlace, Parent, child_attributes, child_facts, parent_of
from backend.domain.family_fit import Check, Fit, fitted
from backend.domain.family_types import FamilyType, read_type
from backend.domain.prefill import Speech, prefill

PICTURE = "main_product_image_locator"


@dataclass(frozen=True)
class Home:
    """What a family is made of. `variations` by our numbers; `schema` is the product type's; `remembered` and `theme`
    are the merchant's words; `facts` hold for all children; `exempt`: a child without a barcode needs none; `check`:
    holds attributes against a schema."""

    product: Product
    variations: Mapping[int, Variation]
    product_type: str
    schema: Mapping[str, Any]
    place: FamilyPlace
    remembered: Mapping[str, str]
    theme: str
    parent_sku: str
    facts: Mapping[str, Any]
    learned: Mapping[str, Any]
    check: Check
    exempt: bool = False
    parent_asin: str = ""

    @cached_property
    def kind(self) -> FamilyType:
        return read_type(self.product_type, self.schema)

    @cached_property
    def plan(self) -> Plan:
        members = [Member(id, each.sku, each.options) for id, each in self.variations.items()]
        return plan_family(members, self.kind, self.remembered, self.theme)

    @property
    def name(self) -> str:
        """The product's name in the marketplace's language, else in the shop's."""
        return self.product.names.get(self.place.language.split("_")[0]) or self.product.name

    @property
    def parent(self) -> Parent:
        """The parent as it should stand; only for a plan that has a theme."""
        return self.fit.parent

    @cached_property
    def fit(self) -> Fit:
        """The parent without what the type forbids parents, and what of it does not fit all the same."""
        known = PICTURE in self.schema.get("properties", {})
        picture = [*self.product.pictures, self.product.image_url][0] if known else ""
        made = parent_of(
            self.plan, self.kind, self.parent_sku, self.name, self.facts, self.place, asin=self.parent_asin,
            picture=picture,
        )  # fmt: skip
        return fitted(made, self.schema, self.check)

    def label(self, attribute: str) -> str:
        """An attribute's name as the type's schema writes it for people."""
        return str(self.schema.get("properties", {}).get(attribute, {}).get("title") or attribute)

    def child(self, id: int, said: Details | None = None) -> Details | None:
        """All that a child says of itself; `said`: its own details, which stay where the family says nothing.

        None when it cannot say enough: neither a barcode nor an exemption.
        """
        family = child_attributes(self.plan, id, self.kind, self.parent_sku, self.place)
        if said is not None and said.product_type == self.product_type:
            return Details(said.product_type, {**said.attributes, **family}, said.exempt)
        speech = Speech(self.place.marketplace_id, self.place.language)
        own = prefill(self.product, self.variations[id], self.schema, speech, self.learned)
        made = Details(self.product_type, child_facts(own, self.facts, family), IDENTIFIER not in own)
        return made if not made.exempt or self.exempt else None
