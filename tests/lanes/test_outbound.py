"""The shop's own orders from Amazon's warehouse: handed over once, followed, told to the shop, cancelled."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.domain.outbound import Missing, State
from backend.storage import outbound_wishes
from tests.lanes.counter import BOWL, CLOTH
from tests.lanes.ground import started_world
from tests.lanes.listening import QUEUE
from tests.lanes.outbound_ground import ask, bring, kept, lies, own_order, push, shops, stock, there
from tests.world import STORE, World


def change(world: World, code: str, **wish: Any) -> None:
    """As the merchant does in the admin."""
    world.other.shop.orders.update(STORE, code, wish)


async def test_an_order_is_handed_over_followed_and_its_tracking_comes_into_the_shop(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        bring(world)
        bring(world, CLOTH)
        before = stock(world)
        shop_code = own_order(world, f"{BOWL} {CLOTH}")
        assert stock(world) == before - 2
        code = await ask(world, shop_id, seller_id, shop_code, blank_box=True)
        await world.settle(2)
        (order,) = there(world)
        assert (order["code"], order["address"]["city"], order["comment"]) == (code, "Lyon", "Thank you!")
        assert order["features"] == [{"featureName": "BLANK_BOX", "featureFulfillmentPolicy": "Required"}]
        assert (lies(world), stock(world)) == ((8, 2), before)  # other pieces: the shop has its own back
        assert shops(world, shop_code)["fulfillmentStatus"] == "PROCESSING"
        sealed = await world.house.db.fetch_val("select sealed from outbound_order")
        assert sealed == ""  # Amazon has the address: it is kept no longer
        await world.settle(900, 30)
        known = await kept(world, shop_id, shop_code)
        assert (known.state, len(known.parcels), known.waits) == (State.COMPLETE, 2, False)
        told = shops(world, shop_code)
        assert told["fulfillmentStatus"] == "SHIPPED"
        assert told["trackingNumber"] == ", ".join(parcel.tracking for parcel in known.parcels)
        assert told["disableAllCustomerNotifications"] is False  # its buyer hears what the shop tells
        assert (lies(world), stock(world)) == ((8, 0), before)
        assert known.parcels[0].where == "IN_TRANSIT" and known.parcels[0].url.startswith("https://")
        world.clock.advance(6 * 86400)
        await world.settle(60, 30)
        known = await kept(world, shop_id, shop_code)
        assert (known.stage, known.parcels[0].where, len(there(world))) == ("done", "DELIVERED", 1)


async def test_the_order_never_comes_in_as_one_of_amazons(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        bring(world)
        await ask(world, shop_id, seller_id, own_order(world))
        await world.settle(1500, 60)
        (elsewhere,) = [each for each in world.other.orders.all() if each["channel"] == "NON_AMAZON"]
        assert elsewhere["status"] == "SHIPPED"
        row = await world.house.db.fetch_one("select ours, stage, shop_code, cause from orders")
        assert row is not None  # known, but never brought into the shop
        assert (row["ours"], row["stage"], row["shop_code"], row["cause"]) == (
            0,
            "rest",
            "",
            "sold_elsewhere",
        )
        assert world.other.shop_ground.store.count(f"order_{STORE}") == 1


async def test_it_is_cancelled_until_it_is_picked_and_the_shop_is_as_before(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        bring(world)
        before, shop_code = stock(world), own_order(world)
        code = await ask(world, shop_id, seller_id, shop_code)
        await world.settle(2)
        assert stock(world) == before
        assert await outbound_wishes.cancel(world.house.db, shop_id, shop_code, world.now) == seller_id
        await world.house.web.wake("outbound", seller_id)
        await world.settle(2)
        known = await kept(world, shop_id, shop_code)
        assert (known.state, known.stage) == (State.CANCELLED, "done")
        assert (lies(world), stock(world)) == ((10, 0), before - 2)  # the shop sends its own pieces after all
        assert shops(world, shop_code)["fulfillmentStatus"] == "AWAITING_PROCESSING"
        # A second try is another order; picked, it is too late.
        second = await ask(world, shop_id, seller_id, shop_code)
        assert second != code
        await world.settle(2)
        push(world, second, 3)
        await outbound_wishes.cancel(world.house.db, shop_id, shop_code, world.now)
        await world.house.web.wake("outbound", seller_id)
        await world.settle(2)
        known = await kept(world, shop_id, shop_code)
        assert (known.state, known.cause, known.cancel_at) == (State.PROCESSING, "too_late", None)
        assert await outbound_wishes.settle(world.house.db, shop_id, shop_code, world.now)
        await world.settle(900, 60)
        assert not (await kept(world, shop_id, shop_code)).waits
        assert (shops(world, shop_code)["fulfillmentStatus"], stock(world)) == ("SHIPPED", before)


async def test_an_order_that_nobody_has_yet_is_taken_back_without_a_word(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        bring(world)
        shop_code = own_order(world)
        await ask(world, shop_id, seller_id, shop_code)
        await outbound_wishes.cancel(world.house.db, shop_id, shop_code, world.now)
        await world.settle(60, 10)
        assert (there(world), (await kept(world, shop_id, shop_code)).stage) == ([], "done")
        assert shops(world, shop_code)["fulfillmentStatus"] == "AWAITING_PROCESSING"


async def test_a_hold_lasts_until_it_is_let_go(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        bring(world)
        shop_code = own_order(world)
        await ask(world, shop_id, seller_id, shop_code, hold=True)
        await world.settle(1200, 60)
        known = await kept(world, shop_id, shop_code)
        assert (known.state, known.held) == (State.RECEIVED, True)
        assert await outbound_wishes.let_go(world.house.db, shop_id, shop_code, world.now)
        await world.house.web.wake("outbound", seller_id)
        await world.settle(1200, 60)
        known = await kept(world, shop_id, shop_code)
        assert (known.state, known.held) == (State.COMPLETE, False)


@pytest.mark.parametrize(
    ("database_url", "fault", "state", "back", "sending"),
    [
        ("sqlite", "outbound_partial", State.PARTIAL, 1, "PROCESSING"),
        ("postgresql", "outbound_unfulfillable", State.UNFULFILLABLE, 0, "AWAITING_PROCESSING"),
        ("sqlite", "outbound_invalid", State.INVALID, 0, "AWAITING_PROCESSING"),
    ],
    indirect=["database_url"],
)
async def test_what_does_not_leave_is_told_and_the_shop_has_only_what_did(
    database_url: str, tmp_path: Path, fault: str, state: State, back: int, sending: str
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        bring(world)
        world.other.amazon_ground.faults.arm(fault, site="amazon", times=1)
        before, shop_code = stock(world), own_order(world)
        await ask(world, shop_id, seller_id, shop_code, missing=Missing.REST_LEAVES)
        await world.settle(1200, 60)
        known = await kept(world, shop_id, shop_code)
        assert (known.state, known.cause) == (state, state.value)
        assert stock(world) == before - 2 + back
        told = shops(world, shop_code)
        assert told["fulfillmentStatus"] == sending
        assert bool(told.get("trackingNumber")) == bool(back)


async def test_what_the_merchant_entered_stays_and_a_cancelled_order_gives_no_pieces_twice(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        bring(world, pieces=30)
        before, mine, gone = stock(world), own_order(world), own_order(world)
        for each in (mine, gone):
            await ask(world, shop_id, seller_id, each)
        await world.settle(2)
        assert stock(world) == before
        change(world, mine, trackingNumber="MINE-1", fulfillmentStatus="DELIVERED")
        change(world, gone, paymentStatus="CANCELLED")  # the shop takes its two pieces back by itself
        assert stock(world) == before + 2
        await world.settle(1200, 60)
        told = shops(world, mine)
        assert (told["trackingNumber"], told["fulfillmentStatus"]) == ("MINE-1", "DELIVERED")
        assert (await kept(world, shop_id, gone)).cause == "cancelled_in_shop"
        assert stock(world) == before
        assert not shops(world, gone).get("trackingNumber")


async def test_a_refusal_is_said_without_the_address_and_cured_by_another_one(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        shop_code = own_order(world)
        await ask(world, shop_id, seller_id, shop_code)
        await world.settle(2)
        known = await kept(world, shop_id, shop_code)
        assert (known.stage, known.cause) == ("aside", "refused")  # nothing of it was ever sent there
        assert BOWL in known.details["text"]
        assert await world.house.db.fetch_val("select sealed from outbound_order") != ""
        bring(world)
        assert await outbound_wishes.try_again(world.house.db, shop_id, shop_code, world.now) == seller_id
        await world.house.web.wake("outbound", seller_id)
        await world.settle(2)
        assert ((await kept(world, shop_id, shop_code)).stage, len(there(world))) == ("follow", 1)
        written = await world.house.db.fetch_all("select details from journal")
        assert not any("Bellecour" in row["details"] or "Camille" in row["details"] for row in written)


async def test_an_answer_lost_after_the_deed_makes_no_second_order(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        bring(world)
        faults = world.other.amazon_ground.faults
        faults.arm("answer_lost", site="amazon", operation="POST */fulfillmentOrders", times=1)
        lost, never = own_order(world), own_order(world)
        await ask(world, shop_id, seller_id, lost)
        await world.settle(300, 10)
        assert (len(there(world)), (await kept(world, shop_id, lost)).stage) == (1, "follow")
        calls = 0

        def cut(request: httpx.Request) -> None:
            nonlocal calls
            if request.method == "POST" and request.url.path.endswith("/fulfillmentOrders"):
                calls += 1
                if calls == 1:
                    raise httpx.ReadError("the line was cut", request=request)

        line.before = cut
        await ask(world, shop_id, seller_id, never)
        await world.settle(300, 10)
        assert (calls, len(there(world))) == (2, 2)


async def test_a_notice_makes_it_quicker(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path, **QUEUE) as (world, _, shop_id, seller_id):
        bring(world)
        shop_code = own_order(world)
        code = await ask(world, shop_id, seller_id, shop_code)
        await world.settle(4)
        push(world, code, 4)
        assert (await kept(world, shop_id, shop_code)).state is State.NEW
        assert await world.house.notices.once()
        await world.settle(2)
        assert (await kept(world, shop_id, shop_code)).state is State.COMPLETE
