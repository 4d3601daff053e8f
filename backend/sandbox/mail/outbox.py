"""The outbox: every mail that the simulated mail server took, as a page for people and as JSON for scripts."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.sandbox.clock import SandboxClock
from backend.sandbox.control import TEMPLATES
from backend.sandbox.store import Document, Store

_LINK = re.compile(r"https?://[^\s<>\"]+")
MOST = 200  # mails that are shown; more are kept


class Outbox:
    """What was received, the newest first; kept in the store, so it outlives a restart."""

    def __init__(self, store: Store, clock: SandboxClock) -> None:
        self._store, self._clock = store, clock
        store.declare("mail", {"recipient": lambda mail: str(mail["recipient"]).casefold()})
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._templates.filters["parts"] = _parts

    def keep(self, sender: str, recipients: list[str], content: bytes) -> None:
        """A mail that was taken, once for each recipient. Raises ValueError for one without the headers it needs."""
        mail = message_from_bytes(content, policy=default)
        for header in ("From", "To", "Subject", "Date", "Message-ID"):
            if not mail[header]:
                raise ValueError(f"no {header} header")
        body = mail.get_body(("plain",))
        if body is None:
            raise ValueError("no plain text")
        text = body.get_content().replace("\r\n", "\n")
        for recipient in recipients:
            number = self._store.next_number("mail")
            self._store.put("mail", f"{number:08}", {
                "id": number, "sender": sender, "recipient": recipient, "from": str(mail["From"]),
                "subject": str(mail["Subject"]), "message_id": str(mail["Message-ID"]), "at": self._clock(),
                "text": text, "links": _LINK.findall(text),
            })  # fmt: skip

    def mails(self, recipient: str = "", limit: int = MOST) -> list[Document]:
        """The newest first; with `recipient` only those of one address."""
        where = [("recipient", "=", recipient.casefold())] if recipient else []
        return self._store.find("mail", where, order=["-key"], limit=limit)

    def routes(self) -> list[Route]:
        """GET /outbox (page, ?to=address) · GET /outbox.json · POST /outbox/empty."""
        return [
            Route("/outbox", self.page), Route("/outbox.json", self.listed),
            Route("/outbox/empty", self.empty, methods=["POST"]),
        ]  # fmt: skip

    async def page(self, request: Request) -> Response:
        to = request.query_params.get("to", "").strip()
        template = self._templates.get_template("mail/outbox.html")
        return HTMLResponse(template.render(mails=self.mails(to), to=to, ago=self._ago))

    async def listed(self, request: Request) -> Response:
        return JSONResponse(self.mails(request.query_params.get("to", "").strip()))

    async def empty(self, request: Request) -> Response:
        for key in self._store.keys("mail"):
            self._store.delete("mail", key)
        return RedirectResponse("/outbox", 303)

    def _ago(self, at: float) -> str:
        seconds = max(0, int(self._clock() - at))
        return f"{seconds} s ago" if seconds < 120 else f"{seconds // 60} min ago"


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Plain text in parts, each with whether it is an address to click on."""
    end = 0
    for found in _LINK.finditer(text):
        yield text[end : found.start()], False
        yield found.group(), True
        end = found.end()
    yield text[end:], False
