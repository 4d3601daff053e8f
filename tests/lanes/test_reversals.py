"""Cancelling and giving money back: from the shop, a page, the buyer; once each, and the stock returns once."""

import contextlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.domain.reversals import Act, NotPossible, Reason
from backend.lanes.lane import LEASE_SECONDS
from backend.sandbox.store import Document
from backend.storage import order_settings, order_troubles, reversal_acts, reversal_wishes, reversals
from backend.storage.order_troubles import Trouble
from backend.storage.reversal_acts import RefundWish
from backend.storage.reversal_wishes import mark_of
from backend.storage.reversals import Reversal
from tests.lanes.counter import BOWL, CLOTH, sell, shop_orders, there, wake
from tests.lanes.ground import publish, started_world
from tests.lanes.town import Killed
from tests.world import STORE, World, open_app


async def ready(world: World, shop_id: int, seller_id: int) -> None:
    """A shop with listings, whose way with stock is known."""
    open_app(world)
    await publish(world, shop_id, seller_id, [BOWL, CLOTH])
    await world.settle(400, 5)


async def order_of(world: World, code: str) -> tuple[int, str]:
    """Our id and the shop's number."""
    row = await world.house.db.fetch_one(
        "select id, shop_code from orders where order_code = :c", {"c": code}
    )
    assert row is not None
    return row["id"], row["shop_code"]


async def bought(world: World, pieces: int = 1, **how: Any) -> tuple[str, int, str]:
    """A sale that is in the shop: Amazon's number, our id, the shop's number."""
    code = sell(world, pieces, **how)
    await world.settle(400, 5)
    return code, *await order_of(world, code)


def there_now(world: World, code: str) -> Document:
    order = world.other.orders.get(code)
    assert order is not None
    return order


def given(world: World, code: str) -> list[tuple[str, str, str]]:
    """What Amazon gave back of an order: component, amount, reason."""
    return [
        (part["component"], part["amount"], part["reason"])
        for refund in there_now(world, code).get("refunds", [])
        for part in refund["parts"]
    ]


def stock(world: World, sku: str = BOWL) -> int:
    product = world.other.shop.products.by_sku(STORE, sku)
    assert product is not None
    return int(product["quantity"])


async def all_of(world: World, order_id: int) -> list[Reversal]:
    return await reversals.of_order(world.house.db, order_id)


async def trouble(world: World, order_id: int) -> Trouble | None:
    found = await order_troubles.of_orders(world.house.db, [order_id])
    return next((each for each in found.get(order_id, []) if each.part == "cancelling"), None)


def change(world: World, shop_code: str, **wish: Any) -> None:
    world.other.shop.orders.update(STORE, shop_code, wish)


async def heard(world: World, seconds: int) -> None:
    """The shop's webhooks arrive, then time passes."""
    await world.other.shop.webhooks.deliver_due()
    await world.settle(seconds, 5)


