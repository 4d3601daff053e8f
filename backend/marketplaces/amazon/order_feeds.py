"""Cancellations and refunds as Amazon takes them: two XML feeds, there is no call for them (Amazon facts 4.3).

What the documents hold follows Amazon's schemas (OrderAcknowledgement.xsd, OrderAdjustment.xsd): an acknowledgement of
`Failure` cancels a whole order, it knows neither single lines nor quantities; an adjustment gives money back by line
and component.
"""

import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from backend.domain.marketplace import SellerAccess
from backend.domain.money import Money, to_major
from backend.domain.reversals import Act, Part, Reason
from backend.marketplaces.amazon.client import AmazonClient, path_part
from backend.marketplaces.amazon.feeds import ROOT
from backend.marketplaces.amazon.reading import Entry, entries, needed, text
from backend.marketplaces.reversals import (
    RemoteReversals,
    ReversalMessage,
    ReversalReport,
    ReversalState,
    Verdict,
)
from backend.transport.errors import Unavailable

CONTENT_TYPE = "text/xml; charset=UTF-8"
LARGEST = 8 * 1024 * 1024  # bytes of a report; a thousand refusals are a tenth of it
KINDS = {Act.CANCEL: "POST_ORDER_ACKNOWLEDGEMENT_DATA", Act.REFUND: "POST_PAYMENT_ADJUSTMENT_DATA"}
_MESSAGES = {Act.CANCEL: "OrderAcknowledgement", Act.REFUND: "OrderAdjustment"}
# Of CancelReason Amazon also knows CarrierCreditDecision, RiskAssessmentInformationNotValid, CarrierCoverageFailure,
# CustomerReturn and MerchandiseNotReceived; no seller cancels an unsent order for one of these.
CANCEL_REASONS = {
    Reason.NO_STOCK: "NoInventory", Reason.BUYER: "BuyerCanceled", Reason.ADDRESS: "ShippingAddressUndeliverable",
    Reason.EXCHANGE: "CustomerExchange", Reason.GENERAL: "GeneralAdjustment",
}  # fmt: skip
# Of AdjustmentReason also NoInventory (as ProductOutofStock), Abandoned, TransactionRecord and the carriers' three.
REFUND_REASONS = {
    Reason.RETURN: "CustomerReturn", Reason.GENERAL: "GeneralAdjustment", Reason.WRONG_ITEM: "DifferentItem",
    Reason.NOT_SENT: "CouldNotShip", Reason.NO_STOCK: "ProductOutofStock", Reason.BUYER: "CustomerCancel",
    Reason.PRICE: "PriceError", Reason.ADDRESS: "CustomerAddressIncorrect", Reason.EXCHANGE: "Exchange",
    Reason.UNDELIVERABLE: "Undeliverable", Reason.REFUSED: "RefusedDelivery", Reason.OTHER: "Other",
}  # fmt: skip
_COMPONENTS = {
    Part.GOODS: "Principal", Part.GOODS_TAX: "Tax", Part.SHIPPING: "Shipping", Part.SHIPPING_TAX: "ShippingTax",
    Part.GIFT_WRAP: "GiftWrap",
}  # fmt: skip
_STATES = {
    "DONE": ReversalState.DONE,
    "FATAL": ReversalState.FAILED,
    "CANCELLED": ReversalState.CANCELLED,
}


class AmazonReversals:
    """Implements the port (marketplaces/reversals.py)."""

    def __init__(self, client: AmazonClient) -> None:
        self._client = client

    async def upload(self, seller: SellerAccess, act: Act, messages: Sequence[ReversalMessage]) -> str:
        place = await self._client.call(
            seller, "createFeedDocument", "POST", f"{ROOT}/documents", body={"contentType": CONTENT_TYPE}
        )
        document_id = needed(place.data, "feedDocumentId")
        content = document(seller.seller_id, act, messages)
        await self._client.upload(needed(place.data, "url"), content, {"content-type": CONTENT_TYPE})
        return document_id

    async def start(self, seller: SellerAccess, act: Act, places: Sequence[str], document_id: str) -> str:
        body = {
            "feedType": KINDS[act],
            "marketplaceIds": list(places),
            "inputFeedDocumentId": document_id,
        }
        made = await self._client.call(seller, "createFeed", "POST", f"{ROOT}/feeds", body=body)
        return needed(made.data, "feedId")

    async def recent(self, seller: SellerAccess, act: Act, since: int) -> list[RemoteReversals]:
        begin = datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        query = {"feedTypes": KINDS[act], "pageSize": "100", "createdSince": begin}
        said = await self._client.call(seller, "getFeeds", "GET", f"{ROOT}/feeds", query=query)
        return [_feed(one) for one in entries(said.data.get("feeds")) if text(one.get("feedId"))]

    async def find(self, seller: SellerAccess, feed_id: str) -> RemoteReversals:
        said = await self._client.call(seller, "getFeed", "GET", f"{ROOT}/feeds/{path_part(feed_id)}")
        return _feed(said.data)

    async def report(self, seller: SellerAccess, feed: RemoteReversals) -> ReversalReport:
        path = f"{ROOT}/documents/{path_part(feed.result_document_id)}"
        place = await self._client.call(seller, "getFeedDocument", "GET", path)
        content = await self._client.download(needed(place.data, "url"), most=LARGEST)
        return read_report(_unpacked(content, text(place.data.get("compressionAlgorithm"))))


