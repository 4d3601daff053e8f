"""Product types that Amazon changes: found out daily, and nothing of theirs is sent until the merchant looked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from backend.domain.issues import Cause
from backend.domain.listing import Status
from backend.sandbox.amazon.definitions import SWITCHES
from backend.sandbox.switches import Switches
from backend.storage import product_types, type_changes
from tests.beginnings import begin
from tests.lanes.creating import NEW, confirm, filled, type_of, work_of
from tests.lanes.ground import FRANCE, Line, edit, judged_world, listing, publish, started_world
from tests.world import World

DAY = 86_400


def renew(world: World) -> None:
    """Amazon publishes another version of its product types."""
    Switches(world.other.amazon_ground.store, "amazon", SWITCHES).set("product_types", "second")


@asynccontextmanager
async def live(database_url: str, folder: Path) -> AsyncIterator[tuple[World, Line, int, int]]:
    """A judged world with one product of the shop's own on Amazon, in a type that is kept; the shop, the seller."""

    @asynccontextmanager
    async def made() -> AsyncIterator[tuple[World, int, int]]:
        async with started_world(database_url, folder) as (world, _, shop_id, seller_id):
            await publish(world, shop_id, seller_id, [NEW])
            kept = await type_of(world, shop_id, seller_id)
            wanted = await filled(world, shop_id, seller_id, NEW)
            await confirm(world, shop_id, NEW, wanted, kept.definition.checksum)
            await world.settle(60)
            assert (await listing(world, shop_id, NEW)).status is Status.ACTIVE
            yield world, shop_id, seller_id

    beginning = await begin("live", database_url, made)
    async with judged_world(database_url, folder, stage=beginning.stage) as (world, line):
        yield world, line, beginning.shop_id, beginning.seller_id


async def look(world: World, seller_id: int) -> None:
    await product_types.look_now(world.house.db, seller_id, world.now)
    await world.house.web.wake("product_types", seller_id)
    await world.settle(10)


async def test_a_change_is_found_by_itself_within_a_day(database_url: str, tmp_path: Path) -> None:
    async with live(database_url, tmp_path) as (world, _, shop_id, _seller):
        await world.settle(DAY + 700, 3484)
        assert await type_changes.of_shop(world.house.db, shop_id) == []
        renew(world)
        await world.settle(DAY + 700, 3484)
        (change,) = await type_changes.of_shop(world.house.db, shop_id)
        assert change.changes.added == ("warranty_description",)
        assert change.changes.removed == ("generic_keyword",)
        assert change.changes.required == ("material",)
        assert change.changes.values == (("supplier_declared_dg_hz_regulation.value", ("other",)),)
        assert [sku for _, sku, _ in change.touched] == [NEW]


async def test_details_wait_for_the_merchant_while_price_and_stock_go_on(
    database_url: str, tmp_path: Path
) -> None:
    async with live(database_url, tmp_path) as (world, line, shop_id, seller_id):
        renew(world)
        await look(world, seller_id)
        assert (await work_of(world, shop_id, NEW)).details is not None
        sent: list[str] = []
        line.after = lambda request: sent.append(request.method)
        edit(world, NEW, quantity=4)
        await world.settle(400)
        assert "PATCH" in sent and "PUT" not in sent
        kept = await listing(world, shop_id, NEW)
        assert kept.status is Status.ACTIVE and kept.shown is not None and kept.shown.quantity == 4
        work = await work_of(world, shop_id, NEW)
        assert work.details is not None and work.details.held


async def test_what_is_to_be_sent_anew_is_held_until_the_change_is_confirmed(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [NEW])
        kept = await type_of(world, shop_id, seller_id)
        material = {"material": [{"value": "Papier", "language_tag": "fr_FR", "marketplace_id": FRANCE}]}
        wanted = await filled(world, shop_id, seller_id, NEW, **material)
        await world.house.db.execute("update seller set observing = 1")
        await confirm(world, shop_id, NEW, wanted, kept.definition.checksum)
        await world.settle(10)
        renew(world)
        await look(world, seller_id)
        await world.house.db.execute("update seller set observing = 0")
        await world.settle(1300, 60)
        held = await listing(world, shop_id, NEW)
        assert held.problem and held.problem.cause is Cause.TYPE_CHANGED
        assert NEW not in await world.published()
        (change,) = await type_changes.of_shop(world.house.db, shop_id)
        assert await type_changes.confirm(world.house.db, shop_id + 1, change.id, world.now) is None
        assert await type_changes.confirm(world.house.db, shop_id, change.id, world.now) == seller_id
        assert await type_changes.confirm(world.house.db, shop_id, change.id, world.now) is None
        await world.house.web.wake("offers", seller_id)
        await world.settle(60)
        assert (await listing(world, shop_id, NEW)).status is Status.ACTIVE
        assert await type_changes.count_open(world.house.db, shop_id) == 0


async def test_confirming_the_details_anew_is_enough(database_url: str, tmp_path: Path) -> None:
    async with live(database_url, tmp_path) as (world, _, shop_id, seller_id):
        renew(world)
        await look(world, seller_id)
        kept = await type_of(world, shop_id, seller_id)
        work = await work_of(world, shop_id, NEW)
        assert work.details is not None and work.details.held
        material = [{"value": "Papier", "language_tag": "fr_FR", "marketplace_id": FRANCE}]
        before = work.details.details
        changed = replace(before, attributes={**before.attributes, "material": material})
        await confirm(world, shop_id, NEW, changed, kept.definition.checksum)
        await world.settle(60)
        after = await listing(world, shop_id, NEW)
        assert after.sent is not None and after.sent.details == changed.key
        assert after.status is Status.ACTIVE


async def test_a_type_that_amazon_cannot_tell_of_now_waits(database_url: str, tmp_path: Path) -> None:
    async with live(database_url, tmp_path) as (world, _, shop_id, seller_id):
        world.other.amazon_ground.faults.arm("outage", site="amazon", operation="GET *definitions*")
        renew(world)
        await look(world, seller_id)
        assert await type_changes.of_shop(world.house.db, shop_id) == []
        world.other.amazon_ground.faults.disarm("outage")
        await world.settle(1500, 60)
        assert len(await type_changes.of_shop(world.house.db, shop_id)) == 1
