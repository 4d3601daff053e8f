"""A log of the last calls to every site, with the verdict of a judge where one sits."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.sandbox.clock import SandboxClock


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer in full, as the judge sees it. Header names are lower case.

    `path` is percent-encoded as it came: decoded, a slash inside a name looks like one between names.
    """

    site: str
    method: str
    path: str
    query: str
    request_headers: dict[str, str]
    request_body: bytes
    status: int
    response_headers: dict[str, str]
    response_body: bytes


Judge = Callable[[Exchange], str | None]


@dataclass(frozen=True, slots=True)
class Call:
    """One line of the log. `status` is None when no answer left; `verdict` is None when nobody judged it."""

    site: str
    at: float
    method: str
    path: str
    query: str
    status: int | None
    milliseconds: float
    verdict: str | None = None


@dataclass(slots=True)
class Calls:
    """The last `size` calls. The judge returns "ok", a complaint, or None where it has nothing to say."""

    size: int = 2000
    judge: Judge | None = None
    _lines: deque[Call] = field(default_factory=deque)

    def add(self, call: Call) -> None:
        """Write one line; the oldest goes when the log is full."""
        self._lines.append(call)
        while len(self._lines) > self.size:
            self._lines.popleft()

    def newest(self, limit: int = 200, site: str | None = None) -> list[Call]:
        """The newest calls first."""
        mine = (call for call in reversed(self._lines) if site in (None, call.site))
        return [call for call, _ in zip(mine, range(limit), strict=False)]

    def clear(self) -> None:
        """Forget all lines."""
        self._lines.clear()


class CallsMiddleware:
    """Writes every call of one site into the log, except those to /sandbox."""

    def __init__(self, app: ASGIApp, site: str, calls: Calls, clock: SandboxClock) -> None:
        self._app = app
        self._site = site
        self._calls = calls
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or scope["path"].startswith("/sandbox"):
            await self._app(scope, receive, send)
            return
        tape = _Tape(receive, send, keep=self._calls.judge is not None)
        await tape.read_ahead()
        at, started = self._clock(), perf_counter()
        try:
            await self._app(scope, tape.receive, tape.send)
        finally:
            took = (perf_counter() - started) * 1000
            query = scope["query_string"].decode("latin-1")
            verdict = self._verdict(scope, query, tape)
            self._calls.add(
                Call(
                    self._site,
                    at,
                    scope["method"],
                    scope["path"],
                    query,
                    tape.status,
                    round(took, 1),
                    verdict,
                )
            )

    def _verdict(self, scope: Scope, query: str, tape: "_Tape") -> str | None:
        if self._calls.judge is None or tape.status is None:
            return None
        return self._calls.judge(
            Exchange(
                self._site,
                scope["method"],
                scope["raw_path"].decode("ascii"),
                query,
                _headers(scope["headers"]),
                bytes(tape.request),
                tape.status,
                _headers(tape.headers),
                bytes(tape.response),
            )
        )


class _Tape:
    def __init__(self, receive: Receive, send: Send, keep: bool) -> None:
        self._receive = receive
        self._send = send
        self._keep = keep
        # A fault further in drops the connection through this, as it would without the log around it.
        self.transport = getattr(getattr(send, "__self__", None), "transport", None)
        self.status: int | None = None
        self.headers: list[tuple[bytes, bytes]] = []
        self.request = bytearray()
        self._ahead: deque[Message] = deque()
        self.response = bytearray()

    async def read_ahead(self) -> None:
        """Read the whole request, so that the judge sees it even when the site does not care for it."""
        more = self._keep
        while more:
            message = await self._receive()
            self._ahead.append(message)
            self.request.extend(message.get("body", b""))
            more = message.get("more_body", False)

    async def receive(self) -> Message:
        return self._ahead.popleft() if self._ahead else await self._receive()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message.get("headers", []))
        elif self._keep and message["type"] == "http.response.body":
            self.response.extend(message.get("body", b""))
        await self._send(message)


def _headers(pairs: list[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}
