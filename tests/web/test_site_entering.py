"""Entering our site: new accounts, signing in, forgotten passwords; nobody learns about other people's addresses."""

import re
import time
from pathlib import Path

import httpx
import pytest

from backend.storage import owners, shops
from tests.web.site import FORM, MIRA, PASSWORD, SAME, open_site

ODD = [
    "", " ", "mira", "mira@", "@example.com", "mira@localhost", "a b@example.com", "mira@example.com\r\nBcc: x@y.zz",
    "<script>@example.com", "é@exämple.com", "a@" + "b" * 300 + ".com", "a..b@example.com", "\0@example.com",
]  # fmt: skip


def told(page: httpx.Response, email: str) -> str:
    """A page without what differs from visit to visit: the address that was typed, signed states."""
    return re.sub(
        r"shop=[\w.%-]+", "", page.text.replace(email, "EMAIL").replace(email.replace("@", "%40"), "EMAIL")
    )


async def sign_in(visitor: httpx.AsyncClient, password: str = PASSWORD, email: str = MIRA) -> httpx.Response:
    return await visitor.post("/account/sign-in", data={"email": email, "password": password})


async def test_an_account_is_made_only_by_the_button_behind_the_mail(
    database_url: str, tmp_path: Path
) -> None:
    async with open_site(database_url, tmp_path) as site, site.visitor() as visitor:
        db = site.town.world.house.db
        assert (await visitor.post("/account/new", data=FORM)).status_code == 200
        path = await site.town.link(MIRA)
        assert "Yes, create my account" in (await visitor.get(path)).text
        assert (
            "Yes, create my account" in (await visitor.get(path)).text
        )  # as a mail scanner would, before the person
        assert await owners.by_email(db, MIRA) is None
        assert (await sign_in(visitor)).status_code == 422
        made = await visitor.post(path)
        assert (made.status_code, made.headers["location"]) == (303, "/account")
        assert MIRA in (await visitor.get("/account")).text
        assert PASSWORD not in str(await db.fetch_val("select password from owner"))
        for again in (await visitor.get(path), await visitor.post(path)):
            assert again.status_code == 410
        assert await db.fetch_val("select count(*) from owner") == 1


async def test_the_links_of_mails_end(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor:
        await visitor.post("/account/new", data=FORM)
        path = await site.town.link(MIRA)
        site.town.world.clock.advance(86_401)
        for answer in (await visitor.get(path), await visitor.post(path)):
            assert answer.status_code == 410
            assert "too old" in answer.text
        for odd in ("x", "é", "a" * 300, "..%2f..%2fetc"):
            assert (await visitor.get(f"/account/mail/{odd}")).status_code in (404, 410)


async def test_a_known_address_gets_the_same_answer_and_only_its_owner_is_told(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor, site.visitor() as other:
        await site.account(visitor)
        answers = {}
        for email in (MIRA, "nobody@example.com"):
            created = await other.post("/account/new", data={**FORM, "email": email})
            reset = await other.post("/account/forgotten", data={"email": email})
            wrong = await sign_in(other, "not the password", email)
            answers[email] = [(each.status_code, told(each, email)) for each in (created, reset, wrong)]
        assert answers[MIRA] == answers["nobody@example.com"]
        await site.town.world.house.worker.run_until_idle()
        assert [mail["subject"] for mail in site.town.mails(MIRA)][:2] == [
            "Choose a new password", "You have a Storelane account already",
        ]  # fmt: skip
        assert [mail["subject"] for mail in site.town.mails("nobody@example.com")] == [
            "Confirm your e-mail address"
        ]
        # The mail to the owner leads to the sign-in, not to another account.
        assert "/account/sign-in" in site.town.mails(MIRA)[1]["links"][0]


async def test_a_known_address_takes_as_long_as_an_unknown_one(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor, site.visitor() as other:
        await site.account(visitor)
        spans: dict[str, list[float]] = {MIRA: [], "nobody@example.com": []}
        for _ in range(4):
            for email, found in spans.items():
                began = time.perf_counter()
                await sign_in(other, "not the password", email)
                found.append(time.perf_counter() - began)
        # The hash is the work; without it an answer takes a tenth of the time.
        assert min(spans["nobody@example.com"]) > min(spans[MIRA]) / 2
        assert min(spans[MIRA]) > min(spans["nobody@example.com"]) / 2


@pytest.mark.parametrize("email", ODD)
async def test_an_address_that_is_none_is_said_beside_its_field(
    migrated_url: str, tmp_path: Path, email: str
) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor:
        for path in ("/account/new", "/account/forgotten"):
            answer = await visitor.post(path, data={**FORM, "email": email})
            assert answer.status_code == 422, path
            assert 'id="wrong_email"' in answer.text
            assert "<script>@" not in answer.text
        assert (await sign_in(visitor, email=email)).status_code == 422
        assert await site.town.world.house.db.fetch_val("select count(*) from letter") == 0


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"password": "short", "again": "short"}, "password"), ({"password": "", "again": ""}, "password"),
        ({"again": "another sentence"}, "again"), ({"password": "x" * 201, "again": "x" * 201}, "password"),
        ({"password": MIRA, "again": MIRA}, "password"), ({"password": "a" * 12, "again": "a" * 12}, "password"),
        ({"terms": ""}, "terms"), ({"terms": "no"}, "terms"),
    ],
)  # fmt: skip
async def test_what_is_wrong_with_a_new_account_is_said_and_nothing_is_lost(
    migrated_url: str, tmp_path: Path, more: dict[str, str], field: str
) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor:
        answer = await visitor.post("/account/new", data={**FORM, **more})
        assert answer.status_code == 422
        assert f'id="wrong_{field}"' in answer.text
        assert f'value="{MIRA}"' in answer.text
        assert PASSWORD not in answer.text
        assert (
            await visitor.post("/account/new", content=b"%%%", headers={"content-type": "text/plain"})
        ).status_code == 422


