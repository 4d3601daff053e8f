"""Before a policy is saved: what would change, with the rows, the worst first. Nothing is saved yet."""

import secrets
from dataclasses import dataclass, replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.foreseeing import Mark
from backend.domain.policy import Policy
from backend.storage import listing_pages, policies, policy_foreseeing, policy_previews
from backend.storage.policies import KeptPolicy
from backend.storage.policy_previews import SAVE, Preview
from backend.web import category_names, policy_editing, policy_saving
from backend.web.languages import _
from backend.web.policy_editing import Editing, Entered
from backend.web.policy_examples import some
from backend.web.policy_forms.rows import form_of, pairs_of, text
from backend.web.policy_outcomes import figures, rows_of
from backend.web.policy_words.saying import differences, named, policy_name, said
from backend.web.reading import paged, whole
from backend.web.rendering import render, wants_fragment
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import Shell, shell

STEPS = 10  # of 100 listings each: as many as one request works on, a fifth of a second
LINES = 25
ANY = Mark(sum(mark.value for mark in Mark))


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become of a policy: what it is then, and why. `kept` None: it is a new one."""

    kept: KeptPolicy | None
    purpose: str
    name: str
    policy: Policy
    why: str
    successor: KeptPolicy | None = None
    draft: str = ""
    entered: tuple[tuple[str, str], ...] = ()


async def start(request: Request) -> Response:
    """POST: the form's buttons and its end. 422 with the messages beside the fields, 409 for a policy that was changed
    meanwhile; nothing is lost."""
    form = await request.form()
    editing = await policy_editing.begin(request, form)
    if text(form, "act"):
        return await policy_editing.act(request, editing, form)
    entered = await policy_editing.read(request, editing, form)
    if editing.kept and editing.version != editing.kept.version:
        return await outdated(request, editing, entered)
    if entered.errors:
        alert = _("Some entries need another look; it says why beside them.")
        return await policy_editing.show(request, editing, entered, alerts=(alert,), status=422)
    kept = editing.kept
    if kept and entered.policy == kept.policy:
        return await policy_saving.renamed(request, editing, entered)
    why = "changed" if kept else "copied" if text(form, "copy") else "made"
    name = policy_saving.name_of(editing, entered)
    change = Change(kept, SAVE, name, entered.policy, why, None, editing.draft, tuple(pairs_of(form)))
    return await begin(request, editing.frame, editing.kind.value, change)


async def outdated(request: Request, editing: Editing, entered: Entered) -> Response:
    """Somebody saved the policy since its form was opened."""
    alert = _(
        "This policy was changed elsewhere since you opened it, so nothing was saved. What you entered is still here:"
        " press again to see what it would change now."
    )
    return await policy_editing.show(request, editing, entered, alerts=(alert,), status=409)


async def begin(request: Request, frame: Shell, kind: str, change: Change) -> Response:
    """Keep what is to be foreseen, and lead to its page. A policy that nothing uses has nothing to foresee."""
    home, kept = resources(request), change.kept
    used = await policies.used_by(home.db, kept) if kept else 0
    preview = Preview(
        secrets.token_urlsafe(12), frame.shop.id, kept.id if kept else None, kept.version if kept else 0,
        policy_editing.kind_of(kind), change.purpose, change.name, change.policy, change.entered, change.why,
        change.successor.id if change.successor else None, change.draft, 0, used, policy_previews.NO_FIGURES,
        home.now(), None if kept else home.now(), None,
    )  # fmt: skip
    await policy_previews.begin(home.db, preview)
    return RedirectResponse(f"/policies/previews/{preview.id}", 303)


async def page(request: Request) -> Response:
    """What would change. While it is worked out the page asks again by itself; every asking does some more of it."""
    frame, preview = await shell(request, "policies"), await of_address(request)
    home = resources(request)
    currencies = {p.marketplace_id: p.currency for s in frame.sellers for p in s.marketplaces}
    for _step in range(STEPS):
        if preview.ready:
            break
        preview = await policy_foreseeing.step(home.db, preview, currencies, home.now())
    context = await _context(request, frame, preview)
    return render(
        request, "policies/preview.html", context, fragment="preview" if wants_fragment(request) else None
    )


async def _context(request: Request, frame: Shell, preview: Preview) -> dict[str, object]:
    db, query = resources(request).db, request.query_params
    only = Mark[query["mark"]] if query.get("mark") in Mark.__members__ else ANY
    seen = preview.figures
    found = (seen.changed if only is ANY else seen.count(only)) if preview.ready else 0
    number, pages = paged(max(1, whole(query.get("page"))), found, LINES)
    lines = await policy_previews.lines(db, preview.id, only, (number - 1) * LINES, LINES) if found else []
    listed = await listing_pages.of_ids(db, [line.listing_id for line in lines])
    kept = await policies.find(db, frame.shop.id, preview.policy_id) if preview.policy_id else None
    successor = await policies.find(db, frame.shop.id, preview.successor_id) if preview.successor_id else None
    names = await category_names.asked(db, frame.shop.id, [preview.policy, *([kept.policy] if kept else [])])
    return {
        "shell": frame, "preview": preview, "name": policy_name(kept) if kept else named(preview.name),
        "new_name": named(preview.name), "successor": policy_name(successor) if successor else "",
        "differences": differences(kept.policy, preview.policy, names, frame.shop.currency) if kept else [],
        "said": [] if preview.policy_id else said(preview.policy, names, frame.shop.currency),
        "figures": figures(preview.figures),
        "rows": rows_of(lines, listed, frame), "only": only.name if only is not ANY else "", "page": number,
        "pages": pages, "found": found, "back": back_of(preview),
        "examples": await some(request, frame, preview.kind, preview.policy) if preview.policy_id is None else [],
    }  # fmt: skip


def back_of(preview: Preview) -> str:
    """Where the way back leads: to the form with all that was entered, else to the policy."""
    if preview.purpose == SAVE:
        return f"/policies/previews/{preview.id}/form"
    return f"/policies/{preview.policy_id}"


async def form(request: Request) -> Response:
    """GET: back to the form, with all that was entered."""
    preview = await of_address(request)
    editing = await policy_editing.begin_of(request, preview)
    entered = await policy_editing.read(request, editing, form_of([*preview.entered]))
    return await policy_editing.show(request, editing, entered)


async def save(request: Request) -> Response:
    """POST: do what was foreseen, once."""
    preview = await of_address(request)
    if not preview.ready:
        return RedirectResponse(f"/policies/previews/{preview.id}", 303)
    done = await policy_saving.save(request, preview)
    if done:
        return RedirectResponse(done, 303)
    if preview.purpose != SAVE:
        return RedirectResponse(f"/policies/{preview.policy_id}?said=outdated", 303)
    editing = await policy_editing.begin_of(request, preview)
    entered = await policy_editing.read(request, editing, form_of([*preview.entered]))
    return await outdated(request, replace(editing), entered)


async def of_address(request: Request) -> Preview:
    """The preview of an address; 404 when it is another shop's, or forgotten."""
    code, shop_id = request.path_params["code"], require(request).shop_id
    preview = await policy_previews.find(resources(request).db, shop_id, code)
    if preview is None:
        raise HTTPException(404)
    return preview
