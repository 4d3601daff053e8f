"""Every operation this Amazon answers, with its parameters, as Amazon's models list them."""

from backend.sandbox.amazon import order_packages
from backend.sandbox.amazon.access import Operation, Parameter
from backend.sandbox.amazon.inventory_operations import INVENTORY_OPERATIONS
from backend.sandbox.amazon.messaging_operations import MESSAGING
from backend.sandbox.amazon.offer_schema import CONDITIONS
from backend.sandbox.amazon.outbound_operations import OUTBOUND
from backend.sandbox.amazon.shipping_operations import SHIPPING

_LISTINGS = "/listings/2021-08-01/items/{sellerId}"
_FEEDS = "/feeds/2021-06-30"
_REPORTS = "/reports/2021-06-30"
_CATALOG = "/catalog/2022-04-01/items"
_ORDERS = "/orders/2026-01-01/orders"
_TYPES = "/definitions/2020-09-01/productTypes"
_DESTINATIONS = "/notifications/v1/destinations"
_SUBSCRIPTIONS = "/notifications/v1/subscriptions/{notificationType}"
_ONE_PLACE = Parameter("marketplaceIds", required=True, most=1)
_PLACES = Parameter("marketplaceIds", required=True, most=25)
_TAG = "[a-z]{2}_[A-Z]{2}"
_LOCALE = Parameter("issueLocale", form=_TAG)
_PAGE = (Parameter("pageSize", number=(1, 20)), Parameter("pageToken"))
_STATUS = ("BUYABLE", "DISCOVERABLE")
_DATASETS = (
    "summaries",
    "attributes",
    "issues",
    "offers",
    "fulfillmentAvailability",
    "procurement",
    "relationships",
    "productTypes",
)
_CATALOG_DATASETS = (
    "attributes",
    "classifications",
    "dimensions",
    "identifiers",
    "images",
    "productTypes",
    "relationships",
    "salesRanks",
    "summaries",
    "vendorDetails",
)
_ORDER_STATUS = (
    "PENDING_AVAILABILITY", "PENDING", "UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED", "UNFULFILLABLE",
)  # fmt: skip
_ORDER_DATA = Parameter(
    "includedData", most=11,
    values=("BUYER", "RECIPIENT", "PROCEEDS", "EXPENSE", "PROMOTION", "CANCELLATION", "FULFILLMENT", "PACKAGES",
            "TAX", "PAYMENT", "FULFILLMENT_ORDERS"),
)  # fmt: skip
_FEED_STATUS = ("CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE")
_LANGUAGES = (
    "ar ar_AE de de_DE en en_AE en_AU en_CA en_GB en_IN en_SG en_US es es_ES es_MX es_US fr fr_CA fr_FR it it_IT "
    "ja ja_JP nl nl_NL pl pl_PL pt pt_BR pt_PT sv sv_SE tr tr_TR zh zh_CN zh_TW"
)
_SENT = (
    _LOCALE,
    Parameter("includedData", most=2, values=("issues", "identifiers")),
    Parameter("mode", values=("VALIDATION_PREVIEW",)),
)
_SEARCHED = (
    _PLACES,
    _LOCALE,
    Parameter("includedData", most=8, values=_DATASETS),
    Parameter("identifiers", most=20),
    Parameter(
        "identifiersType", values=("ASIN", "EAN", "FNSKU", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC")
    ),
    Parameter("variationParentSku"),
    Parameter("packageHierarchySku"),
    *(Parameter(f"{name}{end}") for name in ("created", "lastUpdated") for end in ("After", "Before")),
    Parameter("withIssueSeverity", most=2, values=("WARNING", "ERROR")),
    Parameter("withStatus", most=2, values=_STATUS),
    Parameter("withoutStatus", most=2, values=_STATUS),
    Parameter("sortBy", values=("sku", "createdDate", "lastUpdatedDate")),
    Parameter("sortOrder", values=("ASC", "DESC")),
    *_PAGE,
)

# The operations of the wings, each in a file of its own.
_WINGS: tuple[tuple[Operation, ...], ...] = (
    MESSAGING,
    SHIPPING,
    OUTBOUND,
    INVENTORY_OPERATIONS,
    order_packages.OPERATIONS,
)

OPERATIONS: dict[str, Operation] = {
    operation.name: operation
    for operation in (
        *(operation for wing in _WINGS for operation in wing),
        Operation("getMarketplaceParticipations", "GET", "/sellers/v1/marketplaceParticipations"),
        Operation("getAccount", "GET", "/sellers/v1/account"),
        Operation(
            "getListingsItem",
            "GET",
            f"{_LISTINGS}/{{sku}}",
            (_PLACES, _LOCALE, Parameter("includedData", most=8, values=_DATASETS)),
        ),
        Operation("putListingsItem", "PUT", f"{_LISTINGS}/{{sku}}", (_ONE_PLACE, *_SENT)),
        Operation("patchListingsItem", "PATCH", f"{_LISTINGS}/{{sku}}", (_PLACES, *_SENT)),
        Operation("deleteListingsItem", "DELETE", f"{_LISTINGS}/{{sku}}", (_ONE_PLACE, _LOCALE)),
        Operation("searchListingsItems", "GET", _LISTINGS, _SEARCHED),
        Operation("createFeedDocument", "POST", f"{_FEEDS}/documents"),
        Operation(
            "getFeedDocument",
            "GET",
            f"{_FEEDS}/documents/{{feedDocumentId}}",
            (Parameter("enableContentEncodingUrlHeader", values=("true", "false")),),
        ),
        Operation("createFeed", "POST", f"{_FEEDS}/feeds"),
        Operation("getFeed", "GET", f"{_FEEDS}/feeds/{{feedId}}"),
        Operation("cancelFeed", "DELETE", f"{_FEEDS}/feeds/{{feedId}}"),
        Operation(
            "getFeeds",
            "GET",
            f"{_FEEDS}/feeds",
            (
                Parameter("feedTypes", most=10),
                Parameter("marketplaceIds", most=10),
                Parameter("pageSize", number=(1, 100)),
                Parameter("processingStatuses", most=5, values=_FEED_STATUS),
                Parameter("createdSince"),
                Parameter("createdUntil"),
                Parameter("nextToken"),
            ),
        ),
        Operation("createReport", "POST", f"{_REPORTS}/reports"),
        Operation("getReport", "GET", f"{_REPORTS}/reports/{{reportId}}"),
        Operation(
            "getReportDocument",
            "GET",
            f"{_REPORTS}/documents/{{reportDocumentId}}",
            (Parameter("enableContentEncodingUrlHeader", values=("true", "false")),),
        ),
        Operation(
            "getReports",
            "GET",
            f"{_REPORTS}/reports",
            (
                Parameter("reportTypes", most=10),
                Parameter("marketplaceIds", most=10),
                Parameter("pageSize", number=(1, 100)),
                Parameter("processingStatuses", most=5, values=_FEED_STATUS),
                Parameter("createdSince"),
                Parameter("createdUntil"),
                Parameter("nextToken"),
            ),
        ),
        Operation(
            "searchCatalogItems",
            "GET",
            _CATALOG,
            (
                _ONE_PLACE,
                Parameter("identifiers", most=20),
                Parameter(
                    "identifiersType", values=("ASIN", "EAN", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC")
                ),
                Parameter("includedData", most=10, values=_CATALOG_DATASETS),
                Parameter("locale"),
                Parameter("sellerId"),
                Parameter("keywords", most=20),
                Parameter("brandNames", most=20),
                Parameter("classificationIds", most=20),
                Parameter("keywordsLocale"),
                *_PAGE,
            ),
        ),
        Operation(
            "getCatalogItem",
            "GET",
            f"{_CATALOG}/{{asin}}",
            (_PLACES, Parameter("includedData", most=10, values=_CATALOG_DATASETS), Parameter("locale")),
        ),
        Operation(
            "searchDefinitionsProductTypes",
            "GET",
            _TYPES,
            (
                _PLACES,
                Parameter("keywords", most=20),
                Parameter("itemName"),
                Parameter("locale"),
                Parameter("searchLocale"),
            ),
        ),
        Operation(
            "getDefinitionsProductType",
            "GET",
            f"{_TYPES}/{{productType}}",
            (
                _ONE_PLACE,
                Parameter("sellerId"),
                Parameter("productTypeVersion"),
                Parameter("requirements", values=("LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY")),
                Parameter("requirementsEnforced", values=("ENFORCED", "NOT_ENFORCED")),
                Parameter("locale", values=("DEFAULT", *_LANGUAGES.split())),
                Parameter("parentageLevel", values=("NONE", "CHILD", "PARENT")),
            ),
        ),
        Operation(
            "getListingsRestrictions",
            "GET",
            "/listings/2021-08-01/restrictions",
            (
                Parameter("asin", required=True),
                Parameter("sellerId", required=True),
                _PLACES,
                Parameter("conditionType", values=CONDITIONS),
                Parameter("reasonLocale", form=_TAG),
                Parameter("productType"),
            ),
        ),
        Operation("getMyFeesEstimates", "POST", "/products/fees/v0/feesEstimate"),
        Operation("getDestinations", "GET", _DESTINATIONS, grantless=True),
        Operation("createDestination", "POST", _DESTINATIONS, grantless=True),
        Operation("getDestination", "GET", f"{_DESTINATIONS}/{{destinationId}}", grantless=True),
        Operation("deleteDestination", "DELETE", f"{_DESTINATIONS}/{{destinationId}}", grantless=True),
        Operation("getSubscription", "GET", _SUBSCRIPTIONS, (Parameter("payloadVersion"),)),
        Operation("createSubscription", "POST", _SUBSCRIPTIONS),
        Operation("getSubscriptionById", "GET", f"{_SUBSCRIPTIONS}/{{subscriptionId}}", grantless=True),
        Operation("deleteSubscriptionById", "DELETE", f"{_SUBSCRIPTIONS}/{{subscriptionId}}", grantless=True),
        Operation("getOrder", "GET", f"{_ORDERS}/{{orderId}}", (_ORDER_DATA,)),
        Operation(
            "searchOrders",
            "GET",
            _ORDERS,
            (
                *(
                    Parameter(f"{name}{end}")
                    for name in ("created", "lastUpdated")
                    for end in ("After", "Before")
                ),
                Parameter("fulfillmentStatuses", most=7, values=_ORDER_STATUS),
                Parameter("marketplaceIds", most=50),
                Parameter("fulfilledBy", most=2, values=("MERCHANT", "AMAZON")),
                Parameter("maxResultsPerPage", number=(1, 100)),
                Parameter("paginationToken"),
                _ORDER_DATA,
            ),
        ),
    )
}
