"""Listings feeds: many offers in one document, and what was said to each (Amazon facts 4.3)."""

import gzip
import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from backend.domain.issues import Issue, Severity
from backend.domain.listing import Offer
from backend.domain.marketplace import Feed, FeedState, SellerAccess
from backend.marketplaces.amazon.attributes import listing_body, read_issues
from backend.marketplaces.amazon.client import AmazonClient, path_part
from backend.marketplaces.amazon.reading import Entry, entries, entry, moment, needed, text
from backend.transport.errors import Rejected, Unavailable

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


def document(
    seller: SellerAccess, offers: Mapping[int, Offer], marketplace_id: str, language: str
) -> dict[str, Any]:
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
    header = {"sellerId": seller.seller_id, "version": "2.0"}
    return {"header": header | ({"issueLocale": language} if language else {}), "messages": messages}


async def upload(
    client: AmazonClient,
    seller: SellerAccess,
    offers: Mapping[int, Offer],
    marketplace_id: str,
    language: str,
) -> str:
    """Upload the document; returns its id. Nothing is worked on yet."""
    place = await client.call(
        seller, "createFeedDocument", "POST", f"{ROOT}/documents", body={"contentType": CONTENT_TYPE}
    )
    content = json.dumps(document(seller, offers, marketplace_id, language), ensure_ascii=False).encode()
    document_id = needed(place.data, "feedDocumentId")
    await client.upload(needed(place.data, "url"), content, {"content-type": CONTENT_TYPE})
    return document_id


async def start(client: AmazonClient, seller: SellerAccess, marketplace_id: str, document_id: str) -> str:
    """Have a document worked on; returns the feed's id. Not to be repeated without a look (recent)."""
    body = {"feedType": KIND, "marketplaceIds": [marketplace_id], "inputFeedDocumentId": document_id}
    made = await client.call(seller, "createFeed", "POST", f"{ROOT}/feeds", body=body)
    return needed(made.data, "feedId")


async def recent(client: AmazonClient, seller: SellerAccess, marketplace_id: str, since: int) -> list[Feed]:
    """Feeds of this kind created since a moment (epoch seconds UTC), the newest hundred."""
    query = {
        "feedTypes": KIND, "marketplaceIds": marketplace_id, "pageSize": "100",
        "createdSince": datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }  # fmt: skip
    said = await client.call(seller, "getFeeds", "GET", f"{ROOT}/feeds", query=query)
    return [_feed(one) for one in entries(said.data.get("feeds")) if text(one.get("feedId"))]


async def one(client: AmazonClient, seller: SellerAccess, feed_id: str) -> Feed:
    said = await client.call(seller, "getFeed", "GET", f"{ROOT}/feeds/{path_part(feed_id)}")
    return _feed(said.data)


async def report(client: AmazonClient, seller: SellerAccess, feed: Feed) -> dict[int, tuple[Issue, ...]]:
    """What was said to single messages; one without an entry was accepted.

    Raises Rejected for an error that belongs to no message: then the feed was refused as a whole.
    """
    path = f"{ROOT}/documents/{path_part(feed.result_document_id)}"
    place = await client.call(seller, "getFeedDocument", "GET", path)
    content = await client.download(needed(place.data, "url"))
    found: dict[int, list[Entry]] = {}
    for one in _said(content, text(place.data.get("compressionAlgorithm"))):
        number = text(one.get("messageId"))
        found.setdefault(int(number) if number.isdecimal() else 0, []).append(one)
    whole = read_issues(found.pop(0, []))
    if blame := next((issue for issue in whole if issue.severity is Severity.ERROR), None):
        raise Rejected(blame.message[:300] or "the feed was refused as a whole", code=blame.code)
    return {number: read_issues(issues) for number, issues in found.items()}


def _said(content: bytes, packing: str) -> list[Entry]:
    """The issues of a report. One that lists none at all says nothing: it must not pass for praise."""
    try:
        said = entry(json.loads(gzip.decompress(content) if packing == "GZIP" else content)).get("issues")
    except (ValueError, OSError, EOFError, zlib.error) as error:
        raise Unavailable("a processing report that makes no sense") from error
    if not isinstance(said, list):
        raise Unavailable("a processing report without issues")
    return entries(said)


def _feed(said: Entry) -> Feed:
    return Feed(
        id=needed(said, "feedId"),
        state=_STATES.get(text(said.get("processingStatus")), FeedState.WORKING),
        created_at=moment(text(said.get("createdTime"))),
        result_document_id=text(said.get("resultFeedDocumentId")),
    )
