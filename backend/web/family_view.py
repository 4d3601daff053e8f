"""One product at one place as its family page shows it: plan, children, what is missing, what the parent will say."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.domain.family_attributes import FamilyPlace, shared_facts
from backend.domain.family_home import Home
from backend.domain.family_steps import JOINS
from backend.domain.family_types import OptionAttribute, Theme
from backend.domain.issues import Problem
from backend.domain.kinship import ChildState, FamilyState, FamilyThere, Kin, compare
from backend.domain.listing import Stage, Status
from backend.domain.marketplace import Participation
from backend.domain.product_types import locale_for
from backend.marketplaces.amazon.schema_check import check
from backend.storage import creations, families, family_members, family_twins, family_wishes, product_types
from backend.storage.catalogue import KeptProduct
from backend.storage.families import Family
from backend.storage.family_twins import Twin
from backend.storage.family_wishes import Spot
from backend.storage.listings import Work
from backend.storage.sellers import Seller
from backend.transport.errors import RemoteError
from backend.web import languages
from backend.web.family_words import child_state, missing
from backend.web.resources import Resources


@dataclass(frozen=True, slots=True)
class ChildRow:
    """A child in the table. `id` 0: one that only Amazon has; `other`: the parent ASIN of another family."""

    id: int
    words: str
    sku: str
    asin: str
    state: ChildState
    said: str
    work: Work | None = None
    other: str = ""
    picture: str = ""
    trouble: str = ""
    can_join: bool = False
    twin: Twin | None = None  # what Amazon has of it already, offered to be linked


@dataclass(frozen=True, slots=True)
class FamilyView:
    """Everything of it. `home` None: nobody said yet what kind of product it is, or Amazon could not be asked."""

    spot: Spot
    seller: Seller
    place: Participation
    product: KeptProduct
    family: Family | None
    home: Home | None
    rows: tuple[ChildRow, ...]
    amazon_parent: str  # the family that Amazon has its products in, or ""
    product_type: str
    unasked: bool = False  # Amazon could not be asked for the product type
    model: Work | None = None  # the listing whose facts are to be filled in first
    told: Work | None = None  # one whose facts were filled in
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def live(self) -> int:
        return sum(row.state is ChildState.LIVE for row in self.rows)

    @property
    def total(self) -> int:
        return sum(row.id > 0 for row in self.rows)

    @property
    def managed(self) -> bool:
        return self.family is not None and self.family.managed

    @property
    def state(self) -> FamilyState | None:
        return self.family.state if self.family else None

    @property
    def troubles(self) -> list[str]:
        """What is missing for the whole family; a child's own trouble stands in its row."""
        found = self.home.plan.troubles if self.home else ()
        return [missing(trouble) for trouble in found if not trouble.child]

    @property
    def can_make(self) -> bool:
        """Whether the button would do something: a theme fits, and somebody can join."""
        return self.home is not None and bool(self.home.plan.children) and bool(self.facts)

    @property
    def complete(self) -> bool:
        """Whether Amazon has everybody in its own family already: then there is nothing to send."""
        inside = (ChildState.LIVE, ChildState.JOINED)
        return bool(self.amazon_parent) and all(row.state in inside for row in self.rows if row.id)

    @property
    def mapping(self) -> list[tuple[str, str]]:
        return list(self.home.plan.mapping.items()) if self.home else []

    @property
    def attributes(self) -> list[OptionAttribute]:
        return sorted(self.home.kind.attributes.values(), key=lambda each: each.label) if self.home else []

    @property
    def themes(self) -> tuple[Theme, ...]:
        return self.home.plan.fitting if self.home else ()

    @property
    def preview(self) -> list[tuple[str, str]]:
        """What the parent will say, attribute by attribute, as people read it."""
        if self.home is None or self.home.plan.theme is None:
            return []
        known = self.home.schema.get("properties", {})
        return [
            (str(known.get(name, {}).get("title") or name), _told(value))
            for name, value in self.home.parent.attributes.items()
            if name != "merchant_suggested_asin"
        ]

    @property
    def busy(self) -> bool:
        """Whether something is on its way, so that the page asks again by itself."""
        moving = self.state in (FamilyState.MAKE, FamilyState.CONFIRM, FamilyState.PART)
        coming = self.managed and any(
            row.work is not None and row.work.listing.status is Status.ON_ITS_WAY for row in self.rows
        )
        # What stands, was looked for or was asked to join is read back before anything else is said of it.
        unread = self.family is not None and self.family.looked_at is None
        asked = unread and self.state in (FamilyState.SEEN, FamilyState.STANDS)
        return moving or coming or asked

    @property
    def problem(self) -> Problem | None:
        return self.family.problem if self.family else None


