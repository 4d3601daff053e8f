"""Cancelling and giving money back: from the shop, a page, the buyer; once each, and the stock returns once."""

from decimal import Decimal
from pathlib import Path

import pytest

from backend.domain.reversals import NotPossible, Reason
from backend.storage import order_settings, reversal_acts, reversal_wishes
from backend.storage.reversal_acts import RefundWish
from backend.storage.reversal_wishes import mark_of
from tests.lanes.counter import shop_orders, there, wake
from tests.lanes.ground import started_world
from tests.lanes.reversing import all_of, bought, change, given, heard, ready, stock, there_now, trouble
from tests.world import STORE


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
        assert await reversal_wishes.reason_for(db, shop_id, mark_of(" A  Chip ")) is Reason.WRONG_ITEM
        assert not await db.fetch_all("select 1 from reversal where said like '%chip%'")
        await order_settings.keep(world.house.db, shop_id, {"cancelling_spread": "on"})
        world.other.shop.orders.refund(STORE, shop_code, 3.01)
        await heard(world, 200)
        assert sum(Decimal(amount) for _, amount, _ in given(world, code)) == Decimal("9.01")
        assert len(given(world, code)) == 4  # of each line some


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
