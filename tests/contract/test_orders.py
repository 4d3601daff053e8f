"""Orders from end to end: every kind the sandbox makes, read by our own client; Amazon's models judge both sides."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import httpx
import pytest

from backend.domain.listing import Offer, Revision
from backend.domain.money import Money
from backend.domain.orders import Kind, Order, OrderStatus, PackageState, Sender, asked_to_cancel, kinds
from backend.domain.policy import Condition
from backend.marketplaces.amazon.amazon import AmazonMarketplace
from backend.sandbox.amazon.app import SITE, AmazonSite, open_amazon
from backend.sandbox.amazon.config import AmazonConfig
from backend.sandbox.amazon.messaging import Messaging
from backend.sandbox.amazon.order_kinds import KINDS
from backend.sandbox.amazon.order_packages import OrderPackages
from backend.sandbox.amazon.orders import SWITCHES, NoSale, SandboxOrders
from backend.sandbox.clock import SandboxClock
from backend.sandbox.site import Ground
from backend.sandbox.switches import Switches
from backend.settings import Amazon
from backend.transport.errors import NotFound, Rejected
from tests.contract.calling import AGENT
from tests.contract.judged import JudgedTransport
from tests.contract.reference import open_judge, present
from tests.contract.test_our_client import GIVEN, PLACE, RETURN, SELLER

SKU = GIVEN["sku"]


@dataclass
class Counter:
    """A seller's client, and the buyers of the same Amazon."""

    amazon: AmazonMarketplace
    orders: SandboxOrders
    ground: Ground
    clock: SandboxClock
    messaging: Messaging
    site: AmazonSite
    packages: OrderPackages  # what the seller confirms by hand

    def sell(self, quantity: int = 1, *, pending: bool = False, kind: str = "ordinary") -> str:
        return self.orders.sell(SELLER.seller_id, PLACE, SKU, quantity, pending=pending, kind=kind)

    @property
    def since(self) -> int:
        return int(self.clock()) - 3600


@asynccontextmanager
async def open_counter(ground: Ground, clock: SandboxClock) -> AsyncIterator[Counter]:
    config = AmazonConfig(rate_factor=0)
    settings = Amazon(
        application_id=config.application_id, client_id=config.client_id, client_secret=config.client_secret,
        token_url=GIVEN["token_url"], api_urls={name: f"{config.address}/{name}" for name in ("na", "eu", "fe")},
        consent_url=config.address, draft=False, feed_from=1000,
    )  # fmt: skip
    site = open_amazon(config, ground)
    judged = JudgedTransport(httpx.ASGITransport(site.app), open_judge() if present else None)
    async with httpx.AsyncClient(transport=judged, headers={"user-agent": AGENT}) as http:
        yield Counter(
            AmazonMarketplace(settings, http, return_url=RETURN, clock=clock),
            site.orders,
            ground,
            clock,
            site.messaging,
            site,
            site.packages,
        )
    assert judged.problems == []


@pytest.fixture
async def counter(ground: Ground, clock: SandboxClock) -> AsyncIterator[Counter]:
    async with open_counter(ground, clock) as found:
        yield found


SPECIAL = {
    "business": (Kind.BUSINESS,), "prime": (Kind.PRIME,), "premium": (Kind.PREMIUM,), "preorder": (Kind.PREORDER,),
    "replacement": (Kind.REPLACEMENT,), "exchange": (Kind.EXCHANGE,), "customized": (Kind.CUSTOMIZED,),
    "gift": (Kind.GIFT,), "two_gifts": (Kind.GIFT,), "subscription": (Kind.SUBSCRIPTION,),
    "transparency": (Kind.TRANSPARENCY,),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(KINDS))