async def view(home: Resources, spot: Spot, seller: Seller, product: KeptProduct) -> FamilyView | None:
    """A product at a place; None where the seller does not sell."""
    place = next((p for p in seller.marketplaces if p.marketplace_id == spot.marketplace_id), None)
    if place is None:
        return None
    family = await families.at_place(
        home.db, spot.shop_id, spot.seller_id, spot.marketplace_id, spot.product_id
    )
    works = await family_members.works_of(home.db, spot)
    kind = (family.product_type if family else "") or _type_of(works)
    told = [w for w in works.values() if w.details and w.details.details.product_type == kind]
    facts = shared_facts([each.details.details.attributes for each in told if each.details])
    if family is not None and family.managed:
        # What all children say by now goes before what was kept; where they differ the kept one holds.
        facts = {**family.facts, **facts}
    schema = await _schema(home, spot, seller, place, kind) if kind else None
    made = None
    if schema is not None:
        made = Home(
            product.product, {each.id: each.variation for each in product.variations}, kind, schema,
            FamilyPlace(spot.marketplace_id, place.language),
            await family_wishes.remembered(home.db, spot.shop_id), family.theme if family else "",
            await family_wishes.free_parent_sku(
                home.db, spot, product.product.sku, product.product.external_id
            ),
            facts, await creations.learned(home.db, spot.shop_id, spot.marketplace_id, kind), check,
            any(each.details.details.exempt for each in told if each.details) or bool(family and family.exempt),
            family.parent_asin if family else "",
        )  # fmt: skip
    there = family.there if family else FamilyThere()
    parent = there.parent_asin or _matched_parent(works)
    there = _with_matches(there, parent, works)
    twins = await family_twins.of_family(home.db, spot, works, there)
    rows = _rows(product, works, made, there, twins, managed=bool(family and family.managed))
    return FamilyView(
        spot, seller, place, product, family, made, tuple(rows), parent, kind,
        unasked=bool(kind) and schema is None, model=_model(product, works, twins), facts=facts,
        told=next(iter(told), None),
    )  # fmt: skip


def _type_of(works: Mapping[int, Work]) -> str:
    """The product type that most of its listings were made with."""
    kinds = Counter(work.details.details.product_type for work in works.values() if work.details)
    return kinds.most_common(1)[0][0] if kinds else ""


def _model(product: KeptProduct, works: Mapping[int, Work], twins: Mapping[int, Twin]) -> Work | None:
    """The listing whose facts are filled in for all: one that Amazon has no product for, else any.

    Filling in makes a new product: never of one that Amazon has already, while there is another.
    """
    living = [works[each.id] for each in product.variations if each.id in works]
    open_ones = [work for work in living if work.listing.stage is not Stage.WITHDRAW]
    bare = [work for work in open_ones if not work.listing.asin]
    new = [
        work
        for work in bare
        if work.listing.problem is not None
        and work.listing.problem.cause in JOINS
        and work.listing.variation_id not in twins
    ]
    return next(iter([*new, *bare, *open_ones]), None)


def _matched_parent(works: Mapping[int, Work]) -> str:
    """The parent that Amazon's products share, as far as the search for them said it."""
    parents = {
        str(work.listing.match["parent"]) for work in works.values() if work.listing.match.get("parent")
    }
    return parents.pop() if len(parents) == 1 else ""


def _with_matches(there: FamilyThere, parent: str, works: Mapping[int, Work]) -> FamilyThere:
    """What Amazon has, with what the search for products said of those that were not read back yet."""
    known = {each.asin for each in there.kin}
    found = [
        Kin(work.listing.asin, (str(work.listing.match["parent"]),))
        for work in works.values()
        if work.listing.asin and work.listing.asin not in known and work.listing.match.get("parent")
    ]
    return FamilyThere(parent, there.relatives, (*there.kin, *found))


def _rows(
    product: KeptProduct, works: Mapping[int, Work], home: Home | None, there: FamilyThere,
    twins: Mapping[int, Twin], *, managed: bool,
) -> list[ChildRow]:  # fmt: skip
    wanted = [
        family_members.wanted(each.id, each.variation.sku, works.get(each.id)) for each in product.variations
    ]
    options = {each.id: " · ".join(v for _, v in each.variation.options) for each in product.variations}
    pictures = {each.id: each.variation.image_url for each in product.variations}
    rows = []
    for line in compare(wanted, there):
        work = works.get(line.id)
        trouble = home.plan.trouble_of(line.id) if home and line.id else None
        can_join = (
            managed and work is not None and line.state is ChildState.MISSING and bool(line.asin)
            and work.details is None and trouble is None and work.listing.status is not Status.ENDED
        )  # fmt: skip
        rows.append(
            ChildRow(
                line.id, options.get(line.id, ""), line.sku, line.asin, line.state, child_state(line.state), work,
                line.other, pictures.get(line.id, ""), missing(trouble) if trouble else "", can_join,
                twins.get(line.id),
            )
        )  # fmt: skip
    return rows


async def _schema(
    home: Resources, spot: Spot, seller: Seller, place: Participation, kind: str
) -> Mapping[str, Any] | None:
    """The type's schema in the page's language; None when Amazon cannot be asked for it now."""
    for locale in dict.fromkeys((locale_for(languages.spoken(), place.language), place.language)):
        where = product_types.Place(spot.shop_id, spot.seller_id, spot.marketplace_id, locale)
        kept = await product_types.find(home.db, where, kind)
        if kept is not None:
            return kept.schema
    marketplace = home.marketplaces[seller.kind]
    try:
        found = await marketplace.type_definition(
            seller.access, spot.marketplace_id, kind, place.language, interactive=True
        )
        known = await product_types.has_document(home.db, found.checksum)
        body = None if known else await marketplace.type_schema(found)
    except RemoteError:
        return None
    await product_types.keep(home.db, where, kind, found, body, home.now())
    kept = await product_types.find(home.db, where, kind)
    return kept.schema if kept else None


def _told(value: Any) -> str:
    """An attribute's entries as text, without where and in which language it is said."""
    if isinstance(value, Mapping):
        said = {key: each for key, each in value.items() if key not in ("marketplace_id", "language_tag")}
        inner = any(isinstance(each, Mapping) for each in said.values())
        return (" × " if inner else " ").join(_told(each) for each in said.values())
    if isinstance(value, list):
        return ", ".join(map(_told, value))[:300]
    return str(value)
