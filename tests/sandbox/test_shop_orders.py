"""The shop platform's orders, batches and webhooks."""

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from backend.sandbox.shop.webhooks import RETRIES, signature
from tests.sandbox.shop_ground import STORE, Stage, set_stage


@pytest.fixture
def stage() -> Stage:
    stage = set_stage()
    stage.shop.load_products(
        [{"id": 1, "name": "Mug", "sku": "M", "price": 10, "quantity": 9, "unlimited": False, "enabled": True,
          "combinations": [{"id": 7, "sku": "M-XL", "quantity": 4, "unlimited": False, "options": []}]}]
    )  # fmt: skip
    return stage


def order(**fields: Any) -> dict[str, Any]:
    item = {"productId": 1, "name": "Mug", "sku": "M", "price": 10, "quantity": 2}
    return {
        "subtotal": 20, "total": 20, "email": "a@marketplace.amazon.test", "paymentStatus": "PAID",
        "fulfillmentStatus": "AWAITING_PROCESSING", "items": [item], **fields,
    }  # fmt: skip


def stock(stage: Stage) -> tuple[int, int]:
    product = stage.shop.products.get(STORE, 1)
    return product["quantity"], product["combinations"][0]["quantity"]


async def test_an_order_is_created_found_changed_and_deleted(stage: Stage) -> None:
    async with stage.api() as api:
        wish = order(paymentReference="amazon:1", externalTransactionId="113-1", refererId="Amazon")
        made = (await api.post("/orders", json=wish)).json()
        assert set(made) == {"id", "orderid"} and len(made["orderid"]) == 5
        name = made["orderid"]
        for query in ({"paymentReference": "amazon:1"}, {"keywords": "113-1"}, {"refererId": "Amazon"},
                      {"ids": name}, {"ids": str(made["id"])}, {"paymentStatus": "PAID,CANCELLED"},
                      {"email": "A@marketplace.amazon.test"}, {"totalFrom": "20"}):  # fmt: skip
            assert (await api.get("/orders", params=query)).json()["total"] == 1, query
        assert (await api.get("/orders", params={"fulfillmentStatus": "SHIPPED"})).json()["total"] == 0
        shown = (await api.get(f"/orders/{name}")).json()
        assert shown["internalId"] == made["id"] and shown["items"][0]["quantityInStock"] == 7
        assert "taken" not in shown
        assert (await api.get("/orders/last")).json()["id"] == name
        change = {"fulfillmentStatus": "SHIPPED", "trackingNumber": "1Z"}
        assert (await api.put(f"/orders/{name}", json=change)).json() == {"updateCount": 1}
        assert (await api.get(f"/orders/{name}")).json()["trackingNumber"] == "1Z"
        assert (await api.delete(f"/orders/{name}")).json() == {"deleteCount": 1}
        gone = await api.get(f"/orders/{name}")
        assert gone.json() == {"errorMessage": f"Order #{name} not found", "errorCode": "ORDER_NOT_FOUND"}
        assert (await api.get("/orders/deleted")).json()["items"][0]["orderId"] == name


async def test_an_order_lowers_stock_and_cancelling_puts_it_back(stage: Stage) -> None:
    async with stage.api() as api:
        name = (await api.post("/orders", json=order())).json()["orderid"]
        assert stock(stage) == (7, 4)
        item = {"productId": 1, "combinationId": 7, "name": "Mug", "price": 10, "quantity": 1}
        await api.post("/orders", json=order(items=[item], paymentStatus="AWAITING_PAYMENT"))
        assert stock(stage) == (7, 3)
        await api.put(f"/orders/{name}", json={"paymentStatus": "CANCELLED"})
        assert stock(stage) == (9, 3)
        await api.put(f"/orders/{name}", json={"paymentStatus": "CANCELLED"})
        assert stock(stage) == (9, 3)
        await api.post("/orders", json=order(paymentStatus="INCOMPLETE"))
        await api.post("/orders", json=order(items=[{"name": "Mug", "sku": "M", "price": 1, "quantity": 1}]))
        assert stock(stage) == (9, 3)


async def test_what_orders_do_to_stock_can_be_switched(stage: Stage) -> None:
    switches = stage.shop.platform.switches
    async with stage.api() as api:
        switches.set("order_lowers_stock", "off")
        await api.post("/orders", json=order())
        assert stock(stage) == (9, 4)
        switches.set("order_lowers_stock", "on")
        switches.set("sku_links_product", "on")
        line = {"name": "Mug", "sku": "M-XL", "price": 1, "quantity": 1}
        name = (await api.post("/orders", json=order(items=[line]))).json()["orderid"]
        assert stock(stage) == (9, 3)
        switches.set("delete_restocks", "on")
        await api.delete(f"/orders/{name}")
        assert stock(stage) == (9, 4)


