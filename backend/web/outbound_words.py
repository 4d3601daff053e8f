"""The words of the shop's own orders in Amazon's warehouse: states, speeds, fees, problems and their cures."""

from collections.abc import Mapping
from typing import Any

from backend.domain.outbound import Missing, Speed, State
from backend.storage.outbound import KeptOutbound
from backend.web.languages import _, pgettext


def speed_name(speed: Speed) -> str:
    return {
        Speed.STANDARD: pgettext("speed", "Standard"),
        Speed.EXPEDITED: pgettext("speed", "Expedited"),
        Speed.PRIORITY: pgettext("speed", "Priority"),
    }[speed]


def missing_name(missing: Missing) -> str:
    if missing is Missing.NOTHING_LEAVES:
        return _("Nothing leaves unless Amazon has all of it")
    return _("Amazon sends what it has and cancels the rest")


def fee_name(name: str) -> str:
    """A part of the fees; one that nobody knows is shown as it is."""
    return {
        "FBAPerUnitFulfillmentFee": _("for each piece"),
        "FBAPerOrderFulfillmentFee": _("for the order"),
        "FBATransportationFee": _("transport"),
        "FBAFulfillmentCODFee": _("payment at the door"),
    }.get(name, name)


def state_of(order: KeptOutbound) -> tuple[str, str]:
    """How far it is: the colour of its mark, and words."""
    if order.stage == "aside":
        return "incomplete", _("Not handed over")
    if order.cancel_at is not None and order.stage != "done":
        return "on_its_way", _("Being cancelled")
    if order.held and not order.parcels:
        return "inactive", _("On hold at Amazon")
    match order.state:
        case None:
            return "on_its_way", _("On its way to Amazon")
        case State.NEW | State.RECEIVED | State.PLANNING | State.UNKNOWN:
            return "on_its_way", _("Amazon has it")
        case State.PROCESSING:
            return "on_its_way", _("Being packed")
        case State.COMPLETE:
            arrived = order.parcels and all(each.where == "DELIVERED" for each in order.parcels)
            return "active", _("Delivered") if arrived else _("Sent")
        case State.PARTIAL:
            return "incomplete", _("Sent in part")
        case State.CANCELLED:
            return "ended", pgettext("orders", "Cancelled")
        case _:
            return "incomplete", _("Amazon cannot send it")


def parcel_state(where: str) -> str:
    """Where a parcel is; what nobody knows is shown as it is."""
    return {
        "": _("sent"), "IN_TRANSIT": _("on its way"), "DELIVERED": _("delivered"), "RETURNING": _("coming back"),
        "RETURNED": _("came back"), "UNDELIVERABLE": _("could not be delivered"), "DELAYED": _("late"),
        "OUT_FOR_DELIVERY": _("arrives today"), "AVAILABLE_FOR_PICKUP": _("waits to be picked up"),
        "DELIVERY_ATTEMPTED": _("nobody was there"), "CUSTOMER_ACTION": _("waits for the customer"),
        "UNKNOWN": _("unknown"),
    }.get(where, where)  # fmt: skip


def cause_sentence(cause: str, said: Mapping[str, Any]) -> str:
    """What is wrong, and what helps."""
    words = f"“{said.get('text', '')}”."
    sentences = {
        "refused": _("Amazon did not take it: %s Change what it names and send it again, or take it back.") % words,
        "address_lost": _(
            "The address cannot be read here any more. Send it again: it is read anew from your shop."
        ),
        "gone": _(
            "Amazon says that it knows nothing of this order. Look into Seller Central before you send it otherwise."
        ),
        "not_read": _("Amazon refuses to say how this order stands. Storelane goes on asking."),
        "too_late": _(
            "It is too late to cancel: Amazon is already packing it, or has sent it. It goes on as before."
        ),
        "partial": _(
            "Amazon sent only a part of it. Send the rest yourself, or hand it over again when Amazon has it."
        ),
        "unfulfillable": _(
            "Amazon found none of it in its warehouse. Nothing left: send it yourself, or hand it over again."
        ),
        "invalid": _(
            "Amazon found that it cannot send it: its address, or pieces that are not there. Nothing left."
        ),
        "shop_gone": _(
            "The order is no longer in your shop, but Amazon has it. Cancel it at Amazon if it shall not leave."
        ),
        "shop_refused": _(
            "Your shop did not take the state or the tracking number: %s Enter them there by hand."
        ) % words,
        "cancelled_in_shop": _(
            "The order was cancelled in your shop, but Amazon has it. Cancel it at Amazon if it shall not leave."
        ),
    }  # fmt: skip
    return sentences.get(cause) or _("It waits: %s") % cause


def stock_sentence(cause: str) -> str:
    """Why the shop's stock waits for the merchant."""
    if cause == "unsure":
        return _(
            "Nobody knows whether your shop's stock was moved for this order: the answer was lost, and your shop does"
            " not remember so long. Look at the stock of its items and correct it."
        )
    return _(
        "Your shop did not let Storelane move its stock for this order. Correct the stock of its items by hand."
    )


def lack_reason(reason: str) -> str:
    """Why a line cannot be sent; a reason that nobody knows is shown as it is."""
    return {
        "InsufficientInventory": _("too few in the warehouse"),
        "InventoryNotFound": _("never sent to the warehouse under this SKU"),
    }.get(reason, reason)


def speed_reason(reason: str) -> str:
    """Why a speed cannot be had."""
    return {
        "InvalidDestinationAddress": _("Amazon does not deliver to this address from here"),
        "DeliverySLAUnavailable": _("not so quickly to this address"),
    }.get(reason, reason)


def fault_sentence(fault: str) -> str:
    """What is wrong with a field of the address."""
    return {
        "missing": _("Please fill this in: a parcel needs it."),
        "country": _("Two letters, as in FR."),
        "lines": _("At most three lines."),
        "long": _("At most 60 characters."),
        "amazon": _("Amazon does not accept this."),
    }[fault]


def why_not_sentence(why: str) -> str:
    """Why an order cannot be sent from a warehouse."""
    return {
        "marketplace": _("This is an order of Amazon's own. It is under Orders."),
        "cancelled": _("The order is cancelled in your shop."),
        "unpaid": _("The order is not paid yet."),
        "pickup": _("The customer picks it up: there is nothing to send."),
        "nothing_to_ship": _("Nothing in it needs a parcel."),
        "sent": _("Your shop says that it is sent already."),
    }[why]
