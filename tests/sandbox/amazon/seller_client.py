"""A seller's client against the simulated Amazon in this process, with the judge listening where he is at hand."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from backend.sandbox.amazon.app import create_amazon
from backend.sandbox.amazon.config import AmazonConfig, credentials
from backend.sandbox.amazon.judge import Judge
from backend.sandbox.clock import SandboxClock
from backend.sandbox.site import Ground, create_ground

PLACE = "A1PA6795UKMFR9"
MODELS = Path(__file__).parents[4] / "shared" / "reference" / "amazon" / "models"
JUDGE = Judge.load(MODELS) if MODELS.is_dir() else None
ITEMS: list[dict[str, Any]] = [
    {
        "asin": "B0GOODMUG1",
        "titles": {PLACE: "Becher, blau", "A13V1IB3VIYZZH": "Tasse bleue"},
        "product_type": "DRINKING_CUP",
        "brand": "Nordlicht",
        "identifiers": {"EAN": ["4012345000016"]},
        "reference_prices": {"EUR": "20.00"},
    },
    {
        "asin": "B0TWINMUG1",
        "titles": {PLACE: "Becher, grau"},
        "product_type": "DRINKING_CUP",
        "identifiers": {"EAN": ["4012345000023"]},
    },
    {
        "asin": "B0TWINMUG2",
        "titles": {PLACE: "Becher, grau, zwei Stück"},
        "product_type": "DRINKING_CUP",
        "identifiers": {"EAN": ["4012345000023"]},
    },
    {
        "asin": "B0GATED001",
        "titles": {PLACE: "Lampe einer Marke"},
        "product_type": "LAMP",
        "brand": "Lumina",
        "restrictions": [{"reason_code": "APPROVAL_REQUIRED", "message": "You need approval."}],
    },
    {
        "asin": "B0PICTURE1",
        "titles": {PLACE: "Kerze"},
        "product_type": "CANDLE",
        "flags": ["image_warning"],
        "conditions": ["new_new"],
    },
    {
        "asin": "B0OTHERKID",
        "titles": {PLACE: "T-Shirt einer anderen Familie"},
        "product_type": "SHIRT",
        "parent_asin": "B0OTHERMUM",
    },
]


class Seller:
    """Calls the API as the ready seller. Every request and answer of the API is judged."""

    def __init__(self, http: httpx.AsyncClient, ground: Ground, config: AmazonConfig) -> None:
        self.http, self.ground, self.known = http, ground, credentials(config)
        self.headers: dict[str, str] = {}
        self.judged = True

    async def sign_in(self) -> None:
        """Fetch an access token."""
        answer = await self.http.post("/auth/o2/token", data=self.form())
        self.headers = {"x-amz-access-token": answer.json()["access_token"], "user-agent": "test/1.0"}

    def form(self, **other: str) -> dict[str, str]:
        """The form of a refresh."""
        names = ("refresh_token", "client_id", "client_secret")
        return {"grant_type": "refresh_token", **{name: self.known[name] for name in names}, **other}

    async def call(self, method: str, path: str, body: object = None, **query: str) -> httpx.Response:
        """One call under /eu."""
        content = None if body is None else json.dumps(body).encode()
        headers = self.headers | ({"content-type": "application/json"} if content else {})
        answer = await self.http.request(method, f"/eu{path}", params=query, content=content, headers=headers)
        self._judge(answer.request, answer, path, content)
        return answer

    async def put(self, sku: str, body: Mapping[str, Any], **query: str) -> httpx.Response:
        """putListingsItem."""
        return await self.call("PUT", self.path(sku), body, **{"marketplaceIds": PLACE, **query})

    async def patch(self, sku: str, *patches: Mapping[str, Any], **query: str) -> httpx.Response:
        """patchListingsItem with the generic type."""
        body = {"productType": "PRODUCT", "patches": list(patches)}
        return await self.call("PATCH", self.path(sku), body, **{"marketplaceIds": PLACE, **query})

    async def get(self, sku: str, data: str = "summaries,issues,offers,fulfillmentAvailability") -> Any:
        """getListingsItem; None for 404."""
        answer = await self.call("GET", self.path(sku), marketplaceIds=PLACE, includedData=data)
        return None if answer.status_code == 404 else answer.json()

    def path(self, sku: str) -> str:
        """The path of a listing."""
        return f"/listings/2021-08-01/items/{self.known['seller_id']}/{quote(sku, safe='')}"

    def pass_time(self, seconds: float) -> None:
        """Let sandbox time go by."""
        self.ground.clock.advance(seconds)

    def _judge(self, request: httpx.Request, answer: httpx.Response, path: str, body: bytes | None) -> None:
        if JUDGE is None or not self.judged:
            return
        raw = request.url.raw_path.decode().partition("?")[0].removeprefix("/eu")
        complaints = JUDGE.answer(
            request.method, raw, answer.status_code, dict(answer.headers), answer.content
        )
        if answer.is_success:
            query = request.url.query.decode()
            complaints += JUDGE.request(request.method, raw, query, dict(request.headers), body)
        if JUDGE.operation(request.method, raw):
            assert complaints == [], complaints


def open_seller(config: AmazonConfig | None = None, path: Path | None = None) -> Seller:
    """A seller on a fresh site (or one kept at `path`), on a clock that stands."""
    ground = create_ground(path, SandboxClock.standing())
    known = config or AmazonConfig(address="http://amazon", rate_factor=0)
    app = create_amazon(known, ground, ITEMS)
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://amazon")
    return Seller(http, ground, known)


def offer(asin: str, price: float = 19.9, quantity: int = 5, **more: Any) -> dict[str, Any]:
    """The body of an offer on an ASIN."""
    schedule = [{"schedule": [{"value_with_tax": price}]}]
    attributes = {
        "condition_type": [{"value": "new_new", "marketplace_id": PLACE}],
        "merchant_suggested_asin": [{"value": asin, "marketplace_id": PLACE}],
        "purchasable_offer": [
            {"marketplace_id": PLACE, "currency": "EUR", "audience": "ALL", "our_price": schedule}
        ],
        "fulfillment_availability": [{"fulfillment_channel_code": "DEFAULT", "quantity": quantity}],
    }
    return {
        "productType": "PRODUCT",
        "requirements": "LISTING_OFFER_ONLY",
        "attributes": {**attributes, **more},
    }
