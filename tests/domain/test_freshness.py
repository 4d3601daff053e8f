"""Freshness: what is old and due is told; what rests with reason is not."""

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.freshness import SILENT, Truth, oldest, silent

NOW = 1_780_000_000
truths = st.lists(
    st.builds(
        Truth,
        st.sampled_from(list(SILENT)),
        st.sampled_from(["", "Atelier"]),
        st.just(0) | st.integers(NOW - 5_000, NOW),
        st.just(0) | st.integers(NOW - 5_000, NOW + 5_000),
    ),
    max_size=8,
)


@given(truths)
def test_only_what_is_old_and_due_is_silent_the_oldest_first(found: list[Truth]) -> None:
    told = silent(found, NOW)
    assert list(told) == sorted(told, key=lambda truth: truth.at)
    for truth in found:
        old = bool(truth.at) and NOW - truth.at > SILENT[truth.kind]
        assert not (truth in told and not old)
        if old and not truth.due_at:
            assert truth in told
        if truth.due_at > NOW:
            assert truth not in told


@given(truths)
def test_the_page_is_as_old_as_its_oldest_regular_truth(found: list[Truth]) -> None:
    regular = [truth.at for truth in found if truth.at and truth.kind in ("catalog", "orders")]
    assert oldest(found) == (min(regular) if regular else 0)


def test_nothing_known_is_nothing_told() -> None:
    assert silent([], NOW) == ()
    assert oldest([Truth("catalog", "", 0)]) == 0
