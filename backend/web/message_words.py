"""What is said of messages to buyers, in the page's language: kinds, faults, likely reasons, states, the journal."""

from collections.abc import Mapping
from typing import Any

from backend.domain.messages import LARGEST_FILES, LONGEST_NAME, REVIEW_FROM, REVIEW_UNTIL, Fault, MessageKind
from backend.storage.messages import Message
from backend.web.languages import _, pgettext
from backend.web.rendering import number


def kind_title(kind: str) -> str:
    """What a kind of message is called."""
    return {
        MessageKind.ORDER: _("Ask about the order"),
        MessageKind.DELIVERY: _("Arrange the delivery"),
        MessageKind.CUSTOMIZATION: _("Confirm the customisation"),
        MessageKind.PROBLEM: _("Tell of a problem"),
        MessageKind.SERVICE: _("Arrange a visit"),
        MessageKind.ACCESS_KEY: _("Send an access key"),
        MessageKind.INVOICE: _("Send the invoice"),
        MessageKind.WARRANTY: _("Send the warranty"),
        MessageKind.LEGAL: _("Send a legal document"),
        MessageKind.REVIEW: _("Ask for a review"),
    }[MessageKind(kind)]


def kind_help(kind: MessageKind) -> str:
    """What a kind is for."""
    return {
        MessageKind.ORDER: _("A question that must be answered before you send the order."),
        MessageKind.DELIVERY: _(
            "To agree on a day or a place, or to confirm how the buyer can be reached for it."
        ),
        MessageKind.CUSTOMIZATION: _(
            "To ask for, or confirm, names, spelling or pictures of a customised piece."
        ),
        MessageKind.PROBLEM: _(
            "Something unexpected keeps you from fulfilling the order. Amazon delivers it as a critical message."
        ),
        MessageKind.SERVICE: _("For services at the buyer's home only."),
        MessageKind.ACCESS_KEY: _("The key without which something digital in the order cannot be used."),
        MessageKind.INVOICE: _("The buyer gets it as a file, without any text of yours."),
        MessageKind.WARRANTY: _("The document and the days that the warranty covers."),
        MessageKind.LEGAL: _(
            "Only documents that the law obliges you to hand over. The buyer gets the files alone."
        ),
        MessageKind.REVIEW: _(
            "Amazon asks the buyer, in its own words, to review the product and you: once for each order, from 5 to 30"
            " days after delivery."
        ),
    }[kind]


def link_note(kind: MessageKind) -> str:
    """Which links a text may hold."""
    about = {
        MessageKind.ORDER: _("completing the order"), MessageKind.DELIVERY: _("the delivery"),
        MessageKind.CUSTOMIZATION: _("the customisation"), MessageKind.PROBLEM: _("the problem"),
        MessageKind.SERVICE: _("the visit"), MessageKind.ACCESS_KEY: _("the access key"),
    }  # fmt: skip
    if kind not in about:
        return ""
    return (
        _("Links only to https pages about %s. No HTML, no e-mail addresses, no advertising.") % about[kind]
    )


def fault_said(fault: Fault, most: int) -> str:
    """What is wrong with a field, and what to do. `most`: the longest text of the kind."""
    about = fault.about
    match fault.cause:
        case "empty":
            return _("Please write something.")
        case "long":
            told = {"n": number(int(about)), "most": number(most)}
            return _("The text has %(n)s characters; Amazon takes %(most)s at most.") % told
        case "html":
            return _("Amazon takes no HTML: please write %s as plain text.") % about
        case "mail":
            return _("Amazon takes no e-mail addresses: please take out %s.") % about
        case "link":
            return (
                _("Only links that begin with https:// are allowed: please change %s or take it out.") % about
            )
        case "unfilled":
            return _("Please fill in what stands in brackets: %s") % about
        case _:
            return _fault_of_the_rest(fault)


