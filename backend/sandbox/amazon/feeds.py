"""The Feeds API: documents, feeds and their life, computed whenever somebody calls."""

from collections.abc import Callable
from typing import Any

from backend.sandbox.amazon.access import Asked, check_marketplaces
from backend.sandbox.amazon.config import Delays
from backend.sandbox.amazon.errors import bad_request, not_found
from backend.sandbox.amazon.feed_documents import FeedDocuments
from backend.sandbox.amazon.feed_messages import (
    MALFORMED,
    BadFeed,
    locale_of,
    read_feed,
    report_of,
    submit_message,
)
from backend.sandbox.amazon.listings import read_body
from backend.sandbox.amazon.order_feeds import CONTENT_TYPE, TYPES, BadDocument, OrderFeeds, xml_report
from backend.sandbox.amazon.past_work import past_work
from backend.sandbox.amazon.sellers import Sellers
from backend.sandbox.amazon.submissions import Submissions
from backend.sandbox.amazon.views import moment
from backend.sandbox.faults import Faults
from backend.sandbox.store import Store

KIND = "amazon_feed"
FEED_TYPE = "JSON_LISTINGS_FEED"
QUEUED, WORKING, DONE, FATAL, CANCELLED = "IN_QUEUE", "IN_PROGRESS", "DONE", "FATAL", "CANCELLED"
# So many messages are worked off per call, so that no call takes long.
CHUNK = 500
RETENTION = 90 * 86400
Feed = dict[str, Any]


