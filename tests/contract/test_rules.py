"""Rules that Amazon states in words only, and the documents beside its API."""

import json
from typing import Any

import httpx
import pytest

from backend.sandbox.amazon.judge import Judge
from tests.contract.judged import JudgedTransport
from tests.contract.reference import ANSWERED, CALLER, MODELS, PRODUCT_TYPES, SCHEMAS, needs_models

pytestmark = needs_models
ITEM = "/listings/2021-08-01/items/A3SELLER/SKU%2F1"
CATALOG = "/catalog/2022-04-01/items"
ORDERS = "/orders/2026-01-01/orders"
SHIPMENT = "/orders/v0/orders/902-1106328-1059050/shipmentConfirmation"
US = "marketplaceIds=ATVPDKIKX0DER"
JSON = {**CALLER, "content-type": "application/json"}
PACKAGE = {
    "packageReferenceId": "1",
    "carrierCode": "UPS",
    "trackingNumber": "1Z",
    "shipDate": "2026-11-23T10:00:00Z",
    "orderItems": [{"orderItemId": "1", "quantity": 1}],
}


def patch(**changes: Any) -> dict[str, Any]:
    stock = [{"fulfillment_channel_code": "DEFAULT", "quantity": 1}]
    one = {"op": "replace", "path": "/attributes/fulfillment_availability", "value": stock, **changes}
    return {"productType": "PRODUCT", "patches": [one]}


def shipment(**changes: Any) -> dict[str, Any]:
    return {"marketplaceId": "ATVPDKIKX0DER", "packageDetail": {**PACKAGE, **changes}}


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "expected"),
    [
        ("PATCH", ITEM, US, patch(), ""),
        ("PATCH", ITEM, US, patch(op="merge"), ""),
        ("PATCH", ITEM, US, patch(path="/attributes/fulfillment_availability/0"), "top-level"),
        ("PATCH", ITEM, US, patch(op="test"), "is not one of"),
        ("PATCH", ITEM, US, patch(value=None), "is required"),
        ("PATCH", ITEM, US, patch(value=[{"quantity": 1}]), "fulfillment_channel_code"),
        (
            "PATCH",
            ITEM,
            US,
            patch(op="merge", path="/attributes/item_name", value=[{}]),
            "merge is not supported",
        ),
        ("PATCH", ITEM, f"{US}&includedData=identifiers", patch(), "only with mode"),
        ("PATCH", ITEM, f"{US}&includedData=identifiers&mode=VALIDATION_PREVIEW", patch(), ""),
        ("PUT", ITEM, US, {"productType": "PRODUCT", "attributes": {"brand": "Acme"}}, "list of objects"),
        ("PUT", ITEM, US, {"productType": "PRODUCT", "attribute": {}}, "'attribute' was unexpected"),
        ("PUT", ITEM, f"{US},A1PA6795UKMFR9", {"productType": "P", "attributes": {}}, "too long"),
        ("PUT", ITEM, US, None, "body: is required"),
        ("GET", ITEM, US, {"a": 1}, "takes none"),
        ("GET", ITEM, f"{US}&{US}", None, "given 2 times"),
        ("GET", "/listings/2021-08-01/items/A3SELLER/A/B", US, None, "no such operation"),
        ("GET", CATALOG, f"{US}&keywords=tv", None, ""),
        ("GET", CATALOG, US, None, "one of identifiers, keywords"),
        ("GET", CATALOG, f"{US}&keywords=tv&identifiers=1&identifiersType=EAN", None, "exclude one another"),
        ("GET", CATALOG, f"{US}&identifiers=4006381333931", None, "only with identifiersType"),
        ("GET", CATALOG, f"{US}&identifiers=A&identifiersType=SKU", None, "sellerId"),
        ("GET", CATALOG, f"{US}&keywords=tv&pageSize=21", None, "maximum"),
        ("GET", "/definitions/2020-09-01/productTypes", f"{US}&keywords=a&itemName=b", None, "exclude"),
        ("GET", ORDERS, "createdAfter=2026-11-01T00:00:00Z", None, ""),
        ("GET", ORDERS, "createdAfter=yesterday", None, "is not a 'date-time'"),
        ("GET", ORDERS, US, None, "one of createdAfter"),
        (
            "GET",
            ORDERS,
            "createdAfter=2026-11-01T00:00:00Z&lastUpdatedBefore=2026-11-02T00:00:00Z",
            None,
            "mixed",
        ),
        (
            "GET",
            ORDERS,
            "createdAfter=2026-11-03T00:00:00Z&createdBefore=2026-11-02T00:00:00Z",
            None,
            "lies before",
        ),
        (
            "GET",
            ORDERS,
            "createdAfter=2026-11-03T00:00:00Z&createdBefore=2026-11-23T11:59:00Z",
            None,
            "two minutes",
        ),
        ("POST", SHIPMENT, "", shipment(), ""),
        ("POST", SHIPMENT, "", shipment(packageReferenceId=1), "is not of type 'string'"),
        ("POST", SHIPMENT, "", shipment(packageReferenceId="P-1"), "digits"),
        ("POST", SHIPMENT, "", shipment(carrierCode="Other"), "carrierName"),
        ("GET", "/feeds/2021-06-30/feeds", "", None, "feedTypes or nextToken"),
        ("GET", "/feeds/2021-06-30/feeds", "nextToken=a&pageSize=10", None, "goes alone"),
        ("GET", "/feeds/2021-06-30/feeds", "nextToken=a", None, ""),
    ],
)
def test_the_rules_in_words_hold(method: str, path: str, query: str, body: Any, expected: str) -> None:
    noon = 1795435200.0  # 2026-11-23T12:00:00Z
    content = json.dumps(body).encode() if body is not None else None
    problems = Judge.load(MODELS, clock=lambda: noon).request(method, path, query, JSON, content)
    assert (problems == []) if expected == "" else any(expected in problem for problem in problems), problems


