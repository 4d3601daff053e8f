"""Payloads and grants: the documented cipher, and nothing else, is opened."""

import base64
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES128
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7
from hypothesis import given
from hypothesis import strategies as st

from backend.ecwid.auth import (
    BadGrant,
    BadPayload,
    Grant,
    Payload,
    authorize_address,
    missing_scopes,
    open_payload,
    read_grant,
    read_plain_payload,
)

SECRET = "0123456789abcdefZZZZZZZZZZZZZZZZ"
# A payload sealed with that secret and the IV 00..0f.
SEALED = (
    "AAECAwQFBgcICQoLDA0OD5rYw56Kzao9f0RHeEN8mfKAUR2vV9sGJUwBOTYKApj_Osp6OfMRZwcVTT6DuJfexOHAkNK5ROOg-"
    "cPywJRp68d1wMB_xnS5QCpZSEXyBZ4lhP2Nohy-jRBjAXm_lvMnaQ=="
)
SAID = {"store_id": 1003, "lang": "fr", "access_token": "secret_testtoken"}


def seal(text: str | bytes, secret: str = SECRET) -> str:
    """What the platform does, for any text."""
    padder = PKCS7(128).padder()
    data = padder.update(text.encode() if isinstance(text, str) else text) + padder.finalize()
    cipher = Cipher(AES128(secret.encode()[:16]), CBC(bytes(16))).encryptor()
    return base64.urlsafe_b64encode(bytes(16) + cipher.update(data) + cipher.finalize()).decode()


@pytest.mark.parametrize(
    "payload", [SEALED, SEALED.rstrip("="), SEALED.replace("-", "+").replace("_", "/"), f" {SEALED}\n"]
)
def test_the_documented_payload_is_opened(payload: str) -> None:
    assert open_payload(payload, SECRET) == Payload(1003, "secret_testtoken", "en")


def test_every_field_is_read() -> None:
    said = {**SAID, "lang": "FR", "public_token": "public_x", "view_mode": "INLINE", "app_state": "orders"}
    opened = open_payload(seal(json.dumps(said)), SECRET)
    assert opened == Payload(1003, "secret_testtoken", "fr", "public_x", "INLINE", "orders")


@pytest.mark.parametrize("language", [None, "", 7, "<script>", "x" * 80])
def test_an_odd_language_is_english(language: object) -> None:
    assert open_payload(seal(json.dumps({**SAID, "lang": language})), SECRET).language == "en"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "not json",
        json.dumps({**SAID, "store_id": "1003"}),
        json.dumps({**SAID, "store_id": True}),
        json.dumps({**SAID, "store_id": -1}),
        json.dumps({**SAID, "store_id": 10**20}),
        json.dumps({**SAID, "access_token": ""}),
        json.dumps({**SAID, "access_token": "secret with space"}),
        json.dumps({**SAID, "access_token": "secret_\r\nInjected: yes"}),
        '{"store_id": 1003, "store_id": 1004, "access_token": "secret_testtoken"}',
        '{"store_id": NaN, "access_token": "secret_testtoken"}',
        b"\xff\xfe",
    ],
)
def test_what_is_not_exactly_a_payload_is_refused(text: str | bytes) -> None:
    with pytest.raises(BadPayload):
        open_payload(seal(text), SECRET)


@pytest.mark.parametrize("payload", ["", "A", "AAAA", "=" * 9, "%%%", "é" * 20, SEALED[:-5], SEALED * 100])
def test_a_broken_cipher_is_refused(payload: str) -> None:
    with pytest.raises(BadPayload):
        open_payload(payload, SECRET)


def test_another_secret_opens_nothing() -> None:
    with pytest.raises(BadPayload):
        open_payload(SEALED, "another-secret-of-32-characters!")


@given(st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_no_payload_does_anything_but_be_refused(payload: str) -> None:
    with pytest.raises(BadPayload):
        open_payload(payload, SECRET)


def test_the_plain_payload_is_read() -> None:
    payload = json.dumps(SAID).encode().hex()
    assert read_plain_payload(payload) == Payload(1003, "secret_testtoken", "fr")
    assert read_plain_payload("#" + payload.upper()) == Payload(1003, "secret_testtoken", "fr")


@pytest.mark.parametrize("payload", ["", "zz", "7b", json.dumps(SAID), "7b7d" * 5000])
def test_a_broken_plain_payload_is_refused(payload: str) -> None:
    with pytest.raises(BadPayload):
        read_plain_payload(payload)


def test_secrets_do_not_show_when_a_value_is_printed() -> None:
    assert "secret_" not in repr(Payload(1003, "secret_testtoken")) + repr(Grant(1, "secret_x", frozenset()))


def test_the_authorize_address_asks_for_a_code() -> None:
    address = authorize_address(
        "https://shop.example/api/oauth",
        client_id="storelane",
        redirect_uri="https://app.example/install/return",
        scopes="add_to_cp read_catalog",
        state="a b&c",
    )
    parts = urlsplit(address)
    assert parts.path == "/api/oauth/authorize"
    assert parse_qs(parts.query) == {
        "client_id": ["storelane"],
        "redirect_uri": ["https://app.example/install/return"],
        "response_type": ["code"],
        "scope": ["add_to_cp read_catalog"],
        "state": ["a b&c"],
    }


def test_a_grant_says_what_was_allowed() -> None:
    answer = {
        "access_token": "secret_ab12",
        "token_type": "bearer",
        "scope": "add_to_cp read_catalog",
        "store_id": 1003,
    }
    grant = read_grant(answer)
    assert grant == Grant(1003, "secret_ab12", frozenset(("add_to_cp", "read_catalog")))
    assert missing_scopes(grant.scopes, "read_orders read_catalog update_orders") == (
        "read_orders",
        "update_orders",
    )


@pytest.mark.parametrize(
    "answer", [None, [], {}, {"error": "invalid_grant"}, {"access_token": "secret_ab12"}]
)
def test_an_answer_without_a_token_is_no_grant(answer: object) -> None:
    with pytest.raises(BadGrant):
        read_grant(answer)
