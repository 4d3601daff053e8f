"""Many at once: one feed carries them, and every way in which a feed can go wrong."""

import gzip
import json
from collections import Counter
from pathlib import Path

import httpx
import pytest

from backend.domain.issues import Cause
from backend.domain.listing import Stage
from backend.domain.policy import ShippingPolicy
from backend.sandbox.sites import Wish
from backend.storage import by_hand
from tests.lanes.counter import name_lost_template, set_shipping
from tests.lanes.ground import Line, judged_world, listings_of, press, publish, start, started_world
from tests.world import World

MANY = Wish(products=60)
ONE_FEED = {"STORELANE_FEED_FROM": "20"}


async def feeds_of(world: World) -> list[tuple[str, int]]:
    rows = await world.house.db.fetch_all(
        "select state, (select count(*) from listing l where l.feed_id = f.id) as n from feed f order by id"
    )
    return [(row["state"], row["n"]) for row in rows]


def created(world: World) -> int:
    """How many feeds Amazon was asked to work on."""
    return len(list(world.other.amazon_ground.store.find("amazon_feed")))


async def all_settled_once(world: World, shop_id: int) -> None:
    kept = await listings_of(world, shop_id)
    assert {each.status for each in kept} <= {"active", "incomplete", "inactive"}, Counter(
        e.stage for e in kept
    )
    published = await world.published()
    assert set(published.values()) == {1}
    assert len(published) >= 20
    assert all(each.feed_id is None and each.sending_at is None for each in kept)


async def test_many_products_go_as_one_feed(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path, wish=MANY, **ONE_FEED) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, seconds=120)
        assert await feeds_of(world) == [("done", 0)]
        assert created(world) == 1
        await all_settled_once(world, shop_id)
        calls = world.other.amazon_ground.calls.newest(10_000, "amazon")
        assert not [call for call in calls if call.method == "PUT" and "/listings/" in call.path]


async def test_a_message_that_is_refused_stops_no_other(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path, wish=MANY, **ONE_FEED) as (world, _, shop_id, seller_id):
        await world.settle(30)
        await name_lost_template(world, shop_id, seller_id)
        await press(world, shop_id, seller_id)
        # Half of the listings have a shipping template that Amazon does not know.
        await world.house.worker.run_until_idle()
        await world.settle(90)
        kept = await listings_of(world, shop_id)
        refused = [each for each in kept if each.problem and each.problem.cause is Cause.REFUSED]
        assert len(refused) >= 20
        assert all(
            each.issues is not None and each.stage is Stage.REST and each.sent is None for each in refused
        )
        await set_shipping(world, shop_id, ShippingPolicy())
        for each in refused[:5]:
            assert await by_hand.ask_again(world.house.db, shop_id, each.id, world.now)
        await world.house.web.wake("matching", seller_id)
        await world.settle(60)
        again = {each.id: each.status.value for each in await listings_of(world, shop_id)}
        assert {again[each.id] for each in refused[:5]} <= {"active", "inactive"}
        assert set((await world.published()).values()) == {1}


@pytest.mark.parametrize(
    ("fate", "database_url"),
    [
        ("fatal_feed", "sqlite"),
        ("stuck_feed", "postgresql"),
        ("slow_feed", "sqlite"),
        ("slow_feed", "postgresql"),
    ],
    indirect=["database_url"],
)
async def test_a_feed_that_never_answers_well_loses_nothing(
    database_url: str, tmp_path: Path, fate: str
) -> None:
    async with started_world(database_url, tmp_path, wish=MANY, **ONE_FEED) as (world, _, shop_id, seller_id):
        world.other.amazon_ground.faults.arm(fate, site="amazon", times=1)
        await publish(world, shop_id, seller_id, seconds=100)
        if fate != "fatal_feed":
            assert (await feeds_of(world))[0][0] == "working"
        await world.settle(7 * 3600, step=600)
        assert [state for state, _ in await feeds_of(world)] == [{"slow_feed": "done"}.get(fate, "failed")]
        await all_settled_once(world, shop_id)


def lose(line: Line, method: str, end: str, *, deed_done: bool, times: int = 1) -> list[str]:
    """Cut the line at calls of this kind, before or after the deed; the list fills with what was lost."""
    lost: list[str] = []

    def cut(request: httpx.Request) -> None:
        if request.method == method and request.url.path.endswith(end) and len(lost) < times:
            lost.append(request.url.path)
            raise httpx.ReadError("the line was cut", request=request)

    if deed_done:
        line.after = cut
    else:
        line.before = cut
    return lost


