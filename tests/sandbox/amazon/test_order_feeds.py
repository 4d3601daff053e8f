"""The two XML feeds of orders on the simulated Amazon: what they do, and how strict they are."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.sandbox.amazon.app import open_amazon
from backend.sandbox.amazon.config import AmazonConfig
from backend.sandbox.amazon.orders import SandboxOrders
from backend.sandbox.clock import SandboxClock
from backend.sandbox.site import create_ground
from tests.sandbox.amazon.seller_client import ITEMS, PLACE, Seller, offer

ACK, REFUND = "POST_ORDER_ACKNOWLEDGEMENT_DATA", "POST_PAYMENT_ADJUSTMENT_DATA"
XML = "text/xml; charset=UTF-8"


async def opened(sale: int = 2) -> tuple[Seller, SandboxOrders, str]:
    """A seller of whom somebody bought."""
    ground, config = (
        create_ground(None, SandboxClock.standing()),
        AmazonConfig(address="http://amazon", rate_factor=0),
    )
    site = open_amazon(config, ground, ITEMS)
    http = httpx.AsyncClient(transport=httpx.ASGITransport(site.app), base_url="http://amazon")
    seller = Seller(http, ground, config)
    await seller.sign_in()
    await seller.put("M-1", offer("B0GOODMUG1"))
    seller.pass_time(600)
    return seller, site.orders, site.orders.sell(seller.known["seller_id"], PLACE, "M-1", sale)


def envelope(
    seller: Seller, kind: str, *bodies: str, merchant: str = "", name: str = "", numbers: Any = None
) -> str:
    """A document with one message for each body."""
    name = name or ("OrderAcknowledgement" if kind == ACK else "OrderAdjustment")
    messages = "".join(
        f"<Message><MessageID>{number}</MessageID><{name}>{body}</{name}></Message>"
        for number, body in zip(numbers or range(1, 99), bodies, strict=False)
    )
    return (
        '<?xml version="1.0"?><AmazonEnvelope><Header><DocumentVersion>1.01</DocumentVersion><MerchantIdentifier>'
        f"{merchant or seller.known['seller_id']}</MerchantIdentifier></Header><MessageType>{name}</MessageType>"
        f"{messages}</AmazonEnvelope>"
    )


def failure(order: str, item: str, reason: str = "NoInventory", status: str = "Failure") -> str:
    line = (
        f"<Item><AmazonOrderItemCode>{item}</AmazonOrderItemCode><CancelReason>{reason}</CancelReason></Item>"
    )
    return f"<AmazonOrderID>{order}</AmazonOrderID><StatusCode>{status}</StatusCode>{line}"


def adjusted(
    order: str, item: str, amount: str = "5.00", *, currency: str = "EUR", kind: str = "Principal",
    reason: str = "CustomerReturn", action: str = "Refund",
) -> str:  # fmt: skip
    return (
        f"<AmazonOrderID>{order}</AmazonOrderID><ActionType>{action}</ActionType><AdjustedItem>"
        f"<AmazonOrderItemCode>{item}</AmazonOrderItemCode><AdjustmentReason>{reason}</AdjustmentReason><ItemPriceAdjustments><Component><Type>{kind}"
        f'</Type><Amount currency="{currency}">{amount}</Amount></Component></ItemPriceAdjustments></AdjustedItem>'
    )


async def processed(seller: Seller, kind: str, document: str) -> tuple[str, list[tuple[str, str]], str]:
    """The feed's state, what the report says against which message, and how many were processed."""
    made = (await seller.call("POST", "/feeds/2021-06-30/documents", {"contentType": XML})).json()
    await seller.http.put(made["url"], content=document.encode(), headers={"content-type": XML})
    wish = {"feedType": kind, "marketplaceIds": [PLACE], "inputFeedDocumentId": made["feedDocumentId"]}
    feed = (await seller.call("POST", "/feeds/2021-06-30/feeds", wish)).json()["feedId"]
    seller.pass_time(60)
    done = (await seller.call("GET", f"/feeds/2021-06-30/feeds/{feed}")).json()
    where = (await seller.call("GET", f"/feeds/2021-06-30/documents/{done['resultFeedDocumentId']}")).json()
    report = (await seller.http.get(where["url"])).text
    results = re.findall(r"<Result><MessageID>(\d+)</MessageID>.*?<ResultMessageCode>(\d+)", report)
    count = re.findall(r"<MessagesProcessed>(\d+)", report)[0]
    return done["processingStatus"], results, count


