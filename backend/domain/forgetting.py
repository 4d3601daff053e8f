"""When what is known of a buyer has to go: so many days after the parcel left, soon after a cancellation, and after a
month in which nothing happened."""

from backend.domain.orders import Order, OrderStatus

DAY = 86_400
LONGEST = 30  # days after the parcel left: Amazon allows no more
CANCELLED_AFTER = DAY // 2
UNSENT_AFTER = 30 * DAY  # after the last change of an order that nobody sends any more
_ENDED = (OrderStatus.SHIPPED, OrderStatus.CANCELLED)


def counted_from(order: Order) -> int:
    """The moment (epoch seconds UTC) from which on the time runs: when the last parcel left, else the last change. A
    parcel that left before the order was made, or that has not left yet, is not believed."""
    sent = [package.sent_at for package in order.packages if package.sent_at is not None]
    if order.status is not OrderStatus.SHIPPED or not sent:
        return order.changed_at
    return min(max(*sent, order.created_at), order.changed_at)


def kept_for(status: OrderStatus, days: int) -> int:
    """How long (seconds) a buyer is known, counted from `counted_from`; `days`: after the parcel left."""
    if status is OrderStatus.CANCELLED:
        return CANCELLED_AFTER
    return min(days, LONGEST) * DAY if status is OrderStatus.SHIPPED else UNSENT_AFTER


def has_ended(status: OrderStatus) -> bool:
    """Whether the moment it is counted from stands still from now on, whatever else Amazon says of the order."""
    return status in _ENDED


def days_of(text: str, most: int) -> int:
    """A shop's own number of days, from 1 to the operator's `most`; anything else is that most."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else most
    return min(number, most) if number >= 1 else most
