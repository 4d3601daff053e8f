"""A plain caller of the Amazon sandbox: only httpx and the credentials of the ready seller."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from backend.sandbox.amazon.judge import Judge
from tests.contract.judged import JudgedTransport

AGENT = "Storelane-Contract/1.0 (Language=Python)"
# Called by the application itself, on no seller's behalf.
GRANTLESS = re.compile("/notifications/v1/(destinations|subscriptions/[^/]+/)")


@dataclass(slots=True)
class Caller:
    """Calls the API as the ready seller, or as the application where no seller is meant; `given` is what the sandbox's
    `credentials()` says."""

    http: httpx.AsyncClient
    judged: JudgedTransport
    given: Mapping[str, str]
    token: str = ""
    application: str = ""

    async def sign_in_application(self) -> None:
        """Ask for a token that is no seller's."""
        form = {name: self.given[name] for name in ("client_id", "client_secret")}
        form |= {"grant_type": "client_credentials", "scope": "sellingpartnerapi::notifications"}
        self.application = (await self.http.post(self.given["token_url"], data=form)).json()["access_token"]

    async def sign_in(self, **changes: str) -> httpx.Response:
        """Ask for an access token by the refresh token; keeps it when there is one."""
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self.given["refresh_token"],
            "client_id": self.given["client_id"],
            "client_secret": self.given["client_secret"],
            **changes,
        }
        response = await self.http.post(
            self.given["token_url"], data={key: form[key] for key in form if form[key]}
        )
        if response.is_success:
            self.token = response.json()["access_token"]
        return response

    async def call(
        self, method: str, path: str, query: Mapping[str, str] | None = None, body: Any = None
    ) -> httpx.Response:
        """One call. `path` may name credentials in braces; their values are percent-encoded."""
        values = {name: quote(value, safe="") for name, value in self.given.items()}
        token = self.application if GRANTLESS.match(path) else self.token
        headers = {"x-amz-access-token": token} if token else {}
        url = f"{self.given['api_url']}{path.format(**values)}"
        filled = {name: value.format(**self.given) for name, value in (query or {}).items()}
        return await self.http.request(method, url, params=filled, json=body, headers=headers)

    def problems(self) -> list[str]:
        """What the judge found since the last time, and forget it."""
        found = self.judged.problems
        self.judged.verdicts.clear()
        return found


@asynccontextmanager
async def calling(app: Any, judge: Judge | None, given: Mapping[str, str]) -> AsyncIterator[Caller]:
    """A caller of an application in this process."""
    judged = JudgedTransport(httpx.ASGITransport(app), judge)
    async with httpx.AsyncClient(transport=judged, headers={"user-agent": AGENT}) as http:
        yield Caller(http, judged, given)
