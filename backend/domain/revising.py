"""Revising: what of an offer has to be sent to a listing that stands already, and what must wait."""

from dataclasses import dataclass, replace

from backend.domain.channel import ChannelStock
from backend.domain.following import EVERYTHING, allowed
from backend.domain.listing import Explained, Offer, Revision
from backend.domain.money import Money
from backend.domain.synchronization import Field

_WHOLE = 10_000  # a move is in hundredths of a percent


@dataclass(frozen=True, slots=True)
class Facts:
    """What a revision is decided on. `sent` is the offer as it was sent last, `stock` what is known of its quantity on
    Amazon, `shown_price` and `shown_business` what Amazon shows (None: not said).

    `orders_until` and `stock_read_at` (epoch seconds UTC): up to when orders are known, and when the shop's stock was
    read. `largest_move` in hundredths of a percent; `approved` is a price that the merchant let pass. `follows`: what
    of it follows the shop; the rest is left on Amazon as it is, and a quantity then only falls.
    """

    sent: Offer
    stock: ChannelStock
    shown_price: Money | None
    settled: bool  # long enough since the last push for Amazon to show it
    by_amazon: bool  # Amazon's warehouse: its quantity is Amazon's
    orders_until: int
    stock_read_at: int
    largest_move: int | None
    approved: Money | None = None
    shown_business: Money | None = None
    follows: frozenset[Field] = EVERYTHING


@dataclass(frozen=True, slots=True)
class Decided:
    """`revision` None: nothing is to be sent now. `agreed` is the offer that then is on Amazon. `waits` says what else
    is wanted and for what it waits: "orders" (an increase, until orders are as fresh as the stock), "price", "sale" or
    "business" (a move over the guard, until the merchant lets it pass: `asked`)."""

    revision: Revision | None
    agreed: Offer
    waits: tuple[str, ...] = ()
    asked: Money | None = None


def revise(wanted: Offer, facts: Facts) -> Decided:
    """The parts of the wanted offer that Amazon does not have and may be sent now.

    What it says of its product is not among them: the offers lane sends that, and the whole of it.

    A quantity falls at once. It rises only when the orders are known up to the moment the stock was read, and never
    stands in for Amazon's own stock.
    """
    sent, waits = facts.sent, []
    wanted = senders_own(allowed(wanted, replace(sent, quantity=_there(facts)), facts.follows))
    asked = _too_far(wanted.price, facts)
    if asked:
        # The other prices are measured by it, so they wait with it.
        wanted = replace(
            wanted, price=sent.price, sale=sent.sale, list_price=sent.list_price, business=sent.business
        )
        waits.append("price")
    else:
        asked, held = fallen_too_low(wanted, sent, facts.largest_move, facts.approved)
        if held:
            wanted = replace(wanted, **{held: getattr(sent, held)})
            waits.append(held)
    wanted = fitting(wanted)
    quantity, waiting = _quantity(wanted.quantity, facts)
    if waiting:
        waits.append("orders")
    days = wanted.handling_days != sent.handling_days and not facts.by_amazon
    offer = replace(wanted, quantity=quantity, details=sent.details, product_type=sent.product_type)
    offer = senders_own(offer)
    revision = Revision(
        offer,
        price=offer.price != sent.price or _wrong(offer, facts),
        quantity=not facts.by_amazon and (days or quantity != _there(facts)),
        rest=_rest(wanted) != _rest(sent),
        note_gone=bool(sent.condition_note) and not offer.condition_note,
        template_gone=bool(sent.shipping_template_id) and not offer.shipping_template_id,
        sale=offer.sale != sent.sale,
        list_price=offer.list_price != sent.list_price,
        business=offer.business != sent.business or _wrong_business(offer, facts),
    )
    return Decided(revision if revision.some else None, offer, tuple(waits), asked)


def senders_own(offer: Offer) -> Offer:
    """The offer without what is not the merchant's to say where Amazon sends it."""
    if not offer.by_amazon:
        return offer
    return replace(offer, quantity=0, handling_days=None, shipping_template_id="")


