"""Cures for many: what each does to whom."""

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.bulk import Cure, Facts, Kind, refused
from backend.domain.listing import Stage, Status
from backend.domain.policy import Condition

facts = st.builds(
    Facts, st.sampled_from(Status), st.sampled_from(Stage), st.sampled_from(Condition), st.booleans(), st.booleans(),
    st.booleans(), st.booleans(), st.sampled_from(("", "LAMP", "SHIRT")), st.booleans(), st.booleans(),
    st.booleans(), st.booleans(), st.tuples(st.integers(1, 3)), st.sampled_from(("", "listed", "gone", "other_rules")),
)  # fmt: skip
KEYS = {
    "", "muted", "not_muted", "cured", "no_price", "under_way", "same", "no_details", "other_type", "ended",
    "not_sent", "not_by_hand", "listed", "gone", "other_rules",
}  # fmt: skip


@given(facts, st.sampled_from(Kind), st.sampled_from(Condition))
def test_every_cure_is_done_or_says_why_not(what: Facts, kind: Kind, to: Condition) -> None:
    value = {Kind.POLICY: "1", Kind.COPY: "1 A1"}.get(kind, to.value)
    why = refused(Cure(kind, value, "LAMP"), what)
    assert why in KEYS
    if not why:
        needed = {
            Kind.RETRY: what.status in (Status.INCOMPLETE, Status.ENDED), Kind.PRICE: what.asked,
            Kind.CONDITION: what.condition is not to, Kind.ATTRIBUTE: what.product_type == "LAMP",
            Kind.EXEMPT: bool(what.product_type) and not what.exempt, Kind.MUTE: what.troubled and not what.muted,
            Kind.UNMUTE: what.muted, Kind.REVISE: what.sent and what.status is not Status.ENDED,
            Kind.WITHDRAW: what.status is not Status.ENDED and what.stage is not Stage.WITHDRAW,
            Kind.POLICY: 1 not in what.policies and not what.hindrance and not what.busy,
            Kind.COPY: not what.hindrance, Kind.PAUSE: not what.paused, Kind.RESUME: what.paused,
            Kind.BY_HAND: what.by_hand,
        }  # fmt: skip
        assert needed[kind]


@given(facts)
def test_what_is_under_way_is_never_sent_twice(what: Facts) -> None:
    for kind, value in (
        (Kind.CONDITION, "used_good"), (Kind.ATTRIBUTE, ""), (Kind.EXEMPT, ""), (Kind.POLICY, "9"),
    ):  # fmt: skip
        if what.busy or what.stage is Stage.WITHDRAW:
            assert refused(Cure(kind, value, "LAMP"), what)


@given(facts)
def test_what_is_muted_can_be_taken_up_and_nothing_else_can(what: Facts) -> None:
    assert (refused(Cure(Kind.UNMUTE), what) == "") == what.muted
    if what.muted:
        assert refused(Cure(Kind.MUTE), what) == "muted"
