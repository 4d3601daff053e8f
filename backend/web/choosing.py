"""What a person chose for a group of problems: which cure, for which listings; read from forms and addresses."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request

from backend.domain.bulk import Cure, Kind
from backend.domain.details import OF_THE_OFFER
from backend.domain.policy import Condition
from backend.marketplaces.amazon.schema_check import check
from backend.storage import bulk, product_types
from backend.storage.problem_pages import Group
from backend.storage.product_types import Place
from backend.web.groups import MOST, REASON, kinds_of
from backend.web.languages import _
from backend.web.reading import wholes
from backend.web.resources import resources
from backend.web.session import require

LONGEST = 20_000  # characters of attributes


class BadChoice(ValueError):
    """What was chosen makes no sense; the text says why."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which cure for which listings; `listing_ids` None: all of the group."""

    group: Group
    cure: Cure
    listing_ids: Sequence[int] | None

    def as_pairs(self) -> list[tuple[str, object]]:
        """For a form's hidden fields and addresses."""
        pairs: list[tuple[str, object]] = [(k, v) for k, v in self.group.as_query().items() if v]
        pairs += [("cure", self.cure.kind.value), (self.cure.kind.value, self.cure.value)]
        pairs += [("type", self.cure.product_type)] if self.cure.product_type else []
        return pairs + (
            [("all", 1)] if self.listing_ids is None else [("listing", id) for id in self.listing_ids]
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What a group's listings can be told in their details: the part of a product type's schema for the attributes that
    Amazon names."""

    product_type: str
    place: Place
    schema: Mapping[str, Any]


async def choice_of(request: Request, said: FormData | QueryParams, group: Group) -> Choice:
    """What a form or an address asks for. Raises BadChoice."""
    kind = next((each for each in kinds_of(group) if each.value == said.get("cure")), None)
    if kind is None:
        raise BadChoice(_("Choose what to do."))
    ids = ticked(said)
    raw = str(said.get(kind.value) or "")
    value = " ".join(raw.split())[:REASON]
    match kind:
        case Kind.CONDITION:
            if value not in {each.value for each in Condition}:
                raise BadChoice(_("Choose a condition."))
            return Choice(group, Cure(kind, value), ids)
        case Kind.MUTE:
            return Choice(group, Cure(kind, value), ids)
        case Kind.ATTRIBUTE:
            asked = await asked_of(request, group)
            return Choice(group, Cure(kind, _attributes(asked, raw), asked.product_type), ids)
        case _:
            return Choice(group, Cure(kind), ids)


def ticked(said: FormData | QueryParams) -> list[int] | None:
    """The listings that are ticked; None for all. Raises BadChoice where there are none."""
    ids = None if said.get("all") else wholes(list(said.getlist("listing")), MOST)
    if ids == []:
        raise BadChoice(_("Tick what it is for, or choose all."))
    return ids


async def asked_of(request: Request, group: Group) -> Asked:
    """What can be set for a group: by the kind of product of its newest listing that has details. Raises BadChoice."""
    home, shop_id = resources(request), require(request).shop_id
    found = await bulk.kind_of_product(home.db, shop_id, group)
    kept = await product_types.find(home.db, found[0], found[1]) if found else None
    if found is None or kept is None:
        raise BadChoice(
            _(
                "None of these is a product that you create on Amazon: an offer on Amazon's product has no details."
            )
        )
    names = [name.strip() for name in group.topic.partition(" ")[2].split(",")]
    known = kept.schema.get("properties", {})
    properties = {name: known[name] for name in names if name in known and name not in OF_THE_OFFER}
    if not properties:
        raise BadChoice(_("What Amazon names here is no detail of the product; it comes from your shop."))
    parts = {key: kept.schema[key] for key in ("$schema", "$defs", "definitions") if key in kept.schema}
    schema = {**parts, "type": "object", "properties": properties, "required": list(properties)}
    return Asked(found[1], found[0], schema)


def _attributes(asked: Asked, text: str) -> str:
    """Attributes as JSON text, held against the schema once more. Raises BadChoice."""
    try:
        values = json.loads(text) if len(text) <= LONGEST else None
    except ValueError:
        values = None
    if (
        not isinstance(values, dict)
        or set(values) - set(asked.schema["properties"])
        or check(asked.schema, values)
    ):
        raise BadChoice(_("Amazon does not take what is entered. Enter it again."))
    return json.dumps(values, ensure_ascii=False)
