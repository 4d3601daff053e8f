"""The note for buyers of one listing's goods that are not new: changed or taken away, and nothing else touched."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.allowed_conditions import NOTE_LENGTH
from backend.storage import condition_notes
from backend.storage.listings import Listing
from backend.web import listing
from backend.web.languages import _
from backend.web.rendering import link, number
from backend.web.resources import resources
from backend.web.why import work_of


async def save(request: Request) -> Response:
    """POST `note`, "" takes it away: 422 with the text as it was typed where it cannot be."""
    home, work = resources(request), await work_of(request)
    found = work.listing
    note = str((await request.form()).get("note") or "").replace("\r\n", "\n").strip()
    if fault := _fault(found, note):
        return await listing.show(request, work, note=(note, fault))
    seller = await condition_notes.put(home.db, found.shop_id, found.id, note, home.now())
    if seller is not None:
        await home.wake("offers", seller)
    said = "" if seller is None else "note" if note else "note_gone"
    return RedirectResponse(link(f"/listings/{found.id}", said=said), 303)


def _fault(found: Listing, note: str) -> str:
    if len(note) > NOTE_LENGTH:
        return _("A note has at most %s characters.") % number(NOTE_LENGTH)
    if not found.condition.takes_note:
        return _("Buyers of new goods are told no note.")
    return ""
