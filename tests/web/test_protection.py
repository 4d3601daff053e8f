"""Protection: who may frame us, whose writes count, how much a body may weigh."""

import pytest

from tests.web.ground import browser, carried


async def test_every_answer_says_who_may_frame_it_and_runs_no_foreign_script() -> None:
    async with browser() as client:
        for path in ("/", "/nowhere", "/broken", "/private"):
            headers = (await client.get(path)).headers
            policy = dict(
                part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
            )
            assert policy["frame-ancestors"] == "https://admin.example 'self'"
            assert policy["script-src"] == "'self' https://sdk.example"
            assert policy["object-src"] == policy["base-uri"] == "'none'"
            assert "unsafe" not in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cache-control"] == "no-store"
            assert headers["referrer-policy"] == "same-origin"
            assert "x-frame-options" not in headers, "it would forbid the admin"


async def test_every_answer_has_a_reference_of_its_own() -> None:
    async with browser() as client:
        assert len({(await client.get("/")).headers["x-request-id"] for _ in range(3)}) == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "https://storelane.test:8443"},
        {"sec-fetch-site": "cross-site", "origin": "https://storelane.test"},
    ],
)
async def test_it_refuses_writes_from_another_site(headers: dict[str, str]) -> None:
    async with browser() as client:
        assert (await client.post("/write", headers={**carried(), **headers})).status_code == 403
        assert (await client.get("/private", headers={**carried(), **headers})).status_code == 200, (
            "reading is safe"
        )


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {"origin": "https://storelane.test"}, {}],
)
async def test_it_lets_our_own_pages_write(headers: dict[str, str]) -> None:
    async with browser() as client:
        assert (await client.post("/write", headers={**carried(), **headers})).text == "1003"


async def test_a_webhook_comes_from_elsewhere_and_proves_itself_otherwise() -> None:
    async with browser() as client:
        answer = await client.post("/webhook", content=b"12345", headers={"origin": "https://shop.example"})
        assert answer.text == "5"
        assert (await client.post("/webhook/", headers={"origin": "https://shop.example"})).status_code == 403


async def test_a_body_has_a_limit() -> None:
    async with browser() as client:
        assert (await client.post("/webhook", content=b"x" * 1001)).status_code == 413
        assert (await client.post("/webhook", content=b"x" * 1000)).status_code == 200
