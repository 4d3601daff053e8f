"""The set-up checklist: it folds when all is done and opens again, the lost step first, when something regresses."""

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.setting_up import FOR_GOOD, OPTIONAL, Step, checklist, newly_done

flags = st.fixed_dictionaries({step: st.booleans() for step in Step})
marks = st.dictionaries(st.sampled_from([step.value for step in Step]), st.integers(1, 10**9))
ALL = dict.fromkeys(Step, True)


def test_all_done_is_folded_and_a_loss_opens_it_first() -> None:
    once = {step.value: 7 for step in Step}
    assert not checklist(ALL, once).open
    found = checklist({**ALL, Step.AMAZON: False}, once)
    assert found.open
    assert found.items[0].step is Step.AMAZON
    assert found.items[0].lost_since == 7
    assert found.next is found.items[0]


def test_a_first_order_is_awaited_without_opening_it() -> None:
    found = checklist({**ALL, Step.ORDER: False}, {})
    assert not found.open
    assert found.done == found.wanted - 1


def test_what_was_never_done_is_to_do_and_not_lost() -> None:
    found = checklist(dict.fromkeys(Step, False), {})
    assert found.open
    assert found.lost == ()
    assert found.next is not None
    assert found.next.step is Step.SHOP


@given(flags, marks)
def test_the_steps_are_all_there_once_and_luxuries_are_never_lost(
    now: dict[Step, bool], once: dict[str, int]
) -> None:
    found = checklist(now, once)
    assert sorted(item.step for item in found.items) == sorted(Step)
    assert not {item.step for item in found.lost} & (OPTIONAL | FOR_GOOD)
    lost = [item.lost for item in found.items]
    assert lost == sorted(lost, reverse=True)
    assert found.open or all(i.done for i in found.items if i.step not in {*OPTIONAL, Step.ORDER})
    assert not {item.step for item in found.lost} & set(newly_done(found, once))
