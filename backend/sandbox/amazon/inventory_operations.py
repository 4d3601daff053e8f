"""The operation of the FBA Inventory API."""

from backend.sandbox.amazon.access import Operation, Parameter

INVENTORY_OPERATIONS = (
    Operation(
        "getInventorySummaries",
        "GET",
        "/fba/inventory/v1/summaries",
        (
            Parameter("details", values=("true", "false")),
            Parameter("granularityType", required=True, values=("Marketplace",)),
            Parameter("granularityId", required=True),
            Parameter("startDateTime"),
            Parameter("sellerSkus", most=50),
            Parameter("sellerSku"),
            Parameter("nextToken"),
            Parameter("marketplaceIds", required=True, most=1),
        ),
    ),
)
