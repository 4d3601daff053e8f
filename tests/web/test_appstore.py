"""Amazon's appstore: the merchant begins at Amazon, and the shop's admin says which shop it is."""

import re
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from backend.storage import sellers
from tests.web.desk import SAME, Desk, framed_address, open_desk, other_shop
from tests.web.rounds import amazon_address, come_back


async def begun(desk: Desk) -> tuple[str, str]:
    """Begin on the app's page at Amazon: the text of our page, and the nonce in it."""
    form = {"login": "atelier@example.com", "region": "eu"}
    answer = await desk.world.outside.post(f"{desk.world.settings.amazon_sandbox_url}/appstore", data=form)
    login = urlsplit(answer.headers["location"])
    assert f"{login.scheme}://{login.netloc}{login.path}" == f"{desk.world.settings.app_url}/amazon/login"
    page = await desk.world.browser.get(
        f"/amazon/login?{login.query}", headers={"sec-fetch-site": "cross-site"}
    )
    assert page.status_code == 200
    assert page.headers["referrer-policy"] == "no-referrer"
    found = re.search(r'data-copy="([^"]+)"', page.text)
    assert found, page.text
    return page.text, found.group(1)


async def test_what_was_begun_at_amazon_ends_in_the_shop_that_takes_it_up(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path, published=False) as desk:
        text, nonce = await begun(desk)
        shop = desk.world.settings.shop
        link = f"{shop.admin_url}/cp/#app:name={shop.client_id}&amp;parent-menu={shop.parent_menu}"
        assert f"{link}&amp;app_state=appstore-{nonce}" in text
        offer = await desk.page(f"/accounts/appstore/{nonce}")
        assert "A2ATELIERNORD0" in offer
        assert "Maison Verte" in offer
        taken = await desk.browser.post(f"/accounts/appstore/{nonce}", headers=SAME)
        path = taken.headers["location"]
        address = amazon_address(await desk.page(path))
        assert "amazon_state=" in address
        going = await desk.world.outside.get(address)
        answer = await come_back(desk.world, going.headers["location"])
        assert "is connected" in answer.text
        assert "alert-success" in await desk.page(path)
        found = await sellers.of_shop(desk.world.house.db, desk.world.house.web.vault, desk.shop_id)
        assert [(s.seller_code, s.region) for s in found] == [("A2ATELIERNORD0", "EU")]


async def test_the_deep_link_opens_the_offer_in_the_admin(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        _, nonce = await begun(desk)
        address = f"{await framed_address(desk.world)}&app_state={quote(f'appstore-{nonce}')}"
        page = await desk.world.browser.get(address)
        assert "Finish what you began at Amazon" in page.text
        assert "Connect it to this shop" in page.text


async def test_a_code_may_be_typed_in(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        _, nonce = await begun(desk)
        answer = await desk.browser.get("/accounts/code", params={"code": f" {nonce} "})
        assert answer.headers["location"] == f"/accounts/appstore/{nonce}"
        assert (await desk.browser.get("/accounts/code")).headers["location"] == "/accounts"
        strange = await desk.browser.get("/accounts/code", params={"code": "a/b?c"})
        assert (await desk.browser.get(strange.headers["location"])).status_code in (200, 404)


async def test_a_code_works_once_and_for_an_hour(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        _, nonce = await begun(desk)
        first = await desk.browser.post(f"/accounts/appstore/{nonce}", headers=SAME)
        assert first.status_code == 303
        stranger = await other_shop(desk.world)
        for browser in (desk.browser, stranger):
            again = await browser.post(f"/accounts/appstore/{nonce}", headers=SAME)
            assert "works once" in again.text
        _, late = await begun(desk)
        desk.world.clock.advance(3601)
        assert "works once" in await desk.page(f"/accounts/appstore/{late}")
        assert "works once" in await desk.page("/accounts/appstore/unknown")


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"amazon_state": "s"},
        {"amazon_callback_uri": "https://sellercentral.amazon.de/apps/authorize/confirm/x"},
        {"amazon_callback_uri": "https://evil.example/apps", "amazon_state": "s"},
        {"amazon_callback_uri": "http://sellercentral.amazon.de/apps", "amazon_state": "s"},
        {"amazon_callback_uri": "https://sellercentral.amazon.de.evil.example/", "amazon_state": "s"},
        {"amazon_callback_uri": "https://sellercentral.amazon.de@evil.example/", "amazon_state": "s"},
        {"amazon_callback_uri": "javascript:alert(1)//sellercentral.amazon.de", "amazon_state": "s"},
    ],
)
async def test_a_callback_that_is_not_amazons_is_refused(
    migrated_url: str, tmp_path: Path, query: dict[str, str]
) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        answer = await desk.world.browser.get("/amazon/login", params=query)
        assert "did not come from Amazon" in answer.text
        assert "data-copy" not in answer.text
        assert await desk.world.house.db.fetch_val("select count(*) from consent_request") == 0