def document(seller_code: str, act: Act, messages: Sequence[ReversalMessage]) -> bytes:
    """The feed's document: an envelope with one message an order."""
    root = Element("AmazonEnvelope")
    root.set("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
    root.set("xsi:noNamespaceSchemaLocation", "amzn-envelope.xsd")
    header = SubElement(root, "Header")
    _said(header, "DocumentVersion", "1.01")
    _said(header, "MerchantIdentifier", seller_code)
    _said(root, "MessageType", _MESSAGES[act])
    for message in messages:
        one = SubElement(root, "Message")
        _said(one, "MessageID", str(message.number))
        body = SubElement(one, _MESSAGES[act])
        _said(body, "AmazonOrderID", message.order_code)
        (_cancelled if act is Act.CANCEL else _adjusted)(body, message)
    return bytes(ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _cancelled(body: Element, message: ReversalMessage) -> None:
    _said(body, "StatusCode", "Failure")
    for code in message.items:
        item = SubElement(body, "Item")
        _said(item, "AmazonOrderItemCode", code)
        _said(item, "CancelReason", CANCEL_REASONS[message.reason])


def _adjusted(body: Element, message: ReversalMessage) -> None:
    _said(body, "ActionType", "Refund")
    for code in dict.fromkeys(share.item_code for share in message.shares):
        item = SubElement(body, "AdjustedItem")
        _said(item, "AmazonOrderItemCode", code)
        # Amazon does not use it, but keeps it: whoever compares finds our number again.
        _said(item, "MerchantAdjustmentItemID", f"{message.number}-{code}"[:50])
        _said(item, "AdjustmentReason", REFUND_REASONS[message.reason])
        prices = SubElement(item, "ItemPriceAdjustments")
        for share in message.shares:
            if share.item_code != code:
                continue
            component = SubElement(prices, "Component")
            _said(component, "Type", _COMPONENTS[share.part])
            amount = _said(component, "Amount", str(to_major(Money(share.amount, message.currency))))
            amount.set("currency", message.currency)


def _said(parent: Element, name: str, words: str) -> Element:
    child = SubElement(parent, name)
    child.text = words
    return child


def read_report(content: bytes) -> ReversalReport:
    """A processing report: what was refused. Messages that are not named were done."""
    # Amazon declares no types and no entities in it; who does wants something else of us.
    if b"<!" in content.replace(b"<!--", b""):
        raise Unavailable("a processing report with declarations")
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Unavailable("a processing report that is no XML") from error
    report = root.find("Message/ProcessingReport")
    if report is None:
        raise Unavailable("a processing report without a report")
    refused: dict[int, Verdict] = {}
    for result in report.findall("Result"):
        number = _number(result.findtext("MessageID")) or 0
        if _plain(result.findtext("ResultCode")) == "Error" and number not in refused:
            words = _plain(result.findtext("ResultDescription"))
            refused[number] = Verdict(_plain(result.findtext("ResultMessageCode")), words[:400])
    whole = refused.pop(0, None)
    return ReversalReport(refused, _number(report.findtext("ProcessingSummary/MessagesProcessed")), whole)


def _plain(said: str | None) -> str:
    return " ".join((said or "").split())


def _number(said: str | None) -> int | None:
    found = (said or "").strip()
    return int(found) if found.isascii() and found.isdigit() and len(found) < 19 else None


def _unpacked(content: bytes, packing: str) -> bytes:
    """A small document may unfold to very much: no more than a report is kept."""
    if packing != "GZIP":
        return content
    try:
        unpack = zlib.decompressobj(wbits=31)
        found = unpack.decompress(content, LARGEST)
    except zlib.error as error:
        raise Unavailable("a processing report that makes no sense") from error
    if not unpack.eof:
        raise Unavailable("a processing report that ended in its middle, or is too large")
    return found


def _feed(said: Entry) -> RemoteReversals:
    state = _STATES.get(text(said.get("processingStatus")), ReversalState.WORKING)
    return RemoteReversals(needed(said, "feedId"), state, text(said.get("resultFeedDocumentId")))
