"""Publish, step 1: where and how. A draft keeps the choice, so a reload or a second tab sees the same."""

import secrets
from collections.abc import Callable
from dataclasses import replace

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.allowed_conditions import NOTE_LENGTH
from backend.domain.marketplace import Participation
from backend.domain.policy import Condition, PolicyKind
from backend.storage import consents, drafts, policies
from backend.storage.drafts import MOST_PLACES, Draft
from backend.storage.policies import KeptPolicy
from backend.storage.searching import Search
from backend.storage.sellers import Seller
from backend.web.languages import _
from backend.web.places import (
    another,
    condition_choices,
    needs_programme,
    never_taken,
    places_of,
    read_places,
    rules_of,
    spots_of,
    warnings,
)
from backend.web.policies import policy_name
from backend.web.reading import whole
from backend.web.rendering import number, render, wants_fragment
from backend.web.resources import resources
from backend.web.shell import Shell, shell

# What a merchant may sell in; web/places.py says what narrows them.
CONDITIONS = (
    Condition.NEW, Condition.NEW_OPEN_BOX, Condition.REFURBISHED, Condition.USED_LIKE_NEW, Condition.USED_VERY_GOOD,
    Condition.USED_GOOD, Condition.USED_ACCEPTABLE, Condition.COLLECTIBLE_LIKE_NEW, Condition.COLLECTIBLE_VERY_GOOD,
    Condition.COLLECTIBLE_GOOD, Condition.COLLECTIBLE_ACCEPTABLE,
)  # fmt: skip


async def begin(request: Request) -> Response:
    """GET /publish: a new draft with the first choice that makes sense; without a seller, what to do first."""
    home = resources(request)
    frame = await shell(request, "publish")
    places = places_of(frame)
    if not places:
        return render(request, "publish/nowhere.html", {"shell": frame})
    seller, place = await _likely(request, frame, places)
    kept = await policies.defaults(home.db, frame.shop.id)
    draft = Draft(
        secrets.token_urlsafe(9), frame.shop.id, seller.id, place.marketplace_id, kept[PolicyKind.SELLING].id,
        kept[PolicyKind.SYNCHRONIZATION].id, kept[PolicyKind.SHIPPING].id, Condition.NEW, False, Search(), None,
    )  # fmt: skip
    await drafts.begin(home.db, draft, home.now())
    return RedirectResponse(f"/publish/{draft.id}", 303)


async def _likely(
    request: Request, frame: Shell, places: list[tuple[Seller, Participation]]
) -> tuple[Seller, Participation]:
    """Where this publication probably goes: as asked, as last time, the country just connected, the shop's own."""
    home, asked = resources(request), request.query_params.get("seller", "")
    last = await drafts.latest(home.db, frame.shop.id)
    country = await consents.latest_country(home.db, frame.shop.id)

    def fits(seller: Seller, place: Participation) -> tuple[bool, bool, bool]:
        again = last is not None and (last.seller_id, last.marketplace_id) == (
            seller.id,
            place.marketplace_id,
        )
        return (str(seller.id) == asked, again, last is None and place.country == country)

    return max(places, key=lambda pair: fits(*pair))  # of equals the first, as `places_of` sorts them


async def how(request: Request) -> Response:
    """GET /publish/{draft}: step 1. A policy that was just made comes back chosen, as `selling=7`."""
    frame, draft = await draft_of(request)
    kept = await policies.of_shop(resources(request).db, frame.shop.id)
    return await _page(request, frame, _with_policies(request.query_params.get, kept, draft)[0], {})


async def save(request: Request) -> Response:
    """POST: keep step 1 and go on to the products; what cannot be is told beside its field.

    `do`: `look` shows the form as it is chosen now, `another` with one more place, `drop:2` without its third.
    """
    home = resources(request)
    frame, draft = await draft_of(request)
    form = await request.form()
    kept = await policies.of_shop(home.db, frame.shop.id)
    changed, errors = _read(form, frame, kept, draft)
    do = str(form.get("do") or "")
    if do:
        changed = _other_places(do, frame, changed)
        errors = {name: said for name, said in errors.items() if name == "condition"}
    if not errors:
        await drafts.change(home.db, changed, home.now())
    if do or errors:
        return await _page(
            request, frame, changed, errors, status=200 if do else 422, renewed=bool(form.get("renewed"))
        )
    return RedirectResponse(f"/publish/{draft.id}/products", 303)


def _other_places(do: str, frame: Shell, draft: Draft) -> Draft:
    places = draft.places
    if do == "another" and len(places) < MOST_PLACES and (more := another(frame, places)):
        return draft.at((*places, more))
    gone = whole(do.removeprefix("drop:")) if do.startswith("drop:") else 0
    return draft.at((*places[:gone], *places[gone + 1 :])) if 0 < gone < len(places) else draft


