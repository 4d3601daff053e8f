"""The list of orders as a merchant works with it: tabs, filters, search, acts for many, CSV, older orders, cures."""

import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path

from backend.storage import order_matches, order_progress, order_troubles
from tests.lanes.counter import BOWL, CLOTH, sell
from tests.lanes.ground import edit
from tests.web.desk import HTMX, SAME, Desk, merchant, open_desk, other_shop

ODD = f"NOBODY-{BOWL}"


async def press(desk: Desk, path: str, **form: str | list[str]) -> str:
    answer = await desk.browser.post(path, data=form, headers=SAME)
    assert answer.status_code == 303, (path, answer.status_code, answer.text[:300])
    return str(answer.headers["location"])


async def codes(desk: Desk, query: str) -> list[str]:
    """The orders of a list, in its order."""
    page = await desk.page(f"/orders?{query}", **HTMX)
    return re.findall(r'href="/orders/\d+">([\d-]+)</a></span>', page)


def count_of(page: str, tab: str) -> int:
    return int(page.split(f'id="tab_{tab}"')[1].split('<span class="count">')[1].split("<")[0])


async def id_of(desk: Desk, code: str) -> int:
    found = await desk.world.house.db.fetch_val("select id from orders where order_code = :c", {"c": code})
    return int(found)


