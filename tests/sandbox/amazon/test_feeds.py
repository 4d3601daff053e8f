"""Feeds on the simulated Amazon."""

import gzip
import json
from typing import Any

from tests.sandbox.amazon.seller_client import PLACE, Seller, offer

KIND = "application/json; charset=UTF-8"


async def sent(seller: Seller, messages: list[dict[str, Any]], **header: Any) -> str:
    document = (await seller.call("POST", "/feeds/2021-06-30/documents", {"contentType": KIND})).json()
    head = {"sellerId": seller.known["seller_id"], "version": "2.0", **header}
    body = json.dumps({"header": head, "messages": messages}).encode()
    up = await seller.http.put(document["url"], content=body, headers={"content-type": KIND})
    assert up.status_code == 200, up.text
    wanted = {
        "feedType": "JSON_LISTINGS_FEED",
        "marketplaceIds": [PLACE],
        "inputFeedDocumentId": document["feedDocumentId"],
    }
    answer = await seller.call("POST", "/feeds/2021-06-30/feeds", wanted)
    assert answer.status_code == 202
    return str(answer.json()["feedId"])


async def state(seller: Seller, feed: str) -> Any:
    return (await seller.call("GET", f"/feeds/2021-06-30/feeds/{feed}")).json()


async def report(seller: Seller, feed: Any) -> Any:
    path = f"/feeds/2021-06-30/documents/{feed['resultFeedDocumentId']}"
    document = (await seller.call("GET", path)).json()
    body = (await seller.http.get(document["url"])).content
    return json.loads(gzip.decompress(body) if document.get("compressionAlgorithm") else body)


def message(number: int, sku: str, asin: str = "B0GOODMUG1", **more: Any) -> dict[str, Any]:
    return {"messageId": number, "sku": sku, "operationType": "UPDATE", **offer(asin), **more}


async def test_a_feed_is_queued_worked_on_and_reported(seller: Seller) -> None:
    bad = message(2, "F-2")
    del bad["attributes"]["condition_type"]
    feed = await sent(seller, [message(1, "F-1"), bad])
    assert (await state(seller, feed))["processingStatus"] == "IN_QUEUE"
    seller.pass_time(3)
    assert (await state(seller, feed))["processingStatus"] == "IN_PROGRESS"
    seller.pass_time(10)
    done = await state(seller, feed)
    assert done["processingStatus"] == "DONE"
    told = await report(seller, done)
    assert told["summary"] == {
        "errors": 1,
        "warnings": 0,
        "messagesProcessed": 2,
        "messagesAccepted": 1,
        "messagesInvalid": 1,
    }
    assert told["issues"][0]["code"] == "90220"
    item = await seller.get("F-1")
    assert item["summaries"][0]["status"] == ["BUYABLE", "DISCOVERABLE"]


async def test_a_large_feed_is_worked_off_in_parts_and_its_report_is_packed(seller: Seller) -> None:
    feed = await sent(seller, [message(number, f"L-{number}", "X") for number in range(1, 602)])
    seller.pass_time(30)
    assert (await state(seller, feed))["processingStatus"] == "IN_PROGRESS"
    done = await state(seller, feed)
    assert done["processingStatus"] == "DONE"
    assert (await report(seller, done))["summary"]["messagesInvalid"] == 601


async def test_only_a_queued_feed_can_be_cancelled(seller: Seller) -> None:
    feed = await sent(seller, [message(1, "F-1")])
    assert (await seller.call("DELETE", f"/feeds/2021-06-30/feeds/{feed}")).status_code == 200
    assert (await state(seller, feed))["processingStatus"] == "CANCELLED"
    assert (await seller.call("DELETE", f"/feeds/2021-06-30/feeds/{feed}")).status_code == 400


async def test_a_malformed_feed_is_fatal(seller: Seller) -> None:
    feed = await sent(seller, [message(1, "F-1")], version="1.0")
    seller.pass_time(20)
    done = await state(seller, feed)
    assert done["processingStatus"] == "FATAL"
    assert (await report(seller, done))["issues"][0]["code"] == "4002005"


async def test_a_stuck_feed_does_its_work_all_the_same(seller: Seller) -> None:
    seller.ground.faults.arm("stuck_feed", times=1)
    feed = await sent(seller, [message(1, "F-1")])
    seller.pass_time(20)
    assert (await state(seller, feed))["processingStatus"] == "IN_PROGRESS"
    seller.pass_time(20)
    assert (await seller.get("F-1"))["summaries"]


async def test_slow_and_fatal_feeds(seller: Seller) -> None:
    seller.ground.faults.arm("slow_feed", times=1)
    slow = await sent(seller, [message(1, "F-1")])
    seller.ground.faults.arm("fatal_feed", times=1)
    fatal = await sent(seller, [message(1, "F-2")])
    seller.pass_time(60)
    assert (await state(seller, slow))["processingStatus"] == "IN_PROGRESS"
    dead = await state(seller, fatal)
    assert (dead["processingStatus"], "resultFeedDocumentId" in dead) == ("FATAL", False)
    assert await seller.get("F-2") is None


async def test_feeds_are_listed_in_pages(seller: Seller) -> None:
    feeds = [await sent(seller, [message(1, "F-1")]) for _ in range(3)]
    query = {"feedTypes": "JSON_LISTINGS_FEED", "pageSize": "2"}
    first = (await seller.call("GET", "/feeds/2021-06-30/feeds", **query)).json()
    second = (await seller.call("GET", "/feeds/2021-06-30/feeds", nextToken=first["nextToken"])).json()
    listed = [feed["feedId"] for feed in first["feeds"] + second["feeds"]]
    assert sorted(listed) == sorted(feeds)


async def test_an_upload_needs_the_signed_type_and_comes_in_time(seller: Seller) -> None:
    document = (await seller.call("POST", "/feeds/2021-06-30/documents", {"contentType": KIND})).json()
    wrong = await seller.http.put(document["url"], content=b"{}", headers={"content-type": "text/plain"})
    assert wrong.status_code == 403
    seller.pass_time(301)
    late = await seller.http.put(document["url"], content=b"{}", headers={"content-type": KIND})
    assert late.status_code == 403
