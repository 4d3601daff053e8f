"""Connecting Amazon: the countries, the way there, and every way back."""

from pathlib import Path

import pytest

from backend.storage import consents, sellers
from backend.storage.sellers import Seller
from tests.web.desk import HTMX, SAME, Desk, merchant, open_desk, other_shop
from tests.web.rounds import agree, changed, come_back, set_out

TOKEN = "POST /auth/o2/token"
WHERE = "GET */marketplaceParticipations"


async def kept(desk: Desk) -> list[Seller]:
    return await sellers.of_shop(desk.world.house.db, desk.world.house.web.vault, desk.shop_id)


async def test_the_shops_own_country_comes_first(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        page = await desk.page("/accounts/connect")
        places = [part.split('"')[0] for part in page.split('name="country" value="')[1:]]
        assert places[0] == "FR"
        assert len(places) == len(set(places)) == 23
        assert page.index("Europe") < page.index("America") < page.index("Asia and Pacific")
        french = await merchant(desk.world, desk.shop_id, "fr").get("/accounts/connect")
        assert "le pays de votre boutique" in french.text


async def test_a_round_ends_in_the_admin_with_a_green_line(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path, published=False) as desk:
        path, address = await set_out(desk)
        page = await desk.page(path)
        assert "Maison Verte" in page
        assert 'hx-trigger="every 2s"' in page
        assert (await desk.browser.get(path, headers=HTMX)).status_code == 204
        answer = await come_back(desk.world, await agree(desk.world, address))
        assert "is connected" in answer.text
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in answer.headers
        assert desk.world.settings.shop.sdk_url not in answer.text
        admin = f"{desk.world.settings.shop.admin_url}/store/1003#app:name=storelane&parent-menu=sales"
        assert answer.headers["refresh"] == f"2;url={admin}&app_state=connected"
        part = await desk.page(path, **HTMX)
        assert "alert-success" in part
        assert "every 2s" not in part
        (seller,) = await kept(desk)
        assert (seller.status, seller.region, seller.seller_code) == ("connected", "EU", "A2ATELIERNORD0")
        assert seller.refresh_token not in answer.text + part


async def test_the_way_back_loaded_again_says_the_same_and_does_nothing(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        _, address = await set_out(desk)
        back = await agree(desk.world, address)
        await come_back(desk.world, back)
        (before,) = await kept(desk)
        desk.world.clock.advance(60)
        again = await come_back(desk.world, changed(back, spapi_oauth_code="another"))
        assert "is connected" in again.text
        assert [before] == await kept(desk)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"error": "access_denied", "spapi_oauth_code": ""}, "You did not give your consent"),
        ({"spapi_oauth_code": ""}, "Something is missing"),
        ({"selling_partner_id": ""}, "Something is missing"),
        ({"spapi_oauth_code": "made-up"}, "did not accept the consent"),
        ({"state": "made-up"}, "too old or was used before"),
        ({"state": ""}, "too old or was used before"),
    ],
)
async def test_a_way_back_that_is_not_right_connects_nothing(
    migrated_url: str, tmp_path: Path, query: dict[str, str], words: str
) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        path, address = await set_out(desk)
        answer = await come_back(desk.world, changed(await agree(desk.world, address), **query))
        assert words in answer.text
        assert "refresh" not in answer.headers
        assert await kept(desk) == []
        if "state" not in query:
            part = await desk.page(path, **HTMX)
            assert words in part
            assert "Start again" in part


@pytest.mark.parametrize(
    ("fault", "operation", "words"),
    [
        ("wrong_secret", TOKEN, "not set up correctly"),
        ("outage", TOKEN, "does not answer at the moment"),
        ("outage", WHERE, "does not answer at the moment"),
        ("role_missing", WHERE, "does not let us into this account"),
    ],
)
async def test_trouble_at_amazon_says_whose_turn_it_is(
    migrated_url: str, tmp_path: Path, fault: str, operation: str, words: str
) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        path, address = await set_out(desk)
        back = await agree(desk.world, address)
        desk.world.other.amazon_ground.faults.arm(fault, operation=operation)
        assert words in (await come_back(desk.world, back)).text
        assert words in await desk.page(path, **HTMX)
        assert await kept(desk) == []


async def test_an_account_without_the_chosen_country_is_connected_and_told(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        path, address = await set_out(desk, "FR")
        answer = await come_back(desk.world, await agree(desk.world, address, "kite@example.com"))
        assert "not in the country you chose" in answer.text
        assert "refresh" not in answer.headers
        assert "alert-warning" in await desk.page(path, **HTMX)
        (seller,) = await kept(desk)
        assert {p.country for p in seller.marketplaces if p.participating} == {"GB", "DE", "IE"}


async def test_a_round_ends_by_itself_after_an_hour(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        path, address = await set_out(desk)
        back = await agree(desk.world, address)
        desk.world.clock.advance(3601)
        assert "too old or was used before" in (await come_back(desk.world, back)).text
        assert "too old or was used before" in await desk.page(path, **HTMX)
        assert await kept(desk) == []


async def test_a_mistake_of_ours_does_not_leave_the_page_waiting(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        path, address = await set_out(desk)
        back = await agree(desk.world, address)
        # What Amazon may answer once a marketplace has a shape that nobody has seen.
        desk.world.other.amazon_ground.faults.arm("broken_json", operation=WHERE)
        assert (await come_back(desk.world, back)).status_code in (200, 500)
        assert "Start again" in await desk.page(path, **HTMX)


async def test_a_round_is_seen_by_its_own_shop_only(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        path, address = await set_out(desk)
        assert (await (await other_shop(desk.world)).get(path)).status_code == 404
        await come_back(desk.world, await agree(desk.world, address))
        stranger = await other_shop(desk.world)
        assert "Atelier" not in (await stranger.get("/accounts")).text


async def test_a_country_that_amazon_does_not_have_is_refused(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        for country in ("", "XX", "fr"):
            answer = await desk.browser.post("/accounts/connect", data={"country": country}, headers=SAME)
            assert answer.status_code == 422


async def test_connecting_again_keeps_the_seller_with_its_new_token(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path, published=False) as desk:
        for _ in range(2):
            _, address = await set_out(desk)
            await come_back(desk.world, await agree(desk.world, address))
            desk.world.clock.advance(300 * 86400)
        (seller,) = await kept(desk)
        assert seller.expires_at - desk.world.now == 65 * 86400


async def test_a_state_of_one_purpose_is_worth_nothing_for_another(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        path, address = await set_out(desk)
        state = changed(address).partition("state=")[2].partition("&")[0]
        answer = await desk.world.browser.get(f"/install/return?state={state}&code=x&store_id=1003")
        assert "used before" in answer.text
        nonce = path.rpartition("/")[2]
        asked = await consents.look(desk.world.house.db, nonce, desk.shop_id)
        assert asked is not None and asked.outcome == ""
