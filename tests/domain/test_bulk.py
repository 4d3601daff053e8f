"""Cures for many: what each does to whom."""

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.bulk import Cure, Facts, Kind, refused
from backend.domain.listing import Stage, Status
from backend.domain.policy import Condition

facts = st.builds(
    Facts, st.sampled_from(Status), st.sampled_from(Stage), st.sampled_from(Condition), st.booleans(), st.booleans(),
    st.booleans(), st.booleans(), st.sampled_from(("", "LAMP", "SHIRT")), st.booleans(),
)  # fmt: skip
KEYS = {"", "muted", "not_muted", "cured", "no_price", "under_way", "same", "no_details", "other_type"}


@given(facts, st.sampled_from(Kind), st.sampled_from(Condition))
def test_every_cure_is_done_or_says_why_not(what: Facts, kind: Kind, to: Condition) -> None:
    why = refused(Cure(kind, to.value, "LAMP"), what)
    assert why in KEYS
    if not why:
        needed = {
            Kind.RETRY: what.status in (Status.INCOMPLETE, Status.ENDED), Kind.PRICE: what.asked,
            Kind.CONDITION: what.condition is not to, Kind.ATTRIBUTE: what.product_type == "LAMP",
            Kind.EXEMPT: bool(what.product_type) and not what.exempt, Kind.MUTE: what.troubled and not what.muted,
            Kind.UNMUTE: what.muted,
        }  # fmt: skip
        assert needed[kind]


@given(facts)
def test_what_is_under_way_is_never_sent_twice(what: Facts) -> None:
    for kind in (Kind.CONDITION, Kind.ATTRIBUTE, Kind.EXEMPT):
        if what.busy or what.stage is Stage.WITHDRAW:
            assert refused(Cure(kind, "used_good", "LAMP"), what)


@given(facts)
def test_what_is_muted_can_be_taken_up_and_nothing_else_can(what: Facts) -> None:
    assert (refused(Cure(Kind.UNMUTE), what) == "") == what.muted
    if what.muted:
        assert refused(Cure(Kind.MUTE), what) == "muted"
