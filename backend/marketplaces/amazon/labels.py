"""Amazon's Buy Shipping, Shipping v2: rates, purchase, documents, cancelling, tracking (Amazon facts 4.12).

None of its operations is on Amazon's list of those that need a restricted token.
"""

import base64
import binascii
import zlib
from collections.abc import Mapping
from typing import Any

from backend.domain.labels import Bought, NoRate, Origin, Paper, Purchase, Quote, Rate, RateWish, Whereabouts
from backend.domain.marketplace import SellerAccess
from backend.domain.money import Money, to_major
from backend.domain.packing import SizeUnit, WeightUnit
from backend.marketplaces.amazon.client import AmazonClient, path_part
from backend.marketplaces.amazon.label_reading import no_rates, rates_of
from backend.marketplaces.amazon.reading import Entry, entries, entry, moment, needed, text
from backend.transport.errors import Unavailable

PATH = "/shipping/v2"
# The country of the marketplace -> the business that sells labels there; no other country has one.
BUSINESSES = {
    "US": "AmazonShipping_US", "IN": "AmazonShipping_IN", "GB": "AmazonShipping_UK", "AE": "AmazonShipping_UAE",
    "SA": "AmazonShipping_SA", "EG": "AmazonShipping_EG", "IT": "AmazonShipping_IT", "ES": "AmazonShipping_ES",
    "FR": "AmazonShipping_FR", "JP": "AmazonShipping_JP",
}  # fmt: skip
_SIZES = {SizeUnit.CM: "CENTIMETER", SizeUnit.IN: "INCH"}
_WEIGHTS = {WeightUnit.G: "GRAM", WeightUnit.KG: "KILOGRAM", WeightUnit.OZ: "OUNCE", WeightUnit.LB: "POUND"}
LARGEST = 20 << 20  # bytes of a label


class AmazonLabels:
    """Implements marketplaces/labels.py."""

    def __init__(self, client: AmazonClient) -> None:
        self._client = client

    def serves(self, country: str) -> bool:
        return country in BUSINESSES

    def too_late(self, code: str) -> bool:
        return code == "TOKEN_EXPIRED"

    async def rates(self, seller: SellerAccess, country: str, wish: RateWish) -> Quote:
        answer = await self._client.call(
            seller, "getRates", "POST", f"{PATH}/shipments/rates", body=rates_body(wish), headers=_business(country),
            interactive=True, question=True, patience=8.0,
        )  # fmt: skip
        said = entry(answer.data.get("payload"))
        token = text(said.get("requestToken"))
        if not token:
            raise Unavailable("rates without their token")
        rates: tuple[Rate, ...] = rates_of(said)
        refused: tuple[NoRate, ...] = no_rates(said)
        return Quote(token, rates, refused)

    async def buy(self, seller: SellerAccess, country: str, purchase: Purchase) -> Bought:
        answer = await self._client.call(
            seller, "purchaseShipment", "POST", f"{PATH}/shipments", body=purchase_body(purchase), once=True,
            headers={**_business(country), "x-amzn-IdempotencyKey": purchase.key},
        )  # fmt: skip
        said = entry(answer.data.get("payload"))
        package = _package(said.get("packageDocumentDetails"), purchase.package_code)
        window = entry(entry(said.get("promise")).get("deliveryWindow"))
        return Bought(
            needed(said, "shipmentId"), text(package.get("trackingId")), _document(package),
            moment(text(window.get("end"))) or None,
        )  # fmt: skip

    async def document(
        self, seller: SellerAccess, country: str, shipment_code: str, package_code: str
    ) -> bytes | None:
        query = {"packageClientReferenceId": package_code, "format": "PDF"}
        path = f"{PATH}/shipments/{path_part(shipment_code)}/documents"
        answer = await self._client.call(
            seller, "getShipmentDocuments", "GET", path, query=query, headers=_business(country)
        )
        return _document(entry(entry(answer.data.get("payload")).get("packageDocumentDetail")))

    async def void(self, seller: SellerAccess, country: str, shipment_code: str) -> None:
        path = f"{PATH}/shipments/{path_part(shipment_code)}/cancel"
        await self._client.call(seller, "cancelShipment", "PUT", path, once=True, headers=_business(country))

    async def whereabouts(
        self, seller: SellerAccess, country: str, tracking: str, carrier_code: str
    ) -> Whereabouts:
        answer = await self._client.call(
            seller, "getTracking", "GET", f"{PATH}/tracking", headers=_business(country),
            query={"trackingId": tracking, "carrierId": carrier_code},
        )  # fmt: skip
        said = entry(answer.data.get("payload"))
        times = [moment(text(each.get("eventTime"))) for each in entries(said.get("eventHistory"))]
        return Whereabouts(text(entry(said.get("summary")).get("status")), max(times, default=0) or None)


