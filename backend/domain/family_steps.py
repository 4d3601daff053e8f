"""The next step of each child of a family that stands: to wait, to join, to be held back, or nothing."""

from dataclasses import dataclass
from enum import StrEnum

from backend.domain.details import Details
from backend.domain.families import Lack, Trouble
from backend.domain.family_home import Home
from backend.domain.issues import Cause, Problem
from backend.domain.listing import Stage, Status


class ChildStep(StrEnum):
    NOTHING = "nothing"
    WAIT = "wait"  # it is being looked for on Amazon
    JOIN = "join"  # what it says is owed
    HOLD = "hold"  # something of it is missing


# What a child that joins needs no more: that Amazon has no product for it, or only the family.
JOINS = frozenset((Cause.NO_MATCH, Cause.PARENT_FOUND, Cause.NO_IDENTIFIER, Cause.FAMILY_INCOMPLETE))


@dataclass(frozen=True, slots=True)
class Child:
    """A child's listing as the decision sees it. `details` are what it says now, `wanted` what it should say (None: it
    cannot say enough); `asked`: the merchant wants it in although Amazon had its product; `kept`: they may not change
    now; `inside`: Amazon has its product in this family already."""

    status: Status
    stage: Stage
    asin: str
    cause: Cause | None
    details: Details | None
    wanted: Details | None
    trouble: Trouble | None
    asked: bool = False
    kept: bool = False
    inside: bool = False


def next_step(child: Child) -> ChildStep:
    """What is to be done for one child; once done, the answer is NOTHING."""
    if child.stage is Stage.WITHDRAW or child.status is Status.ENDED or child.kept:
        return ChildStep.NOTHING
    if child.stage is Stage.MATCH:
        return ChildStep.WAIT
    idle = child.stage is Stage.REST and child.status is Status.INCOMPLETE and child.cause in JOINS
    joins = child.details is not None or idle or (child.asked and not child.inside)
    if not joins:
        return ChildStep.NOTHING
    if child.trouble is not None:
        return ChildStep.HOLD if idle and child.details is None else ChildStep.NOTHING
    if child.wanted is None or (child.details is not None and child.details.key == child.wanted.key):
        return ChildStep.NOTHING
    return ChildStep.JOIN


def unfit(home: Home) -> Problem | None:
    """What of the parent breaks the type's rules, by name, with Amazon's own names beside it; None: nothing."""
    broken = home.fit.unfit
    if not broken:
        return None
    names, rules = (", ".join(dict.fromkeys(part)) for part in zip(*broken, strict=True))
    labels = ", ".join(dict.fromkeys(home.label(name) for name, _ in broken))
    told = {"lack": Lack.UNFIT.value, "value": labels[:200], "attributes": names[:200], "codes": rules[:200]}
    return Problem(Cause.FAMILY_INCOMPLETE, told)


def incomplete(trouble: Trouble, count: int = 1) -> Problem:
    """A problem that names what is missing for a family; `count` things are."""
    said = {"option": trouble.option, "value": trouble.value, "sku": trouble.sku, "other": trouble.other}
    told = {name: text[:200] for name, text in said.items() if text}
    return Problem(
        Cause.FAMILY_INCOMPLETE, {"lack": trouble.lack.value, "limit": trouble.limit, "count": count, **told}
    )
