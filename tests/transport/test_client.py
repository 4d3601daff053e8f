"""The client that is opened for a service."""

import httpx
import pytest

from backend.transport.calls import Call, call_of, extensions
from backend.transport.client import open_client
from backend.transport.errors import Throttled, Unavailable
from backend.transport.throttling import Plan

CALL = Call("operation", "A", safe=True, patience=0.0)


async def sleep(seconds: float) -> None: ...


def opened(answer: httpx.MockTransport, burst: int = 5) -> httpx.AsyncClient:
    plan = Plan(1, burst)
    return open_client(
        {"operation": plan}, plan, clock=lambda: 0.0, sleep=sleep, chance=lambda: 0.5, network=answer
    )


async def test_it_says_who_calls_and_follows_no_redirect() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(302, headers={"location": "https://elsewhere.example.com/"})

    async with opened(httpx.MockTransport(answer)) as http:
        assert (await http.get("https://example.com/", extensions=extensions(CALL))).status_code == 302
    assert len(seen) == 1
    assert seen[0].headers["user-agent"].startswith("Storelane/")
    assert seen[0].extensions["timeout"] == {"connect": 5.0, "read": 20.0, "write": 20.0, "pool": 20.0}


async def test_a_repeated_call_draws_once_on_its_allowance() -> None:
    answers = [httpx.Response(503), httpx.Response(503), httpx.Response(200)]
    async with opened(httpx.MockTransport(lambda request: answers.pop(0)), burst=1) as http:
        await http.get("https://example.com/", extensions=extensions(CALL))
        with pytest.raises(Throttled):
            await http.get("https://example.com/", extensions=extensions(CALL))


async def test_a_real_network_that_is_not_there_is_unavailable() -> None:
    async with open_client({}, Plan(5, 5), clock=lambda: 0.0, sleep=sleep, chance=lambda: 0.5) as http:
        with pytest.raises(Unavailable) as caught:
            await http.get("http://127.0.0.1:9/")
    assert not caught.value.may_have_happened


def test_a_request_that_says_nothing_of_itself_is_known_by_its_path() -> None:
    call = call_of(httpx.Request("GET", "https://example.com/path?q=1"))
    assert (call.operation, call.account, call.safe) == ("GET /path", "", False)


async def test_an_answer_that_announces_too_much_is_not_taken_in() -> None:
    call = Call("operation", "A", safe=True, most=10)
    seen: list[int] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(1)
        return httpx.Response(200, content=b"x" * (11 if len(seen) < 9 else 10))

    async with opened(httpx.MockTransport(answer)) as http:
        with pytest.raises(Unavailable):
            await http.get("https://example.com/", extensions=extensions(call))
        seen += [1] * 9
        assert len((await http.get("https://example.com/", extensions=extensions(call))).content) == 10
