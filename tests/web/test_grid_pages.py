"""The listings page whole: columns, order, filters, saved views, acts for a selection, CSV, and values by hand."""

import csv
import io
import re
from pathlib import Path

from backend.storage import listing_pages
from backend.storage.listing_pages import Filter
from tests.lanes.ground import LIVE, listing
from tests.lanes.test_selections import DEARER, a_policy
from tests.web.desk import HTMX, SAME, merchant, open_desk, other_shop
from tests.web.test_sync_pages import press

ACTIVE = "/listings?status=active"


def rows_of(page: str) -> list[int]:
    return [int(id) for id in re.findall(r'id="row_(\d+)"', page)]


async def test_filters_orders_and_columns(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        page = await desk.page(ACTIVE)
        assert "aria-sort" not in page
        assert "Price we want" in page  # among the columns to choose
        dearest = await desk.page(f"{ACTIVE}&sort=-price_there")
        lines = await listing_pages.of_ids(desk.world.house.db, rows_of(dearest))
        prices = [
            line.listing.shown.price.amount
            for line in lines
            if line.listing.shown and line.listing.shown.price
        ]
        assert prices == sorted(prices, reverse=True)
        assert len(prices) > 5
        assert 'aria-sort="ascending"' in await desk.page(f"{ACTIVE}&sort=sku")
        some = await desk.page("/listings?price_from=20&price_to=30,50&asin=yes&fba=no")
        assert rows_of(some)
        assert 'value="30.5"' in some
        for bad, words in (
            ("price_from=cheap", "“cheap” cannot be read"),
            ("changed=yesterday", "yesterday"),
        ):
            answer = await desk.browser.get(f"/listings?{bad}")
            assert answer.status_code == 422
            assert words in answer.text
        assert "No listing fits this choice." in await desk.page("/listings?quantity_from=999999")
        assert "No listing fits this choice." in await desk.page("/listings?manual=1")


async def test_columns_are_the_shops_choice_and_stay(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        page = await desk.page(ACTIVE)
        for column in (
            "selling",
            "differs",
            "changed",
            "run",
            "condition",
            "seller",
            "wanted_price",
            "by_hand",
        ):
            assert f'value="{column}"' in page
        form = [("column", "sku"), ("column", "selling"), ("column", "differs"), ("status", "active")]
        answer = await desk.browser.post(
            "/listings/columns",
            data=dict(form) | {"column": ["sku", "selling", "differs", "nonsense"]},
            headers=SAME,
        )
        assert answer.status_code == 303
        page = await desk.page(ACTIVE)
        assert page.count('scope="col"') == 6  # tick, picture, product and the three
        assert 'data-label="Selling policy"' in page
        assert 'data-label="ASIN"' not in page
        every = {"column": re.findall(r'name="column" value="(\w+)"', page)}
        await desk.browser.post("/listings/columns", data=every, headers=SAME)
        assert (await desk.page(ACTIVE)).count('scope="col"') == 24
        french = merchant(desk.world, desk.shop_id, "fr")
        assert "Règle de vente" in (await french.get(ACTIVE)).text
        await desk.browser.post("/listings/columns", data={}, headers=SAME)
        assert (await desk.page(ACTIVE)).count('scope="col"') == 8


async def test_views_open_first_are_renamed_and_deleted(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        stranger = await other_shop(desk.world)
        said = {"status": "active", "price_from": "20", "sort": "-price", "name": "Dear ones", "first": "1"}
        where = await press(desk, "/listings/views", **said)
        view = int(re.search(r"view=(\d+)", where).group(1))  # type: ignore[union-attr]
        page = await desk.page(where)
        assert re.search(r'aria-current="page">Dear ones', page)
        opened = await desk.browser.get("/listings")
        assert (opened.status_code, opened.headers["location"]) == (303, where)
        assert rows_of(await desk.page("/listings?view=0")) != rows_of(page)
        assert (await desk.browser.get("/listings", headers=HTMX)).status_code == 200
        nameless = await desk.browser.post("/listings/views", data={"name": " "}, headers=SAME)
        assert nameless.status_code == 422
        assert "Give the view a name." in nameless.text
        await press(desk, "/listings/views", status="incomplete", name="Work")
        path = f"/listings/views/{view}"
        taken = await desk.browser.post(path, data={"do": "rename", "name": "Work"}, headers=SAME)
        assert taken.status_code == 422
        for other in ("rename", "delete"):
            answer = await stranger.post(path, data={"do": other, "name": "Mine"}, headers=SAME)
            assert answer.status_code == 404
        await press(desk, path, do="rename", name="Dearest")
        assert "Dearest" in await desk.page(where)
        assert (await desk.browser.get("/listings")).status_code == 200  # no view opens first any more
        assert await press(desk, path, do="delete") == "/listings?view=0"
        assert "Dearest" not in await desk.page("/listings?view=0")
        assert "Work" not in (await stranger.get("/listings?view=0")).text


async def test_a_policy_for_all_that_the_filter_finds_and_undo(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        db = desk.world.house.db
        dearer = await a_policy(desk.world, desk.shop_id, DEARER)
        count = await listing_pages.count(db, desk.shop_id, Filter(status="active"))
        path = f"/listings/bulk?status=active&act=policy:{dearer}"
        for bad, words in (
            ("&act=", "Tick what it is for"), ("&all=1&act=fly", "Choose what to do"),
            ("&all=1&act=policy:77777", "This policy is gone"), ("&all=1&act=copy:1 X", "Choose what to do"),
            ("&all=1&act=condition:worn", "Choose what to do"),
        ):  # fmt: skip
            address = path if bad == "&act=" else f"/listings/bulk?status=active{bad}"
            answer = await desk.browser.get(address)
            assert (answer.status_code, words in answer.text) == (422, True), bad
        preview = await desk.page(f"{path}&all=1")
        assert f"What will happen to {count} listings" in preview
        assert f"{count} prices change" in preview
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', preview))
        where = await press(desk, "/listings/bulk", **fields)
        assert await press(desk, "/listings/bulk", **fields) == where  # pressed twice
        await desk.world.settle(10)
        done = await desk.page(where)
        assert f"Done: {count}" in done
        assert "Another policy" in done
        assert "Dearer" in done
        assert await listing_pages.count(db, desk.shop_id, Filter(selling=dearer)) == count
        assert len(rows_of(await desk.page(f"/listings?selling={dearer}"))) == min(25, count)
        assert "Another policy" in await desk.page("/problems")
        await press(desk, where, to="undo")
        await desk.world.settle(10)
        assert f"Undone: {count}" in await desk.page(where)
        assert "You gave it another policy: “Dearer” → “Shop price and stock”" in await desk.page("/journal")


async def test_ticks_stay_while_paging_and_strangers_cannot_be_ticked(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        stranger, first = await other_shop(desk.world), rows_of(await desk.page("/listings?view=0"))
        part = await desk.page(f"/listings?page=2&listing={first[0]}&listing={first[1]}", **HTMX)
        assert f'type="hidden" name="listing" value="{first[0]}"' in part
        assert "2 more ticked on other pages" in part
        back = await desk.page(f"/listings?page=1&listing={first[0]}", **HTMX)
        assert re.search(rf'id="tick_{first[0]}" name="listing" value="{first[0]}" checked', back)
        answer = await stranger.get(f"/listings/bulk?act=pause&listing={first[0]}")
        assert "What will happen to 0 listings" in answer.text
        assert "MV-" not in answer.text
        refused = await stranger.post(
            "/listings/bulk", data={"act": "withdraw", "listing": str(first[0])}, headers=SAME
        )
        assert refused.status_code == 422
        withdraw = await desk.page(f"/listings/bulk?act=withdraw&listing={first[0]}")
        assert "It cannot be undone." in withdraw
        assert "Take it off Amazon: buyers can no longer order it there." in withdraw


async def test_csv_has_every_row_plainly(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        db = desk.world.house.db
        await db.execute(
            "update product set name = '=SUM(A1)' where id = (select product_id from listing where sku = :sku)",
            {"sku": LIVE[0]},
        )
        answer = await desk.browser.get("/listings.csv?status=active")
        assert re.search(r'filename="listings-\d{4}-\d\d-\d\d\.csv"', answer.headers["content-disposition"])
        assert answer.text.startswith("\ufeff")
        rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        assert len(rows) == await listing_pages.count(db, desk.shop_id, Filter(status="active"))
        one = next(row for row in rows if row["sku"] == LIVE[0])
        assert one["title"] == "'=SUM(A1)"
        assert re.fullmatch(r"\d+\.\d\d", one["amazon_price"])
        assert (one["currency"], one["country"], one["differs"], one["muted"]) == ("EUR", "FR", "", "no")
        narrow = (await desk.browser.get("/listings.csv?words=bol")).text.count("\n")
        assert 1 < narrow < len(rows)
        stranger = await other_shop(desk.world)
        assert "MV-" not in (await stranger.get("/listings.csv")).text


def html_of(page: str) -> str:
    return page.replace("&#39;", "'")


async def test_what_differs_says_why(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        db, found = desk.world.house.db, await listing(desk.world, desk.shop_id, LIVE[0])
        page = await desk.page(f"/listings/{found.id}")
        assert "What we want and what Amazon shows" in page
        assert "Amazon does not say" in page
        await db.execute(
            "update listing set asked_price = 9900, asked_at = 1 where id = :id", {"id": found.id}
        )
        assert "it waits for your word" in await desk.page(f"/listings/{found.id}")
        await db.execute(
            "update listing set asked_price = null, shown = replace(shown, '\"price\":[', '\"price\":[7'),"
            " sent_at = 1, pushed_at = 1 where id = :id",
            {"id": found.id},
        )
        assert "changed on Amazon" in await desk.page(f"/listings/{found.id}")
        assert rows_of(await desk.page("/listings?differs=1")) == [found.id]
        await desk.browser.post("/listings/columns", data={"column": ["differs"]}, headers=SAME)
        assert "Price: changed on Amazon; Storelane" in await desk.page("/listings?differs=1")
        # A price that does not follow the shop is left as it is there.
        await db.execute(
            "update policy set body = :body where kind = 'synchronization'",
            {"body": '{"fields":["quantity"]}'},
        )
        left = "changed on Amazon, where your policy leaves it as it is"
        assert f"Price: {left}" in await desk.page("/listings?differs=1")
        assert left in await desk.page(f"/listings/{found.id}")
