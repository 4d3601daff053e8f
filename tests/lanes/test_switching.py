"""Another warehouse sends a listing: whole, there and back, refused, killed at every step, and behind our back."""

from pathlib import Path

import httpx

from backend.domain.listing import Status
from backend.domain.orders import Sender
from backend.domain.sending import SwitchState
from backend.storage import journal, switches, warehouse
from tests.lanes.counter import BOWL, SELLER, is_revision, sell, shop_orders, there
from tests.lanes.ground import FRANCE, Line, edit, listing, publish, started_world
from tests.lanes.test_kills import killing, work_until_killed
from tests.world import STORE, World

AMAZON, MERCHANT = Sender.MARKETPLACE, Sender.MERCHANT


async def ask(world: World, shop_id: int, target: Sender) -> int:
    """The merchant's word; returns the listing."""
    kept = await listing(world, shop_id, BOWL)
    seller_id = await switches.ask(world.house.db, shop_id, kept.id, target, world.now)
    if seller_id is not None:
        await world.house.web.wake("offers", seller_id)
    return kept.id


async def state(world: World, listing_id: int) -> SwitchState | None:
    found = await switches.of_listing(world.house.db, listing_id)
    return found.state if found else None


def channels_there(world: World) -> list[str]:
    """The channels that stand on Amazon now."""
    found = world.other.amazon_ground.store.find("amazon_listing", [("sku", "=", BOWL)])
    return [entry["fulfillment_channel_code"] for entry in found[0]["attributes"]["fulfillment_availability"]]


def shop_stock(world: World) -> int:
    return int(world.other.shop.products.by_sku(STORE, BOWL)["quantity"])


