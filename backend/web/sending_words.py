"""What is said of packages on their way to Amazon, in the page's language."""

from collections.abc import Mapping
from typing import Any

from backend.domain.shipments import ShipmentState, Source
from backend.web.languages import _, pgettext


def shipping_cause(cause: str, details: Mapping[str, Any]) -> str:
    """Why the sending of an order waits for the merchant; "" for a cause that it does not know."""
    match cause:
        case "which_carrier":
            return _("Who carries it? Its tracking number does not say; you are asked only once.")
        case "untracked":
            return _("Your shop says that it is sent, but gives no tracking number. Amazon wants one.")
        case "not_released":
            return _(
                "Amazon has not released it yet: do not send it. Amazon is told of the package once it is."
            )
        case "cancelled":
            return _("Amazon cancelled it, but a package is entered for it: keep it back, or get it back.")
        case "replaced":
            return _("Part of it is sent, and your shop now gives another tracking number. What is it?")
        case "not_shown":
            return _("Amazon took a package but does not show it. Storelane keeps looking.")
        case _:
            return wrong_words(cause)


def wrong_words(cause: str) -> str:
    """Why Amazon would not take a package, or did not; "" for any other cause."""
    match cause:
        case "codes":
            return _("Amazon wants the Transparency code of each piece. Enter the package with them below.")
        case "too_many":
            return _("More pieces are entered than are left to send.")
        case "no_pieces":
            return _("At least one piece must be in the package.")
        case "no_carrier":
            return _("Please say who carries it.")
        case "before_order":
            return _("It cannot have left before it was ordered.")
        case "in_future":
            return _("The day lies in the future.")
        case "package_gone":
            return _("Amazon does not let this package be changed any more.")
        case "order_gone":
            return _("Amazon does not know this order any more.")
        case "cancelled":
            return _("Amazon cancelled the order.")
        case "refused":
            return _("Amazon did not take it.")
        case _:
            return ""


def shipment_state(state: ShipmentState) -> tuple[str, str]:
    """How far a package is on its way to Amazon: the mark of its state, and the words."""
    return {
        ShipmentState.WANTED: ("on_its_way", pgettext("package", "Amazon will be told")),
        ShipmentState.SENDING: ("on_its_way", pgettext("package", "Amazon is being told")),
        ShipmentState.ACCEPTED: ("on_its_way", pgettext("package", "Amazon took it")),
        ShipmentState.SEEN: ("active", pgettext("package", "Amazon shows it")),
        ShipmentState.REFUSED: ("incomplete", pgettext("package", "Amazon refused it")),
    }[state]


def source_name(source: Source) -> str:
    """Who said that a package leaves."""
    return {
        Source.SHOP: _("the tracking number in your shop"), Source.LABEL: _("a label bought in your shop"),
        Source.MERCHANT: _("entered here"),
    }[source]  # fmt: skip


def sample_words(kind: str, sample: str) -> str:
    """What an answer about a carrier is remembered for."""
    match kind:
        case "name":
            return _("the carrier that your shop calls “%s”") % sample
        case "host":
            return _("tracking pages at %s") % sample
        case _:
            return _("tracking numbers like %s") % sample


def sending_act(act: str, said: Mapping[str, Any]) -> str:
    """One act of sending in words; "" for any other."""
    told = {"order": said.get("order", ""), "n": said.get("package", ""), "by": said.get("carrier", "")}
    match act:
        case "shipment_told":
            return _("Amazon was told of package %(n)s of order %(order)s, carried by %(by)s") % told
        case "shipment_corrected":
            return _("Amazon was told of another number for package %(n)s of order %(order)s (%(by)s)") % told
        case "shipment_refused":
            why = wrong_words(str(said.get("why", ""))) or _("Amazon did not take it.")
            return _("Package %(n)s of order %(order)s: %(why)s") % {**told, "why": why}
        case "carrier_answered":
            return _("You said who carries %(what)s: %(by)s") % {
                "what": sample_words(str(said.get("kind", "")), str(said.get("sample", ""))), "by": told["by"],
            }  # fmt: skip
        case _:
            return ""
