"""The operations of writing to buyers: messages, requests for reviews, and where attachments are put up."""

from backend.sandbox.amazon.access import Operation, Parameter

_ORDER = "/messaging/v1/orders/{amazonOrderId}"
_ASKED = "/solicitations/v1/orders/{amazonOrderId}"
_PLACE = (Parameter("marketplaceIds", required=True, most=1),)
# What a message is called in addresses, and the operation that sends it.
KINDS = {
    "confirmCustomizationDetails": "confirmCustomizationDetails",
    "confirmDeliveryDetails": "createConfirmDeliveryDetails",
    "legalDisclosure": "createLegalDisclosure",
    "confirmOrderDetails": "createConfirmOrderDetails",
    "confirmServiceDetails": "createConfirmServiceDetails",
    "warranty": "CreateWarranty",
    "digitalAccessKey": "createDigitalAccessKey",
    "unexpectedProblem": "createUnexpectedProblem",
    "invoice": "sendInvoice",
}
REVIEW = "productReviewAndSellerFeedback"

MESSAGING: tuple[Operation, ...] = (
    Operation("getMessagingActionsForOrder", "GET", _ORDER, _PLACE),
    Operation("GetAttributes", "GET", f"{_ORDER}/attributes", _PLACE),
    *(Operation(name, "POST", f"{_ORDER}/messages/{kind}", _PLACE) for kind, name in KINDS.items()),
    Operation("getSolicitationActionsForOrder", "GET", _ASKED, _PLACE),
    Operation(
        "createProductReviewAndSellerFeedbackSolicitation", "POST", f"{_ASKED}/solicitations/{REVIEW}", _PLACE
    ),
    Operation(
        "createUploadDestinationForResource",
        "POST",
        "/uploads/2020-11-01/uploadDestinations/{resource+}",
        (*_PLACE, Parameter("contentMD5", required=True), Parameter("contentType")),
    ),
)
