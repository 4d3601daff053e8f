"""The operations of the Fulfillment Outbound API 2020-07-01, as Amazon's model lists them."""

from backend.sandbox.amazon.access import Operation, Parameter

_ROOT = "/fba/outbound/2020-07-01"
_ORDERS = f"{_ROOT}/fulfillmentOrders"
_ONE = f"{_ORDERS}/{{sellerFulfillmentOrderId}}"
OUTBOUND = (
    Operation("getFulfillmentPreview", "POST", f"{_ORDERS}/preview"),
    Operation("createFulfillmentOrder", "POST", _ORDERS),
    Operation(
        "listAllFulfillmentOrders", "GET", _ORDERS, (Parameter("queryStartDate"), Parameter("nextToken"))
    ),
    Operation("getFulfillmentOrder", "GET", _ONE),
    Operation("updateFulfillmentOrder", "PUT", _ONE),
    Operation("cancelFulfillmentOrder", "PUT", f"{_ONE}/cancel"),
    Operation(
        "getPackageTrackingDetails",
        "GET",
        f"{_ROOT}/tracking",
        (Parameter("packageNumber", required=True, number=(1, 2**31 - 1)),),
    ),
)
