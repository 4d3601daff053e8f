"""Labels in words: how far one is, why it was not bought, why a service cannot be had, what the journal tells."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from backend.domain.labels import LabelState
from backend.domain.money import Money
from backend.web.languages import _, pgettext
from backend.web.rendering import day, money


def state_name(state: LabelState) -> tuple[str, str]:
    """How far a label is: the mark of its state, and the words."""
    return {
        LabelState.WANTED: ("on_its_way", _("Being bought")), LabelState.BUYING: ("on_its_way", _("Being bought")),
        LabelState.BOUGHT: ("active", pgettext("label", "Bought")),
        LabelState.VOIDING: ("on_its_way", _("Being given back")),
        LabelState.VOIDED: ("ended", pgettext("label", "Given back")),
        LabelState.REFUSED: ("ended", pgettext("label", "Not bought")),
        LabelState.UNSURE: ("incomplete", _("Not known whether it was bought")),
    }[state]  # fmt: skip


def trouble_said(cause: str, details: Mapping[str, Any]) -> str:
    """Why a label waits for the merchant; "" for a cause that nobody knows."""
    text = str(details.get("text", ""))
    told = {"text": text, "tracking": str(details.get("tracking", ""))}
    if cause == "unsure" and told["tracking"]:
        return _(
            "A label was asked for and Amazon's answer was lost. A package with the number %(tracking)s appeared since:"
            " it was probably bought. Look in Seller Central under Buy Shipping, print it there, and say below what you"
            " found."
        ) % told  # fmt: skip
    sentences = {
        "too_late": _("The label was not bought: Amazon's prices hold ten minutes. Get prices again."),
        "order_changed": _("The label was not bought: the order was sent or cancelled meanwhile."),
        "lost": _("The label was not bought: what was offered cannot be read any more. Get prices again."),
        "refused": _("The label was not bought: Amazon refused (%(text)s).") % told,
        "not_bought": _("The label was not bought, as you said."),
        "no_document": _("The label was bought, but Amazon does not hand it out. Print it in Seller Central."),
        "void_refused": _("Amazon does not take the label back (%(text)s).") % told,
        "shop_refused": _("The tracking number of the label could not be written into your shop's order (%(text)s).")
        % told,
        "unsure": _(
            "A label was asked for and Amazon's answer was lost: nobody knows whether it was bought. Look in Seller"
            " Central under Buy Shipping before you buy another one, and say below what you found."
        ),
    }  # fmt: skip
    return sentences.get(cause, "")


def blocked_said(code: str) -> str:
    """Why an offer cannot be chosen here."""
    return {
        "needs_more": _("This service wants more than can be told here: buy it in Seller Central."),
        "no_pdf": _("This service gives no label as a PDF."),
    }.get(code, code)  # fmt: skip


def ineligible_said(code: str, message: str) -> str:
    """Why a service cannot be had; what nobody knew when this was written, in Amazon's own words."""
    return {
        "NO_COVERAGE": _("does not go there"), "PICKUP_SLOT_RESTRICTION": _("has no time to fetch it"),
        "SIZE_RESTRICTIONS": _("the package is too large"), "WEIGHT_RESTRICTIONS": _("the package is too heavy"),
        "LATE_DELIVERY": _("would come too late"), "PROGRAM_CONSTRAINTS": _("not for orders of this kind"),
        "TERMS_AND_CONDITIONS_NOT_ACCEPTED": _("accept the carrier's terms in Seller Central first"),
    }.get(code) or message or code  # fmt: skip


def progress_name(status: str) -> str:
    """Where a parcel is."""
    return {
        "PreTransit": _("not with the carrier yet"), "InTransit": _("on its way"), "Delivered": _("delivered"),
        "OutForDelivery": _("out for delivery"), "DeliveryAttempted": _("nobody was there"), "Lost": _("lost"),
        "Rejected": _("refused by the buyer"), "Undeliverable": _("cannot be delivered"),
        "PickupCancelled": _("not fetched"), "AwaitingCustomerPickup": _("waits to be fetched by the buyer"),
    }.get(status, status)  # fmt: skip


def arrives(at: int | None) -> str:
    """The day of a promise; its hour means nothing to anybody."""
    return day(datetime.fromtimestamp(at, UTC).date().isoformat()) if at else "–"


def parcel_fault(code: str) -> tuple[str, str]:
    """What is wrong with a package: the field, and the sentence beside it."""
    return {
        "no_size": ("size", _("Each side must be more than zero.")),
        "no_weight": ("weight", _("The weight must be more than zero.")),
        "too_large": ("size", _("A side is longer than 3 metres: no parcel service takes that.")),
        "too_heavy": ("weight", _("It is heavier than 70 kg: no parcel service takes that.")),
    }[code]


def label_sentence(act: str, said: Mapping[str, Any]) -> str:
    """The journal's lines about labels; "" for any other."""
    told = {
        "carrier": str(said.get("carrier", "")), "service": str(said.get("service", "")),
        "tracking": str(said.get("tracking", "")), "price": _price(said.get("charge")),
        "why": trouble_said(str(said.get("cause", "")), said), "text": str(said.get("text", "")),
    }  # fmt: skip
    match act:
        case "label_wanted":
            return _("You asked for a label: %(carrier)s %(service)s for %(price)s") % told
        case "label_bought":
            return _("Label bought: %(carrier)s %(service)s for %(price)s, %(tracking)s") % told
        case "label_refused" | "label_unsure":
            return str(told["why"])
        case "label_void_asked":
            return _("You asked to give the label %(tracking)s back") % told
        case "label_voided":
            return _("Label %(tracking)s given back: Amazon refunds %(price)s") % told
        case "label_kept":
            return _("Amazon does not take the label back: %(text)s") % told
        case "label_settled_bought":
            return _("You said that the label was bought")
        case "label_settled_not":
            return _("You said that the label was not bought")
        case _:
            return ""


def _price(said: Any) -> str:
    return money(Money(int(said[0]), str(said[1]))) if said else "–"
