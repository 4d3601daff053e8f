"""The one file of the sandbox that knows httpx: calls that leave it, and answers that get lost."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx


class AnswerLost(httpx.RemoteProtocolError):
    """Raised instead of an answer: under an in-process transport the caller sees a dropped connection."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """The result of one outgoing call: the status, or None with the reason when there was no answer."""

    status: int | None
    reason: str = ""


class Outgoing:
    """Posts to the app: connecting may take 3 s, answering 10 s, redirects are not followed."""

    def __init__(self, transport: httpx.AsyncBaseTransport | None = None) -> None:
        timeout = httpx.Timeout(10.0, connect=3.0)
        self._client = httpx.AsyncClient(
            transport=transport, timeout=timeout, follow_redirects=False, trust_env=False
        )

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Delivery:
        """Send one POST; never raises for what the other side does."""
        try:
            response = await self._client.post(url, content=body, headers=dict(headers))
        except httpx.HTTPError as error:
            return Delivery(None, type(error).__name__)
        return Delivery(response.status_code)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()