def _read(form: FormData, frame: Shell, kept: list[KeptPolicy], draft: Draft) -> tuple[Draft, dict[str, str]]:
    places = read_places(form, frame)
    errors = {} if places else {"place": _("Choose where to sell.")}
    draft, wrong = _with_policies(form.get, kept, draft.at(places) if places else draft)
    errors |= wrong
    errors |= {
        f"note_{n}": _("A note has at most %s characters.") % number(NOTE_LENGTH)
        for n, each in enumerate(draft.places)
        if len(each.note) > NOTE_LENGTH
    }
    condition = next((c for c in CONDITIONS if c.value == form.get("condition")), None)
    if condition is None:
        return draft, {**errors, "condition": _("Choose a condition.")}
    spots = spots_of(frame, draft)
    if never := never_taken(condition, spots):
        said = {"condition": condition_name(condition), "countries": ", ".join(never)}
        errors["condition"] = _("Amazon does not take “%(condition)s” in %(countries)s.") % said
    elif needs_programme(condition, spots) and not form.get("renewed") and draft.condition is not condition:
        errors["condition"] = _(
            "Amazon lets only sellers in its programme Amazon Renewed sell refurbished goods. Say that you take part."
        )
    return replace(draft, condition=condition), errors


def _with_policies(
    said: Callable[[str], object], kept: list[KeptPolicy], draft: Draft
) -> tuple[Draft, dict[str, str]]:
    """The draft with the policies that a form or an address names by kind, and what is wrong with them."""
    chosen, errors = dict[str, int](), dict[str, str]()
    for kind in PolicyKind:
        found = next((k for k in kept if k.kind is kind and str(k.id) == said(kind.value)), None)
        if found is None:
            errors[kind.value] = _("Choose a policy.")
        else:
            chosen[f"{kind.value}_policy_id"] = found.id
    return replace(draft, **chosen), errors  # type: ignore[arg-type]


async def _page(
    request: Request, frame: Shell, draft: Draft, errors: dict[str, str], *, status: int = 200, renewed: bool = False
) -> Response:  # fmt: skip
    kept = await policies.of_shop(resources(request).db, frame.shop.id)
    groups = [(kind.value, [(k.id, policy_name(k)) for k in kept if k.kind is kind]) for kind in PolicyKind]
    spots, rules = spots_of(frame, draft), await rules_of(resources(request), frame.shop.id)
    names = {condition: condition_name(condition) for condition in CONDITIONS}
    context = {
        "shell": frame, "draft": draft, "places": places_of(frame), "groups": groups, "errors": errors,
        "spots": [(spot, warnings(spot, draft, frame, rules)) for spot in spots],
        "more_places": len(spots) < MOST_PLACES and another(frame, draft.places) is not None,
        "conditions": condition_choices(spots, names), "note_length": NOTE_LENGTH,
        "programme": needs_programme(draft.condition, spots), "renewed": renewed or not errors.get("condition"),
        "chosen": {kind.value: getattr(draft, f"{kind.value}_policy_id") for kind in PolicyKind},
    }  # fmt: skip
    fragment = "how" if wants_fragment(request) else None
    return render(request, "publish/how.html", context, fragment=fragment, status=status)


async def draft_of(request: Request) -> tuple[Shell, Draft]:
    """The draft of an address; 404 when it is another shop's."""
    frame = await shell(request, "publish")
    draft = await drafts.find(resources(request).db, frame.shop.id, request.path_params["draft_id"])
    if draft is None:
        raise HTTPException(404)
    return frame, draft


def condition_name(condition: Condition) -> str:
    names = {
        Condition.NEW: _("New"),
        Condition.NEW_OPEN_BOX: _("New, box opened"),
        Condition.NEW_OEM: _("New, original manufacturer's part"),
        Condition.REFURBISHED: _("Refurbished"),
        Condition.USED_LIKE_NEW: _("Used, like new"),
        Condition.USED_VERY_GOOD: _("Used, very good"),
        Condition.USED_GOOD: _("Used, good"),
        Condition.USED_ACCEPTABLE: _("Used, acceptable"),
        Condition.COLLECTIBLE_LIKE_NEW: _("Collectible, like new"),
        Condition.COLLECTIBLE_VERY_GOOD: _("Collectible, very good"),
        Condition.COLLECTIBLE_GOOD: _("Collectible, good"),
        Condition.COLLECTIBLE_ACCEPTABLE: _("Collectible, acceptable"),
    }
    return names[condition]
