"""Multi-Channel Fulfillment: orders of other shops that Amazon sends (Fulfillment Outbound 2020-07-01, facts 4.10)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from backend.domain.marketplace import SellerAccess
from backend.domain.money import Money, NotMoney, from_major
from backend.domain.orders import Recipient
from backend.domain.outbound import (
    LONGEST_COMMENT,
    Following,
    Handover,
    Lack,
    Line,
    LineState,
    Missing,
    Parcel,
    Speed,
    SpeedOffer,
    State,
)
from backend.marketplaces.amazon.client import AmazonClient, path_part
from backend.marketplaces.amazon.reading import Entry, entries, entry, moment, text, texts
from backend.transport.errors import Unavailable

ROOT = "/fba/outbound/2020-07-01"
ORDERS = f"{ROOT}/fulfillmentOrders"
_PATIENCE = 8.0  # seconds that a person waits for the turn of a preview
_SPEEDS = {Speed.STANDARD: "Standard", Speed.EXPEDITED: "Expedited", Speed.PRIORITY: "Priority"}
_BY_NAME = {name: speed for speed, name in _SPEEDS.items()}
_POLICIES = {Missing.NOTHING_LEAVES: "FillOrKill", Missing.REST_LEAVES: "FillAllAvailable"}
_STATES = {
    "NEW": State.NEW, "RECEIVED": State.RECEIVED, "PLANNING": State.PLANNING, "PROCESSING": State.PROCESSING,
    "CANCELLED": State.CANCELLED, "COMPLETE": State.COMPLETE, "COMPLETEPARTIALLED": State.PARTIAL,
    "UNFULFILLABLE": State.UNFULFILLABLE, "INVALID": State.INVALID,
}  # fmt: skip


class AmazonOutbound:
    """Implements marketplaces/outbound.py."""

    def __init__(self, client: AmazonClient) -> None:
        self._client = client

    async def offers(self, seller: SellerAccess, handover: Handover) -> Sequence[SpeedOffer]:
        body: dict[str, Any] = {
            "marketplaceId": handover.marketplace_id, "address": _address(handover.recipient),
            "items": [_item(line) for line in handover.lines], "shippingSpeedCategories": list(_BY_NAME),
            **_features(handover),
        }  # fmt: skip
        said = await self._client.call(
            seller, "getFulfillmentPreview", "POST", f"{ORDERS}/preview", body=body, interactive=True, question=True,
            patience=_PATIENCE,
        )  # fmt: skip
        found = entries(entry(said.data.get("payload")).get("fulfillmentPreviews"))
        offers = [_offer(one) for one in found if text(one.get("shippingSpeedCategory")) in _BY_NAME]
        return sorted(offers, key=lambda offer: list(Speed).index(offer.speed))

    async def hand_over(self, seller: SellerAccess, handover: Handover) -> None:
        body = {
            "marketplaceId": handover.marketplace_id, "sellerFulfillmentOrderId": handover.code,
            "displayableOrderId": handover.shown[:40],
            "displayableOrderDate": datetime.fromtimestamp(handover.ordered_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "displayableOrderComment": handover.comment[:LONGEST_COMMENT] or handover.shown,
            "shippingSpeedCategory": _SPEEDS[handover.speed],
            "destinationAddress": _address(handover.recipient),
            "fulfillmentAction": "Hold" if handover.hold else "Ship",
            "fulfillmentPolicy": _POLICIES[handover.missing],
            "items": [_item(line) for line in handover.lines], **_features(handover),
        }  # fmt: skip
        await self._client.call(seller, "createFulfillmentOrder", "POST", ORDERS, body=body)

    async def follow(self, seller: SellerAccess, code: str) -> Following:
        said = await self._client.call(seller, "getFulfillmentOrder", "GET", f"{ORDERS}/{path_part(code)}")
        found = entry(said.data.get("payload"))
        order = entry(found.get("fulfillmentOrder"))
        if text(order.get("sellerFulfillmentOrderId")) != code:
            raise Unavailable("another order than was asked for", status=200)
        return Following(
            _state(order), _lines(found), _parcels(found),
            text(order.get("fulfillmentAction")) == "Hold", moment(text(order.get("statusUpdatedDate"))),
        )  # fmt: skip

    async def parcel(self, seller: SellerAccess, parcel: Parcel) -> Parcel:
        said = await self._client.call(
            seller, "getPackageTrackingDetails", "GET", f"{ROOT}/tracking",
            query={"packageNumber": str(parcel.number)},
        )  # fmt: skip
        found = entry(said.data.get("payload"))
        url = text(found.get("customerTrackingLink"))
        return replace(
            parcel,
            where=text(found.get("currentStatus"))[:40],
            arrives_at=moment(text(found.get("estimatedArrivalDate"))) or parcel.arrives_at,
            url=url[:500] if url.startswith("https://") else "",
            tracking=text(found.get("trackingNumber"))[:100] or parcel.tracking,
        )

    async def let_go(self, seller: SellerAccess, code: str) -> None:
        await self._client.call(
            seller, "updateFulfillmentOrder", "PUT", f"{ORDERS}/{path_part(code)}", body={"fulfillmentAction": "Ship"}
        )  # fmt: skip

    async def cancel(self, seller: SellerAccess, code: str) -> None:
        # A lost answer is looked into by the caller, so that an order which is picked meanwhile is no refusal.
        await self._client.call(
            seller, "cancelFulfillmentOrder", "PUT", f"{ORDERS}/{path_part(code)}/cancel", once=True
        )  # fmt: skip


def _address(to: Recipient) -> dict[str, str]:
    lines = ([to.company] if to.company and len(to.lines) < 3 else []) + list(to.lines)
    said = {"name": to.name, "city": to.city, "stateOrRegion": to.region, "postalCode": to.postal_code,
            "countryCode": to.country, "phone": to.phone}  # fmt: skip
    said |= {f"addressLine{number}": line for number, line in enumerate(lines[:3], 1)}
    return {name: value for name, value in said.items() if value}


def _item(line: Line) -> dict[str, object]:
    return {"sellerSku": line.sku, "sellerFulfillmentOrderItemId": line.code, "quantity": line.pieces}


def _features(handover: Handover) -> dict[str, object]:
    if not handover.blank_box:
        return {}
    return {"featureConstraints": [{"featureName": "BLANK_BOX", "featureFulfillmentPolicy": "Required"}]}


def _offer(said: Entry) -> SpeedOffer:
    """One speed; fees that are no money are left out, arrival is the widest window of its parcels."""
    parcels = entries(said.get("fulfillmentPreviewShipments"))
    begins = [at for each in parcels if (at := moment(text(each.get("earliestArrivalDate"))))]
    ends = [at for each in parcels if (at := moment(text(each.get("latestArrivalDate"))))]
    lacks = [
        Lack(
            text(each.get("sellerFulfillmentOrderItemId")), _count(each.get("quantity")),
            texts(each.get("itemUnfulfillableReasons")),
        )
        for each in entries(said.get("unfulfillablePreviewItems"))
    ]  # fmt: skip
    return SpeedOffer(
        _BY_NAME[text(said.get("shippingSpeedCategory"))], said.get("isFulfillable") is True,
        tuple(_fees(said)), min(begins, default=None), max(ends, default=None), tuple(lacks),
        texts(said.get("orderUnfulfillableReasons")),
    )  # fmt: skip


def _fees(said: Entry) -> list[tuple[str, Money]]:
    found = []
    for each in entries(said.get("estimatedFees")):
        amount = entry(each.get("amount"))
        try:
            found.append(
                (text(each.get("name")), from_major(amount.get("value"), text(amount.get("currencyCode"))))
            )
        except NotMoney:
            continue
    return found


def _state(order: Entry) -> State:
    said = text(order.get("fulfillmentOrderStatus")).upper().replace("_", "")
    return _STATES.get(said, State.UNKNOWN)


def _lines(found: Entry) -> Mapping[str, LineState]:
    return {
        text(each.get("sellerFulfillmentOrderItemId")): LineState(
            _count(each.get("quantity")), _count(each.get("cancelledQuantity")),
            _count(each.get("unfulfillableQuantity")),
        )
        for each in entries(found.get("fulfillmentOrderItems"))
    }  # fmt: skip


def _parcels(found: Entry) -> tuple[Parcel, ...]:
    """The parcels that left; the same number is the same parcel."""
    parcels: dict[int, Parcel] = {}
    for shipment in entries(found.get("fulfillmentShipments")):
        if text(shipment.get("fulfillmentShipmentStatus")) != "SHIPPED":
            continue
        sent = moment(text(shipment.get("shippingDate"))) or None
        for each in entries(shipment.get("fulfillmentShipmentPackage")):
            number = _count(each.get("packageNumber"))
            arrives = moment(text(each.get("estimatedArrivalDate"))) or None
            parcels[number] = Parcel(
                number,
                text(each.get("carrierCode"))[:60],
                text(each.get("trackingNumber"))[:100],
                sent,
                arrives,
            )
    return tuple(parcels[number] for number in sorted(parcels))


def _count(said: object) -> int:
    return said if isinstance(said, int) and not isinstance(said, bool) and said > 0 else 0
