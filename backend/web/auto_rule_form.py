"""The form of an auto-add rule: new or edited, with a preview of what it fits; rows of conditions come and go."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.auto_adding import AutoRule, Leaving, Mode
from backend.domain.policy import Condition, PolicyKind
from backend.domain.synchronization import Conditions
from backend.storage import auto_preview, auto_rules, catalogue, policies
from backend.web.auto_add import rule_of
from backend.web.auto_rule_reading import CONDITIONS_OF, read
from backend.web.auto_words import place_name
from backend.web.languages import spoken
from backend.web.places import places_of
from backend.web.policies import policy_name
from backend.web.policy_editing import about_shop
from backend.web.policy_forms.about import About
from backend.web.policy_forms.condition_rows import written
from backend.web.policy_forms.rows import acted, form_of, pairs_of, place_of, text
from backend.web.policy_forms.synchronization import editor
from backend.web.products import line_of
from backend.web.publish import CONDITIONS, condition_name
from backend.web.reading import whole
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import resources
from backend.web.shell import Shell, shell


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form's conditions, what is wrong in it, and the row that the last button was about."""

    form: FormData
    about: About
    errors: Mapping[str, str]
    focus: str = ""


async def new(request: Request) -> Response:
    """GET /auto-add/new: a rule with the defaults that make sense; POST saves it."""
    home, frame = resources(request), await shell(request, "listings")
    if not places_of(frame):
        return RedirectResponse("/auto-add", 303)
    seller, place = places_of(frame)[0]
    kept = await policies.defaults(home.db, frame.shop.id)
    category = whole(request.query_params.get("category"))
    plain = AutoRule(
        id=0, shop_id=frame.shop.id, seller_id=seller.id, marketplace_id=place.marketplace_id, name="",
        active=True, categories=(category,) if category else (), conditions=Conditions(),
        selling_policy_id=kept[PolicyKind.SELLING].id,
        synchronization_policy_id=kept[PolicyKind.SYNCHRONIZATION].id,
        shipping_policy_id=kept[PolicyKind.SHIPPING].id, condition=Condition.NEW, mode=Mode.REVIEW,
        only_ready=False, daily_cap=None, on_leaving=Leaving.LEAVE,
    )  # fmt: skip
    return await _serve(request, frame, plain)


async def edit(request: Request) -> Response:
    """GET and POST /auto-add/{rule}/edit."""
    frame, rule = await rule_of(request)
    return await _serve(request, frame, rule)


async def _serve(request: Request, frame: Shell, before: AutoRule) -> Response:
    known = await about_shop(request, frame)
    if request.method != "POST":
        pairs = written(CONDITIONS_OF, before.conditions)
        return await _page(request, frame, before, Typed(form_of(pairs), known, {}))
    home = resources(request)
    form = await request.form()
    kept = await policies.of_shop(home.db, frame.shop.id)
    categories = [each for each, _name in await catalogue.categories(home.db, frame.shop.id, spoken())]
    act = text(form, "act")
    if act.startswith(("add:", "remove:")):
        pairs = acted(pairs_of(form), act)
        form = form_of(pairs)
        rule, _errors = read(form, before, places_of(frame), kept, categories, known)
        return await _page(request, frame, rule, Typed(form, known, {}, place_of(pairs, act)))
    rule, errors = read(form, before, places_of(frame), kept, categories, known)
    if errors or act == "preview":
        return await _page(request, frame, rule, Typed(form, known, errors), look=not errors)
    if not rule.id:
        rule_id = await auto_rules.add(home.db, rule, home.now())
        return RedirectResponse(link(f"/auto-add/{rule_id}", said="made"), 303)
    await auto_rules.change(home.db, rule, home.now())
    return RedirectResponse(link(f"/auto-add/{rule.id}", said="changed"), 303)


async def _page(
    request: Request, frame: Shell, rule: AutoRule, typed: Typed, *, look: bool = False
) -> Response:
    home = resources(request)
    kept = await policies.of_shop(home.db, frame.shop.id)
    groups = [(kind.value, [(k.id, policy_name(k)) for k in kept if k.kind is kind]) for kind in PolicyKind]
    found = await auto_preview.preview(home.db, rule) if look else None
    context = {
        "shell": frame, "rule": rule, "errors": typed.errors, "places": places_of(frame),
        "lost": _lost(frame, rule), "path": f"/auto-add/{rule.id}/edit" if rule.id else "/auto-add/new",
        "groups": groups, "part": await editor(request, typed.form, typed.about, typed.errors, typed.focus),
        "chosen": {kind.value: getattr(rule, f"{kind.value}_policy_id") for kind in PolicyKind},
        "categories": await catalogue.categories(home.db, frame.shop.id, spoken()),
        "conditions": [(c.value, condition_name(c)) for c in CONDITIONS],
        "preview": found, "lines": [line_of(each) for each in found.products] if found else [],
    }  # fmt: skip
    fragment = "asked" if request.headers.get("hx-target") == "fields" and wants_fragment(request) else None
    return render(request, "auto/form.html", context, fragment=fragment, status=422 if typed.errors else 200)


def _lost(frame: Shell, rule: AutoRule) -> str:
    """Where a kept rule lists, when its account is not connected now; else ""."""
    here = (rule.seller_id, rule.marketplace_id)
    there = any((seller.id, place.marketplace_id) == here for seller, place in places_of(frame))
    return place_name(frame, rule) if rule.id and not there else ""
