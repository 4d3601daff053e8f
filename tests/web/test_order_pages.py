"""Orders, the pauses of an account, older orders on demand, and the alarm when something falls silent."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend.sandbox.amazon.order_kinds import KINDS
from backend.storage import sellers
from tests.lanes.counter import sell, there
from tests.lanes.ground import FRANCE, edit
from tests.web.desk import HTMX, SAME, Desk, merchant, open_desk

SELLER, BOWL = "A2ATELIERNORD0", "MV-BOL-BLEU"


def day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")


async def press(desk: Desk, path: str, **form: str) -> str:
    answer = await desk.browser.post(path, data=form, headers=SAME)
    assert answer.status_code == 303, (path, answer.status_code)
    return str(answer.headers["location"])


async def test_an_order_is_shown_from_pending_to_sent(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        assert "No orders yet" in await desk.page("/orders")
        code = world.other.orders.sell(SELLER, FRANCE, BOWL, 2, pending=True)
        await world.settle(400, 5)
        page = await desk.page("/orders")
        assert code in page
        assert "Not paid yet" in page
        assert "Order 1 in your shop" in page or "in your shop</a>" in page
        assert "2 × " in page
        world.other.orders.release(code)
        await world.settle(400, 5)
        page = await desk.page("/orders?tab=to_send", **HTMX)
        assert "To send" in page
        assert "send by" in page
        assert " left</time>" in row_of(page, code)
        world.other.orders.ship(code)
        await world.settle(400, 5)
        assert code not in await desk.page("/orders?tab=to_send")
        assert code in await desk.page(f"/orders?words={code[:9]}")
        assert code in await desk.page(f"/orders?words={BOWL}")
        assert "No order is like that." in await desk.page("/orders?words=nobody")
        assert "Came in within a day" in await desk.page("/dashboard")


async def test_every_strange_order_comes_in_or_says_why_not(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        edit(world, BOWL, quantity=60)
        await world.settle(400, 5)
        codes = {kind: world.other.orders.sell(SELLER, FRANCE, BOWL, 1, kind=kind) for kind in KINDS}
        await world.settle(900, 5)
        page = await desk.page("/orders") + await desk.page("/orders?page=2")
        in_shop = {o["externalTransactionId"] for o in world.other.shop_ground.store.find("order_1003")}
        for kind, code in codes.items():
            if kind == "old_date":  # from before the connection and long ago: only on demand
                continue
            assert code in page, kind
            assert (code in in_shop) != (kind == "non_amazon_channel"), kind
        assert "it was not sold on Amazon, only sent from there" in page
        assert "not in your shop" in page
        french = merchant(world, desk.shop_id, "fr")
        assert "pas dans votre boutique" in (await french.get("/orders")).text
        assert "Camille" in page  # who buys, as long as it is to be sent


async def test_older_orders_come_on_demand_once_and_leave_the_stock_alone(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        code = world.other.orders.sell(SELLER, FRANCE, BOWL, 1, kind="old_date")
        await world.settle(400, 5)
        form = {"first": day(world.now - 86_400 * 20), "last": day(world.now), "seller": str(desk.seller_id)}
        where = await press(desk, "/orders/older", **form)
        assert "The orders are being read." in await desk.page(where)
        await world.settle(900, 5)
        found = world.other.shop_ground.store.find("order_1003")
        before = len(found)
        assert before <= 1
        await press(desk, "/orders/older", **form)
        await world.settle(900, 5)
        assert len(world.other.shop_ground.store.find("order_1003")) == before
        assert "The orders you asked for were read" in await desk.page("/journal")
        assert code


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-02-30", "2026-03-01", "Please give two days."),
        ("", "", "Please give two days."),
        ("2026-03-02", "2026-03-01", "The last day lies before the first."),
        ("2199-01-01", "2199-01-02", "That lies in the future."),
        ("2020-01-01", "2026-01-01", "At most two years at once."),
    ],
)
async def test_a_senseless_range_is_refused_beside_its_fields(
    migrated_url: str, tmp_path: Path, first: str, last: str, words: str
) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        seller_id = await desk.world.connect(desk.shop_id)
        where = await press(desk, "/orders/older", seller=str(seller_id), first=first, last=last)
        assert words in await desk.page(where)


async def test_an_account_is_paused_in_one_country_watches_and_goes_on(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world, path = desk.world, f"/accounts/{desk.seller_id}"

        async def kept() -> sellers.Seller:
            found = await sellers.find(world.house.db, world.house.web.vault, desk.seller_id, desk.shop_id)
            assert found is not None
            return found

        page = await desk.page(await press(desk, f"{path}/pause", on="1", marketplace=FRANCE))
        assert "paused in France" in page
        assert (await kept()).paused_places == (FRANCE,)
        await press(desk, f"{path}/pause", on="0", marketplace=FRANCE)
        assert not (await kept()).paused_places
        page = await desk.page(await press(desk, f"{path}/pause", on="1"))
        assert "Nothing is sent to Amazon; orders still come in." in page
        await press(desk, f"{path}/pause", on="0")
        page = await desk.page(await press(desk, f"{path}/observe", on="1"))
        assert "only watching: nothing is sent" in page
        page = await desk.page(await press(desk, f"{path}/observe", on="0"))
        assert "It goes on." in page
        await world.settle(60)
        assert "only watching" not in await desk.page("/accounts")
        journal = await desk.page("/journal")
        for words in (
            "You paused Atelier Nord · France: nothing", "You let Atelier Nord · France go on",
            "You paused Atelier Nord: nothing", "You let Storelane only watch for Atelier Nord:",
            "You let Storelane send again for Atelier Nord",
        ):  # fmt: skip
            assert words in journal, words


async def test_a_country_that_the_account_does_not_have_is_not_paused(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path, published=False) as desk:
        seller_id = await desk.world.connect(desk.shop_id)
        for place in ("A1VC38T7YXB528", "nowhere", "x" * 5000):
            for on in ("1", "0"):
                form = {"on": on, "marketplace": place}
                answer = await desk.browser.post(f"/accounts/{seller_id}/pause", data=form, headers=SAME)
                assert answer.status_code == 404, place
        assert "You paused" not in await desk.page("/journal")


async def test_silence_raises_an_alarm_on_every_page_and_in_the_figures(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        await world.settle(400, 5)
        assert "has not been looked at for too long" not in await desk.page("/dashboard")
        assert "shell__fresh--old" not in await desk.page("/orders")
        world.clock.advance(3600)
        page = await desk.page("/dashboard")
        assert "Something has not been looked at for too long" in page
        assert "Amazon&#39;s orders (Atelier Nord)" in page or "orders (" in page
        assert "shell__fresh--old" in await desk.page("/orders")
        figures = (await world.browser.get("/metrics")).text
        assert 'storelane_silent{kind="orders"} 1.0' in figures
        assert (await world.browser.get("/health")).json()["lanes_overdue"] > 0
        await world.settle(10)
        assert "has not been looked at for too long" not in await desk.page("/dashboard")


async def test_an_order_that_the_shop_refuses_is_stuck_with_its_words_and_tried_again(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        world.other.shop_ground.faults.arm("refuse", site="shop", operation="POST */orders", times=1)
        codes = [world.other.orders.sell(SELLER, FRANCE, BOWL, 1) for _ in range(2)]
        await world.settle(400, 5)
        stuck = await desk.page("/orders?tab=stuck")
        assert sum(code in stuck for code in codes) == 1
        assert "your shop does not take it" in stuck
        kept = await world.house.db.fetch_val("select id from orders where stage = 'aside'")
        where = await press(desk, f"/orders/{kept}/retry")
        assert "Storelane tries again" in await desk.page(where)
        await world.settle(60)
        assert len(world.other.shop_ground.store.find("order_1003")) == 2
        stuck = await desk.page("/orders?tab=stuck")
        assert not any(code in stuck for code in codes)
        assert (await desk.browser.post(f"/orders/{kept}/retry", headers=SAME)).status_code == 404
        await press(desk, "/orders/retry")  # nothing is stuck: nothing happens


async def test_a_shop_whose_till_keeps_the_stock_says_so_and_is_believed(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        switches = world.other.shop.platform.switches
        switches.set("order_lowers_stock", "off")
        switches.set("stock_locations", "till")
        await world.settle(400, 5)
        before = there(world)
        assert before
        code = sell(world, 2)
        await world.settle(700, 5)
        page = await desk.page("/orders?tab=stuck")
        assert code in page
        assert "lets only its own till change this stock" in page
        assert there(world) == before - 2, "pieces that the shop still counts were offered again"
        number = page.split('id="order_')[1].split('"')[0]
        other = merchant(world, desk.shop_id + 1)
        refused = await other.post(f"/orders/{number}/settled", headers=SAME)
        assert refused.status_code in (401, 403, 404), refused.status_code
        edit(world, BOWL, quantity=before - 2)
        where = await press(desk, f"/orders/{number}/settled")
        assert "leaves the stock of this order alone" in await desk.page(where)
        await world.settle(700, 5)
        assert code not in await desk.page("/orders?tab=stuck")
        assert there(world) == before - 2
        stock = await world.house.db.fetch_one(
            "select stock, sold, inferred from variation where sku = :s", {"s": BOWL}
        )
        assert stock is not None
        assert (stock["stock"], stock["sold"], stock["inferred"]) == (before - 2, 0, 0)
        world.other.orders.cancel(code)
        await world.settle(700, 5)
        assert code in await desk.page("/orders?tab=stuck")
        edit(world, BOWL, quantity=before)
        await press(desk, f"/orders/{number}/settled")
        await world.settle(700, 5)
        assert code not in await desk.page("/orders?tab=stuck")
        assert there(world) == before


def row_of(page: str, code: str) -> str:
    """The row of an order."""
    assert code in page
    return page.split(f">{code}</a>")[1].split("</tr>")[0]


async def test_what_amazon_sends_and_what_was_sold_elsewhere_is_nobodys_task(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        orders, french = desk.world.other.orders, merchant(desk.world, desk.shop_id, "fr")
        mine, theirs, elsewhere = (
            orders.sell(SELLER, FRANCE, BOWL, 1, kind=kind)
            for kind in ("ordinary", "fulfilled_by_amazon", "non_amazon_channel")
        )
        await desk.world.settle(900, 5)
        page = await desk.page("/orders")
        assert "To send" in row_of(page, mine)
        assert "To send" not in row_of(page, theirs) + row_of(page, elsewhere)
        assert "Amazon sends it" in row_of(page, theirs) or "Sent by Amazon" in row_of(page, theirs)
        assert "Left alone" in row_of(page, elsewhere)
        assert "it was not sold on Amazon, only sent from there" in row_of(page, elsewhere)
        assert 'class="warn"' not in row_of(page, elsewhere)
        assert "Laissée de côté" in row_of((await french.get("/orders")).text, elsewhere)
        opened = await desk.page("/orders?tab=open")  # an address that somebody kept
        assert mine in opened
        assert theirs not in opened
        assert elsewhere not in opened
        assert '<span class="count">1</span>' in opened.split('id="tab_to_send"')[1].split("</a>")[0]
        orders.ship(theirs)
        await desk.world.settle(400, 5)
        assert "Sent by Amazon" in row_of(await desk.page("/orders"), theirs)


async def test_a_cancelled_order_names_its_lines_without_a_count(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        orders = desk.world.other.orders
        whole, never = (orders.sell(SELLER, FRANCE, BOWL, 2) for _ in range(2))
        await desk.world.settle(400, 5)
        assert "2 × " in row_of(await desk.page("/orders"), whole)
        orders.cancel(whole)
        await desk.world.settle(700, 5)
        page = await desk.page("/orders?tab=cancelled")
        row = row_of(page, whole)
        assert "Cancelled" in row
        assert BOWL in row
        assert " × " not in row
        assert "<s " in row
        assert "2 × " in row_of(await desk.page("/orders"), never)
