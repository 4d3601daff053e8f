"""Two-way sync, part by part: what leaves first, what waits, what a person decides, and what is never touched."""

from pathlib import Path

import pytest

from backend.domain.selling import SellingPolicy
from backend.domain.stock import Kind, replay
from backend.storage import by_hand, channels, lanes, ledger
from backend.storage.policy_encoding import write_policy
from tests.lanes.counter import (
    BOWL,
    SELLER,
    is_revision,
    price_there,
    sell,
    set_selling,
    shop_orders,
    there,
    wake,
)
from tests.lanes.ground import (
    FRANCE,
    GERMANY,
    edit,
    listing,
    press,
    publish,
    started_world,
)
from tests.world import STORE, open_app


async def test_fewer_pieces_reach_amazon_at_once_and_more_wait_for_fresh_orders(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        open_app(world)
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(400, 5)
        before = there(world)
        assert before is not None
        edit(world, BOWL, quantity=before - 2)
        await world.other.shop.webhooks.deliver_due()
        await world.settle(6)
        assert there(world) == before - 2
        edit(world, BOWL, quantity=before + 5)
        await world.other.shop.webhooks.deliver_due()
        await world.settle(20)
        assert there(world) == before - 2, "more pieces left before the orders were known"
        await world.settle(400, 5)
        assert there(world) == before + 5


async def test_a_price_change_is_sent_alone(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        bodies: list[str] = []
        line.before = lambda request: (
            bodies.append(request.content.decode()) if is_revision(request) else None
        )
        before = await price_there(world, shop_id)
        edit(world, BOWL, price=(before + 100) / 100)
        await world.settle(130)
        assert await price_there(world, shop_id) == before + 100
        assert len(bodies) == 1
        assert "fulfillment_availability" not in bodies[0]


async def test_other_rules_for_the_same_sku_in_another_country_are_refused(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        db = world.house.db
        other = await db.fetch_val(
            "insert into policy (shop_id, kind, name, body, is_default, created_at, updated_at) values (:shop,"
            " 'selling', 'half', :body, 1, :now, :now) returning id",
            {"shop": shop_id, "body": write_policy(SellingPolicy(percentage=50)), "now": world.now},
        )
        await db.execute(
            "update policy set is_default = 0 where kind = 'selling' and id <> :id", {"id": other}
        )
        await press(world, shop_id, seller_id, [BOWL], marketplace_id=GERMANY)
        await world.settle(60)
        rows = await db.fetch_all("select marketplace_id, status, cause, details from listing order by id")
        assert [(r["marketplace_id"], r["status"], r["cause"]) for r in rows] == [
            (FRANCE, "active", ""), (GERMANY, "incomplete", "other_rules"),
        ]  # fmt: skip
        assert "amazon.fr" in rows[1]["details"]
        await db.execute(
            "update listing set selling_policy_id = (select min(id) from policy where kind = 'selling')"
        )
        kept = await db.fetch_val("select id from listing where marketplace_id = :m", {"m": GERMANY})
        await by_hand.ask_again(db, shop_id, kept, world.now)
        await wake(world, seller_id, "matching")
        await world.settle(60)
        assert await db.fetch_val("select status from listing where id = :id", {"id": kept}) == "active"


async def test_two_countries_share_one_quantity(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        await press(world, shop_id, seller_id, [BOWL], marketplace_id=GERMANY)
        await world.settle(400, 5)
        before = there(world)
        assert before
        world.other.orders.sell(SELLER, GERMANY, BOWL, 1)
        sell(world)
        await world.settle(700, 5)
        assert there(world) == before - 2
        row = await world.house.db.fetch_one(
            "select stock, sold, inferred from variation where sku = :s", {"s": BOWL}
        )
        assert row is not None
        assert row["stock"] - row["sold"] - row["inferred"] == before - 2


@pytest.mark.parametrize(
    ("shop", "policy", "expected"),
    [
        (None, {"unlimited_quantity": 25}, 25),
        (-3, {}, 0),
        (9, {"percentage": 50}, 4),
        (9, {"buffer": 2}, 7),
        (40, {"maximum": 12}, 12),
        (9, {"percentage": 50, "buffer": 1, "maximum": 2}, 2),
    ],
)
async def test_stock_of_every_sort_reaches_amazon(
    migrated_url: str, tmp_path: Path, shop: int | None, policy: dict[str, int], expected: int
) -> None:
    async with started_world(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        await set_selling(world, shop_id, **policy)
        await publish(world, shop_id, seller_id, [BOWL])
        if shop is None:
            edit(world, BOWL, unlimited=True)
        else:
            edit(world, BOWL, quantity=shop)
        await world.settle(700, 5)
        assert (there(world) or 0) == expected


async def test_what_amazons_warehouse_sends_never_moves_the_shops_stock_nor_gets_a_quantity(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(400, 5)
        world.other.by_hand.edit(SELLER, FRANCE, BOWL, sender="amazon")
        bodies: list[str] = []
        line.before = lambda request: (
            bodies.append(request.content.decode()) if is_revision(request) else None
        )
        before = world.other.shop.products.by_sku(STORE, BOWL)
        world.other.orders.sell(SELLER, FRANCE, BOWL, 1, kind="fulfilled_by_amazon")
        edit(world, BOWL, quantity=before["quantity"] - 1, price=24.00)
        await world.settle(90_000, 3000)
        assert all("quantity" not in body for body in bodies), bodies
        after = world.other.shop.products.by_sku(STORE, BOWL)
        assert after["quantity"] == before["quantity"] - 1


async def test_webhooks_lost_doubled_and_in_the_wrong_order_change_nothing(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        open_app(world)
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(400, 5)
        before = there(world)
        assert before
        assert before
        troubles = ("duplicate_webhook", "reordered_webhook", "lost_webhook")
        for name, wish in zip(troubles, (before - 1, before - 2, before - 3), strict=True):
            world.other.shop_ground.faults.arm(name, site="shop", times=2)
            edit(world, BOWL, quantity=wish + 1)
            edit(world, BOWL, quantity=wish)
            for _ in range(30):
                await world.other.shop.webhooks.deliver_due()
                await world.settle(10)
            assert there(world) == wish, name


async def test_every_line_of_the_ledger_leads_to_the_number_of_the_page(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(400, 5)
        order = sell(world, 2, pending=True)
        await world.settle(400, 5)
        edit(world, BOWL, quantity=3)
        await world.settle(200, 5)
        world.other.orders.cancel(order)
        await world.settle(700, 5)
        kept = await listing(world, shop_id, BOWL)
        lines = await ledger.of_variation(world.house.db, kept.variation_id)
        kinds = {line.movement.kind for line in lines}
        assert {Kind.COUNTED, Kind.SOLD, Kind.SHOP} <= kinds
        assert any(line.order_code == order for line in lines)
        stock = (await ledger.stocks(world.house.db, [kept.variation_id]))[kept.variation_id]
        assert replay(line.movement for line in reversed(lines)) == stock.free == 5
        assert there(world) == 5
        assert (await channels.find(world.house.db, seller_id, [BOWL]))[BOWL].inferred == 0


async def test_a_search_wakes_the_other_lanes_only_when_it_brings_an_order(
    migrated_url: str, tmp_path: Path
) -> None:
    async with started_world(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(400, 10)
        kinds = ("orders", "offers", "shop_orders")

        async def driven() -> dict[str, int]:
            found = await lanes.states(world.house.db, world.now, [(kind, seller_id) for kind in kinds])
            return {each.kind: each.finished_at for each in found}

        await wake(world, seller_id, *kinds)
        await world.settle(2)
        before = await driven()
        await world.settle(300, 10)
        after = await driven()
        assert [kind for kind in kinds if after[kind] > before[kind]] == ["orders"]
        sell(world)
        await world.settle(400, 10)
        last = await driven()
        assert all(last[kind] > after[kind] for kind in kinds)
        assert len(shop_orders(world)) == 1