async def test_what_amazon_sends_follows_the_shop_in_all_but_its_stock(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(100, 10)
        world.other.warehouse.move(SELLER, "eu", BOWL, "fulfillable", 4)
        world.other.warehouse.move(SELLER, "eu", BOWL, "inbound", 20)
        listing_id = await ask(world, shop_id, AMAZON)
        await world.settle(60, 3)
        assert (channels_there(world), await state(world, listing_id)) == (["AMAZON_EU"], SwitchState.DONE)
        kept = await listing(world, shop_id, BOWL)
        assert kept.by_amazon and kept.sent and kept.sent.by_amazon and kept.status is Status.ACTIVE
        assert await lies(world, shop_id) == (4, 0, 20)
        # The shop sells out: nothing stops, no quantity leaves, nothing differs; the price goes on following.
        bodies: list[str] = []
        line.before = lambda request: (
            bodies.append(request.content.decode()) if is_revision(request) else None
        )
        edit(world, BOWL, quantity=0, price=21.50)
        world.other.orders.sell(SELLER, FRANCE, BOWL, 3)
        await world.settle(1200, 60)
        kept = await listing(world, shop_id, BOWL)
        assert bodies and all("quantity" not in body and "availability" not in body for body in bodies), (
            bodies
        )
        assert (kept.status, kept.problem, kept.sent and kept.sent.price.amount) == (
            Status.ACTIVE,
            None,
            2150,
        )
        assert (await lies(world, shop_id), shop_stock(world)) == ((1, 3, 20), 0)
        (one,) = shop_orders(world)
        assert (one["externalFulfillment"], one["fulfillmentStatus"]) == (True, "SHIPPED")
        assert one["items"][0].get("productId") is None


async def lies(world: World, shop_id: int) -> tuple[int, int, int]:
    """What we know to lie there: for sale, reserved, on the way."""
    (kept,) = (await warehouse.of_skus(world.house.db, shop_id, [BOWL])).values()
    return kept.lying.fulfillable, kept.lying.reserved, kept.lying.inbound


async def test_it_comes_back_with_the_shops_pieces_and_open_orders_stay_the_merchants(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(100, 10)
        open_order = sell(world, 1)
        await world.settle(400, 20)
        await ask(world, shop_id, AMAZON)
        await world.settle(60, 3)
        assert world.other.orders.get(open_order)["fulfilled_by"] == "MERCHANT"  # type: ignore[index]
        edit(world, BOWL, quantity=6)
        await world.settle(700, 50)
        await ask(world, shop_id, MERCHANT)
        await world.settle(400, 10)
        assert (channels_there(world), there(world)) == (["DEFAULT"], 6)
        kept = await listing(world, shop_id, BOWL)
        assert (kept.by_amazon, await state(world, kept.id)) == (False, SwitchState.DONE)
        edit(world, BOWL, quantity=2)
        await world.settle(700, 20)
        assert there(world) == 2


async def test_a_switch_that_is_refused_leaves_everything_and_says_so(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(60, 10)
        world.other.amazon_ground.faults.arm("fba_refused", site="amazon", times=1)
        listing_id = await ask(world, shop_id, AMAZON)
        await world.settle(60, 3)
        found = await switches.of_listing(world.house.db, listing_id)
        assert found and (found.state, found.cause) == (SwitchState.REFUSED, "refused")
        kept = await listing(world, shop_id, BOWL)
        assert kept.problem and (kept.problem.cause, kept.status) == ("switch_refused", Status.ACTIVE)
        assert (channels_there(world), kept.by_amazon) == (["DEFAULT"], False)
        edit(world, BOWL, quantity=3)
        await world.settle(700, 20)
        assert there(world) == 3
        # Left as it is, nothing is said any more; tried again, it is done, and nothing lies there yet.
        await ask(world, shop_id, MERCHANT)
        await world.house.web.wake("status", seller_id)
        await world.settle(60, 3)
        assert (await state(world, listing_id), (await listing(world, shop_id, BOWL)).problem) == (None, None)
        await ask(world, shop_id, AMAZON)
        await world.settle(60, 3)
        assert (await state(world, listing_id), channels_there(world)) == (SwitchState.DONE, ["AMAZON_EU"])
        kept = await listing(world, shop_id, BOWL)
        assert kept.problem and (kept.status, kept.problem.cause) == (Status.INACTIVE, "warehouse_empty")
        world.other.warehouse.move(SELLER, "eu", BOWL, "fulfillable", 1)
        await world.settle(1000, 50)
        kept = await listing(world, shop_id, BOWL)
        assert (kept.status, kept.problem) == (Status.ACTIVE, None)


async def test_what_seller_central_switches_is_noticed_and_followed(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(60, 10)
        world.other.by_hand.edit(SELLER, FRANCE, BOWL, sender="amazon")
        edit(world, BOWL, price=23.00)
        await world.settle(700, 20)
        kept = await listing(world, shop_id, BOWL)
        assert kept.by_amazon
        world.other.by_hand.edit(SELLER, FRANCE, BOWL, sender="merchant", quantity="1")
        edit(world, BOWL, price=24.00)
        await world.settle(1200, 20)
        kept = await listing(world, shop_id, BOWL)
        assert (kept.by_amazon, there(world)) == (False, shop_stock(world))
        acts = [each.details.get("sender") for each in await journal.of_listing(world.house.db, kept.id)
                if each.act == "sender_followed"]  # fmt: skip
        assert acts == ["merchant", "marketplace"]


def is_switch(request: httpx.Request) -> bool:
    return is_revision(request) and b'"op": "delete"' in request.content.replace(b'"op":"', b'"op": "')


async def test_a_lost_answer_makes_no_second_patch_and_the_merchant_may_change_his_mind(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(60, 10)
        sent: list[str] = []

        def lose(request: httpx.Request) -> None:
            if is_switch(request):
                sent.append(request.url.path)
                raise httpx.ReadError("lost")

        line.after = lose
        listing_id = await ask(world, shop_id, AMAZON)
        await world.settle(120, 5)
        assert (len(sent), await state(world, listing_id)) == (1, SwitchState.DONE)
        line.after = lambda request: None
        # Back again at once: what was sent before may still come, so it is not taken for arrived.
        await ask(world, shop_id, MERCHANT)
        await ask(world, shop_id, AMAZON)
        await world.settle(120, 5)
        assert (channels_there(world), await state(world, listing_id)) == (["AMAZON_EU"], SwitchState.DONE)
        assert (await listing(world, shop_id, BOWL)).by_amazon


async def test_killed_at_every_step_a_switch_comes_to_its_end(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(60, 10)
        listing_id = (await listing(world, shop_id, BOWL)).id
        targets = [AMAZON, MERCHANT]
        for number, (at, side) in enumerate([(1, "before"), (2, "after"), (2, "before"), (1, "after")]):
            target = targets[number % 2]
            await ask(world, shop_id, target)
            await killed_once(world, line, at, side)
            await world.settle(1100, 20)
            assert await state(world, listing_id) is SwitchState.DONE, (at, side)
            assert channels_there(world) == (["AMAZON_EU"] if target is AMAZON else ["DEFAULT"])
            assert (await listing(world, shop_id, BOWL)).sender is target
        assert there(world) == shop_stock(world)


async def killed_once(world: World, line: Line, at: int, side: str) -> None:
    tick = killing(at)
    setattr(line, side, lambda request: tick() if "/listings/" in request.url.path else None)
    assert await work_until_killed(world, None, 10)
    line.before = line.after = lambda request: None
