"""Verdicts: the whole table."""

import itertools

import pytest

from backend.domain.issues import Cause, Issue, Severity
from backend.domain.listing import Shown, Stage, Status, Verdict
from backend.domain.verdict import read_verdict

SENT, PATIENCE = 1_000_000, 3_600
ERROR = Issue("90220", "A value is missing.", Severity.ERROR, ("size",))
WARNING = Issue("18448", "More would help.", Severity.WARNING)
SUPPRESSED = Issue("18155", "The price is odd.", Severity.ERROR, actions=("LISTING_SUPPRESSED",))
HIDDEN = Issue("18027", "The image has a text.", Severity.WARNING, actions=("SEARCH_SUPPRESSED",))


def read(shown: Shown | None, *, after: int = 60, was_active: bool = False) -> Verdict:
    return read_verdict(shown, submitted_at=SENT, now=SENT + after, patience=PATIENCE, was_active=was_active)


def shown(**facts: object) -> Shown:
    return Shown("MILL-01", **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("what", "after", "was_active", "status", "stage", "cause"),
    [
        (shown(buyable=True), 60, False, Status.ACTIVE, Stage.WATCH, None),
        (shown(buyable=True, issues=(WARNING,)), 60, True, Status.ACTIVE, Stage.WATCH, None),
        (shown(buyable=True, issues=(ERROR,)), 60, True, Status.ACTIVE, Stage.WATCH, Cause.REFUSED),
        (shown(buyable=True, issues=(HIDDEN,)), 60, True, Status.ACTIVE, Stage.WATCH, Cause.SUPPRESSED),
        (shown(issues=(ERROR,)), 60, False, Status.INCOMPLETE, Stage.WATCH, Cause.REFUSED),
        (shown(issues=(ERROR, SUPPRESSED)), 60, True, Status.INACTIVE, Stage.WATCH, Cause.SUPPRESSED),
        (shown(issues=(HIDDEN,)), 60, True, Status.INACTIVE, Stage.WATCH, Cause.SUPPRESSED),
        (shown(discoverable=True, quantity=0), 60, True, Status.INACTIVE, Stage.WATCH, Cause.OUT_OF_STOCK),
        (shown(discoverable=True, quantity=5), 60, False, Status.ON_ITS_WAY, Stage.CONFIRM, None),
        (shown(quantity=0), 60, False, Status.ON_ITS_WAY, Stage.CONFIRM, None),
        (shown(issues=(WARNING,)), 60, False, Status.ON_ITS_WAY, Stage.CONFIRM, None),
        (shown(), 7200, False, Status.INCOMPLETE, Stage.WATCH, Cause.STUCK),
        (shown(), 7200, True, Status.INACTIVE, Stage.WATCH, Cause.STUCK),
        (shown(known=False), 60, False, Status.ON_ITS_WAY, Stage.CONFIRM, None),
        (shown(known=False), 7200, False, Status.INCOMPLETE, Stage.WATCH, Cause.STUCK),
        (shown(known=False), 60, True, Status.ENDED, Stage.REST, Cause.DELETED_ON_AMAZON),
        (None, 60, False, Status.ON_ITS_WAY, Stage.CONFIRM, None),
        (None, 3600, False, Status.ON_ITS_WAY, Stage.CONFIRM, None),
        (None, 3601, False, Status.INCOMPLETE, Stage.WATCH, Cause.STUCK),
        (None, 7200, True, Status.ENDED, Stage.REST, Cause.DELETED_ON_AMAZON),
    ],
)
def test_every_line_of_the_table(
    what: Shown | None, after: int, was_active: bool, status: Status, stage: Stage, cause: Cause | None
) -> None:
    verdict = read(what, after=after, was_active=was_active)
    assert (verdict.status, verdict.stage) == (status, stage)
    assert (verdict.problem.cause if verdict.problem else None) is cause


def test_codes_are_named_once_and_in_their_order() -> None:
    verdict = read(shown(issues=(SUPPRESSED, ERROR, WARNING, ERROR)), was_active=False)
    assert verdict.problem and verdict.problem.details["codes"] == "18155"
    refused = read(shown(issues=(ERROR, WARNING, ERROR)))
    assert refused.problem and (refused.problem.details["codes"], refused.problem.details["count"]) == (
        "90220",
        2,
    )


def test_it_is_total_and_every_silent_listing_is_still_watched() -> None:
    truths = (False, True)
    issues = ((), (ERROR,), (WARNING,), (SUPPRESSED,), (HIDDEN, ERROR))
    for facts in itertools.product(truths, truths, (None, 0, 3), issues, truths, (0, 10_000), truths):
        buyable, discoverable, quantity, named, known, after, was_active = facts
        what = shown(buyable=buyable, discoverable=discoverable, quantity=quantity, issues=named, known=known)
        verdict = read(what, after=after, was_active=was_active)
        assert (verdict.stage is Stage.REST) is (verdict.status is Status.ENDED)
        assert (verdict.stage is Stage.CONFIRM) is (verdict.status is Status.ON_ITS_WAY)
        assert (verdict.status is Status.ACTIVE) is (known and buyable)
