"""How the admin tells the app's page who opened it: an encrypted query, or plain hex in the hash."""

import base64
import json
from collections.abc import Callable
from urllib.parse import urlencode

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from backend.sandbox.store import Document


def seal(payload: Document, secret: str, chance: Callable[[int], bytes]) -> str:
    """AES-128-CBC under the first 16 characters of the secret; IV first, URL-safe base64."""
    padder = PKCS7(128).padder()
    padded = padder.update(json.dumps(payload, separators=(",", ":")).encode()) + padder.finalize()
    iv = chance(16)
    encryptor = Cipher(AES(secret[:16].encode()), CBC(iv)).encryptor()
    return base64.urlsafe_b64encode(iv + encryptor.update(padded) + encryptor.finalize()).decode()


def frame_address(
    iframe_url: str,
    payload: Document,
    secret: str,
    chance: Callable[[int], bytes],
    app_state: str,
    place: str,
) -> str:
    """The encrypted opening; `place` says whether app_state travels in the query, the payload, or both."""
    inside = {**payload, "app_state": app_state} if app_state and place in ("payload", "both") else payload
    query = {"payload": seal(inside, secret, chance)}
    if app_state and place in ("query", "both"):
        query["app_state"] = app_state
    query["cache-killer"] = str(int.from_bytes(chance(4), "big"))
    return f"{iframe_url}{'&' if '?' in iframe_url else '?'}{urlencode(query)}"


def plain_address(iframe_url: str, payload: Document, app_state: str) -> str:
    """The plain opening: hex of the JSON in the hash, which never reaches a server."""
    inside = {**payload, "app_state": app_state} if app_state else payload
    return f"{iframe_url}#{json.dumps(inside, separators=(',', ':')).encode().hex()}"
