"""A listing: our line between a variation and a marketplace, what was sent for it and what Amazon shows."""

from dataclasses import dataclass
from enum import StrEnum

from backend.domain.issues import Issue, Problem
from backend.domain.money import Money
from backend.domain.policy import Condition


class Status(StrEnum):
    """The five things a listing can be; the page says which, since when, and why."""

    ON_ITS_WAY = "on_its_way"
    ACTIVE = "active"
    INACTIVE = "inactive"
    INCOMPLETE = "incomplete"
    ENDED = "ended"


class Stage(StrEnum):
    """Which lane owes the listing its next step."""

    MATCH = "match"  # find its ASIN
    SUBMIT = "submit"  # send its offer
    CONFIRM = "confirm"  # sent; read back until Amazon says buyable or names issues
    WATCH = "watch"  # settled on Amazon's side; read back now and then
    WITHDRAW = "withdraw"  # take it off Amazon
    REST = "rest"  # nothing to do until a person or the shop changes something


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an explained number: what was done (`word`, a key the page translates) and the value after it.

    `value` and `by` are text as the page shows them raw: minor units for prices, pieces for quantities. `currency` is
    the value's where it is not the offer's.
    """

    word: str
    value: int
    by: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Sale:
    """A lower price for a time: first and last day (ISO dates, UTC), both included."""

    price: Money
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Business:
    """What companies pay, and from how many pieces on less: (pieces, price of one), pieces growing, prices falling."""

    price: Money
    tiers: tuple[tuple[int, Money], ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What a listing offers: everything that is sent to Amazon for it.

    `asin` "": it makes a product of its own there, or Amazon has not said which one it made. `details` is the key of
    what is said of that product (domain/details.py), "" for an offer on a product that Amazon has.
    """

    sku: str
    asin: str
    price: Money
    quantity: int
    condition: Condition
    handling_days: int | None = None
    shipping_template_id: str = ""
    product_type: str = "PRODUCT"
    details: str = ""
    sale: Sale | None = None
    list_price: Money | None = None
    business: Business | None = None
    condition_note: str = ""  # what buyers of used goods are told, in the marketplace's language
    by_amazon: bool = (
        False  # Amazon's warehouse sends it and counts its pieces: `quantity` is 0, and never sent
    )

    @property
    def sells(self) -> bool:
        """Whether buyers may order it, as far as that is ours to say."""
        return self.by_amazon or self.quantity > 0

    def on_sale(self, today: str) -> Sale | None:
        """The sale that runs on a day (ISO date, UTC)."""
        return self.sale if self.sale and self.sale.first <= today <= self.sale.last else None

    def paid(self, today: str) -> Money:
        """What one piece costs buyers on a day (ISO date, UTC)."""
        sale = self.on_sale(today)
        return sale.price if sale else self.price


@dataclass(frozen=True, slots=True)
class Explained:
    """An offer with how its price and its quantity came about, and its other prices: their steps, the last of which
    says why one is not sent; none where the policy asks for none.

    `look_again`: the day (ISO date, UTC) on which it comes out otherwise by itself; "" for never.
    """

    offer: Offer
    price_steps: tuple[Step, ...]
    quantity_steps: tuple[Step, ...]
    sale_steps: tuple[Step, ...] = ()
    list_steps: tuple[Step, ...] = ()
    business_steps: tuple[Step, ...] = ()
    look_again: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """What of an offer is sent to a listing that stands already; the rest of it stays as it is on Amazon.

    Price and sale price travel together, whichever of them changed. `note_gone`, `template_gone`: it stands there, and
    the offer has none any more, so it is taken away with the rest.
    """

    offer: Offer
    price: bool = False
    quantity: bool = False  # handling time goes with every quantity
    rest: bool = False  # condition with its note, shipping template
    note_gone: bool = False
    template_gone: bool = False
    sale: bool = False
    list_price: bool = False
    business: bool = False
    sender: bool = (
        False  # the offer's sender stands instead of the other one, with its quantity where it has any
    )

    @property
    def some(self) -> bool:
        """Whether there is anything to send."""
        parts = (self.price, self.quantity, self.rest, self.sale, self.list_price, self.business, self.sender)
        return any(parts)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a marketplace answered to one submission: accepted is not live."""

    accepted: bool
    submission_id: str
    issues: tuple[Issue, ...] = ()
    matched_asin: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What Amazon shows for a SKU in one marketplace at the moment of reading."""

    sku: str
    asin: str = ""
    buyable: bool = False
    discoverable: bool = False
    price: Money | None = None
    quantity: int | None = None  # merchant-fulfilled stock now, after orders; None when it is not said
    fulfilled_by_amazon: bool = False
    both_send: bool = False  # Amazon's warehouse stands there beside the merchant, who still sends it
    title: str = ""
    product_type: str = ""
    issues: tuple[Issue, ...] = ()
    handling_days: int | None = None  # only when it was asked for
    known: bool = True  # False: Amazon has summaries for it no more or not yet
    business_price: Money | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status that follows from what Amazon shows, and why."""

    status: Status
    stage: Stage
    problem: Problem | None = None