async def test_the_other_unknowns_of_orders_can_be_switched(stage: Stage) -> None:
    switches = stage.shop.platform.switches
    async with stage.api() as api:
        switches.set("order_reply", "orderId")
        switches.set("referer_ids", "collapsed")
        switches.set("external_order_id", "dropped")
        wish = order(refererId="Amazon", externalOrderData={"refererId": "AMAZON"}, externalOrderId="113")
        made = (await api.post("/orders", json=wish)).json()
        shown = (await api.get(f"/orders/{made['orderId']}")).json()
        assert shown["refererId"] == "AMAZON" and "externalOrderId" not in shown
        assert (await api.get(f"/orders/{made['id']}")).status_code == 404
        switches.set("internal_order_id", "accept")
        assert (await api.get(f"/orders/{made['id']}")).status_code == 200
        assert stage.shop.orders.logo(shown)
        switches.set("amazon_logo", "never")
        assert not stage.shop.orders.logo(shown)
        switches.set("external_order_data", "dropped")
        name = (await api.post("/orders", json=wish)).json()["orderId"]
        assert "externalOrderData" not in (await api.get(f"/orders/{name}")).json()
        switches.set("payment_reference", "off")
        assert (await api.get("/orders", params={"paymentReference": "none"})).json()["total"] == 2


async def test_an_order_lacking_what_it_must_have_is_refused(stage: Stage) -> None:
    async with stage.api() as api:
        for name in ("subtotal", "total", "email", "paymentStatus", "fulfillmentStatus"):
            wish = {key: value for key, value in order().items() if key != name}
            answer = await api.post("/orders", json=wish)
            assert (answer.status_code, answer.json()["errorMessage"]) == (
                400,
                f"Field Order.{name} is absent",
            )
        answer = await api.post("/orders", json=order(items=[{"name": "x", "price": 1}]))
        assert answer.json()["errorMessage"] == "Field OrderItem.quantity is absent"
        assert (await api.post("/orders", json=order(paymentStatus="MAYBE"))).status_code == 400
        assert (await api.post("/orders", json=order(hidden=True))).status_code == 400
        assert (await api.get("/orders", params={"externalOrderId": "1"})).status_code == 400


async def test_extra_fields_are_kept_one_by_one(stage: Stage) -> None:
    async with stage.api() as api:
        name = (await api.post("/orders", json=order())).json()["orderid"]
        at = f"/orders/{name}/extraFields"
        await api.post(at, json={"id": "amazon_order_id", "title": "Amazon order", "value": "113"})
        await api.put(f"{at}/amazon_order_id", json={"value": "114"})
        assert (await api.get(at)).json()[0]["value"] == "114"
        assert (await api.put(f"{at}/amazon_order_id", json={"value": "x" * 256})).status_code == 400
        assert (await api.delete(f"{at}/amazon_order_id")).status_code == 200
        assert (await api.delete(f"{at}/amazon_order_id")).status_code == 404


async def test_display_ids_do_not_repeat(stage: Stage) -> None:
    names = {stage.shop.orders.create(STORE, order(items=[]))["id"] for _ in range(500)}
    assert len(names) == 500


async def test_a_batch_works_off_calls_and_the_same_key_works_once(stage: Stage) -> None:
    async with stage.api() as api:
        calls = [
            {"id": "a", "path": "/products/1/inventory", "method": "PUT", "body": {"quantityDelta": -3}},
            {"id": "b", "path": "/products/1?responseFields=quantity", "method": "GET"},
            {"id": "c", "path": "/products/99", "method": "GET"},
            {"id": "d", "path": "/products/1/inventory", "method": "PUT", "body": '{"quantityDelta": -1}'},
        ]
        query = {"stopOnFirstFailure": "true", "deduplicationKey": "k"}
        ticket = (await api.post("/batch", params=query, json=calls)).json()["ticket"]
        assert (await api.post("/batch", params=query, json=calls)).json()["ticket"] == ticket
        assert (await api.get("/batch", params={"ticket": ticket})).json()["status"] == "QUEUED"
        stage.ground.clock.advance(0.05)
        assert (await api.get("/batch", params={"ticket": ticket})).json()["status"] == "IN_PROGRESS"
        stage.ground.clock.advance(5)
        done = (await api.get("/batch", params={"ticket": ticket})).json()
        assert [each["status"] for each in done["responses"]] == [
            "COMPLETED",
            "COMPLETED",
            "FAILED",
            "NOT_EXECUTED",
        ]
        assert done["responses"][1]["httpBody"] == {"quantity": 6}
        escaped = (await api.get("/batch", params={"ticket": ticket, "escapedJson": "true"})).json()
        assert escaped["responses"][1]["escapedHttpBody"] == '{"quantity": 6}'
        await api.post("/batch", params={"stopOnFirstFailure": "false"}, json=calls)
        assert stock(stage)[0] == 2
        stage.ground.clock.advance(3601)
        assert (await api.post("/batch", params=query, json=calls)).json()["ticket"] != ticket
        assert (await api.post("/batch", json=[calls[0]] * 501)).status_code == 400
        assert (await api.post("/batch", json=[{"method": "GET"}])).status_code == 400
        assert (await api.get("/batch", params={"ticket": "none"})).status_code == 404


