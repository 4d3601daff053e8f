"""The form for a price and a quantity by hand: what stands in it, what it reads, what it refuses."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from starlette.datastructures import FormData

from backend.domain.by_hand import Doubt, Manual, floor_of, refused_price, refused_quantity
from backend.domain.days import begin_of, day_of
from backend.domain.money import Money, NotMoney, digits, from_major, to_major
from backend.domain.stock import Stock
from backend.storage import hand_doubts, ledger, manual, wishes
from backend.storage.listings import Work
from backend.storage.manual import KeptManual
from backend.web.languages import _
from backend.web.policy_outcomes import signed_percent
from backend.web.rendering import country_name, money, number
from backend.web.resources import Resources
from backend.web.shell import Shell

LONGEST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Form:
    """The form as it stands: what is typed, and what is wrong with it, beside each field. `sure`: the price (minor
    units) that was asked about and is wanted all the same. `asked`: the price that is asked about now."""

    price: str
    quantity: str
    until: str
    currency: str
    floor: Money | None
    sure: str = ""
    asked: Money | None = None
    doubts: tuple[Doubt, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()

    @property
    def under(self) -> bool:
        """Whether the price is under the policy's least price."""
        return any(doubt.word == "under_floor" for doubt in self.doubts)

    def error(self, field: str) -> str:
        return dict(self.errors).get(field, "")


async def form_of(home: Resources, work: Work, currency: str, said: FormData | None = None) -> Form:
    """The form with what is set now, or as it was posted."""
    kept = work.by_hand or KeptManual()
    ends = kept.price_ends if kept.price else kept.quantity_ends
    known = await wishes.read(home.db, work.listing.shop_id, home.now())
    form = Form(
        str(to_major(kept.price)) if kept.price else "", "" if kept.quantity is None else str(kept.quantity),
        _last_day(ends), currency, floor_of(work.listing.explained, known.selling(work.listing), currency),
    )  # fmt: skip
    if said is None:
        return form
    price, quantity, until = (
        str(said.get(name) or "").strip()[:40] for name in ("price", "quantity", "until")
    )
    return replace(form, price=price, quantity=quantity, until=until, sure=str(said.get("sure") or "")[:20])


async def around(
    home: Resources, frame: Shell, work: Work, currency: str, form: Form | None
) -> dict[str, object]:
    """What the listing's page shows of it."""
    countries = {p.marketplace_id: p.country for seller in frame.sellers for p in seller.marketplaces}
    there = await manual.countries(home.db, work.listing.seller_id, work.listing.sku)
    return {
        "hand": work.by_hand, "hand_form": form or await form_of(home, work, currency),
        "hand_until": _last_day(work.by_hand.price_ends or work.by_hand.quantity_ends) if work.by_hand else "",
        "hand_countries": [country_name(countries[place]) for place in there if place in countries],
    }  # fmt: skip


async def read(home: Resources, work: Work, form: Form) -> tuple[Manual, int | None, Form]:
    """What the form says, and what is wrong with it."""
    errors = dict[str, str]()
    price, why = _price(form)
    if why:
        errors["price"] = why
    quantity, why = await _quantity(home, work, form)
    if why:
        errors["quantity"] = why
    ends_at, why = _until(form.until, home.now())
    if why:
        errors["until"] = why
    if not errors and price is None and quantity is None:
        errors["price"] = _("Enter a price, a quantity, or both. To end what is set, take it back.")
    asked: tuple[Doubt, ...] = ()
    if price is not None and not errors:
        known = await wishes.read(home.db, work.listing.shop_id, home.now())
        asked = hand_doubts.against(known, work, price)
        if asked and form.sure != str(price.amount):
            errors["price"] = asking(price, asked)
    form = replace(form, asked=price, doubts=asked, errors=tuple(errors.items()))
    return Manual(price, quantity), ends_at, form


def asking(price: Money, found: tuple[Doubt, ...]) -> str:
    """The question before a price is set that may be a slip of the hand."""
    told = [_doubt(price, doubt) for doubt in found]
    return " ".join(told if found[0].word in ("fell", "rose") else [_("Are you sure?"), *told])


def _doubt(price: Money, doubt: Doubt) -> str:
    match doubt.word:
        case "under_floor":
            return _("%(price)s is under your policy's least price, %(least)s.") % {
                "price": money(price), "least": money(doubt.against),
            }  # fmt: skip
        case "under_cost":
            return _("%(price)s is under its cost price, %(least)s.") % {
                "price": money(price), "least": money(doubt.against),
            }  # fmt: skip
        case _:
            told = {"old": money(doubt.against), "new": money(price), "move": signed_percent(doubt.move)}
            return _("Are you sure: %(old)s → %(new)s, %(move)s?") % told


def _price(form: Form) -> tuple[Money | None, str]:
    if not form.price:
        return None, ""
    text = form.price.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
    unreadable = _("“%s” is no price. Write it like 22.99.") % form.price
    try:
        number_typed = Decimal(text)
        price = from_major(number_typed, form.currency)
    except (InvalidOperation, NotMoney):
        return None, unreadable
    if to_major(price) != number_typed:
        return None, _("A price in %(currency)s has %(n)s digits after the point.") % {
            "currency": form.currency, "n": digits(form.currency),
        }  # fmt: skip
    match refused_price(price, form.currency):
        case "zero":
            return None, _("A price has to be more than zero.")
        case "":
            return price, ""
        case _:
            return None, unreadable


async def _quantity(home: Resources, work: Work, form: Form) -> tuple[int | None, str]:
    if not form.quantity:
        return None, ""
    text = form.quantity
    if not (text.isascii() and text.isdecimal() and len(text) <= 12):
        return None, _("“%s” is no number of pieces. Write it like 5.") % text
    stocks = await ledger.stocks(home.db, [work.listing.variation_id])
    stock = stocks.get(work.listing.variation_id, Stock(0))
    match refused_quantity(int(text), stock, work.listing.by_amazon):
        case "by_amazon":
            return None, _("Amazon's own warehouse sends it and counts its pieces.")
        case "zero":
            return None, _(
                "A quantity has to be at least 1. To sell nothing, pause your offer or take it off Amazon."
            )
        case "more_than_stock":
            return None, _("Your shop has %s to sell. More cannot be offered.") % number(
                max(0, stock.free or 0)
            )
        case "too_much":
            return None, _("“%s” is no number of pieces. Write it like 5.") % text
        case _:
            return int(text), ""


def _until(text: str, now: int) -> tuple[int | None, str]:
    """The moment at which it ends: the end of a day in UTC; None: not by itself."""
    if not text:
        return None, ""
    today = datetime.fromtimestamp(now, UTC).date()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, _("“%s” is not a date that can be read. Write it like 2026-11-26.") % text
    if day < today:
        return None, _("That day is over. Choose today or a later one.")
    if day > today + LONGEST:
        return None, _("That day is too far away. Leave it empty to keep it until you take it back.")
    return begin_of(day + timedelta(days=1)), ""


def _last_day(ends_at: int | None) -> str:
    return day_of(ends_at - 1) if ends_at else ""


def currency_of(frame: Shell, work: Work) -> str:
    listing = work.listing
    places = [p for seller in frame.sellers if seller.id == listing.seller_id for p in seller.marketplaces]
    return next((p.currency for p in places if p.marketplace_id == listing.marketplace_id), "EUR")
