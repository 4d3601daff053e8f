"""What is said of cancelling and giving money back: reasons, the clear no, how far one is, and the journal's lines."""

from collections.abc import Mapping
from typing import Any

from backend.domain.money import Money
from backend.domain.reversals import Act, No, Part, Reason
from backend.storage.reversals import Reversal
from backend.web.languages import _, pgettext
from backend.web.rendering import money, number

_NOES = frozenset(no.value for no in No)


def reason_name(reason: Reason) -> str:
    """Why, in a few words; Amazon's own spelling goes to Amazon only."""
    return {
        Reason.NO_STOCK: _("It is not in stock"), Reason.BUYER: _("The buyer wants it cancelled"),
        Reason.ADDRESS: _("Nothing can be delivered to the address"), Reason.EXCHANGE: _("It is exchanged"),
        Reason.GENERAL: pgettext("reason", "General adjustment"), Reason.RETURN: _("The buyer sent it back"),
        Reason.WRONG_ITEM: _("Another item was sent"), Reason.NOT_SENT: _("It could not be sent"),
        Reason.PRICE: _("The price was wrong"), Reason.UNDELIVERABLE: _("It could not be delivered"),
        Reason.REFUSED: _("The buyer refused the parcel"), Reason.OTHER: pgettext("reason", "Other"),
    }[reason]  # fmt: skip


def part_name(part: Part) -> str:
    """What a line's money is made of."""
    return {
        Part.GOODS: pgettext("money", "Goods"), Part.GOODS_TAX: pgettext("money", "Tax on the goods"),
        Part.SHIPPING: pgettext("money", "Shipping"), Part.SHIPPING_TAX: pgettext("money", "Tax on the shipping"),
        Part.GIFT_WRAP: pgettext("money", "Gift wrapping"),
    }[part]  # fmt: skip


def why_not(no: No, act: Act) -> str:
    """The clear no, with what to do instead where there is something."""
    cancel = act is Act.CANCEL
    return {
        No.NOT_PAID: _("Amazon has not released it yet: until it is paid only the buyer or Amazon can cancel it."),
        No.BY_AMAZON: _("Amazon sends this order, so Amazon cancels and refunds it; the buyer asks Amazon."),
        No.ELSEWHERE: _("It was not sold on Amazon, only sent from there."),
        No.CANCELLED: _("It is cancelled: the buyer pays nothing."),
        No.SENT: _("It is sent, in part or whole: it cannot be cancelled any more, but money can be given back."),
        No.NOT_SENT: _("Nothing of it is sent yet, and the buyer is charged when it is. Cancel it instead."),
        No.UNKNOWN: _("Amazon says something of this order that Storelane does not know."),
        No.NO_AMOUNTS: _("What the buyer paid has not been read from Amazon yet."),
        No.ALL_BACK: _("All of it is given back already."),
        No.OVER: _("It is more than is left of what the buyer paid."),
        No.NOTHING: _("Enter how much is given back.") if not cancel else "",
        No.OTHER_SUM: _("It must come to the amount that was given back in your shop."),
    }[no]  # fmt: skip


def trouble_sentence(cause: str, details: Mapping[str, Any]) -> str:
    """Why cancelling or giving back waits for the merchant."""
    act = Act(details.get("kind", Act.CANCEL))
    cancel = act is Act.CANCEL
    match cause:
        case "amazon":
            said = str(details.get("text", ""))
            words = (
                _("Amazon did not cancel it: %s") if cancel else _("Amazon did not give the money back: %s")
            )
            return words % said
        case "lost":
            return _(
                "Amazon never said what became of a refund of %s. Please look in Seller Central whether it was made."
            ) % _amount(details)
        case "no_answer":
            return _("Amazon did not work on it, though it was sent several times.")
        case "asks":
            return _(
                "%s was given back in your shop. Amazon must be told of which items: please choose."
            ) % _amount(details)
        case "stock_unsure":
            return _("We could not see whether the returned pieces are in your stock; please check it.")
        case "stock_refused":
            return _("Your shop did not take the returned pieces into its stock; please change it there.")
        case _ if cause in _NOES:
            what = _("It cannot be cancelled on Amazon.") if cancel else _("The money cannot be given back.")
            return f"{what} {why_not(No(cause), act)}"
        case _:
            return ""


