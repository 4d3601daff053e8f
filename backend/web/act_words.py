"""What acts for many do, why they cannot be done to some, and what of them cannot be undone: in words."""

import json

from backend.domain.bulk import Cure, Kind
from backend.domain.policy import Condition
from backend.storage import policies
from backend.storage.bulk import Act
from backend.storage.database import Database
from backend.web.languages import _
from backend.web.policy_words.saying import policy_name
from backend.web.problems import title_of
from backend.web.publish import condition_name
from backend.web.rendering import country_name
from backend.web.shell import Shell


async def name_in(db: Database, frame: Shell, cure: Cure) -> str:
    """The name of the policy or place that an act is about; "" for none."""
    if cure.kind is Kind.POLICY:
        kept = await policies.find(db, frame.shop.id, int(cure.value))
        return policy_name(kept) if kept else _("a policy that is gone")
    if cure.kind is Kind.COPY:
        seller_id, _space, place = cure.value.partition(" ")
        seller = next((each for each in frame.sellers if each.id == int(seller_id)), None)
        found = next((p for p in seller.marketplaces if p.marketplace_id == place), None) if seller else None
        return country_name(found.country) if found else place
    return ""


def act_title(act: Act) -> str:
    """What an act is called: the problem that it cures, or what it does to what was selected."""
    return title_of(act.cause, act.topic) if act.cause else kind_name(act.cure.kind)


def kind_name(kind: Kind) -> str:
    """What can be done to a selection, in a few words."""
    names = {
        Kind.REVISE: _("Compare and send now"), Kind.WITHDRAW: _("Take off Amazon"),
        Kind.POLICY: _("Another policy"), Kind.CONDITION: _("Another condition"),
        Kind.COPY: _("Copy to another marketplace"), Kind.RETRY: _("Try again"), Kind.MUTE: _("Mute"),
        Kind.UNMUTE: _("Take up again"), Kind.PAUSE: _("Pause"), Kind.RESUME: _("Go on"),
        Kind.BY_HAND: _("Take back what is set by hand"),
    }  # fmt: skip
    return names.get(kind, kind.value)


def cure_words(cure: Cure, name: str = "") -> str:
    """What an act does; `name` is that of its policy or place."""
    match cure.kind:
        case Kind.RETRY:
            return _("Try again from the start: look for it on Amazon and offer it.")
        case Kind.CONDITION:
            return _(
                "Offer it in the condition “%s”. What stands on Amazon is withdrawn first and offered anew."
            ) % condition_name(Condition(cure.value))
        case Kind.ATTRIBUTE:
            return _("Set these details and send them to Amazon: %s") % ", ".join(json.loads(cure.value))
        case Kind.EXEMPT:
            return _("Say that it has no barcode and that Amazon exempted its brand, and send it to Amazon.")
        case Kind.PRICE:
            return _("Let the new price pass and send it to Amazon.")
        case Kind.MUTE:
            return _("Mute it: it leaves the counts, and comes back when something else is said about it.")
        case Kind.UNMUTE:
            return _("Take it up again: it is counted as before.")
        case _:
            return _of_any(cure.kind, name)


def why_words(why: str) -> str:
    """Why a cure cannot be done, or was not undone."""
    match why:
        case "under_way":
            return _("it is under way, or Amazon has it and Storelane looks again by itself")
        case "muted":
            return _("it is muted already")
        case "not_muted":
            return _("it is not muted any more")
        case "cured":
            return _("it has no problem any more")
        case "no_price":
            return _("no price waits for it any more")
        case "same":
            return _("it is so already")
        case "no_details":
            return _("it is an offer on a product of Amazon; only products that you create have details")
        case "other_type":
            return _("it is another kind of product")
        case "changed":
            return _("something else was done to it since, so it was left as it is")
        case _:
            return _why_of_any(why)


def no_undo(kind: Kind) -> str:
    """Why something cannot be undone, and what can be done instead."""
    match kind:
        case Kind.RETRY:
            return _("Trying again cannot be undone. A listing that you do not want can be taken off Amazon.")
        case Kind.PRICE:
            return _(
                "Prices that were sent cannot be called back. Change the price in your shop, and it follows."
            )
        case Kind.UNMUTE:
            return _("Mute them again to undo it.")
        case Kind.WITHDRAW:
            return _(
                "What is taken off Amazon cannot be put back by itself: try again, and it is offered anew."
            )
        case _:
            return _("There is nothing to undo: it only compared once more.")


def _of_any(kind: Kind, name: str) -> str:
    match kind:
        case Kind.REVISE:
            return _("Compare what your rules come to with what Amazon has, and send what differs.")
        case Kind.WITHDRAW:
            return _(
                "Take it off Amazon: buyers can no longer order it there. Your product stays in your shop."
            )
        case Kind.POLICY:
            return _("Let it follow the policy “%s” from now on.") % name
        case Kind.COPY:
            return (
                _(
                    "List it in %s too, with the same policies and condition. It is looked for there by its barcode."
                )
                % name
            )
        case Kind.PAUSE:
            return _(
                "Send nothing for it until you let it go on. Amazon may then sell what your shop no longer has."
            )
        case Kind.RESUME:
            return _("Let it go on: all that changed meanwhile is compared.")
        case _:
            return _(
                "Take back the price and the quantity that were set by hand: your policy says them again."
            )


def _why_of_any(why: str) -> str:
    match why:
        case "ended":
            return _("it has ended")
        case "not_sent":
            return _("nothing of it is on Amazon yet")
        case "not_by_hand":
            return _("nothing is set by hand")
        case "listed":
            return _("it is listed there already")
        case "gone":
            return _("your shop has it no more")
        case "no_policy":
            return _("the policy is gone")
        case "never_taken":
            return _("Amazon does not take that condition in that country")
        case "other_place":
            return _("that shipping template belongs to another account or country")
        case "other_rules":
            return _(
                "its SKU is listed in another country by other rules for the quantity, and Amazon keeps one quantity"
            )
        case _:
            return why
