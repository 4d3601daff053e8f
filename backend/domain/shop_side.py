"""What the shop says of a marketplace's order after it was booked: paid, sent, cancelled, carried by whom."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from backend.domain.money import NotMoney, from_major


class ShopPayment(StrEnum):
    """How the shop's order stands with money (shop facts 5.4)."""

    AWAITING = "awaiting"
    PAID = "paid"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    PARTLY_REFUNDED = "partly_refunded"
    OTHER = "other"  # the merchant's own word, or one that nobody knew when this was written


class ShopSending(StrEnum):
    """How the shop's order stands with its parcel (shop facts 5.4)."""

    TO_SEND = "to_send"
    SENT = "sent"
    DELIVERED = "delivered"
    WILL_NOT_DELIVER = "will_not_deliver"
    RETURNED = "returned"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A label that was bought in the shop: the only place where the shop itself names a carrier."""

    carrier: str
    tracking: str
    tracking_url: str = ""


@dataclass(frozen=True, slots=True)
class ShopRefund:
    """Money given back in the shop: `amount` in minor units of the order's currency, `at` epoch seconds UTC, `reason`
    as the merchant wrote it: it may name a person, so it is never logged."""

    amount: int
    at: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ShopSide:
    """The shop's order as the shop shows it. `tracking` is one string without a carrier; `refunded` in minor units of
    the order's currency; `changed_at` epoch seconds UTC, as the shop says."""

    payment: ShopPayment
    sending: ShopSending
    tracking: str = ""
    tracking_url: str = ""
    parcels: tuple[Parcel, ...] = ()
    refunded: int = 0
    refunds: tuple[ShopRefund, ...] = ()
    changed_at: int = 0


@dataclass(frozen=True, slots=True)
class ShopSaid:
    """The same in the shop's own words, and amounts in major units of a currency that it does not name."""

    payment: str
    sending: str
    tracking: str = ""
    tracking_url: str = ""
    parcels: tuple[Parcel, ...] = ()
    refunded: Decimal = Decimal(0)
    refunds: tuple[tuple[Decimal, int | None, str], ...] = ()
    changed_at: int = 0


_PAYMENTS = {
    "AWAITING_PAYMENT": ShopPayment.AWAITING, "INCOMPLETE": ShopPayment.AWAITING, "PAID": ShopPayment.PAID,
    "CANCELLED": ShopPayment.CANCELLED, "REFUNDED": ShopPayment.REFUNDED,
    "PARTIALLY_REFUNDED": ShopPayment.PARTLY_REFUNDED,
}  # fmt: skip
_SENDINGS = {
    "AWAITING_PROCESSING": ShopSending.TO_SEND, "PROCESSING": ShopSending.TO_SEND, "SHIPPED": ShopSending.SENT,
    "OUT_FOR_DELIVERY": ShopSending.SENT, "READY_FOR_PICKUP": ShopSending.SENT, "DELIVERED": ShopSending.DELIVERED,
    "WILL_NOT_DELIVER": ShopSending.WILL_NOT_DELIVER, "RETURNED": ShopSending.RETURNED,
}  # fmt: skip


def side_of(said: ShopSaid, currency: str) -> ShopSide:
    """The shop's side in the trade's words; `currency` is the order's."""
    refunds = tuple(
        ShopRefund(_minor(amount, currency), at, reason[:500]) for amount, at, reason in said.refunds
    )
    return ShopSide(
        _PAYMENTS.get(said.payment, ShopPayment.OTHER), _SENDINGS.get(said.sending, ShopSending.OTHER),
        said.tracking[:200], said.tracking_url[:500], said.parcels,
        _minor(said.refunded, currency) or sum(refund.amount for refund in refunds), refunds, said.changed_at,
    )  # fmt: skip


def _minor(amount: Decimal, currency: str) -> int:
    try:
        return abs(from_major(amount, currency).amount)
    except NotMoney:
        return 0
