"""Accounts: what is connected, how long, and the end of it."""

from pathlib import Path

from backend.storage import sellers
from backend.storage.sellers import Seller
from tests.web.desk import HTMX, SAME, Desk, merchant, open_desk

DAY = 86400


async def connected(desk: Desk) -> int:
    """Atelier Nord, connected in Europe."""
    return await desk.world.connect(desk.shop_id)


async def kept(desk: Desk, seller_id: int) -> Seller:
    seller = await sellers.find(desk.world.house.db, desk.world.house.web.vault, seller_id)
    assert seller is not None
    return seller


async def test_without_an_account_the_page_says_what_it_is_for(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        page = await desk.page("/accounts")
        assert "No Amazon account yet" in page
        assert 'href="/accounts/connect"' in page


async def test_an_account_shows_its_countries_and_the_end_of_its_consent(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        await connected(desk)
        page = await desk.page("/accounts")
        for words in ("Atelier Nord", "A2ATELIERNORD0", "Germany", "France", "ends in 365 days"):
            assert words in page
        assert "Renew the consent" not in page
        desk.world.clock.advance(334 * DAY)
        assert "Renew the consent" not in await desk.page("/accounts")
        desk.world.clock.advance(DAY)
        page = await desk.page("/accounts")
        assert "ends in 30 days" in page
        assert "Renew the consent" in page
        desk.world.clock.advance(29 * DAY + 3600)
        assert "ends within a day" in await desk.page("/accounts")


async def test_a_consent_that_ran_out_is_renewed_in_its_own_country(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path, published=False) as desk:
        await connected(desk)
        desk.world.clock.advance(366 * DAY)
        await desk.world.settle(2)
        page = await desk.page("/accounts")
        assert "Amazon asks for a new one every year" in page
        assert "Nothing is sent until you connect again" in page
        place = page.split('name="country" value="')[1].split('"')[0]
        answer = await desk.browser.post("/accounts/connect", data={"country": place}, headers=SAME)
        assert answer.headers["location"].startswith("/accounts/connect/")


async def test_a_country_that_is_not_open_yet_is_told_apart(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        seller_id = await connected(desk)
        await desk.world.house.db.execute(
            "update seller_marketplace set participating = 0 where seller_id = :id and country = 'IT'",
            {"id": seller_id},
        )
        await desk.world.house.db.execute(
            "update seller_marketplace set suspended = 1 where seller_id = :id and country = 'ES'",
            {"id": seller_id},
        )
        page = await desk.page("/accounts")
        assert "Not open yet:" in page
        assert page.index("Not open yet:") < page.index("Italy")
        assert "listings suspended by Amazon" in page


async def test_disconnecting_takes_the_token_and_is_asked_for_once(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path, published=False) as desk:
        seller_id = await connected(desk)
        assert "Yes, disconnect" in await desk.page("/accounts")
        for _ in range(2):
            answer = await desk.browser.post(f"/accounts/{seller_id}/disconnect", headers=SAME)
            assert answer.headers["location"] == "/accounts?said=disconnected"
        seller = await kept(desk, seller_id)
        assert (seller.status, seller.refresh_token) == ("disconnected", "")
        page = await desk.page("/accounts?said=disconnected")
        assert "What is listed stays on Amazon" in page
        assert "Yes, disconnect" not in page
        assert "Connect again" in page
        assert (await desk.page("/journal")).count("Amazon account disconnected: Atelier Nord") == 1


async def test_countries_read_again_show_by_themselves(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path, published=False) as desk:
        seller_id = await connected(desk)
        desk.world.clock.advance(600)
        answer = await desk.browser.post(f"/accounts/{seller_id}/refresh", headers=SAME)
        path = answer.headers["location"]
        page = await desk.page(path)
        assert "Being read again" in page
        assert "every 2s" in page
        assert (await desk.browser.get(path, headers=HTMX)).status_code == 204
        await desk.world.settle(2)
        part = await desk.page(path, **HTMX)
        assert "Being read again" not in part
        assert "every 2s" not in part
        assert (await kept(desk, seller_id)).participations_at >= desk.world.now - 4


async def test_waiting_for_countries_ends_by_itself(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        seller_id = await connected(desk)
        desk.world.clock.advance(600)
        path = (await desk.browser.post(f"/accounts/{seller_id}/refresh", headers=SAME)).headers["location"]
        desk.world.clock.advance(61)
        assert "every 2s" not in await desk.page(path, **HTMX)


async def test_accounts_speak_french(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        await connected(desk)
        answer = await merchant(desk.world, desk.shop_id, "fr").get("/accounts")
        for words in ("Comptes", "Allemagne", "prend fin dans 365 jours", "Relire les pays", "Déconnecter"):
            assert words in answer.text
