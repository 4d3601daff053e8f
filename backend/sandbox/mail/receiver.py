"""A small, strict SMTP server (RFC 5321): takes mails into the outbox, and misbehaves on demand."""

import asyncio
import base64
import contextlib
import re
import ssl
from collections.abc import Callable

from backend.sandbox.faults import Armed, FaultKind, Faults
from backend.sandbox.mail.outbox import Outbox

LARGEST = 1_000_000  # bytes of a mail
LONGEST_LINE = 1000  # bytes, with its end (RFC 5321 4.5.3.1.6)
_PATH = re.compile(r"<(?P<address>[^<>\s@]+@[^<>\s@]+)>(?P<options>(?: \S+)*)", re.ASCII)
FAULTS = (
    FaultKind("mail_down", "Mail: turns every caller away at the door", "shop"),
    FaultKind("mail_busy", "Mail: says later (451) to a recipient", "shop"),
    FaultKind("mail_refused", "Mail: refuses a recipient for good (550)", "shop"),
    FaultKind("mail_slow", "Mail: waits before it answers a letter", "shop", {"seconds": 3}),
    FaultKind("mail_lost", "Mail: takes the letter, then drops the connection without a word", "shop"),
)


class Receiver:
    """Listens on one address. Faults are armed for operations such as "MAIL some@address".

    With `tls` it offers STARTTLS, with `login` (user, password) it takes mail only from who signed in.
    """

    def __init__(
        self,
        outbox: Outbox,
        faults: Faults,
        *,
        tls: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
    ) -> None:
        self.outbox, self._faults = outbox, faults
        self.tls, self.login = tls, login
        self._callers: set[asyncio.StreamWriter] = set()
        for kind in FAULTS:
            faults.register(kind)

    async def run(self, host: str, port: int, stop: asyncio.Event) -> None:
        """Serve until told to stop."""
        server = await self.listen(host, port)
        async with server:
            await stop.wait()
            for caller in list(self._callers):
                caller.close()

    async def listen(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> asyncio.Server:
        """Begin to listen; port 0 takes a free one. `tls` encrypts from the first byte."""
        return await asyncio.start_server(self._met, host, port, limit=LARGEST, ssl=tls)

    def fault(self, name: str, recipient: str = "") -> Armed | None:
        return self._faults.take(name, "shop", f"MAIL {recipient}".strip())

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._callers.add(writer)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                await _Conversation(self, reader, writer).run()
        finally:
            self._callers.discard(writer)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


class _Dropped(ConnectionError):
    """The connection ends without another word."""


class _Conversation:
    """One caller."""

    def __init__(
        self, receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._receiver, self._reader, self._writer = receiver, reader, writer
        self._greeted = self._encrypted = self._known = False
        self._sender: str | None = None
        self._recipients: list[str] = []
        self._verbs: dict[str, Callable[[str], str]] = {
            "EHLO": self._hello, "HELO": self._hello, "MAIL": self._mail, "RCPT": self._rcpt, "RSET": self._reset,
            "AUTH": self._auth, "NOOP": lambda _: "250 fine", "VRFY": lambda _: "252 try it",
        }  # fmt: skip

    async def run(self) -> None:
        if self._receiver.fault("mail_down"):
            await self._say("421 sandbox is not taking mail now")
            return
        await self._say("220 sandbox.example ESMTP nothing here is real")
        while line := await self._line():
            verb, _, rest = line.partition(" ")
            match verb.upper():
                case "QUIT":
                    await self._say("221 goodbye")
                    return
                case "DATA":
                    await self._data(rest)
                case "STARTTLS":
                    await self._encrypt()
                case known if known in self._verbs:
                    await self._say(self._verbs[known](rest))
                case _:
                    await self._say("500 no such command")

    async def _line(self) -> str:
        """A command without its end; "" when the caller is gone. One that breaks the rules is told so and left."""
        raw = await self._reader.readuntil(b"\n")
        if not raw.endswith(b"\r\n") or len(raw) > LONGEST_LINE:
            await self._say("500 a line ends with CR LF and has 1000 bytes at most")
            raise _Dropped
        return raw[:-2].decode("utf-8", "replace") or " "

    async def _say(self, *lines: str) -> None:
        self._writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await self._writer.drain()

    def _hello(self, rest: str) -> str:
        if not rest.strip():
            return "501 who are you?"
        self._greeted = True
        self._reset("")
        offers = ["8BITMIME", *(["STARTTLS"] if self._receiver.tls and not self._encrypted else [])]
        offers += ["AUTH PLAIN"] if self._receiver.login else []
        return "".join(f"250-{each}\r\n" for each in ("sandbox.example", *offers)) + f"250 SIZE {LARGEST}"

    async def _encrypt(self) -> None:
        """The rest of the conversation is encrypted and begins anew."""
        if self._receiver.tls is None or self._encrypted:
            await self._say("502 not here")
            return
        await self._say("220 go on")
        await self._writer.start_tls(self._receiver.tls)
        self._encrypted, self._greeted = True, False

    def _auth(self, rest: str) -> str:
        """PLAIN with its answer in the same line (RFC 4616)."""
        kind, _, said = rest.partition(" ")
        if self._receiver.login is None or kind.upper() != "PLAIN" or not self._greeted:
            return "504 not this way"
        try:
            known = base64.b64decode(said, validate=True).decode().split("\0")[1:] == [*self._receiver.login]
        except ValueError:
            return "501 that is no base64"
        self._known = known
        return "235 welcome" if known else "535 5.7.8 who?"

    def _reset(self, _: str) -> str:
        self._sender, self._recipients = None, []
        return "250 forgotten"

    def _mail(self, rest: str) -> str:
        if not self._greeted or self._sender is not None:
            return "503 not now"
        if self._receiver.login and not self._known:
            return "530 5.7.0 sign in first"
        found = _PATH.fullmatch(rest[5:]) if rest[:5].upper() == "FROM:" else None
        if found is None:
            return "501 MAIL FROM:<address>"
        self._sender = found["address"]
        return "250 go on"

    def _rcpt(self, rest: str) -> str:
        if self._sender is None:
            return "503 who writes it?"
        found = _PATH.fullmatch(rest[3:]) if rest[:3].upper() == "TO:" else None
        if found is None:
            return "501 RCPT TO:<address>"
        if self._receiver.fault("mail_refused", found["address"]):
            return "550 5.1.1 there is no such mailbox"
        if self._receiver.fault("mail_busy", found["address"]):
            return "451 4.3.2 later"
        self._recipients.append(found["address"])
        return "250 go on"

    async def _data(self, rest: str) -> None:
        if rest.strip() or not self._recipients:
            await self._say("503 for whom?" if not rest.strip() else "501 DATA stands alone")
            return
        await self._say("354 end with a dot on a line of its own")
        content = await self._content()
        if slow := self._receiver.fault("mail_slow", self._recipients[0]):
            await asyncio.sleep(float(slow.options["seconds"]))
        try:
            if len(content) > LARGEST:
                raise ValueError("too large")
            self._receiver.outbox.keep(self._sender or "", self._recipients, content)
        except ValueError as error:
            await self._say(f"554 5.6.0 {error}")
        else:
            if self._receiver.fault("mail_lost", self._recipients[0]):
                raise _Dropped
            await self._say("250 kept")
        self._reset("")

    async def _content(self) -> bytes:
        """All lines up to the dot; a dot that begins another line was doubled on the way."""
        lines: list[bytes] = []
        while (line := await self._reader.readuntil(b"\n")) != b".\r\n":
            if sum(map(len, lines[-1:])) <= LARGEST and len(lines) < 50_000:
                lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)
