"""Login with Amazon: codes, refresh tokens and our own word become access tokens (Amazon facts 1.5)."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from backend.domain.marketplace import Consent, SellerAccess
from backend.marketplaces.amazon.reading import parsed, text, told_wait
from backend.transport.calls import Call, extensions
from backend.transport.client import HttpClient
from backend.transport.errors import NotAuthorized, Reason, RemoteError, Throttled, Unavailable

NOTIFICATIONS = "sellingpartnerapi::notifications"  # the scope of calls that are no seller's
EARLY = 60  # seconds before its end an access token is renewed
_PASSING = ("server_error", "temporarily_unavailable")  # an outage in OAuth's words, whatever the status


class Tokens:
    """Access tokens by refresh token; parallel calls that need the same one share one request."""

    def __init__(
        self, http: HttpClient, *, token_url: str, client_id: str, client_secret: str, redirect_uri: str,
        clock: Callable[[], float],
    ) -> None:  # fmt: skip
        self._http, self._token_url, self._clock = http, token_url, clock
        self._client = {"client_id": client_id, "client_secret": client_secret}
        self._redirect_uri = redirect_uri
        self._kept: dict[str, tuple[str, float]] = {}
        self._turns: dict[str, asyncio.Lock] = {}

    async def redeem(self, code: str) -> Consent:
        """Exchange a consent's code, once, within five minutes. NotAuthorized(consent): spent, old or not ours."""
        said = await self._ask(
            {"grant_type": "authorization_code", "code": code, "redirect_uri": self._redirect_uri}, safe=False
        )
        if not said.get("refresh_token"):
            raise Unavailable("the answer to a code holds no refresh token", may_have_happened=True)
        return Consent(str(said["refresh_token"]), str(said["access_token"]), _lifetime(said))

    async def access(self, seller: SellerAccess, *, spent: str = "") -> str:
        """An access token that lives for a minute at least, and is not `spent`, the one that was just refused."""
        form = {"grant_type": "refresh_token", "refresh_token": seller.refresh_token}
        return await self._living(seller.refresh_token, form, spent)

    async def application(self, *, spent: str = "") -> str:
        """The same for calls that are no seller's but our application's own."""
        return await self._living(
            NOTIFICATIONS, {"grant_type": "client_credentials", "scope": NOTIFICATIONS}, spent
        )

    async def _living(self, key: str, form: Mapping[str, str], spent: str) -> str:
        turn = self._turns.setdefault(key, asyncio.Lock())
        async with turn:
            token, until = self._kept.get(key, ("", 0.0))
            if token and token != spent and until - EARLY > self._clock():
                return token
            said = await self._ask(form, safe=True)
            token = str(said["access_token"])
            self._forget_old()
            self._kept[key] = (token, self._clock() + _lifetime(said))
            return token

    def _forget_old(self) -> None:
        """Sellers come and go: what is over is dropped."""
        now = self._clock()
        for key in [key for key, (_, until) in self._kept.items() if until < now]:
            del self._kept[key]
            if key in self._turns and not self._turns[key].locked():
                del self._turns[key]

    async def _ask(self, form: Mapping[str, str], *, safe: bool) -> Mapping[str, Any]:
        request = self._http.build_request(
            "POST", self._token_url, data={**form, **self._client}, headers={"accept": "application/json"},
            extensions=extensions(Call("token", safe=safe, interactive=True)),
        )  # fmt: skip
        response = await self._http.send(request)
        said = parsed(response.content) or {}
        if not response.is_success:
            raise refusal(response.status_code, said, response.headers)
        if not said.get("access_token"):
            raise Unavailable("the answer holds no access token", may_have_happened=True)
        return said


def refusal(status: int, said: Mapping[str, Any], headers: Mapping[str, str]) -> RemoteError:
    """Only invalid_grant means that the merchant must connect again; other refusals are ours (Amazon facts 1.5)."""
    error, words = text(said.get("error")), text(said.get("error_description"))
    if status == 429:
        return Throttled("too many tokens asked for", retry_after=told_wait(headers))
    if status >= 500 or status == 408 or not error or error in _PASSING:
        return Unavailable(f"the token service answered {status}", status=status)
    reason: Reason = "consent" if error == "invalid_grant" else "client"
    return NotAuthorized(words[:200] or error, reason=reason, status=status, code=error)


def _lifetime(said: Mapping[str, Any]) -> int:
    """Seconds that an access token lives; an hour where that is not said."""
    seconds = text(said.get("expires_in"))
    return int(seconds) if seconds.isdecimal() else 3600
