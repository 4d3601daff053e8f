"""Tells subscribers what changed: at least once, in no order, and, on demand, late, twice or never."""

import json
import uuid
from collections.abc import Callable

from backend.sandbox.amazon.config import AmazonConfig
from backend.sandbox.amazon.inventory import fn_sku
from backend.sandbox.amazon.lifecycle import ABSENT, LIVE, Listing, status_of
from backend.sandbox.amazon.notice_bodies import (
    BUYER_ASKED,
    FEED_FINISHED,
    FULFILLMENT_STATUS,
    ISSUES_CHANGE,
    ORDER_CHANGE,
    ORDER_STATUS,
    QUANTITY_CHANGE,
    STATUS_CHANGE,
    WAREHOUSE_CHANGE,
    Payload,
    envelope,
    feed_finished,
    fulfillment_status,
    issues_change,
    order_change,
    quantity_change,
    status_change,
    warehouse_change,
)
from backend.sandbox.amazon.queues import Queues
from backend.sandbox.amazon.subscriptions import Subscriptions
from backend.sandbox.faults import FaultKind, Faults
from backend.sandbox.store import Document, Store

TOLD_ORDER, TOLD_QUANTITY = "amazon_told_order", "amazon_told_quantity"
FAULTS = (
    FaultKind("lost_notice", "The next notification is never sent", "amazon"),
    FaultKind("duplicate_notice", "The next notification is sent twice", "amazon"),
    FaultKind(
        "reordered_notice",
        "The next notification comes after those that follow it",
        "amazon",
        {"seconds": 60},
    ),
)


class Notifying:
    """Hears of every change of an order, a listing or a feed; what its seller subscribed to goes into a queue."""

    def __init__(
        self,
        config: AmazonConfig,
        store: Store,
        clock: Callable[[], float],
        faults: Faults,
        queues: Queues,
        subscriptions: Subscriptions,
        listed: Callable[[str, str], list[Listing]],
    ) -> None:
        self._listed = listed
        self._config, self._store, self._clock, self._faults = config, store, clock, faults
        self._queues, self._subscriptions = queues, subscriptions
        store.declare(TOLD_ORDER)
        store.declare(TOLD_QUANTITY)

    def order(self, order: Document) -> None:
        """An order changed, or its buyer asked for something."""
        if not self._subscriptions.listens(order["seller_id"]):
            return
        told = self._store.get(TOLD_ORDER, order["id"])
        asked = order["asked_to_cancel"] and not (told or {}).get("asked")
        self._store.put(TOLD_ORDER, order["id"], {"asked": order["asked_to_cancel"]})
        change = BUYER_ASKED if asked else ORDER_STATUS
        self._tell(order["seller_id"], ORDER_CHANGE, order_change(order, change), change)

    def listing(self, before: Listing | None, after: Listing) -> None:
        """What is shown of a listing changed, perhaps."""
        seller_id = after["seller_id"]
        self._quantity(_quantity(before), after)
        was, is_now = _status(before), _status(after)
        if was != is_now and (is_now or was != ["DELETED"]):
            self._tell(seller_id, STATUS_CHANGE, status_change(after))
        if _issues(before) != _issues(after):
            self._tell(seller_id, ISSUES_CHANGE, issues_change(after))

    def warehouse(self, row: Document) -> None:
        """Pieces in Amazon's warehouse moved."""
        if not self._subscriptions.listens(row["seller_id"]):
            return
        found = self._listed(row["seller_id"], row["sku"])
        places = [each["marketplace_id"] for each in found if each["region"] == row["region"]]
        if not places:
            return
        listing = found[0] if found else None
        self._tell(row["seller_id"], WAREHOUSE_CHANGE, warehouse_change(row, fn_sku(row), listing, places))

    def feed(self, feed: Document) -> None:
        """A feed came to its end."""
        self._tell(feed["seller_id"], FEED_FINISHED, feed_finished(feed))

    def outbound(self, order: Document) -> None:
        """An order from elsewhere went on in the warehouse."""
        self._tell(order["seller_id"], FULFILLMENT_STATUS, fulfillment_status(order))

    def _quantity(self, before: int | None, listing: Listing) -> None:
        """The stock is one for all countries of the region and told once."""
        after = _quantity(listing)
        if after is None or after == before:
            return
        key = f"{listing['seller_id']}|{listing['region']}|{listing['sku']}"
        if (told := self._store.get(TOLD_QUANTITY, key)) and told["quantity"] == after:
            return
        self._store.put(TOLD_QUANTITY, key, {"quantity": after})
        self._tell(listing["seller_id"], QUANTITY_CHANGE, quantity_change(listing, after))

    def _tell(self, seller_id: str, kind: str, payload: Payload, change: str = "") -> None:
        found = self._subscriptions.of(seller_id, kind, change)
        if found is None:
            return
        subscription, arn = found
        operation = f"{kind} {seller_id}"
        if self._faults.take("lost_notice", "amazon", operation):
            return
        late = self._faults.take("reordered_notice", "amazon", operation)
        twice = self._faults.take("duplicate_notice", "amazon", operation)
        ids = {
            "application": self._config.application_id,
            "subscription": subscription,
            "notification": str(uuid.uuid4()),
        }
        body = json.dumps(envelope(kind, payload, self._clock(), ids), ensure_ascii=False)
        for _ in range(2 if twice else 1):
            self._queues.send(
                self._queues.name_of(arn), body, float(late.options["seconds"]) if late else 0.0
            )


def _quantity(listing: Listing | None) -> int | None:
    """The merchant's pieces shown; None where there are none to speak of."""
    offer = (listing["shown"].get("offer") or {}) if listing else {}
    there = listing is not None and listing["shown"]["phase"] == LIVE and offer.get("channel") == "DEFAULT"
    return offer.get("quantity") if there else None


def _status(listing: Listing | None) -> list[str]:
    """What is told of it; nothing before it was first to be seen."""
    if listing is None or (listing["shown"]["phase"] == ABSENT and listing["changes"]):
        return []
    return ["DELETED"] if listing["shown"]["phase"] == ABSENT else status_of(listing)


def _issues(listing: Listing | None) -> list[str]:
    return sorted(one["code"] for one in listing["shown"]["issues"]) if listing else []
