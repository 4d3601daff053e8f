"""Governing: which rule of its synchronization policy a listing is under, and why that lets it not sell.

The switches are `only_enabled` and `only_in_stock`. Something is offered when the selling policy offers pieces.

| it stands                                    | tried, in this order                          | else             |
| -------------------------------------------- | --------------------------------------------- | ---------------- |
| nothing of ours is there (LIST)              | switches, stop rule, lists on, list_when      | nothing is sent  |
| it sells, pieces are offered (REVISE, STOP)  | switches, stop rule; with `stops` off nothing | it falls to 0    |
| it sells, nothing is offered (REVISE, STOP)  | as at 0                                       | it falls to 0    |
| it is at 0 (RELIST)                          | switches, stop rule, relists on, relist_when  | it stays at 0    |

A quantity falls to 0 by itself when nothing is offered, also with `stops` off: the row of what is at 0 then only says
why it sells no more. `relist_when` None is `list_when`.

All countries of a region share one quantity of a SKU. What stands at 0 in one of them is under the rule of RELIST in
all, besides LIST where nothing is there yet: else one country would give back the pieces that another took away.

The stop rule speaks only while `stops` is on, but then in every row: what would be stopped at once is neither listed
nor relisted, so that rules which contradict each other never make an offer come and go. The tests that stop are among
those that are tried before it sells again, in the same order, so a stop is followed by nothing until something changes.
What sells follows the shop field by field (domain/following.py); that is no obstacle to anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from backend.domain.conditions import Case, Tried, decisive, tried
from backend.domain.issues import Cause, Problem
from backend.domain.synchronization import Conditions, SynchronizationPolicy


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a rule wants. `key`: enabled, in_stock, stop_when, lists, list_when, relists, relist_when.
    `found`: its conditions as they were tried, where it has any; `problem` why it does not hold."""

    key: str
    problem: Problem | None
    found: Tried | None = None


def parts(
    policy: SynchronizationPolicy, case: Case, stands: int | None, *, elsewhere: bool = False
) -> Iterator[Part]:
    """What the rule wants of a listing, in its order; without what wants nothing. `stands`: the pieces that were sent
    last (None: nothing of ours is there). `elsewhere`: another country that shares the quantity stands at 0."""
    sells = bool(stands) and case.quantity > 0 and not elsewhere
    if not sells or policy.stops:
        yield from _switches(policy, case)
    if policy.stops and policy.stop_when.parts:
        yield _stop(policy.stop_when, case)
    if stands is None:
        if not policy.lists:
            yield Part("lists", Problem(Cause.LISTING_OFF))
        yield from _wanted("list_when", policy.list_when, case)
    if elsewhere if stands is None else not sells:
        if not policy.relists:
            yield Part("relists", Problem(Cause.RELISTING_OFF))
        yield from _wanted("relist_when", policy.again_when, case)


def ruled_out(
    policy: SynchronizationPolicy, case: Case, stands: int | None, *, elsewhere: bool = False
) -> Problem | None:
    """The first thing that a listing's rule wants and that does not hold; `stands` as in parts."""
    return next(
        (part.problem for part in parts(policy, case, stands, elsewhere=elsewhere) if part.problem), None
    )


def _switches(policy: SynchronizationPolicy, case: Case) -> Iterator[Part]:
    if policy.only_enabled:
        yield Part("enabled", None if case.enabled else Problem(Cause.NOT_ENABLED))
    if policy.only_in_stock:
        empty = Problem(Cause.OUT_OF_STOCK, {"stock": case.free})
        yield Part("in_stock", None if case.quantity > 0 else empty)


def _stop(when: Conditions, case: Case) -> Part:
    found = tried(when, case)
    return Part("stop_when", _problem(Cause.STOPPED_BY_RULE, "stop", found) if found.met else None, found)


def _wanted(key: str, when: Conditions, case: Case) -> Iterator[Part]:
    found = tried(when, case)
    if when != Conditions():
        rule = key.removesuffix("_when")
        yield Part(key, None if found.met else _problem(Cause.RULE_UNMET, rule, found), found)


def _problem(cause: Cause, rule: str, found: Tried) -> Problem:
    """A problem that names the very test, with what it wants and what is."""
    deciding = decisive(found)
    test = deciding.test
    if test is None:
        return Problem(cause, {"rule": rule})
    return Problem(
        cause,
        {
            "rule": rule, "subject": test.subject.value, "asks": test.asks.value, "value": test.value[:80],
            "attribute": test.attribute[:80], "actual": deciding.actual,
        },
    )  # fmt: skip
