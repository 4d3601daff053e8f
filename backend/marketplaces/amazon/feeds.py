"""Listings feeds: many offers in one document, and what was said to each (Amazon facts 4.3)."""

import gzip
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from backend.domain.issues import Issue
from backend.domain.listing import Offer
from backend.domain.marketplace import Feed, FeedState, SellerAccess
from backend.marketplaces.amazon.attributes import listing_body, read_issues
from backend.marketplaces.amazon.client import AmazonClient, path_part
from backend.transport.errors import Unavailable

ROOT = "/feeds/2021-06-30"
KIND = "JSON_LISTINGS_FEED"
CONTENT_TYPE = "application/json; charset=UTF-8"
_STATES = {
    "IN_QUEUE": FeedState.WAITING,
    "IN_PROGRESS": FeedState.WORKING,
    "DONE": FeedState.DONE,
    "CANCELLED": FeedState.FAILED,
    "FATAL": FeedState.FAILED,
}


def document(seller: SellerAccess, offers: Mapping[int, Offer], marketplace_id: str) -> dict[str, Any]:
    """The feed's document: one whole offer a message, by message number."""
    messages = [
        {
            "messageId": number,
            "sku": offer.sku,
            "operationType": "UPDATE",
            **listing_body(offer, marketplace_id),
        }
        for number, offer in offers.items()
    ]
    return {"header": {"sellerId": seller.seller_id, "version": "2.0"}, "messages": messages}


async def upload(
    client: AmazonClient, seller: SellerAccess, offers: Mapping[int, Offer], marketplace_id: str
) -> str:
    """Upload the document; returns its id. Nothing is worked on yet."""
    place = await client.call(
        seller, "createFeedDocument", "POST", f"{ROOT}/documents", body={"contentType": CONTENT_TYPE}
    )
    content = json.dumps(document(seller, offers, marketplace_id), ensure_ascii=False).encode()
    await client.upload(str(place.data["url"]), content, CONTENT_TYPE)
    return str(place.data["feedDocumentId"])


async def start(client: AmazonClient, seller: SellerAccess, marketplace_id: str, document_id: str) -> str:
    """Have a document worked on; returns the feed's id. Not to be repeated without a look (recent)."""
    body = {"feedType": KIND, "marketplaceIds": [marketplace_id], "inputFeedDocumentId": document_id}
    made = await client.call(seller, "createFeed", "POST", f"{ROOT}/feeds", body=body)
    return str(made.data["feedId"])


async def recent(client: AmazonClient, seller: SellerAccess, marketplace_id: str, since: int) -> list[Feed]:
    """Feeds of this kind created since a moment (epoch seconds UTC), the newest hundred."""
    query = {
        "feedTypes": KIND, "marketplaceIds": marketplace_id, "pageSize": "100",
        "createdSince": datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }  # fmt: skip
    said = await client.call(seller, "getFeeds", "GET", f"{ROOT}/feeds", query=query)
    return [_feed(entry) for entry in said.data.get("feeds", ())]


async def one(client: AmazonClient, seller: SellerAccess, feed_id: str) -> Feed:
    said = await client.call(seller, "getFeed", "GET", f"{ROOT}/feeds/{path_part(feed_id)}")
    return _feed(said.data)


async def report(client: AmazonClient, seller: SellerAccess, feed: Feed) -> dict[int, tuple[Issue, ...]]:
    """What was said to single messages; one without an entry was accepted."""
    path = f"{ROOT}/documents/{path_part(feed.result_document_id)}"
    place = await client.call(seller, "getFeedDocument", "GET", path)
    content = await client.download(str(place.data["url"]))
    if place.data.get("compressionAlgorithm") == "GZIP":
        content = gzip.decompress(content)
    try:
        found: dict[int, list[Mapping[str, Any]]] = {}
        for entry in json.loads(content).get("issues", ()):
            found.setdefault(int(entry.get("messageId", 0)), []).append(entry)
    except (ValueError, AttributeError, TypeError) as error:
        raise Unavailable("a processing report that makes no sense") from error
    return {number: read_issues(entries) for number, entries in found.items()}


def _feed(said: Mapping[str, Any]) -> Feed:
    created = datetime.fromisoformat(str(said["createdTime"]))
    return Feed(
        id=str(said["feedId"]),
        state=_STATES.get(str(said.get("processingStatus")), FeedState.WORKING),
        created_at=int(created.timestamp()),
        result_document_id=str(said.get("resultFeedDocumentId") or ""),
    )
