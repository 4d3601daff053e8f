"""Details for many: Amazon's own form for the attributes that a group of problems lacks, and then the preview."""

import json

from starlette.requests import Request
from starlette.responses import Response

from backend.domain.bulk import Cure, Kind
from backend.domain.product_form.reading import read_form
from backend.domain.product_form.tree import FormPlace
from backend.marketplaces.amazon.schema_check import check
from backend.storage import sellers
from backend.web.bulk import foreseen
from backend.web.choosing import Asked, BadChoice, Choice, asked_of, ticked
from backend.web.groups import read_group, show
from backend.web.problems import title_of
from backend.web.product_form import Entered, FormView, changed, entered, form_place, view_of
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import shell

HERE = "/problems/detail"


async def page(request: Request) -> Response:
    """GET: the form. POST: a change of it (`do`), or `do` preview: what would happen with what is entered."""
    require(request)
    posted = request.method == "POST"
    said = await request.form() if posted else request.query_params
    group = read_group(said)
    try:
        ids, asked = ticked(said), await asked_of(request, group)
    except BadChoice as fault:
        return await show(request, group, fault=str(fault), said=said)
    texts = [(name, text) for name, text in said.multi_items() if isinstance(text, str)] if posted else []
    place = await _place(request, asked)
    form = entered(asked.schema, texts, place)
    told = said.get("do") in ("preview", "check")
    faults = check(asked.schema, form.values)
    if said.get("do") == "preview" and not faults:
        value = json.dumps(form.values, ensure_ascii=False)
        return await foreseen(request, Choice(group, Cure(Kind.ATTRIBUTE, value, asked.product_type), ids))
    view = view_of(read_form(asked.schema, (), form.values, place, form.shown), faults, told=told)
    return await _render(
        request, Choice(group, Cure(Kind.ATTRIBUTE), ids), form, view, bad=told and bool(faults)
    )


async def _place(request: Request, asked: Asked) -> FormPlace:
    """Where the values go: the words of a text are in the country's language."""
    found = await sellers.marketplaces(resources(request).db, asked.place.seller_id)
    spot = next(each for each in found if each.marketplace_id == asked.place.marketplace_id)
    return form_place(spot.marketplace_id, spot.language, spot.currency)


async def _render(request: Request, choice: Choice, form: Entered, view: FormView, *, bad: bool) -> Response:
    group = choice.group
    context = {
        "shell": await shell(request, "listings"), "group": group, "view": view, "path": HERE,
        "title": title_of(group.cause, group.topic), "back": link("/problems/group", **group.as_query()),
        "pairs": [pair for pair in choice.as_pairs() if pair[0] != Kind.ATTRIBUTE],
        "changed": changed(view, form),
    }  # fmt: skip
    part = wants_fragment(request) and not bad
    return render(
        request, "problems/detail.html", context, fragment="changes" if part else None, status=422 if bad else 200
    )  # fmt: skip
