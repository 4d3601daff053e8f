"""The form that asks for prices of a label: what stands in it, what it reads, what it refuses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from starlette.datastructures import FormData

from backend.domain.labels import Origin
from backend.domain.packing import (
    Good,
    Parcel,
    Pieces,
    SizeUnit,
    WeightUnit,
    in_size_unit,
    in_weight_unit,
    refused,
    size_of,
    weight_of,
)
from backend.storage.label_goods import Measured
from backend.storage.label_places import KeptOrigin, Preset
from backend.storage.shops import Shop
from backend.web.label_words import parcel_fault
from backend.web.languages import _
from backend.web.policy_forms.entering import NotANumber, read_decimal
from backend.web.reading import whole
from backend.web.rendering import typed

SIDES = ("length", "width", "height")
_WEIGHTS = {"KILOGRAM": WeightUnit.KG, "OUNCE": WeightUnit.OZ, "POUND": WeightUnit.LB}
# Field, most characters (Amazon's model), needed.
ORIGIN_FIELDS = (
    ("name", 50, True), ("company", 60, False), ("line1", 60, True), ("line2", 60, False), ("postal_code", 20, True),
    ("city", 60, True), ("region", 60, False), ("country", 2, True), ("phone", 20, True),
)  # fmt: skip


@dataclass(slots=True)
class Form:
    """As it stands: what is typed, and what is wrong with it by field."""

    values: dict[str, str]
    pieces: dict[str, str] = field(default_factory=dict)  # by item code
    errors: dict[str, str] = field(default_factory=dict)


def units_of(shop: Shop) -> tuple[SizeUnit, WeightUnit]:
    """The units that a shop measures in."""
    size = SizeUnit.IN if shop.profile.size_unit in ("IN", "YD") else SizeUnit.CM
    return size, _WEIGHTS.get(shop.weight_unit, WeightUnit.G)


def proposed(
    shop: Shop, left: Mapping[str, int], measured: Mapping[str, Measured], origins: Sequence[KeptOrigin],
    preset: Preset | None,
) -> Form:  # fmt: skip
    """What the form begins with: all that is left, in the preset's package, or as large as the products say."""
    size_unit, weight_unit = units_of(shop)
    goods = [
        Good(pieces, one.grams if one else None, one.size_mm if one else None)
        for code, pieces in left.items()
        for one in (measured.get(code),)
        if pieces
    ]
    values = {
        "origin": str(origins[0].id) if origins else "",
        "size_unit": size_unit,
        "weight_unit": weight_unit,
    }
    empty = Fraction(0)
    if preset is not None:
        values["size_unit"] = preset.parcel.size_unit
        values |= {name: typed(side) for name, side in zip(SIDES, preset.parcel.sides, strict=True)}
        empty = preset.parcel.grams
    elif pile := size_of(goods):
        values |= {name: typed(in_size_unit(side, size_unit)) for name, side in zip(SIDES, pile, strict=True)}
    grams = weight_of(goods, empty)
    if grams is not None:
        values["weight"] = typed(in_weight_unit(grams, weight_unit))
    return Form(values, {code: str(pieces) for code, pieces in left.items() if pieces})


def read_form(said: FormData, left: Mapping[str, int]) -> tuple[Form, Parcel | None, Pieces]:
    """What was posted; without a parcel where something is wrong."""
    names = ("origin", *SIDES, "size_unit", "weight", "weight_unit")
    form = Form({name: str(said.get(name) or "").strip()[:40] for name in names})
    form.pieces = {code: str(said.get(f"pieces_{code}") or "").strip()[:9] for code in left}
    parcel = read_parcel(form)
    pieces = []
    for code, most in left.items():
        number = whole(form.pieces[code] or "0")
        if number > most or (form.pieces[code] and not form.pieces[code].isdecimal()):
            form.errors["pieces"] = _(
                "Write how many pieces go into this package, at most those that are left."
            )
        elif number:
            pieces.append((code, number))
    if not pieces and "pieces" not in form.errors:
        form.errors["pieces"] = _("At least one piece must go into the package.")
    return form, None if form.errors else parcel, tuple(pieces)


def read_parcel(form: Form, *, empty: bool = False) -> Parcel | None:
    """The package of a form; what is wrong with it is written into the form. `empty`: it need not weigh anything."""
    values = form.values
    units = values.get("size_unit"), values.get("weight_unit")
    if units[0] not in list(SizeUnit) or units[1] not in list(WeightUnit):
        form.errors["size"] = _("Choose a unit.")
        return None
    sides = [_number(form, name, "size") for name in SIDES]
    weight = Decimal(0) if empty and not values.get("weight") else _number(form, "weight", "weight")
    if form.errors or weight is None or None in sides:
        return None
    length, width, height = (side for side in sides if side is not None)
    parcel = Parcel((length, width, height), SizeUnit(units[0]), weight, WeightUnit(units[1]))
    fault = refused(parcel)
    if fault and not (empty and fault == "no_weight" and weight == 0):
        name, words = parcel_fault(fault)
        form.errors[name] = words
        return None
    return parcel


def _number(form: Form, name: str, place: str) -> Decimal | None:
    try:
        return round(read_decimal(form.values.get(name, "")), 2)
    except NotANumber as error:
        form.errors[place] = str(error)
        return None


def read_origin(said: FormData, countries: Sequence[str]) -> tuple[Form, Origin | None]:
    """An address as it was typed; None where something is wrong with it."""
    form = Form({name: " ".join(str(said.get(name) or "").split()) for name, _most, _needed in ORIGIN_FIELDS})
    form.values["country"] = form.values["country"].upper()
    for name, most, needed in ORIGIN_FIELDS:
        if needed and not form.values[name]:
            form.errors[name] = _("This is needed on the label.")
        elif len(form.values[name]) > most:
            form.errors[name] = _("At most %s characters fit on the label.") % most
    if form.values["country"] and form.values["country"] not in countries:
        form.errors["country"] = _("Choose a country.")
    return form, None if form.errors else Origin(**form.values)
