"""Amazon's own sandbox cases and examples pass the judge, except those known to break their own models."""

import json
from collections import Counter

import pytest

from tests.contract.reference import ANSWERED, Case, examples, needs_models, open_judge, present, static_cases

pytestmark = needs_models
STATIC = list(static_cases()) if present else []
EXAMPLES = list(examples()) if present else []

# Answers of the static sandbox that break the model they stand in: operation -> (how many, what is wrong).
BROKEN_CASES = {
    "merchantFulfillmentV0.getEligibleShipmentServices": (1, "LabelFormat"),
    "merchantFulfillmentV0.cancelShipment": (1, "FileType"),
    "productFeesV0.getMyFeesEstimateForSKU": (1, "TimeOfFeesEstimation"),
    "productFeesV0.getMyFeesEstimateForASIN": (1, "TimeOfFeesEstimation"),
    "productFeesV0.getMyFeesEstimates": (1, "TimeOfFeesEstimation"),
    "sellers.getAccount": (1, "defaultCurrencyCode"),
    # These hold to their model, which does not demand that a refusal says anything.
    "ordersV0.updateVerificationStatus": (2, "names at least one error"),
    # An empty ASIN leaves no path to call.
    "catalogItems_2022-04-01.getCatalogItem": (1, "no such operation"),
}
# Examples that break their model: enum in capitals, explicit null, fields of an older version.
BROKEN_EXAMPLES = {
    "fulfillmentOutbound_2020-07-01.getFulfillmentPreview": (1, "isCODCapable"),
    "fulfillmentOutbound_2020-07-01.deliveryOffers": (1, "messaging"),
    "fulfillmentOutbound_2020-07-01.listAllFulfillmentOrders": (1, "marketplaceId"),
    "fulfillmentOutbound_2020-07-01.getPackageTrackingDetails": (1, "shipToAddress"),
    "fulfillmentOutbound_2020-07-01.createFulfillmentReturn": (1, "sellerReturnReasonCode"),
    "fulfillmentOutbound_2020-07-01.getFulfillmentOrder": (1, "PROCESSING"),
    "fulfillmentOutbound_2020-07-01.getFeatures": (1, "schema"),
    "fulfillmentOutbound_2020-07-01.getFeatureInventory": (1, "nextToken"),
    "ordersV0.getOrderItemsBuyerInfo": (1, "AmazonOrderId"),
    "productPricing_2022-05-01.getCompetitiveSummary": (1, "condition"),
    "sellers.getAccount": (1, "defaultCurrencyCode"),
    "solicitations.getSolicitationActionsForOrder": (1, "self"),
    # Without the envelope `payload` that the model asks for.
    "shippingV2.getRates": (1, "rates"),
    "shippingV2.directPurchaseShipment": (1, "shipmentId"),
    "shippingV2.purchaseShipment": (1, "shipmentId"),
    "shippingV2.oneClickShipment": (1, "shipmentId"),
    "shippingV2.getTracking": (1, "trackingId"),
    "shippingV2.getShipmentDocuments": (1, "shipmentId"),
    "shippingV2.getCarrierAccountFormInputs": (1, "linkableCarriers"),
    "shippingV2.unlinkCarrierAccount": (1, "merchantId"),
    "shippingV2.getAccessPoints": (1, "HELIX"),
    "shippingV2.getCollectionFormHistory": (1, "creationDate"),
    "shippingV2.getUnmanifestedShipments": (1, "lastManifestDate"),
}


def test_all_cases_of_the_models_are_seen() -> None:
    assert len(STATIC) == 154
    assert len(EXAMPLES) == 264
    assert len(open_judge().names) == 121


@pytest.mark.parametrize(
    ("documents", "broken"), [(STATIC, BROKEN_CASES), (EXAMPLES, BROKEN_EXAMPLES)], ids=["static", "examples"]
)
def test_every_answer_of_the_models_is_valid_but_the_known_defects(
    documents: list[Case], broken: dict[str, tuple[int, str]]
) -> None:
    found: Counter[str] = Counter()
    for case in documents:
        body = b"" if case.status == 204 else json.dumps(case.answer).encode()
        problems = open_judge().answer(case.method, case.raw_path, case.status, ANSWERED, body)
        if problems:
            assert case.operation in broken, problems
            assert broken[case.operation][1] in "".join(problems)
            found[case.operation] += 1
    assert dict(found) == {operation: times for operation, (times, _) in broken.items()}


def test_every_request_that_succeeds_in_the_static_sandbox_is_valid() -> None:
    for case in STATIC:
        if case.status >= 300:
            continue
        assert open_judge().operation(case.method, case.raw_path) == case.operation
        problems = open_judge().request(case.method, case.raw_path, case.query, case.headers, case.body)
        # A case names only the parameters it looks at.
        assert [problem for problem in problems if not problem.endswith("is required")] == [], case
