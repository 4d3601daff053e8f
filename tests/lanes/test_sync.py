"""Two-way sync, part by part: what leaves first, what waits, what a person decides, and what is never touched."""

from pathlib import Path

import httpx
import pytest

from backend.domain.policy import PolicyKind, SellingPolicy
from backend.domain.stock import Kind, replay
from backend.sandbox.store import Document
from backend.storage import by_hand, channels, drifts, ledger, policies, sellers
from backend.storage.encoding import write_policy
from tests.lanes.ground import (
    FRANCE,
    GERMANY,
    LIVE,
    edit,
    judged_world,
    listing,
    press,
    publish,
    start,
)
from tests.world import STORE, World, open_app

SELLER = "A2ATELIERNORD0"
BOWL, CLOTH = LIVE[0], LIVE[1]


def there(world: World, sku: str = BOWL) -> int | None:
    """The quantity that Amazon shows."""
    return world.other.orders.quantity(SELLER, sku)


def shop_orders(world: World) -> list[Document]:
    """All orders of the shop."""
    return world.other.shop_ground.store.find(f"order_{STORE}")


async def price_there(world: World, shop_id: int, sku: str = BOWL) -> int:
    kept = await listing(world, shop_id, sku)
    assert kept.sent is not None
    return kept.sent.price.amount


def is_revision(request: httpx.Request) -> bool:
    return request.method == "PATCH" and "/listings/" in request.url.path


async def set_selling(world: World, shop_id: int, **wish: object) -> None:
    """Change the shop's one selling policy, behind everybody's back."""
    kept = (await policies.defaults(world.house.db, shop_id))[PolicyKind.SELLING]
    body = write_policy(SellingPolicy(**wish))  # type: ignore[arg-type]
    await world.house.db.execute(
        "update policy set body = :body where id = :id", {"body": body, "id": kept.id}
    )


async def wake(world: World, seller_id: int, *kinds: str) -> None:
    for kind in kinds:
        await world.house.web.wake(kind, seller_id)


def sell(
    world: World, pieces: int = 1, *, sku: str = BOWL, pending: bool = False, kind: str = "ordinary"
) -> str:
    return world.other.orders.sell(SELLER, FRANCE, sku, pieces, pending=pending, kind=kind)


async def test_fewer_pieces_reach_amazon_at_once_and_more_wait_for_fresh_orders(
    database_url: str, tmp_path: Path
) -> None:
    async with judged_world(database_url, tmp_path) as (world, _):
        open_app(world)
        shop_id, seller_id = await start(world)
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
    async with judged_world(database_url, tmp_path) as (world, line):
        shop_id, seller_id = await start(world)
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


@pytest.mark.parametrize("approve", [True, False])
async def test_a_large_price_change_waits_for_the_merchants_word(
    database_url: str, tmp_path: Path, approve: bool
) -> None:
    async with judged_world(database_url, tmp_path) as (world, _):
        shop_id, seller_id = await start(world)
        await publish(world, shop_id, seller_id, [BOWL])
        old = await price_there(world, shop_id)
        edit(world, BOWL, price=old * 3 / 100)
        await world.settle(130)
        assert await price_there(world, shop_id) == old
        (asked,) = await by_hand.asked(world.house.db, shop_id, 0, 10)
        assert (asked.old.amount, asked.new.amount, asked.move) == (old, old * 3, 20_000)
        for seller in await by_hand.decide(world.house.db, shop_id, [asked.listing_id], approve, world.now):
            await wake(world, seller, "offers")
        await world.settle(700, 10)
        assert await price_there(world, shop_id) == (old * 3 if approve else old)
        assert await by_hand.count_asked(world.house.db, shop_id) == 0
        edit(world, BOWL, price=old * 4 / 100)
        await world.settle(130)
        assert await by_hand.count_asked(world.house.db, shop_id) == (0 if approve else 1)