def fitting(wanted: Offer) -> Offer:
    """The offer with what its prices allow each other, whichever of them stayed as they were: a sale is lower than the
    price, companies pay no more than everybody, and the list price is higher."""
    price, sale, business, listed = wanted.price, wanted.sale, wanted.business, wanted.list_price
    return replace(
        wanted,
        sale=sale if sale and sale.price < price else None,
        business=business if business and business.price <= price else None,
        list_price=listed if listed and price < listed else None,
    )


def shows(offer: Offer, shown: Money) -> bool:
    """Whether what Amazon shows as the price is the offer's: while a sale runs it may be either of the two."""
    return shown == offer.price or (offer.sale is not None and shown == offer.sale.price)


def _wrong(offer: Offer, facts: Facts) -> bool:
    shown = facts.shown_price if Field.PRICE in facts.follows else None
    return facts.settled and shown is not None and not shows(offer, shown)


def _wrong_business(offer: Offer, facts: Facts) -> bool:
    """A business price that somebody else set where we send none is left alone."""
    shown = facts.shown_business if Field.BUSINESS_PRICE in facts.follows else None
    return (
        facts.settled and shown is not None and offer.business is not None and shown != offer.business.price
    )


def _rest(offer: Offer) -> tuple[object, ...]:
    return offer.condition, offer.condition_note, offer.shipping_template_id


def price_move(price: Money, before: Money) -> int:
    """How far a price is from the one before, in hundredths of a percent, towards zero where it does not come out
    even; both in one currency."""
    move = abs(price.amount - before.amount) * _WHOLE // max(1, before.amount)
    return move if price.amount >= before.amount else -move


def _there(facts: Facts) -> int:
    return facts.stock.expected if facts.stock.expected is not None else facts.sent.quantity


def _quantity(wanted: int, facts: Facts) -> tuple[int, bool]:
    """The quantity that may stand on Amazon now, and whether a larger one has to wait."""
    there = _there(facts)
    if facts.by_amazon:
        return facts.sent.quantity, False
    if wanted <= there or facts.orders_until >= facts.stock_read_at:
        return wanted, False
    return there, True


def _too_far(price: Money, facts: Facts) -> Money | None:
    """The price, when it is further from what was sent than may pass by itself."""
    far = price != facts.approved and over_guard(price, facts.sent.price, facts.largest_move)
    return price if far else None


def over_guard(price: Money, before: Money, largest_move: int | None) -> bool:
    """Whether a price is further from the one before than it may move by itself: `largest_move` in hundredths of a
    percent, None: any."""
    if largest_move is None or price.currency != before.currency:
        return False
    return abs(price.amount - before.amount) * _WHOLE > largest_move * before.amount


def fallen_too_low(
    wanted: Offer, sent: Offer, largest_move: int | None, approved: Money | None = None
) -> tuple[Money | None, str]:
    """The first of the other prices that buyers would pay, when it falls further than may pass by itself, and what of
    the offer it is: measured by what they pay so far, or by the price if that is lower. It may rise by any step: it
    never is over the price."""
    old = lowest_paid(sent)
    for name, price in lowest_paid(wanted).items():
        before = old.get(name, sent.price)
        paid = min(before.amount, wanted.price.amount)
        fell = largest_move is not None and (paid - price.amount) * _WHOLE > largest_move * paid
        if fell and price not in (approved, before) and price.currency == before.currency:
            return price, name
    return None, ""


def lowest_paid(offer: Offer) -> dict[str, Money]:
    """The sale price and the lowest that companies pay, as far as there are any."""
    found = {"sale": offer.sale.price} if offer.sale else {}
    if offer.business:
        found["business"] = min([offer.business.price, *(price for _, price in offer.business.tiers)])
    return found


def waits_for_word(explained: Explained | None) -> str:
    """Which price of an offer waits for the merchant's word, by its last step: price, sale, business; "" for none."""
    steps = {} if explained is None else {
        "price": explained.price_steps, "sale": explained.sale_steps, "business": explained.business_steps,
    }  # fmt: skip
    return next((name for name, found in steps.items() if found and found[-1].word == "asked"), "")
