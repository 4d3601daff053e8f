"""Orders and stock through the client against the simulated platform, with every doubtful behaviour both ways."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from backend.domain.money import Money
from backend.domain.orders import Recipient
from backend.domain.shop_orders import Payment, Sending, ShopOrder
from backend.ecwid.orders import ShopOrders
from backend.sandbox.clock import SandboxClock
from backend.sandbox.shop import ShopConfig, create_shop
from backend.sandbox.site import create_ground
from backend.transport.client import open_client
from backend.transport.errors import NotFound, Rejected, Unavailable
from tests.domain.test_shop_orders import ORDER, in_shop
from tests.ecwid.samples import a_product
from tests.ecwid.test_client import ADDRESS, NOW, PLAN, Platform, no_post

CODE = ORDER.order_code


class Desk(Platform):
    """A platform with one product of nine pieces and one with a variation."""

    orders: ShopOrders
    lose = 0  # answers that are lost after the deed


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    ground = create_ground(clock=SandboxClock.standing(NOW))
    site = create_shop(ShopConfig(address=ADDRESS), ground, no_post)
    inner = httpx.ASGITransport(site.app, raise_app_exceptions=False)
    passed = [0.0]

    async def sleep(seconds: float) -> None:
        passed[0] += seconds
        ground.clock.advance(seconds)

    class Line(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            answer = await inner.handle_async_request(request)
            if request.method != "GET" and found.lose:
                found.lose -= 1
                raise httpx.ReadTimeout("lost", request=request)
            return answer

    async with open_client(
        {}, PLAN, clock=lambda: passed[0], sleep=sleep, chance=lambda: 0.5, network=Line()
    ) as http:
        found = Desk(http, site, ground)
        found.orders = ShopOrders(found.client, sleep=sleep)
        site.load_products(
            [
                a_product(id=7, sku="LAMP-1", quantity=9, unlimited=False, combinations=[]),
                a_product(id=9, sku="FREE-1", unlimited=True, combinations=[]),
            ]
        )
        yield found


def wish(**change: object) -> ShopOrder:
    made = in_shop(ORDER)
    lines = tuple(
        replace(line, link=replace(line.link, product_id=7, variation_id=0) if line.link else None)
        for line in made.lines
    )
    return replace(made, **{"lines": lines, **change})  # type: ignore[arg-type]


async def stock(desk: Desk) -> int | None:
    return await desk.orders.stock_of(desk.access, 7, 0)


@pytest.mark.parametrize("spelt", ["orderid", "orderId"])
async def test_an_order_is_made_and_found_again(desk: Desk, spelt: str) -> None:
    desk.site.platform.switches.set("order_reply", spelt)
    code = await desk.orders.create(desk.access, wish())
    found = await desk.orders.find(desk.access, CODE)
    assert found is not None and (found.shop_code, found.reference) == (code, CODE)
    assert (found.payment, found.fulfilment) == ("PAID", "AWAITING_PROCESSING")
    assert await desk.orders.read(desk.access, code) == found
    assert await desk.orders.find(desk.access, "406-0000000-0000000") is None


@pytest.mark.parametrize(
    ("switch", "value"),
    [("payment_reference", "off"), ("external_order_data", "dropped"), ("external_order_id", "dropped"),
     ("referer_ids", "collapsed")],
)  # fmt: skip
async def test_it_is_found_whatever_the_platform_drops(desk: Desk, switch: str, value: str) -> None:
    desk.site.platform.switches.set(switch, value)
    code = await desk.orders.create(desk.access, wish())
    found = await desk.orders.find(desk.access, CODE)
    assert found is not None and found.shop_code == code


async def test_an_answer_that_is_lost_leaves_one_order_to_be_found(desk: Desk) -> None:
    desk.lose = 1
    with pytest.raises(Unavailable) as lost:
        await desk.orders.create(desk.access, wish())
    assert lost.value.may_have_happened
    assert await desk.orders.find(desk.access, CODE) is not None
    assert len(await desk.orders.touched_between(desk.access, NOW - 5, NOW + 60)) == 1


@pytest.mark.parametrize(("lowers", "left"), [("on", 7), ("off", 9)])
async def test_who_lowers_the_stock_is_the_platforms_to_decide(desk: Desk, lowers: str, left: int) -> None:
    desk.site.platform.switches.set("order_lowers_stock", lowers)
    code = await desk.orders.create(desk.access, wish(payment=Payment.AWAITING))
    assert await stock(desk) == left
    await desk.orders.cancel(desk.access, code)
    assert await stock(desk) == 9
    assert (await desk.orders.read(desk.access, code)).payment == "CANCELLED"


async def test_released_and_sent(desk: Desk) -> None:
    code = await desk.orders.create(desk.access, wish(payment=Payment.AWAITING, total=Money(0, "EUR")))
    home = Recipient("Léa", lines=("1 rue", "Bât. B"), city="Lyon", postal_code="69001", country="FR")
    desk.lose = 1  # repeated by the transport: doing it twice is doing it once
    await desk.orders.update(desk.access, code, wish(recipient=home))
    kept = desk.site.orders.get(1003, code)
    assert (kept["paymentStatus"], kept["total"]) == ("PAID", 39.98)
    assert kept["shippingPerson"]["street"] == "1 rue\nBât. B"
    await desk.orders.mark_sent(desk.access, code)
    assert (await desk.orders.read(desk.access, code)).fulfilment == "SHIPPED"
    assert await stock(desk) == 7


async def test_the_same_movement_is_done_once(desk: Desk) -> None:
    desk.lose = 1
    assert await desk.orders.move_stock(desk.access, 7, 0, -2, "a")
    assert await desk.orders.move_stock(desk.access, 7, 0, -2, "a")
    assert await stock(desk) == 7
    assert await desk.orders.move_stock(desk.access, 7, 0, -2, "b")
    assert await stock(desk) == 5


async def test_unlimited_stock_does_not_move(desk: Desk) -> None:
    assert await desk.orders.stock_of(desk.access, 9, 0) is None
    assert not await desk.orders.move_stock(desk.access, 9, 0, -2, "a")
    desk.site.platform.switches.set("unlimited_delta", "refused")
    with pytest.raises(Rejected):
        await desk.orders.move_stock(desk.access, 9, 0, -2, "b")


async def test_what_is_gone_is_not_found(desk: Desk) -> None:
    access = desk.access
    for asked in (
        desk.orders.stock_of(access, 999, 0),
        desk.orders.move_stock(access, 999, 0, 1, "x"),
        desk.orders.cancel(access, "NOPE1"),
        desk.orders.read(access, "NOPE1"),
    ):
        with pytest.raises(NotFound):
            await asked


async def test_amazons_warehouse_sends_by_itself(desk: Desk) -> None:
    code = await desk.orders.create(desk.access, wish(external=True, sending=Sending.SENT))
    found = await desk.orders.read(desk.access, code)
    assert found.external and found.fulfilment == "SHIPPED"


async def test_the_admin_paints_amazons_logo(desk: Desk) -> None:
    code = await desk.orders.create(desk.access, wish(), "fr")
    kept = desk.site.orders.get(1003, code)
    assert desk.site.orders.logo(kept)
    assert kept["privateAdminNotes"].startswith("Commande Amazon")
    assert kept["orderExtraFields"][0]["value"] == CODE


async def test_many_orders_are_all_found(desk: Desk) -> None:
    for number in range(120):
        await desk.orders.create(desk.access, wish(order_code=f"406-0000000-{number:07}", lines=()))
    assert len(await desk.orders.touched_between(desk.access, NOW, NOW + 3600)) == 120
