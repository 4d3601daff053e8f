"""Our mail client against the sandbox's server: what is said arrives, and every trouble has its own error."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from backend.transport.errors import NotAuthorized, Rejected, Throttled, Unavailable
from tests.mailing import LETTER, SENDER, office


async def test_a_letter_arrives_as_it_was_written() -> None:
    async with office() as post:
        await post.post().send(LETTER)
        (mail,) = post.mails
        assert (mail["from"], mail["recipient"]) == (SENDER, LETTER.recipient)
        assert (mail["subject"], mail["text"]) == (LETTER.subject, LETTER.body)
        assert mail["message_id"] == f"<{LETTER.message_id}>"
        assert mail["sender"] == "post@storelane.example"


async def test_a_subject_never_brings_another_header() -> None:
    async with office() as post:
        evil = type(LETTER)(LETTER.recipient, "hello\r\nBcc: all@example.com", "x@y", 0, "text")
        with pytest.raises(ValueError, match=r"linefeed|newline"):
            await post.post().send(evil)
        assert post.mails == []


@pytest.mark.parametrize(
    ("fault", "error", "arrived"),
    [
        ("mail_down", Unavailable, 0), ("mail_busy", Throttled, 0), ("mail_refused", Rejected, 0),
        ("mail_lost", Unavailable, 1),
    ],
)  # fmt: skip
async def test_every_trouble_has_its_error(fault: str, error: type[Exception], arrived: int) -> None:
    async with office() as post:
        post.faults.arm(fault, times=1)
        with pytest.raises(error) as met:
            await post.post().send(LETTER)
        assert len(post.mails) == arrived
        # Only a letter whose last line was answered by silence may have gone.
        assert getattr(met.value, "may_have_happened", False) == (fault == "mail_lost")
        await post.post().send(LETTER)
        assert len(post.mails) == arrived + 1


async def test_a_server_that_is_not_there_is_told_before_anything_leaves() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    async with office() as post:
        with pytest.raises(Unavailable) as met:
            await post.post(port=port).send(LETTER)
        assert not met.value.may_have_happened


async def test_a_server_without_encryption_gets_no_letter_that_needs_it() -> None:
    async with office() as post:
        for tls in ("starttls", "tls"):
            with pytest.raises(Unavailable):
                await post.post(tls=tls, context=ssl.create_default_context()).send(LETTER)
        assert post.mails == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for 127.0.0.1, which nobody but itself vouches for."""
    key, day = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(day - timedelta(1)).not_valid_after(day + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .sign(key, SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(Encoding.PEM)
    )
    return path


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_what_is_encrypted_goes_to_who_is_vouched_for(certificate: Path, tls: str) -> None:
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    theirs.load_cert_chain(certificate)
    ours = ssl.create_default_context(cafile=str(certificate))
    started: dict[str, Any] = {"tls": theirs} if tls == "starttls" else {"at_once": theirs}
    async with office(**started, login=("me", "secret")) as post:
        await post.post(tls=tls, context=ours, user="me", password="secret").send(LETTER)
        assert len(post.mails) == 1
        with pytest.raises(Unavailable, match="CERTIFICATE_VERIFY_FAILED"):
            await post.post(tls=tls, user="me", password="secret").send(LETTER)
        assert len(post.mails) == 1


async def test_a_wrong_password_is_the_operators_alarm() -> None:
    async with office(login=("me", "secret")) as post:
        await post.post(user="me", password="secret").send(LETTER)
        with pytest.raises(NotAuthorized) as met:
            await post.post(user="me", password="wrong").send(LETTER)
        assert met.value.reason == "client"
        assert "wrong" not in str(met.value)
        with pytest.raises(Rejected):
            await post.post().send(LETTER)
        assert len(post.mails) == 1


async def test_the_doctor_knocks_and_sends_nothing() -> None:
    async with office() as post:
        assert "takes mail" in await post.post().knock()
        with pytest.raises((NotAuthorized, Unavailable)):
            await post.post(user="me", password="secret").knock()
        assert post.mails == []
