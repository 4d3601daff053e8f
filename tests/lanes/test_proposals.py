"""Proposals: found in the background, politely; nothing is linked without a person; accepted together and undone."""

from pathlib import Path

import httpx

from backend.domain.listing import Status
from backend.storage import accepting, proposals
from backend.storage.proposals import Kept
from tests.lanes.ground import (
    edit,
    listing,
    listings_of,
    press,
    publish,
    started_world,
    statuses,
)
from tests.lanes.test_kills import killing, work_until_killed
from tests.lanes.test_links import asin_there
from tests.world import World

SURE = ("MV-SUSP-45", "MV-TS-VERT-XL")
TITLE_ALONE, CONTRADICTS, BRUSH = "MV-SALADIER", "MV-TASSE-ESP", "MV-PINCEAU-8"
SKUS = (*SURE, TITLE_ALONE, CONTRADICTS, BRUSH, "MV-MOULIN-P", "MV-BOL-BLEU")
WEEK = 7 * 86_400


async def found(world: World, shop_id: int, state: str = "open") -> dict[str, Kept]:
    """The proposals by the SKU in the shop."""
    page = await proposals.page(world.house.db, shop_id, state, 0, 0, 100)
    return {kept.work.variation.variation.sku: kept for kept in page if kept.work.variation}


def searches(request: httpx.Request) -> bool:
    return "/catalog/2022-04-01/items" in request.url.path


async def accept(world: World, shop_id: int, *skus: str) -> accepting.Done:
    ids = [(await listing(world, shop_id, sku)).id for sku in skus] if skus else None
    done = await accepting.accept(world.house.db, shop_id, ids, world.now)
    for seller_id in done.seller_ids:
        await world.house.web.wake("matching", seller_id)
    return done


async def test_every_product_without_an_asin_is_looked_for_and_none_is_linked(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, SKUS)
        kept = await found(world, shop_id)
        assert kept["MV-SUSP-45"].found.asin == "B0DEMOSP45"
        assert (kept["MV-SUSP-45"].found.sure, kept["MV-SUSP-45"].found.rests_on) == (True, "family")
        assert kept["MV-MOULIN-P"].found.asin in ("B0DEMOML01", "B0DEMOML02")
        assert (kept["MV-MOULIN-P"].found.sure, kept["MV-MOULIN-P"].found.body["rivals"]) == (False, 1)
        assert (kept[TITLE_ALONE].found.rests_on, kept[TITLE_ALONE].found.sure) == ("title", False)
        assert (kept[CONTRADICTS].found.differs, kept[CONTRADICTS].found.sure) == (1, False)
        assert "MV-BOL-BLEU" not in kept
        counts = await proposals.counts(world.house.db, shop_id)
        assert counts.looked == counts.waiting >= len(kept)
        assert set(await world.published()) & set(kept) == set()
        assert all(not each.asin for each in await listings_of(world, shop_id) if each.sku in kept)


async def test_listings_that_are_due_are_always_first(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path, rate_factor=1.0) as (world, line, shop_id, seller_id):
        kinds: list[str] = []
        due: list[int] = []

        async def note(request: httpx.Request) -> None:
            if searches(request):
                kinds.append(
                    "proposing" if "attributes" in request.url.params["includedData"] else "matching"
                )
                waiting = await world.house.db.fetch_val("select count(*) from listing where stage = 'match'")
                due.append(waiting if kinds[-1] == "proposing" else 0)

        line.during = note
        await publish(world, shop_id, seller_id, (), 200)
        assert kinds.count("proposing") >= 10
        assert set(due) == {0}


async def test_what_was_found_is_asked_again_only_when_something_changed(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BRUSH])
        asked: list[str] = []
        line.before = lambda request: asked.append(str(request.url)) if searches(request) else None

        async def proposing() -> int:
            count = sum("attributes" in url for url in asked)
            asked.clear()
            return count

        assert (await found(world, shop_id))[BRUSH].found.asin == "B0DEMOPB08"
        edit(world, BRUSH, quantity=3)
        await world.settle(200, 5)
        assert await proposing() == 0
        edit(world, BRUSH, name="Pinceau rond en soies naturelles, manche long")
        await world.settle(200, 5)
        assert await proposing() > 0
        await world.settle(1200, 60)
        assert await proposing() == 0
        world.clock.advance(WEEK)
        await world.settle(1200, 60)
        assert await proposing() > 0


