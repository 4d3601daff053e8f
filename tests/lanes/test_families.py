"""Families through the real lanes: parents first, children join, new variations join by themselves, taken apart."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from backend.domain.family_attributes import shared_facts
from backend.domain.issues import Cause
from backend.domain.kinship import ChildState, FamilyState, Wanted, compare
from backend.domain.listing import Status
from backend.sandbox.shop.products import Products
from backend.storage import families, family_members, family_twins, family_wishes
from backend.storage.families import Family
from backend.storage.family_wishes import Spot
from tests.beginnings import begin
from tests.lanes.ground import (
    FRANCE,
    Line,
    edit,
    judged_world,
    listing,
    listings_of,
    product_of,
    publish,
    started_world,
)
from tests.world import STORE, World

HERE = {"marketplace_id": FRANCE}
TEXT = {"language_tag": "fr_FR", **HERE}
FACTS: dict[str, Any] = {
    "brand": [{"value": "Maison Verte", **TEXT}],
    "product_description": [{"value": "Coupe droite, col côtelé.", **TEXT}],
    "country_of_origin": [{"value": "FR", **HERE}],
    "department": [{"value": "unisex-adult", **TEXT}],
    "fabric_type": [{"value": "100% Cotton", **TEXT}],
}
MADE = ("MV-TS", "MV-TS-MARINE-S")  # Amazon has nothing of these
LINKED = {
    "MV-TS-BLANC-L": "B0DEMOTSWL",
    "MV-TS-VERT-XL": "B0DEMOTSGX",
}  # its family has them, without a barcode
NEW = (*MADE, *LINKED)
AMAZONS = ("MV-TS-MARINE-M", "MV-TS-BLANC-S", "MV-TS-VERT-L", "MV-TS-VERT-M", "MV-TS-VERT-S")


async def spot_of(world: World, shop_id: int, seller_id: int, sku: str = "MV-TS-VERT-S") -> Spot:
    product = await world.house.db.fetch_val(
        "select product_id from variation where sku = :sku", {"sku": sku}
    )
    return Spot(shop_id, seller_id, FRANCE, int(product))


async def make(world: World, spot: Spot, *, asin: str = "", theme: str = "", sku: str = "MV-TS") -> str:
    """What the page does: the parent's SKU, and the merchant's wish. Returns that SKU."""
    db = world.house.db
    product = await family_members.product_of(db, spot.shop_id, spot.product_id)
    assert product is not None
    parent = await family_wishes.free_parent_sku(db, spot, sku, product.product.external_id)
    await family_wishes.make(
        db, spot, product_type="SHIRT", theme=theme, sku=parent, asin=asin, facts=shared_facts([FACTS]),
        exempt=False, now=world.now,
    )  # fmt: skip
    await world.house.web.wake("families", spot.seller_id)
    return parent


async def family_at(world: World, spot: Spot) -> Family:
    found = await families.at_place(
        world.house.db, spot.shop_id, spot.seller_id, spot.marketplace_id, spot.product_id
    )
    assert found is not None
    return found


async def states(world: World, spot: Spot) -> dict[str, ChildState]:
    """How each child stands, by SKU; extra ones by ASIN or SKU."""
    family = await family_at(world, spot)
    works = await family_members.works_of(world.house.db, spot)
    wanted = [
        Wanted(id, w.listing.sku, w.listing.asin, w.details is not None, w.listing.status is Status.ACTIVE)
        for id, w in works.items()
        if w.variation is not None
    ]
    return {line.sku or line.asin: line.state for line in compare(wanted, family.there)}


async def amazons(world: World) -> dict[str, dict[str, Any]]:
    answer = await world.outside.get(f"{world.settings.amazon_sandbox_url}/sandbox/listings")
    return {row["sku"]: row for row in answer.json()}


@asynccontextmanager
async def t_shirt(database_url: str, folder: Path) -> AsyncIterator[tuple[World, Line, Spot]]:
    """A judged world with one child of a family on Amazon."""

    @asynccontextmanager
    async def made() -> AsyncIterator[tuple[World, int, int]]:
        async with started_world(database_url, folder) as (world, _, shop_id, seller_id):
            await publish(world, shop_id, seller_id, ["MV-TS-VERT-S"])
            yield world, shop_id, seller_id

    beginning = await begin("t_shirt", database_url, made)
    async with judged_world(database_url, folder, stage=beginning.stage) as (world, line):
        yield world, line, await spot_of(world, beginning.shop_id, beginning.seller_id)


async def test_missing_children_are_added_to_the_family_that_amazon_has(
    database_url: str, tmp_path: Path
) -> None:
    async with t_shirt(database_url, tmp_path) as (world, _, spot):
        shop_id = spot.shop_id
        await family_wishes.look(world.house.db, spot, world.now)
        await world.house.web.wake("families", spot.seller_id)
        await world.settle(5)
        seen = await family_at(world, spot)
        assert (seen.state, seen.there.parent_asin, seen.sent) == (FamilyState.SEEN, "B0DEMOTSP0", "")
        assert {sku for sku, state in (await states(world, spot)).items() if state is ChildState.LIVE} == {
            *AMAZONS
        }
        parent = await make(world, spot, asin="B0DEMOTSP0")
        await world.settle(90)
        family = await family_at(world, spot)
        assert (family.state, family.parent_asin) == (FamilyState.STANDS, "B0DEMOTSP0")
        found = await states(world, spot)
        assert {sku for sku, state in found.items() if state is ChildState.LIVE} == {*AMAZONS, *NEW}
        assert found["MV-TS-BLANC-XL"] is ChildState.MISSING
        for sku in NEW:
            line = await listing(world, shop_id, sku)
            made = line.sent is not None and line.sent.details != ""
            assert (line.status, made, sku in LINKED) == (Status.ACTIVE, sku in MADE, not made)
        # What Amazon's family has already is linked: nothing is made a second time.
        assert {sku: (await listing(world, shop_id, sku)).asin for sku in LINKED} == LINKED
        extra = {name for name, state in found.items() if state is ChildState.EXTRA}
        assert extra == {"B0DEMOTSWM"}  # its barcode is one sibling's, its size another's
        # Nothing was sent for those that Amazon had in its family already.
        own = [await listing(world, shop_id, sku) for sku in AMAZONS]
        assert [line.sent.details if line.sent else None for line in own] == [""] * 5
        rows = await amazons(world)
        assert (rows[parent]["publications"], rows[parent]["offer"]) == (1, None)
        assert {rows[sku]["publications"] for sku in NEW} == {1}


async def test_a_family_of_ones_own_leaves_out_what_belongs_to_another(
    database_url: str, tmp_path: Path
) -> None:
    async with t_shirt(database_url, tmp_path) as (world, _, spot):
        shop_id = spot.shop_id
        parent = await make(world, spot)
        await world.settle(90)
        found = await states(world, spot)
        assert {sku for sku, state in found.items() if state is ChildState.LIVE} == {*MADE}
        assert {sku for sku, state in found.items() if state is ChildState.ELSEWHERE} == {*AMAZONS}
        # What was found for them by everything but a barcode waits for a person; nothing is made meanwhile.
        assert {sku: found[sku] for sku in LINKED} == dict.fromkeys(LINKED, ChildState.MISSING)
        works = await family_members.works_of(world.house.db, spot)
        there = (await family_at(world, spot)).there
        offered = await family_twins.of_family(world.house.db, spot, works, there)
        assert {works[id].listing.sku: (twin.asin, twin.member) for id, twin in offered.items()} == {
            sku: (asin, False) for sku, asin in LINKED.items()
        }
        assert (await family_at(world, spot)).parent_asin not in ("", "B0DEMOTSP0")
        rows = await amazons(world)
        assert rows[parent]["status"] == ["DISCOVERABLE"]
        # One that is asked to join all the same: Amazon says no, and why is said in words.
        work = await listing(world, shop_id, "MV-TS-VERT-S")
        assert await family_wishes.join(world.house.db, spot, work.variation_id, world.now)
        await world.house.web.wake("families", spot.seller_id)
        await world.settle(60)
        problem = (await listing(world, shop_id, "MV-TS-VERT-S")).problem
        assert problem is not None
        assert problem.cause is Cause.CHILD_OF_OTHER_FAMILY


async def test_a_parent_is_no_listing_and_carries_no_stock(database_url: str, tmp_path: Path) -> None:
    async with t_shirt(database_url, tmp_path) as (world, _, spot):
        shop_id = spot.shop_id
        seller_id = spot.seller_id
        parent = await make(world, spot, asin="B0DEMOTSP0")
        await world.settle(60)
        db = world.house.db
        assert parent not in {each.sku for each in await listings_of(world, shop_id)}
        assert not await db.fetch_val("select count(*) from channel_stock where sku = :sku", {"sku": parent})
        assert await families.parent_skus(db, seller_id, FRANCE) == {parent}


async def test_what_is_missing_for_one_child_is_said_and_cured_in_the_shop(
    database_url: str, tmp_path: Path
) -> None:
    async with t_shirt(database_url, tmp_path) as (world, _, spot):
        shop_id = spot.shop_id
        await world.house.db.execute(
            "update variation set options = :o where sku = 'MV-TS-VERT-XL'",
            {"o": '[["Size","XL"],["Couleur","Vert forêt"]]'},
        )
        await family_wishes.remember(
            world.house.db, shop_id, {"Taille": "size", "Couleur": "color"}, world.now
        )
        await make(world, spot, asin="B0DEMOTSP0")
        await world.settle(20)
        family = await family_at(world, spot)
        assert family.problem is not None
        assert family.problem.cause is Cause.FAMILY_INCOMPLETE
        assert family.problem.details["lack"] == "same_attribute"
        edit(world, "MV-TS-VERT-XL", name="T-shirt en coton bio")
        await world.settle(180)
        assert (await family_at(world, spot)).problem is None
        assert (await states(world, spot))["MV-TS-VERT-XL"] is ChildState.LIVE


async def test_a_new_variation_in_the_shop_joins_and_a_deleted_one_leaves(
    database_url: str, tmp_path: Path
) -> None:
    async with t_shirt(database_url, tmp_path) as (world, _, spot):
        shop_id = spot.shop_id
        await make(world, spot, asin="B0DEMOTSP0")
        await world.settle(60)
        number, shop = product_of(world, "MV-TS-VERT-S"), Products(world.other.shop.platform)
        product = shop.get(STORE, number)
        first = product["combinations"][0]
        added = {
            **first, "id": 9_900_001, "sku": "MV-TS-VERT-XXL", "combinationNumber": 99,
            "options": [{**option, "value": "XXL", "valueTranslated": {"fr": "XXL", "en": "XXL"}} if n == 0 else option
                        for n, option in enumerate(first["options"])],
            "attributes": [{**each, "value": "3769990009994"} for each in first["attributes"]],
        }  # fmt: skip
        kept = [each for each in product["combinations"] if each.get("sku") != "MV-TS-BLANC-L"]
        shop.save(STORE, {**product, "combinations": [*kept, added]}, "product.updated")
        await world.settle(240)
        assert (await listing(world, shop_id, "MV-TS-VERT-XXL")).status is Status.ACTIVE
        assert (await states(world, spot))["MV-TS-VERT-XXL"] is ChildState.LIVE
        assert (await listing(world, shop_id, "MV-TS-BLANC-L")).status is Status.ENDED
        assert "MV-TS-BLANC-L" not in await states(world, spot)


async def test_taken_apart_the_children_stay_and_the_parent_goes(database_url: str, tmp_path: Path) -> None:
    async with t_shirt(database_url, tmp_path) as (world, _, spot):
        shop_id = spot.shop_id
        parent = await make(world, spot, asin="B0DEMOTSP0")
        await world.settle(60)
        assert await family_wishes.take_apart(world.house.db, spot, world.now)
        await world.house.web.wake("families", spot.seller_id)
        await world.settle(60)
        assert (await family_at(world, spot)).state is FamilyState.APART
        assert parent not in await amazons(world)
        for sku in NEW:
            assert (await listing(world, shop_id, sku)).status is Status.ACTIVE, sku
        again = await make(world, spot, asin="B0DEMOTSP0")
        await world.settle(90)
        assert again == parent
        assert (await family_at(world, spot)).state is FamilyState.STANDS


async def test_when_no_child_is_left_the_parent_goes(database_url: str, tmp_path: Path) -> None:
    async with t_shirt(database_url, tmp_path) as (world, _, spot):
        parent = await make(world, spot, asin="B0DEMOTSP0")
        await world.settle(60)
        Products(world.other.shop.platform).delete(STORE, product_of(world, "MV-TS-VERT-S"))
        await world.settle(240)
        assert (await family_at(world, spot)).state is FamilyState.APART
        assert parent not in await amazons(world)


async def test_an_answer_that_is_lost_never_makes_a_second_parent(database_url: str, tmp_path: Path) -> None:
    async with t_shirt(database_url, tmp_path) as (world, line, spot):
        parent = await make(world, spot, asin="B0DEMOTSP0")
        lost: list[httpx.Request] = []

        def lose(request: httpx.Request) -> None:
            if request.method == "PUT" and parent in request.url.path and not lost:
                lost.append(request)
                raise httpx.ReadError("the line was cut", request=request)

        line.after = lose
        await world.settle(120)
        assert len(lost) == 1
        assert (await amazons(world))[parent]["publications"] == 1
        assert (await family_at(world, spot)).state is FamilyState.STANDS
