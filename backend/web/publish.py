"""Publish, step 1: where and how. A draft keeps the choice, so a reload or a second tab sees the same."""

import secrets
from dataclasses import replace

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.marketplace import Participation, SellerStatus
from backend.domain.policy import Condition, PolicyKind
from backend.storage import consents, drafts, policies
from backend.storage.drafts import Draft
from backend.storage.policies import KeptPolicy
from backend.storage.searching import Place, Search
from backend.storage.sellers import Seller
from backend.web.languages import _
from backend.web.policies import policy_name
from backend.web.rendering import render
from backend.web.resources import resources
from backend.web.shell import Shell, shell

# What a merchant may sell in; Amazon refuses some for some products, and then says so.
CONDITIONS = (
    Condition.NEW, Condition.NEW_OPEN_BOX, Condition.REFURBISHED, Condition.USED_LIKE_NEW, Condition.USED_VERY_GOOD,
    Condition.USED_GOOD, Condition.USED_ACCEPTABLE,
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
    """GET /publish/{draft}: step 1."""
    frame, draft = await draft_of(request)
    return await _page(request, frame, draft, {})


async def save(request: Request) -> Response:
    """POST: keep step 1 and go on to the products; what cannot be is told beside its field."""
    home = resources(request)
    frame, draft = await draft_of(request)
    form = await request.form()
    kept = await policies.of_shop(home.db, frame.shop.id)
    changed, errors = _read(form, frame, kept, draft)
    if errors:
        return await _page(request, frame, changed, errors, status=422)
    await drafts.change(home.db, changed, home.now())
    return RedirectResponse(f"/publish/{draft.id}/products", 303)


def _read(form: FormData, frame: Shell, kept: list[KeptPolicy], draft: Draft) -> tuple[Draft, dict[str, str]]:
    errors: dict[str, str] = {}
    place = next(
        ((s, p) for s, p in places_of(frame) if f"{s.id} {p.marketplace_id}" == form.get("place")), None
    )
    if place is None:
        errors["place"] = _("Choose where to sell.")
    else:
        draft = replace(draft, seller_id=place[0].id, marketplace_id=place[1].marketplace_id)
    chosen: dict[str, int] = {}
    for kind in PolicyKind:
        found = next((k for k in kept if k.kind is kind and str(k.id) == form.get(kind.value)), None)
        if found is None:
            errors[kind.value] = _("Choose a policy.")
        else:
            chosen[f"{kind.value}_policy_id"] = found.id
    draft = replace(draft, **chosen)  # type: ignore[arg-type]
    condition = next((c for c in CONDITIONS if c.value == form.get("condition")), None)
    if condition is None:
        errors["condition"] = _("Choose a condition.")
        return draft, errors
    return replace(draft, condition=condition), errors


async def _page(
    request: Request, frame: Shell, draft: Draft, errors: dict[str, str], status: int = 200
) -> Response:
    kept = await policies.of_shop(resources(request).db, frame.shop.id)
    groups = [(kind.value, [(k.id, policy_name(k)) for k in kept if k.kind is kind]) for kind in PolicyKind]
    context = {
        "shell": frame, "draft": draft, "places": places_of(frame), "groups": groups, "errors": errors,
        "conditions": [(c.value, condition_name(c)) for c in CONDITIONS],
        "chosen": {kind.value: getattr(draft, f"{kind.value}_policy_id") for kind in PolicyKind},
    }  # fmt: skip
    return render(request, "publish/how.html", context, status=status)


async def draft_of(request: Request) -> tuple[Shell, Draft]:
    """The draft of an address; 404 when it is another shop's."""
    frame = await shell(request, "publish")
    draft = await drafts.find(resources(request).db, frame.shop.id, request.path_params["draft_id"])
    if draft is None:
        raise HTTPException(404)
    return frame, draft


def places_of(frame: Shell) -> list[tuple[Seller, Participation]]:
    """Where the shop can sell: the shop's own country first, then its currency, then by name."""
    own, currency = frame.shop.country.upper(), frame.shop.currency
    found = [
        (seller, place)
        for seller in frame.sellers
        if seller.status is SellerStatus.CONNECTED
        for place in seller.marketplaces
        if place.participating
    ]
    return sorted(
        found, key=lambda pair: (pair[1].country != own, pair[1].currency != currency, pair[1].name)
    )


def place_of(frame: Shell, draft: Draft) -> tuple[Place, Participation | None]:
    """Where a draft publishes, with the marketplace's currency."""
    for seller, place in places_of(frame):
        if seller.id == draft.seller_id and place.marketplace_id == draft.marketplace_id:
            return Place(seller.id, place.marketplace_id, place.currency), place
    return Place(draft.seller_id, draft.marketplace_id, frame.shop.currency), None


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
