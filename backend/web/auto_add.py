"""Auto-add: the shop's rules, and one of them with what it fits, what it did and what waits."""

import secrets

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.auto_adding import AutoRule, State
from backend.domain.marketplace import SellerStatus
from backend.storage import auto_listing, auto_products, auto_rules, catalogue, policies
from backend.web.auto_rows import LINES, rows_of
from backend.web.auto_words import place_name, sentences, state_name, what_fits
from backend.web.languages import spoken
from backend.web.reading import paged, whole
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import resources
from backend.web.shell import Shell, shell

# The states of a rule's own list, in the order of its tabs.
SHOWN = (
    State.REVIEW,
    State.DUE,
    State.HELD,
    State.LISTED,
    State.KNOWN,
    State.REFUSED,
    State.THERE,
    State.LEFT,
)

NONE = dict.fromkeys(State, 0)


async def page(request: Request) -> Response:
    """All rules, each with what waits for somebody."""
    home, frame = resources(request), await shell(request, "listings")
    rules = await auto_rules.of_shop(home.db, frame.shop.id)
    counts = await auto_products.counts(home.db, frame.shop.id)
    names = dict(await catalogue.categories(home.db, frame.shop.id, spoken()))
    rows = [
        (
            rule,
            place_name(frame, rule),
            what_fits(rule, names),
            counts.get(rule.id, NONE),
            room(rule, home.now()),
        )
        for rule in rules
    ]
    context = {
        "shell": frame, "rows": rows, "said": request.query_params.get("said", ""),
        "review": sum(each[State.REVIEW] for each in counts.values()),
        "places": any(seller.status is SellerStatus.CONNECTED for seller in frame.sellers),
    }  # fmt: skip
    return render(request, "auto/page.html", context)


def room(rule: AutoRule, now: int) -> dict[str, int]:
    """How many it listed today, and how many more may be."""
    left = rule.room(now)
    used = (rule.daily_cap or 0) - left if left is not None else 0
    return {"used": used, "cap": rule.daily_cap or 0, "left": -1 if left is None else left}


async def one(request: Request) -> Response:
    """One rule; while it looks through what is there it asks again by itself."""
    home = resources(request)
    frame, rule = await rule_of(request)
    counts = (await auto_products.counts(home.db, frame.shop.id)).get(rule.id, NONE)
    state = next((each for each in SHOWN if each == request.query_params.get("state")), None)
    state = state or next((each for each in SHOWN if counts[each]), State.KNOWN)
    number, pages = paged(max(1, whole(request.query_params.get("page"))), counts[state], LINES)
    found = await auto_products.page(home.db, frame.shop.id, (state,), rule.id, (number - 1) * LINES, LINES)
    names = dict(await catalogue.categories(home.db, frame.shop.id, spoken()))
    kept = await policies.of_shop(home.db, frame.shop.id)
    context = {
        "shell": frame, "rule": rule, "sentences": sentences(rule, frame, kept, names), "counts": counts,
        "states": [(each, state_name(each), counts[each]) for each in SHOWN], "state": state,
        "rows": await rows_of(home.db, found, {rule.id: rule.name}), "page": number, "pages": pages,
        "query": {"state": state.value}, "room": room(rule, home.now()),
        "said": request.query_params.get("said", ""), "n": whole(request.query_params.get("n")),
        "lost": not any(s.id == rule.seller_id and s.status is SellerStatus.CONNECTED for s in frame.sellers),
    }  # fmt: skip
    fragment = "found" if wants_fragment(request) else None
    return render(request, "auto/rule.html", context, fragment=fragment)


async def switch(request: Request) -> Response:
    """POST: `on` 1 switches a rule on, 0 off."""
    home, (frame, rule) = resources(request), await rule_of(request)
    on = (await request.form()).get("on") == "1"
    await auto_rules.switch(home.db, frame.shop.id, rule.id, on, home.now())
    return RedirectResponse(link("/auto-add", said="on" if on else "off"), 303)


async def remove(request: Request) -> Response:
    """POST: forget a rule; what it listed stays."""
    home, (frame, rule) = resources(request), await rule_of(request)
    await auto_rules.remove(home.db, frame.shop.id, rule.id, home.now())
    return RedirectResponse("/auto-add?said=removed", 303)


async def known(request: Request) -> Response:
    """POST: what was there before the rule. `do` list: those too; wizard: chosen by hand in the wizard."""
    home = resources(request)
    frame, rule = await rule_of(request)
    if (await request.form()).get("do") == "wizard":
        draft_id = secrets.token_urlsafe(9)
        await auto_listing.open_known(home.db, rule, draft_id, home.now())
        return RedirectResponse(f"/publish/{draft_id}/products", 303)
    count = await auto_products.ask_known(home.db, frame.shop.id, rule.id, home.now())
    await home.wake("auto_add", frame.shop.id)
    return RedirectResponse(link(f"/auto-add/{rule.id}", said="known", n=count), 303)


async def rule_of(request: Request) -> tuple[Shell, AutoRule]:
    """The rule of an address; 404 when it is another shop's."""
    frame = await shell(request, "listings")
    rule = await auto_rules.find(resources(request).db, frame.shop.id, request.path_params["rule_id"])
    if rule is None:
        raise HTTPException(404)
    return frame, rule
