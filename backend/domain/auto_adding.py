"""Auto-add: rules by which new products are listed by themselves, with a daily cap and a review lane. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from backend.domain.policy import Condition
from backend.domain.synchronization import Conditions

DAY = 86_400  # seconds; a day of the cap is one of UTC


class Mode(StrEnum):
    """What happens with a new product that fits."""

    LIST = "list"  # it is listed by itself
    REVIEW = "review"  # a person accepts or refuses it


class Leaving(StrEnum):
    """What happens with a product that the rule listed and that fits no more."""

    LEAVE = "leave"
    STOP = "stop"  # it is taken off the marketplace


class State(StrEnum):
    """How a product stands with a rule."""

    KNOWN = "known"  # it fitted when the rule was made: left alone until the merchant asks
    DUE = "due"  # to be listed as soon as the day has room
    HELD = "held"  # something stops it, and the rule lists only what nothing stops
    REVIEW = "review"
    REFUSED = "refused"
    LISTED = "listed"
    THERE = "there"  # it was listed there already, or another rule has it: never twice
    LEFT = "left"  # it was taken off because it fits no more


# A product that stands like that with one rule is no other one's for the same place.
TAKEN = (State.DUE, State.HELD, State.REVIEW, State.REFUSED, State.LISTED)


class Why(StrEnum):
    """Why a product came to a rule."""

    CREATED = "created"  # new in the shop
    FITS = "fits"  # it changed and fits since
    ASKED = "asked"  # the merchant asked for those that fitted already


@dataclass(frozen=True, slots=True)
class AutoRule:
    """A rule as it is kept. `categories`: the shop's ids, none for all; their children are included. `daily_cap`:
    products a day of UTC, None for any. `only_ready`: what something stops is held back instead of becoming Incomplete.
    `made_at` (epoch seconds UTC): what fitted by then is old; `known_to`: our newest product id by then, -1 while the
    shop is still read for the first time; `position`: up to which id the old ones were looked through. `day` and
    `listed_today`: the last day of UTC on which it listed, and how many products."""

    id: int
    shop_id: int
    seller_id: int
    marketplace_id: str
    name: str
    active: bool
    categories: tuple[int, ...]
    conditions: Conditions
    selling_policy_id: int
    synchronization_policy_id: int
    shipping_policy_id: int
    condition: Condition
    mode: Mode
    only_ready: bool
    daily_cap: int | None
    on_leaving: Leaving
    made_at: int = 0
    known_to: int = -1
    position: int = 0
    day: int = 0
    listed_today: int = 0

    @property
    def looking(self) -> bool:
        """Whether the products that were there before it are still being looked through."""
        return self.known_to < 0 or self.position < self.known_to

    def room(self, now: int) -> int | None:
        """How many products it may still list today; None: as many as there are."""
        if self.daily_cap is None:
            return None
        used = self.listed_today if self.day == day_of(now) else 0
        return max(0, self.daily_cap - used)

    def is_new(self, product_id: int, created_at: int) -> bool:
        """Whether a product that fits now and did not before is new to the rule: created since, or looked at before."""
        return created_at >= self.made_at or product_id <= self.position


def day_of(now: int) -> int:
    """The number of a moment's day, in UTC."""
    return now // DAY


def with_children(categories: Collection[int], ancestors: Mapping[int, Collection[int]]) -> frozenset[int]:
    """These categories and all below them. `ancestors`: category -> itself and all above it."""
    below = {each for each, above in ancestors.items() if any(one in above for one in categories)}
    return frozenset(below | set(categories))


def within(rule: AutoRule, wanted: Collection[int], categories: Iterable[int]) -> bool:
    """Whether a product of these categories is one of the rule's; `wanted` are the rule's own with their children."""
    return not rule.categories or any(category in wanted for category in categories)


def settle(
    rule: AutoRule, was: State | None, *, fits: bool, is_new: bool, stopped: bool, there: bool
) -> State | None:
    """How a product stands with a rule after a look; None: it has nothing to do with it.

    `was`: how it stood before. `stopped`: something keeps it from being sold there. `there`: it has a listing at the
    place, or another rule has it.
    """
    if not fits:
        if was is State.LISTED and rule.on_leaving is Leaving.STOP:
            return State.LEFT
        return None if was in (State.KNOWN, State.DUE, State.HELD, State.REVIEW) else was
    if was is None and not is_new:
        return State.KNOWN
    if was is State.LEFT:  # it comes back
        return State.LEFT if rule.only_ready and stopped else State.DUE
    if was not in (None, State.HELD):
        return was
    if there:
        return State.THERE
    if was is None and rule.mode is Mode.REVIEW:
        return State.REVIEW
    return State.HELD if rule.only_ready and stopped else State.DUE


def on_the_day(rule: AutoRule, *, stopped: bool, decided: bool) -> State:
    """How what waited for its day goes on when it has come: what something stops by then waits for a person, where the
    rule lists only what nothing stops. `decided`: a person accepted it as it is."""
    return State.REVIEW if rule.only_ready and stopped and not decided else State.DUE
