"""Families against what Amazon has and forbids: twins are linked, not made again; parents fit their type's rules."""

from pathlib import Path
from typing import Any

from backend.domain.family_attributes import shared_facts
from backend.domain.issues import Cause
from backend.domain.kinship import FamilyState
from backend.storage import family_members, family_twins, family_wishes
from backend.storage.family_wishes import Spot
from tests.lanes.ground import listing, publish, started_world
from tests.lanes.test_families import HERE, LINKED, TEXT, amazons, family_at, make, spot_of, t_shirt
from tests.world import World

MUG_FACTS: dict[str, Any] = {
    "brand": [{"value": "Terre & Sel", **TEXT}], "country_of_origin": [{"value": "FR", **HERE}],
    "product_description": [{"value": "Un mug en grès.", **TEXT}], "number_of_items": [{"value": 1, **HERE}],
    "capacity": [{"value": 30, "unit": "centiliters", **HERE}],
}  # fmt: skip


async def test_what_a_person_says_is_another_product_gets_its_own(database_url: str, tmp_path: Path) -> None:
    async with t_shirt(database_url, tmp_path) as (world, _, spot):
        shop_id = spot.shop_id
        seller_id = spot.seller_id
        db = world.house.db
        await family_wishes.look(db, spot, world.now)
        await world.house.web.wake("families", seller_id)
        await world.settle(5)
        works, there = await family_members.works_of(db, spot), (await family_at(world, spot)).there
        offered = await family_twins.of_family(db, spot, works, there)
        assert {works[id].listing.sku: twin.asin for id, twin in offered.items()} == LINKED
        for id in offered:
            if works[id].listing.sku == "MV-TS-VERT-XL":
                await family_twins.refuse(db, works[id], offered[id].asin, world.now)
        await make(world, spot, asin="B0DEMOTSP0")
        await world.settle(90)
        own, other = [await listing(world, shop_id, sku) for sku in ("MV-TS-VERT-XL", "MV-TS-BLANC-L")]
        assert own.sent is not None
        assert own.sent.details != ""
        assert other.asin == "B0DEMOTSWL"


async def test_a_mugs_parent_leaves_out_what_its_type_forbids_parents(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, ["MV-MUG-VERT"])
        spot = await spot_of(world, shop_id, seller_id, "MV-MUG-VERT")
        for times, asin in enumerate(("", "B0DEMOMGP0"), 1):
            parent = await make_mugs(world, spot, MUG_FACTS, asin)
            await world.settle(60)
            family = await family_at(world, spot)
            assert (family.state, family.issues, family.problem) == (FamilyState.STANDS, (), None)
            assert (await amazons(world))[parent]["publications"] == times
            assert await family_wishes.take_apart(world.house.db, spot, world.now)
            await world.house.web.wake("families", seller_id)
            await world.settle(60)


async def test_a_fact_that_breaks_a_rule_is_named_and_nothing_is_sent(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, ["MV-MUG-VERT"])
        spot = await spot_of(world, shop_id, seller_id, "MV-MUG-VERT")
        wrong = {**MUG_FACTS, "country_of_origin": [{"value": "Nowhere", **HERE}]}
        parent = await make_mugs(world, spot, wrong)
        await world.settle(20)
        family = await family_at(world, spot)
        assert family.problem is not None
        assert (family.state, family.problem.cause) == (FamilyState.HELD, Cause.FAMILY_INCOMPLETE)
        told = family.problem.details
        assert (told["lack"], told["attributes"], told["codes"]) == ("unfit", "country_of_origin", "enum")
        assert parent not in await amazons(world)
        await make_mugs(world, spot, MUG_FACTS)
        await world.settle(60)
        assert (await family_at(world, spot)).state is FamilyState.STANDS


async def make_mugs(world: World, spot: Spot, facts: dict[str, Any], asin: str = "") -> str:
    db = world.house.db
    product = await family_members.product_of(db, spot.shop_id, spot.product_id)
    assert product is not None
    sku = await family_wishes.free_parent_sku(db, spot, "MV-MUG", product.product.external_id)
    await family_wishes.make(
        db, spot, product_type="DRINKING_CUP", theme="COLOR", sku=sku, asin=asin, facts=shared_facts([facts]),
        exempt=False, now=world.now,
    )  # fmt: skip
    await world.house.web.wake("families", spot.seller_id)
    return sku