def rates_body(wish: RateWish) -> dict[str, Any]:
    """The body of getRates. For an order of Amazon's own the recipient is not told: Amazon knows it."""
    parcel, values = wish.parcel, dict(wish.values)
    length, width, height = (float(side) for side in parcel.sides)
    items: list[dict[str, Any]] = []
    for code, pieces in wish.pieces:
        item: dict[str, Any] = {"itemIdentifier": code, "quantity": pieces}
        if code in values:
            item["itemValue"] = _currency(values[code])
        items.append(item)
    package = {
        "dimensions": {"length": length, "width": width, "height": height, "unit": _SIZES[parcel.size_unit]},
        "weight": {"value": float(parcel.weight), "unit": _WEIGHTS[parcel.weight_unit]},
        "insuredValue": _currency(wish.worth), "packageClientReferenceId": wish.package_code, "items": items,
    }  # fmt: skip
    details = {"channelType": "AMAZON", "amazonOrderDetails": {"orderId": wish.order_code}}
    return {"shipFrom": _address(wish.origin), "packages": [package], "channelDetails": details}


def purchase_body(purchase: Purchase) -> dict[str, Any]:
    """The body of purchaseShipment."""
    body: dict[str, Any] = {
        "requestToken": purchase.token, "rateId": purchase.rate_code,
        "requestedDocumentSpecification": _specification(purchase.paper),
    }  # fmt: skip
    if purchase.extras:
        body["requestedValueAddedServices"] = [{"id": code} for code in purchase.extras]
    return body


def _specification(paper: Paper) -> dict[str, Any]:
    said: dict[str, Any] = {
        "format": paper.format, "size": {"width": paper.width, "length": paper.length, "unit": paper.unit},
        "needFileJoining": paper.joined, "requestedDocumentTypes": list(paper.kinds),
    }  # fmt: skip
    if paper.dpi is not None:
        said["dpi"] = paper.dpi
    if paper.layout:
        said["pageLayout"] = paper.layout
    return said


def _address(origin: Origin) -> dict[str, str]:
    """What is empty is left out; a region is always told: where there are none, the town stands for it."""
    said = {
        "name": origin.name, "companyName": origin.company, "addressLine1": origin.line1,
        "addressLine2": origin.line2, "city": origin.city, "stateOrRegion": origin.region or origin.city,
        "postalCode": origin.postal_code, "countryCode": origin.country, "phoneNumber": origin.phone,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def _currency(money: Money) -> dict[str, Any]:
    return {"value": float(to_major(money)), "unit": money.currency}


def _business(country: str) -> Mapping[str, str]:
    return {"x-amzn-shipping-business-id": BUSINESSES[country]}


def _package(said: object, code: str) -> Entry:
    """Ours among the packages of an answer; the only one, whatever it is called."""
    found = entries(said)
    named = [each for each in found if each.get("packageClientReferenceId") == code]
    return (named or found or [{}])[0]


def _document(package: Entry) -> bytes | None:
    """The label as a PDF; Amazon's older operation packs what it encodes, so that is undone too."""
    for each in entries(package.get("packageDocuments")):
        if each.get("type") != "LABEL":
            continue
        try:
            content = base64.b64decode(text(each.get("contents")), validate=True)
            if content[:2] == b"\x1f\x8b":
                content = zlib.decompressobj(wbits=31).decompress(content, LARGEST)
        except (binascii.Error, ValueError, zlib.error):
            continue
        if content.startswith(b"%PDF"):
            return content
    return None