def test_a_caller_must_show_a_token_and_its_name(judge: Judge) -> None:
    problems = judge.request(
        "GET", "/sellers/v1/marketplaceParticipations", "", {"User-Agent": "x" * 501}, None
    )
    assert len(problems) == 2


@pytest.mark.parametrize(
    ("status", "headers", "body", "expected"),
    [
        (200, ANSWERED, b'{"payload":[]}', ""),
        (200, {}, b'{"payload":[]}', "x-amzn-RequestId"),
        (200, {**ANSWERED, "x-amzn-RateLimit-Limit": "fast"}, b'{"payload":[]}', "RateLimit"),
        (200, {**ANSWERED, "content-type": "text/html"}, b'{"payload":[]}', "content-type"),
        (200, ANSWERED, b'{"payload":[NaN]}', "is not JSON"),
        (200, ANSWERED, b'{"payload":[],"errors":[{"code":"A","message":"b"}]}', "names no errors"),
        (201, ANSWERED, b"{}", "status 201"),
        (401, ANSWERED, b'{"errors":[{"code":"Unauthorized","message":"no"}]}', ""),
        (403, ANSWERED, b'{"errors":[]}', "at least one error"),
        (503, {}, b"<html>", ""),
        (404, ANSWERED, b"<html>", "is not JSON"),
    ],
)
def test_answers_keep_amazons_manners(
    judge: Judge, status: int, headers: dict[str, str], body: bytes, expected: str
) -> None:
    problems = judge.answer("GET", "/sellers/v1/marketplaceParticipations", status, headers, body)
    assert (problems == []) if expected == "" else any(expected in problem for problem in problems), problems


def test_a_destination_may_carry_the_null_that_amazon_sends(judge: Judge) -> None:
    one = {
        "destinationId": "1",
        "name": "n",
        "resource": {"sqs": {"arn": "arn:aws:sqs:us-east-2:444455556666:q"}},
    }
    one["resource"] = {**one["resource"], "eventBridge": None}  # type: ignore[dict-item]
    body = json.dumps({"payload": one}).encode()
    assert judge.answer("GET", "/notifications/v1/destinations/1", 200, ANSWERED, body) == []
    named = body.replace(b'"n"', b"null")
    assert judge.answer("GET", "/notifications/v1/destinations/1", 200, ANSWERED, named) != []