async def test_what_is_dismissed_stays_so_until_the_product_changes(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BRUSH])
        kept = await listing(world, shop_id, BRUSH)
        await proposals.decide(world.house.db, shop_id, [kept.id], "dismissed", world.now)
        world.clock.advance(WEEK)
        await world.settle(1200, 60)
        assert list(await found(world, shop_id)) == []
        assert list(await found(world, shop_id, "dismissed")) == [BRUSH]
        edit(world, BRUSH, name="Pinceau rond en soies naturelles, manche long")
        await world.settle(1300, 60)
        assert list(await found(world, shop_id)) == [BRUSH]


async def test_accepting_all_takes_what_is_sure_and_undoing_takes_it_all_back(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, SKUS)
        sure = (await proposals.counts(world.house.db, shop_id)).sure
        done = await accept(world, shop_id)
        assert done.linked == sure >= 2
        assert (await accept(world, shop_id)).linked == 0
        await world.settle(60)
        now = await statuses(world, shop_id)
        assert {sku: now[sku] for sku in SURE} == dict.fromkeys(SURE, "active")
        assert now[TITLE_ALONE] == now[CONTRADICTS] == now["MV-MOULIN-P"] == "incomplete"
        batch = await proposals.latest_batch(world.house.db, shop_id, 0)
        assert batch is not None
        assert batch[1] == done.linked
        undone = await accepting.take_back(world.house.db, shop_id, batch[0], world.now)
        assert undone.linked == done.linked
        assert (await accepting.take_back(world.house.db, shop_id, batch[0], world.now)).linked == 0
        await world.house.web.wake("offers", seller_id)
        await world.settle(200)
        now = await statuses(world, shop_id)
        assert {sku: now[sku] for sku in SURE} == dict.fromkeys(SURE, "incomplete")
        assert [await asin_there(world, sku) for sku in SURE] == ["", ""]
        # Nothing was refused, so the same is proposed again.
        assert set(SURE) <= set(await found(world, shop_id))


async def test_what_rests_on_the_title_alone_needs_a_person_each(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, SKUS)
        together = await accept(world, shop_id, TITLE_ALONE, BRUSH, CONTRADICTS)
        assert (together.linked, together.left) == (1, 2)
        assert (await accept(world, shop_id, CONTRADICTS)).linked == 0
        assert (await accept(world, shop_id, TITLE_ALONE)).linked == 1
        await world.settle(60)
        kept = await listing(world, shop_id, TITLE_ALONE)
        assert (kept.status, kept.asin, kept.by_hand) == (Status.ACTIVE, "B0DEMOSB28", True)
        assert (await listing(world, shop_id, BRUSH)).status is Status.ACTIVE


async def test_a_look_that_is_killed_is_taken_up_again(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        tick = killing(2)

        def kill(request: httpx.Request) -> None:
            if searches(request) and "attributes" in request.url.params["includedData"]:
                tick()

        await publish(world, shop_id, seller_id, ["MV-BOL-BLEU"], 4)
        await press(world, shop_id, seller_id, SKUS)
        line.after = kill
        assert await work_until_killed(world, None, 60)
        line.after = lambda request: None
        assert (await proposals.counts(world.house.db, shop_id)).looked <= 1
        await world.settle(200, 5)
        counts = await proposals.counts(world.house.db, shop_id)
        assert counts.looked == counts.waiting > 3


async def test_trouble_with_one_product_does_not_hold_up_the_others(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        world.other.amazon_ground.faults.arm("outage", site="amazon", operation="GET /eu/catalog/*")
        await publish(world, shop_id, seller_id, [TITLE_ALONE], 20)
        assert await found(world, shop_id) == {}
        assert (await listing(world, shop_id, TITLE_ALONE)).status is Status.INCOMPLETE
        world.other.amazon_ground.faults.disarm("outage")
        await world.settle(1200, 10)
        assert list(await found(world, shop_id)) == [TITLE_ALONE]
