"""The form of a package: what was entered, a sentence beside each field that is wrong, or the package itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from backend.domain.carrier_choice import CarrierBook
from backend.domain.carrier_numbers import LONGEST, bare, is_number
from backend.domain.carriers import OTHER, by_name
from backend.domain.shipments import Ask, Chosen, Named, Scene, Shipment, ShipmentState, Source
from backend.domain.shipping import free_reference, on_its_day, open_pieces, wrong_with
from backend.web.languages import _
from backend.web.sending_words import wrong_words

_FIELDS = {"too_many": "pieces", "no_pieces": "pieces", "codes": "codes", "no_carrier": "carrier"}
LONGEST_NAME = 50


@dataclass(frozen=True, slots=True)
class Entered:
    """`values` as they were entered, by field; `errors` a sentence by field; `shipment` None with any."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    shipment: Shipment | None = None


def read_package(form: Mapping[str, str], scene: Scene, book: CarrierBook) -> Entered:
    """A new package, or one that is there (`reference`) told differently."""
    errors: dict[str, str] = {}
    old = _there(scene, form.get("reference", ""))
    number = "".join(form.get("number", "").split())
    if len(number) > LONGEST or (number and not is_number(number)):
        errors["number"] = _("That is no tracking number.")
    elif not number and not (scene.untracked_allowed or form.get("untracked")):
        errors["number"] = _("Amazon wants a tracking number.")
    chosen = chosen_carrier(form.get("carrier", "")) or book.choose(Named(number))
    if isinstance(chosen, Ask):
        errors["carrier"] = _("The number does not say who carries it. Please choose.")
        chosen = Chosen("")
    sent_at = _day(form.get("day", ""), scene, errors)
    pieces = _pieces(form, scene, errors)
    codes = tuple((code, _codes(form.get(f"codes_{code}", ""))) for code, _n in pieces)
    shipment = Shipment(
        free_reference(scene), number, chosen.carrier, chosen.name, sent_at, pieces, Source.MERCHANT,
        method=form.get("method", "").strip()[:LONGEST_NAME], codes=tuple(one for one in codes if one[1]),
        origin=number,
    )  # fmt: skip
    if old is not None:
        shipment = replace(
            shipment, reference=old.reference, source=old.source, origin=old.origin or old.tracking,
            codes=shipment.codes or old.codes, pieces=pieces or old.pieces,
        )  # fmt: skip
    twice = [
        each for each in scene.told if number and bare(each.tracking) == bare(number) and each is not old
    ]
    twice_there = [one for one in scene.packages if number and bare(one.tracking) == bare(number)]
    if old is None and (twice or twice_there):
        errors.setdefault("number", _("Amazon was told of this number already."))
    wrong = "" if errors else wrong_with(scene, shipment)
    if wrong:
        errors[_FIELDS.get(wrong, "day")] = wrong_words(wrong)
    return Entered(form, errors, None if errors else shipment)


def chosen_carrier(text: str) -> Chosen | None:
    """What somebody chose or wrote as the carrier; None for nothing."""
    name = " ".join(text.split())[:LONGEST_NAME]
    key = by_name(name)
    return (Chosen(key) if key else Chosen(OTHER, name)) if name else None


def _there(scene: Scene, reference: str) -> Shipment | None:
    """The package that is to be told differently: one of ours, or one that only Amazon knows."""
    for each in scene.told:
        if each.reference == reference:
            return each
    for one in scene.packages:
        if one.reference == reference:
            return Shipment(
                reference, one.tracking, OTHER, one.carrier, one.sent_at or scene.now, one.pieces, Source.MERCHANT,
                ShipmentState.SEEN,
            )  # fmt: skip
    return None


def _day(text: str, scene: Scene, errors: dict[str, str]) -> int:
    """The moment of sending: now for today, noon of any other day. A day is one where the merchant is, so tomorrow may
    have begun there."""
    today = datetime.fromtimestamp(scene.now, UTC).date()
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        errors["day"] = _("That is no date.")
        return scene.now
    if day > today + timedelta(days=1):
        errors["day"] = wrong_words("in_future")
    elif day < datetime.fromtimestamp(scene.made_at, UTC).date() - timedelta(days=1):
        errors["day"] = wrong_words("before_order")
    noon = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())
    return on_its_day(scene, scene.now if day == today else noon)


def _pieces(form: Mapping[str, str], scene: Scene, errors: dict[str, str]) -> tuple[tuple[str, int], ...]:
    """Pieces of each line; without any field for them, all that is left."""
    if not any(f"pieces_{line.code}" in form for line in scene.lines):
        return () if form.get("reference") else tuple(open_pieces(scene).items())
    found = []
    for line in scene.lines:
        text = form.get(f"pieces_{line.code}", "").strip() or "0"
        if not text.isascii() or not text.isdigit() or len(text) > 6:
            errors["pieces"] = _("Please enter whole numbers of pieces.")
        elif int(text):
            found.append((line.code, int(text)))
    return tuple(found)


def _codes(text: str) -> tuple[str, ...]:
    """Codes of single pieces, each on a line of its own or between blanks."""
    return tuple(dict.fromkeys(text.replace(",", " ").split()))[:999]
