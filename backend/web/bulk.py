"""One cure for many: what would happen, the press that starts it, how it goes, and its undoing."""

import secrets

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.bulk import UNDOABLE, Kind
from backend.storage import bulk, listing_pages, problem_pages
from backend.storage.bulk import Act
from backend.web.act_words import act_title, cure_words, name_in, no_undo, why_words
from backend.web.choosing import BadChoice, Choice, choice_of
from backend.web.groups import read_group, show
from backend.web.languages import _
from backend.web.listings import row_of
from backend.web.problems import title_of
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import shell

SHOWN = 25  # rows of a preview


async def preview(request: Request) -> Response:
    """GET: what will happen to how many, what cannot be done and why, with the rows. Nothing is done yet."""
    require(request)
    group, said = read_group(request.query_params), request.query_params
    if said.get("cure") == Kind.ATTRIBUTE and not said.get(Kind.ATTRIBUTE):
        return RedirectResponse(
            f"/problems/detail?{request.url.query}", 303
        )  # what to set is asked there first
    try:
        choice = await choice_of(request, said, group)
    except BadChoice as fault:
        return await show(request, group, fault=str(fault), said=said)
    return await foreseen(request, choice)


async def foreseen(request: Request, choice: Choice) -> Response:
    """The page of a preview."""
    group = choice.group
    home, frame = resources(request), await shell(request, "listings")
    found = await bulk.foresee(home.db, frame.shop.id, group, choice.listing_ids, choice.cure)
    if choice.listing_ids is None:
        lines = await problem_pages.lines(home.db, frame.shop.id, group, 0, SHOWN)
    else:
        ids = await problem_pages.ids_in(home.db, frame.shop.id, group, choice.listing_ids)
        lines = await listing_pages.of_ids(home.db, ids[:SHOWN])
    context = {
        "shell": frame, "group": group, "title": title_of(group.cause, group.topic), "cure": choice.cure,
        "what": cure_words(choice.cure), "action": "/problems/act", "notes": [], "back_to": "",
        "undoable": choice.cure.kind in UNDOABLE, "can": found.can,
        "cannot": [(why_words(why), n) for why, n in sorted(found.cannot.items(), key=lambda p: -p[1])],
        "total": found.can + sum(found.cannot.values()), "rows": [row_of(line, {}) for line in lines],
        "pairs": choice.as_pairs(), "token": secrets.token_urlsafe(12),
        "back": link("/problems/group", **group.as_query()),
    }  # fmt: skip
    return render(request, "problems/preview.html", context)


async def start(request: Request) -> Response:
    """POST: do it. The same form pressed twice starts one act; what can be done for no listing starts none."""
    home, shop_id = resources(request), require(request).shop_id
    form = await request.form()
    group = read_group(form)
    token = str(form.get("token") or "")[:40] or secrets.token_urlsafe(12)
    try:
        choice = await choice_of(request, form, group)
        if await bulk.of_token(home.db, shop_id, token) is None:
            found = await bulk.foresee(home.db, shop_id, group, choice.listing_ids, choice.cure)
            if not found.can:
                raise BadChoice(_("It can be done for none of these listings any more. Nothing was started."))
    except BadChoice as fault:
        return await show(request, group, fault=str(fault), said=form)
    act_id = await bulk.start(home.db, shop_id, token, choice.cure, group, choice.listing_ids, home.now())
    await home.wake("bulk", shop_id)
    return RedirectResponse(f"/problems/acts/{act_id}", 303)


async def one(request: Request) -> Response:
    """How an act goes; while it works the page asks again by itself."""
    frame, act = await shell(request, "listings"), await _act(request)
    rows = await bulk.not_done(resources(request).db, act.id, SHOWN)
    context = {
        "shell": frame, "act": act, "title": act_title(act),
        "what": cure_words(act.cure, await name_in(resources(request).db, frame, act.cure)),
        "undoable": act.cure.kind in UNDOABLE and act.done > 0,
        "no_undo": "" if act.cure.kind in UNDOABLE else no_undo(act.cure.kind),
        "left": [(listing_id, sku, why_words(why)) for listing_id, sku, why in rows],
        "kind": act.cure.kind.value,
    }  # fmt: skip
    return render(request, "problems/act.html", context, fragment="act" if wants_fragment(request) else None)


async def move(request: Request) -> Response:
    """POST: `to` pause, resume, cancel or undo."""
    home, act = resources(request), await _act(request)
    to = str((await request.form()).get("to") or "")
    moves = {
        "pause": (bulk.PAUSED, (bulk.WORKING,)), "resume": (bulk.WORKING, (bulk.PAUSED,)),
        "cancel": (bulk.CANCELLED, (bulk.WORKING, bulk.PAUSED)),
    }  # fmt: skip
    if act.cure.kind in UNDOABLE:
        moves["undo"] = (bulk.UNDOING, (bulk.DONE, bulk.CANCELLED, bulk.PAUSED))
    if to in moves:
        state, only = moves[to]
        await bulk.move(home.db, act.shop_id, act.id, state, home.now(), only=only)
        await home.wake("bulk", act.shop_id)
    return RedirectResponse(f"/problems/acts/{act.id}", 303)


async def _act(request: Request) -> Act:
    """The act of an address; 404 when it is another shop's."""
    act = await bulk.find(resources(request).db, require(request).shop_id, request.path_params["act_id"])
    if act is None:
        raise HTTPException(404)
    return act
