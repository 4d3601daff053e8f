"""Where the port is tried: every marketplace of the registry, opened as the house opens it, before its own sandbox."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from backend.domain.listing import Offer, Shown
from backend.domain.marketplace import SellerAccess
from backend.domain.money import Money
from backend.domain.policy import Condition
from backend.marketplaces.marketplace import Marketplace
from backend.marketplaces.registry import MARKETPLACES
from backend.other_side import amazon_config
from backend.sandbox.amazon.app import create_amazon
from backend.sandbox.amazon.config import credentials
from backend.sandbox.clock import SandboxClock
from backend.sandbox.site import Ground, create_ground
from backend.settings import read_settings
from backend.transport.client import open_client
from tests.contract.judged import JudgedTransport
from tests.contract.reference import open_judge, present


@dataclass(slots=True)
class Stage:
    """A marketplace with a seller who may sell `offer` in `marketplace_id`, and ways to make the other side misbehave.

    `ways` are the sandbox's names for deeds of the port: {"publish": "PUT /somewhere/*"}. `consent` agrees as a
    merchant does in a browser, and returns the code and the seller it leads to, who has no refresh token yet.
    `publications` counts what reached the other side for a SKU.
    """

    marketplace: Marketplace
    seller: SellerAccess
    marketplace_id: str
    language: str
    offer: Offer
    identifier: tuple[str, str]
    title: str
    parent_asin: str
    unknown_asin: str
    restricted_asin: str
    callback: str
    ground: Ground
    clock: SandboxClock
    ways: Mapping[str, str]
    consent: Callable[[str], Awaitable[tuple[str, SellerAccess]]]
    publications: Callable[[str], Awaitable[int]]
    judged: JudgedTransport

    def arm(self, fault: str, deed: str, times: int | None = None, **options: str | float) -> None:
        """The fault strikes the next calls of a deed."""
        self.ground.faults.arm(fault, operation=self.ways[deed], times=times, **options)

    def settle(self) -> None:
        """A minute goes by: the sandbox has worked off what it was told."""
        self.clock.advance(60)


@asynccontextmanager
async def _amazon(folder: Path) -> AsyncIterator[Stage]:
    settings = read_settings({"STORELANE_DATA": str(folder)})
    config = replace(amazon_config(settings), rate_factor=0)
    given, clock = credentials(config), SandboxClock.standing()
    ground = create_ground(clock=clock)
    entry = MARKETPLACES["amazon"]
    site = httpx.ASGITransport(create_amazon(config, ground, [_APPROVAL_NEEDED, *_FAMILY]))
    judged = JudgedTransport(site, open_judge() if present else None)

    async def sleep(seconds: float) -> None:
        clock.advance(seconds)

    async with (
        open_client(
            entry.plans, entry.otherwise, clock=clock, sleep=sleep, chance=lambda: 0.5, network=judged
        ) as http,
        httpx.AsyncClient(transport=site, base_url=config.address) as browser,
    ):
        marketplace = entry.open(settings, http, clock)
        yield Stage(
            marketplace=marketplace,
            seller=SellerAccess(1, given["seller_id"], "EU", given["refresh_token"]),
            marketplace_id=given["marketplace_id"],
            language="de_DE",
            offer=Offer("Lampe/1 +é", given["asin"], Money(8990, "EUR"), 3, Condition.NEW, handling_days=2),
            identifier=("EAN", given["ean"]),
            title="cabin suitcase four wheels",
            parent_asin=str(_FAMILY[0]["asin"]),
            unknown_asin="B0UNKNOWN0",
            restricted_asin=str(_APPROVAL_NEEDED["asin"]),
            callback=f"{config.address}/sellercentral/de/apps/authorize/confirm/{config.application_id}",
            ground=ground,
            clock=clock,
            ways=_AMAZON_WAYS,
            consent=partial(_consent, marketplace, browser),
            publications=partial(_publications, browser),
            judged=judged,
        )


async def _consent(
    marketplace: Marketplace, browser: httpx.AsyncClient, state: str
) -> tuple[str, SellerAccess]:
    place = next(country for country in marketplace.countries() if country.code == "DE")
    answer = await browser.post(marketplace.consent_address(place, state), data=_AGREED)
    said = parse_qs(urlsplit(answer.headers["location"]).query)
    assert said["state"] == [state]
    return said["spapi_oauth_code"][0], SellerAccess(2, said["selling_partner_id"][0], "EU", "")


async def _publications(browser: httpx.AsyncClient, sku: str) -> int:
    rows = (await browser.get("/sandbox/listings")).json()
    return sum(row["publications"] for row in rows if row["sku"] == sku)


_AGREED = {"login": "atelier@example.com", "agree": "yes", "decision": "confirm"}
_AMAZON_WAYS = {
    "publish": "PUT /eu/listings/*",
    "withdraw": "DELETE /eu/listings/*",
    "shown": "GET /eu/listings/*",
    "token": "POST /auth/o2/token",
    "start_feed": "POST /eu/feeds/2021-06-30/feeds",
    "participations": "GET *sellers/v1/*",
}
_APPROVAL_NEEDED = {
    "asin": "B0APPROVAL", "titles": {"A1PA6795UKMFR9": "Lampe"}, "product_type": "LAMP",
    "restrictions": [{"reason_code": "APPROVAL_REQUIRED", "message": "You need approval to list this brand."}],
}  # fmt: skip
_FAMILY: list[dict[str, Any]] = [
    {
        "asin": "B0PARENT01", "titles": {"A1PA6795UKMFR9": "Tasse"}, "product_type": "DRINKING_CUP",
        "classification": "VARIATION_PARENT", "child_asins": ["B0CHILD001", "B0CHILD002"], "variation_theme": "COLOR",
    },
    *(
        {
            "asin": asin, "titles": {"A1PA6795UKMFR9": f"Tasse {colour}"}, "product_type": "DRINKING_CUP",
            "color": colour, "parent_asin": "B0PARENT01", "variation_theme": "COLOR",
        }
        for asin, colour in (("B0CHILD001", "rot"), ("B0CHILD002", "blau"))
    ),
]  # fmt: skip

STAGES: dict[str, Callable[[Path], AbstractAsyncContextManager[Stage]]] = {"amazon": _amazon}


async def look(stage: Stage, *skus: str) -> dict[str, Shown]:
    return await stage.marketplace.shown(stage.seller, stage.marketplace_id, skus, stage.language)


async def publish(stage: Stage, **changes: object) -> bool:
    offer = replace(stage.offer, **changes)  # type: ignore[arg-type]
    outcome = await stage.marketplace.publish(stage.seller, stage.marketplace_id, offer, stage.language)
    return outcome.accepted
