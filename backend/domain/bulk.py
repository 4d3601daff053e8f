"""One act for many listings: what each kind does to a listing, what it cannot do, and what of it can be undone.

Some kinds cure a group of problems, some are done to whatever a person selects, some are both.
"""

from dataclasses import dataclass
from enum import StrEnum

from backend.domain.listing import Stage, Status
from backend.domain.policy import Condition


class Kind(StrEnum):
    RETRY = "retry"  # start again from the search for its ASIN
    CONDITION = "condition"  # offer it in another condition; what is on Amazon is withdrawn and offered anew
    ATTRIBUTE = "attribute"  # set some of Amazon's attributes in the details of its product
    EXEMPT = "exempt"  # say that it has no barcode and that Amazon exempts its brand
    PRICE = "price"  # let the price pass that waits
    MUTE = "mute"  # leave it as it is
    UNMUTE = "unmute"  # take it up again
    REVISE = "revise"  # compare what is wanted with what Amazon has, now
    WITHDRAW = "withdraw"  # take it off Amazon
    POLICY = "policy"  # another policy, of whichever kind it is
    COPY = "copy"  # the same at another place, its ASIN sought anew
    PAUSE = "pause"  # send nothing for it
    RESUME = "resume"  # let it go on
    BY_HAND = "by_hand"  # take back the price and quantity that were set by hand


UNDOABLE = frozenset((
    Kind.CONDITION, Kind.ATTRIBUTE, Kind.EXEMPT, Kind.MUTE, Kind.POLICY, Kind.COPY, Kind.PAUSE, Kind.RESUME,
    Kind.BY_HAND,
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cure:
    """`value` is what the kind needs: a condition, a reason, our id of a policy, a place (our id of the seller, a
    space, Amazon's id of the marketplace), or attributes by name as Amazon's JSON text, for details of this
    `product_type`."""

    kind: Kind
    value: str = ""
    product_type: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a cure asks of a listing before it touches it. `busy`: a deed of ours is under way, or a feed carries it.
    `hindrance`: what stands against just this policy or place, as a key, or ""."""

    status: Status
    stage: Stage
    condition: Condition
    busy: bool = False
    troubled: bool = True  # it has a problem
    muted: bool = False
    asked: bool = False  # a price waits for the merchant
    product_type: str = ""  # of the details that it says of its own product; "": it says none
    exempt: bool = False
    sent: bool = False  # something of it is on Amazon
    paused: bool = False
    by_hand: bool = False  # a price or a quantity is set by hand
    policies: tuple[int, ...] = ()
    hindrance: str = ""


def refused(cure: Cure, facts: Facts) -> str:
    """Why the cure cannot be done to this listing, as a key that pages translate; "" when it can."""
    match cure.kind:
        case Kind.MUTE:
            return "muted" if facts.muted else "" if facts.troubled else "cured"
        case Kind.UNMUTE:
            return "" if facts.muted else "not_muted"
        case Kind.PRICE:
            return "" if facts.asked else "no_price"
        case Kind.RETRY:
            held = facts.status in (Status.INCOMPLETE, Status.ENDED)
            return "" if held and facts.stage in (Stage.REST, Stage.WATCH) else "under_way"
        case Kind.CONDITION if facts.condition.value == cure.value:
            return "same"
        case Kind.ATTRIBUTE | Kind.EXEMPT if not facts.product_type:
            return "no_details"
        case Kind.ATTRIBUTE if facts.product_type != cure.product_type:
            return "other_type"
        case Kind.EXEMPT if facts.exempt:
            return "same"
        case Kind.PAUSE | Kind.RESUME | Kind.WITHDRAW | Kind.REVISE | Kind.BY_HAND:
            return _of_any(cure.kind, facts)
        case Kind.POLICY if int(cure.value) in facts.policies:
            return "same"
        case Kind.COPY:
            return facts.hindrance
        case _:
            busy = facts.busy or facts.stage is Stage.WITHDRAW
            return facts.hindrance or ("under_way" if busy else "")


def _of_any(kind: Kind, facts: Facts) -> str:
    """What can be done whatever the listing's problems are."""
    ended = facts.status is Status.ENDED
    match kind:
        case Kind.BY_HAND:
            return "" if facts.by_hand else "not_by_hand"
        case Kind.RESUME:
            return "" if facts.paused else "same"
        case _ if ended:
            return "ended"
        case Kind.PAUSE:
            return "same" if facts.paused else ""
        case Kind.REVISE:
            return "" if facts.sent else "not_sent"
        case _:
            return "under_way" if facts.stage is Stage.WITHDRAW else ""
