"""The journal: everything that was done, by whom, and why."""

from starlette.requests import Request
from starlette.responses import Response

from backend.storage import journal
from backend.web.acts import act_sentence
from backend.web.reading import whole
from backend.web.rendering import render, wants_fragment
from backend.web.resources import resources
from backend.web.shell import shell

LINES = 50


async def page(request: Request) -> Response:
    """The newest lines first; `before` continues with older ones."""
    frame = await shell(request, "journal")
    said = request.query_params.get("before", "")
    before = (
        -whole(said[1:]) if said.startswith("-") else whole(said)
    )  # what was imported has numbers under zero
    entries = await journal.of_shop(resources(request).db, frame.shop.id, before or None, LINES + 1)
    shown = [(entry, act_sentence(entry)) for entry in entries[:LINES]]
    older = entries[LINES - 1].id if len(entries) > LINES else None
    context = {"shell": frame, "entries": shown, "older": older, "later": bool(before)}
    return render(
        request, "journal/page.html", context, fragment="lines" if wants_fragment(request) else None
    )
