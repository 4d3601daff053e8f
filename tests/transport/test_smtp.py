"""Our mail client against the sandbox's server: what is said arrives, and every trouble has its own error."""

import socket
import ssl

import pytest

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


async def test_the_doctor_knocks_and_sends_nothing() -> None:
    async with office() as post:
        assert "takes mail" in await post.post().knock()
        with pytest.raises((NotAuthorized, Unavailable)):
            await post.post(user="me", password="secret").knock()
        assert post.mails == []
