"""Imports of what a file says of single listings: values by hand, muted problems, details of products of their own."""

import json
from pathlib import Path
from typing import Any

import pytest

from backend.domain.by_hand import Manual
from backend.domain.details import Details
from backend.domain.money import Money
from backend.storage import creations, manual, muting, setting_by_hand
from backend.storage import details as kept_details
from backend.storage.importing import Import
from tests.lanes.counter import BOWL, CLOTH, SELLER
from tests.lanes.ground import FRANCE, judged_world, listing, publish, start
from tests.lanes.test_imports import HEAD, counts, do, export, read
from tests.lanes.test_kills import killing, work_until_killed
from tests.world import World

OWN = Details("HOME", {"item_name": [{"value": "Nappe de lin", "language_tag": "fr_FR"}]}, exempt=True)


async def troubled(world: World, shop_id: int, sku: str) -> None:
    await world.house.db.execute(
        "update listing set cause = 'no_match', details = :said where shop_id = :shop and sku = :sku",
        {"shop": shop_id, "sku": sku, "said": '{"ean":"1"}'},
    )


async def values_of(world: World, shop_id: int, *skus: str) -> list[Any]:
    """All that lines about single listings may touch."""
    found = []
    for sku in skus:
        each = await listing(world, shop_id, sku)
        kept = (await manual.of_listings(world.house.db, [each.id])).get(each.id)
        draft = await creations.find(world.house.db, shop_id, each.id)
        found.append(
            (
                kept and (kept.price, kept.price_ends, kept.left, kept.quantity_ends),
                await muting.of_listing(world.house.db, each),
                draft and draft.details,
            )
        )
    return found


async def filled(world: World) -> tuple[int, int]:
    """A shop with a price and a quantity by hand, a muted problem and a draft; and when the first two end."""
    shop_id, seller_id = await start(world)
    await publish(world, shop_id, seller_id, [BOWL, CLOTH])
    db, bowl, cloth = (
        world.house.db,
        await listing(world, shop_id, BOWL),
        await listing(world, shop_id, CLOTH),
    )
    assert bowl.sent is not None
    price, ends = Money(bowl.sent.price.amount + 100, "EUR"), world.now + 86_400 * 9
    await setting_by_hand.put(db, shop_id, bowl.id, Manual(price, 2), ends, world.now)
    await troubled(world, shop_id, CLOTH)
    await muting.mute(db, shop_id, [cloth.id], "Wait for spring", world.now)
    await db.execute("update listing set sent = '', sending_at = null where id = :id", {"id": cloth.id})
    await creations.save(
        db, creations.Creation(cloth.id, shop_id, *("HOME", "fr_FR"), OWN.attributes, True), world.now
    )
    return shop_id, ends


async def test_values_mutes_and_details_go_out_and_come_back_once(database_url: str, tmp_path: Path) -> None:
    async with judged_world(database_url, tmp_path) as (world, _):
        shop_id, ends = await filled(world)
        db = world.house.db
        said = json.loads(content := await export(world, shop_id))
        assert [("price" in line, "quantity" in line, line["ends"]) for line in said["by_hand"]] == [
            (True, False, ends), (False, True, ends),
        ]  # fmt: skip
        assert said["muted"][0]["reason"] == "Wait for spring" and said["details"][0]["exempt"] is True
        before = await values_of(world, shop_id, BOWL, CLOTH)
        same = {
            "policies same",
            "listings same",
            "by_hand same",
            "muted same",
            "details same",
            "journal same",
        }
        assert set(await counts(world, await read(world, shop_id, content))) == same
        for table in ("manual_price", "manual_quantity", "mute", "creation"):
            await db.execute(f"delete from {table}")
        await db.execute("update listing set muted = 0")
        each = await read(world, shop_id, content)
        found = await counts(world, each)
        assert (found["by_hand add"], found["muted add"], found["details add"]) == (2, 1, 1)
        await do(world, shop_id, each)
        after = await values_of(world, shop_id, BOWL, CLOTH)
        assert [(v, d) for v, _, d in after] == [(v, d) for v, _, d in before]
        assert after[1][1].reason == "Wait for spring"
        again = await read(world, shop_id, content)
        assert set(await counts(world, again)) == same
        await do(world, shop_id, again)
        assert await values_of(world, shop_id, BOWL, CLOTH) == after


async def emptied(world: World, table: str) -> tuple[int, Import]:
    """A shop whose values by hand were exported and are gone, with all rows of a table; and the file, read again."""
    shop_id, seller_id = await start(world)
    await publish(world, shop_id, seller_id, [BOWL])
    db, bowl = world.house.db, await listing(world, shop_id, BOWL)
    assert bowl.sent is not None
    await setting_by_hand.put(db, shop_id, bowl.id, Manual(bowl.sent.price, 1), None, world.now)
    content = await export(world, shop_id)
    for gone in ("manual_price", "manual_quantity", table):
        await db.execute(f"delete from {gone}")
    return shop_id, await read(world, shop_id, content)


