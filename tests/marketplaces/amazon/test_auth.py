"""Login with Amazon, driven by hand."""

import asyncio
from dataclasses import replace
from urllib.parse import parse_qs

import httpx
import pytest

from backend.marketplaces.amazon import notifications
from backend.transport.errors import NotAuthorized, RemoteError, Throttled, Unavailable
from tests.marketplaces.amazon.other_side import DE, HTML, OFFER, SELLER, OtherSide, refused, said, token

NOTHING = said({"items": []})
EXPIRED = refused(403, details="The access token you provided has expired.")
INVALID = refused(403, details="The access token you provided is revoked, malformed or invalid.")


async def look(other: OtherSide, seller: object = SELLER) -> None:
    await other.amazon.shown(seller, DE, ["A"], "")  # type: ignore[arg-type]


def form(request: httpx.Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.content.decode()).items()}


async def test_a_code_is_exchanged_with_the_address_it_was_sent_to() -> None:
    other = OtherSide(NOTHING)
    other.tokens = [token("Atza|first", refresh_token="Atzr|new")]
    consent = await other.amazon.redeem("code")
    assert (consent.refresh_token, consent.access_token, consent.expires_in) == (
        "Atzr|new",
        "Atza|first",
        3600,
    )
    assert form(other.asked_for_tokens[0]) == {
        "grant_type": "authorization_code", "code": "code", "client_id": "client", "client_secret": "secret",
        "redirect_uri": "https://app.example.com/amazon/return",
    }  # fmt: skip


async def test_a_code_is_never_sent_twice() -> None:
    other = OtherSide(NOTHING)
    other.tokens = [HTML, token("Atza|first", refresh_token="Atzr|new")]
    with pytest.raises(Unavailable):
        await other.amazon.redeem("code")
    assert len(other.asked_for_tokens) == 1


async def test_a_consent_without_a_refresh_token_is_none() -> None:
    other = OtherSide(NOTHING)
    other.tokens = [token("Atza|first")]
    with pytest.raises(Unavailable):
        await other.amazon.redeem("code")


async def test_a_token_serves_until_a_minute_before_its_end() -> None:
    other = OtherSide(NOTHING)
    await look(other)
    other.now += 3539
    await look(other)
    assert len(other.asked_for_tokens) == 1
    other.now += 1
    await look(other)
    assert [request.headers["x-amz-access-token"] for request in other.asked] == [
        "Atza|1",
        "Atza|1",
        "Atza|2",
    ]


async def test_calls_at_the_same_time_share_one_token() -> None:
    other = OtherSide(NOTHING)
    await asyncio.gather(*(look(other) for _ in range(4)))
    assert len(other.asked_for_tokens) == 1


async def test_sellers_do_not_share_tokens() -> None:
    other = OtherSide(NOTHING)
    await look(other)
    await look(other, replace(SELLER, refresh_token="Atzr|other"))
    assert [form(request)["refresh_token"] for request in other.asked_for_tokens] == [
        "Atzr|kept",
        "Atzr|other",
    ]


async def test_a_token_that_could_not_be_had_is_asked_for_by_the_next_call() -> None:
    other = OtherSide(NOTHING)
    other.tokens = [said({"error": "invalid_grant"}, 400)]
    with pytest.raises(NotAuthorized):
        await look(other)
    await look(other)
    assert len(other.asked_for_tokens) == 2


@pytest.mark.parametrize("refusal", [EXPIRED, INVALID])
async def test_a_refused_token_is_renewed_once_and_the_call_made_again(refusal: httpx.Response) -> None:
    other = OtherSide(refusal, NOTHING)
    await look(other)
    assert [request.headers["x-amz-access-token"] for request in other.asked] == ["Atza|1", "Atza|2"]


async def test_a_token_that_is_refused_again_is_no_reason_to_go_on() -> None:
    other = OtherSide(INVALID)
    with pytest.raises(NotAuthorized) as caught:
        await look(other)
    assert (len(other.asked), caught.value.reason) == (2, "unknown")


async def test_a_consent_that_was_taken_back_is_found_out_by_the_renewal() -> None:
    other = OtherSide(INVALID)
    other.tokens = [token("Atza|old"), said({"error": "invalid_grant"}, 400)]
    with pytest.raises(NotAuthorized) as caught:
        await look(other)
    assert caught.value.reason == "consent"


