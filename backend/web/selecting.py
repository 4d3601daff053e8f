"""Acts for any selection of listings: those ticked, or all that the filter finds. A preview first, then the press."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.bulk import UNDOABLE, Cure, Kind
from backend.domain.policy import Condition
from backend.storage import bulk, listing_pages, policies
from backend.storage.listing_filter import Filter
from backend.web.act_words import cure_words, kind_name, name_in, why_words
from backend.web.choosing import BadChoice
from backend.web.languages import _
from backend.web.listing_query import as_query, read_filter, read_sort
from backend.web.listings import TICKS, row_of, show
from backend.web.price_preview import price_notes
from backend.web.reading import whole, wholes
from backend.web.rendering import link, render
from backend.web.resources import Resources, resources
from backend.web.selection_choices import PLAIN
from backend.web.session import require
from backend.web.shell import Shell, shell

SHOWN = 25  # rows of a preview
Said = QueryParams | FormData


@dataclass(frozen=True, slots=True)
class Selection:
    """What is to be done to whom; `listing_ids` None: to all that the filter finds."""

    wanted: Filter
    cure: Cure
    listing_ids: Sequence[int] | None
    act: str  # as the form says it


async def preview(request: Request) -> Response:
    """GET: what will happen to how many, what cannot be done and why. Nothing is done yet."""
    home, frame, said = resources(request), await shell(request, "listings"), request.query_params
    try:
        selection = await _selection(home, frame, said)
    except BadChoice as fault:
        return await show(request, said, fault=str(fault))
    cure, ids = selection.cure, selection.listing_ids
    found = await bulk.foresee(home.db, frame.shop.id, selection.wanted, ids, cure)
    lines = await listing_pages.of_ids(home.db, await _first(home, frame, selection))
    context = {
        "shell": frame, "title": kind_name(cure.kind), "cure": cure, "action": "/listings/bulk",
        "back_to": _("Listings"),
        "what": cure_words(cure, await name_in(home.db, frame, cure)), "undoable": cure.kind in UNDOABLE,
        "notes": await price_notes(home, frame, selection.wanted, ids, cure),
        "can": found.can, "total": found.can + sum(found.cannot.values()),
        "cannot": [(why_words(why), n) for why, n in sorted(found.cannot.items(), key=lambda p: -p[1])],
        "rows": [row_of(line, {}) for line in lines], "token": secrets.token_urlsafe(12),
        "pairs": _pairs(selection), "back": link("/listings", **as_query(selection.wanted, read_sort(said))),
    }  # fmt: skip
    return render(request, "problems/preview.html", context)


async def start(request: Request) -> Response:
    """POST: do it. The same form pressed twice starts one act; what can be done for no listing starts none."""
    home, frame = resources(request), await shell(request, "listings")
    form, shop_id = await request.form(), require(request).shop_id
    token = str(form.get("token") or "")[:40] or secrets.token_urlsafe(12)
    try:
        selection = await _selection(home, frame, form)
        cure, ids = selection.cure, selection.listing_ids
        if await bulk.of_token(home.db, shop_id, token) is None:
            found = await bulk.foresee(home.db, shop_id, selection.wanted, ids, cure)
            if not found.can:
                raise BadChoice(_("It can be done for none of these listings any more. Nothing was started."))
    except BadChoice as fault:
        return await show(request, form, fault=str(fault))
    act_id = await bulk.start(home.db, shop_id, token, cure, selection.wanted, ids, home.now())
    await home.wake("bulk", shop_id)
    return RedirectResponse(f"/problems/acts/{act_id}", 303)


async def _selection(home: Resources, frame: Shell, said: Said) -> Selection:
    """What a form or an address asks for. Raises BadChoice."""
    act = str(said.get("act") or "")[:100]
    kind, _colon, value = act.partition(":")
    cure = await _cure(home, frame, kind, value)
    ids = None if said.get("all") == "1" else wholes(list(said.getlist("listing")), TICKS)
    if ids == []:
        raise BadChoice(_("Tick what it is for, or choose all."))
    return Selection(read_filter(said), cure, ids, act)


async def _cure(home: Resources, frame: Shell, kind: str, value: str) -> Cure:
    match kind:
        case Kind.POLICY:
            kept = await policies.find(home.db, frame.shop.id, whole(value))
            if kept is None:
                raise BadChoice(_("This policy is gone. Choose another one."))
            return Cure(Kind.POLICY, str(kept.id))
        case Kind.CONDITION:
            if value in {each.value for each in Condition}:
                return Cure(Kind.CONDITION, value)
        case Kind.COPY:
            seller_id, _space, place = value.partition(" ")
            for seller in frame.connected:
                there = {p.marketplace_id for p in seller.marketplaces if p.participating}
                if seller.id == whole(seller_id) and place in there:
                    return Cure(Kind.COPY, f"{seller.id} {place}")
        case _ if kind in {each.value for each in PLAIN}:
            return Cure(Kind(kind))
    raise BadChoice(_("Choose what to do."))


async def _first(home: Resources, frame: Shell, selection: Selection) -> list[int]:
    """The first of those selected, this shop's only."""
    if selection.listing_ids is not None:
        return await listing_pages.own(home.db, frame.shop.id, selection.listing_ids[:SHOWN])
    async for ids in listing_pages.every_id(home.db, frame.shop.id, selection.wanted, SHOWN):
        return ids
    return []


def _pairs(selection: Selection) -> list[tuple[str, object]]:
    """For a form's hidden fields."""
    pairs = [*as_query(selection.wanted).items(), ("act", selection.act)]
    ids = selection.listing_ids
    return pairs + ([("all", 1)] if ids is None else [("listing", id) for id in ids])
