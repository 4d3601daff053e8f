"""A shop platform for tests: standing clock, memory, counted chance, an inbox for its webhooks."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from backend.sandbox.clock import SandboxClock
from backend.sandbox.outgoing import Delivery
from backend.sandbox.shop import ShopConfig, ShopSite, create_shop
from backend.sandbox.site import Ground, create_ground

STORE = 1003


@dataclass
class Inbox:
    """The app's end of the webhooks: answers `status`, or not at all when it is None."""

    status: int | None = 200
    letters: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Delivery:
        """Take a webhook."""
        self.letters.append(json.loads(body))
        self.headers.append(dict(headers))
        self.addresses.append(url)
        return Delivery(self.status)

    def events(self) -> list[str]:
        """The event types that came, in order."""
        return [letter["eventType"] for letter in self.letters]


@dataclass
class Stage:
    """Everything that a test of the shop needs."""

    ground: Ground
    shop: ShopSite
    inbox: Inbox
    browser: httpx.AsyncClient

    def api(self, token: str | None = None, store: int = STORE) -> httpx.AsyncClient:
        """A client of the REST API of one store, with the app's token."""
        installation = self.shop.platform.installation(store)
        bearer = token or (installation["token"] if installation else "none")
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.shop.app),
            base_url=f"http://shop.test/api/v3/{store}",
            headers={"Authorization": f"Bearer {bearer}"},
        )


def set_stage(config: ShopConfig | None = None, ground: Ground | None = None) -> Stage:
    """A platform with an empty store."""
    base = ground or create_ground(clock=SandboxClock.standing())
    inbox = Inbox()
    numbers = iter(range(1, 1_000_000))
    shop = create_shop(
        config or ShopConfig(address="http://shop.test"),
        base,
        inbox.post,
        lambda name: b"<svg xmlns='http://www.w3.org/2000/svg'/>" if name == "mill.svg" else None,
        lambda size: next(numbers).to_bytes(size, "big"),
    )
    browser = httpx.AsyncClient(transport=httpx.ASGITransport(shop.app), base_url="http://shop.test")
    return Stage(base, shop, inbox, browser)