@pytest.mark.parametrize("deed_done", [True, False], ids=["started", "not started"])
async def test_a_start_whose_answer_was_lost_is_found_again(
    database_url: str, tmp_path: Path, deed_done: bool
) -> None:
    async with started_world(database_url, tmp_path, wish=MANY, **ONE_FEED) as (
        world,
        line,
        shop_id,
        seller_id,
    ):
        lost = lose(line, "POST", "/feeds", deed_done=deed_done)
        await publish(world, shop_id, seller_id, seconds=400)
        assert len(lost) == 1
        assert created(world) == 1
        assert [state for state, _ in await feeds_of(world)] == ["done"]
        await all_settled_once(world, shop_id)


async def test_an_upload_whose_answer_was_lost_is_made_anew(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path, wish=MANY, **ONE_FEED) as (
        world,
        line,
        shop_id,
        seller_id,
    ):
        lost = lose(line, "POST", "/documents", deed_done=True)
        await publish(world, shop_id, seller_id, seconds=200)
        assert len(lost) == 1
        await all_settled_once(world, shop_id)


async def test_feeds_wait_for_their_allowance(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path, wish=MANY, **ONE_FEED) as (world, _, shop_id, seller_id):
        faults = world.other.amazon_ground.faults
        faults.arm("throttle", site="amazon", operation="POST /eu/feeds/*/feeds")
        await publish(world, shop_id, seller_id, seconds=60)
        assert [state for state, _ in await feeds_of(world)] == ["uploaded"]
        faults.disarm("throttle")
        await world.settle(400)
        assert created(world) == 1
        await all_settled_once(world, shop_id)


async def test_a_report_that_cannot_be_had_is_given_up_in_the_end(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path, wish=MANY, **ONE_FEED) as (world, _, shop_id, seller_id):
        world.other.amazon_ground.faults.arm("outage", site="amazon", operation="GET /eu/feeds/*/documents/*")
        await publish(world, shop_id, seller_id, seconds=100)
        assert (await feeds_of(world))[0][0] == "working"
        await world.settle(8 * 3600, step=900)
        assert [state for state, _ in await feeds_of(world)] == ["failed"]
        await all_settled_once(world, shop_id)


async def test_a_product_withdrawn_while_its_feed_is_under_way_leaves_amazon(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path, wish=MANY, **ONE_FEED) as (world, _, shop_id, seller_id):
        world.other.amazon_ground.faults.arm("slow_feed", site="amazon", times=1)
        await publish(world, shop_id, seller_id, seconds=20)
        (carried, *_) = [each for each in await listings_of(world, shop_id) if each.feed_id is not None]
        assert await by_hand.ask_withdrawal(world.house.db, shop_id, carried.id, world.now)
        await world.house.web.wake("offers", seller_id)
        await world.settle(900, step=10)
        kept = {each.id: each for each in await listings_of(world, shop_id)}[carried.id]
        assert (kept.status, kept.stage, kept.claimed) == ("ended", "rest", False)
        answer = await world.outside.get(f"{world.settings.amazon_sandbox_url}/sandbox/listings")
        assert kept.sku not in [row["sku"] for row in answer.json() if "BUYABLE" in row.get("status", [])]


async def test_the_same_sku_never_stands_twice_in_a_feed(database_url: str, tmp_path: Path) -> None:
    async with judged_world(database_url, tmp_path, wish=MANY, **ONE_FEED) as (world, line):
        documents: list[dict[str, object]] = []

        def read(request: httpx.Request) -> None:
            if request.method == "PUT" and "/documents/" in request.url.path:
                content = request.content
                documents.append(
                    json.loads(gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content)
                )

        line.before = read
        shop_id, seller_id = await start(world)
        # A race: the doubles were counted before one of them got this SKU.
        rows = await world.house.db.fetch_all(
            "select id, sku from variation where sku_count = 1 and obstacle = '' and stock > 0 order by id"
        )
        await world.house.db.execute(
            "update variation set sku = :sku where id = :id", {"sku": rows[0]["sku"], "id": rows[1]["id"]}
        )
        await publish(world, shop_id, seller_id, seconds=300)
        (document,) = documents
        skus = [message["sku"] for message in document["messages"]]  # type: ignore[index, attr-defined]
        assert len(skus) == len(set(skus))
        kept = [each for each in await listings_of(world, shop_id) if each.sku == rows[0]["sku"]]
        assert max(each.problem.cause if each.problem else "" for each in kept) == Cause.DOUBLED_SKU
        await all_settled_once(world, shop_id)
