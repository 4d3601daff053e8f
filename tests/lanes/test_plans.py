"""The limit of a plan: new listings over it wait and go on by themselves; what sells never notices it."""

from pathlib import Path

from backend import planning
from backend.domain.bulk import Cure, Kind
from backend.domain.issues import Cause
from backend.domain.plans import DAY
from backend.domain.policy import Condition
from backend.storage import by_hand, cures, owners, plans
from tests.lanes.ground import (
    LIVE,
    edit,
    judged_world,
    listing,
    press,
    publish,
    started_world,
    statuses,
)
from tests.world import STORE, World

PLANS = "Three=3, 5 EUR; Five=5, 8 EUR; All=unlimited, 20 EUR"
BILLED = {"STORELANE_BILLING": "on", "STORELANE_PLANS": PLANS, "STORELANE_TRIAL_DAYS": "0"}


async def give(world: World, plan: str) -> int:
    return await planning.change(world.settings, STORE, plan, world.now)


async def held(world: World, shop_id: int) -> list[str]:
    rows = await world.house.db.fetch_all(
        "select sku from listing where shop_id = :shop and cause = :cause order by id",
        {"shop": shop_id, "cause": Cause.PLAN_LIMIT.value},
    )
    return [row["sku"] for row in rows]


async def test_what_is_over_the_limit_waits_and_goes_on_when_the_plan_grows(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path, **BILLED) as (world, _, shop_id, seller_id):
        assert await give(world, "three") == 0
        await publish(world, shop_id, seller_id, LIVE)
        said = await statuses(world, shop_id)
        assert sorted(said.values()) == ["active"] * 3 + ["incomplete"] * 3
        assert len(await held(world, shop_id)) == 3
        found = await plans.allowance(world.house.db, shop_id, world.now, world.settings.owners.terms)
        assert (found.listings, found.limit, found.held, found.room) == (3, 3, 3, 0)
        assert found.next_plan is not None
        assert found.next_plan.name == "All"
        assert await give(world, "Five") == 0
        await world.settle(60)
        assert len(await held(world, shop_id)) == 1
        assert await give(world, "All") == 0
        await world.settle(60)
        assert set((await statuses(world, shop_id)).values()) == {"active"}
        assert set((await world.published()).values()) == {1}


async def test_a_limit_stops_neither_stock_nor_orders_nor_prices(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path, **BILLED) as (world, _, shop_id, seller_id):
        await give(world, "All")
        await publish(world, shop_id, seller_id, LIVE)
        await give(world, "none")
        before = await listing(world, shop_id, LIVE[0])
        assert before.sent is not None
        edit(world, LIVE[0], price=before.sent.price.amount / 100 + 1, quantity=2)
        await world.settle(200)
        after = await listing(world, shop_id, LIVE[0])
        assert after.sent is not None
        assert after.sent.quantity == 2
        assert after.sent.price.amount > before.sent.price.amount
        world.other.orders.sell("A2ATELIERNORD0", after.marketplace_id, LIVE[1], 1)
        await world.settle(400, 5)
        assert await world.house.db.fetch_val("select count(*) from orders where shop_code <> ''") == 1
        assert set((await statuses(world, shop_id)).values()) == {"active"}


async def test_the_trial_is_free_and_its_end_holds_only_what_is_new(
    migrated_url: str, tmp_path: Path
) -> None:
    async with started_world(migrated_url, tmp_path, **{**BILLED, "STORELANE_TRIAL_DAYS": "2"}) as (
        world,
        _,
        shop_id,
        seller_id,
    ):
        await publish(world, shop_id, seller_id, LIVE[:2])
        assert await held(world, shop_id) == []
        world.clock.advance(2 * DAY)
        await publish(world, shop_id, seller_id, LIVE[2:4])
        assert sorted(await held(world, shop_id)) == sorted(LIVE[2:4])
        # A plan by another account begins no second trial, and neither does a new installation.
        owner = await owners.of_shop(world.house.db, shop_id)
        assert owner is not None
        await owners.delete(world.house.db, owner.id, world.now)
        await world.register(shop_id, "other@example.com")
        found = await plans.allowance(world.house.db, shop_id, world.now, world.settings.owners.terms)
        assert (found.trial, found.limit, found.listings) == (False, 0, 2)


async def test_room_that_comes_free_is_used(migrated_url: str, tmp_path: Path) -> None:
    async with started_world(migrated_url, tmp_path, **BILLED) as (world, _, shop_id, seller_id):
        await give(world, "Three")
        await publish(world, shop_id, seller_id, LIVE[:4])
        assert len(await held(world, shop_id)) == 1
        live = next(sku for sku, status in (await statuses(world, shop_id)).items() if status == "active")
        leaving = await listing(world, shop_id, live)
        assert await by_hand.ask_withdrawal(world.house.db, shop_id, leaving.id, world.now)
        await world.house.web.wake("offers", seller_id)
        await world.settle(1500, 30)  # no plan changed, so its lane's own next look finds the room
        assert await held(world, shop_id) == []


async def test_two_runs_at_once_never_overrun_a_plan(migrated_url: str, tmp_path: Path) -> None:
    async with started_world(migrated_url, tmp_path, **BILLED) as (world, _, shop_id, seller_id):
        await give(world, "Three")
        await press(world, shop_id, seller_id, LIVE[:3])
        await press(world, shop_id, seller_id, LIVE[3:])
        await world.settle(60)
        assert len(await world.published()) == 3


async def test_a_plan_that_is_none_is_refused_with_a_line(
    migrated_url: str, tmp_path: Path, capsys: object
) -> None:
    async with judged_world(migrated_url, tmp_path, **BILLED) as (world, _):
        await world.install()
        assert await give(world, "Gold") == 1
        assert await planning.change(world.settings, 77, "Three", world.now) == 1
        assert await planning.change(world.settings, STORE, None, world.now) == 0


async def test_what_goes_only_to_come_anew_is_not_new(migrated_url: str, tmp_path: Path) -> None:
    """Another condition takes a listing off Amazon and brings it again: no limit stands between the two."""
    async with started_world(migrated_url, tmp_path, **BILLED) as (world, _, shop_id, seller_id):
        await give(world, "All")
        await publish(world, shop_id, seller_id, LIVE[:2])
        await give(world, "none")
        before = await listing(world, shop_id, LIVE[0])
        cure = Cure(Kind.CONDITION, Condition.USED_GOOD.value)
        await cures.do(world.house.db, shop_id, before.id, cure, world.now)
        await world.house.web.wake("offers", seller_id)
        await world.settle(600, 10)
        after = await listing(world, shop_id, LIVE[0])
        assert after.sent is not None
        assert after.sent.condition is Condition.USED_GOOD
        assert (after.status.value, after.problem, after.replacing) == ("active", None, False)
