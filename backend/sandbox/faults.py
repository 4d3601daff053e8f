"""Faults on demand: named, armed for some times or until switched off, applied by an ASGI middleware."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.sandbox.clock import SandboxClock
from backend.sandbox.outgoing import AnswerLost
from backend.sandbox.store import Store

Refusal = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True, slots=True)
class FaultKind:
    """A fault that can be armed. `options`: its settings with defaults; `site` "*" means every site."""

    name: str
    title: str
    site: str = "*"
    options: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Armed:
    """A fault waiting for its operation, a shell pattern over "GET /path". `times` None means always."""

    id: str
    name: str
    site: str
    operation: str
    times: int | None
    options: dict[str, Any]


COMMON = (
    FaultKind("outage", "Answers 503 without doing anything", options={"body": "json"}),
    FaultKind("throttle", "Answers 429 without doing anything", options={"retry_after": 2}),
    FaultKind(
        "timeout",
        "Does nothing, keeps the caller waiting, then drops the connection",
        options={"seconds": 60},
    ),
    FaultKind("answer_lost", "Does the deed, then drops the connection"),
    FaultKind("slow", "Waits before it works", options={"seconds": 3}),
    FaultKind("broken_json", "Cuts the answer in half"),
    FaultKind("refuse", "Answers 400 without doing anything", "shop"),
)

_REFUSED = json.dumps({"errorMessage": "Refused on demand", "errorCode": "REFUSED_ON_DEMAND"}).encode()


class Faults:
    """Which faults exist and which are armed; kept in the store, so they outlive a restart."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.kinds: dict[str, FaultKind] = {}
        for kind in COMMON:
            self.register(kind)

    def register(self, kind: FaultKind) -> None:
        """Add a fault of a site's own."""
        self.kinds[kind.name] = kind

    def arm(
        self, name: str, *, site: str = "*", operation: str = "*", times: int | None = None, **options: Any
    ) -> str:
        """Arm a fault; returns its id. KeyError for an unknown name, ValueError for an unknown option."""
        kind = self.kinds[name]
        if unknown := set(options) - set(kind.options):
            raise ValueError(f"{name} has no option {', '.join(sorted(unknown))}")
        number = str(self._store.next_number("fault"))
        armed = Armed(number, name, site, operation, times, {**kind.options, **options})
        self._store.put("fault", number.zfill(8), asdict(armed))
        return number

    def disarm(self, id_or_name: str) -> int:
        """Switch off one armed fault by id, or all of a name; returns how many."""
        mine = [fault for fault in self.armed() if id_or_name in (fault.id, fault.name)]
        return sum(self._store.delete("fault", fault.id.zfill(8)) for fault in mine)

    def armed(self) -> list[Armed]:
        """What is armed now, oldest first."""
        return [Armed(**document) for document in self._store.find("fault", order=["key"])]

    def take(self, name: str, site: str, operation: str, only_named: bool = False) -> Armed | None:
        """Spend one time of a fault that fits, or None when none is armed for this.

        `only_named` leaves out those that are armed for every operation ("*").
        """
        for fault in self.armed():
            here = fault.name == name and fnmatchcase(site, fault.site)
            named = fault.operation != "*" or not only_named
            if here and named and fnmatchcase(operation, fault.operation):
                self._spend(fault)
                return fault
        return None

    def _spend(self, fault: Armed) -> None:
        if fault.times is None:
            return
        if fault.times <= 1:
            self._store.delete("fault", fault.id.zfill(8))
        else:
            self._store.put("fault", fault.id.zfill(8), {**asdict(fault), "times": fault.times - 1})


def plain_refusal(fault: Armed) -> Refusal:
    """The answer of an outage or a throttle where a site has no words of its own."""
    if fault.name == "throttle":
        body = json.dumps({"error": "too many requests"}).encode()
        headers = {"content-type": "application/json", "retry-after": str(fault.options["retry_after"])}
        return 429, headers, body
    if fault.options.get("body") == "html":
        page = b"<html><body><h1>503 Service Unavailable</h1></body></html>"
        return 503, {"content-type": "text/html"}, page
    return 503, {"content-type": "application/json"}, json.dumps({"error": "unavailable"}).encode()


class FaultMiddleware:
    """Applies the armed faults to one site, never to /sandbox. Only the call log may stand around it.

    A fault armed for every operation strikes only below the `covered` paths, one with a pattern anywhere.
    """

    def __init__(
        self,
        app: ASGIApp,
        site: str,
        faults: Faults,
        clock: SandboxClock,
        refusal: Callable[[Armed], Refusal] = plain_refusal,
        covered: tuple[str, ...] = ("/",),
    ) -> None:
        self._app = app
        self._site = site
        self._faults = faults
        self._clock = clock
        self._refusal = refusal
        self._covered = covered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or scope["path"].startswith("/sandbox"):
            await self._app(scope, receive, send)
            return
        operation = f"{scope['method']} {scope['path']}"
        if fault := self._take("slow", operation):
            await self._clock.sleep(float(fault.options["seconds"]))
        if fault := self._take("timeout", operation):
            await self._clock.sleep(float(fault.options["seconds"]))
            await _drop(send)
        elif fault := self._take("outage", operation) or self._take("throttle", operation):
            await _answer(send, self._refusal(fault))
        elif self._take("refuse", operation):
            await _answer(send, (400, {"content-type": "application/json"}, _REFUSED))
        elif self._take("answer_lost", operation):
            await self._app(scope, receive, _swallow)
            await _drop(send)
        elif self._take("broken_json", operation):
            await self._app(scope, receive, _cut_in_half(send))
        else:
            await self._app(scope, receive, send)

    def _take(self, name: str, operation: str) -> Armed | None:
        covered = operation.partition(" ")[2].startswith(self._covered)
        return self._faults.take(name, self._site, operation, only_named=not covered)


async def _answer(send: Send, refusal: Refusal) -> None:
    status, headers, body = refusal
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


async def _swallow(message: Message) -> None:
    return None


async def _drop(send: Send) -> None:
    # A server hands out a method of its connection; in process there is none: the caller must see an error.
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise AnswerLost("the connection was dropped before an answer came")
    transport.abort()
    await asyncio.sleep(0.01)


def _cut_in_half(send: Send) -> Send:
    start: list[Message] = []
    body = bytearray()

    async def cut(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.append(message)
            return
        body.extend(message.get("body", b""))
        if not message.get("more_body", False):
            half = bytes(body[: len(body) // 2])
            kept = [pair for pair in start[0]["headers"] if pair[0].lower() != b"content-length"]
            await send({**start[0], "headers": [*kept, (b"content-length", str(len(half)).encode())]})
            await send({"type": "http.response.body", "body": half})

    return cut
