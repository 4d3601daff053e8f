"""A family as we want it, against the one that Amazon has."""

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.kinship import ChildState, FamilyThere, Kin, Relative, Wanted, common_parent, compare


def test_children_are_live_on_their_way_missing_elsewhere_or_extra() -> None:
    wanted = [
        Wanted(1, "A", "B0A", sent=True, live=True), Wanted(2, "B", sent=True), Wanted(3, "C"),
        Wanted(4, "D", "B0D"), Wanted(5, "E", "B0E", live=True),
    ]  # fmt: skip
    there = FamilyThere(
        "B0PARENT",
        (Relative("A", "B0A", ("P",)), Relative("GONE", "B0G", ("P",))),
        (
            Kin("B0D", ("B0OTHER",)), Kin("B0E", ("B0PARENT",)),
            Kin("B0PARENT", (), ("B0A", "B0E", "B0G", "B0X")),
        ),
    )  # fmt: skip
    lines = compare(wanted, there)
    assert [(line.state, line.sku or line.asin) for line in lines] == [
        (ChildState.LIVE, "A"), (ChildState.ON_ITS_WAY, "B"), (ChildState.MISSING, "C"),
        (ChildState.ELSEWHERE, "D"), (ChildState.LIVE, "E"), (ChildState.EXTRA, "GONE"),
        (ChildState.EXTRA, "B0X"),
    ]  # fmt: skip
    assert lines[3].other == "B0OTHER"


def test_the_parent_they_share_is_found_only_when_they_all_do() -> None:
    assert common_parent([Kin("A", ("P",)), Kin("B", ("P",))]) == "P"
    assert common_parent([Kin("A", ("P",)), Kin("B", ("Q",))]) == ""
    assert common_parent([Kin("A", ("P",)), Kin("B")]) == ""
    assert common_parent([]) == ""


ASINS = st.sampled_from(["B0A", "B0B", "B0C", "B0P", "B0Q", ""])
SKUS = st.sampled_from(["A", "B", "C", "D"])


@given(
    st.lists(st.builds(Wanted, st.integers(1, 9), SKUS, ASINS, st.booleans(), st.booleans()),
             unique_by=(lambda w: w.id, lambda w: w.sku)),
    st.builds(
        FamilyThere, ASINS,
        st.lists(st.builds(Relative, SKUS, ASINS), unique_by=lambda r: r.sku).map(tuple),
        st.lists(st.builds(Kin, ASINS, st.tuples(ASINS), st.tuples(ASINS, ASINS))).map(tuple),
    ),
)  # fmt: skip
def test_every_child_stands_in_one_line_and_none_is_wanted_and_extra(
    wanted: list[Wanted], there: FamilyThere
) -> None:
    lines = compare(wanted, there)
    ours = [line for line in lines if line.state is not ChildState.EXTRA]
    assert [line.id for line in ours] == [child.id for child in wanted]
    assert all((line.id == 0) == (line.state is ChildState.EXTRA) for line in lines)
    extra = {line.sku for line in lines if line.state is ChildState.EXTRA and line.sku}
    assert extra.isdisjoint(child.sku for child in wanted)
