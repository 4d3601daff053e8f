"""Publishing while Amazon misbehaves: nothing is sent twice, nothing is lost, and the page can say why."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from backend.domain.issues import Cause
from backend.domain.listing import Stage, Status
from backend.domain.marketplace import SellerStatus
from backend.storage import journal, lanes, sellers
from tests.lanes.counter import name_lost_template
from tests.lanes.ground import (
    LIVE,
    is_deed,
    judged_world,
    listing,
    press,
    publish,
    start,
    started_world,
    statuses,
)
from tests.world import World

ALL_LIVE = dict.fromkeys(LIVE, "active")
ONCE = dict.fromkeys(LIVE, 1)


async def note_of(world: World, seller_id: int, kind: str) -> str:
    (state,) = await lanes.states(world.house.db, world.now, [(kind, seller_id)])
    return state.note


async def seller_status(world: World, seller_id: int) -> tuple[SellerStatus, str]:
    seller = await sellers.find(world.house.db, world.house.web.vault, seller_id)
    assert seller is not None
    return seller.status, seller.status_reason


def losing_each_first(
    error: type[httpx.TransportError],
) -> tuple[Callable[[httpx.Request], None], set[str]]:
    """What loses the first deed for each SKU, on its way there or back, and the paths it has lost."""
    lost: set[str] = set()

    def lose(request: httpx.Request) -> None:
        if is_deed(request) and request.url.path not in lost:
            lost.add(request.url.path)
            raise error("the line was cut", request=request)

    return lose, lost


async def test_it_publishes_without_the_preview_when_that_is_down(database_url: str, tmp_path: Path) -> None:
    async with judged_world(database_url, tmp_path) as (world, _):
        world.other.amazon_ground.faults.arm("preview_down", site="amazon")
        shop_id, seller_id = await start(world)
        await publish(world, shop_id, seller_id, LIVE)
        assert await statuses(world, shop_id) == ALL_LIVE
        assert await world.published() == ONCE


async def test_it_looks_up_an_offer_whose_answer_was_lost_instead_of_sending_it_again(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        line.after, lost = losing_each_first(httpx.ReadError)
        await publish(world, shop_id, seller_id, LIVE, 600)
        assert len(lost) == len(LIVE)
        assert await statuses(world, shop_id) == ALL_LIVE
        assert await world.published() == ONCE


async def test_it_sends_again_what_never_arrived(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        line.before, _ = losing_each_first(httpx.ReadTimeout)
        await publish(world, shop_id, seller_id, LIVE, 600)
        assert await statuses(world, shop_id) == ALL_LIVE
        assert await world.published() == ONCE


async def test_it_waits_out_an_outage_in_the_middle(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        deeds: list[str] = []

        def fail_after_two(request: httpx.Request) -> None:
            if is_deed(request):
                deeds.append(request.url.path)
            if len(deeds) >= 2:
                world.other.amazon_ground.faults.arm(
                    "outage", site="amazon", operation="* /eu/*", body="html"
                )
                line.after = lambda request: None

        line.after = fail_after_two
        await press(world, shop_id, seller_id, LIVE)
        await world.settle(300, step=10)
        assert (await world.published()).keys() < ONCE.keys()
        assert await note_of(world, seller_id, "offers") == "unavailable"
        world.other.amazon_ground.faults.disarm("outage")
        await world.settle(1200, step=10)
        assert await statuses(world, shop_id) == ALL_LIVE
        assert await world.published() == ONCE


async def test_it_says_that_limits_make_it_wait(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        world.other.amazon_ground.faults.arm("throttle", site="amazon", operation="PUT /eu/listings/*")
        await publish(world, shop_id, seller_id, LIVE, 30)
        assert await note_of(world, seller_id, "offers") == "limits"
        assert await world.published() == {}
        assert set((await statuses(world, shop_id)).values()) == {"on_its_way"}
        world.other.amazon_ground.faults.disarm("throttle")
        await world.settle(60)
        assert await statuses(world, shop_id) == ALL_LIVE
        assert await world.published() == ONCE


async def test_it_keeps_to_amazons_usage_plans(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path, rate_factor=1.0) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, seconds=240)
        calls = world.other.amazon_ground.calls.newest(10_000, "amazon")
        assert [call.path for call in calls if call.status == 429] == []
        assert set((await world.published()).values()) == {1}


async def test_a_consent_taken_back_stops_everything_until_the_merchant_connects_again(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):

        def revoke_after_the_first(request: httpx.Request) -> None:
            if is_deed(request):
                world.other.amazon_ground.faults.arm("revoked_consent", site="amazon")
                world.clock.advance(3700)  # the access token dies
                line.after = lambda request: None

        line.after = revoke_after_the_first
        await publish(world, shop_id, seller_id, LIVE)
        assert await seller_status(world, seller_id) == (SellerStatus.RECONNECT, "consent_taken_back")
        assert len(await world.published()) == 1
        assert [
            e.act for e in await journal.of_shop(world.house.db, shop_id, None) if e.actor == "amazon"
        ] == ["consent_ended"]
        world.other.amazon_ground.faults.disarm("revoked_consent")
        assert await world.connect(shop_id) == seller_id
        await world.settle(120)
        assert await statuses(world, shop_id) == ALL_LIVE
        assert await world.published() == ONCE


@pytest.mark.parametrize(
    ("fault", "operation"), [("role_missing", "PUT *"), ("wrong_secret", "*")], ids=["role", "client secret"]
)
async def test_what_only_the_operator_can_cure_disconnects_nobody(
    database_url: str, tmp_path: Path, fault: str, operation: str
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        world.other.amazon_ground.faults.arm(fault, site="amazon", operation=operation)
        world.clock.advance(3700)
        await publish(world, shop_id, seller_id, LIVE)
        assert await seller_status(world, seller_id) == (SellerStatus.CONNECTED, "")
        notes = {await note_of(world, seller_id, kind) for kind in ("matching", "offers")}
        assert notes & {"refused_role", "refused_client"}
        assert await world.published() == {}
        world.other.amazon_ground.faults.disarm(fault)
        await world.settle(3700, step=60)
        assert await statuses(world, shop_id) == ALL_LIVE
        assert await world.published() == ONCE


async def test_one_product_that_amazon_chokes_on_stops_no_other(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        faults = world.other.amazon_ground.faults
        faults.arm("outage", site="amazon", operation=f"PUT /eu/listings/*/{LIVE[0]}")
        await publish(world, shop_id, seller_id, LIVE, 120)
        assert await statuses(world, shop_id) == {**ALL_LIVE, LIVE[0]: "on_its_way"}
        faults.disarm("outage")
        await world.settle(1800, step=20)
        assert await statuses(world, shop_id) == ALL_LIVE
        assert await world.published() == ONCE


async def test_one_catalogue_search_that_amazon_chokes_on_stops_no_other(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        asin = (await _asins(world, shop_id, seller_id))[LIVE[1]]

        def choke(request: httpx.Request) -> None:
            if request.url.params.get("asin") == asin:
                raise httpx.ReadError("the line was cut", request=request)

        line.before = choke
        await publish(world, shop_id, seller_id, LIVE, 200)
        assert (await listing(world, shop_id, LIVE[1])).stage is Stage.MATCH
        assert await statuses(world, shop_id) == {**ALL_LIVE, LIVE[1]: "on_its_way"}


async def _asins(world: World, shop_id: int, seller_id: int) -> dict[str, str]:
    """Which ASIN carries the barcode of which SKU."""
    rows = await world.house.db.fetch_all("select sku, identifier from variation where identifier <> ''")
    seller = await sellers.find(world.house.db, world.house.web.vault, seller_id)
    assert seller is not None
    amazon = world.house.web.marketplaces["amazon"]
    place = "A13V1IB3VIYZZH"
    found = {}
    for row in rows:
        if row["sku"] in LIVE:
            items = await amazon.find_by_identifiers(seller.access, place, "EAN", [row["identifier"]])
            found[row["sku"]] = items[0].asin
    return found


async def test_an_issue_that_comes_late_is_told(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        world.other.amazon_ground.faults.arm("late_issue", site="amazon", operation=f"PUT {LIVE[0]}", times=1)
        await publish(world, shop_id, seller_id, LIVE[:2], 20)
        await world.settle(90_000, step=1800)
        kept = await listing(world, shop_id, LIVE[0])
        assert kept.status is not Status.ACTIVE
        assert kept.problem is not None
        assert kept.problem.cause in (Cause.REFUSED, Cause.SUPPRESSED)
        assert (await listing(world, shop_id, LIVE[1])).status is Status.ACTIVE


async def test_what_amazon_finds_invalid_in_the_preview_is_never_sent(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await world.settle(30)
        await name_lost_template(world, shop_id, seller_id)
        await publish(world, shop_id, seller_id, LIVE[:1])
        kept = await listing(world, shop_id, LIVE[0])
        assert (kept.status, kept.stage, kept.sent) == (Status.INCOMPLETE, Stage.REST, None)
        assert kept.problem is not None
        assert kept.problem.cause is Cause.REFUSED
        assert await world.published() == {}


async def test_a_listing_that_amazon_is_silent_about_is_said_to_be_stuck(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        for _ in range(8):
            world.other.amazon_ground.faults.arm(
                "slow_listing", site="amazon", operation=f"PUT {LIVE[0]}", times=1
            )
        await publish(world, shop_id, seller_id, LIVE[:1], 60)
        assert (await listing(world, shop_id, LIVE[0])).status is Status.ON_ITS_WAY
        await world.settle(7200, step=240)
        assert (await listing(world, shop_id, LIVE[0])).status is Status.ACTIVE
