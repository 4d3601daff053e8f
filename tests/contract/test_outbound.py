"""Multi-Channel Fulfillment: our client and the sandbox, both judged by Amazon's model, through a whole life."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from backend.domain.marketplace import SellerAccess
from backend.domain.orders import Recipient
from backend.domain.outbound import Handover, Line, Missing, Speed, State
from backend.marketplaces.outbound import Outbound
from backend.marketplaces.registry import MARKETPLACES
from backend.other_side import amazon_config
from backend.sandbox.amazon.app import AmazonSite, open_amazon
from backend.sandbox.amazon.config import READY_MARKETPLACE, READY_SELLER, READY_SKU, READY_TOKEN, credentials
from backend.sandbox.clock import SandboxClock
from backend.sandbox.site import Ground
from backend.settings import read_settings
from backend.transport.client import open_client
from backend.transport.errors import NotFound, Rejected
from tests.contract.calling import Caller, calling
from tests.contract.judged import JudgedTransport
from tests.contract.outbound_calls import OUTBOUND_ORDERS, create
from tests.contract.reference import needs_models, open_judge, present

SELLER = SellerAccess(1, READY_SELLER, "EU", READY_TOKEN)
TO = Recipient(
    "Léa Fontaine", "Fontaine SARL", ("14 rue des Tilleuls", "bât. B"), "Nantes", "", "44000", "FR", "+33"
)
ORDER = Handover(
    "SL-1-X/1-1", "X/1", 1_780_000_000, READY_MARKETPLACE, "Merci !", Speed.STANDARD, Missing.NOTHING_LEAVES, TO,
    (Line("11", READY_SKU, 2),),
)  # fmt: skip
WHERE = (READY_SELLER, "eu")


@dataclass
class Yard:
    """The port before a warehouse that somebody can look into."""

    port: Outbound
    site: AmazonSite
    ground: Ground
    clock: SandboxClock

    def lies(self, sku: str = READY_SKU) -> tuple[int, int]:
        row = self.site.warehouse.get(*WHERE, sku) or {"fulfillable": 0, "reserved": 0}
        return row["fulfillable"], row["reserved"]

    def push(self, code: str, steps: int) -> None:
        for _ in range(steps):
            self.site.outbound.push(*WHERE, code)


@pytest.fixture
async def yard(ground: Ground, clock: SandboxClock, tmp_path: Path) -> AsyncIterator[Yard]:
    settings = read_settings({"STORELANE_DATA": str(tmp_path)})
    entry = MARKETPLACES["amazon"]
    site = open_amazon(replace(amazon_config(settings), rate_factor=0), ground)
    judged = JudgedTransport(httpx.ASGITransport(site.app), open_judge() if present else None)

    async def sleep(seconds: float) -> None:
        clock.advance(seconds)

    async with open_client(
        entry.plans, entry.otherwise, clock=clock, sleep=sleep, chance=lambda: 0.5, network=judged
    ) as http:
        site.warehouse.move(*WHERE, READY_SKU, "fulfillable", 5)
        yield Yard(entry.open(settings, http, clock).outbound, site, ground, clock)
    assert judged.problems == []


async def test_what_sending_costs_by_speed_weight_and_what_lacks(yard: Yard) -> None:
    standard, expedited, priority = await yard.port.offers(SELLER, ORDER)
    assert standard.total and expedited.total
    assert standard.whole and standard.total < expedited.total
    assert (
        expedited.arrives_until
        and standard.arrives_until
        and expedited.arrives_until < standard.arrives_until
    )
    assert (priority.some, priority.reasons) == (
        False,
        ("DeliverySLAUnavailable",),
    )  # not from Germany to France
    many = replace(ORDER, lines=(Line("11", READY_SKU, 9), Line("12", "NOWHERE", 1)), blank_box=True)
    short = (await yard.port.offers(SELLER, many))[0]
    assert {lack.code: (lack.pieces, lack.reasons) for lack in short.lacks} == {
        "11": (4, ("InsufficientInventory",)), "12": (1, ("InventoryNotFound",)),
    }  # fmt: skip
    assert (short.goes(Missing.NOTHING_LEAVES), short.goes(Missing.REST_LEAVES)) == (False, True)
    far = replace(TO, country="JP")
    assert {each.reasons for each in await yard.port.offers(SELLER, replace(ORDER, recipient=far))} == {
        ("InvalidDestinationAddress",)
    }
    with pytest.raises(Rejected, match="postalCode"):
        await yard.port.offers(SELLER, replace(ORDER, recipient=replace(TO, postal_code="Nantes")))
    assert yard.lies() == (5, 0)


async def test_an_orders_life_from_new_to_delivered(yard: Yard) -> None:
    with pytest.raises(NotFound):
        await yard.port.follow(SELLER, ORDER.code)
    await yard.port.hand_over(SELLER, ORDER)
    with pytest.raises(Rejected, match="exists already"):
        await yard.port.hand_over(SELLER, ORDER)
    assert ((await yard.port.follow(SELLER, ORDER.code)).state, yard.lies()) == (State.NEW, (3, 2))
    states = []
    for _ in range(10):
        yard.clock.advance(60)
        state = (await yard.port.follow(SELLER, ORDER.code)).state
        states += [state] if state not in states else []
    assert states == [State.RECEIVED, State.PLANNING, State.PROCESSING, State.COMPLETE]
    (parcel,) = (await yard.port.follow(SELLER, ORDER.code)).parcels
    assert parcel.tracking and parcel.carrier and parcel.sent_at and parcel.arrives_at
    assert (await yard.port.parcel(SELLER, parcel)).where == "IN_TRANSIT"
    yard.clock.advance(6 * 86400)
    assert (await yard.port.parcel(SELLER, parcel)).where == "DELIVERED"
    assert yard.lies() == (3, 0)
    with pytest.raises(Rejected, match="Complete"):
        await yard.port.cancel(SELLER, ORDER.code)


async def test_cancelling_holding_and_what_is_done_with_what_lacks(yard: Yard) -> None:
    held = replace(ORDER, code="SL-1-H-1", hold=True)
    await yard.port.hand_over(SELLER, held)
    yard.clock.advance(3600)
    following = await yard.port.follow(SELLER, held.code)
    assert (following.state, following.held) == (State.RECEIVED, True)
    for _ in range(2):
        await yard.port.let_go(SELLER, held.code)
    assert (await yard.port.follow(SELLER, held.code)).held is False
    for _ in range(2):
        await yard.port.cancel(SELLER, held.code)
    following = await yard.port.follow(SELLER, held.code)
    assert (following.state, following.lines["11"].cancelled, yard.lies()) == (State.CANCELLED, 2, (5, 0))
    for code, missing, state, left in (
        ("SL-1-K-1", Missing.NOTHING_LEAVES, State.UNFULFILLABLE, 5),
        ("SL-1-A-1", Missing.REST_LEAVES, State.PARTIAL, 0),
    ):
        many = replace(ORDER, code=code, lines=(Line("11", READY_SKU, 7),), missing=missing)
        await yard.port.hand_over(SELLER, many)
        yard.clock.advance(900)
        following = await yard.port.follow(SELLER, code)
        assert (following.state, yard.lies()) == (state, (left, 0))
        assert following.lines["11"].lacking == (7 if state is State.UNFULFILLABLE else 2)
    forgotten = replace(ORDER, code="SL-1-F-1", hold=True, lines=(Line("11", READY_SKU, 1),))
    yard.site.warehouse.move(*WHERE, READY_SKU, "fulfillable", 1)
    await yard.port.hand_over(SELLER, forgotten)
    yard.clock.advance(15 * 86400)
    assert (await yard.port.follow(SELLER, forgotten.code)).state is State.CANCELLED


@needs_models
async def test_the_list_is_leafed_through_and_the_order_stands_among_amazons_as_sold_elsewhere(
    ground: Ground, clock: SandboxClock, tmp_path: Path
) -> None:
    config = replace(amazon_config(read_settings({"STORELANE_DATA": str(tmp_path)})), rate_factor=0)
    site = open_amazon(config, ground)
    site.warehouse.move(*WHERE, READY_SKU, "fulfillable", 500)
    async with calling(site.app, open_judge(), credentials(config)) as caller:
        await caller.sign_in()
        for number in range(52):
            body = create(sellerFulfillmentOrderId=f"SL-1-{number}-1")
            assert (await caller.call("POST", OUTBOUND_ORDERS, body=body)).status_code == 200
        await _leaf(caller)
        clock.advance(1000)
        query = {"createdAfter": "2026-01-01T00:00:00Z", "includedData": "FULFILLMENT,RECIPIENT"}
        orders = (await caller.call("GET", "/orders/2026-01-01/orders", query)).json()["orders"]
        assert {order["salesChannel"]["channelName"] for order in orders} == {"NON_AMAZON"}
        assert {order["fulfillment"]["fulfillmentStatus"] for order in orders} == {"SHIPPED"}
        assert caller.problems() == []


async def _leaf(caller: Caller) -> None:
    first = (await caller.call("GET", OUTBOUND_ORDERS)).json()["payload"]
    token = {"nextToken": first["nextToken"]}
    second = (await caller.call("GET", OUTBOUND_ORDERS, token)).json()["payload"]
    assert (len(first["fulfillmentOrders"]), len(second["fulfillmentOrders"])) == (50, 2)
    assert "nextToken" not in second
