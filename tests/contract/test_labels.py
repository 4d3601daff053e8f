"""Labels from end to end: rates, purchase, the PDF, giving back, tracking; Amazon's models judge both sides."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal

import pytest

from backend.domain.labels import Origin, Paper, Purchase, Quote, RateWish, paper_for
from backend.domain.money import Money
from backend.domain.packing import Parcel, SizeUnit, WeightUnit
from backend.sandbox.clock import SandboxClock
from backend.sandbox.site import Ground
from backend.transport.errors import NotAuthorized, NotFound, Rejected
from tests.contract.test_orders import Counter, open_counter
from tests.contract.test_our_client import GIVEN, SELLER

FRANCE = "A13V1IB3VIYZZH"
HOME = Origin("Maison Verte", "1 rue du Port", "Nantes", "44000", "FR", "+33 2 00 00 00 00")
BOX = Parcel((Decimal(30), Decimal("20.5"), Decimal(10)), SizeUnit.CM, Decimal("1.2"), WeightUnit.KG)


@pytest.fixture
async def counter(ground: Ground, clock: SandboxClock) -> AsyncIterator[Counter]:
    async with open_counter(ground, clock) as found:
        yield found


def sold(counter: Counter, pieces: int = 2) -> RateWish:
    """An order in France, and all of it in one box."""
    code = counter.orders.sell(SELLER.seller_id, FRANCE, GIVEN["sku"], pieces, kind="unknown_sku")
    order = counter.orders.get(code)
    assert order is not None
    item = order["items"][0]["id"]
    worth = Money(2000 * pieces, "EUR")
    return RateWish(code, HOME, BOX, ((item, pieces),), "p1", worth, ((item, Money(2000, "EUR")),))


def purchase(quote: Quote, carrier: str = "Colissimo", key: str = "key-1", *extras: str) -> Purchase:
    rate = next(each for each in quote.rates if each.carrier == carrier)
    paper = paper_for(rate.papers, "a4")
    assert paper is not None
    return Purchase(quote.token, rate.code, paper, extras, key, "p1")


async def test_rates_say_what_they_cost_when_they_arrive_and_what_they_protect(counter: Counter) -> None:
    port = counter.amazon.labels
    assert port.serves("FR") and not port.serves("DE")
    quote = await port.rates(SELLER, "FR", sold(counter))
    found = {rate.carrier: rate for rate in quote.rates}
    post, dhl, relay = found["Colissimo"], found["DHL Express"], found["Mondial Relay"]
    assert post.charge == Money(668, "EUR") and post.protected is True and not post.blocked
    assert post.delivery_from and post.delivery_until and post.delivery_until > counter.clock()
    assert [(each.code, each.cost, each.group) for each in post.extras] == [
        ("SIGNATURE", Money(90, "EUR"), "")
    ]
    assert dhl.blocked == "needs_more"
    assert (relay.protected, relay.unprotected) == (False, ("LATE_DELIVERY_RISK",))
    why = {each.carrier: [code for code, _ in each.reasons] for each in quote.refused}
    assert why == {"La Poste": ["WEIGHT_RESTRICTIONS"], "GLS": ["TERMS_AND_CONDITIONS_NOT_ACCEPTED"]}
    heavy = replace(BOX, weight=Decimal(55), weight_unit=WeightUnit.LB)
    refused = (await port.rates(SELLER, "FR", replace(sold(counter), parcel=heavy))).refused
    assert {each.carrier for each in refused} >= {"Amazon Shipping", "La Poste"}


async def test_a_label_is_bought_printed_followed_and_given_back(counter: Counter) -> None:
    port, wish = counter.amazon.labels, sold(counter)
    wanted = purchase(await port.rates(SELLER, "FR", wish), "Colissimo", "k", "SIGNATURE")
    bought = await port.buy(SELLER, "FR", wanted)
    assert bought.document and bought.document.startswith(b"%PDF") and bought.document.endswith(b"%%EOF\n")
    assert bought.tracking.encode() in bought.document and b"rue des Essais" in bought.document
    order = await counter.amazon.order(SELLER, wish.order_code, personal=False)
    assert [(p.carrier, p.tracking, p.pieces) for p in order.packages] == [
        ("Colissimo", bought.tracking, wish.pieces)
    ]
    again = await port.buy(SELLER, "FR", wanted)  # the same key: the same label
    assert again == bought
    with pytest.raises(Rejected):  # nothing of the order is left for a second one
        await port.buy(SELLER, "FR", replace(wanted, key="other"))
    assert await port.document(SELLER, "FR", bought.shipment_code, "p1") == bought.document
    assert (await port.whereabouts(SELLER, "FR", bought.tracking, "COLISSIMO")).status == "PreTransit"
    with pytest.raises(NotFound):
        await port.whereabouts(SELLER, "FR", bought.tracking, "CHRONOPOST")
    await port.void(SELLER, "FR", bought.shipment_code)
    await port.void(SELLER, "FR", bought.shipment_code)
    order = await counter.amazon.order(SELLER, wish.order_code, personal=False)
    assert order.status.value == "unshipped" and order.packages[0].state.value == "cancelled"
    with pytest.raises(Rejected):
        await port.document(SELLER, "FR", bought.shipment_code, "p1")


async def test_rates_hold_ten_minutes_and_a_parcel_that_left_is_not_given_back(
    counter: Counter, clock: SandboxClock
) -> None:
    port, wish = counter.amazon.labels, sold(counter)
    old = purchase(await port.rates(SELLER, "FR", wish))
    clock.advance(600)
    with pytest.raises(Rejected) as told:
        await port.buy(SELLER, "FR", old)
    assert port.too_late(told.value.code)
    bought = await port.buy(SELLER, "FR", purchase(await port.rates(SELLER, "FR", wish), "Chronopost"))
    clock.advance(6 * 3600)
    with pytest.raises(Rejected):
        await port.void(SELLER, "FR", bought.shipment_code)
    clock.advance(86_400 + 6 * 3600)
    assert (await port.whereabouts(SELLER, "FR", bought.tracking, "CHRONOPOST")).status == "Delivered"


async def test_what_cannot_be_is_refused_and_nothing_is_repeated(counter: Counter, ground: Ground) -> None:
    port, wish = counter.amazon.labels, sold(counter)
    with pytest.raises(Rejected):
        await port.rates(SELLER, "FR", replace(wish, order_code="402-0000000-0000000"))
    with pytest.raises(Rejected):  # an order of France is not the business of Italy
        await port.rates(SELLER, "IT", wish)
    with pytest.raises(NotFound):
        await port.void(SELLER, "FR", "S0")
    quote = await port.rates(SELLER, "FR", wish)
    wanted = purchase(quote)
    for wrong in (
        replace(wanted, token="nothing"), replace(wanted, rate_code="nothing"), replace(wanted, extras=("NOTHING",)),
        replace(wanted, paper=Paper("PDF", 1, 1, "INCH")), purchase(quote, "DHL Express"),
    ):  # fmt: skip
        with pytest.raises(Rejected):
            await port.buy(SELLER, "FR", wrong)
    ground.faults.arm("role_missing", operation="POST */shipping/v2/*", times=1)
    with pytest.raises(NotAuthorized) as refused:
        await port.rates(SELLER, "FR", sold(counter))
    assert refused.value.reason == "role"
