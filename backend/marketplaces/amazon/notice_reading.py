"""Reads Amazon's notifications (Amazon facts 4.9): two spellings of the envelope, perhaps in EventBridge's wrapping."""

import json
import re
from collections.abc import Callable

from backend.domain.notices import Notice, NoticeKind
from backend.marketplaces.amazon.reading import Entry, entry, text

_LONGEST = 200  # characters of any name or number
_WRITABLE = re.compile(r"[^\x00-\x1f\ud800-\udfff]+")  # what both databases can keep


class NoNotice(ValueError):
    """A message that no notice can be made of; the text says why and holds nothing of its content."""


def read_notice(body: str) -> Notice:
    """The notice in a message. Raises NoNotice for what is broken, of an unknown kind, or about nothing of ours."""
    try:
        said = entry(json.loads(body))
    except (ValueError, RecursionError) as error:
        raise NoNotice("no JSON") from error
    if "detail" in said:  # EventBridge's wrapping
        said = entry(said["detail"])
    said = {_small(name): value for name, value in said.items()}
    kind = text(said.get("notificationType"))
    read = _KINDS.get(kind)
    if read is None:
        raise NoNotice(f"of the unknown type {kind}" if re.fullmatch(r"[A-Z_]{1,60}", kind) else "of no type")
    metadata = {_small(name): value for name, value in entry(said.get("notificationMetadata")).items()}
    return read(text(metadata.get("notificationId")), entry(said.get("payload")))


def _order(notice_id: str, payload: Entry) -> Notice:
    said = entry(payload.get("OrderChangeNotification"))
    return Notice(
        NoticeKind.ORDER, notice_id, _needed(said, "SellerId"), order_code=_needed(said, "AmazonOrderId"),
        marketplace_id=text(entry(said.get("Summary")).get("MarketplaceId")),
    )  # fmt: skip


def _quantity(notice_id: str, said: Entry) -> Notice:
    quantity = said.get("Quantity")
    if not isinstance(quantity, int) or isinstance(quantity, bool):
        raise NoNotice("without Quantity")
    if text(said.get("FulfillmentChannelCode")) != "DEFAULT":
        raise NoNotice("about a stock that is not the merchant's")
    return Notice(
        NoticeKind.QUANTITY,
        notice_id,
        _needed(said, "SellerId"),
        sku=_needed(said, "Sku"),
        quantity=quantity,
    )


def _listing(notice_id: str, said: Entry) -> Notice:
    return Notice(
        NoticeKind.LISTING, notice_id, _needed(said, "SellerId"), sku=_needed(said, "Sku"),
        marketplace_id=text(said.get("MarketplaceId")),
    )  # fmt: skip


def _feed(notice_id: str, payload: Entry) -> Notice:
    said = entry(payload.get("feedProcessingFinishedNotification"))
    # A seller's account is also told as amzn1.merchant.o.<seller id>, where the seller id itself is left out.
    seller = _needed(said, "sellerId" if said.get("sellerId") else "accountId")
    return Notice(
        NoticeKind.FEED,
        notice_id,
        seller.removeprefix("amzn1.merchant.o."),
        feed_code=_needed(said, "feedId"),
    )


def _outbound(notice_id: str, payload: Entry) -> Notice:
    said = entry(payload.get("FulfillmentOrderStatusNotification"))
    code = _needed(said, "SellerFulfillmentOrderId")
    return Notice(NoticeKind.OUTBOUND, notice_id, _needed(said, "SellerId"), order_code=code)


def _warehouse(notice_id: str, said: Entry) -> Notice:
    """Which SKU's pieces moved; how many there are is read anew."""
    return Notice(NoticeKind.WAREHOUSE, notice_id, _needed(said, "SellerId"), sku=_needed(said, "SKU"))


_KINDS: dict[str, Callable[[str, Entry], Notice]] = {
    "ORDER_CHANGE": _order,
    "LISTINGS_ITEM_MFN_QUANTITY_CHANGE": _quantity,
    "LISTINGS_ITEM_STATUS_CHANGE": _listing,
    "LISTINGS_ITEM_STATUS_CHANGED": _listing,  # how its schema spells it
    "LISTINGS_ITEM_ISSUES_CHANGE": _listing,
    "FEED_PROCESSING_FINISHED": _feed,
    "FULFILLMENT_ORDER_STATUS": _outbound,
    "FBA_INVENTORY_AVAILABILITY_CHANGES": _warehouse,
}


def _needed(said: Entry, name: str) -> str:
    found = text(said.get(name))
    if not found or len(found) > _LONGEST or not _WRITABLE.fullmatch(found):
        raise NoNotice(f"without {name}")
    return found


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]
