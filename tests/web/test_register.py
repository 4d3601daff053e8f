"""Register now: the gate before the admin's pages, the way to our site and back, whose shop is whose."""

import re
from pathlib import Path

import pytest

from backend.storage import consents, owners
from backend.web.assets import Assets
from backend.web.routes import PUBLIC, routes
from backend.web.site import rounds
from tests.lanes.test_publishing import publish_everything
from tests.web.desk import HTMX, framed_address, merchant
from tests.web.site import MIRA, SAME, open_site

ENGLISH, FRENCH = "Confirm your e-mail address", "Confirmez votre adresse e-mail"


async def test_until_it_is_registered_every_page_of_the_admin_leads_to_register(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_site(migrated_url, tmp_path) as site:
        for route in routes(Assets()):
            path = re.sub(r"\{\w+:id\}", "1", route.path.replace("{draft_id}", "x").replace("{nonce}", "x"))  # type: ignore[attr-defined]
            if path in PUBLIC or path.startswith("/assets") or path == "/register":
                continue
            method = "GET" if "GET" in route.methods else "POST"  # type: ignore[attr-defined]
            answer = await site.frame.request(method, path, headers=SAME)
            assert (answer.status_code, answer.headers.get("location")) == (303, "/register"), path
            part = await site.frame.request(method, path, headers=HTMX)
            assert (part.status_code, part.headers["hx-redirect"]) == (204, "/register"), path
        opened = await site.town.world.browser.get(await framed_address(site.town.world))
        assert (opened.status_code, "Register now" in opened.text) == (200, True)
        assert "€29.00 a month" in opened.text
        assert "14 days free" in opened.text


async def test_from_register_now_to_a_linked_shop(database_url: str, tmp_path: Path) -> None:
    async with open_site(database_url, tmp_path) as site, site.visitor() as visitor:
        state = await site.state()
        arrived = await visitor.get("/account/begin", params={"shop": state})
        assert arrived.headers["location"].startswith("/account/new?shop=")
        assert "Maison Verte" in (await visitor.get(arrived.headers["location"])).text
        waiting = await site.frame.get("/register", headers=HTMX)
        assert waiting.status_code == 204
        confirmed = await site.account(visitor, state=state)
        assert confirmed.status_code == 303
        assert confirmed.headers["location"].startswith("/account/link?shop=")
        page = await visitor.get(confirmed.headers["location"])
        assert "Maison Verte" in page.text
        assert MIRA in page.text
        done = await site.link(visitor, state)
        assert "Your shop is linked" in done.text
        assert "/store/1003#app:name=storelane" in done.headers["refresh"]
        owner = await owners.of_shop(site.town.world.house.db, site.shop_id)
        assert owner is not None
        assert owner.email == MIRA
        # The frame that waited learns it, and every page is open.
        assert "Your shop is registered" in (await site.frame.get("/register", headers=HTMX)).text
        assert (await site.frame.get("/dashboard")).status_code == 200
        accounts = (await site.frame.get("/accounts")).text
        assert MIRA in accounts
        assert "Free trial" in accounts
        assert "linked to the shop" in (await site.frame.get("/journal")).text


async def test_the_link_of_a_shop_works_once_and_for_one_day(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor:
        world, state = site.town.world, await site.state()
        assert await site.state() != ""  # opened again, the same round is offered
        assert await world.house.db.fetch_val("select count(*) from consent_request") == 1
        await site.account(visitor)
        forged = await visitor.get("/account/link", params={"shop": state[:-3] + "xxx"})
        assert forged.status_code == 410
        for odd in ("", "x", "é" * 50, "\0", state + "."):
            assert (await visitor.get("/account/begin", params={"shop": odd})).status_code == 410
        assert (await site.link(visitor, state)).status_code == 200
        for path in ("/account/begin", "/account/link"):
            assert (await visitor.get(path, params={"shop": state})).status_code == 410, path
        assert (await site.link(visitor, state)).status_code == 410
        other, frame = await site.another()
        old = await site.state(frame)
        world.clock.advance(86_400 + 10)
        late = await site.link(visitor, old)
        assert late.status_code == 410
        assert "too old" in late.text
        assert await owners.of_shop(world.house.db, other) is None


async def test_another_rounds_state_is_no_link(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor:
        home = site.town.world.house.web
        await consents.begin(home.db, "connecting", "connect", home.now(), shop_id=site.shop_id)
        await site.account(visitor)
        assert (await site.link(visitor, rounds.sign(home, "connecting"))).status_code == 410
        assert await owners.of_shop(home.db, site.shop_id) is None


async def test_one_account_owns_several_shops_and_a_shop_has_one_owner(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as mira, site.visitor() as jean:
        _, frame = await site.another()
        first, second = await site.state(), await site.state(frame)
        await site.account(mira)
        # Who is signed in goes straight to the question which shop.
        begun = await mira.get("/account/begin", params={"shop": first})
        assert begun.headers["location"].startswith("/account/link")
        assert (await site.link(mira, first)).status_code == 200
        await site.account(jean, "jean@example.com")
        assert (await site.link(mira, second)).status_code == 200
        page = (await mira.get("/account")).text
        assert "Maison Verte" in page
        assert "number 2004" in page
        # Two rounds may be open; the second finds the shop taken and changes nothing.
        db = site.town.world.house.db
        await consents.begin(db, "again", "register", site.town.world.now, shop_id=site.shop_id)
        taken = await site.link(jean, rounds.sign(site.town.world.house.web, "again"))
        assert "belongs to another account" in taken.text
        assert MIRA not in taken.text
        assert "Maison Verte" not in (await jean.get("/account")).text
        assert (await jean.post(f"/account/shops/{site.shop_id}/unlink")).status_code == 404
        assert (await jean.get(f"/account/shops/{site.shop_id}/unlink")).status_code == 404
        assert (await jean.get(f"/account/shops/{site.shop_id}/linked")).status_code == 404
        owner = await owners.of_shop(db, site.shop_id)
        assert owner is not None
        assert owner.email == MIRA


async def test_a_shop_that_sells_is_not_cut_off(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path) as site:
        world = site.town.world
        seller_id = await world.connect(site.shop_id)
        await publish_everything(world, site.shop_id, seller_id)
        await world.settle(30, 5)
        for path in ("/dashboard", "/listings", "/orders", "/accounts"):
            page = await site.frame.get(path)
            assert page.status_code == 200, path
            assert "Nobody has registered this shop yet" in page.text, path
        assert "Sell your products on Amazon" in (await site.frame.get("/register")).text


async def test_unlinking_asks_first_and_closes_the_gate_again(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor:
        await site.account(visitor)
        assert "14 days free and without a limit" in (await site.frame.get("/register")).text
        await site.link(visitor, await site.state())
        path = f"/account/shops/{site.shop_id}/unlink"
        assert "Unlink Maison Verte?" in (await visitor.get(path)).text
        assert (await site.frame.get("/dashboard")).status_code == 200
        assert (await visitor.post(path)).headers["location"] == "/account?said=unlinked"
        assert (await site.frame.get("/dashboard")).status_code == 303
        # The trial does not begin anew, and the round that was used is not offered again.
        assert "14 days of your free trial are left" in (await site.frame.get("/register")).text
        assert (await site.link(visitor, await site.state())).status_code == 200


async def test_without_accounts_nobody_is_asked_and_the_site_is_not_there(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_site(migrated_url, tmp_path, STORELANE_ACCOUNTS="off") as site, site.visitor() as visitor:
        assert (await site.frame.get("/dashboard")).status_code == 200
        assert (await site.frame.get("/register")).status_code == 404
        assert "Your Storelane account" not in (await site.frame.get("/accounts")).text
        assert (await visitor.get("/account/new")).status_code == 404


async def test_where_nothing_is_billed_the_page_says_so(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path, STORELANE_BILLING="off") as site:
        page = (await site.frame.get("/register")).text
        assert "asks for no money" in page
        assert "€" not in page


@pytest.mark.parametrize(("language", "words"), [("en", "Register now"), ("fr", "S’inscrire maintenant")])
async def test_each_shop_is_spoken_to_in_its_language(
    migrated_url: str, tmp_path: Path, language: str, words: str
) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor(language) as visitor:
        frame = merchant(site.town.world, site.shop_id, language)
        page = (await frame.get("/register")).text
        assert words in page
        await site.account(visitor)
        (mail,) = site.town.mails(MIRA)
        assert (
            mail["subject"]
            == {"en": "Confirm your e-mail address", "fr": "Confirmez votre adresse e-mail"}[language]
        )
