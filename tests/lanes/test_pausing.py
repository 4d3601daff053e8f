"""A publication in several countries, paused, let go on and cancelled: nothing leaves meanwhile, others go on."""

import random
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from backend.domain.policy import Condition, PolicyKind
from backend.sandbox.sites import Wish
from backend.storage import cancelling, drafts, pausing, policies, run_outcomes, runs
from backend.storage.drafts import Draft, DraftPlace
from backend.storage.searching import Search
from tests.lanes.ground import (
    FRANCE,
    GERMANY,
    LIVE,
    Line,
    is_deed,
    listings_of,
    press,
    started_world,
)
from tests.lanes.test_kills import check, killing, work_until_killed
from tests.world import World

PRODUCTS = Wish(products=40)
NOTES = {FRANCE: "Quelques rayures, tout fonctionne.", GERMANY: "Leichte Kratzer, alles funktioniert."}


async def draft_of(
    world: World, shop_id: int, *places: DraftPlace, condition: Condition = Condition.NEW
) -> Draft:
    """A draft of everything, at these places."""
    kept = await policies.defaults(world.house.db, shop_id)
    draft = Draft(
        f"draft-{len(places)}-{world.now}", shop_id, places[0].seller_id, places[0].marketplace_id,
        kept[PolicyKind.SELLING].id, kept[PolicyKind.SYNCHRONIZATION].id, kept[PolicyKind.SHIPPING].id, condition,
        False, Search(), None,
    ).at(places)  # fmt: skip
    await drafts.begin(world.house.db, draft, world.now)
    await drafts.choose_all(world.house.db, draft.id, Search(), world.now)
    found = await drafts.find(world.house.db, shop_id, draft.id)
    assert found is not None
    return found


class Deeds:
    """The offers that left, by marketplace, as the line to Amazon saw them."""

    def __init__(self, line: Line) -> None:
        self.sent: list[tuple[str, str]] = []
        line.before = self.see

    def see(self, request: httpx.Request) -> None:
        if is_deed(request):
            self.sent.append((request.url.params["marketplaceIds"], request.url.path.rpartition("/")[2]))