async def test_passwords_cannot_be_tried_all_day(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor, site.visitor() as other:
        await site.account(visitor)
        site.town.world.clock.advance(900 - site.town.world.now % 900)
        said = [(await sign_in(other, f"wrong password {n}")).status_code for n in range(6)]
        assert said == [422] * 5 + [429]
        right = await sign_in(other)
        assert right.status_code == 429  # also the right one waits now
        assert "too often" in right.text
        assert (await sign_in(other, email="someone@example.com")).status_code == 422
        site.town.world.clock.advance(900)
        assert (await sign_in(other)).status_code == 303
        # What went well begins the count anew.
        assert [(await sign_in(site.visitor(), "wrong")).status_code for _ in range(5)] == [422] * 5


async def test_nobody_is_flooded_with_our_mails(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor:
        said = [
            (await visitor.post("/account/forgotten", data={"email": MIRA})).status_code for _ in range(4)
        ]
        assert said == [200, 200, 200, 429]
        assert (await visitor.post("/account/new", data=FORM)).status_code == 429
        assert (
            await visitor.post("/account/new", data={**FORM, "email": "x@example.com"})
        ).status_code == 200


async def test_a_forgotten_password_is_replaced_and_every_session_ends(
    database_url: str, tmp_path: Path
) -> None:
    async with open_site(database_url, tmp_path) as site, site.visitor() as visitor, site.visitor() as lost:
        await site.account(visitor)
        assert (await lost.post("/account/forgotten", data={"email": MIRA.upper()})).status_code == 200
        first = await site.town.link(MIRA)
        await lost.post("/account/forgotten", data={"email": MIRA})
        second = await site.town.link(MIRA)
        short = await lost.post(second, data={"password": "short", "again": "short"})
        assert short.status_code == 422
        new = {"password": "another sentence", "again": "another sentence"}
        done = await lost.post(second, data=new)
        assert done.headers["location"] == "/account?said=password"
        assert (await lost.get("/account")).status_code == 200
        assert (await visitor.get("/account")).status_code == 303  # its session is over
        assert (await sign_in(visitor)).status_code == 422
        assert (await sign_in(visitor, "another sentence")).status_code == 303
        for old in (first, second):
            assert (await lost.post(old, data=new)).status_code == 410
        assert (await site.town.newest(MIRA))["subject"] == "Your password was changed"


async def test_a_link_for_a_new_password_holds_one_hour(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor:
        await site.account(visitor)
        await visitor.post("/account/forgotten", data={"email": MIRA})
        path = await site.town.link(MIRA)
        site.town.world.clock.advance(3601)
        assert (await visitor.post(path, data=FORM)).status_code == 410


async def test_the_round_of_a_shop_survives_a_forgotten_password(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor, site.visitor() as phone:
        await site.account(visitor)
        state = await site.state()
        await phone.post("/account/forgotten", params={"shop": state}, data={"email": MIRA})
        new = {"password": "another sentence", "again": "another sentence"}
        done = await phone.post(await site.town.link(MIRA), data=new)
        assert done.headers["location"].startswith("/account/link?shop=")
        assert "Maison Verte" in (await phone.get(done.headers["location"])).text


async def test_a_session_is_its_own_browsers_and_ends_with_signing_out(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor:
        confirmed = await site.account(visitor)
        cookie = confirmed.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/account" in cookie
        assert "Secure" not in cookie  # http in the sandbox
        assert (await site.visitor().get("/account")).headers["location"].startswith("/account/sign-in")
        forged = site.visitor()
        forged.cookies.set("storelane_account", "WzEsMV0.aaaa.bbbb", path="/account")
        assert (await forged.get("/account")).status_code == 303
        # The admin's session opens nothing here, and this one nothing there.
        assert (await site.frame.get("/account")).status_code == 303
        assert (await visitor.get("/dashboard")).status_code == 401
        assert "signed out" in (await visitor.post("/account/sign-out")).text
        assert (await visitor.get("/account")).status_code == 303
        assert (await sign_in(visitor)).status_code == 303


async def test_over_https_the_cookie_goes_over_https_only(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path, STORELANE_APP_URL="https://localhost:8800") as site:
        visitor = site.visitor()
        assert "Secure" in (await site.account(visitor)).headers["set-cookie"]


async def test_a_write_from_another_site_is_refused_and_no_page_can_be_framed(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor:
        await site.account(visitor)
        for path in ("/account/delete", "/account/sign-in", "/account/password", "/account/link"):
            foreign = await visitor.post(
                path, data={"current": PASSWORD}, headers={"sec-fetch-site": "cross-site"}
            )
            assert foreign.status_code == 403, path
        for path in ("/account", "/account/new", "/account/sign-in", "/account/forgotten", "/account/mail/x"):
            policy = (await site.visitor().get(path, follow_redirects=True)).headers[
                "content-security-policy"
            ]
            assert "frame-ancestors 'none'" in policy, path
            assert "script-src 'none'" in policy, path


@pytest.mark.parametrize(
    "then", ["https://evil.example/", "//evil.example", "/account/..//evil", "/dashboard", "\\evil"]
)
async def test_signing_in_leads_to_our_own_pages_only(migrated_url: str, tmp_path: Path, then: str) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor:
        await site.account(visitor)
        await visitor.post("/account/sign-out")
        answer = await visitor.post(
            "/account/sign-in", params={"then": then}, data={"email": MIRA, "password": PASSWORD}
        )
        assert answer.headers["location"] == "/account"


async def test_a_page_that_asks_for_the_sign_in_comes_back(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor:
        await site.account(visitor)
        await visitor.post("/account/sign-out")
        led = (await visitor.get("/account/email")).headers["location"]
        answer = await visitor.post(led, data={"email": MIRA, "password": PASSWORD}, headers=SAME)
        assert answer.headers["location"] == "/account/email"


async def test_the_language_can_be_changed_and_stays(migrated_url: str, tmp_path: Path) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor() as visitor:
        assert "Create your account" in (await visitor.get("/account/new")).text
        assert "Créez votre compte" in (await visitor.get("/account/new", params={"lang": "fr"})).text
        assert "Créez votre compte" in (await visitor.get("/account/new")).text
        await site.account(visitor)
        assert (await site.town.newest(MIRA))["subject"] == "Confirmez votre adresse e-mail"
        assert "Vos boutiques" in (await visitor.get("/account")).text


async def test_who_comes_from_a_french_admin_is_spoken_to_in_french_from_then_on(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_site(migrated_url, tmp_path) as site, site.visitor("de") as visitor:
        home = site.town.world.house.web
        await shops.set_language(home.db, site.shop_id, "fr", home.now())
        begun = await visitor.get(
            "/account/begin", params={"shop": await site.state()}, follow_redirects=True
        )
        assert "Créez votre compte" in begun.text
        await site.account(visitor)
        assert "Vous êtes déconnecté" in (await visitor.post("/account/sign-out")).text
        assert "Se connecter" in (await visitor.get("/account/sign-in")).text
