"""What the families lane reads before each step: the product, its listings, its product type, the merchant's words."""

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.family_attributes import FamilyPlace
from backend.domain.family_home import Home
from backend.domain.family_steps import Child
from backend.domain.kinship import FamilyThere, Kin, Line, compare
from backend.lanes.ground import Ground
from backend.lanes.lane import HOURLY, Held
from backend.marketplaces.amazon.schema_check import check
from backend.storage import creations, families, family_members, family_wishes, product_types
from backend.storage.catalogue import KeptProduct
from backend.storage.families import Family
from backend.storage.family_wishes import Spot
from backend.storage.lanes import LeaseLost
from backend.storage.listings import Work
from backend.transport.errors import NotAuthorized, Throttled

KIN_AT_ONCE = 20  # identifiers a call (Amazon facts 4.4)
MEMBERS = 100  # of a family of Amazon's that are looked at


@dataclass(frozen=True, slots=True)
class Household:
    """A family with everything it is decided on; `home` None when nothing is said of a product type."""

    family: Family
    product: KeptProduct
    works: Mapping[int, Work]
    asked: frozenset[int]
    home: Home | None

    @property
    def living(self) -> dict[int, Work]:
        """The listings of variations that the shop still has."""
        return {id: work for id, work in self.works.items() if work.variation is not None}

    def child(self, id: int) -> Child:
        """One of the living children as the decision sees it."""
        work, home = self.works[id], self.home
        assert home is not None
        details = work.details.details if work.details else None
        fits = id in home.plan.children
        trouble = home.plan.trouble_of(id) if not fits else None
        listing = work.listing
        return Child(
            listing.status, listing.stage, listing.asin, listing.problem.cause if listing.problem else None,
            details, home.child(id, details) if fits else None, trouble, asked=id in self.asked,
            kept=work.details is not None and work.details.held, inside=self._inside(listing.asin),
        )  # fmt: skip

    def _inside(self, asin: str) -> bool:
        known = {each.asin: each for each in self.family.there.kin}
        return bool(asin) and asin in known and self.family.parent_asin in known[asin].parents

    def lines(self, there: FamilyThere) -> list[Line]:
        """Every child against what Amazon has."""
        return compare([family_members.wanted(id, w.listing.sku, w) for id, w in self.living.items()], there)


def spot_of(family: Family) -> Spot:
    return Spot(family.shop_id, family.seller_id, family.marketplace_id, family.product_id)


async def read(held: Held, ground: Ground, family: Family) -> Household | None:
    """A family's household; None when the product is known no more."""
    db = held.resources.db
    product = await family_members.product_of(db, family.shop_id, family.product_id)
    if product is None:
        return None
    works = await family_members.works_of(db, spot_of(family))
    asked = frozenset(await families.joiners(db, family.id))
    home = await _home(held, ground, family, product) if family.product_type else None
    return Household(family, product, works, asked, home)


async def _home(held: Held, ground: Ground, family: Family, product: KeptProduct) -> Home:
    db, place = held.resources.db, FamilyPlace(family.marketplace_id, ground.language(family.marketplace_id))
    return Home(
        product.product, {each.id: each.variation for each in product.variations}, family.product_type,
        await _schema(held, ground, family, place), place, await family_wishes.remembered(db, family.shop_id),
        family.theme, family.parent_sku, family.facts,
        await creations.learned(db, family.shop_id, family.marketplace_id, family.product_type), check,
        family.exempt, family.parent_asin,
    )  # fmt: skip


async def _schema(held: Held, ground: Ground, family: Family, place: FamilyPlace) -> Mapping[str, Any]:
    """The product type's schema as it is kept, or as Amazon has it when nobody has asked for it yet."""
    db = held.resources.db
    where = product_types.Place(family.shop_id, family.seller_id, family.marketplace_id, place.language)
    kept = await product_types.find(db, where, family.product_type)
    if kept is None:
        found = await ground.marketplace.type_definition(
            ground.seller.access, family.marketplace_id, family.product_type, place.language
        )
        known = await product_types.has_document(db, found.checksum)
        body = None if known else await ground.marketplace.type_schema(found)
        async with held.recording():
            await product_types.keep(db, where, family.product_type, found, body, held.resources.now())
        kept = await product_types.find(db, where, family.product_type)
    return kept.schema if kept else {}


async def read_there(ground: Ground, house: Household) -> FamilyThere:
    """What Amazon has: the SKUs that name the parent, and the families of all the products in question."""
    family, access, place = house.family, ground.seller.access, house.family.marketplace_id
    relatives = (
        await ground.marketplace.relatives(access, place, family.parent_sku, ground.language(place))
        if family.sent
        else []
    )
    asins = [work.listing.asin for work in house.living.values()] + [family.parent_asin]
    kin = await _kin(ground, place, [asin for asin in dict.fromkeys(asins) if asin])
    parent = family.parent_asin or _shared(kin)
    if parent and parent not in {each.asin for each in kin}:
        kin += await _kin(ground, place, [parent])
    kin += await _members(ground, house, parent, kin)
    return FamilyThere(parent, tuple(relatives), tuple(kin))


async def _members(ground: Ground, house: Household, parent: str, known: Sequence[Kin]) -> list[Kin]:
    """The others of Amazon's family, while a variation has no product yet: one of them may be its product.

    What was read of one before is not asked for again.
    """
    if all(work.listing.asin for work in house.living.values()):
        return []
    children = next((each.children for each in known if each.asin == parent), ())
    seen = {each.asin for each in known}
    before = {each.asin: each for each in house.family.there.kin if each.varies and parent in each.parents}
    asked = [asin for asin in children if asin not in seen][:MEMBERS]
    new = [asin for asin in asked if asin not in before]
    return [
        *(before[asin] for asin in asked if asin in before),
        *await _kin(ground, house.family.marketplace_id, new),
    ]


def _shared(kin: Sequence[Kin]) -> str:
    """The parent that all of these that are in a family share, or ""."""
    parents = {each.parents[0] for each in kin if each.parents}
    return parents.pop() if len(parents) == 1 else ""


async def _kin(ground: Ground, place: str, asins: Sequence[str]) -> list[Kin]:
    found: list[Kin] = []
    for start in range(0, len(asins), KIN_AT_ONCE):
        found += await ground.marketplace.kin(ground.seller.access, place, asins[start : start + KIN_AT_ONCE])
    return found


@contextlib.asynccontextmanager
async def setting_aside(held: Held, family: Family) -> AsyncIterator[None]:
    """Trouble with one family makes it wait, longer each time; what concerns the whole seller passes through."""
    try:
        yield
    except (LeaseLost, NotAuthorized, Throttled):
        raise
    except Exception:
        async with held.recording():
            wait = min(HOURLY, 5 * 2 ** min(family.attempts, 10))
            await families.later(held.resources.db, family, held.resources.now() + wait)
        raise