async def test_an_order_is_cancelled_whole_and_a_bad_message_stops_no_other() -> None:
    seller, orders, code = await opened()
    shown, item = orders.quantity(seller.known["seller_id"], "M-1"), f"{orders.get(code)['items'][0]['id']}"  # type: ignore[index]
    bad = [
        failure("402-0000000-0000000", item), failure(code, "1"), failure(code, item, "BadMood"),
        failure(code, item, status="Perhaps"), failure(code, item) + "<Item/>",
        failure(code, item) + "<Quantity>1</Quantity>",
    ]  # fmt: skip
    state, results, count = await processed(
        seller, ACK, envelope(seller, ACK, *bad, failure(code, item, "BuyerCanceled"))
    )
    assert (state, count) == ("DONE", "7") and [number for number, _ in results] == list("123456")
    order = orders.get(code)
    assert order and (order["status"], order["cancelled_by"]) == ("CANCELLED", ["MERCHANT", "BuyerCanceled"])
    assert orders.quantity(seller.known["seller_id"], "M-1") == (shown or 0) + 2
    _, again, _ = await processed(seller, ACK, envelope(seller, ACK, failure(code, item)))
    assert again == [("1", "18028")]


async def test_money_goes_back_for_what_was_sent_and_never_more_than_was_paid() -> None:
    seller, orders, code = await opened()
    item = orders.get(code)["items"][0]["id"]  # type: ignore[index]
    _, early, _ = await processed(seller, REFUND, envelope(seller, REFUND, adjusted(code, item)))
    assert early == [("1", "18028")]
    orders.ship(code)
    bad = [
        *(adjusted(code, item, amount) for amount in ("9999", "0", "-1", "1.001", "x")),
        adjusted(code, item, currency="USD"), adjusted(code, item, kind="Gold"),
        adjusted(code, item, reason="BadMood"), adjusted(code, item, action="Cancel"),
        f"<AmazonOrderID>{code}</AmazonOrderID>",
    ]  # fmt: skip
    good = [adjusted(code, item), adjusted(code, item, "2.5", kind="Shipping", reason="Other")]
    state, results, count = await processed(seller, REFUND, envelope(seller, REFUND, *bad, *good))
    assert (state, count, len(results)) == ("DONE", "12", 10)
    page = (await seller.http.get("/orders", params={"seller": seller.known["seller_id"]})).text
    assert "refunded 7.50 EUR" in page and "Refund the rest" in page
    await seller.http.post(f"/orders/{code}/refund_by_hand")
    again = await seller.http.post(f"/orders/{code}/refund_by_hand")
    assert again.status_code == 400 and "all of it is refunded" in again.text


@pytest.mark.parametrize("what", ["text", "bomb", "envelope", "merchant", "type", "double", "empty"])
async def test_a_document_that_is_none_is_fatal_and_does_nothing(what: str, tmp_path: Path) -> None:
    seller, orders, code = await opened()
    item = orders.get(code)["items"][0]["id"]  # type: ignore[index]
    sound = failure(code, item)
    documents = {
        "text": "no xml", "bomb": f'<!DOCTYPE x [<!ENTITY a "b">]>{envelope(seller, ACK, sound)}',
        "envelope": "<AmazonEnvelope/>", "merchant": envelope(seller, ACK, sound, merchant="SOMEBODY"),
        "type": envelope(seller, ACK, sound, name="OrderAdjustment"),
        "double": envelope(seller, ACK, sound, sound, numbers=(1, 1)), "empty": envelope(seller, ACK),
    }  # fmt: skip
    state, results, _ = await processed(seller, ACK, documents[what])
    assert (state, results) == ("FATAL", [("0", "5000")])
    still = orders.get(code)
    assert still and still["status"] == "UNSHIPPED"
