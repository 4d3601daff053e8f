"""Amazon's appstore: the merchant begins at Amazon, and the shop's admin says which shop it is."""

import re
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from backend.storage import sellers
from tests.web.desk import SAME, framed_address, open_desk, other_shop
from tests.web.rounds import amazon_address, come_back
from tests.web.site import open_site
from tests.world import World


async def begun(world: World) -> tuple[str, str]:
    """Begin on the app's page at Amazon: the text of our page, and the nonce in it."""
    form = {"login": "atelier@example.com", "region": "eu"}
    answer = await world.outside.post(f"{world.settings.amazon_sandbox_url}/appstore", data=form)
    login = urlsplit(answer.headers["location"])
    assert f"{login.scheme}://{login.netloc}{login.path}" == f"{world.settings.app_url}/amazon/login"
    page = await world.browser.get(f"/amazon/login?{login.query}", headers={"sec-fetch-site": "cross-site"})
    assert page.status_code == 200
    assert page.headers["referrer-policy"] == "no-referrer"
    found = re.search(r'data-copy="([^"]+)"', page.text)
    assert found, page.text
    return page.text, found.group(1)


async def test_what_was_begun_at_amazon_ends_in_the_shop_that_takes_it_up(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path, published=False) as desk:
        text, nonce = await begun(desk.world)
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
        _, nonce = await begun(desk.world)
        address = f"{await framed_address(desk.world)}&app_state={quote(f'appstore-{nonce}')}"
        page = await desk.world.browser.get(address)
        assert "Finish what you began at Amazon" in page.text
        assert "Connect it to this shop" in page.text


async def test_a_code_may_be_typed_in(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        _, nonce = await begun(desk.world)
        answer = await desk.browser.get("/accounts/code", params={"code": f" {nonce} "})
        assert answer.headers["location"] == f"/accounts/appstore/{nonce}"
        assert (await desk.browser.get("/accounts/code")).headers["location"] == "/accounts"
        strange = await desk.browser.get("/accounts/code", params={"code": "a/b?c"})
        assert (await desk.browser.get(strange.headers["location"])).status_code in (200, 404)


async def test_a_code_works_once_and_for_an_hour(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        _, nonce = await begun(desk.world)
        first = await desk.browser.post(f"/accounts/appstore/{nonce}", headers=SAME)
        assert first.status_code == 303
        stranger = await other_shop(desk.world)
        for browser in (desk.browser, stranger):
            again = await browser.post(f"/accounts/appstore/{nonce}", headers=SAME)
            assert "works once" in again.text
        _, late = await begun(desk.world)
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


async def test_a_shop_that_is_not_registered_yet_arrives_connected(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor:
        world = site.town.world
        _, nonce = await begun(world)
        opened = await world.browser.get(f"{await framed_address(world)}&app_state=appstore-{nonce}")
        assert "Register now" in opened.text
        state = await site.state()
        await site.account(visitor, state=state)
        page = await visitor.get("/account/link", params={"shop": state})
        assert "A2ATELIERNORD0" in page.text and "You began at Amazon" in page.text
        done = await site.link(visitor, state)
        assert "In a moment Amazon opens" in done.text
        address = done.headers["refresh"].removeprefix("3;url=")
        assert "amazon_state=" in address
        again = await visitor.get(done.url)
        assert again.headers["refresh"] == done.headers["refresh"]  # loaded again it leads there again
        going = await world.outside.get(address)
        answer = await come_back(world, going.headers["location"])
        assert "is connected" in answer.text and "app_state=connected" in answer.headers["refresh"]
        found = await sellers.of_shop(world.house.db, world.house.web.vault, site.shop_id)
        assert [each.seller_code for each in found] == ["A2ATELIERNORD0"]
        through = await visitor.get(done.url)
        assert "back in your shop" in through.text and "amazon_state" not in through.headers["refresh"]
        other_id, other = await site.another()
        assert other_id != site.shop_id and "You began" not in (await other.get("/register")).text


async def test_what_was_begun_too_long_ago_is_not_carried(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor:
        world = site.town.world
        _, nonce = await begun(world)
        for carried in (nonce, "unknown"):
            await world.browser.get(f"{await framed_address(world)}&app_state=appstore-{carried}")
        state = await site.state()
        world.clock.advance(3_601)
        await site.account(visitor, state=state)
        assert "You began" not in (await visitor.get("/account/link", params={"shop": state})).text
        assert "#app:name" in (await site.link(visitor, state)).headers["refresh"]
