"""The sandbox's mail server: strict in SMTP, honest in its outbox, misbehaving only when it is told to."""

import asyncio

import pytest

from tests.mailing import Office, office

GOOD = (
    b"From: a@b.example\r\nTo: c@d.example\r\nSubject: hello\r\nDate: Thu, 28 May 2026 20:26:40 +0000\r\n"
    b"Message-ID: <1@b.example>\r\n\r\nlook at http://here.example/x?a=1&b=<2\r\n"
)


async def talk(post: Office, *said: bytes) -> list[bytes]:
    """The first line of each answer to what is said, the greeting first."""
    reader, writer = await asyncio.open_connection("127.0.0.1", post.port)
    answers = [await _answer(reader)]
    for line in said:
        writer.write(line)
        await writer.drain()
        answers.append(await _answer(reader))
    writer.close()
    await writer.wait_closed()
    return answers


async def _answer(reader: asyncio.StreamReader) -> bytes:
    first = line = await reader.readline()
    while line[3:4] == b"-":
        line = await reader.readline()
    return first[:3]


MAIL, RCPT = b"MAIL FROM:<a@b.example> SIZE=10\r\n", b"RCPT TO:<c@d.example>\r\n"


async def test_a_mail_is_taken_and_its_links_are_found() -> None:
    async with office() as post:
        said = await talk(
            post, b"EHLO me\r\n", MAIL, RCPT, b"DATA\r\n", GOOD + b"..dot\r\n.\r\n", b"QUIT\r\n"
        )
        assert said == [b"220", b"250", b"250", b"250", b"354", b"250", b"221"]
        (mail,) = post.mails
        assert (mail["recipient"], mail["subject"]) == ("c@d.example", "hello")
        assert mail["links"] == ["http://here.example/x?a=1&b="]
        assert mail["text"].splitlines()[-1] == ".dot"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"MAIL FROM:<a@b.example>\r\n", b"503"), (b"EHLO\r\n", b"501"), (b"FETCH\r\n", b"500"),
        (b"DATA\r\n", b"503"), (RCPT, b"503"), (b"EHLO me\n", b"500"), (b"NOOP\r\n", b"250"),
        (b"X" * 1200 + b"\r\n", b"500"), (b"\r\n", b"500"), (b"\xff\xfe\r\n", b"500"),
    ],
)  # fmt: skip
async def test_what_breaks_the_protocol_is_refused(said: bytes, code: bytes) -> None:
    async with office() as post:
        assert (await talk(post, said))[1] == code
        assert post.mails == []


@pytest.mark.parametrize("address", [b"<>", b"c@d.example", b"<c>", b"<c d@e.example>", b"<c@d.example"])
async def test_an_address_that_is_none_is_refused(address: bytes) -> None:
    async with office() as post:
        assert (await talk(post, b"EHLO me\r\n", MAIL, b"RCPT TO:" + address + b"\r\n"))[-1] == b"501"


@pytest.mark.parametrize("header", [b"From", b"To", b"Subject", b"Date", b"Message-ID"])
async def test_a_mail_without_its_headers_is_refused(header: bytes) -> None:
    async with office() as post:
        lines = [line for line in GOOD.split(b"\r\n") if not line.startswith(header)]
        said = await talk(post, b"EHLO me\r\n", MAIL, RCPT, b"DATA\r\n", b"\r\n".join(lines) + b"\r\n.\r\n")
        assert said[-1] == b"554"
        assert post.mails == []
