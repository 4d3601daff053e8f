"""The form of an auto-add rule: new or edited, with a preview of what it fits; rows of conditions come and go."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.auto_adding import AutoRule, Leaving, Mode
from backend.domain.policy import Condition, PolicyKind
from backend.domain.synchronization import Asks, Conditions, Subject
from backend.storage import auto_preview, auto_rules, catalogue, policies
from backend.web.auto_add import rule_of
from backend.web.auto_rule_reading import MOST_ROWS, Entered, read
from backend.web.auto_rule_reading import rows_of as entered_rows
from backend.web.auto_words import place_name
from backend.web.languages import _, spoken
from backend.web.places import places_of
from backend.web.policies import policy_name
from backend.web.products import line_of
from backend.web.publish import CONDITIONS, condition_name
from backend.web.reading import whole
from backend.web.rendering import link, render
from backend.web.resources import resources
from backend.web.shell import Shell, shell


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
    if request.method != "POST":
        return await _page(request, frame, before, entered_rows(before), {})
    home = resources(request)
    form = await request.form()
    kept = await policies.of_shop(home.db, frame.shop.id)
    categories = [each for each, _name in await catalogue.categories(home.db, frame.shop.id, spoken())]
    rule, rows, errors = read(form, before, places_of(frame), kept, categories)
    act = str(form.get("act") or "save")
    if act.startswith("drop:"):
        rows = [row for number, row in enumerate(rows) if str(number) != act.removeprefix("drop:")]
    if act == "add":
        rows = [*rows, Entered()][:MOST_ROWS]
    if act == "add" or act.startswith("drop:"):
        return await _page(request, frame, rule, rows, {})
    if errors or act == "preview":
        return await _page(request, frame, rule, rows, errors, look=not errors)
    if not rule.id:
        rule_id = await auto_rules.add(home.db, rule, home.now())
        return RedirectResponse(link(f"/auto-add/{rule_id}", said="made"), 303)
    await auto_rules.change(home.db, rule, home.now())
    return RedirectResponse(link(f"/auto-add/{rule.id}", said="changed"), 303)


async def _page(
    request: Request, frame: Shell, rule: AutoRule, rows: list[Entered], errors: dict[str, str], *,
    look: bool = False,
) -> Response:  # fmt: skip
    home = resources(request)
    kept = await policies.of_shop(home.db, frame.shop.id)
    groups = [(kind.value, [(k.id, policy_name(k)) for k in kept if k.kind is kind]) for kind in PolicyKind]
    found = await auto_preview.preview(home.db, rule) if look else None
    context = {
        "shell": frame, "rule": rule, "rows": rows, "errors": errors, "places": places_of(frame),
        "lost": _lost(frame, rule),
        "groups": groups, "questions": questions(), "most_rows": MOST_ROWS, "any": not rule.conditions.all,
        "chosen": {kind.value: getattr(rule, f"{kind.value}_policy_id") for kind in PolicyKind},
        "categories": await catalogue.categories(home.db, frame.shop.id, spoken()),
        "conditions": [(c.value, condition_name(c)) for c in CONDITIONS],
        "preview": found, "lines": [line_of(each) for each in found.products] if found else [],
    }  # fmt: skip
    return render(request, "auto/form.html", context, status=422 if errors else 200)


def _lost(frame: Shell, rule: AutoRule) -> str:
    """Where a kept rule lists, when its account is not connected now; else ""."""
    here = (rule.seller_id, rule.marketplace_id)
    there = any((seller.id, place.marketplace_id) == here for seller, place in places_of(frame))
    return place_name(frame, rule) if rule.id and not there else ""


def questions() -> list[tuple[str, str]]:
    """What a condition may ask, as the form names it, with its words."""
    said = {
        (Subject.PRICE, Asks.AT_LEAST): _("Price in the shop: at least"),
        (Subject.PRICE, Asks.AT_MOST): _("Price in the shop: at most"),
        (Subject.QUANTITY, Asks.AT_LEAST): _("Pieces offered: at least"),
        (Subject.QUANTITY, Asks.AT_MOST): _("Pieces offered: at most"),
        (Subject.ENABLED, Asks.YES): _("Enabled in the shop"),
        (Subject.ENABLED, Asks.NO): _("Not enabled in the shop"),
        (Subject.IN_STOCK, Asks.YES): _("In stock"),
        (Subject.IN_STOCK, Asks.NO): _("Out of stock"),
        (Subject.ATTRIBUTE, Asks.EQUALS): _("Attribute is"),
        (Subject.ATTRIBUTE, Asks.DIFFERS): _("Attribute is not"),
        (Subject.ATTRIBUTE, Asks.CONTAINS): _("Attribute contains"),
        (Subject.ATTRIBUTE, Asks.AT_LEAST): _("Attribute: at least"),
        (Subject.ATTRIBUTE, Asks.AT_MOST): _("Attribute: at most"),
        (Subject.ATTRIBUTE, Asks.YES): _("Attribute is filled in"),
        (Subject.ATTRIBUTE, Asks.NO): _("Attribute is empty"),
    }
    return [(f"{subject.value}:{asks.value}", words) for (subject, asks), words in said.items()]
