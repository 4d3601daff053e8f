"""Retrying: short trouble is waited out here, long trouble is the lane's."""

import email.utils
import logging
from collections.abc import Callable
from datetime import UTC, datetime

import httpx

from backend.transport.calls import Call, call_of
from backend.transport.deadlines import late
from backend.transport.errors import RemoteError, Unavailable
from backend.transport.throttling import Sleep

log = logging.getLogger("storelane.calls")

TRIES = 3
LONGEST = 10.0  # seconds of waiting in all; anything longer is the lane's business
_LOOKS = ("GET", "HEAD")
_PASSING = frozenset((429, 502, 503, 504))


class Retrying(httpx.AsyncBaseTransport):
    """Repeats safe calls that met passing trouble; turns httpx's errors into ours; logs every call, never a secret."""

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        *,
        clock: Callable[[], float],
        sleep: Sleep,
        chance: Callable[[], float],
    ) -> None:
        self._inner, self._clock, self._sleep, self._chance = inner, clock, sleep, chance

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises Unavailable when no answer came; `may_have_happened` unless the connection was never made."""
        call, waited = call_of(request), 0.0
        for attempt in range(1, TRIES + 1):
            if late() and request.method not in _LOOKS:
                if attempt > 1:
                    break
                raise Unavailable("the time for this deed is over")
            response, failure = await self._try(request, call)
            if response is not None and (response.status_code not in _PASSING or not call.safe):
                return response
            wait = self._wait(response, attempt)
            if attempt == TRIES or waited + wait > LONGEST or not call.safe:
                break
            if response is not None:
                await response.aclose()
            waited += wait
            await self._sleep(wait)
        if response is not None:
            return response
        assert failure is not None
        raise failure

    async def _try(
        self, request: httpx.Request, call: Call
    ) -> tuple[httpx.Response | None, RemoteError | None]:
        started = self._clock()
        try:
            response = await self._inner.handle_async_request(request)
            if call.most and int(response.headers.get("content-length") or 0) > call.most:
                await response.aclose()  # nothing that large is taken into memory
                return None, Unavailable(f"too large an answer from {request.url.host}")
            if not call.streamed or not response.is_success:
                await response.aread()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            self._log(request, call, type(error).__name__, started)
            return None, Unavailable(f"no connection to {request.url.host}")
        except httpx.RequestError as error:  # also a body that cannot be unpacked
            self._log(request, call, type(error).__name__, started)
            return None, Unavailable(f"no answer from {request.url.host}", may_have_happened=True)
        self._log(request, call, str(response.status_code), started, response)
        return response, None

    def _wait(self, response: httpx.Response | None, attempt: int) -> float:
        said = response.headers if response is not None else {}
        told = retry_after(said.get("retry-after", ""), said.get("date", ""))
        return told if told is not None else float(2 ** (attempt - 1)) * (0.5 + self._chance())

    def _log(
        self,
        request: httpx.Request,
        call: Call,
        result: str,
        started: float,
        response: httpx.Response | None = None,
    ) -> None:
        request_id = response.headers.get("x-amzn-requestid", "") if response is not None else ""
        log.debug(
            "%s %s result=%s ms=%d request_id=%s", request.method, call.operation, result,
            (self._clock() - started) * 1000, request_id,
        )  # fmt: skip

    async def aclose(self) -> None:
        await self._inner.aclose()


def retry_after(text: str, answered: str = "") -> float | None:
    """Seconds from a Retry-After header: a number, or a date against `answered`, the answer's own Date header.

    None when it says nothing readable, or a date and the answer has none.
    """
    if text.replace(".", "", 1).isdecimal():
        return float(text)
    until, said = _moment(text), _moment(answered)
    return max(0.0, (until - said).total_seconds()) if until and said else None


def _moment(text: str) -> datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
