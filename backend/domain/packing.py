"""Packages as people measure them: sizes and weights with their units, converted exactly, and what goes into one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from backend.domain.orders import Package, PackageState

LONGEST_MM, HEAVIEST_GRAMS = 3000, 70_000  # what no parcel service takes by far


class SizeUnit(StrEnum):
    CM = "cm"
    IN = "in"


class WeightUnit(StrEnum):
    G = "g"
    KG = "kg"
    OZ = "oz"
    LB = "lb"


_POUND = Fraction(45_359_237, 100_000)  # grams, by definition
_MM = {SizeUnit.CM: Fraction(10), SizeUnit.IN: Fraction(127, 5)}
_GRAMS = {
    WeightUnit.G: Fraction(1), WeightUnit.KG: Fraction(1000), WeightUnit.OZ: _POUND / 16, WeightUnit.LB: _POUND,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parcel:
    """A package as it was measured: `sides` are length, width and height."""

    sides: tuple[Decimal, Decimal, Decimal]
    size_unit: SizeUnit
    weight: Decimal
    weight_unit: WeightUnit

    @property
    def millimetres(self) -> tuple[Fraction, ...]:
        return tuple(Fraction(side) * _MM[self.size_unit] for side in self.sides)

    @property
    def grams(self) -> Fraction:
        return Fraction(self.weight) * _GRAMS[self.weight_unit]


def refused(parcel: Parcel) -> str | None:
    """Why nobody can take a package like that; None when somebody may."""
    if any(side <= 0 for side in parcel.sides):
        return "no_size"
    if parcel.weight <= 0:
        return "no_weight"
    if any(side > LONGEST_MM for side in parcel.millimetres):
        return "too_large"
    return "too_heavy" if parcel.grams > HEAVIEST_GRAMS else None


def in_size_unit(millimetres: int | Fraction, unit: SizeUnit) -> Decimal:
    """Millimetres in another unit, to a tenth, never less than they are."""
    return _up(Fraction(millimetres) / _MM[unit], 10)


def in_weight_unit(grams: int | Fraction, unit: WeightUnit) -> Decimal:
    """Grams in another unit, never less than they are: to a whole gram, a tenth of an ounce, else to a hundredth."""
    fine = {WeightUnit.G: 1, WeightUnit.OZ: 10}.get(unit, 100)
    return _up(Fraction(grams) / _GRAMS[unit], fine)


def _up(value: Fraction, fine: int) -> Decimal:
    return Decimal(-(-value * fine // 1)) / fine


@dataclass(frozen=True, slots=True)
class Good:
    """So many pieces of something, as the shop measures one; None: the shop does not say."""

    pieces: int
    grams: int | None
    size_mm: tuple[int, int, int] | None


def weight_of(goods: Iterable[Good], empty: Fraction = Fraction(0)) -> Fraction | None:
    """What they weigh together, in grams, with the `empty` box; None when the weight of one of them is not known."""
    total = empty
    for good in goods:
        if not good.pieces:
            continue
        if not good.grams:
            return None
        total += good.grams * good.pieces
    return total if total > empty else None


def size_of(goods: Iterable[Good]) -> tuple[int, int, int] | None:
    """The smallest pile that they surely fit into, in millimetres: one upon the other, each on its largest side. The
    longest side comes first. None when the size of one of them is not known."""
    length = width = height = 0
    for good in goods:
        if not good.pieces:
            continue
        if good.size_mm is None or min(good.size_mm) <= 0:
            return None
        low, middle, long = sorted(good.size_mm)
        length, width, height = max(length, long), max(width, middle), height + low * good.pieces
    if not height:
        return None
    low, middle, long = sorted((length, width, height))
    return long, middle, low


Pieces = tuple[tuple[str, int], ...]  # (item code, pieces)


def left(
    units: Mapping[str, int], sent: Mapping[str, int], packages: Sequence[Package],
    labels: Iterable[tuple[str, Pieces]],
) -> dict[str, int]:  # fmt: skip
    """The pieces of each line that nothing carries yet. `sent`: those that the marketplace counts as sent; `labels`:
    (tracking number, pieces) of those bought here or about to be, which count until their package shows."""
    live = [each for each in packages if each.state is not PackageState.CANCELLED]
    shown = {each.tracking for each in live if each.tracking}
    packed: dict[str, int] = {}
    for each in live:
        for code, pieces in each.pieces:
            packed[code] = packed.get(code, 0) + pieces
    gone = {code: max(sent.get(code, 0), packed.get(code, 0)) for code in units}
    for tracking, carried in labels:
        if tracking and tracking in shown:
            continue
        for code, pieces in carried:
            gone[code] = gone.get(code, 0) + pieces
    return {code: max(0, ordered - gone[code]) for code, ordered in units.items()}
