"""The operations of Shipping v2 that this Amazon answers."""

from backend.sandbox.amazon.access import Operation, Parameter

_SHIPPING = "/shipping/v2"

SHIPPING = (
    Operation("getRates", "POST", f"{_SHIPPING}/shipments/rates"),
    Operation("purchaseShipment", "POST", f"{_SHIPPING}/shipments"),
    Operation(
        "getShipmentDocuments",
        "GET",
        f"{_SHIPPING}/shipments/{{shipmentId}}/documents",
        (
            Parameter("packageClientReferenceId", required=True),
            Parameter("format"),
            Parameter("dpi", form=r"\d{2,4}"),
        ),
    ),
    Operation("cancelShipment", "PUT", f"{_SHIPPING}/shipments/{{shipmentId}}/cancel"),
    Operation(
        "getTracking",
        "GET",
        f"{_SHIPPING}/tracking",
        (Parameter("trackingId", required=True), Parameter("carrierId", required=True)),
    ),
)
