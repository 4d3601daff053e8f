"""Packages: units convert exactly, nothing is made smaller than it is, pieces are never sent twice."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.orders import Package, PackageState
from backend.domain.packing import (
    HEAVIEST_GRAMS,
    LONGEST_MM,
    Good,
    Parcel,
    Pieces,
    SizeUnit,
    WeightUnit,
    in_size_unit,
    in_weight_unit,
    left,
    refused,
    size_of,
    weight_of,
)

amounts = st.decimals("0.01", "500", places=2)
sides = st.integers(1, 900)
goods = st.lists(
    st.builds(
        Good, st.integers(1, 5), st.none() | st.integers(1, 5000), st.none() | st.tuples(sides, sides, sides)
    ),
    min_size=1, max_size=4,
)  # fmt: skip


def parcel(size: str, unit: SizeUnit, weight: str, scale: WeightUnit) -> Parcel:
    return Parcel((Decimal(size), Decimal(size), Decimal(size)), unit, Decimal(weight), scale)


def test_inches_and_pounds_are_what_they_are_by_definition() -> None:
    assert parcel("1", SizeUnit.IN, "1", WeightUnit.LB).millimetres[0] == Fraction(254, 10)
    assert parcel("1", SizeUnit.IN, "1", WeightUnit.LB).grams == Fraction("453.59237")
    assert parcel("1", SizeUnit.CM, "16", WeightUnit.OZ).grams == Fraction("453.59237")
    assert in_weight_unit(1000, WeightUnit.LB) == Decimal("2.21") and in_size_unit(
        255, SizeUnit.CM
    ) == Decimal("25.5")


@given(st.integers(1, 100_000), st.sampled_from(list(SizeUnit)), st.sampled_from(list(WeightUnit)))
def test_another_unit_never_tells_less(number: int, size: SizeUnit, weight: WeightUnit) -> None:
    there = Parcel((in_size_unit(number, size),) * 3, size, in_weight_unit(number, weight), weight)
    assert number <= there.millimetres[0] < number + 3
    assert number <= there.grams < number + 11


@given(amounts, amounts, st.sampled_from(list(SizeUnit)), st.sampled_from(list(WeightUnit)))
def test_what_is_refused_is_refused_in_every_unit(
    side: Decimal, weight: Decimal, size: SizeUnit, scale: WeightUnit
) -> None:
    box = Parcel((side, Decimal(1), Decimal(1)), size, weight, scale)
    why = refused(box)
    assert (why == "too_large") == (box.millimetres[0] > LONGEST_MM)
    assert (why == "too_heavy") == (box.millimetres[0] <= LONGEST_MM and box.grams > HEAVIEST_GRAMS)
    assert refused(Parcel((Decimal(0), side, side), size, weight, scale)) == "no_size"
    assert refused(Parcel((side, side, side), size, Decimal(0), scale)) == "no_weight"


@given(goods)
def test_a_pile_holds_each_piece_and_weighs_all_of_them(found: list[Good]) -> None:
    pile, grams = size_of(found), weight_of(found, Fraction(50))
    if any(good.size_mm is None for good in found):
        assert pile is None
    else:
        assert pile is not None and list(pile) == sorted(pile, reverse=True)
        room = pile[0] * pile[1] * pile[2]
        for good in found:
            assert good.size_mm is not None
            low, middle, long = sorted(good.size_mm)
            assert all(has >= needs for has, needs in zip(sorted(pile), (low, middle, long), strict=True))
            room -= low * middle * long * good.pieces
        assert room >= 0
    known = all(good.grams for good in found)
    assert grams == (50 + sum((good.grams or 0) * good.pieces for good in found) if known else None)


pieces = st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 3)), max_size=3).map(tuple)
states = st.sampled_from(list(PackageState))


@given(
    st.fixed_dictionaries({"a": st.integers(0, 9), "b": st.integers(0, 9)}),
    st.fixed_dictionaries({"a": st.integers(0, 9), "b": st.integers(0, 9)}),
    st.lists(st.tuples(st.sampled_from(["", "T1", "T2"]), states, pieces), max_size=3),
    st.lists(st.tuples(st.sampled_from(["", "T1", "T3"]), pieces), max_size=3),
)
def test_no_piece_is_left_that_something_carries(
    units: dict[str, int],
    sent: dict[str, int],
    packages: list[tuple[str, PackageState, Pieces]],
    labels: list[tuple[str, Pieces]],
) -> None:
    known = [Package(str(n), tracking=t, state=s, pieces=p) for n, (t, s, p) in enumerate(packages)]
    found = left(units, sent, known, labels)
    live = [each for each in known if each.state is not PackageState.CANCELLED]
    for code, ordered in units.items():
        packed = sum(n for each in live for item, n in each.pieces if item == code)
        assert 0 <= found[code] <= max(0, ordered - max(sent[code], packed))
    assert left(units, sent, known, []) == left(units, sent, live, [])
    shown = {each.tracking for each in live if each.tracking}
    hidden = [each for each in labels if not each[0] or each[0] not in shown]
    assert found == left(units, sent, known, hidden)  # a label whose package shows counts once


def test_a_label_counts_until_its_package_shows() -> None:
    label = [("T1", (("a", 2),))]
    assert left({"a": 3}, {}, [], label) == {"a": 1}
    shown = Package("1", tracking="T1", state=PackageState.SENT, pieces=(("a", 2),))
    assert left({"a": 3}, {"a": 2}, [shown], label) == {"a": 1}
    gone = Package("1", tracking="T1", state=PackageState.CANCELLED, pieces=(("a", 2),))
    assert left({"a": 3}, {}, [gone], []) == {"a": 3}