def _fault_of_the_rest(fault: Fault) -> str:
    about = fault.about
    match fault.cause:
        case "no_date":
            return _("Please choose a day.")
        case "date":
            return _("This is not a day: please choose one.")
        case "before":
            return _("The warranty would end before it begins.")
        case "no_file":
            return _("Please choose a file.")
        case "many":
            return _("At most %s files go with a message.") % about
        case "type":
            return _("%s cannot be attached: please see which files are taken.") % about
        case "empty_file":
            return _("%s is empty.") % about
        case "name":
            told = {"name": about, "most": number(LONGEST_NAME)}
            return _("The name %(name)s… is too long: %(most)s characters at most.") % told
        case "large":
            return _("The files are too large: %s MB together at most.") % number(LARGEST_FILES // 1024**2)
        case "not_allowed":
            return _("Amazon does not allow this for the order any more.")
        case _:
            return fault.cause


def reason(cause: str) -> str:
    """Why a kind is probably not allowed; Amazon itself does not say."""
    days = {"first": number(REVIEW_FROM), "last": number(REVIEW_UNTIL)}
    return {
        "not_paid": _("the order is not paid yet"),
        "cancelled": _("the order is cancelled"),
        "no_service": _("it is for services at the buyer's home"),
        "not_digital": _("it is for digital products"),
        "not_customized": _("nothing in the order is customised"),
        "sent_by_marketplace": _("Amazon sends this order itself and looks after it"),
        "not_sent": _("the order is not sent yet"),
        "sent": _("the order is sent already"),
        "asked": _("the buyer was asked already"),
        "too_early": _("it is too early: %(first)s to %(last)s days after delivery") % days,
        "too_late": _("too long after delivery"),
        "": _("we see no reason"),
    }[cause]


def state_said(message: Message) -> tuple[str, str]:
    """How far a message is: the mark of its state, and the words."""
    match message.state:
        case "wanted":
            return "on_its_way", _("Waits to be sent")
        case "sending":
            return "on_its_way", _("Being sent")
        case "sent":
            return "active", pgettext("message", "Sent")
        case "refused":
            return "incomplete", _("Not sent")
        case "unsure":
            return "incomplete", _("Not known whether it went")
        case _:
            return "ended", pgettext("message", "Left")


def trouble(cause: str, said: Mapping[str, Any]) -> str:
    """Why a message waits for the merchant, and what cures it."""
    about = kind_title(said["kind"])
    match cause:
        case "unsure":
            return (
                _(
                    "“%s”: Amazon's answer was lost, so it is not known whether your message went. Please decide below"
                    " whether to send it again."
                )
                % about
            )
        case "not_allowed":
            return _("“%s” was not sent: Amazon does not allow it for this order now.") % about
        case "role":
            return (
                _(
                    "“%s” was not sent: Storelane has no permission of Amazon for it. The operator must ask"
                    " Amazon for it; then connect your account again."
                )
                % about
            )
        case "unreadable":
            return (
                _("“%s” was not sent: what you wrote can no longer be read. Please write it again.") % about
            )
        case "files":
            return _("“%s” was not sent: Amazon does not take its files. Please send other ones.") % about
        case "refused":
            return (
                _("“%s” was not sent: Amazon does not take it. Please change it below and send it again.")
                % about
            )
        case _:
            return ""


def message_said(act: str, said: Mapping[str, Any]) -> str:
    """An act of the journal about a message; "" for any other."""
    known = {kind.value for kind in MessageKind}
    about = kind_title(said["kind"]) if said.get("kind") in known else _("a message")
    match act:
        case "message_written":
            return _("You wrote to the buyer: %s") % about
        case "message_again":
            return _("You had it sent again to the buyer: %s") % about
        case "message_left":
            return _("You left a message to the buyer as it is: %s") % about
        case "message_sent":
            return _("Sent to the buyer: %s") % about
        case "message_refused":
            code = str(said.get("code", ""))
            words = _("Amazon refused a message to the buyer: %s") % about
            return f"{words} ({code})" if code else words
        case "message_unsure":
            return _("It is not known whether a message to the buyer went: %s") % about
        case "review_asked":
            return _("Amazon asked the buyer for a review")
        case _:
            return ""
