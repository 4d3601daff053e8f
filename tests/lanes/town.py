"""A small town for the two-way sync: one shop, one Amazon, workers that can die or sleep, and a judge who counts."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from backend.house import House, open_house
from backend.lanes.lane import LEASE_SECONDS
from backend.lanes.worker import Worker
from backend.transport.deadlines import late
from backend.transport.errors import RemoteError
from tests.beginnings import begin
from tests.lanes import judge, town_warehouse
from tests.lanes.ground import FRANCE, Line, judged_world, product_of, publish, start
from tests.lanes.judge import SKUS
from tests.lanes.parcels import Parcels
from tests.world import STORE, World, open_app


class Killed(BaseException):
    """What a SIGKILL is to a process."""


@dataclass
class Town:
    """The world with its workers, and a tally of every piece, kept by hand."""

    world: World
    amazon: Line
    shop: Line
    shop_id: int
    seller_id: int
    houses: list[House]
    physical: Counter[str] = field(
        default_factory=Counter
    )  # pieces that are really there, less what is promised
    moved_since_calm: dict[str, set[str]] = field(default_factory=dict)  # by SKU: who took pieces since then
    fallen: set[str] = field(default_factory=set)  # SKUs lowered since anybody worked undisturbed
    lowered: dict[str, int] = field(default_factory=dict)  # those that were worked on since, and when
    given_away: set[str] = field(default_factory=set)  # SKUs that Amazon's warehouse shall send
    deaf: bool = False  # webhooks had trouble since all was calm: what the shop did may not be known
    orders: list[str] = field(default_factory=list)
    parcels: Parcels = field(default_factory=Parcels)
    called_off: set[str] = field(default_factory=set)  # by the merchant, in the shop
    sleepers: list[asyncio.Task[None]] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    # --- what happens ----------------------------------------------------------------------------------------------

    def stock(self, sku: str) -> int:
        """What the shop counts."""
        product = self.world.other.shop.products.get(STORE, product_of(self.world, sku))
        return int(product.get("quantity") or 0)

    def shop_sale(self, sku: str, pieces: int) -> bool:
        """A buyer in the shop; the shop sells only what it counts."""
        if self.stock(sku) < pieces:
            return False
        product = self.world.other.shop.products.get(STORE, product_of(self.world, sku))
        wish = {
            "subtotal": 1, "total": 1, "email": "a@example.test", "paymentStatus": "PAID",
            "fulfillmentStatus": "AWAITING_PROCESSING",
            "items": [{"productId": product["id"], "sku": sku, "name": sku, "price": 1, "quantity": pieces}],
        }  # fmt: skip
        self.world.other.shop.orders.create(STORE, wish, through_api=False)
        self._took(sku, "shop", pieces)
        self.fallen.add(sku)
        return True

    def set_stock(self, sku: str, pieces: int) -> None:
        """The merchant counts and corrects."""
        before = self.stock(sku)
        self.world.other.shop.products.update(STORE, product_of(self.world, sku), {"quantity": pieces})
        self.physical[sku] += pieces - before
        if pieces < before:
            self.moved_since_calm.setdefault(sku, set()).add("shop")
            self.fallen.add(sku)

    def reprice(self, sku: str, cents: int) -> None:
        self.world.other.shop.products.update(STORE, product_of(self.world, sku), {"price": cents / 100})

    def amazon_sale(self, sku: str, pieces: int, *, pending: bool) -> bool:
        """A buyer on Amazon; Amazon sells only what it shows."""
        there = self.world.other.orders.quantity(self.seller_code, sku)
        if not there or there < pieces:
            return False
        order = self.world.other.orders.sell(self.seller_code, FRANCE, sku, pieces, pending=pending)
        self.orders.append(order)
        self._took(sku, "amazon", pieces)
        self.lowered.pop(sku, None)
        return True

    def cancel(self, order: str) -> bool:
        """The buyer or Amazon gives up; False when it is too late for that."""
        found = self._order(order)
        if found["status"] not in ("PENDING", "UNSHIPPED") or order in self.called_off:
            return False
        self.world.other.orders.cancel(order)
        for item in found["items"] if found["fulfilled_by"] == "MERCHANT" else ():
            self.physical[item["sku"]] += item["quantity"]
            self.lowered.pop(item["sku"], None)
        return True

    def go_on(self, order: str) -> None:
        """A pending order is released, a released one is sent."""
        status = self._order(order)["status"]
        if status == "PENDING":
            self.world.other.orders.release(order)
        elif self._order(order)["fulfilled_by"] == "MERCHANT" and order not in self.called_off:
            self.parcels.ship_there(self.world, order, whole=True)

    def _order(self, order: str) -> dict[str, object]:
        return next(each for each in self.world.other.orders.all() if each["id"] == order)

    @property
    def seller_code(self) -> str:
        return "A2ATELIERNORD0"

    def _took(self, sku: str, who: str, pieces: int) -> None:
        """A promise to a buyer. More than there is may only be promised while neither side could tell the other."""
        self.physical[sku] -= pieces
        took = self.moved_since_calm.setdefault(sku, set())
        took.add(who)
        assert self.physical[sku] >= 0 or len(took) == 2, (
            f"{sku}: {who} sold what it could have known was gone"
        )

    # --- the workers -----------------------------------------------------------------------------------------------

    async def work(self, which: int = 0, drives: int = 40) -> None:
        """One worker drives what is due, a bounded while; webhooks arrive before and after."""
        await self.world.other.shop.webhooks.deliver_due()
        judge.check_lowered(self)
        house, undisturbed = self.houses[which % len(self.houses)], self._undisturbed()
        with contextlib.suppress(Killed):
            with contextlib.suppress(RemoteError):
                await house.notices.once()
            if await drive(house.worker, drives) and undisturbed and await judge.all_well(self):
                settled = self.fallen - await town_warehouse.switching(self)
                self.lowered |= dict.fromkeys(settled, self.world.now)
                self.fallen -= settled
        await self.world.other.shop.webhooks.deliver_due()

    def _undisturbed(self) -> bool:
        """Nothing fails, nobody sleeps, no webhook is late: what the shop lowered can be taken back now."""
        grounds = (self.world.other.shop_ground, self.world.other.amazon_ground)
        troubled = self.sleepers or self.deaf or any(ground.faults.armed() for ground in grounds)
        return not troubled

    async def kill(self, which: int, at: int, side: str) -> None:
        """A worker dies at its `at`-th call, before it leaves or after it was answered; its lanes are freed by time."""
        calls = 0

        def tick(request: httpx.Request) -> None:
            nonlocal calls
            calls += 1
            if calls == at:
                raise Killed

        for line in (self.amazon, self.shop):
            setattr(line, side, tick)
        try:
            await self.work(which)
        finally:
            for line in (self.amazon, self.shop):
                setattr(line, side, lambda request: None)
        self.world.clock.advance(LEASE_SECONDS + 1)

    async def fall_asleep(self, which: int, at: int, side: str) -> None:
        """A worker freezes before its `at`-th call leaves, or before it hears the answer; its lease ends, and it will
        wake when all is done. A deed whose time is over by then does not leave any more."""
        calls, gate = 0, self.gate

        async def freeze(request: httpx.Request) -> None:
            nonlocal calls
            if asyncio.current_task() is sleeper:
                calls += 1
                if calls == at:
                    await gate.wait()
                    if side == "before" and late() and request.method != "GET":
                        raise httpx.ConnectError("the time for it is over")

        async def live() -> None:
            with contextlib.suppress(Killed):
                await drive(self.houses[which % len(self.houses)].worker, 20)

        for line in (self.amazon, self.shop):
            setattr(line, "during" if side == "before" else "hearing", freeze)
        sleeper = asyncio.create_task(live())
        for _ in range(400):
            await asyncio.sleep(0)
            if sleeper.done() or calls >= at:
                break
        else:
            await asyncio.wait([sleeper], timeout=1)
        if not sleeper.done():
            self.sleepers.append(sleeper)
            self.world.clock.advance(LEASE_SECONDS + 1)

    async def wake_sleepers(self) -> None:
        """Who slept through the end of its lease goes on where it was."""
        self.gate.set()
        if self.sleepers:
            await asyncio.wait(self.sleepers, timeout=30)
        for line in (self.amazon, self.shop):
            line.during = line.hearing = None
        self.sleepers.clear()
        self.gate = asyncio.Event()

    # --- the judge -------------------------------------------------------------------------------------------------

    async def calm(self) -> None:
        """The dust settles: nothing fails any more, and there is time. Then everybody must agree."""
        await self.wake_sleepers()
        for ground in (self.world.other.shop_ground, self.world.other.amazon_ground):
            for fault in ground.faults.armed():
                ground.faults.disarm(fault.id)
        self.world.clock.advance(LEASE_SECONDS + 1)
        for _ in range(24):
            for which in range(len(self.houses)):
                await self.work(which, drives=200)
            self.world.clock.advance(75)
        self.moved_since_calm.clear()
        self.deaf = False
        await judge.check(self)


async def drive(worker: Worker, drives: int) -> bool:
    """At most so many lanes, one after the other. True: nothing is due any more."""
    for _ in range(drives):
        lease = await worker._lease()
        if lease is None:
            return True
        await worker._drive(lease)
    return False


@contextlib.asynccontextmanager
async def open_town(
    database_url: str, folder: Path, *, workers: int = 1, lowers_stock: bool = True, **environment: str
) -> AsyncIterator[Town]:
    """Three products live on Amazon, everything in agreement, `workers` workers on one database.

    `lowers_stock`: whether the shop lowers its stock by itself for an order made through its API.
    """

    @contextlib.asynccontextmanager
    async def made() -> AsyncIterator[tuple[World, int, int]]:
        async with judged_world(database_url, folder, **environment) as (world, amazon):
            shop = _open(world)
            shop_id, seller_id = await start(world)
            await publish(world, shop_id, seller_id, SKUS, seconds=400)
            await _counted(Town(world, amazon, shop, shop_id, seller_id, [world.house])).calm()
            yield world, shop_id, seller_id

    beginning = await begin(("town", *sorted(environment.items())), database_url, made)
    async with AsyncExitStack() as stack:
        opened = judged_world(database_url, folder, stage=beginning.stage, **environment)
        world, amazon = await stack.enter_async_context(opened)
        shop = _open(world)
        world.other.shop.platform.switches.set("order_lowers_stock", "on" if lowers_stock else "off")

        async def sleep(seconds: float) -> None:
            world.clock.advance(seconds)

        houses = [world.house]
        houses += [
            await stack.enter_async_context(
                open_house(
                    world.settings, clock=world.clock, steady=world.clock, sleep=sleep, chance=lambda: 0.5,
                    network=world.network,
                )
            )
            for _ in range(workers - 1)
        ]  # fmt: skip
        town = _counted(Town(world, amazon, shop, beginning.shop_id, beginning.seller_id, houses))
        yield town
        await town.wake_sleepers()


def _open(world: World) -> Line:
    """The pages, and the line to the shop."""
    open_app(world)
    place = urlsplit(world.settings.shop_sandbox_url).netloc
    shop = world.network.sites[place] = Line(world.network.sites[place])
    return shop


def _counted(town: Town) -> Town:
    for sku in SKUS:
        town.physical[sku] = town.stock(sku)
        town_warehouse.fill(town, sku)
    return town
