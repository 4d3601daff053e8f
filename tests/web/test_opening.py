"""Opening: from the admin, plain and encrypted; by OAuth; and every way in which it can fail."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from backend.ecwid.webhooks import SIGNATURE_HEADER, sign
from backend.storage import shops
from backend.web.session import COOKIE
from tests.web.desk import SAME, framed_address
from tests.world import STORE, open_app, open_world


async def test_the_encrypted_payload_opens_a_session_in_both_carriers(
    database_url: str, tmp_path: Path
) -> None:
    async with open_world(database_url, tmp_path) as world:
        open_app(world)
        answer = await world.browser.get(await framed_address(world))
        assert answer.status_code == 200
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(f"{COOKIE}=")
        for word in ("HttpOnly", "Secure", "SameSite=None", "Partitioned"):
            assert word in cookie
        assert "X-Storelane-Session" in answer.text
        assert "frame-ancestors" in answer.headers["content-security-policy"]
        shop = await shops.find_by_store(world.house.db, world.house.web.vault, STORE)
        assert shop is not None
        assert (shop.status, shop.currency) == ("open", "EUR")
        token = world.other.shop.platform.installation(STORE)["token"]
        assert token not in answer.text


async def test_a_bad_payload_still_gets_a_page_that_speaks_to_the_admin(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_world(migrated_url, tmp_path) as world:
        open_app(world)
        for payload in ("", "x", "AAAA", "A" * 200):
            answer = await world.browser.get("/", params={"payload": payload})
            assert answer.status_code == 200
            assert "could not be opened" in answer.text
            assert world.settings.shop.sdk_url in answer.text
        assert "from your shop" in (await world.browser.get("/")).text


async def test_a_plain_payload_is_proved_by_the_shop_itself(migrated_url: str, tmp_path: Path) -> None:
    async with open_world(migrated_url, tmp_path) as world:
        open_app(world)
        token = world.other.shop.platform.installation(STORE)["token"]
        good = f'{{"store_id":{STORE},"lang":"fr","access_token":"{token}"}}'.encode().hex()
        forged = f'{{"store_id":{STORE},"lang":"en","access_token":"secret_forged"}}'.encode().hex()
        answer = await world.browser.post("/open", data={"payload": good}, headers=SAME)
        assert 'lang="fr"' in answer.text
        assert "X-Storelane-Session" in answer.text
        answer = await world.browser.post("/open", data={"payload": forged}, headers=SAME)
        assert "X-Storelane-Session" not in answer.text
        shop = await shops.find_by_store(world.house.db, world.house.web.vault, STORE)
        assert shop is not None
        assert shop.access_token == token


async def test_a_plan_without_marketplaces_is_asked_to_grow(migrated_url: str, tmp_path: Path) -> None:
    async with open_world(migrated_url, tmp_path, STORELANE_ACCOUNTS="off") as world:
        open_app(world)
        world.other.shop.profiles.change_plan(STORE, "Venture", False)
        answer = await world.browser.get(await framed_address(world))
        assert "data-upgrade" in answer.text
        world.other.shop.profiles.change_plan(STORE, "Business", False)
        answer = await world.browser.get(await framed_address(world))
        assert "Connect marketplace account" in answer.text


async def test_an_uninstall_removes_everything_and_a_forged_one_nothing(
    database_url: str, tmp_path: Path
) -> None:
    async with open_world(database_url, tmp_path) as world:
        open_app(world)
        await world.browser.get(await framed_address(world))
        secret = world.settings.shop.client_secret
        body = (
            f'{{"eventId":"e-1","eventCreated":{world.now},"storeId":{STORE},"entityId":"{STORE}",'
            '"eventType":"application.uninstalled"}'
        ).encode()
        forged = await world.browser.post("/webhooks/shop", content=body, headers={SIGNATURE_HEADER: "AAAA"})
        assert forged.status_code == 403
        assert await shops.id_of_store(world.house.db, STORE) is not None
        for _ in range(2):
            told = await world.browser.post(
                "/webhooks/shop",
                content=body,
                headers={SIGNATURE_HEADER: sign(secret, str(world.now), "e-1")},
            )
            assert told.status_code == 200
        assert await shops.id_of_store(world.house.db, STORE) is None
        assert (await world.browser.post("/webhooks/shop", content=b"{")).status_code in (400, 403)


async def test_an_install_from_outside_keeps_the_token_once(migrated_url: str, tmp_path: Path) -> None:
    async with open_world(migrated_url, tmp_path) as world:
        open_app(world)
        going = await world.browser.get("/install")
        asked = parse_qs(urlsplit(going.headers["location"]).query)
        assert asked["state"]
        assert "read_catalog" in asked["scope"][0]
        stranger = await world.browser.get("/install/return", params={"code": "x", "store_id": str(STORE)})
        assert "finished there" in stranger.text
        refused = await world.browser.get(
            "/install/return", params={"state": asked["state"][0], "error": "access_denied"}
        )
        assert "You did not agree" in refused.text
        again = await world.browser.get(
            "/install/return", params={"state": asked["state"][0], "code": "x", "store_id": str(STORE)}
        )
        assert "used before" in again.text
        assert await shops.id_of_store(world.house.db, STORE) is None