def test_the_signature_agrees_with_the_documented_example() -> None:
    made = signature("test_client_secret", 1234567, "80aece08-40e8-4145-8764-6c2f0d38678")
    assert made == "ekmGPQc/IpCwO6woAiM+L8uvY6chew4n6JVQCiDrEVw="


async def test_webhooks_are_signed_and_tell_of_orders_and_stock(stage: Stage) -> None:
    async with stage.api() as api:
        made = (await api.post("/orders", json=order())).json()
    await stage.shop.webhooks.deliver_due()
    assert stage.inbox.events() == ["product.updated", "order.created"]
    letter = stage.inbox.letters[1]
    assert (letter["entityId"], letter["data"]["orderId"]) == (made["id"], made["orderid"])
    message = f"{letter['eventCreated']}.{letter['eventId']}".encode()
    digest = hmac.new(b"storelane-sandbox-secret-0001", message, hashlib.sha256).digest()
    assert stage.inbox.headers[1]["X-Ecwid-Webhook-Signature"] == base64.b64encode(digest).decode()
    assert parse_qs(urlsplit(stage.inbox.addresses[1]).query) == {"eventtype": ["order.created"]}


async def test_a_refused_webhook_is_tried_again_for_a_day(stage: Stage) -> None:
    stage.inbox.status = 203
    stage.shop.products.update(STORE, 1, {"price": 11})
    start = stage.ground.clock()
    tries = []
    while await stage.shop.webhooks.deliver_due() or stage.shop.platform.store.count("delivery"):
        tries.append(stage.ground.clock() - start)
        waiting = stage.shop.platform.store.first("delivery")
        if waiting is None:
            break
        stage.ground.clock.advance(waiting["due_at"] - stage.ground.clock())
    assert len(RETRIES) == 27 and len(stage.inbox.letters) == 28
    assert {letter["eventId"] for letter in stage.inbox.letters} == {stage.inbox.letters[0]["eventId"]}


async def test_webhooks_can_be_lost_doubled_late_and_forged(stage: Stage) -> None:
    faults, shop = stage.ground.faults, stage.shop
    faults.arm("lost_webhook", operation="WEBHOOK product.updated", times=1)
    shop.products.update(STORE, 1, {"price": 1})
    await shop.webhooks.deliver_due()
    assert stage.inbox.events() == []
    faults.arm("duplicate_webhook", times=1)
    shop.products.update(STORE, 1, {"price": 2})
    await shop.webhooks.deliver_due()
    assert stage.inbox.letters[0] == stage.inbox.letters[1]
    faults.arm("reordered_webhook", times=1)
    shop.products.update(STORE, 1, {"price": 3})
    shop.products.delete(STORE, 1)
    await shop.webhooks.deliver_due()
    stage.ground.clock.advance(30)
    faults.arm("forged_webhook", times=1)
    await shop.webhooks.deliver_due()
    assert stage.inbox.events()[2:] == ["product.deleted", "product.updated"]
    last = stage.inbox.letters[-1]
    good = signature("storelane-sandbox-secret-0001", last["eventCreated"], last["eventId"])
    assert stage.inbox.headers[-1]["X-Ecwid-Webhook-Signature"] != good


async def test_the_delivery_loop_runs_by_itself_and_wakes_for_retries(stage: Stage) -> None:
    import asyncio

    loop = asyncio.create_task(stage.shop.webhooks.run())
    stage.inbox.status = None
    stage.shop.products.update(STORE, 1, {"price": 5})
    await stage.ground.clock.travel(1)
    assert len(stage.inbox.letters) == 1
    stage.inbox.status = 200
    await stage.ground.clock.travel(15 * 60 + 1)
    assert len(stage.inbox.letters) == 2
    loop.cancel()
