"""Packages that the merchant sends: confirmShipment of Orders v0 (Amazon facts 4.7)."""

from datetime import UTC, datetime
from typing import Any

from backend.domain.carriers import named
from backend.domain.marketplace import SellerAccess
from backend.domain.shipments import Shipment
from backend.marketplaces.amazon.carrier_codes import OTHER, code_of
from backend.marketplaces.amazon.client import AmazonClient, path_part


class AmazonShipments:
    """Implements marketplaces/shipments.py."""

    def __init__(self, client: AmazonClient) -> None:
        self._client = client

    async def confirm(
        self, seller: SellerAccess, marketplace_id: str, order_code: str, shipment: Shipment, number: str, *,
        urgent: bool = False,
    ) -> None:  # fmt: skip
        """204 without a body; asking again with one reference edits that package."""
        body = {"marketplaceId": marketplace_id, "packageDetail": _package(shipment, marketplace_id, number)}
        path = f"/orders/v0/orders/{path_part(order_code)}/shipmentConfirmation"
        await self._client.call(
            seller, "confirmShipment", "POST", path, body=body, interactive=urgent, empty=True
        )


def _package(shipment: Shipment, marketplace_id: str, number: str) -> dict[str, Any]:
    code = code_of(shipment.carrier, marketplace_id)
    codes = dict(shipment.codes)
    items: list[dict[str, Any]] = []
    for item, pieces in shipment.pieces:
        if pieces:
            more = {"transparencyCodes": list(codes[item])} if codes.get(item) else {}
            items.append({"orderItemId": item, "quantity": pieces, **more})
    said: dict[str, Any] = {
        "packageReferenceId": shipment.reference, "carrierCode": code, "trackingNumber": number,
        "shipDate": datetime.fromtimestamp(shipment.sent_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "orderItems": items,
    }  # fmt: skip
    if code == OTHER:
        said["carrierName"] = named(shipment.carrier, shipment.name) or OTHER
    if shipment.method:
        said["shippingMethod"] = shipment.method
    return said
