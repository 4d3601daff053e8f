"""Labels bought through a marketplace: what carriers offer for a package, which offer to take, how far one is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from backend.domain.money import Money
from backend.domain.packing import Parcel, Pieces

GOOD_FOR = 600  # seconds that offers hold (Amazon's model: TOKEN_EXPIRED after ten minutes)


class LabelState(StrEnum):
    """How far a label is. Money is spent between `buying` and what follows it, and nowhere else."""

    WANTED = "wanted"
    BUYING = "buying"
    BOUGHT = "bought"
    VOIDING = "voiding"
    VOIDED = "voided"
    REFUSED = "refused"  # surely not bought
    UNSURE = "unsure"  # nobody knows whether it was bought; only the merchant can say


# Those whose pieces are taken, for all that is known.
CARRYING = (
    LabelState.WANTED, LabelState.BUYING, LabelState.BOUGHT, LabelState.VOIDING, LabelState.UNSURE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """Where parcels leave: the merchant's own address. `country` ISO 3166."""

    name: str
    line1: str
    city: str
    postal_code: str
    country: str
    phone: str = ""
    company: str = ""
    line2: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A way a label can be printed. `kinds`: the documents that come with it, the label first."""

    format: str
    width: float
    length: float
    unit: str  # INCH, CENTIMETER
    dpi: int | None = None
    layout: str = ""
    joined: bool = False
    kinds: tuple[str, ...] = ("LABEL",)

    @property
    def inches(self) -> tuple[float, float]:
        step = 1.0 if self.unit == "INCH" else 1 / 2.54
        return self.width * step, self.length * step


@dataclass(frozen=True, slots=True)
class Extra:
    """Something more that can be bought with an offer. `group`: of those with the same one, one must be taken; ""
    for what may be left."""

    code: str
    name: str
    cost: Money
    group: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """What a carrier offers. Times epoch seconds UTC, None: not promised. `protected`: whether the marketplace pays for
    claims of what was sent so; None: it does not say. `unprotected`: why not, in its words. `needs_more`: it asks for
    more than it can be told here."""

    code: str
    carrier: str
    carrier_code: str
    service: str
    charge: Money
    delivery_from: int | None = None
    delivery_until: int | None = None
    pickup_until: int | None = None
    protected: bool | None = None
    unprotected: tuple[str, ...] = ()
    extras: tuple[Extra, ...] = ()
    papers: tuple[Paper, ...] = ()
    needs_more: bool = False

    @property
    def blocked(self) -> str:
        """Why it cannot be chosen here; "" when it can."""
        if self.needs_more:
            return "needs_more"
        return "" if any(paper.format == "PDF" for paper in self.papers) else "no_pdf"


@dataclass(frozen=True, slots=True)
class NoRate:
    """A service that cannot be had, and why: (code, the marketplace's words)."""

    carrier: str
    service: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Offers for one package. `token` stands for them when one is bought."""

    token: str = field(repr=False)
    rates: tuple[Rate, ...]
    refused: tuple[NoRate, ...]


@dataclass(frozen=True, slots=True)
class RateWish:
    """What is asked for: this package with these pieces of an order, from there. `values`: one piece's by item code."""

    order_code: str
    origin: Origin
    parcel: Parcel
    pieces: Pieces
    package_code: str
    worth: Money
    values: tuple[tuple[str, Money], ...] = ()


@dataclass(frozen=True, slots=True)
class Purchase:
    """What is bought. `key` is the same whenever the same purchase is asked for again."""

    token: str = field(repr=False)
    rate_code: str
    paper: Paper
    extras: tuple[str, ...]
    key: str
    package_code: str


@dataclass(frozen=True, slots=True)
class Bought:
    """What a purchase gave. `document` is a PDF with the buyer's address: personal; None: it did not come along."""

    shipment_code: str
    tracking: str
    document: bytes | None = field(repr=False)
    delivery_until: int | None = None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a parcel is: the marketplace's word, and when its last event was (epoch seconds UTC)."""

    status: str
    at: int | None


ENDED = ("Delivered", "Lost", "Rejected", "Undeliverable", "PickupCancelled")  # nothing follows these


@dataclass(frozen=True, slots=True)
class Marked:
    """An offer beside the others. `in_time`: whether it arrives by when it was promised to the buyer; `leaves_in_time`:
    whether it is fetched by when it must leave; None: unknown."""

    rate: Rate
    cheapest: bool
    fastest: bool
    in_time: bool | None
    leaves_in_time: bool | None


def marked(rates: Sequence[Rate], deliver_by: int | None, ship_by: int | None) -> list[Marked]:
    """The offers, the cheapest first, those that cannot be chosen last; each with what speaks for it."""
    usable = [rate for rate in rates if not rate.blocked]
    cheap = min((_price(rate) for rate in usable), default=None)
    fast = min((rate.delivery_until for rate in usable if rate.delivery_until is not None), default=None)
    found = [
        Marked(
            rate,
            not rate.blocked and _price(rate) == cheap,
            not rate.blocked and fast is not None and rate.delivery_until == fast,
            _by(rate.delivery_until, deliver_by),
            _by(rate.pickup_until, ship_by),
        )
        for rate in rates
    ]
    return sorted(found, key=lambda each: (bool(each.rate.blocked), _price(each.rate), each.rate.code))


def _by(at: int | None, latest: int | None) -> bool | None:
    return None if at is None or latest is None else at <= latest


def _price(rate: Rate) -> tuple[str, int]:
    """Amounts of one currency compare; several currencies never stand in one answer."""
    return rate.charge.currency, rate.charge.amount


def paper_for(papers: Sequence[Paper], wanted: str) -> Paper | None:
    """The PDF nearest to the `wanted` format: "4x6", or "a4" for a whole page; None where there is no PDF."""
    size = (4.0, 6.0) if wanted == "4x6" else (8.27, 11.69)
    found = [paper for paper in papers if paper.format == "PDF"]
    return min(found, key=lambda paper: _far(paper, size), default=None)


def usual_paper(country: str) -> str:
    """What printers of a country are fed with, until the merchant says otherwise."""
    return "4x6" if country in ("US", "CA") else "a4"


def _far(paper: Paper, size: tuple[float, float]) -> float:
    width, length = sorted(paper.inches)
    return abs(width - size[0]) + abs(length - size[1])


def total(rate: Rate, extras: Sequence[str]) -> Money:
    """What it costs with the chosen extras; those that it does not have cost nothing."""
    charge = rate.charge
    for extra in rate.extras:
        if extra.code in extras:
            charge = charge + extra.cost
    return charge


def missing_extra(rate: Rate, extras: Sequence[str]) -> bool:
    """Whether one of a group that must be taken from is not; or one is chosen that there is not."""
    groups = {extra.group for extra in rate.extras if extra.group}
    taken = {extra.group for extra in rate.extras if extra.group and extra.code in extras}
    known = {extra.code for extra in rate.extras}
    return bool(groups - taken) or not set(extras) <= known
