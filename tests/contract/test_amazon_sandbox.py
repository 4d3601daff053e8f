"""Every operation of the Amazon sandbox, in success and failure, under the eyes of the judge."""

import base64
import gzip
import hashlib
import json
import re
from typing import Any

import pytest

from backend.sandbox.amazon.app import create_amazon
from backend.sandbox.amazon.config import AmazonConfig, credentials
from backend.sandbox.amazon.judge import Judge
from backend.sandbox.amazon.messaging_operations import MESSAGING
from backend.sandbox.amazon.operations import OPERATIONS
from backend.sandbox.clock import SandboxClock
from backend.sandbox.demo.amazon import amazon_items
from backend.sandbox.site import Ground
from tests.contract.calling import Caller, calling
from tests.contract.reference import needs_models
from tests.contract.sandbox_calls import (
    BROKEN,
    CATALOG,
    CATALOG_SETS,
    DE,
    DOCUMENTS,
    EVERYTHING,
    FEEDS,
    HERE,
    ITEM,
    LISTINGS,
    RESTRICTIONS,
    SOUND,
    TYPES,
    offer,
    patch,
    upload,
)

pytestmark = needs_models


@pytest.mark.parametrize(("method", "path", "query", "body", "status"), SOUND)
async def test_a_sound_request_gets_a_valid_answer(
    caller: Caller, method: str, path: str, query: dict[str, str], body: Any, status: int
) -> None:
    response = await caller.call(method, path, query, body)
    assert response.status_code == status, response.text
    assert caller.problems() == []


@pytest.mark.parametrize(("method", "path", "query", "body", "status"), BROKEN)
async def test_a_broken_request_is_refused_by_judge_and_sandbox(
    caller: Caller, method: str, path: str, query: dict[str, str], body: Any, status: int
) -> None:
    response = await caller.call(method, path, query, body)
    verdict = caller.judged.verdicts[-1]
    assert verdict.request, "the judge has nothing against it"
    assert response.status_code == status, response.text
    assert verdict.answer == ()


async def test_every_operation_of_the_sandbox_is_called_well_and_badly(judge: Judge) -> None:
    seen: dict[bool, set[str]] = {
        True: {"createFeed", "createFeedDocument", "getFeed", "cancelFeed", "getFeedDocument", "getOrder"}
        | {"purchaseShipment", "getShipmentDocuments", "cancelShipment", "getTracking"}
        | {"getDestination", "deleteDestination", "createSubscription", "getSubscription"}
        | {"confirmShipment"}
        | {
            "getSubscriptionById",
            "deleteSubscriptionById",
            "getReport",
            "getReportDocument",
            "getMyFeesEstimates",
        }
        | {operation.name for operation in MESSAGING}
        | {
            "createFulfillmentOrder",
            "getFulfillmentOrder",
            "updateFulfillmentOrder",
            "cancelFulfillmentOrder",
        }
        | {"getPackageTrackingDetails"}  # test_outbound.py
    }
    for method, path, _, _, status in SOUND + BROKEN:
        name = judge.operation(method, re.sub(r"\{\w+\}", "X", path)) or ""
        seen.setdefault(status < 300, set()).add(name.rpartition(".")[2])
    assert seen == {True: set(OPERATIONS), False: set(OPERATIONS)}


async def test_a_product_type_is_a_valid_schema_with_the_promised_checksum(caller: Caller) -> None:
    names = [entry["name"] for entry in (await caller.call("GET", TYPES, HERE)).json()["productTypes"]]
    for name in names:
        for requirements in ("LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY"):
            query = {**HERE, "sellerId": "{seller_id}", "requirements": requirements}
            link = (await caller.call("GET", f"{TYPES}/{name}", query)).json()["schema"]
            document = await caller.http.get(link["link"]["resource"])
            assert document.status_code == 200
            digest = hashlib.md5(document.content, usedforsecurity=False).digest()
            assert link["checksum"] == base64.b64encode(digest).decode()
    assert caller.problems() == []


async def test_a_feed_and_its_report_are_valid_from_end_to_end(caller: Caller, clock: SandboxClock) -> None:
    change = {"sku": caller.given["sku"], "operationType": "PATCH", **patch()}
    wrong = {"sku": "FEED-1", "operationType": "UPDATE", "productType": "PRODUCT", "attributes": {"a": [{}]}}
    gone = {"sku": "FEED-2", "operationType": "DELETE"}
    messages = [{"messageId": number, **message} for number, message in enumerate((change, wrong, gone), 1)]
    feed_id = await upload(caller, messages)
    waiting = await caller.call("GET", f"{FEEDS}/{feed_id}")
    assert waiting.json()["processingStatus"] in ("IN_QUEUE", "IN_PROGRESS")
    clock.advance(600)
    done = (await caller.call("GET", f"{FEEDS}/{feed_id}")).json()
    assert done["processingStatus"] == "DONE"
    result = (await caller.call("GET", f"{DOCUMENTS}/{done['resultFeedDocumentId']}")).json()
    report = await caller.http.get(result["url"])
    packed = result.get("compressionAlgorithm") == "GZIP"
    summary = json.loads(gzip.decompress(report.content) if packed else report.content)["summary"]
    assert summary["messagesProcessed"] == 3
    too_late = await caller.call("DELETE", f"{FEEDS}/{feed_id}")
    assert too_late.status_code == 400
    assert caller.problems() == []


