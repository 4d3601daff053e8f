"""A data folder as `run` leaves it: the shop is read, Amazon connected, and where wanted everything published.

Made by the product's own lanes against the sandbox, in this process and in the sandbox's time, so that only journeys
that are about the beginning wait for it in real time. The clock ends in the near past: a process that is started on
the folder finds everything due.
"""

import shutil
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from backend.sandbox.sites import Wish
from tests.lanes.counter import BOWL, SELLER
from tests.lanes.ground import FRANCE, publish
from tests.lanes.test_publishing import publish_everything
from tests.world import World, open_app, open_world

After = Callable[[World], Awaitable[None]]
AGO = 300  # seconds before now that the sandbox's time begins; all that follows takes less


async def prepare(
    data: Path, migrated: Path, port: int, *, published: bool, sold: int = 0, ago: int = AGO, then: After | None = None
) -> None:  # fmt: skip
    """Fill `data` for a Storelane that will run on `port` and the ones after it. `migrated`: a database to copy.
    `sold`: so many orders of one product came in from Amazon; `then`: what else happened, which together with the rest
    takes less than `ago` seconds."""
    async with open_world(
        _database(data, migrated), data, wish=Wish(existing=True), keep=data / "sandbox", **_where(port)
    ) as world:
        world.clock.advance(time.time() - (max(ago, AGO * 3) if sold else ago) - world.clock())
        open_app(world)
        shop_id = await world.install(register=False)
        await world.house.worker.run_until_idle()
        seller_id = await world.connect(shop_id)
        if published:
            await publish_everything(world, shop_id, seller_id)
        if sold:
            await publish(world, shop_id, seller_id, [BOWL], seconds=120)
            for _ in range(sold):
                world.other.orders.sell(SELLER, FRANCE, BOWL, 1)
            await world.settle(330, 10)
        await world.settle(40, 4)
        if then is not None:
            await then(world)
        assert world.now < time.time()
    for ground in (world.other.shop_ground, world.other.amazon_ground):
        ground.store.close()


async def sold(data: Path, port: int, sku: str, pieces: int) -> str:
    """Somebody bought on Amazon in a folder with everything published, some minutes ago: its order is in the shop."""
    opened = open_world(
        f"sqlite:///{data / 'storelane.sqlite3'}", data, wish=Wish(existing=True), keep=data / "sandbox",
        **_where(port),
    )  # fmt: skip
    async with opened as world:
        world.clock.advance(max(0.0, time.time() - AGO - world.clock()))  # a folder made just now is later
        open_app(world)
        code = world.other.orders.sell(SELLER, FRANCE, sku, pieces)
        for _ in range(10):  # an order is told after two minutes, and looked for every three
            await world.settle(30, 10)
            if await world.house.db.fetch_val("select count(*) from orders where shop_code <> ''"):
                break
        else:
            raise AssertionError("the order did not come into the shop")
    for ground in (world.other.shop_ground, world.other.amazon_ground):
        ground.store.close()
    return code


def _where(port: int) -> dict[str, str]:
    return {
        "STORELANE_ACCOUNTS": "off",
        "STORELANE_SECRET_KEYS": "",  # the folder's own, as of any sandbox
        "STORELANE_APP_URL": f"http://localhost:{port}",
        "STORELANE_SHOP_SANDBOX_URL": f"http://127.0.0.1:{port + 1}",
        "STORELANE_AMAZON_SANDBOX_URL": f"http://127.0.0.1:{port + 2}",
    }


def _database(data: Path, migrated: Path) -> str:
    """The address of a copy in the new folder."""
    data.mkdir(parents=True)
    shutil.copy(migrated, data / "storelane.sqlite3")
    return f"sqlite:///{data / 'storelane.sqlite3'}"
