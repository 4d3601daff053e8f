"""What the journal's keys mean, as sentences in the page's language."""

from collections.abc import Callable, Mapping
from typing import Any

from backend.domain.issues import CAUSES, Cause, Problem
from backend.domain.money import Money
from backend.domain.policy import Condition
from backend.storage.journal import Entry
from backend.web.auto_acts import auto_sentence
from backend.web.comparison import field_name
from backend.web.label_words import label_sentence
from backend.web.languages import _, ngettext
from backend.web.message_words import message_said
from backend.web.order_desk_acts import desk_sentence
from backend.web.outbound_acts import outbound_sentence
from backend.web.owner_words import owner_said
from backend.web.personal_acts import act_of_people
from backend.web.problems import title_of_problem
from backend.web.publish import condition_name
from backend.web.rendering import country_name, money, number
from backend.web.reversal_words import reversal_acts
from backend.web.rule_acts import act_of_rules
from backend.web.sending_words import sending_act
from backend.web.sent_words import changes_told
from backend.web.warehouse_words import warehouse_act

# What other files say of acts of their own; "" for an act that they do not know.
_OTHERS: tuple[Callable[[str, Mapping[str, Any]], str], ...] = (
    auto_sentence,
    sending_act,
    act_of_people,
    warehouse_act,
    label_sentence,
    desk_sentence,
    message_said,
    outbound_sentence,
    reversal_acts,
)


def act_sentence(entry: Entry) -> str:
    """One line of the journal in words; a key nobody knows is shown as it is."""
    said = entry.details
    match entry.act:
        case "published":
            count = int(said.get("products", 0))
            return ngettext("List now: %s product", "List now: %s products", count) % number(count)
        case "matched":
            return _("Found on Amazon: %s") % str(said.get("asin", ""))
        case "linked":
            return _linked(said)
        case "unlinked":
            return _unlinked(said)
        case "held":
            return _("Held back: %s") % _problem(said)
        case "submitted":
            return _submitted(said)
        case "confirmed_details":
            kind = str(said.get("product_type", ""))
            return _("You confirmed what Amazon is told of the product (%s)") % kind
        case "type_changed":
            return _("Amazon changed what it asks for %s") % str(said.get("type", ""))
        case "type_confirmed":
            return _("You looked at the change of %s") % str(said.get("type", ""))
        case "withdrawn":
            return _("Taken off Amazon")
        case "asked_again":
            return _("You asked to try again")
        case "adopted":
            return _("You linked what was on Amazon already: it follows your shop from now on")
        case "released":
            return _("You took it out of Storelane; on Amazon it stays as it is")
        case "asked_withdrawal":
            return _("You asked to take it off Amazon")
        case "set_aside":
            told = {"product": said.get("product", ""), "why": said.get("why", "")}
            return _("Product %(product)s of your shop could not be read: %(why)s") % told
        case _:
            others = (say(entry.act, said) for say in _OTHERS)
            return next(filter(None, others), "") or _of_account(entry)


def _of_account(entry: Entry) -> str:
    said = entry.details
    match entry.act:
        case "became_active":
            return _("Amazon shows it: buyers can order")
        case "became_incomplete":
            return _("Amazon does not take it: %s") % _problem(said)
        case "became_inactive":
            return _("Amazon stopped selling it: %s") % _problem(said)
        case "became_ended":
            return _("It is no longer on Amazon")
        case "became_on_its_way":
            return _("On its way again")
        case "installed":
            return _("Storelane was installed in your shop")
        case "connected":
            names = [country_name(code) for code in str(said.get("countries", "")).split(", ") if code]
            return _("Amazon account connected: %s") % ", ".join(names)
        case "disconnected":
            return _("Amazon account disconnected: %s") % str(said.get("seller", ""))
        case "consent_ended":
            return _("The consent on Amazon ended: %s") % str(said.get("seller", ""))
        case _:
            return owner_said(entry.act) or _of_orders(entry)


def _of_orders(entry: Entry) -> str:
    told = {"order": str(entry.details.get("order", "")), "code": str(entry.details.get("shop_order", ""))}
    match entry.act:
        case "order_booked":
            return _("Amazon order %(order)s came into your shop as %(code)s") % told
        case "order_paid":
            return _("Amazon released order %(order)s: it is paid and can be sent") % told
        case "order_sent":
            return _("Amazon order %(order)s is sent") % told
        case "order_awaiting":
            return _("Amazon order %(order)s waits for its payment") % told
        case "order_cancelled":
            return _("Amazon order %(order)s was cancelled, and its pieces are back in your stock") % told
        case "order_aside":
            cause = order_cause(str(entry.details.get("cause", "")))
            return _("Amazon order %(order)s did not come in: %(why)s") % {**told, "why": cause}
        case "order_unreadable":
            return _("Amazon order %(order)s could not be read: %(why)s") % {
                **told, "why": entry.details.get("why", ""),
            }  # fmt: skip
        case "orders_filled":
            count = int(entry.details.get("count", 0))
            return ngettext(
                "The orders you asked for were read: %s order",
                "The orders you asked for were read: %s orders",
                count,
            ) % number(count)
        case "order_stock_on":
            return _("Your shop lowers its stock by itself for Amazon's orders")
        case "order_stock_off":
            return _("Your shop does not lower its stock for Amazon's orders: Storelane does it")
        case _:
            return _of_sync(entry)


