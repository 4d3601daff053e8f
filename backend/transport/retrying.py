"""Retrying: short trouble is waited out here, long trouble is the lane's."""

import email.utils
import logging
import time
from collections.abc import Callable

import httpx

from backend.transport.calls import Call, call_of
from backend.transport.errors import RemoteError, Unavailable
from backend.transport.throttling import Sleep

log = logging.getLogger("storelane.calls")

TRIES = 3
LONGEST = 10.0  # seconds of waiting in all; anything longer is the lane's business
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
            await response.aread()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            self._log(request, call, type(error).__name__, started)
            return None, Unavailable(f"no connection to {request.url.host}")
        except httpx.TransportError as error:
            self._log(request, call, type(error).__name__, started)
            return None, Unavailable(f"no answer from {request.url.host}", may_have_happened=True)
        self._log(request, call, str(response.status_code), started, response)
        return response, None

    def _wait(self, response: httpx.Response | None, attempt: int) -> float:
        told = retry_after(response.headers.get("retry-after", "")) if response is not None else None
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


def retry_after(text: str) -> float | None:
    """Seconds from a Retry-After header: a number or a date; None when it says nothing readable."""
    if not text:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        moment = email.utils.parsedate_to_datetime(text) if "," in text else None
        return max(0.0, moment.timestamp() - time.time()) if moment else None
