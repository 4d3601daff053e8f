"""What is said of orders, in the page's language: how far one is, what is special about it, how its packages fare."""

from dataclasses import dataclass

from backend.domain.orders import Kind, OrderStatus, PackageState, Sender
from backend.storage.order_pages import ShownOrder
from backend.web.acts import order_cause
from backend.web.languages import _, pgettext
from backend.web.rendering import span

TO_SEND = (OrderStatus.UNSHIPPED, OrderStatus.PARTLY_SHIPPED)


def why(order: ShownOrder) -> str:
    """Why it is stuck or left alone, with what the shop itself said; "" when neither."""
    text = str(order.details.get("text", ""))
    said = order_cause(order.cause) if order.cause else ""
    return f"{said} ({text})" if said and text else said


def state_of(order: ShownOrder) -> tuple[str, str]:
    """How far an order is: the mark of its state, and the words."""
    if order.status is OrderStatus.CANCELLED:
        return "ended", _("Cancelled")
    if not order.ours:
        return "ended", pgettext("orders", "Left alone")
    sent = order.status is OrderStatus.SHIPPED
    mark = "active" if sent else "on_its_way"
    if order.sender is Sender.MARKETPLACE and (sent or order.status in TO_SEND):
        return mark, _("Sent by Amazon") if sent else _("Amazon sends it")
    names = {
        "pending": _("Not paid yet"), "unshipped": _("To send"), "partly_shipped": _("Partly sent"),
        "shipped": _("Sent"), "unknown": _("Being looked at"),
    }  # fmt: skip
    return mark, names[order.status]


def waits_for_you(order: ShownOrder) -> bool:
    """Whether the merchant still has to send something of it."""
    return order.ours and order.sender is Sender.MERCHANT and order.status in TO_SEND


@dataclass(frozen=True, slots=True)
class Countdown:
    """How long there is until an order must leave, or for how long it is late."""

    words: str
    late: bool


def countdown(order: ShownOrder, now: int) -> Countdown | None:
    """None for what nobody has to send, or has no day."""
    if not order.ship_by or not waits_for_you(order):
        return None
    left = order.ship_by - now
    if left < 0:
        return Countdown(_("late for %s") % span(-left), True)
    return Countdown(_("%s left") % span(left), False)


def tab_name(tab: str) -> str:
    """What a tab of the list is called."""
    return {
        "": pgettext("orders", "All"), "to_send": _("To send"), "late": pgettext("orders", "Late"),
        "stuck": _("Stuck"), "asked": _("Asked to cancel"), "cancelled": pgettext("orders", "Cancelled"),
        "amazon": _("Sent by Amazon"),
    }[tab]  # fmt: skip


def cure_of(order: ShownOrder) -> tuple[str, str] | None:
    """What a stuck order's own page offers besides another try: where on it, and the words of its link."""
    if order.stage != "aside":
        return None
    return {
        "region": ("region", _("Fix the region")),
        "unknown_item": ("match", _("Choose its product")),
    }.get(order.cause)


def kind_name(kind: Kind) -> str:
    """What is special about an order, in a word or two."""
    return {
        Kind.BUSINESS: pgettext("order", "Business"), Kind.PRIME: "Prime", Kind.PREMIUM: pgettext("order", "Premium"),
        Kind.PREORDER: pgettext("order", "Pre-order"), Kind.REPLACEMENT: pgettext("order", "Replacement"),
        Kind.EXCHANGE: pgettext("order", "Exchange"), Kind.CUSTOMIZED: pgettext("order", "Customised"),
        Kind.GIFT: pgettext("order", "Gift"), Kind.SUBSCRIPTION: pgettext("order", "Subscription"),
        Kind.TRANSPARENCY: "Transparency",
    }[kind]  # fmt: skip


def package_state(state: PackageState) -> str:
    """How far a package is."""
    return {
        PackageState.PENDING: pgettext("package", "Being prepared"), PackageState.SENT: pgettext("package", "Sent"),
        PackageState.ON_ITS_WAY: pgettext("package", "On its way"),
        PackageState.DELIVERED: pgettext("package", "Delivered"),
        PackageState.CANCELLED: pgettext("package", "Cancelled"),
        PackageState.UNDELIVERABLE: pgettext("package", "Could not be delivered"),
        PackageState.UNKNOWN: pgettext("package", "Not known"),
    }[state]  # fmt: skip


def service_name(code: str) -> str:
    """The speed that the buyer chose (Amazon facts 4.7)."""
    names = {
        "STANDARD": pgettext("delivery", "Standard"), "EXPEDITED": pgettext("delivery", "Expedited"),
        "FREE_ECONOMY": pgettext("delivery", "Free economy"), "NEXT_DAY": pgettext("delivery", "Next day"),
        "PRIORITY": pgettext("delivery", "Priority"), "SAME_DAY": pgettext("delivery", "Same day"),
        "SECOND_DAY": pgettext("delivery", "Second day"), "SCHEDULED": pgettext("delivery", "On an agreed date"),
    }  # fmt: skip
    return names.get(code, code)


def cancel_reason(code: str) -> str:
    """Why the buyer wants an order cancelled; a reason that nobody knew when this was written as Amazon spells it."""
    names = {
        "ORDERED_BY_MISTAKE": _("ordered by mistake"), "NO_LONGER_NEEDED": _("no longer needed"),
        "FOUND_CHEAPER_SOMEWHERE_ELSE": _("found it cheaper elsewhere"),
        "ITEM_WILL_NOT_ARRIVE_ON_TIME": _("it would come too late"),
        "SHIPPING_COST_TOO_HIGH": _("sending costs too much"), "ITEM_PRICE_TOO_HIGH": _("it costs too much"),
        "UNKNOWN": _("no reason given"),
    }  # fmt: skip
    return names.get(code, code)
