"""A listing field by field: what is wanted, what was sent, what Amazon shows, and why they are not the same."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.domain.following import EVERYTHING
from backend.domain.listing import Explained, Offer, Shown, Step
from backend.domain.money import Money
from backend.domain.revising import waits_for_word
from backend.domain.synchronization import Field

Value = Money | int | str | None

# Fields of an offer that Amazon's answer says nothing of: that they are as sent can only be believed.
UNSAID = ("condition", "handling", "template", "sale", "list_price", "note")
# What can be taken away again: wanted no more, it differs until Amazon was told so.
_GOES = frozenset(("template", "sale", "list_price", "business", "note"))
_LEFT = {
    "price": Field.PRICE,
    "business": Field.BUSINESS_PRICE,
}  # whatever they are there, where they do not follow


@dataclass(frozen=True, slots=True)
class State:
    """What a listing is at, besides its numbers. `asked`: the price that waits for the merchant; `settled`: long enough
    since the last push for Amazon to show it; `asin` and `title`: the listing's own ("" where nothing is wanted)."""

    asin: str = ""
    title: str = ""
    asked: Money | None = None
    settled: bool = True
    paused: bool = False
    going: bool = False  # a deed is under way, or it is owed
    follows: frozenset[Field] = EVERYTHING  # what of it follows the shop


@dataclass(frozen=True, slots=True)
class Compared:
    """One field; None: nothing is wanted or was sent, or Amazon does not say it. `why`: a key where it differs, or "".

    Keys: paused, guard, orders, owed, not_yet, sold, changed_there, elsewhere, left.
    """

    field: str
    wanted: Value
    sent: Value
    shown: Value
    why: str = ""


def compare(
    explained: Explained | None, sent: Offer | None, shown: Shown | None, state: State
) -> tuple[Compared, ...]:
    """Every field of a listing of which something was sent; nothing before that. Pieces in Amazon's warehouse are
    Amazon's to count, so their quantity is no field here."""
    if sent is None or explained is None:
        return ()
    there = shown if shown and shown.known else None
    offer = explained.offer
    by_amazon = sent.by_amazon or bool(there and there.fulfilled_by_amazon)
    what = waits_for_word(explained)
    price = state.asked if state.asked and what in ("", "price") else offer.price
    pieces = _before_waiting(explained.quantity_steps, offer.quantity)
    seen, on_sale = there.price if there else None, None
    if seen is not None and sent.sale and seen == sent.sale.price:
        seen, on_sale = None, seen  # while a sale runs Amazon shows its price instead of the other
    found = [_field("price", price, sent.price, seen, state)]
    if not by_amazon:
        found.append(_field("quantity", pieces, sent.quantity, there.quantity if there else None, state))
    found.append(
        _field("asin", state.asin or None, sent.asin or None, there.asin or None if there else None, state)
    )
    found += [
        _field("condition", offer.condition.value, sent.condition.value, None, state),
        *(() if sent.by_amazon else _sending(offer, sent, state)),
    ]
    found += [_field(*each, state) for each in _beside(offer, sent, there, on_sale, {what: state.asked})]
    if there and there.title:
        found.append(Compared("title", state.title or None, None, there.title))
    return tuple(found)


def _sending(offer: Offer, sent: Offer, state: State) -> tuple[Compared, Compared]:
    """What only who sends it says: when it leaves, and how."""
    templates = offer.shipping_template_id or None, sent.shipping_template_id or None
    return (
        _field("handling", offer.handling_days, sent.handling_days, None, state),
        _field("template", *templates, None, state),
    )


def _beside(
    offer: Offer, sent: Offer, there: Shown | None, on_sale: Value, asked: Mapping[str, Money | None]
) -> list[tuple[str, Value, Value, Value]]:
    """The other prices and the note, as far as one is wanted or was sent; `asked`: the one that waits for a person."""
    sale, business = (
        offer.sale.price if offer.sale else None,
        offer.business.price if offer.business else None,
    )
    found: list[tuple[str, Value, Value, Value]] = [
        ("sale", asked.get("sale") or sale, sent.sale.price if sent.sale else None, on_sale),
        ("list_price", offer.list_price, sent.list_price, None),
        (
            "business",
            asked.get("business") or business,
            sent.business.price if sent.business else None,
            there.business_price if there else None,
        ),
        ("note", offer.condition_note or None, sent.condition_note or None, None),
    ]
    return [each for each in found if each[1] is not None or each[2] is not None]


def _field(field: str, wanted: Value, sent: Value, shown: Value, state: State) -> Compared:
    return Compared(field, wanted, sent, shown, _why(field, wanted, sent, shown, state))


def _why(field: str, wanted: Value, sent: Value, shown: Value, state: State) -> str:
    """Why a field is not as it is wanted; "" where it is, or where nothing says otherwise."""
    if wanted is None and sent is not None and field in _GOES:
        return _unsent(field, wanted, sent, state)
    if wanted is None or (field == "asin" and sent is None):
        return ""
    if wanted != sent:
        if shown is not None and shown == wanted:
            return ""
        return _unsent(field, wanted, sent, state)
    if shown is None or shown == wanted:
        return ""
    if field == "asin":
        return "elsewhere"
    if field in _LEFT and _LEFT[field] not in state.follows:
        return "left"
    if not state.settled:
        return "not_yet"
    fewer = isinstance(shown, int) and isinstance(wanted, int) and shown < wanted
    return "sold" if field == "quantity" and fewer else "changed_there"


def _unsent(field: str, wanted: Value, sent: Value, state: State) -> str:
    if state.paused:
        return "paused"
    if state.asked and wanted == state.asked:
        return "guard"
    more = isinstance(wanted, int) and isinstance(sent, int) and wanted > sent
    return "orders" if field == "quantity" and more and not state.going else "owed"


def _before_waiting(steps: tuple[Step, ...], quantity: int) -> int:
    """The pieces that are wanted, also where more of them wait for Amazon's orders."""
    if len(steps) > 1 and steps[-1].word == "waiting":
        return steps[-2].value
    return quantity