async def test_a_queued_feed_can_be_cancelled(caller: Caller) -> None:
    gone = {"messageId": 1, "sku": "FEED-2", "operationType": "DELETE"}
    feed_id = await upload(caller, [gone])
    assert (await caller.call("DELETE", f"{FEEDS}/{feed_id}")).status_code == 200
    cancelled = await caller.call("GET", f"{FEEDS}/{feed_id}")
    assert cancelled.json()["processingStatus"] == "CANCELLED"
    assert caller.problems() == []


@pytest.mark.parametrize(
    ("path", "query", "size"),
    [
        (LISTINGS, {**HERE, "pageSize": "1"}, 1),
        (CATALOG, {**HERE, "keywords": "lamp", "pageSize": "1"}, 1),
    ],
)
async def test_pages_are_followed_to_their_end(
    caller: Caller, clock: SandboxClock, path: str, query: dict[str, str], size: int
) -> None:
    for number in range(3):
        await caller.call("PUT", f"{LISTINGS}/PAGE-{number}", HERE, offer(DE))
    clock.advance(60)
    token, pages = None, 0
    while pages < 5:
        answer = (await caller.call("GET", path, {**query, **({"pageToken": token} if token else {})})).json()
        assert len(answer["items"]) <= size
        pages += 1
        if not (token := answer.get("pagination", {}).get("nextToken")):
            break
    assert pages > 1
    assert caller.problems() == []


async def test_a_new_listing_is_valid_at_every_age(caller: Caller, clock: SandboxClock) -> None:
    await caller.call("PUT", f"{LISTINGS}/AGE-1", HERE, offer(DE))
    for _ in range(8):
        await caller.call("GET", f"{LISTINGS}/AGE-1", {**HERE, "includedData": EVERYTHING})
        clock.advance(5)
    await caller.call("DELETE", f"{LISTINGS}/AGE-1", HERE)
    clock.advance(60)
    assert (await caller.call("GET", f"{LISTINGS}/AGE-1", HERE)).status_code == 404
    assert caller.problems() == []


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({}, 200, None),
        ({"refresh_token": "Atzr|nobody"}, 400, "invalid_grant"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "wrong"}, 401, "invalid_client"),
        ({"refresh_token": ""}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
async def test_tokens_are_given_and_refused_as_login_with_amazon_does(
    caller: Caller, changes: dict[str, str], status: int, error: str | None
) -> None:
    response = await caller.sign_in(**changes)
    assert response.status_code == status
    assert response.json().get("error") == error
    assert caller.judged.verdicts[-1].answer == ()


@pytest.mark.parametrize("token", ["", "Atza|nobody"])
async def test_a_stranger_is_refused(caller: Caller, token: str) -> None:
    caller.token = token
    assert (await caller.call("GET", ITEM, HERE)).status_code == 403
    assert caller.judged.verdicts[-1].answer == ()


async def test_an_old_token_is_refused(caller: Caller, clock: SandboxClock) -> None:
    clock.advance(3601)
    response = await caller.call("GET", ITEM, HERE)
    assert response.status_code == 403
    assert "expired" in response.json()["errors"][0]["details"]
    assert caller.problems() == []


async def test_the_whole_demo_catalogue_is_valid(judge: Judge, ground: Ground) -> None:
    config, items = AmazonConfig(rate_factor=0), amazon_items()
    async with calling(create_amazon(config, ground, items), judge, credentials(config)) as caller:
        await caller.sign_in()
        for start in range(0, len(items), 20):
            asins = ",".join(str(item["asin"]) for item in items[start : start + 20])
            by_asin = {"identifiers": asins, "identifiersType": "ASIN", "pageSize": "20"}
            await caller.call("GET", CATALOG, {**HERE, **by_asin, "includedData": CATALOG_SETS})
        for item in items[:200]:
            query = {**HERE, "asin": str(item["asin"]), "sellerId": "{seller_id}"}
            await caller.call("GET", RESTRICTIONS, query)
        assert {verdict.status for verdict in caller.judged.verdicts} == {200}
        assert caller.problems() == []
