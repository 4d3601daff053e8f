"""The life of the app in a store: install, uninstall, tokens, OAuth codes."""

from collections.abc import Sequence

from backend.sandbox.shop.errors import ApiError
from backend.sandbox.shop.state import Platform, time_text
from backend.sandbox.store import Document

CODE_SECONDS = 300


class Installations:
    """Tokens are new after every install and die with the uninstall."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._store = platform.store

    def install(self, shop: int, scopes: Sequence[str] | None = None, announce: bool = True) -> Document:
        """Install the app, or give it a new token when it is there; the app hears application.installed.

        `announce` False keeps the webhook back: the shop had the app before the sandbox began.
        """
        config, now = self._platform.config, self._platform.now()
        granted = list(scopes if scopes is not None else config.scopes)
        with self._store.transaction():
            self._kill_tokens(shop)
            installation: Document = {"token": self._new_token(shop, granted), "scopes": granted, "at": now}
            installation["public_token"] = (
                self._new_token(shop, granted, True) if config.public_token else None
            )
            installation["status"] = "ACTIVE"
            self._store.put("installation", str(shop), installation)
            if announce:
                self._platform.emit(shop, "application.installed", str(shop))
        return installation

    def uninstall(self, shop: int) -> None:
        """Remove the app; its tokens die and the app hears application.uninstalled."""
        with self._store.transaction():
            if self._store.delete("installation", str(shop)):
                self._kill_tokens(shop)
                self._platform.emit(shop, "application.uninstalled", str(shop))

    def issue_code(self, shop: int, scopes: Sequence[str], redirect_uri: str) -> str:
        """A code for the OAuth exchange: good once, for five minutes."""
        code = self._platform.token("code_")
        document = {
            "shop": shop,
            "scopes": list(scopes),
            "redirect_uri": redirect_uri,
            "at": self._platform.now(),
        }
        self._store.put("code", code, {**document, "token": None})
        return code

    def exchange(self, code: str, redirect_uri: str, shop: int | None) -> Document:
        """The token for a code. A second exchange kills the token that the first one gave."""
        with self._store.transaction():
            kept = self._store.get("code", code)
            usable = (
                kept is not None and kept["redirect_uri"] == redirect_uri and shop in (None, kept["shop"])
            )
            if kept is None or not usable or kept["at"] + CODE_SECONDS < self._platform.now():
                raise ApiError(400, "invalid_grant", "The code is not valid")
            spent: str | None = kept["token"]
            if spent is None:
                installation = self.install(kept["shop"], kept["scopes"])
                self._store.put("code", code, {**kept, "token": installation["token"]})
        if spent is not None:
            self.kill(spent)
            raise ApiError(400, "invalid_grant", "The code was used before")
        answer = {"access_token": installation["token"], "token_type": "bearer"}
        answer |= {
            "scope": " ".join(kept["scopes"]),
            "store_id": kept["shop"],
            "email": "owner@maison-verte.test",
        }
        if installation["public_token"]:
            answer["public_token"] = installation["public_token"]
        return answer

    def kill(self, token: str) -> None:
        """Make a token worthless."""
        kept = self._store.get("token", token)
        if kept:
            self._store.put("token", token, {**kept, "alive": False})

    def describe(self, shop: int) -> Document:
        """GET /application: the subscription."""
        installation = self._platform.installation(shop) or {"at": self._platform.now(), "status": "ACTIVE"}
        subscription = {"startDate": time_text(installation["at"]), "status": installation["status"]}
        return {"subscription": subscription, "subscriptionStatus": installation["status"]}

    def _new_token(self, shop: int, scopes: Sequence[str], public: bool = False) -> str:
        token = self._platform.token("public_" if public else "secret_")
        document = {
            "shop": shop,
            "scopes": list(scopes),
            "alive": True,
            "public": public,
            "at": self._platform.now(),
        }
        self._store.put("token", token, document)
        return token

    def _kill_tokens(self, shop: int) -> None:
        for token in self._store.keys("token"):
            kept = self._store.get("token", token)
            if kept and kept["shop"] == shop and kept["alive"]:
                self.kill(token)
