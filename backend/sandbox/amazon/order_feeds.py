"""XML feeds about orders: acknowledgements of Failure cancel whole orders, adjustments give money back."""

from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from backend.sandbox.amazon.orders import NoSale, SandboxOrders
from backend.sandbox.store import Document

CONTENT_TYPE = "text/xml; charset=UTF-8"
ACKNOWLEDGEMENT, ADJUSTMENT = "POST_ORDER_ACKNOWLEDGEMENT_DATA", "POST_PAYMENT_ADJUSTMENT_DATA"
TYPES = {ACKNOWLEDGEMENT: "OrderAcknowledgement", ADJUSTMENT: "OrderAdjustment"}
CANCEL_REASONS = (
    "NoInventory", "ShippingAddressUndeliverable", "CustomerExchange", "BuyerCanceled", "GeneralAdjustment",
    "CarrierCreditDecision", "RiskAssessmentInformationNotValid", "CarrierCoverageFailure", "CustomerReturn",
    "MerchandiseNotReceived",
)  # fmt: skip
ADJUSTMENT_REASONS = (
    "NoInventory", "CustomerReturn", "GeneralAdjustment", "CouldNotShip", "DifferentItem", "Abandoned",
    "CustomerCancel", "PriceError", "ProductOutofStock", "CustomerAddressIncorrect", "Exchange", "Other",
    "CarrierCreditDecision", "RiskAssessmentInformationNotValid", "CarrierCoverageFailure", "TransactionRecord",
    "Undeliverable", "RefusedDelivery",
)  # fmt: skip
COMPONENTS = (
    "Principal", "Shipping", "Tax", "ShippingTax", "RestockingFee", "RestockingFeeTax", "GiftWrap", "GiftWrapTax",
    "Surcharge", "ReturnShipping", "Goodwill", "ExportCharge", "COD", "CODTax", "Other",
    "FreeReplacementReturnShipping",
)  # fmt: skip
MALFORMED, INVALID, IMPOSSIBLE = "5000", "5001", "18028"
Said = tuple[int, str, str]  # message, code, words


class BadDocument(Exception):
    """The document as a whole cannot be processed."""