FORM = {"content-type": "application/x-www-form-urlencoded;charset=UTF-8"}
NO_STORE = {"cache-control": "no-store"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"grant_type=refresh_token&refresh_token=r&client_id=c&client_secret=s", ""),
        (b"grant_type=refresh_token&client_id=c&client_secret=s", "refresh_token: is required"),
        (b"grant_type=password&client_id=c&client_secret=s", "is not one of"),
        (b"grant_type=client_credentials&scope=a&client_id=c&client_secret=s&shop=1", "knows no such field"),
        (b"grant_type=authorization_code&code=a&client_id=c&client_secret=s", "redirect_uri: is required"),
    ],
)
def test_token_requests_are_judged(judge: Judge, body: bytes, expected: str) -> None:
    problems = judge.request("POST", "/auth/o2/token", "", FORM, body)
    assert (problems == []) if expected == "" else any(expected in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("status", "answer", "sound"),
    [
        (200, {"access_token": "Atza|a", "token_type": "bearer", "expires_in": 3600}, True),
        (200, {"access_token": "a", "token_type": "bearer", "expires_in": 3600}, False),
        (400, {"error": "invalid_grant", "error_description": "The request has an invalid grant"}, True),
        (400, {"error": "invalid_client", "error_description": "Client authentication failed"}, False),
        (401, {"error": "invalid_client", "error_description": "Client authentication failed"}, True),
        (401, {"errors": []}, False),
    ],
)
def test_token_answers_are_judged(judge: Judge, status: int, answer: dict[str, Any], sound: bool) -> None:
    problems = judge.answer("POST", "/auth/o2/token", status, NO_STORE, json.dumps(answer).encode())
    assert (problems == []) is sound, problems


def test_feeds_and_reports_are_judged(judge: Judge) -> None:
    feed = json.loads((SCHEMAS / "listings-feed-schema-v2.example.json").read_text("utf-8"))
    report = json.loads(
        (SCHEMAS / "listings-feed-processing-report-schema-v2.example.json").read_text("utf-8")
    )
    assert judge.feed(feed) == []
    assert judge.report(report) == []
    assert judge.feed({**feed, "messages": [feed["messages"][0]] * 2})
    assert judge.feed({**feed, "header": []})
    assert judge.report({**report, "summary": {}})


def test_a_real_product_type_is_valid(judge: Judge) -> None:
    for file in PRODUCT_TYPES.glob("*.json"):
        assert judge.product_type(json.loads(file.read_text("utf-8"))) == []


def product_type(**changes: Any) -> dict[str, Any]:
    """The smallest product type: one attribute, whose schema takes the changes."""
    address = "https://schemas.amazon.com/selling-partners/definitions/product-types"
    value = {"title": "Size", "type": "string", "enum": ["s", "m"], "enumNames": ["Small", "Medium"]}
    fields = {"value": value, "marketplace_id": {"$ref": "#/$defs/marketplace_id"}}
    size = {
        "title": "Size",
        "type": "array",
        "selectors": ["marketplace_id"],
        "items": {"type": "object", "properties": fields},
    }
    return {
        "$schema": f"{address}/meta-schema/v1",
        "$id": f"{address}/schema/v1/SHIRT",
        "$defs": {name: {"type": "string", "default": "x"} for name in ("marketplace_id", "language_tag")},
        "type": "object",
        "properties": {"size": {**size, **changes}},
        "required": ["size"],
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ""),
        ({"selectors": ["nothing"]}, "is no field"),
        ({"hidden": "yes"}, "does not fit the keyword"),
        ({"maxUniqueItems": True}, "does not fit the keyword"),
        ({"type": "string"}, "is a list"),
        ({"type": "number of things"}, "is not valid"),
        ({"title": ""}, "has no title"),
        ({"enum": ["a", "b"], "enumNames": ["One"]}, "one label for each value"),
    ],
)
def test_product_types_are_judged(judge: Judge, changes: dict[str, Any], expected: str) -> None:
    problems = judge.product_type(product_type(**changes))
    assert (problems == []) if expected == "" else any(expected in problem for problem in problems), problems


def test_a_product_type_names_itself_and_only_its_attributes(judge: Judge) -> None:
    wrongs: tuple[dict[str, Any], ...] = (
        {"$schema": "draft"},
        {"$id": "SHIRT"},
        {"required": ["colour"]},
        {"properties": {}},
        {"$defs": {}},
    )
    for wrong in wrongs:
        assert judge.product_type({**product_type(), **wrong}), wrong


async def test_the_judged_transport_sees_both_sides(judge: Judge) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"x-amzn-RequestId": "1"}, json={"payload": [], "more": 1})

    judged = JudgedTransport(httpx.MockTransport(answer), judge)
    async with httpx.AsyncClient(transport=judged, base_url="https://amazon.test") as client:
        await client.get("/sellers/v1/marketplaceParticipations", params={"page": "2"}, headers=CALLER)
        await client.get("/apps/authorize/consent")
        await client.get("/listings/2020-09-01/items/A/B", headers=CALLER)
    assert len(judged.verdicts) == 2
    assert [
        problem.rpartition(": ")[0].rpartition("), ")[2].split(":")[0] for problem in judged.problems
    ] == [
        "request",
        "answer",
        "request",
        "answer",
    ]
