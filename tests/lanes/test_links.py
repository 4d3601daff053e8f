"""ASINs chosen by hand: published, changed, taken off; never two at once, never overridden, killed at any moment."""

from pathlib import Path

import httpx
import pytest

from backend.domain.issues import Cause
from backend.domain.listing import Stage, Status
from backend.storage import by_hand, linking, sellers
from tests.lanes.ground import (
    LIVE,
    Line,
    is_deed,
    listing,
    listings_of,
    press,
    publish,
    started_world,
)
from tests.lanes.test_kills import killing, work_until_killed
from tests.world import World

MILL, FIRST, SECOND = "MV-MOULIN-P", "B0DEMOML01", "B0DEMOML02"
MATCH = {"score": 90, "reasons": ["identifier"], "title": "Moulin"}


async def choose(world: World, shop_id: int, seller_id: int, sku: str, asin: str) -> str:
    kept = await listing(world, shop_id, sku)
    said = await linking.link(world.house.db, kept, asin, MATCH, world.now)
    for kind in ("matching", "offers"):
        await world.house.web.wake(kind, seller_id)
    return said


async def take_off(world: World, shop_id: int, seller_id: int, sku: str, why: str = "wrong_product") -> bool:
    done = await linking.unlink(world.house.db, await listing(world, shop_id, sku), why, world.now)
    for kind in ("offers", "matching"):
        await world.house.web.wake(kind, seller_id)
    return done


async def asin_there(world: World, sku: str) -> str:
    """The ASIN under which buyers find a SKU, "" for none."""
    answer = await world.outside.get(f"{world.settings.amazon_sandbox_url}/sandbox/listings")
    return next(
        (
            row["asin"]
            for row in answer.json()
            if row["sku"] == sku and row["seller_id"] == "A2ATELIERNORD0" and row["status"]
        ),
        "",
    )


async def test_a_choice_by_hand_goes_live_and_no_lane_changes_it(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [MILL])
        before = await listing(world, shop_id, MILL)
        assert before.problem is not None and before.problem.cause is Cause.SEVERAL_MATCHES
        assert await choose(world, shop_id, seller_id, MILL, SECOND) == "linked"
        await world.settle(60)
        kept = await listing(world, shop_id, MILL)
        assert (kept.status, kept.asin, kept.by_hand) == (Status.ACTIVE, SECOND, True)
        assert await asin_there(world, MILL) == SECOND
        # Taken off and published once more, the choice still stands.
        await by_hand.ask_withdrawal(world.house.db, shop_id, kept.id, world.now)
        await world.house.web.wake("offers", seller_id)
        await world.settle(60)
        await by_hand.ask_again(world.house.db, shop_id, kept.id, world.now)
        await world.house.web.wake("matching", seller_id)
        await world.settle(120)
        assert await asin_there(world, MILL) == SECOND
        assert (await listing(world, shop_id, MILL)).status is Status.ACTIVE


async def test_of_a_wrong_asin_the_old_goes_first_and_the_new_goes_live(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [MILL])
        await choose(world, shop_id, seller_id, MILL, FIRST)
        await world.settle(60)
        acts: list[str] = []

        def note(request: httpx.Request) -> None:
            if is_deed(request) or request.method == "DELETE":
                acts.append(request.method)

        line.before = note
        assert await choose(world, shop_id, seller_id, MILL, SECOND) == "linked"
        await world.settle(200)
        assert acts == ["DELETE", "PUT"]
        kept = await listing(world, shop_id, MILL)
        assert (kept.status, kept.asin) == (Status.ACTIVE, SECOND)
        assert await asin_there(world, MILL) == SECOND
        assert await linking.refused(world.house.db, kept.variation_id, kept.marketplace_id) == {FIRST}
        assert await world.published() == {MILL: 2}


