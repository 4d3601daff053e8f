"""What is waited out, for how long, and what is told instead."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.transport.calls import Call, extensions
from backend.transport.deadlines import until
from backend.transport.errors import Unavailable
from backend.transport.retrying import LONGEST, TRIES, Retrying, retry_after

Step = httpx.Response | Exception


class Scripted(httpx.AsyncBaseTransport):
    """Answers from a list, the last one for ever, and counts."""

    def __init__(self, *steps: Step) -> None:
        self.steps, self.calls = list(steps), 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        if isinstance(step, Exception):
            raise step
        return httpx.Response(step.status_code, headers=step.headers, stream=httpx.ByteStream(step.content))


async def ask(
    inner: Scripted, *, safe: bool = True, method: str = "GET"
) -> tuple[httpx.Response, list[float]]:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    patient = Retrying(inner, clock=lambda: 0.0, sleep=sleep, chance=lambda: 0.5)
    call = Call("operation", safe=safe)
    request = httpx.Request(method, "https://example.com/things", extensions=extensions(call))
    return await patient.handle_async_request(request), waits


@pytest.mark.parametrize("status", [429, 502, 503, 504])
async def test_passing_trouble_of_a_safe_call_is_waited_out(status: int) -> None:
    inner = Scripted(httpx.Response(status), httpx.Response(status), httpx.Response(200))
    answer, waits = await ask(inner)
    assert (answer.status_code, waits) == (200, [1.0, 2.0])


@pytest.mark.parametrize("status", [200, 204, 302, 400, 401, 403, 404, 500])
async def test_any_other_answer_is_handed_on_at_once(status: int) -> None:
    inner = Scripted(httpx.Response(status))
    answer, waits = await ask(inner)
    assert (answer.status_code, waits, inner.calls) == (status, [], 1)


async def test_three_tries_are_all() -> None:
    inner = Scripted(httpx.Response(503))
    answer, waits = await ask(inner)
    assert (answer.status_code, inner.calls, len(waits)) == (503, TRIES, TRIES - 1)


@pytest.mark.parametrize("trouble", [httpx.Response(429), httpx.Response(503), httpx.ConnectError("no way")])
async def test_a_deed_that_is_not_safe_is_never_repeated(trouble: Step) -> None:
    inner = Scripted(trouble, httpx.Response(200))
    if isinstance(trouble, Exception):
        with pytest.raises(Unavailable):
            await ask(inner, safe=False, method="POST")
    else:
        assert (await ask(inner, safe=False, method="POST"))[0].status_code == trouble.status_code
    assert inner.calls == 1


async def test_a_request_without_a_word_of_itself_is_never_repeated() -> None:
    inner = Scripted(httpx.Response(503))

    async def never(seconds: float) -> None:
        raise AssertionError

    patient = Retrying(inner, clock=lambda: 0.0, sleep=never, chance=lambda: 0.5)
    await patient.handle_async_request(httpx.Request("GET", "https://example.com/"))
    assert inner.calls == 1


@pytest.mark.parametrize(
    ("trouble", "may_have_happened"),
    [
        (httpx.ConnectError("refused"), False),
        (httpx.ConnectTimeout("nobody there"), False),
        (httpx.PoolTimeout("all busy"), False),
        (httpx.ReadTimeout("silence"), True),
        (httpx.ReadError("cut"), True),
        (httpx.WriteError("cut"), True),
        (httpx.RemoteProtocolError("nonsense"), True),
        (httpx.DecodingError("not gzip at all"), True),
    ],
)
async def test_no_answer_is_told_with_whether_the_deed_may_be_done(
    trouble: Exception, may_have_happened: bool
) -> None:
    with pytest.raises(Unavailable) as caught:
        await ask(Scripted(trouble), safe=False, method="PUT")
    assert caught.value.may_have_happened is may_have_happened
    assert "example.com" in caught.value.message


async def test_a_body_that_cannot_be_unpacked_is_no_answer() -> None:
    class Broken(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            packed = {"content-encoding": "gzip"}
            return httpx.Response(200, headers=packed, stream=httpx.ByteStream(b"not packed"))

    async def sleep(seconds: float) -> None: ...

    patient = Retrying(Broken(), clock=lambda: 0.0, sleep=sleep, chance=lambda: 0.5)
    with pytest.raises(Unavailable):
        await patient.handle_async_request(httpx.Request("GET", "https://example.com/"))


async def test_a_lost_connection_is_tried_again() -> None:
    inner = Scripted(httpx.ReadError("cut"), httpx.Response(200))
    assert (await ask(inner))[0].status_code == 200


async def test_it_waits_as_long_as_it_is_told() -> None:
    inner = Scripted(httpx.Response(429, headers={"retry-after": "4"}), httpx.Response(200))
    assert (await ask(inner))[1] == [4.0]


async def test_a_wait_that_is_too_long_is_handed_on() -> None:
    inner = Scripted(httpx.Response(429, headers={"retry-after": "11"}))
    answer, waits = await ask(inner)
    assert (answer.status_code, answer.headers["retry-after"], waits) == (429, "11", [])


@given(st.lists(st.integers(0, 60), min_size=1, max_size=5))
async def test_it_never_waits_longer_than_ten_seconds_in_all(told: list[int]) -> None:
    inner = Scripted(*(httpx.Response(429, headers={"retry-after": str(seconds)}) for seconds in told))
    _, waits = await ask(inner)
    assert sum(waits) <= LONGEST
    assert inner.calls <= TRIES


NOW = "Mon, 23 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("text", "answered", "seconds"),
    [
        ("", NOW, None),
        ("7", "", 7.0),
        ("0.5", "", 0.5),
        ("-3", NOW, None),
        ("nan", NOW, None),
        ("inf", NOW, None),
        ("soon, please", NOW, None),
        ("Mon, 23 Nov 2026 10:00:30 GMT", NOW, 30.0),
        ("Mon, 23 Nov 2026 10:00:30 -0000", NOW, 30.0),
        ("Mon, 23 Nov 2026 09:00:00 GMT", NOW, 0.0),
        ("Mon, 99 Nov 2026 10:00:30 GMT", NOW, None),
        ("Mon, 23 Nov 2026 10:00:30 GMT", "", None),
    ],
)
def test_a_wait_is_read_in_seconds_or_as_a_date_against_the_answers_own(
    text: str, answered: str, seconds: float | None
) -> None:
    assert retry_after(text, answered) == seconds


@given(st.text(), st.text())
def test_no_header_is_too_odd_to_be_read(text: str, answered: str) -> None:
    told = retry_after(text, answered)
    assert told is None or told >= 0


async def test_what_is_logged_holds_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "storelane.calls")
    inner = Scripted(httpx.Response(200, headers={"x-amzn-requestid": "r-1"}, content=b"secret body"))

    async def sleep(seconds: float) -> None: ...

    patient = Retrying(inner, clock=lambda: 0.0, sleep=sleep, chance=lambda: 0.5)
    headers = {"x-amz-access-token": "Atza|secret"}
    request = httpx.Request(
        "POST", "https://example.com/x?code=secret", headers=headers, content=b"secret",
        extensions=extensions(Call("token")),
    )  # fmt: skip
    await patient.handle_async_request(request)
    assert caplog.messages == ["POST token result=200 ms=0 request_id=r-1"]


async def test_what_is_late_does_not_leave_and_a_look_does() -> None:
    inner = Scripted(httpx.Response(200))
    with until(lambda: 1031.0, 1030.0):
        with pytest.raises(Unavailable) as caught:
            await ask(inner, method="PUT")
        assert not caught.value.may_have_happened
        assert inner.calls == 0
        assert (await ask(inner))[0].status_code == 200
    assert (await ask(inner, method="PUT"))[0].status_code == 200
