"""A switch of the sender: whatever is shown and whenever it is looked at, it comes to its end, and never by chance."""

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.listing import Shown
from backend.domain.orders import Sender
from backend.domain.sending import (
    AGAIN_AFTER,
    PATIENCE,
    Switch,
    SwitchState,
    SwitchStep,
    next_step,
    shown_by,
    wait,
)

AMAZON, MERCHANT = Sender.MARKETPLACE, Sender.MERCHANT
TARGETS = st.sampled_from(Sender)


def showing(sender: Sender, *, both: bool = False) -> Shown:
    if both:
        return Shown("S", quantity=4, both_send=True)
    return Shown("S", fulfilled_by_amazon=True) if sender is AMAZON else Shown("S", quantity=4)


def test_what_is_said_of_the_sender() -> None:
    assert [shown_by(showing(each)) for each in Sender] == list(Sender)
    assert shown_by(showing(AMAZON, both=True)) is MERCHANT  # an added channel switches nothing
    assert shown_by(None) is shown_by(Shown("S")) is shown_by(Shown("S", quantity=1, known=False)) is None


@given(TARGETS, st.integers(0, 2 * PATIENCE), st.integers(0, 2 * PATIENCE), st.booleans())
def test_nothing_arrives_before_it_was_sent_nor_while_an_earlier_one_may_still_come(
    target: Sender, now: int, unsure_until: int, shown: bool
) -> None:
    switch = Switch(1, target, SwitchState.WANTED, 0, unsure_until=unsure_until)
    seen = showing(target if shown else switch.back)
    step = next_step(switch, seen, now)
    assert (step is SwitchStep.ARRIVED) == (shown and now >= unsure_until)
    assert step in (SwitchStep.ARRIVED, SwitchStep.SEND)


@given(TARGETS, st.integers(0, 3 * PATIENCE), st.booleans(), st.booleans())
def test_what_was_sent_arrives_is_sent_again_or_is_given_up(
    target: Sender, now: int, shown: bool, both: bool
) -> None:
    sent_at = now // 2
    switch = Switch(1, target, SwitchState.SENT, 0, sent_at=sent_at)
    step = next_step(switch, showing(target if shown else switch.back, both=both), now)
    if shown and not both:
        assert step is SwitchStep.ARRIVED
    elif now > PATIENCE:
        assert step is SwitchStep.GIVE_UP
    else:
        assert step is (SwitchStep.SEND if now - sent_at >= AGAIN_AFTER else SwitchStep.WAIT)


@given(st.integers(0, 100))
def test_looks_grow_rarer(attempts: int) -> None:
    first, second = (
        Switch(1, AMAZON, SwitchState.SENT, 0, sent_at=0, attempts=n) for n in (attempts, attempts + 1)
    )
    assert 0 < wait(first) <= wait(second) <= 300
