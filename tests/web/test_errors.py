"""Errors as pages and as notices."""

import logging

import pytest

from backend.web.session import Session
from tests.web.ground import HTMX, browser, carried


async def test_what_is_not_there_gets_a_page_in_the_sessions_language() -> None:
    async with browser() as client:
        answer = await client.get("/nowhere", headers=carried(Session(1003, "fr")))
    assert answer.status_code == 404
    assert '<html lang="fr">' in answer.text
    assert answer.text.count("<h1") == 1


async def test_our_own_mistake_is_named_by_a_reference_that_is_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with browser() as client:
        with caplog.at_level(logging.ERROR, "storelane.web"):
            answer = await client.get("/broken", headers=carried())
    reference = answer.headers["x-request-id"]
    assert answer.status_code == 500
    assert reference in answer.text
    assert f"reference={reference}" in caplog.text
    assert "a secret of ours" not in answer.text


async def test_htmx_gets_a_notice_with_title_and_sentence() -> None:
    async with browser() as client:
        answer = await client.get("/broken", headers={**carried(), **HTMX})
    assert answer.status_code == 500
    assert answer.headers["hx-retarget"] == "#notices"
    assert "<h1" not in answer.text
    assert "Something went wrong on our side" in answer.text


async def test_a_boosted_link_gets_the_whole_page() -> None:
    async with browser() as client:
        answer = await client.get("/nowhere", headers={**carried(), **HTMX, "hx-boosted": "true"})
    assert "<html" in answer.text
