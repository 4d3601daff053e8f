"""What goes wrong in the Amazon sandbox goes wrong in Amazon's own words."""

from typing import Any

import httpx
import pytest

from backend.sandbox.amazon.app import create_amazon
from backend.sandbox.amazon.config import AmazonConfig, credentials
from backend.sandbox.amazon.judge import Judge
from backend.sandbox.clock import SandboxClock
from backend.sandbox.site import Ground
from tests.contract.calling import Caller, calling
from tests.contract.reference import needs_models
from tests.contract.sandbox_calls import (
    CATALOG,
    DE,
    EVERYTHING,
    FEEDS,
    HERE,
    ITEM,
    LISTINGS,
    PREVIEW,
    offer,
    upload,
)

pytestmark = needs_models


@pytest.mark.parametrize(
    ("fault", "options"), [("throttle", {}), ("outage", {}), ("outage", {"body": "html"})]
)
async def test_faults_look_like_amazons_own(
    caller: Caller, ground: Ground, fault: str, options: dict[str, Any]
) -> None:
    ground.faults.arm(fault, **options)
    assert (await caller.call("GET", ITEM, HERE)).status_code in (429, 503)
    assert caller.problems() == []


@pytest.mark.parametrize(
    ("fault", "status"),
    [("role_missing", 403), ("preview_down", 500), ("late_issue", 200), ("slow_listing", 200)],
)
async def test_faults_of_amazons_own_are_valid_answers(
    caller: Caller, ground: Ground, clock: SandboxClock, fault: str, status: int
) -> None:
    ground.faults.arm(fault, times=1)
    query = {**HERE, **PREVIEW} if fault == "preview_down" else HERE
    assert (await caller.call("PUT", f"{LISTINGS}/FAULT-1", query, offer(DE))).status_code == status
    for _ in range(3):
        clock.advance(20)
        await caller.call("GET", f"{LISTINGS}/FAULT-1", {**HERE, "includedData": EVERYTHING})
    assert caller.problems() == []


@pytest.mark.parametrize(("fault", "expected"), [("fatal_feed", "FATAL"), ("stuck_feed", "IN_PROGRESS")])
async def test_feeds_that_go_wrong_are_valid_too(
    caller: Caller, ground: Ground, clock: SandboxClock, fault: str, expected: str
) -> None:
    ground.faults.arm(fault, times=1)
    feed_id = await upload(caller, [{"messageId": 1, "sku": "FEED-3", "operationType": "DELETE"}])
    clock.advance(600)
    assert (await caller.call("GET", f"{FEEDS}/{feed_id}")).json()["processingStatus"] == expected
    assert (await caller.call("GET", FEEDS, {"feedTypes": "JSON_LISTINGS_FEED"})).json()["feeds"]
    assert caller.problems() == []


async def test_the_usage_plan_is_kept(judge: Judge, ground: Ground) -> None:
    config = AmazonConfig(rate_factor=1)
    async with calling(create_amazon(config, ground), judge, credentials(config)) as caller:
        await caller.sign_in()
        statuses = [(await caller.call("GET", f"{CATALOG}/{{asin}}", HERE)).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]
        assert caller.problems() == []


async def test_a_lost_answer_is_an_error_for_the_caller(caller: Caller, ground: Ground) -> None:
    ground.faults.arm("answer_lost")
    with pytest.raises(httpx.TransportError):
        await caller.call("GET", ITEM, HERE)
    assert caller.judged.verdicts[-1].status is None
    assert caller.problems() == []
