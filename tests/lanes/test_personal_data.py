"""The proof: what is known of a buyer stands nowhere but where it must, and goes in time."""

import logging
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from backend.domain.orders import Recipient
from backend.domain.people import Person
from backend.storage import journal, order_people
from tests.lanes.counter import BOWL, SELLER, shop_orders
from tests.lanes.ground import FRANCE
from tests.nowhere import ADDRESS, BUYER, GIFT, WORDS, broken, found_in, listening, nowhere, sinks
from tests.web.desk import Desk, open_desk
from tests.world import STORE, World

DAY = 86_400
PERSON = Person(
    BUYER["name"], BUYER["email"], BUYER["company"], BUYER["purchase_number"],
    Recipient(
        ADDRESS["name"], ADDRESS["companyName"], (ADDRESS["addressLine1"], ADDRESS["addressLine2"]), ADDRESS["city"],
        "", ADDRESS["postalCode"], "FR", ADDRESS["phone"],
    ),
)  # fmt: skip


class Echo(httpx.AsyncBaseTransport):
    """A site that refuses some calls, and says back all that it knows of the buyer and all that it was sent."""

    def __init__(self, inner: httpx.AsyncBaseTransport, refuses: Callable[[httpx.Request], object]) -> None:
        self._inner, self._refuses = inner, refuses
        self.refused = 0
        self.paths: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(str(request.url))
        if not self._refuses(request):
            return await self._inner.handle_async_request(request)
        self.refused += 1
        words = f"{BUYER} {ADDRESS} {GIFT} 33744918273 {request.content.decode()}"
        errors = [{"code": "InvalidInput", "message": words, "details": words}]
        body = {"errorMessage": words, "errorCode": "WRONG_PARAMETER", "errors": errors}
        return httpx.Response(400, json=body, request=request)


def buy(world: World, *, pending: bool = False, kind: str = "ordinary") -> str:
    """The unmistakable buyer buys."""
    code = world.other.orders.sell(SELLER, FRANCE, BOWL, 1, pending=pending, kind=kind)
    world.other.orders.bought_by(code, BUYER, ADDRESS, GIFT)
    return code


async def id_of(world: World, code: str) -> int:
    return int(
        await world.house.db.fetch_val("select id from orders where order_code = :code", {"code": code})
    )


async def in_shop(world: World, code: str) -> str:
    """The shop's number of an order, once the buyer is kept with it."""
    db, order_id = world.house.db, await id_of(world, code)
    await order_people.keep(db, world.house.web.vault, order_id, PERSON, world.now)
    return str(await db.fetch_val("select shop_code from orders where id = :id", {"id": order_id}))


async def life(desk: Desk) -> tuple[str, Echo, Echo]:
    """An order comes in, is refunded with the buyer's name in the reason, asked for by its customer; two more are
    refused, by the shop and by Amazon. Amazon's number of the first."""
    world = desk.world
    code = buy(world, pending=True)
    await world.settle(400, 5)
    world.other.orders.release(code)
    await world.settle(400, 5)
    shop_code = await in_shop(world, code)
    why = f"broken, says {BUYER['name']} of {ADDRESS['city']}"
    refund = {"date": "2026-06-01 10:00:00 +0000", "source": "CP", "reason": why, "amount": 1}
    world.other.shop.orders.update(STORE, shop_code, {"refunds": [refund], "refundedAmount": 1})
    asked = {"ask": "export"}
    await world.outside.post(
        f"{world.settings.shop_sandbox_url}/store/{STORE}/orders/{shop_code}/privacy", data=asked
    )
    await world.other.shop.webhooks.deliver_due()
    await world.settle(120, 5)
    sites, shop, amazon = (
        world.network.sites,
        world.settings.shop_sandbox_url,
        world.settings.amazon_sandbox_url,
    )
    at_shop, at_amazon = urlsplit(shop).netloc, urlsplit(amazon).netloc
    no_shop = Echo(sites[at_shop], lambda r: r.method == "POST" and r.url.path.endswith("/orders"))
    sites[at_shop] = no_shop
    buy(world)
    await world.settle(400, 5)
    no_amazon = Echo(sites[at_amazon], lambda r: "/orders/2026-01-01/orders/" in r.url.path)
    sites[at_amazon] = no_amazon
    buy(world)
    await world.settle(400, 5)
    return code, no_shop, no_amazon


