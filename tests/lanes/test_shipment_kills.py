"""Killed at any step of sending: a new process goes on, and every package is on Amazon once."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tests.lanes.counter import BOWL, sell
from tests.lanes.ground import Line, product_of, publish, started_world
from tests.lanes.test_kills import Killed, killing, work_until_killed
from tests.lanes.test_order_changes import change
from tests.lanes.test_shipments import packages, shown
from tests.world import STORE, World

LOOKS = (2, 9, 20, 35)  # at the clock, until it is killed


def dying(is_it: Callable[[httpx.Request], bool]) -> Callable[[httpx.Request], None]:
    """Dies at the first request of a kind."""
    left = [True]

    def touch(request: httpx.Request) -> None:
        if left[0] and is_it(request):
            left[0] = False
            raise Killed

    return touch


def is_confirmation(request: httpx.Request) -> bool:
    return "shipmentConfirmation" in request.url.path


def is_reading(request: httpx.Request) -> bool:
    return request.method == "GET" and "/orders/2026-01-01/orders/" in request.url.path


def is_following(request: httpx.Request) -> bool:
    return request.method == "PUT" and "/orders/" in request.url.path


async def test_killed_at_any_step_each_package_is_told_once(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, amazon, shop_id, seller_id):
        place = urlsplit(world.settings.shop_sandbox_url).netloc
        shop = world.network.sites[place] = Line(world.network.sites[place])
        orders = await _ordered(world, shop_id, seller_id, 6 + len(LOOKS))
        ways = [
            (line, side, is_it)
            for line, is_it in ((amazon, is_confirmation), (amazon, is_reading), (shop, is_following))
            for side in ("before", "after")
        ]
        numbers: dict[str, str] = {}
        for at, (code, shop_code) in enumerate(orders):
            numbers[code] = f"6A{at:011}, 8R{at:011}" if at % 2 else f"6A{at:011}"
            change(world, shop_code, trackingNumber=numbers[code])
            if at < len(ways):
                line, side, is_it = ways[at]
                setattr(line, side, dying(is_it))
                assert await work_until_killed(world, None, 240), ways[at]
                line.before = line.after = lambda request: None
            else:
                assert await work_until_killed(world, killing(LOOKS[at - len(ways)]), 60)
        await work_until_killed(world, None, 400)
        for code, shop_code in orders:
            told = packages(world, code)
            assert ", ".join(number for _, number, _ in told) == numbers[code]
            assert sum(sum(pieces.values()) for _, _, pieces in told) == 2
            assert shown(world, shop_code) == ("SHIPPED", numbers[code])


async def _ordered(world: World, shop_id: int, seller_id: int, count: int) -> list[tuple[str, str]]:
    """Orders of two pieces each that are in the shop: Amazon's number, the shop's."""
    await publish(world, shop_id, seller_id, [BOWL])
    await world.settle(400, 20)
    world.other.shop.products.update(STORE, product_of(world, BOWL), {"quantity": 4 * count})
    await world.settle(700, 20)
    codes = [sell(world, 2) for _ in range(count)]
    await world.settle(400, 20)
    rows = await world.house.db.fetch_all("select order_code, shop_code from orders")
    found = {row["order_code"]: row["shop_code"] for row in rows}
    return [(code, found[code]) for code in codes]
