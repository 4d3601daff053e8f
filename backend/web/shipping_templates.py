"""Shipping templates: what Amazon lists for each account and country, which policies name them, and reading again."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.policy import ShippingPolicy
from backend.storage import policies, shipping_templates
from backend.web.policies import policy_name
from backend.web.policy_forms.about import About
from backend.web.policy_forms.shipping import choice as to_choose
from backend.web.reading import whole
from backend.web.rendering import render, wants_fragment
from backend.web.resources import resources
from backend.web.shell import Shell, shell
from backend.web.template_choice import groups

PATIENCE = 60  # seconds that a page asks again by itself


async def page(request: Request) -> Response:
    """All templates; what a policy names and Amazon no longer lists stands first."""
    frame, db = await shell(request, "policies"), resources(request).db
    lists = await shipping_templates.of_shop(db, frame.shop.id)
    found = groups(frame.sellers, lists)
    named: dict[tuple[int, str, str], list[tuple[int, str]]] = {}
    for kept in await policies.of_shop(db, frame.shop.id):
        if isinstance(kept.policy, ShippingPolicy) and kept.policy.template_id:
            named.setdefault(_key(kept.policy), []).append((kept.id, policy_name(kept)))
    rows = [
        (group, each, (group.seller.id, group.marketplace_id, each.id))
        for group in found
        for each in group.templates
    ]
    users = {key: named.get(key, []) for _group, _each, key in rows}
    missed = [(group, each, users[key]) for group, each, key in rows if each.gone and users[key]]
    since = whole(request.query_params.get("since"))
    waits = _waits(frame, since, resources(request).now(), min((g.read_at for g in found), default=0))
    context = {
        "shell": frame,
        "groups": found,
        "users": users,
        "missed": missed,
        "waits": waits,
        "since": since,
    }
    return render(
        request, "shipping/page.html", context, fragment="templates" if wants_fragment(request) else None
    )


async def refresh(request: Request) -> Response:
    """POST: Amazon is asked again for all of them, and the page says so."""
    frame = await shell(request, "policies")
    since = await _ask(request, frame)
    return RedirectResponse(f"/policies/templates?since={since}", 303)


async def choice(request: Request) -> Response:
    """The list of a policy's form alone: POST asks Amazon again, GET looks whether it answered since."""
    frame = await shell(request, "policies")
    if request.method == "POST":
        said, since = str((await request.form()).get("template") or ""), await _ask(request, frame)
    else:
        said, since = request.query_params.get("template", ""), whole(request.query_params.get("since"))
    part = await to_choose(request, About(frame.shop, frame.sellers, (), ()), said[:600])
    read_at = part["read_at"]
    assert isinstance(read_at, int)
    waits = _waits(frame, since, resources(request).now(), read_at)
    context = {"shell": frame, "part": {**part, "waits": waits, "since": since}}
    return render(request, "shipping/choice.html", context, fragment="template_choice")


async def _ask(request: Request, frame: Shell) -> int:
    """Write the wish down and wake who fulfils it; returns the moment."""
    home = resources(request)
    now = home.now()
    for seller_id in await shipping_templates.look_now(home.db, frame.shop.id, now):
        await home.wake("product_types", seller_id)
    return now


def _waits(frame: Shell, since: int, now: int, read_at: int) -> bool:
    """Whether an answer is still to come: it is not waited for for ever."""
    return bool(frame.connected) and 0 < since <= now < since + PATIENCE and read_at < since


def _key(policy: ShippingPolicy) -> tuple[int, str, str]:
    return policy.seller_id, policy.marketplace_id, policy.template_id