def _amount(details: Mapping[str, Any]) -> str:
    amount, currency = details.get("amount"), str(details.get("currency", ""))
    return money(Money(int(amount), currency)) if amount is not None and currency else _("an amount")


def state_name(one: Reversal) -> tuple[str, str]:
    """How far one is: the mark of its state, and the words."""
    cancel = one.act is Act.CANCEL
    return {
        "asks": ("incomplete", _("waits for you")), "waits": ("on_its_way", _waits(one)),
        "wanted": ("on_its_way", _("goes to Amazon within a minute")),
        "sending": ("on_its_way", _("at Amazon, no answer yet")),
        "done": ("active", pgettext("reversal", "cancelled") if cancel else pgettext("reversal", "given back")),
        "refused": ("incomplete", pgettext("reversal", "refused")),
        "unsure": ("incomplete", _("not known whether it was done")),
        "dropped": ("ended", pgettext("reversal", "left alone")),
    }[one.state]  # fmt: skip


def _waits(one: Reversal) -> str:
    if one.cause == No.NOT_PAID:
        return _("waits until Amazon has released it")
    return _("waits until it is sent") if one.act is Act.REFUND else _("is being looked at")


def reversal_acts(act: str, said: Mapping[str, Any]) -> str:
    """One line of the journal in words; "" for a key of others."""
    told = {"order": str(said.get("order", "")), "amount": _amount(said), "why": _said(said)}
    sentences = {
        "cancel_by_merchant": _("You cancelled order %(order)s"),
        "cancel_by_buyer": _("You granted the buyer's wish to cancel order %(order)s"),
        "cancel_from_shop": _("Order %(order)s was cancelled in your shop"),
        "cancel_done": _("Amazon cancelled order %(order)s"),
        "cancel_refused": _("Order %(order)s was not cancelled on Amazon: %(why)s"),
        "cancel_dropped": _("Order %(order)s needs no cancelling any more"),
        "request_declined": _("You declined the buyer's wish to cancel order %(order)s"),
        "refund_by_merchant": _("You gave %(amount)s of order %(order)s back"),
        "refund_from_shop": _("%(amount)s of order %(order)s was given back in your shop"),
        "refund_done": _("Amazon gave %(amount)s of order %(order)s back to the buyer"),
        "refund_refused": _("%(amount)s of order %(order)s was not given back: %(why)s"),
        "refund_unsure": _("It is not known whether %(amount)s of order %(order)s was given back"),
        "refund_dropped": _("The refund of order %(order)s came to nothing: the order is cancelled"),
        "pieces_back": _("The returned pieces of order %(order)s are in your stock: %(count)s"),
        "order_stands": _("Order %(order)s stands again in your shop, as it does on Amazon"),
        "reversal_again": _("You asked Amazon again"),
        "reversal_done": _("You said that the refund was made"),
        "reversal_leave": _("You left it as it is"),
        "reversal_stand": _("You asked for the shop's order to stand again"),
        "reversal_stock": _("You said that the stock is correct"),
        "reversal_words_forgotten": _("You had the remembered reasons forgotten"),
    }  # fmt: skip
    words = sentences.get(act, "")
    return words % {**told, "count": number(int(said.get("count") or 0))} if words else ""


def _said(said: Mapping[str, Any]) -> str:
    """Amazon's own words, or the no of ours."""
    why = str(said.get("why", ""))
    if why in _NOES:
        return why_not(No(why), Act.CANCEL)
    return str(said.get("text", "")) or why
