"""Delivery of webhooks: signed, retried on the documented schedule, at least once, in no promised order."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Protocol

from backend.sandbox.faults import FaultKind
from backend.sandbox.outgoing import Delivery
from backend.sandbox.shop.state import Platform, number_key
from backend.sandbox.store import Document

SUCCESS = frozenset({200, 201, 202, 204, 209})
# 27 retries over a day: after a quarter, a half and three quarters of an hour, then every hour to the 24th.
RETRIES = (*(minutes * 60 for minutes in (15, 30, 45)), *(hours * 3600 for hours in range(1, 25)))
FAULTS = (
    FaultKind("duplicate_webhook", "Delivers a webhook twice (operation: WEBHOOK product.updated)", "shop"),
    FaultKind(
        "reordered_webhook", "Delivers a webhook late, after those that follow", "shop", {"seconds": 20}
    ),
    FaultKind("lost_webhook", "Never delivers a webhook", "shop"),
    FaultKind("forged_webhook", "Signs a webhook with a wrong secret", "shop"),
    FaultKind("revoked", "Refuses the app's token as unknown (operation: TOKEN *)", "shop"),
)


class Post(Protocol):
    """Sends one POST and never raises for what the other side does."""

    async def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> Delivery:
        """Send it."""


class Webhooks:
    """The queue of deliveries, kept in the store so that a restart goes on where it was."""

    def __init__(self, platform: Platform, post: Post) -> None:
        self._platform = platform
        self._post = post
        self._woken = asyncio.Event()
        platform.on_event = self._woken.set

    async def deliver_due(self) -> int:
        """Deliver everything that is due now; returns how many POSTs were sent."""
        sent = 0
        store, clock = self._platform.store, self._platform.clock
        while delivery := store.first("delivery", [("due", "<=", clock())], order=["due", "key"]):
            sent += await self._deliver(delivery)
        return sent

    async def run(self) -> None:
        """Deliver for ever."""
        while True:
            self._woken.clear()
            await self.deliver_due()
            next_up = self._platform.store.first("delivery", order=["due"])
            wait = max(next_up["due_at"] - self._platform.clock(), 0.01) if next_up else 3600.0
            waits = [
                asyncio.create_task(self._until_woken()),
                asyncio.create_task(self._platform.clock.sleep(wait)),
            ]
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for each in waits:
                    each.cancel()

    async def _until_woken(self) -> None:
        await self._woken.wait()

    async def _deliver(self, delivery: Document) -> int:
        store, faults = self._platform.store, self._platform.faults
        key, operation = number_key(delivery["number"]), f"WEBHOOK {delivery['event']}"
        if delivery["tries"] == 0:
            if faults.take("lost_webhook", "shop", operation):
                store.delete("delivery", key)
                return 0
            fault = None if "late" in delivery else faults.take("reordered_webhook", "shop", operation)
            if fault is not None:
                due = self._platform.clock() + float(fault.options["seconds"])
                store.put("delivery", key, {**delivery, "late": True, "due_at": due})
                return 0
        secret = self._platform.config.client_secret
        if faults.take("forged_webhook", "shop", operation):
            secret = "not the secret"
        times = 2 if faults.take("duplicate_webhook", "shop", operation) else 1
        for _ in range(times):
            result = await self._send(delivery["body"], secret)
        self._settle(key, delivery, result)
        return times

    def _settle(self, key: str, delivery: Document, result: Delivery) -> None:
        if result.status in SUCCESS or delivery["tries"] >= len(RETRIES):
            self._platform.store.delete("delivery", key)
            return
        wait = RETRIES[delivery["tries"]] / self._platform.config.retry_pace
        later = {"tries": delivery["tries"] + 1, "due_at": self._platform.clock() + wait}
        self._platform.store.put("delivery", key, {**delivery, **later})

    async def _send(self, body: Document, secret: str) -> Delivery:
        url = self._platform.config.webhook_url
        separator = "&" if "?" in url else "?"
        headers = {
            "Content-Type": "application/json; charset=UTF-8",
            "X-Ecwid-Webhook-Signature": signature(secret, body["eventCreated"], body["eventId"]),
        }
        content = json.dumps(body, ensure_ascii=False).encode()
        return await self._post(f"{url}{separator}eventtype={body['eventType']}", content, headers)


def signature(secret: str, created: int, event_id: str) -> str:
    """base64 of HMAC-SHA256 over "created.id"; the body is not covered."""
    message = f"{created}.{event_id}".encode()
    return base64.b64encode(hmac.new(secret.encode(), message, hashlib.sha256).digest()).decode()
