"""The FBA Inventory API over what lies in the warehouses, and the page on which a seller sends pieces there."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.sandbox.amazon.access import Asked
from backend.sandbox.amazon.api import Answering
from backend.sandbox.amazon.catalogue import Catalogue
from backend.sandbox.amazon.errors import bad_request
from backend.sandbox.amazon.lifecycle import Listing, Listings, sent_by_amazon
from backend.sandbox.amazon.pages import Pages
from backend.sandbox.amazon.regions import MARKETPLACES, REGIONS
from backend.sandbox.amazon.sellers import Sellers
from backend.sandbox.amazon.views import moment
from backend.sandbox.amazon.warehouse import PLACES, Warehouse
from backend.sandbox.site import Ground
from backend.sandbox.store import Document

PAGE = 50
TOKEN_SECONDS = 30  # after which the token of a page is dead
OLDEST = 549 * 86_400  # eighteen months
_NOTHING: Document = dict.fromkeys(PLACES, 0)
_ACTS = ("send", "receive", "put", "take")


class InventoryWing:
    """What a seller's app reads of the warehouses, and what its people do there."""

    def __init__(
        self, warehouse: Warehouse, listings: Listings, catalogue: Catalogue, sellers: Sellers, ground: Ground,
        pages: Pages,
    ) -> None:  # fmt: skip
        self._warehouse, self._listings, self._catalogue = warehouse, listings, catalogue
        self._sellers, self._clock, self._pages = sellers, ground.clock, pages

    def answers(self) -> Mapping[str, Answering]:
        return {"getInventorySummaries": Answering(self.summaries)}

    def routes(self) -> list[Route]:
        return [
            Route("/warehouse", self.page, methods=["GET"]),
            Route("/warehouse", self.press, methods=["POST"]),
            Route("/sandbox/warehouse", self.json, methods=["GET", "POST"]),
        ]

    def summaries(self, asked: Asked) -> dict[str, Any]:
        """getInventorySummaries: one marketplace, page by page; the inbound pieces are in no list of changes."""
        (place,) = asked.items("marketplaceIds")
        if asked.text("granularityId") != place:
            raise bad_request("granularityId must be the marketplace of marketplaceIds.")
        if asked.text("sellerSku") and asked.items("sellerSkus"):
            raise bad_request("sellerSku and sellerSkus exclude each other.")
        rows = self._rows(asked.caller.seller_id, MARKETPLACES[place].region)
        since = _since(asked.text("startDateTime"), self._clock())
        if since is not None:
            rows = [row for row in rows if row.get("changed_at", 0.0) >= since]
        skus = {asked.text("sellerSku")} if asked.text("sellerSku") else set(asked.items("sellerSkus"))
        if skus:
            rows = [row for row in rows if row["sku"] in skus]
        start = self._place(asked)
        summaries = [self._summary(row, place, asked.text("details")) for row in rows[start : start + PAGE]]
        answer: dict[str, Any] = {
            "payload": {
                "granularity": {"granularityType": "Marketplace", "granularityId": place},
                "inventorySummaries": summaries,
            }
        }
        if start + PAGE < len(rows):
            answer["pagination"] = {"nextToken": _token(start + PAGE, self._clock(), _question(asked))}
        return answer

    def _place(self, asked: Asked) -> int:
        """Where a page begins. Raises 400 for a token that is too old, or another question's."""
        token = asked.text("nextToken")
        if not token:
            return 0
        try:
            start, at, question = base64.urlsafe_b64decode(token).decode().split("|")
            place, age = int(start), self._clock() - float(at)
        except (ValueError, binascii.Error):
            raise bad_request("The nextToken is invalid.") from None
        if age > TOKEN_SECONDS or question != _question(asked):
            raise bad_request("The nextToken is invalid or has expired.")
        return place

    def _rows(self, seller_id: str, region: str) -> list[Document]:
        """What lies there, and what Amazon is to send though nothing lies there, by SKU."""
        rows = {row["sku"]: row for row in self._warehouse.of_seller(seller_id, region)}
        for listing in self._listings.find([("seller_id", "=", seller_id)]):
            if listing["region"] == region and sent_by_amazon(listing) and listing["sku"] not in rows:
                rows[listing["sku"]] = {
                    **_NOTHING, "seller_id": seller_id, "region": region, "sku": listing["sku"],
                    "updated_at": listing["updated_at"], "changed_at": listing["updated_at"],
                }  # fmt: skip
        return [rows[sku] for sku in sorted(rows)]

    def _summary(self, row: Document, place: str, details: str) -> dict[str, Any]:
        listing = self._listing(row, place)
        asin = (listing["asin"] if listing else None) or ""
        item = self._catalogue.get(asin) if asin else None
        titles = item["titles"] if item else {}
        summary: dict[str, Any] = {
            "asin": asin, "fnSku": fn_sku(row), "sellerSku": row["sku"], "condition": "NewItem",
            "lastUpdatedTime": moment(row["updated_at"]),
            "productName": titles.get(place) or next(iter(titles.values()), row["sku"]),
            "totalQuantity": sum(row[name] for name in PLACES), "stores": [],
        }  # fmt: skip
        return {**summary, "inventoryDetails": _details(row)} if details == "true" else summary

    def _listing(self, row: Document, place: str) -> Listing | None:
        found = self._listings.find([("seller_id", "=", row["seller_id"]), ("sku", "=", row["sku"])])
        return next((each for each in found if each["marketplace_id"] == place), found[0] if found else None)

    # --- the seller's people ---------------------------------------------------------------------------------------

    async def page(self, request: Request) -> Response:
        """What lies there of a seller, with buttons: send pieces, let Amazon receive them."""
        ids = [
            merchant.id
            for account in self._sellers.accounts
            if account.primary
            for merchant in account.merchants.values()
        ]
        seller = request.query_params.get("seller") or ids[0]
        regions = [region for region in sorted(REGIONS) if self._sellers.caller(seller, region)]
        rows = [row for region in regions for row in self._rows(seller, region)]
        listed = sorted({each["sku"] for each in self._listings.find([("seller_id", "=", seller)])})
        return self._pages.render(
            "warehouse.html", rows=rows, seller=seller, regions=regions, listed=listed,
            sellers=[(id_, self._sellers.name(id_)) for id_ in ids],
        )  # fmt: skip

    async def press(self, request: Request) -> Response:
        """A button of the page."""
        wish = {name: str(value).strip() for name, value in (await request.form()).items()}
        try:
            self._do(wish)
        except ValueError as error:
            return self._pages.render("error.html", 400, code="NotPossible", message=f"{error}.")
        return RedirectResponse(f"/warehouse?seller={wish.get('seller_id', '')}", 303)

    async def json(self, request: Request) -> Response:
        """GET ?seller_id=&region=: what lies there. POST {seller_id, region, sku, act, pieces}."""
        said = request.query_params
        try:
            if request.method == "POST":
                wish = await request.json()
                return JSONResponse(self._do({name: str(value) for name, value in wish.items()}))
        except (ValueError, AttributeError) as error:
            return JSONResponse({"error": str(error)}, 400)
        return JSONResponse(self._rows(said.get("seller_id", ""), said.get("region", "eu")))

    def _do(self, wish: Mapping[str, str]) -> Document:
        """send: on the way there; receive: what was on the way is for sale (all without a number); put, take: pieces
        for sale appear or go."""
        seller_id, region, sku = wish.get("seller_id", ""), wish.get("region", "eu"), wish.get("sku", "")
        act, said = wish.get("act", ""), wish.get("pieces", "")
        if act not in _ACTS or not sku or self._sellers.caller(seller_id, region) is None:
            raise ValueError("a seller of the region, a SKU and something to do are needed")
        if said and not said.isdigit():
            raise ValueError(f"{said} is no number of pieces")
        there = self._warehouse.get(seller_id, region, sku) or _NOTHING
        if act == "receive":
            pieces = int(said or there["inbound"])
            return self._warehouse.shift(seller_id, region, sku, "inbound", "fulfillable", pieces)
        pieces = int(said or 0)
        if not pieces:
            raise ValueError("how many pieces")
        place = "inbound" if act == "send" else "fulfillable"
        return self._warehouse.move(seller_id, region, sku, place, -pieces if act == "take" else pieces)


