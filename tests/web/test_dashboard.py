"""The dashboard: the set-up that folds and opens again, what waits, what sells by currency, the limits in use."""

import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from backend.domain.auto_adding import Mode
from backend.storage.sales import DAY
from tests.lanes.auto import new_product, rule
from tests.lanes.ground import FRANCE, GERMANY
from tests.web.desk import HTMX, SAME, Desk, merchant, open_desk, other_shop


@pytest.fixture
async def desk(migrated_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    """A shop that published everything."""
    async with open_desk(migrated_url, tmp_path) as found:
        yield found


async def sell(
    desk: Desk, code: str, *, place: str = FRANCE, currency: str = "EUR", total: int | None = 2000,
    ago: int = 0, status: str = "unshipped", lines: Sequence[tuple[str, int]] = (("MV-NAPPE", 1),),
) -> None:  # fmt: skip
    """An order as the orders lane keeps it; `ago` seconds old, its total in minor units."""
    db, now = desk.world.house.db, desk.world.now
    order_id = await db.fetch_val(
        "insert into orders (shop_id, seller_id, marketplace_id, order_code, status, sender, created_at,"
        " first_seen_at, total, currency, stage) values (:shop, :seller, :place, :code, :status, 'merchant', :at, :at,"
        " :total, :currency, 'rest') returning id",
        {"shop": desk.shop_id, "seller": desk.seller_id, "place": place, "code": code, "status": status,
         "at": now - ago, "total": total, "currency": currency if total is not None else ""},
    )  # fmt: skip
    for number, (sku, units) in enumerate(lines):
        product = await db.fetch_val("select product_id from variation where sku = :sku", {"sku": sku})
        await db.execute(
            "insert into order_item (order_id, position, item_code, sku, units, product_id)"
            " values (:order, :n, :code, :sku, :units, :product)",
            {"order": order_id, "n": number, "code": f"{code}-{number}", "sku": sku, "units": units,
             "product": product},
        )  # fmt: skip


def cells(page: str, head: str) -> list[str]:
    """The cells of the row that begins with `head`, without tags."""
    found = re.search(rf'<tr><th scope="row">{re.escape(head)}</th>(.*?)</tr>', page, re.DOTALL)
    assert found, page
    return [
        re.sub(r"<br>", " ", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", found[1], re.DOTALL)
    ]


async def test_what_sells_counts_by_marketplace_and_never_mixes_currencies(desk: Desk) -> None:
    await sell(desk, "1", lines=[("MV-NAPPE", 2), ("MV-CARAFE-1L", 1)], total=9000)
    await sell(desk, "2", ago=2 * DAY, total=1000)
    await sell(desk, "3", place=GERMANY, currency="SEK", total=5000, ago=DAY)
    await sell(desk, "4", place=GERMANY, total=700, ago=DAY)
    await sell(desk, "5", total=None, status="pending")
    await sell(desk, "6", status="cancelled", total=99900)
    await sell(desk, "7", ago=20 * DAY, total=100)
    week = await desk.page("/dashboard/sales")
    assert cells(week, "France") == ["3", "5", "€100.00"]
    assert cells(week, "Germany") == ["2", "2", "€7.00 SEK50.00"]
    assert "1 order says no amount yet" in week
    assert cells(await desk.page("/dashboard/sales?days=30"), "France") == ["4", "6", "€101.00"]
    assert cells(await desk.page("/dashboard/sales?days=1"), "France") == ["2", "4", "€90.00"]
    # The bars are said in a table too, the best seller comes first.
    assert "Pieces by day" in week
    assert week.count("<rect") == 7
    best = week[week.index("Best sellers") :]
    assert best.index("MV-NAPPE") < best.index("MV-CARAFE-1L")
    assert "999" not in week


async def test_without_a_sale_it_says_so_and_another_shop_sees_nothing(desk: Desk) -> None:
    assert "Nothing was sold today yet." in await desk.page("/dashboard/sales?days=1")
    assert "Nothing was sold in 7 days." in await desk.page("/dashboard/sales?days=x")
    await sell(desk, "1")
    other = await other_shop(desk.world)
    assert "Nothing was sold in 7 days." in (await other.get("/dashboard/sales")).text
    assert "No account is connected." in (await other.get("/dashboard/limits")).text
    part = (await desk.browser.get("/dashboard/sales", headers=HTMX)).text
    assert part.lstrip().startswith('<section id="sales"')


async def test_the_first_paint_waits_for_neither_sales_nor_limits(desk: Desk) -> None:
    page = await desk.page("/dashboard")
    for part in ("sales", "limits"):
        assert f'hx-get="/dashboard/{part}" hx-trigger="load"' in page
        assert f'<noscript><a href="/dashboard/{part}">' in page


async def test_the_limits_are_told_in_words(desk: Desk) -> None:
    await desk.world.settle(200, 10)
    page = await desk.page("/dashboard/limits")
    assert "Sending prices, stock and products" in page
    assert "5 a second" in page
    assert "one about every 3 min" in page
    assert "taken" in page
    db = desk.world.house.db
    await db.execute(
        "update lane set note = 'limits', due_at = :at where kind = 'orders' and subject = :seller",
        {"at": desk.world.now + 120, "seller": desk.seller_id},
    )
    assert "the next step waits for it; it goes on in 2 min" in await desk.page("/dashboard/limits")


async def test_the_set_up_folds_when_all_is_done_and_opens_with_what_was_lost(desk: Desk) -> None:
    await desk.page("/dashboard")
    page = await desk.page("/dashboard")
    assert '<details class="setup" id="setup">' in page
    assert "Set-up: 8 of 9 steps done" in page  # a first order is nobody's task
    await sell(desk, "1")
    assert "Set-up: 9 of 9 steps done" in await desk.page("/dashboard")
    db = desk.world.house.db
    await db.execute("update seller set status = 'reconnect'")
    page = await desk.page("/dashboard")
    assert '<details class="setup" id="setup" open>' in page
    assert "1 step of your set-up needs you again" in page
    first = re.search(r'<li id="step_(\w+)"', page)
    assert first
    assert first[1] == "amazon"
    assert "Nothing is sent until you connect again." in page
    assert "Not while an account waits to be connected again." in page
    assert "looked after all the time" not in page
    await db.execute("update seller set status = 'connected'")
    assert '<details class="setup" id="setup">' in await desk.page("/dashboard")


async def test_a_suspended_shop_and_silence_open_it_too(desk: Desk) -> None:
    await sell(desk, "1")
    await desk.page("/dashboard")
    db = desk.world.house.db
    await db.execute("update shop set status = 'suspended'")
    page = await desk.page("/dashboard")
    assert '<li id="step_shop" class="checklist__lost">' in page
    assert "1 step of your set-up needs you again" in page
    assert "looked after all the time" not in page
    await db.execute("update shop set status = 'open'")
    desk.world.clock.advance(3600)
    page = await desk.page("/dashboard")
    assert '<li id="step_watched" class="checklist__lost">' in page
    assert '<details class="setup" id="setup" open>' in page


async def test_a_consent_that_ends_soon_is_said(desk: Desk) -> None:
    await desk.world.house.db.execute(
        "update seller set expires_at = :at", {"at": desk.world.now + 10 * DAY + 60}
    )
    page = await desk.page("/dashboard")
    assert "The consent ends in 10 days: renew it now, and nothing stops." in page


async def test_what_waits_is_grouped_with_counts_and_links(desk: Desk) -> None:
    await rule(desk.world, desk.shop_id, desk.seller_id, mode=Mode.REVIEW)
    new_product(desk.world, "NEW-1")
    await desk.world.settle(150)
    await desk.world.house.db.execute("update orders set stage = 'aside'")
    page = await desk.page("/dashboard")
    assert "To decide" in page
    assert "To cure" in page
    found = re.search(r'<a id="auto_review" href="/auto-add/review">.*?<span class="number">(\d+)', page)
    assert found
    assert found[1] == "1"
    assert 'id="cause_no_identifier" href="/listings?cause=no_identifier"' in page
    assert "À décider" in (await merchant(desk.world, desk.shop_id, "fr").get("/dashboard")).text


async def test_looking_at_the_policies_is_a_step(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as found:
        page = await found.page("/dashboard")
        assert 'action="/dashboard/policies"' in page
        assert "Sell your products on Amazon" in page
        assert "Begins once your Amazon account is connected." in page
        answer = await found.browser.post("/dashboard/policies", headers=SAME)
        assert answer.headers["location"] == "/policies"
        assert 'action="/dashboard/policies"' not in await found.page("/dashboard")
