"""The rates lane: read once a day for everybody, kept through every trouble, told to the listings that go by them."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from backend.domain.selling import Conversion
from backend.lanes.rates import next_read
from backend.sandbox.bank.app import SITE
from backend.storage import lanes, rates
from tests.lanes.counter import is_revision, set_selling
from tests.lanes.ground import LIVE, publish, started_world
from tests.lanes.test_kills import killing, work_until_killed
from tests.world import World, open_world

DAY = 86_400


def asked(world: World) -> int:
    """How often the bank was asked."""
    return len(world.other.amazon_ground.calls.newest(2000, SITE))


def fault(world: World, name: str, times: int | None = 1, **options: object) -> None:
    world.other.amazon_ground.faults.arm(name, site=SITE, times=times, **options)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def said(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%a %H:%M")


async def state(world: World) -> lanes.LaneState:
    (found,) = await lanes.states(world.house.db, world.now, [rates.LANE])
    return found


async def test_the_rates_are_read_by_themselves_once_a_day_for_all_shops(
    database_url: str, tmp_path: Path
) -> None:
    async with open_world(database_url, tmp_path) as world:
        await world.house.worker.run_until_idle()
        kept = await rates.read(world.house.db)
        assert len(kept.rates) == 29 and kept.doubts == ()
        today = datetime.fromtimestamp(world.now, UTC).date()
        assert 0 <= (today - datetime.fromisoformat(kept.day).date()).days <= 3
        one, other = await world.install(), await world.install()
        assert await rates.of_shop(world.house.db, one) == await rates.of_shop(world.house.db, other) != ()
        before = asked(world)
        await world.settle(7 * DAY, 3600)
        assert 7 <= asked(world) - before <= 8
        assert (await rates.read(world.house.db)).day > kept.day


@pytest.mark.parametrize(
    "trouble", ["outage", "answer_lost", "no_list", "empty_list", "broken_json", "throttle"]
)
async def test_without_a_list_the_last_known_rates_stay_and_the_next_look_finds_it(
    migrated_url: str, tmp_path: Path, trouble: str
) -> None:
    async with open_world(migrated_url, tmp_path) as world:
        await world.house.worker.run_until_idle()
        known = await rates.read(world.house.db)
        fault(world, trouble, None)
        await world.settle(3 * DAY, 3600)
        assert await rates.read(world.house.db) == known
        assert trouble == "throttle" or (await state(world)).trouble
        world.other.amazon_ground.faults.disarm(trouble)
        await world.settle(3600, 600)
        assert (await rates.read(world.house.db)).day > known.day
        assert (await state(world)).trouble == ""


async def test_a_rate_that_jumps_is_refused_until_the_next_days_list_says_it_again(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_world(migrated_url, tmp_path) as world:
        await world.house.worker.run_until_idle()
        usual = {rate.target: rate.rate for rate in (await rates.read(world.house.db)).rates}
        fault(world, "rate_jump", None, currency="USD", factor=1.6)
        while not (doubts := (await rates.read(world.house.db)).doubts):
            await world.settle(3600, 3600)
        assert [(doubt.currency, doubt.why, doubt.before) for doubt in doubts] == [
            ("USD", "jump", usual["USD"])
        ]
        kept = {rate.target: rate for rate in (await rates.read(world.house.db)).rates}
        assert kept["USD"].rate == usual["USD"] and kept["GBP"].day > kept["USD"].day
        await world.settle(4 * DAY, 3600)
        kept = {rate.target: rate for rate in (await rates.read(world.house.db)).rates}
        assert kept["USD"].rate > usual["USD"] * Decimal("1.5")
        assert (await rates.read(world.house.db)).doubts == ()


async def test_nonsense_and_days_to_come_change_nothing(migrated_url: str, tmp_path: Path) -> None:
    async with open_world(migrated_url, tmp_path) as world:
        await world.house.worker.run_until_idle()
        known = await rates.read(world.house.db)
        fault(world, "future_list", None)
        await world.settle(2 * DAY, 3600)
        kept = await rates.read(world.house.db)
        assert kept.rates == known.rates and {doubt.why for doubt in kept.doubts} == {"future"}
        world.other.amazon_ground.faults.disarm("future_list")
        fault(world, "rate_nonsense", None, currency="GBP", rate="-0.8")
        await world.settle(4 * DAY, 3600)
        kept = await rates.read(world.house.db)
        assert [(doubt.currency, doubt.why) for doubt in kept.doubts] == [("GBP", "nonsense")]
        assert {rate.target for rate in kept.rates if rate.day == known.day} == {"GBP"}


async def test_new_rates_let_the_listings_that_go_by_them_be_looked_at(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await set_selling(world, shop_id, conversion=Conversion.MARKET)
        await publish(world, shop_id, seller_id, LIVE[:2])
        seen: list[httpx.Request] = []
        line.before = lambda request: seen.append(request)
        before = await world.house.db.fetch_val(
            "select max(revise_n) from listing where shop_id = :s", {"s": shop_id}
        )
        await world.settle(4 * DAY, 3 * 3600)
        after = await world.house.db.fetch_val(
            "select min(revise_n) from listing where shop_id = :s", {"s": shop_id}
        )
        assert after > before
        waiting = "select count(*) from listing where revise_at is not null and revise_at <= :now"
        assert await world.house.db.fetch_val(waiting, {"now": world.now}) == 0
        # The shop's prices are in the marketplace's currency: whatever the rates say, nothing changes there.
        assert not [request for request in seen if is_revision(request)]


async def test_killed_at_any_look_at_the_clock_every_shop_is_told_in_the_end(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_world(migrated_url, tmp_path) as world:
        shop_id = await world.install()
        await set_selling(world, shop_id, conversion=Conversion.MARKET)
        for moment in range(1, 40, 3):
            await work_until_killed(world, killing(moment), 0)
            world.clock.advance(DAY)
        await work_until_killed(world, None, 600)
        assert await rates.untold(world.house.db) == []
        assert len((await rates.read(world.house.db)).rates) == 29


@pytest.mark.parametrize(
    ("now", "day", "then"),
    [
        ("2026-05-28T09:00", "2026-05-27", "Thu 15:30"),  # before today's list
        ("2026-05-28T15:30", "2026-05-28", "Fri 15:30"),
        ("2026-05-28T15:30", "2026-05-27", "Thu 17:30"),  # it is late
        ("2026-05-28T21:00", "2026-05-27", "Fri 15:30"),
        ("2026-05-30T16:00", "2026-05-29", "Sun 15:30"),  # a Saturday has none
    ],
)
def test_the_next_look_is_after_the_bank_has_written(now: str, day: str, then: str) -> None:
    assert said(next_read(at(now), day)) == then