def fn_sku(row: Document) -> str:
    """Amazon's own label of a SKU."""
    text = f"{row['seller_id']}|{row['sku']}".encode()
    return f"X00{hashlib.sha256(text).hexdigest()[:7].upper()}"


def _details(row: Document) -> dict[str, Any]:
    return {
        "fulfillableQuantity": row["fulfillable"], "inboundWorkingQuantity": 0,
        "inboundShippedQuantity": row["inbound"], "inboundReceivingQuantity": 0,
        "reservedQuantity": {
            "totalReservedQuantity": row["reserved"], "pendingCustomerOrderQuantity": row["reserved"],
            "pendingTransshipmentQuantity": 0, "fcProcessingQuantity": 0,
        },
        "researchingQuantity": {
            "totalResearchingQuantity": row["researching"],
            "researchingQuantityBreakdown": [
                {"name": f"researchingQuantityIn{term}Term", "quantity": row["researching"] if term == "Short" else 0}
                for term in ("Short", "Mid", "Long")
            ],
        },
        "unfulfillableQuantity": {
            "totalUnfulfillableQuantity": row["unfulfillable"], "customerDamagedQuantity": 0,
            "warehouseDamagedQuantity": row["unfulfillable"], "distributorDamagedQuantity": 0,
            "carrierDamagedQuantity": 0, "defectiveQuantity": 0, "expiredQuantity": 0,
        },
    }  # fmt: skip


def _since(said: str, now: float) -> float | None:
    if not said:
        return None
    try:
        since = datetime.fromisoformat(said)
    except ValueError:
        raise bad_request("Invalid 'startDateTime' provided.") from None
    if since.tzinfo is None or now - since.timestamp() > OLDEST:
        raise bad_request("startDateTime must be a date and time of the last 18 months.")
    return since.timestamp()


def _token(start: int, at: float, question: str) -> str:
    return base64.urlsafe_b64encode(f"{start}|{at}|{question}".encode()).decode()


def _question(asked: Asked) -> str:
    same = {name: value for name, value in asked.query.items() if name != "nextToken"}
    return hashlib.sha256(json.dumps(same, sort_keys=True).encode()).hexdigest()[:16]
