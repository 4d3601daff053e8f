"""Acts for any selection: another policy, a copy, a pause, a withdrawal; undone where they can be, killed anywhere."""

from pathlib import Path

import httpx
import pytest

from backend.domain.bulk import Cure, Kind
from backend.domain.by_hand import Manual
from backend.domain.listing import Status
from backend.domain.money import Money
from backend.domain.policy import PolicyKind, ShippingPolicy
from backend.domain.selling import Change, ChangeKind, SellingPolicy
from backend.storage import bulk, manual, policies
from backend.storage.bulk import Act
from backend.storage.listing_filter import Filter
from backend.storage.policy_encoding import write_policy
from tests.lanes.ground import FRANCE, GERMANY, LIVE, listing, listings_of, publish, started_world
from tests.lanes.test_by_hand import set_by_hand
from tests.lanes.test_kills import killing, work_until_killed
from tests.world import World

DEARER = SellingPolicy(changes=(Change(ChangeKind.PERCENT, 1000),))


async def a_policy(
    world: World, shop_id: int, policy: SellingPolicy | ShippingPolicy, name: str = "Dearer"
) -> int:
    kind = PolicyKind.SELLING if isinstance(policy, SellingPolicy) else PolicyKind.SHIPPING
    return int(
        await world.house.db.fetch_val(
            "insert into policy (shop_id, kind, name, body, is_default, created_at, updated_at)"
            " values (:shop, :kind, :name, :body, 0, 1, 1) returning id",
            {"shop": shop_id, "kind": kind.value, "name": name, "body": write_policy(policy)},
        )
    )


async def begin(world: World, shop_id: int, cure: Cure, wanted: Filter, ids: list[int] | None = None) -> int:
    token = f"{cure.kind}-{await world.house.db.fetch_val('select count(*) from bulk_act')}"
    act_id = await bulk.start(world.house.db, shop_id, token, cure, wanted, ids, world.now)
    await world.house.web.wake("bulk", shop_id)
    return act_id


async def now(world: World, shop_id: int, act_id: int) -> Act:
    act = await bulk.find(world.house.db, shop_id, act_id)
    assert act is not None
    return act


async def undo(world: World, shop_id: int, act_id: int) -> Act:
    assert await bulk.move(world.house.db, shop_id, act_id, bulk.UNDOING, world.now, only=[bulk.DONE])
    await world.house.web.wake("bulk", shop_id)
    await world.settle(120, 5)
    return await now(world, shop_id, act_id)


async def test_another_policy_for_all_found_reaches_amazon_and_is_undone(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, LIVE[:3])
        db, active = world.house.db, Filter(status="active")
        before = {each.sku: each.sent.price.amount for each in await listings_of(world, shop_id) if each.sent}
        dearer = await a_policy(world, shop_id, DEARER)
        cure = Cure(Kind.POLICY, str(dearer))
        foreseen = await bulk.foresee(db, shop_id, active, None, cure)
        act_id = await begin(world, shop_id, cure, active)
        await world.settle(300, 10)
        act = await now(world, shop_id, act_id)
        assert (act.state, act.done, act.skipped) == ("done", foreseen.can, 0)
        assert foreseen.can >= 3
        for each in await listings_of(world, shop_id):
            if each.status is Status.ACTIVE:
                assert each.sent is not None
                assert each.sent.price.amount == round(before[each.sku] * 1.1)
        assert (await bulk.foresee(db, shop_id, active, None, cure)).cannot == {"same": foreseen.can}
        # One of them is given something else by hand: it stays as it is.
        kept = (await policies.defaults(db, shop_id))[PolicyKind.SELLING].id
        one = await listing(world, shop_id, LIVE[0])
        other = await a_policy(world, shop_id, SellingPolicy(), "Plain")
        await db.execute(
            "update listing set selling_policy_id = :p where id = :id", {"p": other, "id": one.id}
        )
        act = await undo(world, shop_id, act_id)
        assert (act.state, act.undone, act.kept) == ("undone", foreseen.can - 1, 1)
        assert (await listing(world, shop_id, LIVE[1])).selling_policy_id == kept
        await world.settle(300, 10)
        found = await listing(world, shop_id, LIVE[1])
        assert found.sent is not None
        assert found.sent.price.amount == before[LIVE[1]]


async def test_a_policy_that_does_not_fit_is_left_out(migrated_url: str, tmp_path: Path) -> None:
    async with started_world(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, LIVE[:1])
        db, found = world.house.db, await listing(world, shop_id, LIVE[0])
        foreign = await a_policy(world, shop_id, ShippingPolicy("t", "T", "", seller_id, GERMANY))
        for cure, why in (
            (Cure(Kind.POLICY, str(foreign)), "other_place"), (Cure(Kind.POLICY, "99999"), "no_policy"),
            (Cure(Kind.RESUME), "same"), (Cure(Kind.BY_HAND), "not_by_hand"),
            (Cure(Kind.COPY, f"{seller_id} {FRANCE}"), "listed"),
        ):  # fmt: skip
            foreseen = await bulk.foresee(db, shop_id, Filter(), [found.id], cure)
            assert (foreseen.can, foreseen.cannot) == (0, {why: 1}), cure
            act_id = await begin(world, shop_id, cure, Filter(), [found.id])
            await world.settle(4)
            act = await now(world, shop_id, act_id)
            assert (act.done, act.skipped) == (0, 1)


