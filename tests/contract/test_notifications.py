"""Notifications: the operations, our subscribing, and what is sent, under the eyes of Amazon's model and schemas."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft7Validator

from backend.domain.marketplace import SellerAccess
from backend.domain.notices import NoticeKind
from backend.marketplaces.amazon.notice_reading import read_notice
from backend.marketplaces.marketplace import Letterbox
from backend.marketplaces.registry import MARKETPLACES
from backend.other_side import amazon_config
from backend.sandbox.amazon.app import AmazonSite, open_amazon
from backend.sandbox.amazon.config import (
    READY_MARKETPLACE,
    READY_SELLER,
    READY_SKU,
    READY_TOKEN,
    AmazonConfig,
    credentials,
)
from backend.sandbox.amazon.queues import KIND as MESSAGE
from backend.sandbox.clock import SandboxClock
from backend.sandbox.site import Ground
from backend.settings import read_settings
from backend.transport.client import open_client
from backend.transport.errors import NotAuthorized, Rejected, Unavailable
from tests.contract.calling import Caller
from tests.contract.judged import JudgedTransport
from tests.contract.outbound_calls import outbound_order
from tests.contract.reference import SCHEMAS, examples_of, needs_models, open_judge, present
from tests.contract.sandbox_calls import DESTINATIONS, SUBSCRIPTIONS, destination, subscription, upload

SELLER = SellerAccess(1, READY_SELLER, "EU", READY_TOKEN)
ORDERS = {"eventFilterType": "ORDER_CHANGE", "orderChangeTypes": ["OrderStatusChange"]}
SCHEMA_OF = {
    "ORDER_CHANGE": "OrderChangeNotification.json",
    "LISTINGS_ITEM_MFN_QUANTITY_CHANGE": "ListingsItemMfnQuantityChange.json",
    "LISTINGS_ITEM_STATUS_CHANGE": "ListingsItemStatusChangeNotification.json",
    "LISTINGS_ITEM_ISSUES_CHANGE": "ListingsItemIssuesChangeNotification_2023-12-13.json",
    "FEED_PROCESSING_FINISHED": "FeedProcessingFinishedNotification.json",
    "FULFILLMENT_ORDER_STATUS": "FulfillmentOrderStatusNotification.json",
    "FBA_INVENTORY_AVAILABILITY_CHANGES": "FBAInventoryAvailabilityChangeNotification.json",
}


@dataclass
class Box:
    """Our letterbox before the sandbox, and the line between them."""

    letterbox: Letterbox
    site: AmazonSite
    ground: Ground
    clock: SandboxClock
    judged: JudgedTransport

    def called(self, name: str) -> int:
        return sum(verdict.operation.endswith(f".{name}") for verdict in self.judged.verdicts)

    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(one["body"]) for one in self.ground.store.find(MESSAGE, order=["key"])]


@pytest.fixture
async def box(ground: Ground, clock: SandboxClock, tmp_path: Path) -> AsyncIterator[Box]:
    settings = read_settings({"STORELANE_DATA": str(tmp_path), "STORELANE_AMAZON_QUEUE_URL": "sandbox"})
    entry = MARKETPLACES["amazon"]
    site = open_amazon(amazon_config(settings), ground)
    judged = JudgedTransport(httpx.ASGITransport(site.app), open_judge() if present else None)

    async def sleep(seconds: float) -> None:
        clock.advance(seconds)

    async with open_client(
        entry.plans, entry.otherwise, clock=clock, sleep=sleep, chance=lambda: 0.5, network=judged
    ) as http:
        letterbox = entry.open(settings, http, clock).letterbox
        assert letterbox is not None
        yield Box(letterbox, site, ground, clock, judged)
    assert judged.problems == []


@needs_models
async def test_destinations_and_subscriptions_live_as_the_model_says(caller: Caller) -> None:
    made = (await caller.call("POST", DESTINATIONS, body=destination("one"))).json()["payload"]
    again = await caller.call("POST", DESTINATIONS, body=destination("one"))
    assert again.status_code == 409
    found = await caller.call("GET", f"{DESTINATIONS}/{made['destinationId']}")
    assert found.json()["payload"] == made
    wish = subscription(made["destinationId"], **ORDERS)
    kept = (await caller.call("POST", f"{SUBSCRIPTIONS}/ORDER_CHANGE", body=wish)).json()["payload"]
    assert (await caller.call("POST", f"{SUBSCRIPTIONS}/ORDER_CHANGE", body=wish)).status_code == 409
    for path in (f"{SUBSCRIPTIONS}/ORDER_CHANGE", f"{SUBSCRIPTIONS}/ORDER_CHANGE/{kept['subscriptionId']}"):
        assert (await caller.call("GET", path)).json()["payload"] == kept
    wrong = await caller.call("GET", f"{SUBSCRIPTIONS}/ORDER_CHANGE", {"payloadVersion": "7.0"})
    assert wrong.status_code == 400
    gone = await caller.call("DELETE", f"{SUBSCRIPTIONS}/ORDER_CHANGE/{kept['subscriptionId']}")
    assert gone.status_code == 200
    assert (await caller.call("GET", f"{SUBSCRIPTIONS}/ORDER_CHANGE")).status_code == 404
    assert (await caller.call("DELETE", f"{DESTINATIONS}/{made['destinationId']}")).status_code == 200
    assert (await caller.call("GET", DESTINATIONS)).json()["payload"] == []
    assert caller.problems() == []


@needs_models
async def test_a_sellers_token_opens_no_destination_and_the_applications_no_subscription(
    caller: Caller,
) -> None:
    caller.application, caller.token = caller.token, caller.application
    assert (await caller.call("GET", DESTINATIONS)).status_code == 403
    assert (await caller.call("GET", f"{SUBSCRIPTIONS}/ORDER_CHANGE")).status_code == 403
    assert caller.problems() == []


@needs_models
async def test_subscribing_twice_is_subscribing_once(box: Box) -> None:
    for _ in range(2):
        assert await box.letterbox.subscribe(SELLER) == []
    assert (box.called("createDestination"), box.called("createSubscription")) == (1, len(SCHEMA_OF))


@needs_models
async def test_a_subscription_that_leads_elsewhere_is_led_here(box: Box) -> None:
    assert await box.letterbox.subscribe(SELLER) == []
    (ours,) = box.ground.store.all("amazon_destination")
    moved = next(one for one in box.ground.store.all("amazon_subscription") if one["kind"] == "ORDER_CHANGE")
    other = {**ours, "id": "elsewhere", "arn": f"{ours['arn']}-2"}
    box.ground.store.put("amazon_destination", "elsewhere", other)
    box.ground.store.put("amazon_subscription", moved["id"], {**moved, "destination": "elsewhere"})
    assert await box.letterbox.subscribe(SELLER) == []
    assert {one["destination"] for one in box.ground.store.all("amazon_subscription")} == {ours["id"]}
    assert (box.called("deleteSubscriptionById"), box.called("createSubscription")) == (1, len(SCHEMA_OF) + 1)


async def test_a_missing_role_for_one_topic_leaves_the_others_alone(box: Box) -> None:
    box.ground.faults.arm("role_missing", operation="GET */subscriptions/FEED_PROCESSING_FINISHED", times=1)
    (refused,) = await box.letterbox.subscribe(SELLER)
    assert refused.startswith("FEED_PROCESSING_FINISHED: ")
    assert len(list(box.ground.store.all("amazon_subscription"))) == len(SCHEMA_OF) - 1


async def test_a_queue_that_amazon_may_not_send_to_is_refused(
    box: Box, ground: Ground, tmp_path: Path
) -> None:
    told = "https://sqs.eu-west-1.amazonaws.com/999999999999/storelane"
    settings = read_settings({"STORELANE_DATA": str(tmp_path), "STORELANE_AMAZON_QUEUE_URL": told})
    entry = MARKETPLACES["amazon"]

    async def sleep(seconds: float) -> None:
        box.clock.advance(seconds)

    async with open_client(
        entry.plans, entry.otherwise, clock=box.clock, sleep=sleep, chance=lambda: 0.5, network=box.judged
    ) as http:
        letterbox = entry.open(settings, http, box.clock).letterbox
        assert letterbox is not None
        with pytest.raises(Rejected, match="437568002678"):
            await letterbox.subscribe(SELLER)


async def happenings(box: Box) -> None:
    """Something of every kind happens to the ready seller."""
    orders = box.site.orders
    first = orders.sell(READY_SELLER, READY_MARKETPLACE, READY_SKU, 1, pending=True)
    orders.release(first)
    orders.ask_cancel(first)
    orders.ship(first)
    for kind in ("prime", "business", "no_address", "fulfilled_by_amazon", "unknown_sku", "zero_price"):
        orders.sell(READY_SELLER, READY_MARKETPLACE, READY_SKU, 1, kind=kind)
    orders.cancel(orders.sell(READY_SELLER, READY_MARKETPLACE, READY_SKU, 1))
    box.site.by_hand.edit(READY_SELLER, READY_MARKETPLACE, READY_SKU, quantity="9")
    box.site.by_hand.edit(READY_SELLER, READY_MARKETPLACE, READY_SKU, quantity="0")
    box.site.warehouse.move(READY_SELLER, "eu", READY_SKU, "fulfillable", 5)
    order = outbound_order(READY_SELLER, READY_MARKETPLACE, READY_SKU)
    box.site.outbound.take_in(order)
    for _ in range(4):
        box.site.outbound.push(READY_SELLER, "eu", order["code"])
    box.site.warehouse.move(READY_SELLER, "eu", READY_SKU, "inbound", 4)
    box.site.warehouse.shift(READY_SELLER, "eu", READY_SKU, "inbound", "fulfillable", 3)


async def test_everything_that_is_sent_is_valid_by_amazons_schemas(box: Box) -> None:
    if not SCHEMAS.is_dir():
        pytest.skip("Amazon's notification schemas are not here")
    await box.letterbox.subscribe(SELLER)
    await happenings(box)
    await _publish_and_feed(box)
    sent = box.messages()
    kinds = [str(one.get("NotificationType") or one.get("notificationType")) for one in sent]
    assert set(kinds) == set(SCHEMA_OF)
    for kind, said in zip(kinds, sent, strict=True):
        schema = json.loads((SCHEMAS / SCHEMA_OF[kind]).read_text())
        found = [one.message for one in Draft7Validator(schema).iter_errors(said)]
        # The schema's own example does not say CHANGED either.
        assert [words for words in found if "LISTINGS_ITEM_STATUS_CHANGED" not in words] == []


async def test_amazons_own_examples_are_read(box: Box) -> None:
    if not SCHEMAS.is_dir():
        pytest.skip("Amazon's notification schemas are not here")
    kinds = []
    for name in SCHEMA_OF.values():
        for example in examples_of(json.loads((SCHEMAS / name).read_text()))[:1]:
            notice = read_notice(json.dumps(example))
            assert notice == read_notice(json.dumps({"detail-type": "x", "detail": example}))
            assert notice.seller_code and notice.notice_id
            kinds.append(notice.kind)
    assert kinds == [
        NoticeKind.ORDER,
        NoticeKind.QUANTITY,
        NoticeKind.LISTING,
        NoticeKind.LISTING,
        NoticeKind.FEED,
        NoticeKind.OUTBOUND,
        NoticeKind.WAREHOUSE,
    ]


async def test_what_was_taken_comes_back_until_it_is_discarded(box: Box) -> None:
    await box.letterbox.subscribe(SELLER)
    box.site.orders.sell(READY_SELLER, READY_MARKETPLACE, READY_SKU, 1)
    first = await box.letterbox.receive()
    assert {arrival.notice.kind for arrival in first if arrival.notice} == {
        NoticeKind.ORDER,
        NoticeKind.QUANTITY,
    }
    assert await box.letterbox.receive() == []
    box.clock.advance(61)
    again = await box.letterbox.receive()
    assert [arrival.notice for arrival in again] == [arrival.notice for arrival in first]
    await box.letterbox.discard(again)
    box.clock.advance(61)
    assert await box.letterbox.receive() == []
    await box.letterbox.knock()


async def test_a_knock_takes_nothing_out(box: Box) -> None:
    await box.letterbox.subscribe(SELLER)
    box.site.orders.sell(READY_SELLER, READY_MARKETPLACE, READY_SKU, 1)
    await box.letterbox.knock()
    assert len(await box.letterbox.receive()) == 2


async def test_an_outage_of_the_queue_is_told_as_one(box: Box) -> None:
    box.ground.faults.arm("outage", operation="POST /queue/", times=1)
    with pytest.raises(Unavailable):
        await box.letterbox.receive()
    assert await box.letterbox.receive() == []


@pytest.mark.parametrize("name", ["KEY_ID", "KEY_SECRET", "REGION"])
async def test_wrong_keys_are_the_operators_alarm(box: Box, name: str, tmp_path: Path) -> None:
    wrong = {f"STORELANE_AMAZON_QUEUE_{name}": "us-east-1" if name == "REGION" else "somebody-elses"}
    told = {"STORELANE_DATA": str(tmp_path), "STORELANE_AMAZON_QUEUE_URL": "sandbox", **wrong}
    entry = MARKETPLACES["amazon"]

    async def sleep(seconds: float) -> None:
        box.clock.advance(seconds)

    async with open_client(
        entry.plans, entry.otherwise, clock=box.clock, sleep=sleep, chance=lambda: 0.5, network=box.judged
    ) as http:
        letterbox = entry.open(read_settings(told), http, box.clock).letterbox
        assert letterbox is not None
        with pytest.raises(NotAuthorized) as caught:
            await letterbox.knock()
    assert caught.value.reason == "client"


async def _publish_and_feed(box: Box) -> None:
    """A feed that refuses what it lists, and another that hits a live listing with an issue."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(box.site.app), base_url="http://x") as http:
        caller = Caller(http, box.judged, _given())
        await caller.sign_in()
        body = {"productType": "PRODUCT", "patches": [_price()]}
        box.ground.faults.arm("late_issue", times=1)
        path = f"/listings/2021-08-01/items/{READY_SELLER}/{READY_SKU}"
        answer = await caller.call("PATCH", path, {"marketplaceIds": READY_MARKETPLACE}, body)
        assert answer.json()["status"] == "ACCEPTED", answer.text
        await upload(caller, [{"messageId": 1, "sku": "NOTHING", "operationType": "DELETE"}])
        box.clock.advance(60)
        await box.letterbox.knock()


def _price() -> dict[str, Any]:
    schedule = [{"schedule": [{"value_with_tax": 21.5}]}]
    value = [
        {"our_price": schedule, "currency": "EUR", "audience": "ALL", "marketplace_id": READY_MARKETPLACE}
    ]
    return {"op": "replace", "path": "/attributes/purchasable_offer", "value": value}


def _given() -> dict[str, str]:
    return {**credentials(AmazonConfig()), "api_url": "http://127.0.0.1:8802"}
