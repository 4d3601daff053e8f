"""The client against single odd answers."""

import json

import httpx
import pytest

from backend.ecwid.client import ShopAccess, ShopClient
from backend.transport.errors import NotAuthorized, NotFound, Rejected, RemoteError, Throttled, Unavailable
from tests.ecwid.samples import PROFILE

NOW = 1_780_000_000
ADDRESS = "http://shop.test"


def odd(answer: object, status: int = 200) -> ShopClient:
    """A client whose every call gets one odd answer."""
    content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    transport = httpx.MockTransport(lambda request: httpx.Response(status, content=content))
    http = httpx.AsyncClient(transport=transport)
    return ShopClient(http, api_url=ADDRESS, oauth_url=ADDRESS, client_id="a", client_secret="b")


@pytest.mark.parametrize("answer", [[], {}, {"items": {}}, b"", b"<html>", None])
async def test_a_list_that_is_none_is_an_outage(answer: object) -> None:
    with pytest.raises(Unavailable):
        await odd(answer).products_page(ShopAccess(1003, "secret_x"), PROFILE)


async def test_the_profile_of_another_store_proves_nothing() -> None:
    answer = {"generalInfo": {"storeId": 1004}, "formatsAndUnits": {"currency": "EUR"}}
    with pytest.raises(NotAuthorized) as caught:
        await odd(answer).profile(ShopAccess(1003, "secret_x"))
    assert caught.value.reason == "consent"


@pytest.mark.parametrize(
    ("status", "code", "error", "reason"),
    [
        (400, "WRONG_PARAMETER", Rejected, None),
        (401, "", NotAuthorized, "consent"),
        (402, "SOMETHING_NEW", NotAuthorized, "plan"),
        (403, "SOMETHING_NEW", NotAuthorized, "unknown"),
        (404, "STORE_NOT_FOUND", NotFound, None),
        (408, "TIMEOUT", Unavailable, None),
        (409, "SKU_ALREADY_EXISTS", Rejected, None),
        (429, "", Throttled, None),
        (302, "", Unavailable, None),
        (500, "INTERNAL_ERROR", Unavailable, None),
    ],
)
async def test_every_status_has_its_error(
    status: int, code: str, error: type[RemoteError], reason: str | None
) -> None:
    with pytest.raises(error) as caught:
        await odd({"errorCode": code, "errorMessage": "No."}, status).stats(ShopAccess(1003, "secret_x"))
    assert caught.value.status == status and getattr(caught.value, "reason", None) == reason