@pytest.mark.parametrize("lowers", ["on", "off"])
async def test_cancelled_in_the_shop_is_cancelled_on_amazon_and_the_stock_returns_once(
    database_url: str, tmp_path: Path, lowers: str
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        world.other.shop.platform.switches.set("order_lowers_stock", lowers)
        await ready(world, shop_id, seller_id)
        before = stock(world)
        code, order_id, shop_code = await bought(world, 2)
        assert stock(world) == before - 2
        change(world, shop_code, paymentStatus="CANCELLED", fulfillmentStatus="WILL_NOT_DELIVER")
        await world.settle(120, 5)
        assert there_now(world, code)["cancelled_by"] == ["MERCHANT", "NoInventory"]
        await world.settle(300, 5)
        assert (stock(world), there(world)) == (before, before)
        assert [one.state for one in await all_of(world, order_id)] == ["done"]
        assert await trouble(world, order_id) is None
        # First Amazon, then the shop: nothing is asked of Amazon, and nothing returns twice.
        code, order_id, shop_code = await bought(world, 1)
        world.other.orders.cancel(code)
        await world.settle(400, 5)
        change(world, shop_code, paymentStatus="CANCELLED")
        await world.settle(200, 5)
        assert stock(world) == before and await all_of(world, order_id) == []
        assert {each["paymentStatus"] for each in shop_orders(world)} == {"CANCELLED"}


async def test_money_given_back_in_the_shop_is_given_back_on_amazon_exactly_once(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await ready(world, shop_id, seller_id)
        before = stock(world)
        code, order_id, shop_code = await bought(world, 2)
        refund = world.other.shop.orders.refund
        refund(STORE, shop_code, 4.5, "Arrived broken")
        await world.settle(120, 5)
        assert given(world, code) == []  # nothing is sent yet: it waits, and waits for nobody
        assert [one.state for one in await all_of(world, order_id)] == ["waits"]
        assert await trouble(world, order_id) is None
        world.other.orders.ship(code)
        await world.settle(500, 5)
        assert given(world, code) == [("Principal", "4.50", "GeneralAdjustment")]
        refund(STORE, shop_code, 4.5, "Arrived broken")  # the same once more is another one
        change(world, shop_code, privateAdminNotes="a change that means nothing")
        await world.settle(200, 5)
        rest = float(world.other.shop.orders.get(STORE, shop_code)["total"]) - 9
        refund(STORE, shop_code, round(rest, 2))
        await world.settle(300, 5)
        assert [amount for part, amount, _ in given(world, code) if part == "Principal"][:2] == [
            "4.50",
            "4.50",
        ]
        assert sum(Decimal(amount) for _, amount, _ in given(world, code)) == Decimal(str(round(rest, 2))) + 9
        assert stock(world) == before - 2  # money back is no goods back
        # All money back before anything was sent is an order cancelled.
        code, _, shop_code = await bought(world, 1)
        world.other.shop.orders.refund(
            STORE, shop_code, float(world.other.shop.orders.get(STORE, shop_code)["total"])
        )
        await world.settle(500, 5)
        assert there_now(world, code)["status"] == "CANCELLED" and stock(world) == before - 2


async def test_an_amount_for_several_lines_is_asked_about_or_spread(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await ready(world, shop_id, seller_id)
        code, order_id, shop_code = await bought(world, 1, kind="two_lines")
        world.other.orders.ship(code)
        await world.settle(300, 5)
        world.other.shop.orders.refund(STORE, shop_code, 6.0, "a chip")
        await heard(world, 120)
        (one,) = await all_of(world, order_id)
        told = await trouble(world, order_id)
        assert told is not None and (one.state, told.cause, told.details["amount"]) == ("asks", "asks", 600)
        assert given(world, code) == []
        db = world.house.db
        async with db.transaction():
            stands = await reversal_acts.standing(db, shop_id, order_id, without=one.id)
            assert stands is not None
            first, second = (line.item_code for line in stands.left)
            with pytest.raises(NotPossible):  # another sum than the shop's
                wish = RefundWish({first: 500}, Reason.WRONG_ITEM, {}, "", one.id)
                await reversal_acts.refund(db, shop_id, order_id, wish, world.now)
            wish = RefundWish({first: 200, second: 400}, Reason.WRONG_ITEM, {}, "", one.id)
            await reversal_acts.refund(db, shop_id, order_id, wish, world.now)
        await wake(world, seller_id, "reversals")
        await heard(world, 100)
        assert given(world, code) == [
            ("Principal", "2.00", "DifferentItem"),
            ("Principal", "4.00", "DifferentItem"),
        ]
        # The same words stand for the reason from then on, and nobody can read them in the table.
        assert await reversal_wishes.reason_for(db, shop_id, mark_of(" A  Chip ")) is Reason.WRONG_ITEM
        assert not await db.fetch_all("select 1 from reversal where said like '%chip%'")
        await order_settings.keep(world.house.db, shop_id, {"cancelling_spread": "on"})
        world.other.shop.orders.refund(STORE, shop_code, 3.01)
        await heard(world, 200)
        assert sum(Decimal(amount) for _, amount, _ in given(world, code)) == Decimal("9.01")
        assert len(given(world, code)) == 4  # of each line some
        await order_settings.keep(world.house.db, shop_id, {"cancelling_refund": "off"})
        world.other.shop.orders.refund(STORE, shop_code, 1.0)
        await heard(world, 200)
        assert len(await all_of(world, order_id)) == 2


async def test_what_amazon_does_not_allow_is_said_and_the_shops_order_put_back(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await ready(world, shop_id, seller_id)
        before = stock(world)
        code, order_id, shop_code = await bought(world, 1, pending=True)
        change(world, shop_code, paymentStatus="CANCELLED")
        await world.settle(100, 5)
        told = await trouble(world, order_id)
        assert told is not None and told.cause == "not_paid"
        assert stock(world) == before  # the shop gave the piece back by itself
        (one,) = await all_of(world, order_id)
        assert await reversal_acts.settle(world.house.db, shop_id, order_id, one.id, "stand", world.now)
        await world.house.web.wake("shop_orders", seller_id)
        await world.settle(100, 5)
        assert world.other.shop.orders.get(STORE, shop_code)["paymentStatus"] == "AWAITING_PAYMENT"
        assert stock(world) == before - 1 and await trouble(world, order_id) is None
        # Cancelled again, and released meanwhile: now it may be, and it is.
        change(world, shop_code, paymentStatus="CANCELLED")
        await world.settle(100, 5)
        world.other.orders.release(code)
        await world.settle(600, 5)
        assert there_now(world, code)["status"] == "CANCELLED" and stock(world) == before
        # Sent by hand meanwhile: Amazon says no in its own words.
        code, order_id, shop_code = await bought(world, 1)
        change(world, shop_code, paymentStatus="CANCELLED")
        world.other.orders.ship(code)
        await heard(world, 60)
        told = await trouble(world, order_id)
        assert told is not None and told.cause == "amazon" and "SHIPPED" in told.details["text"]
        await world.settle(400, 5)
        (one,) = await all_of(world, order_id)
        assert await reversal_acts.settle(world.house.db, shop_id, order_id, one.id, "again", world.now)
        await world.house.web.wake("reversals", seller_id)
        await world.settle(60, 5)
        told = await trouble(world, order_id)
        assert told is not None and told.cause == "sent"


async def asked(world: World, seller_id: int, order_id: int, act: Act, name: str = "page:0") -> None:
    """What a press on the order's page writes down."""
    db = world.house.db
    async with db.transaction():
        stands = await reversal_acts.standing(db, 1, order_id)
        assert stands is not None
        if act is Act.CANCEL:
            assert await reversal_acts.cancel(db, 1, order_id, Reason.EXCHANGE, name, world.now) is None
        else:
            wish = RefundWish({stands.left[0].item_code: 500}, Reason.RETURN, {}, name)
            await reversal_acts.refund(db, 1, order_id, wish, world.now)
    await world.house.web.wake("reversals", seller_id)


def is_start(request: httpx.Request) -> bool:
    return request.method == "POST" and request.url.path.endswith("/feeds/2021-06-30/feeds")


async def test_many_wait_for_one_feed_and_a_bad_one_stops_no_other(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await ready(world, shop_id, seller_id)
        orders = [await bought(world) for _ in range(3)]
        world.other.orders.ship(orders[1][0])
        starts: list[httpx.Request] = []
        line.before = lambda request: starts.append(request) if is_start(request) else None
        for _, order_id, _ in orders:
            await asked(world, seller_id, order_id, Act.CANCEL)
        await world.settle(60, 5)
        assert len(starts) == 1
        found = [(await all_of(world, order_id))[0] for _, order_id, _ in orders]
        assert [one.state for one in found] == ["done", "refused", "done"]
        assert found[1].details["code"] == "18028"
        await world.settle(200, 5)
        assert len(starts) == 1


@pytest.mark.parametrize("side", ["before", "after"])
async def test_an_answer_lost_at_any_call_makes_no_second_refund(
    database_url: str, tmp_path: Path, side: str
) -> None:
    """Each call to Amazon of a cancellation and of a refund is cut once, before it leaves and after it was answered."""
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await ready(world, shop_id, seller_id)
        cut_at, calls = 0, 0

        def tick(request: httpx.Request) -> None:
            nonlocal calls
            if "/feeds/" in request.url.path or "/documents/" in request.url.path:
                calls += 1
                if calls == cut_at:
                    raise Killed

        for cut_at in range(1, 7):
            code, order_id, _ = await bought(world)
            world.other.orders.ship(code)
            other, other_id, _ = await bought(world)
            calls = 0
            await asked(world, seller_id, order_id, Act.REFUND)
            setattr(line, side, tick)
            with contextlib.suppress(Killed):
                await world.settle(60, 5)
            setattr(line, side, lambda request: None)
            await asked(world, seller_id, other_id, Act.CANCEL)
            world.clock.advance(LEASE_SECONDS + 1)
            await world.settle(420, 5)
            assert given(world, code) == [("Principal", "5.00", "CustomerReturn")], cut_at
            assert there_now(world, other)["status"] == "CANCELLED", cut_at
            states = [one.state for id_ in (order_id, other_id) for one in await all_of(world, id_)]
            assert states == ["done", "done"], cut_at


@pytest.mark.parametrize("fault", ["fatal_feed", "stuck_feed", "slow_feed"])
async def test_a_feed_that_comes_to_nothing_is_looked_into_before_anything_is_sent_again(
    database_url: str, tmp_path: Path, fault: str
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await ready(world, shop_id, seller_id)
        code, order_id, _ = await bought(world)
        other, other_id, _ = await bought(world)
        world.other.orders.ship(code)
        await world.settle(200, 5)
        world.other.amazon_ground.faults.arm(fault, site="amazon", times=2)
        await asked(world, seller_id, order_id, Act.REFUND)
        await asked(world, seller_id, other_id, Act.CANCEL)
        await world.settle(120, 10)
        hours = 7 * 3600 if fault == "stuck_feed" else 1200
        world.clock.advance(hours)
        await world.settle(600, 20)
        assert there_now(world, other)["status"] == "CANCELLED"
        assert [one.state for one in await all_of(world, other_id)] == ["done"]
        (one,) = await all_of(world, order_id)
        made = given(world, code)
        if fault == "slow_feed":
            assert one.state == "done" and len(made) == 1
            return
        told = await trouble(world, order_id)
        assert one.state == "unsure" and told is not None and told.cause == "lost"
        assert len(made) == (fault == "stuck_feed")
        act = "done" if made else "again"
        assert await reversal_acts.settle(world.house.db, shop_id, order_id, one.id, act, world.now)
        await world.house.web.wake("reversals", seller_id)
        await world.settle(200, 10)
        assert len(given(world, code)) == 1 and await trouble(world, order_id) is None