async def test_a_copy_is_sought_anew_and_undone_while_nothing_was_sent(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, LIVE[:2])
        db, ids = world.house.db, [(await listing(world, shop_id, sku)).id for sku in LIVE[:2]]
        cure = Cure(Kind.COPY, f"{seller_id} {GERMANY}")
        assert (await bulk.foresee(db, shop_id, Filter(), ids, cure)).can == 2
        await db.execute("update seller set paused = 1 where id = :id", {"id": seller_id})
        act_id = await begin(world, shop_id, cure, Filter(), ids)
        await world.settle(60, 5)
        there = [each for each in await listings_of(world, shop_id) if each.marketplace_id == GERMANY]
        assert {each.sku for each in there} == set(LIVE[:2])
        assert (await undo(world, shop_id, act_id)).undone == 2
        # Once more, and this time it goes to Amazon: then it has to be withdrawn.
        await db.execute("update seller set paused = 0 where id = :id", {"id": seller_id})
        again = await begin(world, shop_id, cure, Filter(), ids)
        await world.settle(120, 5)
        there = [each for each in await listings_of(world, shop_id) if each.marketplace_id == GERMANY]
        assert any(each.sent for each in there), [(each.status, each.problem) for each in there]
        act = await undo(world, shop_id, again)
        assert act.kept == sum(each.claimed for each in there)
        both = {each.id for each in await listings_of(world, shop_id) if each.sku in LIVE[:2]}
        # The countries of one SKU share its quantity: other rules for one of them alone are refused.
        fewer = Cure(Kind.POLICY, str(await a_policy(world, shop_id, SellingPolicy(buffer=2), "Fewer")))
        claimed = [each.id for each in there if each.claimed]
        if claimed:
            alone = await bulk.foresee(db, shop_id, Filter(), claimed, fewer)
            assert alone.cannot == {"other_rules": len(claimed)}
            assert (await bulk.foresee(db, shop_id, Filter(), sorted(both), fewer)).cannot == {}


async def test_pause_withdraw_and_what_is_set_by_hand(migrated_url: str, tmp_path: Path) -> None:
    async with started_world(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, LIVE[:2])
        db = world.house.db
        one, two = [await listing(world, shop_id, sku) for sku in LIVE[:2]]
        paused = await begin(world, shop_id, Cure(Kind.PAUSE), Filter(), [one.id])
        await world.settle(4)
        assert (await listing(world, shop_id, LIVE[0])).paused
        assert (await undo(world, shop_id, paused)).undone == 1
        assert not (await listing(world, shop_id, LIVE[0])).paused
        await set_by_hand(world, shop_id, two, Manual(Money(999, "EUR"), 1), world.now + 90_000)
        await world.settle(60, 5)
        taken = await begin(world, shop_id, Cure(Kind.BY_HAND), Filter(manual=True))
        await world.settle(4)
        assert (await now(world, shop_id, taken)).done == 1
        assert await manual.of_listings(db, [two.id]) == {}
        assert (await undo(world, shop_id, taken)).undone == 1
        kept = (await manual.of_listings(db, [two.id]))[two.id]
        assert (kept.price, kept.quantity, kept.price_ends) == (Money(999, "EUR"), 1, kept.quantity_ends)
        revised = await begin(world, shop_id, Cure(Kind.REVISE), Filter(status="active"))
        gone = await begin(world, shop_id, Cure(Kind.WITHDRAW), Filter(), [one.id])
        await world.settle(120, 5)
        assert (await now(world, shop_id, revised)).state == "done"
        assert (await now(world, shop_id, gone)).done == 1
        assert (await listing(world, shop_id, LIVE[0])).status is Status.ENDED
        assert await bulk.of_shop(db, shop_id + 1, 9) == []


@pytest.mark.parametrize("at", [3, 6, 9])
async def test_killed_in_the_middle_each_row_gets_its_policy_once(
    migrated_url: str, tmp_path: Path, at: int
) -> None:
    async with started_world(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, seconds=40)
        dearer = await a_policy(world, shop_id, DEARER)
        total = len([each for each in await listings_of(world, shop_id) if each.status is Status.INCOMPLETE])
        act_id = await begin(world, shop_id, Cure(Kind.POLICY, str(dearer)), Filter(status="incomplete"))
        await work_until_killed(world, killing(at), 2)
        world.clock.advance(130)
        await work_until_killed(world, None, 10)
        act = await now(world, shop_id, act_id)
        assert (act.state, act.done, act.total) == ("done", total, total)
        told = await world.house.db.fetch_val("select count(*) from journal where act = 'changed_policy'")
        assert told == total > 10


async def test_a_policy_made_while_the_lane_drives_is_the_one_that_counts(
    migrated_url: str, tmp_path: Path
) -> None:
    async with started_world(migrated_url, tmp_path) as (world, line, shop_id, seller_id):
        await publish(world, shop_id, seller_id, LIVE[:2])
        made = list[int]()
        before = {each.sku: each.sent.price.amount for each in await listings_of(world, shop_id) if each.sent}

        async def meanwhile(request: httpx.Request) -> None:
            """A new policy for both, once, while Amazon is read for something else."""
            if not made and "/listings/" in request.url.path:
                made.append(await a_policy(world, shop_id, DEARER))
                await begin(world, shop_id, Cure(Kind.POLICY, str(made[0])), Filter(status="active"))
                await world.house.worker.run_until_idle()

        line.during = meanwhile
        await begin(world, shop_id, Cure(Kind.REVISE), Filter(status="active"))
        await world.settle(300, 10)
        assert made
        for each in await listings_of(world, shop_id):
            if each.status is Status.ACTIVE:
                assert each.selling_policy_id == made[0]
                assert each.sent is not None
                assert each.sent.price.amount == round(before[each.sku] * 1.1)