async def test_every_kind_of_order_is_read(counter: Counter, kind: str) -> None:
    code = counter.sell(2, kind=kind)
    counter.clock.advance(130)
    page = await counter.amazon.orders(SELLER, created_since=0 if kind == "old_date" else counter.since)
    assert [order.order_code for order in page.orders] == [code] and page.aside == ()
    plain, full = page.orders[0], await counter.amazon.order(SELLER, code, personal=True)
    assert plain.trouble == full.trouble == ()
    assert plain.recipient is None and (plain.buyer_name, plain.buyer_email) == ("", "")
    assert sum(item.units for item in plain.items) == (3 if kind in ("two_lines", "two_gifts") else 2)
    assert plain.ours == (kind != "non_amazon_channel")
    by_amazon = kind in ("non_amazon_channel", "fulfilled_by_amazon")
    assert plain.sender is (Sender.MARKETPLACE if by_amazon else Sender.MERCHANT)
    assert bool(plain.replaces) == (kind in ("replacement", "exchange"))
    assert (full.recipient is None) == (kind in ("no_address", "preorder"))
    assert kinds(full) == SPECIAL.get(kind, ())
    if kind == "ordinary":
        item = plain.items[0]
        assert (item.sku, item.price, item.total) == (SKU, Money(8990, "EUR"), Money(18470, "EUR"))
        assert (item.shipping, plain.total, plain.prices_include_tax) == (
            Money(490, "EUR"), Money(18470, "EUR"), True,
        )  # fmt: skip
        assert full.recipient is not None and full.recipient.city == "Lyon"


async def test_what_packer_company_and_customs_need_is_read(counter: Counter) -> None:
    async def sold(kind: str) -> Order:
        return await counter.amazon.order(SELLER, counter.sell(1, kind=kind), personal=True)

    company = await sold("business")
    assert (company.buyer_company, company.purchase_number) == ("Exemple & Fils SARL", "PO-2026-0815")
    assert [item.gift_message for item in (await sold("two_gifts")).items] == [
        "Joyeux anniversaire !",
        "Et bonne fête à toi aussi.",
    ]
    assert (await sold("signature")).items[0].needs == ("signatureConfirmation", "recipientAgeVerification")
    assert (await sold("customs")).items[0].customs_number == "IM4420000001"
    assert (await sold("customized")).items[0].customization.startswith("https://")


async def test_packages_are_read_as_they_leave(counter: Counter) -> None:
    code = counter.sell(3)
    counter.orders.ship(code, 1, carrier="Colissimo", tracking="6A00000000001")
    counter.orders.ship(code, carrier="Chronopost", tracking="XY000000001FR")
    order = await counter.amazon.order(SELLER, code, personal=False)
    assert order.status is OrderStatus.SHIPPED
    told = [(one.reference, one.carrier, one.tracking, one.pieces[0][1]) for one in order.packages]
    assert told == [("1", "Colissimo", "6A00000000001", 1), ("2", "Chronopost", "XY000000001FR", 2)]
    assert {one.state for one in order.packages} == {PackageState.SENT}


async def test_a_buyers_wish_to_cancel_is_read_while_it_can_be_met(counter: Counter) -> None:
    code = counter.sell(2)
    counter.orders.ask_cancel(code)
    asked = await counter.amazon.order(SELLER, code, personal=False)
    assert asked_to_cancel(asked) == "ORDERED_BY_MISTAKE"
    counter.orders.ship(code)
    assert asked_to_cancel(await counter.amazon.order(SELLER, code, personal=False)) == ""


async def test_a_pending_order_counts_at_once_and_has_no_prices(counter: Counter) -> None:
    code = counter.sell(2, pending=True)
    assert counter.orders.quantity(SELLER.seller_id, SKU) == 5
    order = await counter.amazon.order(SELLER, code, personal=True)
    assert (order.status, order.total, order.buyer_name) == (OrderStatus.PENDING, None, "")
    assert order.items[0].units == 2 and order.items[0].price is None
    counter.orders.release(code)
    assert (await counter.amazon.order(SELLER, code, personal=True)).total is not None


async def test_cancelled_and_partly_sent_pieces(counter: Counter) -> None:
    code, other = counter.sell(2), counter.sell(3)
    counter.orders.cancel(code)
    assert counter.orders.quantity(SELLER.seller_id, SKU) == 4
    gone = await counter.amazon.order(SELLER, code, personal=False)
    assert (gone.status, gone.items[0].units) == (OrderStatus.CANCELLED, 0)
    counter.orders.ship(other, 1)
    partly = await counter.amazon.order(SELLER, other, personal=False)
    assert (partly.status, partly.items[0].units, partly.items[0].fulfilled) == (
        OrderStatus.PARTLY_SHIPPED,
        3,
        1,
    )


