"""One cure for many: done bit by bit, killed anywhere, each row once; undone where it can be."""

from pathlib import Path

import pytest

from backend.domain.bulk import Cure, Kind
from backend.domain.issues import Cause
from backend.domain.listing import Status
from backend.domain.policy import Condition
from backend.sandbox.sites import Wish
from backend.storage import bulk, journal, listing_pages, problem_pages
from backend.storage.bulk import Act
from backend.storage.listing_pages import Filter
from backend.storage.problem_pages import Group
from tests.lanes.ground import LIVE, edit, listing, listings_of, press, publish, started_world
from tests.lanes.test_kills import killing, work_until_killed
from tests.world import World

BOWL = LIVE[0]


async def begin(world: World, shop_id: int, cure: Cure, group: Group, ids: list[int] | None = None) -> int:
    token = f"{cure.kind}-{await world.house.db.fetch_val('select count(*) from bulk_act')}"
    act_id = await bulk.start(world.house.db, shop_id, token, cure, group, ids, world.now)
    await world.house.web.wake("bulk", shop_id)
    return act_id


async def now(world: World, shop_id: int, act_id: int) -> Act:
    act = await bulk.find(world.house.db, shop_id, act_id)
    assert act is not None
    return act


async def test_a_cure_reaches_all_rows_of_its_group_and_is_undone(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, seconds=40)
        db, group = world.house.db, Group(Cause.NO_MATCH)
        count = await problem_pages.count(db, shop_id, group)
        assert count > 3
        first = await problem_pages.lines(db, shop_id, group, 0, 1)
        foreseen = await bulk.foresee(db, shop_id, group, None, Cure(Kind.MUTE, "later"))
        assert (foreseen.can, foreseen.cannot) == (count, {})
        act_id = await begin(world, shop_id, Cure(Kind.MUTE, "later"), group)
        assert await bulk.start(db, shop_id, "mute-0", Cure(Kind.MUTE), group, None, world.now) == act_id
        await world.settle(4)
        act = await now(world, shop_id, act_id)
        assert (act.state, act.total, act.done, act.skipped) == ("done", count, count, 0)
        assert await problem_pages.count(db, shop_id, group) == 0
        assert (await listing_pages.counts(db, shop_id, Filter()))["muted"] == count
        # One of them is taken up by hand before the rest is undone.
        await db.execute("update listing set muted = 0 where id = :id", {"id": first[0].listing.id})
        assert await bulk.move(db, shop_id, act_id, bulk.UNDOING, world.now, only=[bulk.DONE])
        await world.house.web.wake("bulk", shop_id)
        await world.settle(4)
        act = await now(world, shop_id, act_id)
        assert (act.state, act.undone, act.kept) == ("undone", count - 1, 1)
        assert await problem_pages.count(db, shop_id, group) == count
        acts = [entry.act for entry in await journal.of_shop(db, shop_id, None, 5)]
        assert "bulk_undone" in acts


async def test_another_condition_is_withdrawn_and_offered_anew(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, LIVE[:2])
        before = await listing(world, shop_id, BOWL)
        assert before.status is Status.ACTIVE
        edit(world, BOWL, enabled=False)
        edit(world, LIVE[1], enabled=False)
        await world.settle(200, 5)
        group, cure = Group(Cause.NOT_ENABLED), Cure(Kind.CONDITION, Condition.USED_GOOD.value)
        act_id = await begin(world, shop_id, cure, group, [before.id])
        edit(world, BOWL, enabled=True)
        await world.settle(600, 5)
        act = await now(world, shop_id, act_id)
        assert (act.total, act.done) == (1, 1)
        after = await listing(world, shop_id, BOWL)
        assert (after.status, after.condition) == (Status.ACTIVE, Condition.USED_GOOD)
        assert after.sent is not None
        assert after.sent.condition is Condition.USED_GOOD
        conditions = await world.house.db.fetch_all(
            "select old, new, cause from sent_field where sku = :sku and field in ('condition', 'listing') order by id",
            {"sku": BOWL},
        )
        assert [tuple(row) for row in conditions] == [
            ("", "new_new", "publish"), (after.asin, "", "replace"), ("", "used_good", "publish_again"),
        ]  # fmt: skip
        await bulk.move(world.house.db, shop_id, act_id, bulk.UNDOING, world.now, only=[bulk.DONE])
        await world.house.web.wake("bulk", shop_id)
        await world.settle(600, 5)
        back = await listing(world, shop_id, BOWL)
        assert (back.status, back.condition) == (Status.ACTIVE, Condition.NEW)
        assert (await listing(world, shop_id, LIVE[1])).condition is Condition.NEW


async def test_what_was_paused_waits_and_what_was_cancelled_ends(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, seconds=40)
        db = world.house.db
        act_id = await begin(world, shop_id, Cure(Kind.RETRY), Group(Cause.NO_MATCH))
        assert await bulk.move(db, shop_id, act_id, bulk.PAUSED, world.now, only=[bulk.WORKING])
        await world.settle(10)
        assert (await now(world, shop_id, act_id)).handled == 0
        assert await bulk.move(db, shop_id, act_id, bulk.WORKING, world.now, only=[bulk.PAUSED])
        await world.house.web.wake("bulk", shop_id)
        await world.settle(20)
        act = await now(world, shop_id, act_id)
        assert act.state == "done"
        assert act.done == act.total > 0
        # They were looked for again, and held back for the same reason.
        assert await problem_pages.count(db, shop_id, Group(Cause.NO_MATCH)) == act.total
        second = await begin(world, shop_id, Cure(Kind.RETRY), Group(Cause.NO_MATCH))
        assert await bulk.move(db, shop_id, second, bulk.CANCELLED, world.now, only=[bulk.WORKING])
        await world.settle(10)
        assert (await now(world, shop_id, second)).handled == 0


@pytest.mark.parametrize("at", [5, 10, 14])
async def test_killed_in_the_middle_each_row_is_done_once(database_url: str, tmp_path: Path, at: int) -> None:
    async with started_world(database_url, tmp_path, wish=Wish(products=70)) as (
        world,
        _,
        shop_id,
        seller_id,
    ):
        await press(world, shop_id, seller_id)
        await world.house.worker.run_until_idle()
        db = world.house.db
        # All of them wait with one reason, as after a bad import.
        await db.execute(
            "update listing set stage = 'rest', status = 'incomplete', cause = 'no_match', topic = '', sent = '',"
            " claimed_sku = null, sending_at = null, next_at = :never",
            {"never": world.now + 10**8},
        )
        total = len(await listings_of(world, shop_id))
        assert total > 50
        act_id = await begin(world, shop_id, Cure(Kind.MUTE, "later"), Group(Cause.NO_MATCH))
        await work_until_killed(world, killing(at), 2)
        world.clock.advance(130)
        await work_until_killed(world, None, 4)
        act = await now(world, shop_id, act_id)
        assert (act.state, act.done, act.skipped, act.total) == ("done", total, 0, total)
        told = await db.fetch_val("select count(*) from journal where act = 'muted'")
        assert told == total
        assert (await listing_pages.counts(db, shop_id, Filter()))["muted"] == total
