"""The session: one token, two carriers, and a page for everybody without one."""

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from backend.web.session import COOKIE, HEADER, LASTS, Session, Sessions
from tests.web.ground import HTMX, KEY, app, browser, carried, cookie, token

NEWER = "a-newer-key-for-the-tests-that-is-long-enough"


async def test_the_first_page_sets_a_partitioned_cookie_and_the_header_of_later_requests() -> None:
    async with browser() as client:
        answer = await client.get("/")
    kept = answer.headers["set-cookie"]
    for word in ("HttpOnly", "Secure", "SameSite=None", "Partitioned", "Path=/", f"Max-Age={LASTS}"):
        assert f"; {word}" in kept
    value = kept.split(";")[0].removeprefix(f"{COOKIE}=")
    assert f"""hx-headers='{{"X-Storelane-Session": "{value}"}}'""" in answer.text
    assert Sessions((KEY,)).read(value) == Session(1003, "en")


async def test_either_carrier_opens_a_private_page() -> None:
    async with browser() as client:
        assert (await client.get("/private", headers=carried())).status_code == 200
        assert (await client.get("/private", headers=cookie(token()))).status_code == 200
        stale = {**cookie(token()), HEADER: "stale"}
        assert (await client.get("/private", headers=stale)).status_code == 200


async def test_a_full_page_renews_the_token_and_a_fragment_does_not() -> None:
    async with browser() as client:
        assert "set-cookie" in (await client.get("/private", headers=carried())).headers
        assert "set-cookie" not in (await client.get("/private?part=1", headers=carried())).headers


@pytest.mark.parametrize("value", ["", "x", token()[:-1], token() + "x", token(keys=(NEWER,))], ids=range(5))
async def test_a_forged_token_opens_nothing(value: str) -> None:
    async with browser() as client:
        answer = await client.get("/private", headers=cookie(value))
    assert answer.status_code == 401
    assert "Open the app again" in answer.text
    assert "set-cookie" not in answer.headers


def test_a_token_of_something_else_is_none() -> None:
    for strange in ("text", [1], ["x", "en"], {"shop": 1}, None):
        assert Sessions((KEY,)).read(str(URLSafeTimedSerializer(KEY, salt="session").dumps(strange))) is None
    assert Sessions((KEY,)).read(str(URLSafeTimedSerializer(KEY, salt="consent").dumps([1003, "en"]))) is None


def test_a_token_ends_with_its_time() -> None:
    class LongAgo(TimestampSigner):
        """Signs as it would have in 2001."""

        def get_timestamp(self) -> int:
            return 1_000_000_000

    old = URLSafeTimedSerializer(KEY, salt="session", signer=LongAgo).dumps([1003, "en"])
    assert Sessions((KEY,)).read(str(old)) is None


async def test_keys_can_be_changed_without_closing_a_session() -> None:
    assert Sessions((NEWER, KEY)).read(token()) == Session(1003, "en")
    assert Sessions((KEY,)).read(token(keys=(NEWER, KEY))) is None, "the newest key signs"
    async with browser(app((NEWER, KEY))) as client:
        await client.get("/private", headers=carried())
        renewed = client.cookies[COOKIE]
    assert Sessions((NEWER,)).read(renewed) == Session(1003, "en")


async def test_without_a_session_the_page_still_speaks_to_the_admin_in_the_browsers_language() -> None:
    async with browser() as client:
        answer = await client.get("/private", headers={"accept-language": "fr-FR,fr;q=0.9"})
    assert '<html lang="fr">' in answer.text
    assert "ecwid-app.js" in answer.text and 'data-app="storelane"' in answer.text
    assert "hx-headers" not in answer.text


async def test_without_a_session_a_fragment_is_a_notice_in_the_page_that_is_there() -> None:
    async with browser() as client:
        answer = await client.get("/private", headers=HTMX)
    assert answer.status_code == 401
    assert (answer.headers["hx-retarget"], answer.headers["hx-reswap"]) == ("#notices", "innerHTML")
    assert "<html" not in answer.text and 'role="alert"' in answer.text