async def test_what_its_listing_brings_is_foreseen_with_it(migrated_url: str, tmp_path: Path) -> None:
    async with judged_world(migrated_url, tmp_path) as (world, _):
        shop_id, each = await emptied(world, "listing")
        found = await counts(world, each)
        assert (found["listings add"], found["by_hand add"]) == (1, 2)
        await do(world, shop_id, each)
        bowl = await listing(world, shop_id, BOWL)
        kept = (await manual.of_listings(world.house.db, [bowl.id]))[bowl.id]
        assert bowl.paused and kept.quantity == 1 and kept.price_ends is None


async def test_killed_anywhere_values_are_set_once(migrated_url: str, tmp_path: Path) -> None:
    async with judged_world(migrated_url, tmp_path) as (world, _):
        shop_id, each = await emptied(world, "journal")
        await world.house.db.execute(
            "update import_file set state = 'working', position = 0 where id = :id", {"id": each.id}
        )
        await world.house.web.wake("imports", shop_id)
        for moment in range(1, 10):
            await work_until_killed(world, killing(moment), 0)
            world.clock.advance(200)
        await work_until_killed(world, None, 10)
        db, bowl = world.house.db, await listing(world, shop_id, BOWL)
        assert len(await manual.of_listings(db, [bowl.id])) == 1
        assert await db.fetch_val("select count(*) from journal where act = 'set_by_hand' and id > 0") == 2


def wrong(amount: int, now: int) -> dict[str, list[object]]:
    """Lines that cannot be taken, each for another reason."""
    good = {"sku": BOWL, "seller": SELLER, "region": "EU", "marketplace": FRANCE}
    other = {**good, "sku": CLOTH}
    hands: list[object] = [
        {**good, "price": [amount, "EUR"], "seller": "A0"}, {**good, "price": [amount, "EUR"], "sku": "NONE"},
        {**good, "price": [amount // 10, "EUR"]}, {**good, "price": [amount * 10, "EUR"]},
        {**good, "price": [amount, "USD"]}, {**good, "price": [amount, "EUR"], "ends": now},
        {**other, "quantity": 2}, {**good, "marketplace": "ATVPDKIKX0DER", "quantity": 2},
        {**good, "price": amount}, {**good, "price": [0, "EUR"]}, {**good, "price": [1, 2]}, {**good},
        {**good, "price": ["1", "EUR"]}, {**good, "quantity": -1}, {**good, "quantity": True}, 7, "text",
        {**good, "quantity": 1, "price": [1, "EUR"]}, {**good, "quantity": 1, "ends": "soon"},
    ]  # fmt: skip
    mutes: list[object] = [{**good, "cause": "no_match"}, {**good, "cause": "magic"}, {**good}, []]
    own: list[object] = [
        {**good, "product_type": "HOME", "attributes": {}}, {**good, "product_type": "HOME"},
        {**good, "product_type": "HOME", "attributes": {"a": "text"}},
        {**other, "product_type": "HOME", "attributes": {}}, {**good, "product_type": "", "attributes": {}},
    ]  # fmt: skip
    return {"by_hand": hands, "muted": mutes, "details": own}


async def test_every_value_that_is_left_out_says_why_and_changes_nothing(
    migrated_url: str, tmp_path: Path
) -> None:
    async with judged_world(migrated_url, tmp_path) as (world, _):
        shop_id, seller_id = await start(world)
        await publish(world, shop_id, seller_id, [BOWL, CLOTH])
        db, bowl, cloth = (
            world.house.db,
            await listing(world, shop_id, BOWL),
            await listing(world, shop_id, CLOTH),
        )
        assert bowl.sent is not None
        await setting_by_hand.put(db, shop_id, cloth.id, Manual(None, 1), None, world.now)
        await kept_details.put(db, shop_id, {cloth.id: OWN}, world.now)
        odd = wrong(bowl.sent.price.amount, world.now)
        said = {**HEAD, **odd}
        before = await values_of(world, shop_id, BOWL, CLOTH)
        each = await read(world, shop_id, json.dumps(said).encode())
        assert await counts(world, each) == {
            "by_hand skip no_seller": 1, "by_hand skip no_sku": 1, "by_hand skip doubted": 2,
            "by_hand skip other_currency": 1, "by_hand skip over": 1, "by_hand skip other_by_hand": 1,
            "by_hand skip no_place": 1, "by_hand skip unreadable": 11, "muted skip no_problem": 1,
            "muted skip unknown": 1, "muted skip unreadable": 2, "details skip on_product": 1,
            "details skip other_details": 1, "details skip unreadable": 3,
        }  # fmt: skip
        await do(world, shop_id, each)
        assert await values_of(world, shop_id, BOWL, CLOTH) == before


@pytest.mark.parametrize("version", [None, 1])
async def test_a_file_of_before_is_taken_as_it_was(
    migrated_url: str, tmp_path: Path, version: int | None
) -> None:
    async with judged_world(migrated_url, tmp_path) as (world, _):
        shop_id, seller_id = await start(world)
        await publish(world, shop_id, seller_id, [BOWL])
        said = json.loads(await export(world, shop_id))
        old = {key: said[key] for key in ("format", "policies", "listings", "journal")}
        old = {"format": old.pop("format"), **({"version": version} if version else {}), **old}
        each = await read(world, shop_id, json.dumps(old).encode())
        assert set(await counts(world, each)) == {"policies same", "listings same", "journal same"}
