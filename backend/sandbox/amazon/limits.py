"""Usage plans: one token bucket per region, seller and operation."""

from collections.abc import Callable
from dataclasses import dataclass

# Operation -> (requests per second, burst), from Amazon's API models.
PLANS: dict[str, tuple[float, int]] = {
    "getMarketplaceParticipations": (0.016, 15),
    "getAccount": (0.016, 15),
    "deleteListingsItem": (5, 5),
    "getListingsItem": (5, 10),
    "patchListingsItem": (5, 5),
    "putListingsItem": (5, 10),
    "searchListingsItems": (5, 5),
    "getFeeds": (0.0222, 10),
    "createFeed": (0.0083, 15),
    "cancelFeed": (2, 15),
    "getFeed": (2, 15),
    "createFeedDocument": (0.5, 15),
    "getFeedDocument": (0.0222, 10),
    "createReport": (0.0167, 15),
    "getReports": (0.0222, 10),
    "getReport": (2, 15),
    "getReportDocument": (0.0167, 15),
    "searchCatalogItems": (2, 2),
    "getCatalogItem": (2, 2),
    "searchDefinitionsProductTypes": (5, 10),
    "getDefinitionsProductType": (5, 10),
    "getListingsRestrictions": (5, 10),
    "getMyFeesEstimates": (0.5, 1),
    "searchOrders": (0.0056, 20),
    "getOrder": (0.5, 30),
    "getDestinations": (1, 5),
    "createDestination": (1, 5),
    "getDestination": (1, 5),
    "deleteDestination": (1, 5),
    "getSubscription": (1, 5),
    "createSubscription": (1, 5),
    "getSubscriptionById": (1, 5),
    "deleteSubscriptionById": (1, 5),
    "confirmShipment": (2, 10),
    "getFulfillmentPreview": (2, 30),
    "listAllFulfillmentOrders": (2, 30),
    "createFulfillmentOrder": (2, 30),
    "getPackageTrackingDetails": (2, 30),
    "getFulfillmentOrder": (2, 30),
    "updateFulfillmentOrder": (2, 30),
    "cancelFulfillmentOrder": (2, 30),
    "getInventorySummaries": (2, 2),
    "getRates": (80, 100),
    "purchaseShipment": (80, 100),
    "getShipmentDocuments": (80, 100),
    "cancelShipment": (80, 100),
    "getTracking": (80, 100),
    "getAdditionalInputs": (80, 100),
    "getMessagingActionsForOrder": (1, 5),
    "confirmCustomizationDetails": (1, 5),
    "createConfirmDeliveryDetails": (1, 5),
    "createLegalDisclosure": (1, 5),
    "createConfirmOrderDetails": (1, 5),
    "createConfirmServiceDetails": (1, 5),
    "CreateWarranty": (1, 5),
    "GetAttributes": (1, 5),
    "createDigitalAccessKey": (1, 5),
    "createUnexpectedProblem": (1, 5),
    "sendInvoice": (1, 5),
    "getSolicitationActionsForOrder": (1, 5),
    "createProductReviewAndSellerFeedbackSolicitation": (1, 5),
    "createUploadDestinationForResource": (10, 10),
    # Listings feeds have a limit of their own: five in five minutes.
    "JSON_LISTINGS_FEED": (5 / 300, 5),
}


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float


class Limits:
    """The buckets of all sellers. They live in memory: a restart gives everybody a full one, as time would."""

    def __init__(self, clock: Callable[[], float], factor: float = 1.0) -> None:
        self._clock = clock
        self._factor = factor
        self._buckets: dict[tuple[str, str, str], _Bucket] = {}

    def rate(self, operation: str) -> str:
        """The present rate in requests per second, as the header gives it."""
        rate = PLANS[operation][0] * (self._factor or 1.0)
        return f"{rate:.4f}".rstrip("0").rstrip(".")

    def take(self, region: str, seller_id: str, operation: str) -> bool:
        """Take one token; False when the bucket is empty."""
        if not self._factor:
            return True
        rate, burst = (figure * self._factor for figure in PLANS[operation])
        capacity, now = max(burst, 1.0), self._clock()
        bucket = self._buckets.setdefault((region, seller_id, operation), _Bucket(capacity, now))
        bucket.level = min(capacity, bucket.level + max(now - bucket.at, 0) * rate)
        bucket.at = now
        if bucket.level < 1 - 1e-9:
            return False
        bucket.level -= 1
        return True
