"""Rules that contradict each other are found, and none is said that a product disproves."""

from dataclasses import replace

import pytest
from hypothesis import given

from backend.domain.clashes import Clash, Clashes, clashes
from backend.domain.conditions import Case, tried
from backend.domain.governing import ruled_out
from backend.domain.synchronization import Asks, Conditions, Subject, SynchronizationPolicy
from backend.domain.synchronization import Test as Question
from tests.domain.test_conditions import cases
from tests.domain.test_governing import FEW, SOME, policies


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (SynchronizationPolicy(), Clashes()),
        (SynchronizationPolicy(stop_when=FEW), Clashes(listing=Clash.OVERLAP)),
        (SynchronizationPolicy(stop_when=FEW, list_when=SOME), Clashes(listing=Clash.OVERLAP)),
        (SynchronizationPolicy(stop_when=FEW, list_when=FEW), Clashes(listing=Clash.NEVER)),
        (SynchronizationPolicy(stop_when=FEW, list_when=FEW, stops=False), Clashes()),
        (
            SynchronizationPolicy(
                stop_when=FEW, list_when=Conditions(True, (Question(Subject.QUANTITY, Asks.AT_LEAST, "3"),))
            ),
            Clashes(),
        ),
        (
            SynchronizationPolicy(
                stop_when=FEW, relist_when=FEW,
                list_when=Conditions(True, (Question(Subject.QUANTITY, Asks.AT_LEAST, "3"),)),
            ),
            Clashes(relisting=Clash.NEVER),
        ),
        (
            SynchronizationPolicy(stop_when=Conditions(True, (Question(Subject.IN_STOCK, Asks.NO),))),
            Clashes(),
        ),
    ],
)  # fmt: skip
def test_rules_that_contradict_each_other_are_found(policy: SynchronizationPolicy, expected: Clashes) -> None:
    assert clashes(policy) == expected


@given(policies, cases)
def test_a_clash_that_is_said_is_none_that_a_product_disproves(
    policy: SynchronizationPolicy, tests: Case
) -> None:
    if clashes(policy).listing is Clash.NEVER:
        may = ruled_out(replace(policy, stops=False, relists=True), tests, None) is None
        assert not may or tried(policy.stop_when, tests).met
