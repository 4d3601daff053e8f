"""Login with Amazon: authorisation codes, refresh tokens, access tokens."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backend.sandbox.amazon.config import AmazonConfig
from backend.sandbox.faults import Faults
from backend.sandbox.store import Store

GRANT, CODE, ACCESS = "amazon_grant", "amazon_code", "amazon_access"
CODE_SECONDS = 300
ACCESS_SECONDS = 3600
GRANT_SECONDS = 365 * 86400
NEEDED = {
    "authorization_code": ("code", "redirect_uri"),
    "refresh_token": ("refresh_token",),
    "client_credentials": ("scope",),
}
NOTIFICATIONS = "sellingpartnerapi::notifications"
SCOPES = (
    NOTIFICATIONS,
    "sellingpartnerapi::client_credential:rotation",
)
PATH = "POST /auth/o2/token"


class LoginError(Exception):
    """An error of the token endpoint."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error, self.description, self.status = error, description, status


class Tokens:
    """What Login with Amazon has given out, kept in the store."""

    def __init__(
        self,
        config: AmazonConfig,
        store: Store,
        clock: Callable[[], float],
        faults: Faults,
    ) -> None:
        self._config, self._store, self._clock, self._faults = (
            config,
            store,
            clock,
            faults,
        )
        store.declare(GRANT, {"seller": lambda grant: grant["seller_id"]})
        store.declare(CODE)
        store.declare(ACCESS, {"expires_at": lambda access: access["expires_at"]})

    def issue_code(self, seller_id: str, region: str, redirect_uri: str) -> str:
        """A code for a consent just given; it dies after 300 seconds or one use."""
        code = f"AN{secrets.token_hex(9)}"
        entry = {
            "seller_id": seller_id,
            "region": region,
            "client_id": self._config.client_id,
            "redirect_uri": redirect_uri,
            "issued_at": self._clock(),
            "used": False,
        }
        self._store.put(CODE, code, entry)
        return code

    def grant(self, seller_id: str, region: str, token: str | None = None) -> dict[str, Any]:
        """Record a consent and return it with its token; the one the seller gave before for this region ends.

        With a `token` given it is a self-authorisation, which neither ends others nor is ended by them.
        """
        earlier = [] if token else self._store.find(GRANT, [("seller", "=", seller_id)])
        for old in earlier:
            if old["region"] == region and not old["revoked"] and not old["own"]:
                self._store.put(GRANT, old["token"], {**old, "revoked": True})
        grant: dict[str, Any] = {
            "token": token or f"Atzr|{secrets.token_urlsafe(48)}",
            "seller_id": seller_id,
            "region": region,
            "client_id": self._config.client_id,
            "granted_at": self._clock(),
            "revoked": False,
            "own": token is not None,
        }
        self._store.put(GRANT, grant["token"], grant)
        return grant

    def grants(self) -> list[dict[str, Any]]:
        """All consents, with `alive` added, newest first."""
        found = [{**grant, "alive": self._alive(grant)} for grant in self._store.all(GRANT)]
        return sorted(found, key=lambda grant: -float(grant["granted_at"]))

    def revoke(self, token: str) -> bool:
        """Take a consent back; access tokens already given out live on until they expire, as in life."""
        return self._change(token, {"revoked": True})

    def age(self, token: str, days: int) -> bool:
        """Make a consent look as if it had been given so many days ago."""
        return self._change(token, {"granted_at": self._clock() - days * 86400})

    def access(self, token: str) -> dict[str, Any] | None:
        """What an access token stands for, expired or not; None when it was never given out."""
        return self._store.get(ACCESS, token)

    async def endpoint(self, request: Request) -> Response:
        """POST /auth/o2/token."""
        headers = {"cache-control": "no-store", "pragma": "no-cache"}
        try:
            kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
            if kind != "application/x-www-form-urlencoded":
                raise LoginError(
                    "invalid_request",
                    "The Content-Type header is missing or not supported",
                )
            pairs = parse_qsl(
                (await request.body()).decode("utf-8", "replace"),
                keep_blank_values=True,
            )
            return JSONResponse(self._answer(dict(pairs)), headers=headers)
        except LoginError as error:
            body = {"error": error.error, "error_description": error.description}
            return JSONResponse(body, error.status, headers)

    def _answer(self, form: Mapping[str, str]) -> dict[str, Any]:
        kind = form.get("grant_type", "")
        if not kind:
            raise _missing("grant_type")
        if kind not in NEEDED:
            raise LoginError(
                "unsupported_grant_type",
                "The authorization grant type is not supported",
            )
        for name in (*NEEDED[kind], "client_id", "client_secret"):
            if not form.get(name):
                raise _missing(name)
        known = (form["client_id"], form["client_secret"])
        wrong = known != (self._config.client_id, self._config.client_secret)
        if self._faults.take("wrong_secret", "amazon", PATH) or wrong:
            raise LoginError("invalid_client", "Client authentication failed", 401)
        if kind == "client_credentials":
            return self._grantless(form["scope"])
        if self._faults.take("revoked_consent", "amazon", PATH):
            raise _invalid(NEEDED[kind][0])
        if kind == "authorization_code":
            return self._from_code(form)
        return self._from_refresh(form["refresh_token"], form["client_id"])

    def _from_code(self, form: Mapping[str, str]) -> dict[str, Any]:
        with self._store.transaction():
            code = self._store.get(CODE, form["code"])
            if code is None or code["used"] or code["client_id"] != form["client_id"]:
                raise _invalid("code")
            if self._clock() >= code["issued_at"] + CODE_SECONDS:
                raise _invalid("code")
            if code["redirect_uri"] != form["redirect_uri"]:
                raise _invalid("redirect_uri")
            self._store.put(CODE, form["code"], {**code, "used": True})
            grant = self.grant(code["seller_id"], code["region"])
        return {**self._access_for(grant), "refresh_token": grant["token"]}

    def _from_refresh(self, token: str, client_id: str) -> dict[str, Any]:
        grant = self._store.get(GRANT, token)
        if grant is None or grant["client_id"] != client_id or not self._alive(grant):
            raise _invalid("refresh_token")
        return {**self._access_for(grant), "refresh_token": token}

    def _grantless(self, scope: str) -> dict[str, Any]:
        if scope not in SCOPES:
            raise LoginError("invalid_scope", "The requested scope is invalid, unknown, or malformed")
        client = {"client_id": self._config.client_id, "scope": scope}
        return self._access_for({"seller_id": "", "region": "", **client})

    def _access_for(self, grant: Mapping[str, Any]) -> dict[str, Any]:
        now = self._clock()
        self._store.delete_where(ACCESS, [("expires_at", "<", now - 86400)])
        token = f"Atza|{secrets.token_urlsafe(120)}"
        known = {name: grant.get(name, "") for name in ("seller_id", "region", "client_id", "scope")}
        self._store.put(ACCESS, token, {**known, "expires_at": now + ACCESS_SECONDS})
        return {
            "access_token": token,
            "token_type": "bearer",
            "expires_in": ACCESS_SECONDS,
        }

    def _alive(self, grant: Mapping[str, Any]) -> bool:
        return not grant["revoked"] and self._clock() < float(grant["granted_at"]) + GRANT_SECONDS

    def _change(self, token: str, change: dict[str, Any]) -> bool:
        grant = self._store.get(GRANT, token)
        if grant:
            self._store.put(GRANT, token, {**grant, **change})
        return grant is not None


def _missing(name: str) -> LoginError:
    return LoginError("invalid_request", f"The request is missing a required parameter : {name}")


def _invalid(name: str) -> LoginError:
    words = f"The request has an invalid grant parameter : {name}."
    if name == "refresh_token":
        words += " User may have revoked or didn't grant the permission."
    return LoginError("invalid_grant", words)