async def test_the_youngest_two_minutes_are_not_told_and_the_answer_says_until_when(counter: Counter) -> None:
    code = counter.sell()
    first = await counter.amazon.orders(SELLER, changed_since=counter.since)
    assert first.orders == () and first.seen_until == int(counter.clock()) - 120
    counter.clock.advance(121)
    second = await counter.amazon.orders(SELLER, changed_since=first.seen_until)
    assert [order.order_code for order in second.orders] == [code]
    with pytest.raises(Rejected):
        await counter.amazon.orders(SELLER, changed_since=first.seen_until, until=int(counter.clock()))


async def test_pages_are_followed_and_what_changes_meanwhile_hides_no_other(counter: Counter) -> None:
    codes = [counter.sell(kind="unknown_sku") for _ in range(105)]
    counter.clock.advance(130)
    page = await counter.amazon.orders(SELLER, changed_since=counter.since)
    assert len(page.orders) == 100 and page.token
    counter.orders.ship(codes[0])
    found = [order.order_code for order in page.orders]
    more = await counter.amazon.orders(SELLER, changed_since=counter.since, token=page.token)
    assert sorted(found + [order.order_code for order in more.orders]) == sorted(codes)
    assert more.token == "" and more.seen_until == page.seen_until
    counter.clock.advance(86_401)
    with pytest.raises(Rejected):
        await counter.amazon.orders(SELLER, changed_since=counter.since, token=page.token)


@pytest.mark.parametrize("rule", ["absent", "refused"])
async def test_an_order_comes_without_personal_data_where_amazon_gives_none(
    counter: Counter, rule: str
) -> None:
    Switches(counter.ground.store, SITE, SWITCHES).set("personal_data", rule)
    order = await counter.amazon.order(SELLER, counter.sell(), personal=True)
    assert order.recipient is None and order.buyer_email == "" and order.total is not None


async def test_an_order_that_is_not_there(counter: Counter) -> None:
    with pytest.raises(NotFound):
        await counter.amazon.order(SELLER, "402-0000000-0000000", personal=True)


async def test_nobody_buys_more_than_is_shown(counter: Counter) -> None:
    with pytest.raises(NoSale):
        counter.sell(8)


OFFER = Offer(SKU, GIVEN["asin"], Money(8990, "EUR"), 4, Condition.NEW, handling_days=3)


async def test_a_price_leaves_the_stock_alone_and_a_stock_the_price(counter: Counter) -> None:
    counter.sell(2)
    assert (await counter.amazon.revise(SELLER, PLACE, Revision(OFFER, quantity=True), "de_DE")).accepted
    counter.clock.advance(60)
    counter.sell(1)
    dearer = replace(OFFER, price=Money(9990, "EUR"), quantity=99)
    assert (
        await counter.amazon.revise(SELLER, PLACE, Revision(dearer, price=True), "de_DE", urgent=True)
    ).accepted
    counter.clock.advance(60)
    shown = (await counter.amazon.shown(SELLER, PLACE, [SKU], "de_DE"))[SKU]
    assert (shown.price, shown.quantity) == (Money(9990, "EUR"), 3)
    both = Revision(replace(OFFER, quantity=6), price=True, quantity=True, rest=True)
    assert (await counter.amazon.revise(SELLER, PLACE, both, "de_DE")).accepted
    counter.clock.advance(60)
    shown = (await counter.amazon.shown(SELLER, PLACE, [SKU], "de_DE"))[SKU]
    assert (shown.price, shown.quantity) == (Money(8990, "EUR"), 6)


@pytest.mark.parametrize(("rule", "left"), [("as_sent", 3), ("absolute", 4)])
async def test_what_is_sold_before_a_quantity_shows(counter: Counter, rule: str, left: int) -> None:
    Switches(counter.ground.store, SITE, SWITCHES).set("late_quantity", rule)
    await counter.amazon.revise(SELLER, PLACE, Revision(OFFER, quantity=True), "de_DE")
    counter.sell(1)
    counter.clock.advance(60)
    assert counter.orders.quantity(SELLER.seller_id, SKU) == left


async def test_amazons_own_warehouse_sends_by_itself(counter: Counter) -> None:
    code = counter.sell(kind="fulfilled_by_amazon")
    assert counter.orders.quantity(SELLER.seller_id, SKU) == 7
    counter.clock.advance(1801)
    assert (await counter.amazon.order(SELLER, code, personal=False)).status is OrderStatus.SHIPPED