async def test_tabs_filters_and_search_find_what_they_say(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        first, company = sell(world), sell(world, kind="business")
        await world.settle(30 * 3600, 900)
        asked, theirs, odd = (
            sell(world),
            sell(world, kind="fulfilled_by_amazon"),
            sell(world, kind="unknown_sku"),
        )
        gone, cloth = sell(world), sell(world, sku=CLOTH)
        world.other.orders.ask_cancel(asked)
        await world.settle(400, 5)
        world.other.orders.cancel(gone)
        await world.settle(24 * 3600, 900)
        mine = {first, company, asked, odd, cloth}
        to_send = await codes(desk, "tab=to_send")
        assert set(to_send) == mine and set(to_send[:2]) == {first, company}  # the late ones first
        assert set(await codes(desk, "tab=late")) == {first, company}
        assert await codes(desk, "tab=asked") == [asked]
        assert await codes(desk, "tab=cancelled") == [gone]
        assert await codes(desk, "tab=amazon") == [theirs]
        assert len(await codes(desk, "")) == 7 and (await codes(desk, ""))[-1] in (first, company)
        page = await desk.page("/orders?tab=late")
        assert "late for " in page and "Camille Exemple" in page
        assert {tab: count_of(page, tab) for tab in ("all", "to_send", "late", "stuck", "asked")} == {
            "all": 7, "to_send": 5, "late": 2, "stuck": 0, "asked": 1,
        }  # fmt: skip
        await search_finds(desk, company, theirs, odd, cloth)
        await trouble_is_told(desk, cloth)
        assert "en retard" in (await merchant(world, desk.shop_id, "fr").get("/orders?tab=late")).text


async def search_finds(desk: Desk, company: str, theirs: str, odd: str, cloth: str) -> None:
    """Filters and words, alone and together; nonsense is passed over."""
    world, db = desk.world, desk.world.house.db
    assert await codes(desk, "kind=business") == [company]
    assert await codes(desk, "sender=marketplace") == [theirs]
    assert len(await codes(desk, f"place={desk.seller_id}+A13V1IB3VIYZZH")) == 7
    assert await codes(desk, f"place={desk.seller_id}+A1PA6795UKMFR9") == []
    shop_code = await db.fetch_val("select shop_code from orders where order_code = :c", {"c": cloth})
    for words in (cloth, cloth[-7:], shop_code, CLOTH[:7], "NAPPE", "nappe"):
        assert cloth in await codes(desk, f"words={words}"), words
    assert set(await codes(desk, f"words={ODD[:9]}")) == {odd}
    assert await codes(desk, "words=Camille") == []  # who buys is sealed
    for words in ("%", "_", "''", '"', "\\", "*", "( and"):
        assert await codes(desk, f"words={words.replace('%', '%25')}") == [], words
    day = datetime.fromtimestamp(world.now, UTC)
    assert await codes(desk, f"from={day:%Y-%m-%d}") == []
    assert len(await codes(desk, f"to={day:%Y-%m-%d}&from=nonsense&kind=x&tab=x&seller=x")) == 7


async def trouble_is_told(desk: Desk, cloth: str) -> None:
    """What waits in any other part of an order's life stands in the list, and on the dashboard."""
    world, db = desk.world, desk.world.house.db
    async with db.transaction():
        await order_troubles.tell(db, await id_of(desk, cloth), "elsewhere", "no_carrier", world.now)
    assert await codes(desk, "tab=stuck") == [cloth]
    page = await desk.page("/orders?tab=stuck")
    assert "It waits: no_carrier" in page and "See what helps" in page
    dashboard = await desk.page("/dashboard")
    for line in ("orders_late", "orders_stuck", "orders_asked", "orders_to_send"):
        assert f'id="{line}"' in dashboard, line


async def test_what_is_filtered_is_downloaded_without_anybody_in_it(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        company, plain = sell(world, kind="business"), sell(world, 2)
        await world.settle(400, 5)
        answer = await desk.browser.get("/orders.csv?kind=business")
        assert "attachment" in answer.headers["content-disposition"]
        rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        assert [row["amazon_order"] for row in rows] == [company]
        assert rows[0]["skus"] == BOWL and rows[0]["total"] and rows[0]["shop_order"]
        every = (await desk.browser.get("/orders.csv")).text
        assert plain in every
        for personal in ("Camille", "Exemple", "rue des", "Lyon", "69001", "marketplace.amazon.example"):
            assert personal not in every, personal
        assert plain not in (await (await other_shop(world)).get("/orders.csv")).text


async def test_many_are_tried_again_at_once_or_none(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        world.other.shop_ground.faults.arm("refuse", site="shop", operation="POST */orders", times=3)
        stuck = [sell(world) for _ in range(3)]
        await world.settle(300, 5)
        fine = sell(world)
        await world.settle(300, 5)
        assert set(await codes(desk, "tab=stuck")) == set(stuck)
        await press_nothing(desk)
        ids = [await id_of(desk, code) for code in (stuck[0], fine)]
        query = "&".join(f"order={id}" for id in ids)
        page = await desk.page(f"/orders/bulk?act=retry&tab=stuck&{query}")
        assert "It can be done for 1 order." in page and "1 order is left as it is" in page
        where = await press(desk, "/orders/bulk", act="retry", tab="stuck", order=[str(id) for id in ids])
        assert where.startswith("/orders?tab=stuck&said=did_retry")
        assert set(await codes(desk, "tab=stuck")) == set(stuck[1:])
        page = await desk.page("/orders/bulk?act=retry&tab=stuck&all=1")
        assert "It can be done for 2 orders." in page
        assert "did_retry" in await press(desk, "/orders/bulk", act="retry", tab="stuck", all="1")
        assert "did_nothing" in await press(desk, "/orders/bulk", act="retry", tab="stuck", all="1")
        await world.settle(60, 5)
        assert len(world.other.shop_ground.store.find("order_1003")) == 4
        other = await other_shop(world)
        await other.post("/orders/bulk", data={"act": "settled", "order": str(ids[0])}, headers=SAME)


async def press_nothing(desk: Desk) -> None:
    """Without an act or an order nothing is done, and the page says what is missing."""
    for query, said in (("act=retry", "no_order"), ("act=nonsense&all=1", "no_act")):
        answer = await desk.browser.get(f"/orders/bulk?{query}&tab=stuck")
        assert answer.headers["location"].startswith(f"/orders?tab=stuck&said={said}&act=")
        assert 'role="alert"' in await desk.page(f"/orders?said={said}")


async def test_older_orders_are_brought_in_followed_and_stopped(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world, seller = desk.world, str(desk.seller_id)
        assert f"/orders/older#account_{seller}" in await desk.page("/accounts")
        where = await press(desk, "/orders/older", seller=seller, first="2020-01-01")
        assert "At most two years at once." in await desk.page(where)
        where = await press(desk, "/orders/older", seller=seller, first="2026-01-01")
        page = await desk.page(where)
        assert "Older orders are being read: 0 so far" in page and 'hx-trigger="every 3s"' in page
        assert "under way" in await desk.page("/orders")
        assert "Stopped." in await desk.page(await press(desk, "/orders/older/stop", seller=seller))
        assert (await order_progress.find(world.house.db, desk.seller_id)).fill_from is None
        assert "They had all come already." in await desk.page(
            await press(desk, "/orders/older/stop", seller=seller)
        )
        await press(desk, "/orders/older", seller=seller, first="2026-01-01")
        await world.settle(900, 5)
        page = await desk.page("/orders/older")
        assert "Last asked for" in page and "every 3s" not in page
        journal = await desk.page("/journal")
        assert "You stopped bringing in older orders" in journal
        foreign = await (await other_shop(world)).post("/orders/older", data={"seller": seller}, headers=SAME)
        assert foreign.status_code == 404


async def test_an_unknown_item_is_chosen_on_its_orders_page_and_taken_back(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        code = sell(world, 2, kind="unknown_sku")
        await world.settle(400, 5)
        order_id = await id_of(desk, code)
        assert f"/orders/{order_id}?sku={ODD}#match" in await desk.page("/orders")
        path = f"/orders/{order_id}"
        assert "It is this one" not in await desk.page(path)
        assert "No product is like that." in await desk.page(f"{path}?sku={ODD}&q=zzzz")
        page = await desk.page(f"{path}?sku={ODD}&q=nappe")
        chosen = re.search(r'name="variation" value="(\d+)"', page)
        assert chosen
        before = int(world.other.shop.products.by_sku(1003, CLOTH)["quantity"])  # type: ignore[index]
        strange = await desk.browser.post(
            f"{path}/match", data={"sku": "other", "variation": chosen[1]}, headers=SAME
        )
        assert strange.status_code == 404
        gone = await press(desk, f"{path}/match", sku=ODD, variation="999999")
        assert "no longer in your shop" in await desk.page(gone)
        where = await press(desk, f"{path}/match", sku=ODD, variation=chosen[1])
        assert "Remembered." in await desk.page(where)
        await world.settle(400, 5)
        assert int(world.other.shop.products.by_sku(1003, CLOTH)["quantity"]) == before - 2  # type: ignore[index]
        page = await desk.page(path)
        assert f"{ODD} on Amazon is " in page and "You said that" in page
        assert "Choose its product" not in await desk.page("/orders")
        await it_is_taken_back(desk)


async def it_is_taken_back(desk: Desk) -> None:
    """From the settings; from then on such orders wait, or come in as they are."""
    world = desk.world
    settings = await desk.page("/orders/settings")
    assert ODD in settings
    await press(desk, "/orders/settings/unknown", unknown="wait")
    assert 'value="wait" checked' in await desk.page("/orders/settings")
    form = {"seller": str(desk.seller_id), "sku": ODD}
    await (await other_shop(world)).post("/orders/matches/forget", data=form, headers=SAME)
    assert await order_matches.of_sku(world.house.db, desk.seller_id, ODD)
    assert "Forgotten." in await desk.page(await press(desk, "/orders/matches/forget", **form))
    waits = sell(world, kind="unknown_sku")
    await world.settle(400, 5)
    assert await codes(desk, "tab=stuck") == [waits]
    page = await desk.page("/orders?tab=stuck")
    assert "you want such orders to wait" in page and "#match" in page
    await press(desk, "/orders/settings/unknown", unknown="come")
    await world.settle(60, 5)
    assert await codes(desk, "tab=stuck") == []


async def test_a_region_is_fixed_on_its_orders_page_for_all_that_wait(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        world.other.shop.platform.switches.set("regions", "strict")
        edit(world, BOWL, quantity=30)
        both = [sell(world, kind="strange_region") for _ in range(2)]
        await world.settle(400, 5)
        assert set(await codes(desk, "tab=stuck")) == set(both)
        order_id = await id_of(desk, both[0])
        assert f"/orders/{order_id}#region" in await desk.page("/orders?tab=stuck")
        path = f"/orders/{order_id}"
        page = await desk.page(path)
        assert "“Comarca del Ensayo”" in page and '<option value="B">Barcelona (B)</option>' in page
        assert "Comarca" not in await desk.page("/journal")
        assert "or leave it out" in await desk.page(await press(desk, f"{path}/region", region=""))
        assert "Remembered." in await desk.page(await press(desk, f"{path}/region", do="leave_out"))
        await world.settle(60, 5)
        assert await codes(desk, "tab=stuck") == []
        again = await desk.browser.post(f"{path}/region", data={"region": "B"}, headers=SAME)
        assert again.status_code == 404
        settings = await desk.page("/orders/settings")
        assert "left out" in settings
        found = re.search(r'name="mark" value="(\w+)"', settings)
        assert found
        await press(desk, "/orders/regions/forget", country="ES", mark=found[1])
        sell(world, kind="strange_region")
        await world.settle(400, 5)
        assert len(await codes(desk, "tab=stuck")) == 1