@pytest.mark.parametrize("moment", ["match", "search", "preview", "deed", "look"])
async def test_a_choice_in_the_middle_of_a_publication_is_not_forgotten(
    database_url: str, tmp_path: Path, moment: str
) -> None:
    sku, other = LIVE[0], "B0OTHR0004"  # another bowl
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await press(world, shop_id, seller_id, [sku])
        chosen: list[str] = []

        async def ask(request: httpx.Request) -> None:
            at = {
                "search": "/catalog/" in request.url.path and request.method == "GET",
                "match": request.url.path.endswith("/restrictions"),
                "preview": request.method == "PUT" and "mode" in request.url.params,
                "deed": is_deed(request),
                "look": request.method == "GET" and "/listings/2021-08-01/items" in request.url.path
                and await world.published() != {},
            }  # fmt: skip
            if at[moment] and not chosen:
                chosen.append(await choose(world, shop_id, seller_id, sku, other))

        line.during = ask
        await world.settle(400)
        assert chosen == ["linked"]
        (kept,) = await listings_of(world, shop_id)
        assert kept.sent is not None
        assert (kept.asin, kept.sent.asin, kept.by_hand) == (other, other, True)
        assert await asin_there(world, sku) == other


async def test_what_is_taken_off_is_not_chosen_again(database_url: str, tmp_path: Path) -> None:
    sku = LIVE[0]
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [sku])
        asin = (await listing(world, shop_id, sku)).asin
        assert await take_off(world, shop_id, seller_id, sku)
        assert not await take_off(world, shop_id, seller_id, sku)
        await world.settle(200)
        for _ in range(2):
            kept = await listing(world, shop_id, sku)
            assert kept.problem is not None
            assert (kept.status, kept.stage, kept.problem.cause) == (
                Status.INCOMPLETE, Stage.REST, Cause.UNLINKED,
            )  # fmt: skip
            assert (kept.asin, kept.claimed, kept.sent) == ("", False, None)
            assert await asin_there(world, sku) == ""
            await by_hand.ask_again(world.house.db, shop_id, kept.id, world.now)
            await world.house.web.wake("matching", seller_id)
            await world.settle(30)
        # Who chooses it by hand has changed their mind.
        assert await choose(world, shop_id, seller_id, sku, asin) == "linked"
        await world.settle(120)
        assert (await listing(world, shop_id, sku)).status is Status.ACTIVE
        assert not await linking.refused(world.house.db, kept.variation_id, kept.marketplace_id)


async def test_two_products_never_share_an_asin_at_a_place(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [MILL, "MV-SECATEUR"])
        assert await choose(world, shop_id, seller_id, MILL, FIRST) == "linked"
        assert await choose(world, shop_id, seller_id, "MV-SECATEUR", FIRST) == "taken"
        await world.settle(60)
        assert await choose(world, shop_id, seller_id, "MV-SECATEUR", FIRST) == "taken"
        assert await world.published() == {MILL: 1}


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("act", ["link", "relink", "unlink"])
async def test_killed_at_any_call_it_comes_to_the_same_end(
    database_url: str, tmp_path: Path, act: str, side: str
) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [MILL])
        if act != "link":
            await choose(world, shop_id, seller_id, MILL, FIRST)
            await world.settle(60)
        if act == "unlink":
            await take_off(world, shop_id, seller_id, MILL)
        else:
            await choose(world, shop_id, seller_id, MILL, SECOND)
        kills = await killed_often(world, line, side, seconds=90)
        await world.settle(300, 5)
        assert kills >= 3
        wanted = "" if act == "unlink" else SECOND
        kept = await listing(world, shop_id, MILL)
        assert (await asin_there(world, MILL), kept.asin) == (wanted, wanted)
        assert kept.status is (Status.INCOMPLETE if act == "unlink" else Status.ACTIVE)
        assert await world.published() == {"link": {MILL: 1}, "relink": {MILL: 2}, "unlink": {}}[act]


async def killed_often(world: World, line: Line, side: str, seconds: int) -> int:
    kills = 0
    for at in (1, 2, 3, 4):
        tick = killing(at)
        setattr(line, side, lambda request, tick=tick: tick())
        kills += await work_until_killed(world, None, seconds)
        line.before = line.after = lambda request: None
    return kills


async def test_while_storelane_only_watches_a_change_of_asin_sends_nothing(
    migrated_url: str, tmp_path: Path
) -> None:
    async with started_world(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [MILL])
        await choose(world, shop_id, seller_id, MILL, FIRST)
        await world.settle(60)
        await sellers.observe(world.house.db, shop_id, seller_id, True)
        await choose(world, shop_id, seller_id, MILL, SECOND)
        await world.settle(200, 5)
        assert await asin_there(world, MILL) == FIRST
        await sellers.observe(world.house.db, shop_id, seller_id, False)
        await world.house.web.wake("offers", seller_id)
        await world.settle(900, 10)
        assert await asin_there(world, MILL) == SECOND
