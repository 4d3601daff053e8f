"""What every marketplace promises of a seller's own listings: page by page, and as a report."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from backend.domain.existing import RemoteItem, ReportState
from backend.marketplaces.registry import MARKETPLACES
from backend.transport.errors import NotAuthorized, NotFound, Rejected
from tests.contract.stages import STAGES, Stage


@pytest.fixture(params=sorted(MARKETPLACES))
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """A marketplace before its sandbox, judged by its own models."""
    async with STAGES[request.param](tmp_path) as found:
        yield found
        assert [problem for problem in found.judged.problems if "answer:" not in problem] == []


async def publish(stage: Stage, count: int) -> None:
    for number in range(count):
        offer = replace(stage.offer, sku=f"OWN-{number:03d}")
        await stage.marketplace.publish(stage.seller, stage.marketplace_id, offer, stage.language)
        stage.clock.advance(2)
    stage.settle()


async def all_pages(stage: Stage) -> list[RemoteItem]:
    found: list[RemoteItem] = []
    token = ""
    while True:
        page = await stage.marketplace.own_listings(
            stage.seller, stage.marketplace_id, stage.language, token=token
        )
        found += page.items
        token = page.token
        if not token:
            assert page.total == len(found)
            return found


async def from_report(stage: Stage) -> list[RemoteItem]:
    report_id = await stage.marketplace.start_report(stage.seller, stage.marketplace_id)
    assert (await stage.marketplace.report(stage.seller, report_id)).state is ReportState.WORKING
    stage.settle()
    report = await stage.marketplace.report(stage.seller, report_id)
    assert report.state is ReportState.DONE
    currency = stage.offer.price.currency
    found: list[RemoteItem] = []
    async for piece in stage.marketplace.report_lines(
        stage.seller, stage.marketplace_id, report.document_id, currency
    ):
        found += [item for _, item in piece if item is not None]
    return found


async def test_pages_and_report_tell_the_same(stage: Stage) -> None:
    await publish(stage, 45)
    pages = {item.sku: item for item in await all_pages(stage)}
    report = {item.sku: item for item in await from_report(stage)}
    assert set(pages) == set(report)
    assert len(pages) >= 45
    for sku, item in pages.items():
        assert replace(item, product_type="", image_url="") == replace(report[sku], image_url=""), sku
    assert pages["OWN-000"].price == stage.offer.price


async def test_a_search_goes_on_where_the_last_one_ended(stage: Stage) -> None:
    await publish(stage, 25)
    first = await stage.marketplace.own_listings(stage.seller, stage.marketplace_id, stage.language)
    assert first.token
    again = await stage.marketplace.own_listings(
        stage.seller, stage.marketplace_id, stage.language, made_after=first.until
    )
    seen = {item.sku for item in first.items}
    assert first.items[-1].sku in {item.sku for item in again.items}, (
        "what was made in the same second comes again"
    )
    assert {item.sku for item in again.items} - seen


async def test_a_report_is_found_again_by_whoever_lost_its_number(stage: Stage) -> None:
    before = int(stage.clock())
    report_id = await stage.marketplace.start_report(stage.seller, stage.marketplace_id)
    (found,) = await stage.marketplace.recent_reports(stage.seller, stage.marketplace_id, before - 1)
    assert (found.id, abs(found.created_at - before) <= 1) == (report_id, True)
    assert await stage.marketplace.recent_reports(stage.seller, stage.marketplace_id, before + 60) == []


async def test_an_equal_report_asked_for_too_soon_comes_to_nothing(stage: Stage) -> None:
    await stage.marketplace.start_report(stage.seller, stage.marketplace_id)
    second = await stage.marketplace.start_report(stage.seller, stage.marketplace_id)
    stage.settle()
    assert (await stage.marketplace.report(stage.seller, second)).state is ReportState.FAILED


async def test_a_report_nobody_asked_for_and_a_missing_permission_are_told_apart(stage: Stage) -> None:
    with pytest.raises((NotFound, Rejected)):
        await stage.marketplace.report(stage.seller, "999999")
    stage.ground.faults.arm("role_missing", operation="*reports*", times=1)
    with pytest.raises(NotAuthorized) as caught:
        await stage.marketplace.start_report(stage.seller, stage.marketplace_id)
    assert caught.value.reason == "role"