async def test_a_draft_is_published_in_each_of_its_countries_with_its_note_there(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        bodies = list[dict[str, object]]()

        def keep(request: httpx.Request) -> None:
            if is_deed(request):
                bodies.append(
                    {"place": request.url.params["marketplaceIds"], "text": request.content.decode()}
                )

        line.before = keep
        places = [DraftPlace(seller_id, each, NOTES[each]) for each in (FRANCE, GERMANY)]
        draft = await draft_of(world, shop_id, *places, condition=Condition.USED_GOOD)
        first = await runs.start(world.house.db, draft, 64, world.now)
        assert first == await runs.start(world.house.db, draft, 64, world.now)
        await world.house.web.wake("publishing", seller_id)
        await world.settle(60)
        made = await runs.of_draft(world.house.db, shop_id, draft.id)
        assert [run.marketplace_id for run in made] == [FRANCE, GERMANY]
        for run in made:
            found = await run_outcomes.outcomes(world.house.db, run)
            assert found.active >= 30
            assert found.active + found.on_its_way + found.inactive + found.incomplete == 91
            assert sum(n for _, n in found.causes) == found.incomplete
        assert {each["place"] for each in bodies} == {FRANCE, GERMANY}
        for each in bodies:
            assert NOTES[str(each["place"])] in str(each["text"])
            assert ("fr_FR" if each["place"] == FRANCE else "de_DE") in str(each["text"])


async def test_a_note_is_not_sent_for_new_goods(migrated_url: str, tmp_path: Path) -> None:
    async with started_world(migrated_url, tmp_path) as (world, line, shop_id, seller_id):
        texts = list[str]()
        line.before = lambda request: texts.append(request.content.decode()) if is_deed(request) else None
        draft = await draft_of(world, shop_id, DraftPlace(seller_id, FRANCE, NOTES[FRANCE]))
        await runs.start(world.house.db, draft, 64, world.now)
        await world.house.web.wake("publishing", seller_id)
        await world.settle(20)
        assert len(texts) >= 30
        assert not [text for text in texts if "condition_note" in text]


@pytest.mark.parametrize(
    ("database_url", "feed_from"),
    [("postgresql", 1000), ("sqlite", 10), ("postgresql", 10)],
    indirect=["database_url"],
)
async def test_paused_nothing_more_leaves_and_others_go_on(
    database_url: str, tmp_path: Path, feed_from: int
) -> None:
    made = started_world(database_url, tmp_path, STORELANE_FEED_FROM=str(feed_from))
    async with made as (world, line, shop_id, seller_id):
        deeds = Deeds(line)
        france = await press(world, shop_id, seller_id)
        assert await pausing.pause(world.house.db, shop_id, france, True, world.now) == seller_id
        assert await pausing.pause(world.house.db, shop_id, france, True, world.now) is None
        germany = await press(world, shop_id, seller_id, LIVE, marketplace_id=GERMANY)
        await world.settle(900 if feed_from == 10 else 60, step=10)
        there = [await runs.find(world.house.db, shop_id, each) for each in (france, germany)]
        held, gone = [await runs.progress_of(world.house.db, run) for run in there if run]
        assert held.paused
        assert held.working
        assert not gone.working
        assert gone.active == len(LIVE)
        assert FRANCE not in {place for place, _ in deeds.sent}
        before = await world.published()
        assert set(before) == set(LIVE)
        assert await pausing.pause(world.house.db, shop_id, france, False, world.now) == seller_id
        for kind in ("publishing", "matching", "offers"):
            await world.house.web.wake(kind, seller_id)
        await world.settle(1200 if feed_from == 10 else 120, step=10)
        run = await runs.find(world.house.db, shop_id, france)
        assert run is not None
        assert not (await runs.progress_of(world.house.db, run)).working
        assert (await run_outcomes.outcomes(world.house.db, run)).active >= 30


async def test_paused_in_the_middle_it_stops_at_the_next_deed(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        run_id = await press(world, shop_id, seller_id)
        deeds = Deeds(line)

        async def pause(request: httpx.Request) -> None:
            if is_deed(request) and len(deeds.sent) == 5:
                await pausing.pause(world.house.db, shop_id, run_id, True, world.now)

        line.during = pause
        await world.settle(60)
        assert len(deeds.sent) == 5
        run = await runs.find(world.house.db, shop_id, run_id)
        assert run is not None
        progress = await runs.progress_of(world.house.db, run)
        assert progress.paused
        assert progress.active == 5  # what is on Amazon stays, and is read back
        # Cancelled from there: it says how many it stopped, and the five go on selling.
        stopped = await cancelling.cancel(world.house.db, shop_id, world.now, run_id=run_id)
        assert stopped == progress.waiting
        assert await cancelling.cancel(world.house.db, shop_id, world.now, run_id=run_id) == 0
        assert await pausing.pause(world.house.db, shop_id, run_id, False, world.now) is None
        await world.settle(60)
        run = await runs.find(world.house.db, shop_id, run_id)
        assert run is not None
        found = await run_outcomes.outcomes(world.house.db, run)
        assert (found.active, found.cancelled, found.on_its_way) == (5, stopped, 0)
        assert len(deeds.sent) == 5


async def test_what_is_listed_already_is_counted_and_left_as_it_is(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _line, shop_id, seller_id):
        await press(world, shop_id, seller_id, LIVE)
        await world.settle(40)
        before = await world.published()
        draft = await draft_of(world, shop_id, DraftPlace(seller_id, FRANCE))
        run_id = await runs.start(world.house.db, draft, 64, world.now)
        await world.house.web.wake("publishing", seller_id)
        await world.settle(40)
        run = await runs.find(world.house.db, shop_id, run_id)
        assert run is not None
        assert run.already == len(LIVE)
        assert run.spread == 64
        after = await world.published()
        assert {sku: after[sku] for sku in LIVE} == {sku: before[sku] for sku in LIVE}


async def test_not_listed_yet_is_what_was_not_listed_when_it_was_pressed(
    database_url: str, tmp_path: Path
) -> None:
    """The first country's listings must not take the products from the second one's run."""
    async with started_world(database_url, tmp_path) as (world, _line, shop_id, seller_id):
        draft = await draft_of(world, shop_id, DraftPlace(seller_id, FRANCE), DraftPlace(seller_id, GERMANY))
        await drafts.choose_all(world.house.db, draft.id, Search(unlisted=True), world.now)
        chosen = await drafts.find(world.house.db, shop_id, draft.id)
        assert chosen is not None
        await runs.start(world.house.db, chosen, 64, world.now, chosen.where("EUR"))
        await world.house.web.wake("publishing", seller_id)
        await world.settle(60)
        made = await runs.of_draft(world.house.db, shop_id, draft.id)
        assert [run.spread for run in made] == [64, 64]
        again = replace(chosen, run_id=None)
        assert await runs.start(world.house.db, again, 64, world.now) == made[0].id


@pytest.mark.parametrize(
    ("database_url", "seed", "feed_from"),
    [("sqlite", 0, 1000), ("postgresql", 1, 1000), ("postgresql", 0, 20), ("sqlite", 1, 20)],
    indirect=["database_url"],
)
async def test_paused_and_killed_at_any_moment_each_product_is_published_once(
    database_url: str, tmp_path: Path, seed: int, feed_from: int
) -> None:
    chance = random.Random(seed)
    made = started_world(database_url, tmp_path, wish=PRODUCTS, STORELANE_FEED_FROM=str(feed_from))
    async with made as (world, line, shop_id, seller_id):
        run_id = await press(world, shop_id, seller_id)
        for step in range(10):
            await work_until_killed(world, killing(chance.randrange(1, 120)), 20)
            await pausing.pause(world.house.db, shop_id, run_id, step % 2 == 0, world.now)
            if step % 2 == 0:
                deeds = Deeds(line)
                carried = await world.house.db.fetch_val(
                    "select count(*) from listing where sending_at is not null"
                )
                await work_until_killed(world, killing(chance.randrange(1, 120)), 20)
                assert len(deeds.sent) <= carried  # only what was under way already is looked after
            for kind in ("publishing", "matching", "offers"):
                await world.house.web.wake(kind, seller_id)
        await pausing.pause(world.house.db, shop_id, run_id, False, world.now)
        line.before = lambda request: None
        await work_until_killed(world, None, 1500)
        assert len(await listings_of(world, shop_id)) > 20
        await check(world, shop_id)