class FeedsApi:
    """The operations, each from a call to the body of its answer. `on_finish` hears of a feed at its end."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], float],
        faults: Faults,
        documents: FeedDocuments,
        submissions: Submissions,
        sellers: Sellers,
        delays: Delays,
    ) -> None:
        self._store, self._clock, self._faults = store, clock, faults
        self._documents, self._submissions = documents, submissions
        self._sellers, self._delays = sellers, delays
        self.orders: OrderFeeds | None = None  # what the two XML feeds of orders do
        self.on_finish: list[Callable[[Feed], None]] = []
        store.declare(
            KIND,
            {
                "seller_id": lambda feed: feed["seller_id"],
                "status": lambda feed: feed["status"],
                "created_at": lambda feed: feed["created_at"],
            },
        )

    def create_document(self, asked: Asked) -> dict[str, Any]:
        """createFeedDocument."""
        body = read_body(asked.body, {"contentType"}, {"contentType"})
        if not isinstance(body["contentType"], str) or "/" not in body["contentType"]:
            raise bad_request("Invalid 'contentType' provided.")
        return self._documents.create(asked.caller.seller_id, body["contentType"])

    def get_document(self, asked: Asked) -> dict[str, Any]:
        """getFeedDocument."""
        found = self._documents.get(asked.caller.seller_id, asked.path["feedDocumentId"])
        if found is None:
            raise not_found("The feed document was not found.")
        return dict(found)

    def check_new(self, asked: Asked) -> dict[str, Any]:
        """The body of createFeed, checked before it costs a place in the feed quota. Raises 400."""
        needed = {"feedType", "marketplaceIds", "inputFeedDocumentId"}
        body = read_body(asked.body, {*needed, "feedOptions"}, needed)
        ids = body["marketplaceIds"]
        if not isinstance(ids, list) or not 1 <= len(ids) <= 25:
            raise bad_request("'marketplaceIds' must hold 1 to 25 values.")
        check_marketplaces(asked.caller, ids)
        if self._documents.body(asked.caller.seller_id, str(body["inputFeedDocumentId"])) is None:
            raise bad_request("Invalid Input Feed Document Id.")
        return body

    def create(self, asked: Asked) -> dict[str, Any]:
        """createFeed."""
        body, now = self.check_new(asked), self._clock()
        id_ = str(self._store.next_number("amazon_feed", 50_000))
        end = now + self._delays.feed_end
        feed: Feed = {
            "id": id_,
            "seller_id": asked.caller.seller_id,
            "region": asked.caller.region,
            "type": body["feedType"],
            "marketplace_ids": body["marketplaceIds"],
            "document_id": body["inputFeedDocumentId"],
            "created_at": now,
            "start_at": now + self._delays.feed_start,
            "end_at": end,
            "status": QUEUED,
            "result_id": None,
            "position": 0,
            "issues": [],
            "fate": "",
        }
        for fate in ("slow_feed", "stuck_feed", "fatal_feed"):
            if armed := self._faults.take(fate, "amazon", f"{body['feedType']} {id_}"):
                feed["fate"] = fate
                feed["end_at"] = end + float(armed.options.get("seconds", 0))
        self._store.put(KIND, id_, feed)
        return {"feedId": id_}

    def get(self, asked: Asked) -> dict[str, Any]:
        """getFeed."""
        return _view(self._mine(asked))

    def cancel(self, asked: Asked) -> dict[str, Any]:
        """cancelFeed: only while it is queued."""
        feed = self._mine(asked)
        if feed["status"] != QUEUED:
            raise bad_request("The feed cannot be cancelled: it is no longer IN_QUEUE.")
        self._keep({**feed, "status": CANCELLED})
        return {}

    def list(self, asked: Asked) -> dict[str, Any]:
        """getFeeds: feedTypes first, then only nextToken."""
        found, token = past_work(asked, self._store, KIND, "feedTypes", self._clock() - RETENTION)
        return {"feeds": [_view(each) for each in found], **token}

    def run_due(self) -> None:
        """Work on every feed whose time has come; called before anything is answered."""
        for feed in self._store.find(KIND, [("status", "in", [QUEUED, WORKING])], order=["key"]):
            if feed["start_at"] <= self._clock():
                with self._store.transaction():
                    self._advance(feed)
                    self._keep(feed)

    def _keep(self, feed: Feed) -> None:
        self._store.put(KIND, feed["id"], feed)
        for tell in self.on_finish if feed["status"] in (DONE, FATAL, CANCELLED) else []:
            tell(feed)

    def _advance(self, feed: Feed) -> None:
        now = self._clock()
        feed["status"] = WORKING
        if feed["type"] in TYPES and feed["fate"] != "fatal_feed":
            if now >= feed["end_at"] and self.orders is not None and not feed["position"]:
                self._work_on_orders(feed, self.orders)
            return
        if feed["type"] != FEED_TYPE or feed["fate"] == "fatal_feed":
            if now >= feed["end_at"]:
                feed["status"] = FATAL
            return
        try:
            body = self._documents.body(feed["seller_id"], feed["document_id"]) or b""
            messages, locale = read_feed(body, feed["seller_id"]), locale_of(body)
        except BadFeed as error:
            self._refuse(feed, str(error))
            return
        caller = self._sellers.caller(feed["seller_id"], feed["region"])
        if caller is None:
            return
        chunk = messages[feed["position"] : feed["position"] + CHUNK]
        for message in chunk:
            for id_ in feed["marketplace_ids"]:
                feed["issues"] += submit_message(self._submissions, caller, id_, feed["id"], message, locale)
        feed["position"] += len(chunk)
        finished = feed["position"] >= len(messages) and now >= feed["end_at"]
        if finished and feed["fate"] != "stuck_feed":
            feed["result_id"] = self._documents.write(feed["seller_id"], report_of(feed))
            feed["status"] = DONE

    def _work_on_orders(self, feed: Feed, orders: OrderFeeds) -> None:
        body = self._documents.body(feed["seller_id"], feed["document_id"]) or b""
        try:
            said, status = orders.work(feed, body), DONE
        except BadDocument as error:
            said, status = [(0, "5000", str(error))], FATAL
        if feed["fate"] != "stuck_feed" or status == FATAL:
            feed["result_id"] = self._documents.write(feed["seller_id"], xml_report(feed, said), CONTENT_TYPE)
            feed["status"] = status

    def _refuse(self, feed: Feed, words: str) -> None:
        if self._clock() < feed["end_at"]:
            return
        feed["issues"] = [{"code": MALFORMED, "severity": "ERROR", "message": words}]
        feed["result_id"] = self._documents.write(feed["seller_id"], report_of(feed))
        feed["status"] = FATAL

    def _mine(self, asked: Asked) -> Feed:
        feed = self._store.get(KIND, asked.path["feedId"])
        if feed is None or feed["seller_id"] != asked.caller.seller_id:
            raise not_found("The feed was not found.")
        return feed


def _view(feed: Feed) -> dict[str, Any]:
    view = {
        "feedId": feed["id"],
        "feedType": feed["type"],
        "marketplaceIds": feed["marketplace_ids"],
        "createdTime": moment(feed["created_at"]),
        "processingStatus": feed["status"],
    }
    if feed["status"] in (WORKING, DONE, FATAL):
        view["processingStartTime"] = moment(feed["start_at"])
    if feed["status"] in (DONE, FATAL):
        view["processingEndTime"] = moment(feed["end_at"])
    if feed["result_id"]:
        view["resultFeedDocumentId"] = feed["result_id"]
    return view