async def test_what_is_known_of_a_buyer_stands_nowhere_else(database_url: str, tmp_path: Path) -> None:
    with listening() as heard:
        async with open_desk(database_url, tmp_path) as desk:
            world = desk.world
            code, no_shop, no_amazon = await life(desk)
            assert no_shop.refused and no_amazon.refused
            path = f"/orders/{await id_of(world, code)}"
            (kept,) = [order for order in shop_orders(world) if order["externalTransactionId"] == code]
            assert (
                kept["shippingPerson"]["name"] == ADDRESS["name"]
            )  # the shop has it: the test is about something
            assert kept["orderComments"] == GIFT
            for table in ("order_item", "journal"):
                async with broken(world.house.db, table):
                    answer = await desk.browser.get(path)
                    assert answer.status_code == 500 and found_in({"": answer.text}, WORDS) == []
            assert any("failed path" in line for line in heard)
            await nowhere(world, desk.browser, heard)
            page = await desk.page(path)
            buyer = re.search(r'<section class="a-card" id="buyer".*?</section>', page, re.DOTALL)
            assert buyer is not None
            missing = [word for word in WORDS if word.casefold() not in buyer[0].casefold()]
            assert missing == ["744918273", "Blorvingtide", "Skwzeth"]  # the gift's text is only the shop's
            assert found_in({"": page.replace(buyer[0], "")}, WORDS) == []
            aside = await world.house.db.fetch_all("select cause, details from orders where cause <> ''")
            assert sorted(row["cause"] for row in aside) == ["refused", "shop_refused"]
            reason = await world.house.db.fetch_val("select refunds from order_side")
            assert "broken, says" in reason  # its reason is kept, its buyer is not


async def test_the_proof_can_fail(database_url: str, tmp_path: Path) -> None:
    """One word planted in each place is found there."""
    with listening() as heard:
        async with open_desk(database_url, tmp_path) as desk:
            world, db, word = desk.world, desk.world.house.db, "Klonqvisth"
            assert found_in(await sinks(world, desk.browser, heard), WORDS) == []
            for name in ("storelane.calls", "httpx", "aiosqlite", "never.heard.of"):
                logging.getLogger(name).debug("to %s lane", word.upper())
                assert found_in({"logs": heard[-1]}, WORDS) == [("logs", word)]
            try:
                raise ValueError(word)
            except ValueError:
                logging.getLogger("storelane.lanes").exception("no word here")
            assert found_in({"logs": heard[-1]}, WORDS) == [("logs", word)]
            await journal.write(db, desk.shop_id, world.now, "storelane", f"odd_{word}")
            lane = "insert into lane (kind, subject, due_at) values (:kind, 9, 9999999999)"
            await db.execute(lane, {"kind": word})
            for column in ("policy.name", "sent_field.reference", "product.name", "seller.name"):
                table, name = column.split(".")
                await db.execute(f"update {table} set {name} = :word", {"word": word})
            places = {place for place, _ in found_in(await sinks(world, desk.browser, []), [word])}
            seen = {
                "database", "/journal", "/metrics", "/transfer/export.json", "/audit.csv", "/listings", "/accounts",
            }  # fmt: skip
            assert seen - places == set()
            assert ("files" in places) == (db.dialect == "sqlite")
            with pytest.raises(AssertionError, match=f"/journal: .*{word}"):
                await nowhere(world, desk.browser, [], [word])
