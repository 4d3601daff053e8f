"""The set-up as a checklist: what is done, what is to do, and what was done once and is no more. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """The steps, in their order."""

    SHOP = "shop"  # the shop lets us in, and its plan allows marketplaces
    PRODUCTS = "products"  # they are read, and one at least can be sold
    OWNER = "owner"  # somebody owns the shop's account here
    AMAZON = "amazon"  # an account is connected and its consent stands
    POLICIES = "policies"  # somebody looked at what the rules say
    PUBLISHED = "published"
    LIVE = "live"  # something can be bought on Amazon now
    ORDER = "order"  # a first order came in
    WATCHED = "watched"  # nothing is silent for too long
    AUTO = "auto"  # new products come by themselves; nice to have


OPTIONAL = frozenset((Step.AUTO,))
# What happens once and cannot be taken away again.
FOR_GOOD = frozenset((Step.POLICIES, Step.PUBLISHED, Step.ORDER))


@dataclass(frozen=True, slots=True)
class Item:
    """A step. `lost_since`: when it was seen done first, where it is done no more (epoch seconds UTC, 0: never)."""

    step: Step
    done: bool
    lost_since: int = 0

    @property
    def lost(self) -> bool:
        return bool(self.lost_since)


@dataclass(frozen=True, slots=True)
class Checklist:
    """What was lost comes first, then the steps in their order. `open`: it shows itself; else it is folded."""

    items: tuple[Item, ...]
    open: bool
    done: int
    wanted: int

    @property
    def lost(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.lost)

    @property
    def next(self) -> Item | None:
        """What to do now: what was lost, else the first that is not done and no luxury."""
        todo = [item for item in self.items if not item.done and item.step not in OPTIONAL]
        return todo[0] if todo else None


def checklist(now_done: Mapping[Step, bool], once_done: Mapping[str, int]) -> Checklist:
    """The checklist. `now_done` says of each step that there is whether it is done; a step that is left out is none of
    this shop's. `once_done`: the steps that were done once, and when."""
    items = []
    for step in Step:
        if step not in now_done:
            continue
        done = now_done[step] or (step in FOR_GOOD and step in once_done)
        lost = 0 if done or step in OPTIONAL else once_done.get(step, 0)
        items.append(Item(step, done, lost))
    ordered = sorted(items, key=lambda item: not item.lost)  # stable: the rest stays in its order
    wanted = [item for item in items if item.step not in OPTIONAL]
    todo = [item for item in wanted if not item.done]
    shown = any(item.step is not Step.ORDER for item in todo)  # a first order is nobody's task
    return Checklist(tuple(ordered), shown, len(wanted) - len(todo), len(wanted))


def newly_done(found: Checklist, once_done: Mapping[str, int]) -> Sequence[Step]:
    """The steps to be marked as done once."""
    return [item.step for item in found.items if item.done and item.step not in once_done]
