"""The account page: shops with plan and usage, change of address and password, the end of the account."""

from pathlib import Path

import pytest

from backend import planning
from backend.storage import owners, shops
from tests.web.site import MIRA, PASSWORD, open_site
from tests.world import STORE

NEW = "mira.new@example.com"


async def test_the_page_lists_shops_with_plan_usage_and_the_next_step(
    migrated_url: str, tmp_path: Path
) -> None:
    pay = "https://pay.example/?shop={shop}&plan={plan}"
    async with (
        open_site(migrated_url, tmp_path, STORELANE_BILLING_URL=pay) as site,
        site.visitor() as visitor,
    ):
        await site.account(visitor)
        assert "No shop is linked yet" in (await visitor.get("/account")).text
        await site.link(visitor, await site.state())
        page = (await visitor.get("/account")).text
        assert "14 days left" in page
        assert "https://pay.example/?shop=1003&amp;plan=Small" in page
        await planning.change(site.town.world.settings, STORE, "Small", site.town.world.now)
        site.town.world.clock.advance(15 * 86_400)
        visitor.cookies.clear()
        await visitor.post("/account/sign-in", data={"email": MIRA, "password": PASSWORD})
        page = (await visitor.get("/account")).text
        assert "0 of 50 listings" in page
        assert "<strong>Medium</strong>" in page
        accounts = (await site.frame.get("/accounts")).text
        assert "0 of 50 listings" in accounts


async def test_a_new_address_holds_once_it_is_confirmed_and_the_old_one_is_told(
    database_url: str, tmp_path: Path
) -> None:
    async with open_site(database_url, tmp_path) as site, site.visitor() as visitor:
        await site.account(visitor)
        wrong = await visitor.post("/account/email", data={"email": NEW, "current": "not mine at all"})
        assert wrong.status_code == 422
        assert 'id="wrong_current"' in wrong.text
        same = await visitor.post("/account/email", data={"email": MIRA.upper(), "current": PASSWORD})
        assert same.status_code == 422
        assert (
            await visitor.post("/account/email", data={"email": NEW, "current": PASSWORD})
        ).status_code == 200
        path = await site.town.link(NEW)
        assert MIRA in (await visitor.get("/account")).text
        done = await visitor.post(path)
        assert done.headers["location"] == "/account?said=email"
        assert NEW in (await visitor.get("/account?said=email")).text
        told = await site.town.newest(MIRA)
        assert told["subject"] == "Your e-mail address was changed"
        assert NEW in told["text"]
        assert (await visitor.post(path)).status_code == 410
        signed = await site.visitor().post("/account/sign-in", data={"email": NEW, "password": PASSWORD})
        assert signed.status_code == 303
        old = await site.visitor().post("/account/sign-in", data={"email": MIRA, "password": PASSWORD})
        assert old.status_code == 422


async def test_anothers_address_is_not_taken_and_not_told_apart(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor, site.visitor() as other:
        await site.account(visitor)
        await site.account(other, "jean@example.com")
        free = await other.post("/account/email", data={"email": "free@example.com", "current": PASSWORD})
        taken = await other.post("/account/email", data={"email": MIRA, "current": PASSWORD})
        assert taken.status_code == free.status_code == 200
        assert taken.text.replace(MIRA, "X") == free.text.replace("free@example.com", "X").replace(
            "free%40example.com", "mira%40example.com"
        )
        assert (await site.town.newest(MIRA))["subject"] == "You have a Storelane account already"
        # An address that was free when it was asked for, and no longer when it is confirmed.
        path = await site.town.link("free@example.com")
        await site.account(site.visitor(), "free@example.com")
        assert (await other.post(path)).status_code == 410
        assert "jean@example.com" in (await other.get("/account")).text


async def test_a_changed_password_ends_every_other_session(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor, site.visitor() as other:
        await site.account(visitor)
        await other.post("/account/sign-in", data={"email": MIRA, "password": PASSWORD})
        new = {"password": "another sentence", "again": "another sentence"}
        wrong = await visitor.post("/account/password", data={**new, "current": "guess number one"})
        assert wrong.status_code == 422
        assert (await visitor.post("/account/password", data={"current": PASSWORD})).status_code == 422
        done = await visitor.post("/account/password", data={**new, "current": PASSWORD})
        assert done.headers["location"] == "/account?said=password"
        assert "Your password is changed" in (await visitor.get("/account?said=password")).text
        assert (await other.get("/account")).status_code == 303
        assert (await site.town.newest(MIRA))["subject"] == "Your password was changed"


async def test_the_password_that_is_asked_for_cannot_be_guessed_all_day(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor:
        await site.account(visitor)
        said = []
        for n in range(11):
            answer = await visitor.post("/account/delete", data={"current": f"guess number {n}"})
            said.append(answer.status_code)
        assert said == [422] * 10 + [429]
        assert (await visitor.post("/account/delete", data={"current": PASSWORD})).status_code == 429


async def test_a_deleted_account_leaves_its_shops_and_what_sells(database_url: str, tmp_path: Path) -> None:
    async with open_site(database_url, tmp_path) as site, site.visitor() as visitor:
        await site.account(visitor)
        await site.link(visitor, await site.state())
        asked = (await visitor.get("/account/delete")).text
        assert "Maison Verte" in asked
        assert "cannot be undone" in asked
        assert (await visitor.post("/account/delete", data={"current": ""})).status_code == 422
        done = await visitor.post("/account/delete", data={"current": PASSWORD})
        assert "Your account is deleted" in done.text
        db = site.town.world.house.db
        assert await owners.by_email(db, MIRA) is None
        assert await db.fetch_val("select count(*) from product") > 0
        assert await db.fetch_val("select count(*) from mail_link where used_at is null") == 0
        assert (await visitor.get("/account")).status_code == 303
        assert (await site.frame.get("/dashboard")).headers["location"] == "/register"
        assert (await site.town.newest(MIRA))["subject"] == "Your account is deleted"
        # The shop can be registered anew, by anybody who may open it.
        await site.account(site.visitor(), "jean@example.com")


@pytest.mark.parametrize("path", ["", "/email", "/password", "/delete", "/shops/1/unlink", "/shops/1/linked"])
async def test_no_page_of_an_account_opens_without_its_session(
    migrated_url: str, tmp_path: Path, path: str
) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor:
        for method in ("GET",) if path in ("", "/shops/1/linked") else ("GET", "POST"):
            answer = await visitor.request(method, f"/account{path}")
            assert answer.headers["location"].startswith("/account/sign-in"), method


async def test_an_uninstalled_shop_leaves_the_account(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor:
        await site.account(visitor)
        await site.link(visitor, await site.state())
        await shops.uninstall(site.town.world.house.db, STORE)
        assert "No shop is linked yet" in (await visitor.get("/account")).text
        assert (await site.frame.get("/dashboard")).status_code == 401
