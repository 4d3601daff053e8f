"""The buyer on an order's page, and the page of personal data: setting, requests, answers."""

from pathlib import Path

from backend.storage import order_settings, privacy_requests
from tests.lanes.counter import sell
from tests.lanes.test_forgetting import DAY, later
from tests.lanes.test_personal_data import BUYER, buy, id_of, in_shop
from tests.nowhere import ADDRESS, WORDS, found_in
from tests.web.desk import HTMX, SAME, merchant, open_desk, other_shop


async def test_the_buyer_is_shown_until_somebody_erases_them(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world, db = desk.world, desk.world.house.db
        code, pending, by_amazon = (
            buy(world),
            buy(world, pending=True),
            sell(world, kind="fulfilled_by_amazon"),
        )
        await world.settle(400, 5)
        path, waits, theirs = [f"/orders/{await id_of(world, one)}" for one in (code, pending, by_amazon)]
        assert "Amazon tells who buys as soon as the order is paid." in await desk.page(waits)
        assert "Amazon sends it itself, so Storelane does not ask who buys." in await desk.page(theirs)
        await db.execute("delete from order_person")
        assert "the connected account may lack the permission" in await desk.page(path)
        await in_shop(world, code)
        answer = await desk.browser.get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert BUYER["email"] in answer.text and "30 days after it was sent, at the latest" in answer.text
        whole = "\n".join(
            (ADDRESS["name"], ADDRESS["companyName"], ADDRESS["addressLine1"], ADDRESS["addressLine2"],
             f"{ADDRESS['postalCode']} {ADDRESS['city']}", "France"),
        )  # fmt: skip
        assert f'data-copy="{whole}"' in answer.text
        world.other.orders.ship(code)
        await world.settle(400, 5)
        page = (await merchant(world, desk.shop_id, "fr").get(path)).text
        assert "Acheteur" in page and "Sera effacé" in page
        stranger = await other_shop(world)
        assert (await stranger.post(f"{path}/erase", headers=SAME)).status_code == 404
        assert (await desk.browser.post(f"{path}/erase")).status_code == 303  # no browser sent it
        for _ in range(2):  # twice is once
            answer = await desk.browser.post(f"{path}/erase", headers=SAME)
            assert answer.headers["location"] == f"{path}?said=forgotten"
        page = await desk.page(f"{path}?said=forgotten")
        assert "Nothing is known here any more of who bought it." in page
        assert "The buyer's data was erased on" in page
        assert page.count(f"The buyer&#39;s data of order {code} was erased: you wanted it") == 1
        assert found_in({"": page}, WORDS) == []


async def test_how_long_buyers_are_known_is_the_shops_to_say(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path, published=False) as desk:
        db = desk.world.house.db
        assert 'value="30"' in await desk.page("/orders/settings")
        for wrong in ("0", "31", "-3", "soon", "", "9" * 30, "<b>"):
            answer = await desk.browser.post("/orders/personal/days", data={"days": wrong}, headers=SAME)
            assert answer.status_code == 422 and "whole number from 1 to 30" in answer.text, wrong
        assert await order_settings.of_shop(db, desk.shop_id) == {}
        told = {"days": " 7 ", "back": "settings"}
        answer = await desk.browser.post("/orders/personal/days", data=told, headers=SAME)
        assert answer.headers["location"] == "/orders/settings?said=kept"
        for path in ("/orders/settings?said=kept", "/orders/personal?said=kept"):
            page = await desk.page(path)
            assert 'value="7"' in page and "Saved." in page
        assert "erased 7 days after the order was sent: you set that" in await desk.page("/journal")
        await order_settings.keep(db, desk.shop_id, {"personal_days": "400"})
        assert 'value="30"' in await desk.page("/orders/personal")


async def test_somebody_asks_the_merchant(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world, path = desk.world, "/orders/personal"
        assert "Nobody has asked" in await desk.page(path)
        code = buy(world)
        await world.settle(400, 5)
        shop_code = await in_shop(world, code)
        for told, words in (
            ({"number": ""}, "give the number of an order"), ({"number": "4-nobody"}, "no order of Amazon&#39;s"),
            ({"number": code, "kind": "removal"}, "say that you are sure"),
        ):  # fmt: skip
            answer = await desk.browser.post(path, data=told, headers=SAME)
            assert answer.status_code == 422 and words in answer.text, told
            assert f'value="{told["number"]}"' in answer.text
        asked = {"number": shop_code, "kind": "export"}
        assert (await desk.browser.post(path, data=asked, headers=SAME)).status_code == 303
        page = await desk.page(path, **HTMX)
        assert "Being answered" in page and "every 3s" in page and "<html" not in page
        assert 'id="privacy"' in await desk.page("/dashboard")
        await world.house.worker.run_until_idle()
        page = await desk.page(path)
        assert "The file is ready" in page and "every 3s" not in page
        answer = await desk.browser.get(f"{path}/1/data.json")
        assert answer.json()["orders"][0]["buyer"]["recipient"]["city"] == ADDRESS["city"]
        assert "attachment" in answer.headers["content-disposition"]
        assert (await (await other_shop(world)).get(f"{path}/1/data.json")).status_code == 404
        assert 'id="privacy"' not in await desk.page("/dashboard")
        asked = {"number": code, "kind": "removal", "sure": "1"}
        assert (await desk.browser.post(path, data=asked, headers=SAME)).status_code == 303
        await world.house.worker.run_until_idle()
        page = (await merchant(world, desk.shop_id, "fr").get(path)).text
        assert "Effacé" in page and found_in({"": page}, WORDS) == []
        assert "Answered: erase an order" in await desk.page("/journal")
        await later(world, 8 * DAY)
        assert "The file is erased." in await desk.page(path)


async def test_many_requests_are_leafed_through(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path, published=False) as desk:
        home = desk.world.house.web
        for number in range(27):
            await privacy_requests.ask(
                home.db, home.vault, desk.shop_id, "export", "customer", str(number), desk.world.now
            )
        page = await desk.page("/orders/personal?page=2")
        assert "page 2 of 2" in page and page.count('id="request_') == 2
        assert (await desk.page("/orders/personal")).count('id="request_') == 25
        figures = await desk.page("/metrics")
        assert "storelane_buyers_known 0.0" in figures
