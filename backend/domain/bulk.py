"""One cure for many listings: what each kind does to a listing, what it cannot do, and what of it can be undone."""

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


UNDOABLE = frozenset((Kind.CONDITION, Kind.ATTRIBUTE, Kind.EXEMPT, Kind.MUTE))


@dataclass(frozen=True, slots=True)
class Cure:
    """`value` is what the kind needs: a condition, a reason, or attributes by name as Amazon's JSON text, for details
    of this `product_type`."""

    kind: Kind
    value: str = ""
    product_type: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a cure asks of a listing before it touches it. `busy`: a deed of ours is under way, or a feed carries it."""

    status: Status
    stage: Stage
    condition: Condition
    busy: bool = False
    troubled: bool = True  # it has a problem
    muted: bool = False
    asked: bool = False  # a price waits for the merchant
    product_type: str = ""  # of the details that it says of its own product; "": it says none
    exempt: bool = False


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
        case _:
            return "under_way" if facts.busy or facts.stage is Stage.WITHDRAW else ""