class BadMessage(Exception):
    """One message cannot be."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


class OrderFeeds:
    """What the two feeds do to orders."""

    def __init__(self, orders: SandboxOrders) -> None:
        self._orders = orders

    def work(self, feed: Document, body: bytes) -> list[Said]:
        """Do what every message says; returns what was wrong. Raises BadDocument, and then nothing was done."""
        said: list[Said] = []
        messages = read_messages(body, feed["type"], feed["seller_id"])
        for number, message in messages:
            try:
                self._one(feed, message)
            except BadMessage as error:
                said.append((number, error.code, str(error)))
        feed["position"] = len(messages)
        return said

    def _one(self, feed: Document, message: Element) -> None:
        order = self._orders.get(_text(message, "AmazonOrderID"))
        if order is None or order["seller_id"] != feed["seller_id"]:
            raise BadMessage(IMPOSSIBLE, "The AmazonOrderID does not belong to this merchant.")
        try:
            if feed["type"] == ACKNOWLEDGEMENT:
                self._acknowledge(order, message)
            else:
                self._orders.refund(order["id"], _adjustments(order, message))
        except NoSale as error:
            raise BadMessage(IMPOSSIBLE, f"The order cannot be changed: {error}.") from None

    def _acknowledge(self, order: Document, message: Element) -> None:
        _only(message, ("AmazonOrderID", "MerchantOrderID", "StatusCode", "Item"))
        status = _among(message, "StatusCode", ("Success", "Failure"))
        reasons = []
        for item in message.findall("Item"):
            _only(item, ("AmazonOrderItemCode", "MerchantOrderItemID", "CancelReason"))
            _line(order, item)
            if item.find("CancelReason") is not None:
                reasons.append(_among(item, "CancelReason", CANCEL_REASONS))
        if status == "Failure":
            if not reasons:
                raise BadMessage(INVALID, "A StatusCode of Failure needs a CancelReason.")
            if order["status"] != "UNSHIPPED":
                raise NoSale(f"it is {order['status']}")
            self._orders.cancel(order["id"], by="MERCHANT", reason=reasons[0])


def read_messages(body: bytes, kind: str, seller_id: str) -> list[tuple[int, Element]]:
    """The messages of a document, by number. Raises BadDocument."""
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise BadDocument("XML Parsing Fatal Error: declarations are not allowed.")
    try:
        root = ElementTree.fromstring(body)
    except (ElementTree.ParseError, ValueError, LookupError):
        raise BadDocument("XML Parsing Fatal Error.") from None
    if root.tag != "AmazonEnvelope" or [child.tag for child in root[:2]] != ["Header", "MessageType"]:
        raise BadDocument("The document is no AmazonEnvelope with Header and MessageType.")
    if [child.tag for child in root[0]] != ["DocumentVersion", "MerchantIdentifier"]:
        raise BadDocument("The Header must hold DocumentVersion and MerchantIdentifier.")
    if root.findtext("Header/MerchantIdentifier") != seller_id:
        raise BadDocument("The MerchantIdentifier is not the merchant of this feed.")
    if root.findtext("MessageType") != TYPES[kind]:
        raise BadDocument(f"The MessageType must be {TYPES[kind]}.")
    found: dict[int, Element] = {}
    for message in root[2:]:
        number = message.findtext("MessageID") or ""
        if message.tag != "Message" or [each.tag for each in message] != ["MessageID", TYPES[kind]]:
            raise BadDocument("Every Message must hold a MessageID and one message of the MessageType.")
        if not number.isdigit() or int(number) < 1 or int(number) in found:
            raise BadDocument("The MessageID of every message must be a number of its own.")
        found[int(number)] = message[1]
    if not found:
        raise BadDocument("The document holds no message.")
    return list(found.items())


def _adjustments(order: Document, message: Element) -> list[Document]:
    """What an adjustment gives back, line by line. Raises BadMessage."""
    _only(message, ("AmazonOrderID", "ActionType", "AdjustedItem"))
    if message.find("ActionType") is not None:
        _among(message, "ActionType", ("Refund",))
    found: list[Document] = []
    names = ("AmazonOrderItemCode", "MerchantAdjustmentItemID", "AdjustmentReason", "ItemPriceAdjustments")
    for item in message.findall("AdjustedItem"):
        _only(item, names)
        line, reason = _line(order, item), _among(item, "AdjustmentReason", ADJUSTMENT_REASONS)
        for component in item.findall("ItemPriceAdjustments/Component"):
            _only(component, ("Type", "Amount"))
            amount = _amount(component, order["currency"])
            kind = _among(component, "Type", COMPONENTS)
            found.append({"item_id": line["id"], "component": kind, "amount": str(amount), "reason": reason})
    if not found:
        raise BadMessage(INVALID, "An OrderAdjustment needs an AdjustedItem with a Component.")
    return found


def _amount(component: Element, currency: str) -> Decimal:
    said = component.find("Amount")
    if said is None or said.get("currency") != currency:
        raise BadMessage(INVALID, f"The Amount must be in {currency}, the currency of the order.")
    try:
        amount = Decimal(said.text or "")
    except InvalidOperation:
        raise BadMessage(INVALID, "The Amount is no number.") from None
    exponent = amount.as_tuple().exponent
    if not amount.is_finite() or amount <= 0 or not isinstance(exponent, int) or exponent < -2:
        raise BadMessage(INVALID, "The Amount must be above zero and have at most two decimals.")
    return amount


def _line(order: Document, item: Element) -> dict[str, Any]:
    code = _text(item, "AmazonOrderItemCode")
    found = [line for line in order["items"] if line["id"] == code]
    if not found:
        raise BadMessage(INVALID, f"The AmazonOrderItemCode {code} is not of this order.")
    return dict(found[0])


def _only(parent: Element, known: tuple[str, ...]) -> None:
    """The schema is a sequence: what it does not know, and what stands in another order, is refused."""
    tags = [child.tag for child in parent]
    if set(tags) - set(known) or tags != sorted(tags, key=known.index):
        raise BadMessage(INVALID, f"{parent.tag} must hold {', '.join(known)} in this order.")


def _text(parent: Element, name: str) -> str:
    found = (parent.findtext(name) or "").strip()
    if not found:
        raise BadMessage(INVALID, f"{name} is required.")
    return found


def _among(parent: Element, name: str, known: tuple[str, ...]) -> str:
    found = _text(parent, name)
    if found not in known:
        raise BadMessage(INVALID, f"{name} {found} is none of {', '.join(known)}.")
    return found


def xml_report(feed: Document, said: list[Said]) -> bytes:
    """The processing report of a feed that ended."""
    root = Element("AmazonEnvelope")
    header = SubElement(root, "Header")
    SubElement(header, "DocumentVersion").text = "1.02"
    SubElement(header, "MerchantIdentifier").text = feed["seller_id"]
    SubElement(root, "MessageType").text = "ProcessingReport"
    message = SubElement(root, "Message")
    SubElement(message, "MessageID").text = "1"
    report = SubElement(message, "ProcessingReport")
    SubElement(report, "DocumentTransactionID").text = feed["id"]
    SubElement(report, "StatusCode").text = "Complete"
    summary, count = SubElement(report, "ProcessingSummary"), feed["position"]
    bad = len({number for number, _, _ in said if number})
    figures = (("Processed", count), ("Successful", count - bad), ("WithError", bad), ("WithWarning", 0))
    for name, number in figures:
        SubElement(summary, f"Messages{name}").text = str(number)
    for number, code, words in said:
        result = SubElement(report, "Result")
        for name, value in (("MessageID", str(number)), ("ResultCode", "Error"), ("ResultMessageCode", code),
                            ("ResultDescription", words)):  # fmt: skip
            SubElement(result, name).text = value
    return bytes(ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True))
