"""Notices: what a marketplace says has changed. They name what is to be read again, nothing more."""

from dataclasses import dataclass
from enum import StrEnum


class NoticeKind(StrEnum):
    ORDER = "order"
    QUANTITY = "quantity"  # pieces of the one stock that a SKU has in a region
    LISTING = "listing"  # its status or its issues
    FEED = "feed"
    OUTBOUND = "outbound"  # an order of the shop's own that its warehouse sends
    WAREHOUSE = "warehouse"  # pieces of a SKU in the marketplace's own warehouse


@dataclass(frozen=True, slots=True)
class Notice:
    """One piece of news of a seller. The same `notice_id` may come again; nothing comes in order."""

    kind: NoticeKind
    notice_id: str
    seller_code: str
    marketplace_id: str = ""
    sku: str = ""
    order_code: str = ""
    feed_code: str = ""
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What was taken from the letterbox; it comes back unless it is discarded by its `receipt`.

    `notice` None: it says nothing to us, and `trouble` says why, without anybody's personal data.
    """

    receipt: str
    notice: Notice | None
    trouble: str = ""
