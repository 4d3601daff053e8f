"""A price and a quantity by hand on a listing's page: judged, asked about where it may be a slip, set, undone."""

import re
from pathlib import Path

from backend.storage import manual, policies
from tests.lanes.ground import LIVE, listing
from tests.web.desk import SAME, merchant, open_desk, other_shop
from tests.web.test_grid_pages import html_of, rows_of
from tests.web.test_sync_pages import press


async def test_a_value_by_hand_is_judged(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        db, found = desk.world.house.db, await listing(desk.world, desk.shop_id, LIVE[0])
        path = f"/listings/{found.id}/by-hand"
        for said, words in (
            ({"price": "free"}, "“free” is no price"), ({"price": "0"}, "more than zero"),
            ({"price": "-1"}, "more than zero"), ({"price": "9.999"}, "2 digits"), ({"price": "1e40"}, "is no price"),
            ({"quantity": "0"}, "at least 1"), ({"quantity": "many"}, "no number of pieces"),
            ({"quantity": "99999"}, "More cannot be offered"), ({"until": "2001-01-01", "price": "9"}, "is over"),
            ({"until": "soon", "price": "9"}, "not a date"), ({"until": "9999-01-01", "price": "9"}, "too far"),
            ({}, "Enter a price"),
        ):  # fmt: skip
            answer = await desk.browser.post(path, data={"do": "save", **said}, headers=SAME)
            assert (answer.status_code, words in answer.text) == (422, True), said
            for value in said.values():
                assert f'value="{value}"' in answer.text, said
        assert await manual.of_listings(db, [found.id]) == {}


async def test_a_value_by_hand_is_set_and_undone(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        db, found = desk.world.house.db, await listing(desk.world, desk.shop_id, LIVE[0])
        path = f"/listings/{found.id}/by-hand"
        where = await press(desk, path, do="save", price="24,90", quantity="2")
        page = await desk.page(where)
        assert "until you take it back" in page
        assert "Set by hand. It is on its way to Amazon." in page
        await desk.world.settle(60, 5)
        page = await desk.page(where)
        assert "You set by hand, until you take it back: price €24.90, quantity 2 in all countries" in page
        assert re.search(r"Set by hand</span>\s*<span class=\"number\">€24.90", page)
        assert "✎" in await desk.page("/listings?manual=1")
        assert len(rows_of(await desk.page("/listings?manual=1"))) == 1
        undo = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.partition("by-hand")[2]))
        back = await press(desk, path, **{**undo, "do": "back"})
        assert "said=hand_back" in back
        assert "was_price=24.90" in back
        assert await manual.of_listings(db, [found.id]) == {}


async def test_a_price_far_off_is_asked_about_once_with_its_number(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        db, found = desk.world.house.db, await listing(desk.world, desk.shop_id, LIVE[0])
        assert found.sent is not None
        path, amount = f"/listings/{found.id}/by-hand", found.sent.price.amount
        typo = f"{amount // 100 / 100:.2f}"  # a decimal point two digits too far left
        for posted in ({"do": "save"}, {"sure": str(amount)}, {"sure": "x"}):
            answer = await desk.browser.post(path, data={**posted, "price": typo}, headers=SAME)
            page = html_of(answer.text)
            assert answer.status_code == 422
            assert f"Are you sure: {found.sent.price.amount / 100:.2f}" in page.replace("€", "")
            assert "→ €" + typo in page and "−99%" in page and 'aria-invalid="true"' in page
            assert await manual.of_listings(db, [found.id]) == {}
        answer = await desk.browser.post(path, data={"price": str(amount)}, headers=SAME)
        assert answer.status_code == 422 and "+9,900%" in answer.text
        (sure,) = re.findall(r'name="sure" value="(\d+)"', page)
        await press(desk, path, price=typo, sure=sure)
        kept = (await manual.of_listings(db, [found.id]))[found.id]
        assert kept.price is not None and kept.price.amount == int(sure)
        french = merchant(desk.world, desk.shop_id, "fr")
        answer = await french.post(path, data={"price": str(amount)}, headers=SAME)
        assert answer.status_code == 422 and "Êtes-vous sûr" in answer.text


async def test_under_the_least_price_only_when_it_is_said_so(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        db, found = desk.world.house.db, await listing(desk.world, desk.shop_id, LIVE[0])
        path = f"/listings/{found.id}/by-hand"
        kept = await policies.of_shop(db, desk.shop_id)
        selling = next(each for each in kept if each.kind.value == "selling")
        body = '{"floor":[3000,"EUR"]}'
        await db.execute("update policy set body = :body where id = :id", {"body": body, "id": selling.id})
        await db.execute("update variation set cost_price = 2500 where id = :id", {"id": found.variation_id})
        answer = await desk.browser.post(path, data={"do": "save", "price": "28"}, headers=SAME)
        assert answer.status_code == 422
        assert "Are you sure? €28.00 is under your policy" in html_of(answer.text) and "€30.00" in answer.text
        answer = await desk.browser.post(path, data={"do": "save", "price": "20"}, headers=SAME)
        assert "€20.00 is under its cost price, €25.00" in answer.text
        await press(desk, path, price="20", sure="2000")
        assert "under your policy's least price" in html_of(await desk.page(f"/listings/{found.id}"))
        stranger = await other_shop(desk.world)
        assert (await stranger.post(path, data={"do": "back"}, headers=SAME)).status_code == 404


async def test_what_is_taken_back_for_many_says_how_far_the_prices_go(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        found = await listing(desk.world, desk.shop_id, LIVE[0])
        assert found.sent is not None
        half = found.sent.price.amount // 2
        await press(desk, f"/listings/{found.id}/by-hand", price=f"{half / 100:.2f}", sure=str(half))
        page = html_of(await desk.page(f"/listings/bulk?act=by_hand&listing={found.id}"))
        assert "1 price changes, +100%" in page