async def test_calls_whose_shared_token_is_refused_renew_it_together() -> None:
    valid = {"Atza|2"}

    def answer(request: httpx.Request) -> httpx.Response:
        return NOTHING if request.headers["x-amz-access-token"] in valid else EXPIRED

    other = OtherSide(answer)
    await asyncio.gather(*(look(other) for _ in range(4)))
    assert len(other.asked_for_tokens) == 2


@pytest.mark.parametrize("details", ["", "The LWA secret token you provided has expired."])
async def test_what_no_token_can_cure_is_not_tried_again(details: str) -> None:
    other = OtherSide(refused(403, details=details))
    with pytest.raises(NotAuthorized):
        await look(other)
    assert (len(other.asked), len(other.asked_for_tokens)) == (1, 1)


@pytest.mark.parametrize(
    ("answer", "kind", "reason"),
    [
        (said({"error": "invalid_grant", "error_description": "revoked"}, 400), NotAuthorized, "consent"),
        (said({"error": "invalid_client"}, 401), NotAuthorized, "client"),
        (said({"error": "unauthorized_client"}, 400), NotAuthorized, "client"),
        (said({"error": "invalid_request"}, 400), NotAuthorized, "client"),
        (said({"error": "unsupported_grant_type"}, 400), NotAuthorized, "client"),
        (said({"error": "server_error"}, 400), Unavailable, ""),
        (said({"error": "temporarily_unavailable"}, 503), Unavailable, ""),
        (said({"error": "invalid_grant"}, 500), Unavailable, ""),
        (said({"error": "slow_down"}, 429), Throttled, ""),
        (said({}, 429), Throttled, ""),
        (said({"error": "invalid_client"}, 408), Unavailable, ""),
        (HTML, Unavailable, ""),
        (httpx.Response(400, text="not JSON"), Unavailable, ""),
        (httpx.Response(400, json=["a", "list"]), Unavailable, ""),
        (httpx.Response(200, text="<html>"), Unavailable, ""),
        (said({"token_type": "bearer"}), Unavailable, ""),
        (httpx.ConnectError("no way"), Unavailable, ""),
    ],
)
async def test_only_a_lost_consent_is_laid_at_the_merchants_door(
    answer: httpx.Response | Exception, kind: type[RemoteError], reason: str
) -> None:
    other = OtherSide(NOTHING)
    other.tokens = [answer] * 3
    with pytest.raises(RemoteError) as caught:
        await look(other)
    assert type(caught.value) is kind
    assert getattr(caught.value, "reason", "") == reason
    assert other.asked == []


@pytest.mark.parametrize("lifetime", [None, "soon", -1, "3600"])
async def test_a_lifetime_that_makes_no_sense_is_an_hour(lifetime: object) -> None:
    other = OtherSide(NOTHING)
    other.tokens = [token("Atza|first", expires_in=lifetime)]
    await look(other)
    other.now += 3000
    await look(other)
    assert len(other.asked_for_tokens) == 1


async def test_errors_hold_no_secret() -> None:
    other = OtherSide(NOTHING)
    for answer in (said({"error": "invalid_grant"}, 400), httpx.ReadError("cut")):
        other.tokens = [answer] * 3
        with pytest.raises(RemoteError) as caught:
            await other.amazon.publish(SELLER, DE, OFFER, "")
        assert not {"secret", "Atzr|kept"} & set(str(caught.value).split())


async def test_the_applications_own_token_is_asked_for_once_and_renewed_when_it_is_refused() -> None:
    other = OtherSide(
        said({"payload": []}), INVALID, said({"payload": []}), said({"payload": {"destinationId": "1"}})
    )
    for _ in range(2):
        await notifications._known(other.amazon._client, SELLER, "arn")
    assert [form(request) for request in other.asked_for_tokens] == [
        {
            "grant_type": "client_credentials", "scope": "sellingpartnerapi::notifications", "client_id": "client",
            "client_secret": "secret",
        },
    ] * 2  # fmt: skip
    told = [request.headers["x-amz-access-token"] for request in other.asked]
    assert told == ["Atza|1", "Atza|1", "Atza|2"]