async def test_paused_nothing_leaves_and_going_on_forgets_nothing(database_url: str, tmp_path: Path) -> None:
    async with judged_world(database_url, tmp_path) as (world, line):
        shop_id, seller_id = await start(world)
        await publish(world, shop_id, seller_id, [BOWL, CLOTH])
        await world.settle(400, 5)
        sent: list[str] = []
        line.before = lambda request: sent.append(request.url.path) if is_revision(request) else None
        bowl, cloth = there(world), there(world, CLOTH)
        assert bowl and cloth
        kept = await listing(world, shop_id, BOWL)
        assert await by_hand.pause(world.house.db, shop_id, kept.id, True, world.now) == seller_id
        edit(world, BOWL, quantity=bowl - 1)
        edit(world, CLOTH, quantity=cloth - 1)
        await world.settle(200, 5)
        assert (there(world), there(world, CLOTH)) == (bowl, cloth - 1)
        assert await sellers.pause(world.house.db, shop_id, seller_id, True, FRANCE)
        edit(world, CLOTH, quantity=cloth - 2)
        await world.settle(200, 5)
        assert there(world, CLOTH) == cloth - 1
        sell(world)  # orders come in all the same
        await world.settle(400, 5)
        assert len(shop_orders(world)) == 1
        await sellers.pause(world.house.db, shop_id, seller_id, False, FRANCE)
        await by_hand.pause(world.house.db, shop_id, kept.id, False, world.now)
        await wake(world, seller_id, "offers", "status")
        await world.settle(400, 5)
        assert there(world, CLOTH) == cloth - 2
        assert there(world) == bowl - 2
        assert sent


async def test_watching_computes_and_sends_nothing_to_either_side(database_url: str, tmp_path: Path) -> None:
    async with judged_world(database_url, tmp_path) as (world, line):
        shop_id, seller_id = await start(world)
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(400, 5)
        assert await sellers.observe(world.house.db, shop_id, seller_id, True)
        sent: list[str] = []
        line.before = lambda request: sent.append(request.url.path) if is_revision(request) else None
        before = there(world)
        assert before
        sell(world)
        edit(world, BOWL, quantity=before + 3, price=15.90)
        await world.settle(600, 5)
        assert sent == []
        assert shop_orders(world) == []
        kept = await listing(world, shop_id, BOWL)
        assert kept.explained is not None
        assert kept.explained.offer.price.amount == 1590
        assert kept.explained.offer.quantity == before + 2
        assert there(world) == before - 1
        await sellers.observe(world.house.db, shop_id, seller_id, False)
        await wake(world, seller_id, "offers", "status", "orders", "shop_orders")
        await world.settle(600, 5)
        assert there(world) == before + 2
        assert len(shop_orders(world)) == 1


async def test_other_rules_for_the_same_sku_in_another_country_are_refused(
    database_url: str, tmp_path: Path
) -> None:
    async with judged_world(database_url, tmp_path) as (world, _):
        shop_id, seller_id = await start(world)
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
    async with judged_world(database_url, tmp_path) as (world, _):
        shop_id, seller_id = await start(world)
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
    async with judged_world(migrated_url, tmp_path) as (world, _):
        shop_id, seller_id = await start(world)
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
    async with judged_world(database_url, tmp_path) as (world, line):
        shop_id, seller_id = await start(world)
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
        await world.settle(90_000, 900)
        assert all("quantity" not in body for body in bodies), bodies
        after = world.other.shop.products.by_sku(STORE, BOWL)
        assert after["quantity"] == before["quantity"] - 1


async def test_webhooks_lost_doubled_and_in_the_wrong_order_change_nothing(
    database_url: str, tmp_path: Path
) -> None:
    async with judged_world(database_url, tmp_path) as (world, _):
        open_app(world)
        shop_id, seller_id = await start(world)
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


async def test_a_change_on_amazon_is_seen_told_and_healed(database_url: str, tmp_path: Path) -> None:
    async with judged_world(database_url, tmp_path) as (world, _):
        shop_id, seller_id = await start(world)
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(400, 5)
        kept = await listing(world, shop_id, BOWL)
        assert kept.sent is not None
        world.other.by_hand.edit(SELLER, FRANCE, BOWL, price="1.00")
        assert await by_hand.look_now(world.house.db, shop_id, kept.id, world.now) == seller_id
        await wake(world, seller_id, "status")
        await world.settle(20)
        found = await drifts.of_listing(world.house.db, kept.id)
        assert [(d.difference.field, d.difference.shown) for d in found] == [("price", "1.00 EUR")]
        assert found[0].submission_id
        await world.settle(1200, 10)
        (healed,) = await drifts.of_listing(world.house.db, kept.id)
        assert healed.healed_at is not None
        assert await drifts.counts(world.house.db, shop_id) == {True: 1, False: 0}


async def test_every_line_of_the_ledger_leads_to_the_number_of_the_page(
    database_url: str, tmp_path: Path
) -> None:
    async with judged_world(database_url, tmp_path) as (world, _):
        shop_id, seller_id = await start(world)
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
