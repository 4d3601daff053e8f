"""How the shop platform says who opened the page, and how an app is installed (shop facts 1.3 to 1.5 and 2)."""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES128
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from backend.ecwid.fields import Fields, Unreadable, parse_json

_LONGEST = 8192  # characters of a payload that are worth looking at
_BLOCK = 16
_TOKEN = re.compile(r"[\x21-\x7e]{8,200}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


class BadPayload(Exception):
    """A payload that the platform did not write for us. It never says what was wrong, so it teaches nothing."""

    def __init__(self) -> None:
        super().__init__("the payload cannot be opened")


class BadGrant(Exception):
    """The answer to a code exchange is not a grant."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What the admin says when it opens the page. `language` is lower case ("en" when it was not said)."""

    store_id: int
    access_token: str = field(repr=False)
    language: str = "en"
    public_token: str = field(default="", repr=False)
    view_mode: str = "PAGE"
    app_state: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """What an install by OAuth gave: a token that lives until the uninstall, and what it may be used for."""

    store_id: int
    access_token: str = field(repr=False)
    scopes: frozenset[str]
    public_token: str = field(default="", repr=False)


def open_payload(payload: str, client_secret: str) -> Payload:
    """The payload of the page's address: URL-safe base64 of an IV and AES-128-CBC, the key is the secret's start.

    Raises BadPayload for everything that is not exactly that. There is no signature: whoever knows the secret wrote it.
    """
    try:
        if len(payload) > _LONGEST or not payload.isascii():
            raise BadPayload
        text = payload.strip().rstrip("=").replace("+", "-").replace("/", "_")
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        cipher = Cipher(AES128(client_secret.encode()[:_BLOCK]), CBC(raw[:_BLOCK])).decryptor()
        padded = cipher.update(raw[_BLOCK:]) + cipher.finalize()
        unpadder = PKCS7(_BLOCK * 8).unpadder()
        return _read(unpadder.update(padded) + unpadder.finalize())
    except (ValueError, binascii.Error):
        raise BadPayload from None


def read_plain_payload(payload: str) -> Payload:
    """The payload of the address's fragment: hexadecimal JSON. Anybody can write one, so nothing in it is true before
    the profile, asked with its token, names the same store. Raises BadPayload."""
    try:
        if len(payload) > _LONGEST:
            raise BadPayload
        return _read(bytes.fromhex(payload.strip().removeprefix("#")))
    except ValueError:
        raise BadPayload from None


def authorize_address(oauth_url: str, *, client_id: str, redirect_uri: str, scopes: str, state: str) -> str:
    """Where the browser goes to install the app from outside the admin; `scopes` are separated by spaces."""
    query = {
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": scopes,
        "state": state,
    }
    return f"{oauth_url}/authorize?{urlencode(query)}"


def read_grant(answer: object) -> Grant:
    """The grant in the platform's answer to a code. Raises BadGrant."""
    said = Fields(answer)
    store_id, token = said.whole("store_id"), said.text("access_token")
    if not store_id or store_id < 0 or not _TOKEN.fullmatch(token):
        raise BadGrant("the answer to the code holds no store and token")
    scopes = frozenset(said.text("scope").replace(",", " ").split())
    return Grant(store_id, token, scopes, said.text("public_token"))


def missing_scopes(granted: Iterable[str], wanted: str) -> tuple[str, ...]:
    """Which of the wanted scopes (separated by spaces) were not granted, in their order."""
    have = set(granted)
    return tuple(scope for scope in wanted.split() if scope not in have)


def _read(text: bytes) -> Payload:
    said = parse_json(text.decode("utf-8"), strict=True)
    if not isinstance(said, dict):
        raise Unreadable("not an object")
    store_id, token = said.get("store_id"), said.get("access_token")
    if isinstance(store_id, bool) or not isinstance(store_id, int) or not 0 < store_id < 2**53:
        raise Unreadable("store_id")
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise Unreadable("access_token")
    fields = Fields(said)
    language = fields.text("lang").lower()
    return Payload(
        store_id=store_id,
        access_token=token,
        language=language if _LANGUAGE.fullmatch(language) else "en",
        public_token=fields.text("public_token"),
        view_mode=fields.text("view_mode") or "PAGE",
        app_state=fields.text("app_state"),
    )
