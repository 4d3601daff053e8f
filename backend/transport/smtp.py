"""Sending mail: one conversation with the operator's SMTP server for each letter, off the event loop.

Errors are those of every other way out (transport/errors.py). `may_have_happened` is true only when the connection was
lost between the last line of a letter and the server's answer to it.
"""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from backend.transport.errors import NotAuthorized, Rejected, Throttled, Unavailable

PATIENCE = 12.0  # seconds for each answer of the server
LATER = 60.0  # seconds, when the server says that it is busy


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is sent. `at`: epoch seconds UTC of its Date header."""

    recipient: str
    subject: str
    message_id: str
    at: int
    body: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Post:
    """The server that takes our mails. `tls`: starttls, tls or off; `context`: whose certificates are trusted."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: str
    sender: str
    context: ssl.SSLContext | None = None

    async def send(self, envelope: Envelope) -> None:
        """Hand one letter over. Raises Rejected (it will never be taken), Throttled, NotAuthorized, Unavailable."""
        await asyncio.to_thread(self._send, envelope)

    async def knock(self) -> str:
        """Go as far as to sign in, send nothing; the server's name. Raises as `send` does."""
        return await asyncio.to_thread(self._knock)

    def _knock(self) -> str:
        with self._conversation():
            return f"{self.host}:{self.port}{' as ' + self.user if self.user else ''} takes mail"

    def _send(self, envelope: Envelope) -> None:
        text = self._letter(envelope)
        with self._conversation() as server:
            self._hand_over(server, envelope, text)

    def _letter(self, envelope: Envelope) -> bytes:
        letter = EmailMessage(policy=SMTP)
        letter["From"], letter["To"], letter["Subject"] = self.sender, envelope.recipient, envelope.subject
        letter["Date"] = format_datetime(datetime.fromtimestamp(envelope.at, UTC))
        letter["Message-ID"] = f"<{envelope.message_id}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(envelope.body, charset="utf-8", cte="quoted-printable")
        text = letter.as_bytes()
        return text if text.endswith(b"\r\n") else text + b"\r\n"

    def _hand_over(self, server: smtplib.SMTP, envelope: Envelope, text: bytes) -> None:
        sender = parseaddr(self.sender)[1]
        try:
            _taken(*server.mail(sender))
            _taken(*server.rcpt(envelope.recipient))
            code, said = server.docmd("data")
            if code != 354:
                _taken(code, said)
                raise Unavailable(f"the mail server answered DATA with {code}")
        except (OSError, smtplib.SMTPException) as error:
            raise Unavailable(_words(error)) from error
        try:
            # A line of one dot would end it early, so every dot that begins a line is doubled.
            server.send(text.replace(b"\r\n.", b"\r\n..") + b".\r\n")
            answer = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise Unavailable(_words(error), may_have_happened=True) from error
        _taken(*answer)

    def _conversation(self) -> "_Conversation":
        return _Conversation(self)


class _Conversation:
    """An open and signed-in conversation; its end never hides what happened in it."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> smtplib.SMTP:
        post = self._post
        context = post.context or ssl.create_default_context()
        # Our name is that of the sender: to look up this machine's own may take long, and says nothing outside.
        name = parseaddr(post.sender)[1].partition("@")[2]
        try:
            if post.tls == "tls":
                self._server = smtplib.SMTP_SSL(post.host, post.port, name, timeout=PATIENCE, context=context)
            else:
                self._server = smtplib.SMTP(post.host, post.port, name, timeout=PATIENCE)
            if post.tls == "starttls":
                self._server.starttls(context=context)
            self._server.ehlo_or_helo_if_needed()
            if post.user:
                self._server.login(post.user, post.password)
        except smtplib.SMTPAuthenticationError as error:
            self._close()
            raise NotAuthorized("the mail server refuses our user or password", reason="client") from error
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self._close()
            raise Unavailable(_words(error)) from error
        return self._server

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        if self._server is None:
            return
        try:
            self._server.quit()
        except (OSError, smtplib.SMTPException):
            self._server.close()


def _taken(code: int, said: bytes) -> None:
    """Nothing for a good answer; else the error that it means."""
    if 200 <= code < 300:
        return
    words = f"{code} {said.decode(errors='replace')}"[:200]
    if code in (421, 450, 451, 452):
        raise Throttled(f"the mail server says later: {words}", retry_after=LATER, status=code)
    if 500 <= code < 600:
        raise Rejected(f"the mail server refuses: {words}", status=code)
    raise Unavailable(f"the mail server answered {words}", status=code)


def _words(error: BaseException) -> str:
    return f"the mail server does not answer: {type(error).__name__} {error}"[:200]
