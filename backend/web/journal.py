"""The journal: everything that was done, by whom, and why."""

from starlette.requests import Request
from starlette.responses import Response

from backend.storage import journal
from backend.storage.import_journal import OF_AN_IMPORT
from backend.web.acts import act_sentence
from backend.web.reading import whole
from backend.web.rendering import render, wants_fragment
from backend.web.resources import resources
from backend.web.shell import shell

LINES = 50


async def page(request: Request) -> Response:
    """The newest lines first; `before` continues with older ones."""
    frame = await shell(request, "journal")
    before = _before(request.query_params.get("before", ""))
    entries = await journal.of_shop(resources(request).db, frame.shop.id, before or None, LINES + 1)
    shown = [(entry, act_sentence(entry)) for entry in entries[:LINES]]
    older = entries[LINES - 1].id if len(entries) > LINES else None
    context = {"shell": frame, "entries": shown, "older": older, "later": bool(before)}
    return render(
        request, "journal/page.html", context, fragment="lines" if wants_fragment(request) else None
    )


def _before(said: str) -> int:
    """The number of a line, 0 for anything else; lines that were imported have numbers far under zero."""
    imported = whole(said[1:]) if said.startswith("-") else 0
    return -imported if imported >= OF_AN_IMPORT else whole(said)