def order_cause(cause: str) -> str:
    """Why an order did not come into the shop."""
    match cause:
        case "sold_elsewhere":
            return _("it was not sold on Amazon, only sent from there")
        case "no_pieces":
            return _("none of its pieces are wanted any more")
        case "shop_refused":
            return _("your shop does not take it")
        case "refused":
            return _("it was refused")
        case "stock_refused":
            return _("your shop lets only its own till change this stock; please change it there")
        case "region":
            return _("your shop does not know the region of its address")
        case "unknown_item":
            return _("an item of it is not in your shop, and you want such orders to wait")
        case "stock_unsure":
            return _("we could not see whether your stock was lowered for it; please check it")
        case _:
            return cause


def _of_sync(entry: Entry) -> str:
    said = entry.details
    match entry.act:
        case "revised" | "relisted":
            words = _("Changed on Amazon: %s") if entry.act == "revised" else _("On sale again: %s")
            return words % changes_told(said)
        case "stopped":
            return _("Stopped selling: %s") % _problem(said)
        case "paused" | "resumed" | "observing" | "not_observing":
            return _of_pause(entry.act, said)
        case "asked_orders":
            return _("You asked for the orders from %(first)s to %(last)s") % {
                "first": said.get("first", ""), "last": said.get("last", ""),
            }  # fmt: skip
        case "approved_price":
            return _("You approved the new price %s") % _price(said.get("price"))
        case "kept_price":
            return _("You kept the old price")
        case "cancelled":
            count = int(said.get("listings", 0))
            return ngettext(
                "You cancelled what was not sent yet: %s listing",
                "You cancelled what was not sent yet: %s listings",
                count,
            ) % number(count)
        case _:
            return _of_problems(entry)


def _of_problems(entry: Entry) -> str:
    said = entry.details
    match entry.act:
        case "changed_condition":
            return _("You changed the condition: %(before)s → %(after)s") % {
                "before": _condition(said.get("before")), "after": _condition(said.get("after")),
            }  # fmt: skip
        case "muted":
            why = str(said.get("reason", ""))
            return _("You muted it: %s") % why if why else _("You muted it")
        case "unmuted":
            return _("You took it up again")
        case "came_back":
            return _("No longer muted, something else is said: %s") % _problem(said)
        case _:
            return act_of_rules(entry)


def _condition(value: Any) -> str:
    known = {each.value for each in Condition}
    return condition_name(Condition(str(value))) if str(value) in known else str(value or "")


def _of_pause(act: str, said: Mapping[str, Any]) -> str:
    """A pause of a listing says nothing of where: its line names the product. Else it names account and country."""
    where, country = str(said.get("seller") or ""), str(said.get("country") or "")
    if country:
        where = f"{where} · {country_name(country)}"
    match act:
        case "paused":
            words = _("You paused %s: nothing is sent to Amazon")
            plain = _("You paused: nothing is sent to Amazon")
        case "resumed":
            words, plain = _("You let %s go on"), _("You let it go on")
        case "observing":
            words = _("You let Storelane only watch for %s: everything is computed, nothing is sent")
            plain = _("You let Storelane only watch: everything is computed, nothing is sent")
        case _:
            words, plain = _("You let Storelane send again for %s"), _("You let Storelane send again")
    return words % where if where else plain


def _price(said: Any) -> str:
    return money(Money(int(said[0]), str(said[1]))) if said else "–"


def _submitted(said: Mapping[str, Any]) -> str:
    told = {
        "price": _price(said.get("price") or [0, "EUR"]), "quantity": number(int(said.get("quantity", 0))),
        "asin": said.get("asin", ""),
    }  # fmt: skip
    if told["asin"]:
        return _("Sent to Amazon: %(price)s, quantity %(quantity)s, on %(asin)s") % told
    return _("Sent to Amazon as a new product: %(price)s, quantity %(quantity)s") % told


def _linked(said: Mapping[str, Any]) -> str:
    """Who links does so for a reason: the score, and what contradicted all the same."""
    parts = {
        "asin": said.get("asin", ""),
        "was": said.get("was", ""),
        "score": number(int(said.get("score", 0))),
    }
    words = (
        _("You linked it to %(asin)s instead of %(was)s (score %(score)s of 100)") % parts
        if said.get("was")
        else _("You linked it to %(asin)s (score %(score)s of 100)") % parts
    )
    differs = [field_name(each) for each in said.get("differs", ())]
    return f"{words}. {_('Although this differs: %s') % ', '.join(differs)}" if differs else words


def _unlinked(said: Mapping[str, Any]) -> str:
    reasons = {
        "wrong_product": _("another product"), "wrong_pack": _("another number of pieces"),
        "wrong_variation": _("another variation"), "undone": _("an acceptance taken back"),
    }  # fmt: skip
    why = reasons.get(str(said.get("why", "")), _("another reason"))
    return _("You took %(asin)s off it: %(why)s") % {"asin": said.get("asin", ""), "why": why}


def _problem(said: Mapping[str, Any]) -> str:
    cause = said.get("cause", "")
    if cause not in CAUSES:
        return str(cause)
    return title_of_problem(Problem(Cause(cause), {k: v for k, v in said.items() if k != "cause"}))
