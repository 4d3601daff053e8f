"""Publish, the last look: what will be published where, what cannot and why; and List now, once."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.issues import Cause
from backend.domain.money import Money
from backend.domain.policy import PolicyKind
from backend.storage import catalogue, plans, policies, runs
from backend.storage.drafts import Draft
from backend.storage.policy_encoding import write_policy
from backend.storage.ready_counts import LARGE
from backend.storage.searching import Place
from backend.web.places import Spot, rules_of, spots_of, warnings
from backend.web.policies import policy_name
from backend.web.preflight import AtPlace, Row, preflight
from backend.web.problems import title_of
from backend.web.publish import condition_name, draft_of
from backend.web.rendering import link, render
from backend.web.resources import Resources, resources
from backend.web.selection import STOPPING, show, where_of

EXACT, AT_ONCE = (
    1_000,
    200,
)  # products that are looked at one by one; more are counted by what the tables know


@dataclass(slots=True)
class Tally:
    """What will happen at one place, in variations but for `products`. `stopped`: how many by cause."""

    spot: Spot
    products: int = 0
    going: int = 0
    already: int = 0
    stopped: dict[str, int] = field(default_factory=dict)
    low: Money | None = None
    high: Money | None = None

    @property
    def cannot(self) -> int:
        return sum(self.stopped.values())

    def add(self, each: AtPlace) -> None:
        if each.listed:
            self.already += 1
        elif each.goes and each.offer:
            self.going += 1
            price = each.offer.price
            self.low = price if self.low is None or price < self.low else self.low
            self.high = price if self.high is None or self.high < price else self.high
        elif each.problem:
            cause = each.problem.cause.value
            self.stopped[cause] = self.stopped.get(cause, 0) + 1


async def page(request: Request) -> Response:
    """GET: places, policies, condition, what is chosen and what becomes of it; the button that does it."""
    home = resources(request)
    frame, draft = await draft_of(request)
    if draft.run_id:
        return RedirectResponse(after(draft, draft.run_id), 303)
    spots = spots_of(frame, draft)
    place = await where_of(home, draft, spots)
    total = await runs.count_picked(home.db, draft, place)
    if not total:
        return await show(request, frame, draft, None, nothing=True, status=422)
    rules = await rules_of(home, draft.shop_id)
    names = [(kind.value, rules.kept.get(getattr(draft, f"{kind.value}_policy_id"))) for kind in PolicyKind]
    tallies = await _exactly(home, draft, spots, place) if total <= EXACT else []
    going = sum(tally.going for tally in tallies)
    context = {
        "room": await _room(home, draft, None if total > EXACT else going),
        "shell": frame, "draft": draft, "there": all(spot.there for spot in spots), "total": total,
        "spots": [(spot, warnings(spot, draft, frame, rules)) for spot in spots], "tallies": tallies,
        "roughly": await _roughly(home, draft, spots, place) if EXACT < total < LARGE else [],
        "going": going or total > EXACT,
        "policies": [(kind, each.id, policy_name(each)) for kind, each in names if each],
        "condition": condition_name(draft.condition), "cause_words": title_of, "cure_of": _cure_of(draft),
        "seen": await _seen(home, draft), "changed": request.query_params.get("said") == "changed",
    }  # fmt: skip
    return render(request, "publish/summary.html", context)


async def _room(home: Resources, draft: Draft, going: int | None) -> int | None:
    """How many new listings the shop's plan has room for, where that may be fewer than `going` (None: not counted)."""
    found = await plans.allowance(home.db, draft.shop_id, home.now(), home.settings.owners.terms)
    return None if found.room is None or (going is not None and going <= found.room) else found.room


async def _exactly(home: Resources, draft: Draft, spots: list[Spot], place: Place) -> list[Tally]:
    """Every chosen variation at every place, by the rules that decide later."""
    tallies, look, last = (
        [Tally(spot) for spot in spots],
        await preflight(home.db, draft, spots, home.now()),
        0,
    )
    while ids := await runs.picked(home.db, draft, place, last, AT_ONCE):
        for row in await look.rows(await catalogue.of_ids(home.db, ids), set()):
            for number, tally in enumerate(tallies):
                _count(tally, row, number)
        last = ids[-1]
    return tallies


def _count(tally: Tally, row: Row, number: int) -> None:
    for line in row.lines:
        tally.add(line.at[number])
    tally.products += any(line.at[number].goes for line in row.lines)


async def _roughly(
    home: Resources, draft: Draft, spots: list[Spot], place: Place
) -> list[tuple[Spot, int, int, int]]:
    """By place: how many products can be published, are there already, and cannot yet; by what the tables know."""
    found = []
    total = await runs.count_picked(home.db, draft, place)
    for spot in spots:
        at = Place(
            spot.place.seller_id, spot.place.marketplace_id, place.currency and spot.currency, (), place.enabled,
            place.stocked,
        )  # fmt: skip
        listed = await runs.count_chosen(home.db, draft, at, on_amazon=True)
        will = await runs.count_chosen(home.db, draft, at, ready=True, on_amazon=False)
        found.append((spot, will, listed, max(0, total - will - listed)))
    return found


def _cure_of(draft: Draft) -> Callable[[str], str]:
    """Where what stops products for a cause is seen and cured."""
    products = f"/publish/{draft.id}/products"

    def address(cause: str) -> str:
        if cause in STOPPING:
            return link(products, cause=cause)
        if cause == Cause.OUT_OF_STOCK:
            return link(products, stock="out")
        if cause == Cause.OTHER_CURRENCY:
            return f"/publish/{draft.id}"
        return products

    return address


async def list_now(request: Request) -> Response:
    """POST: one run for each place of the draft; pressed twice, or in two tabs, they are the same ones. What was
    changed in another tab since the last look (`seen`) is shown first."""
    home = resources(request)
    frame, draft = await draft_of(request)
    if draft.run_id:
        return RedirectResponse(after(draft, draft.run_id), 303)
    seen = (await request.form()).get("seen")
    if seen and seen != await _seen(home, draft):
        return RedirectResponse(link(f"/publish/{draft.id}/summary", said="changed"), 303)
    spots = spots_of(frame, draft)
    place = await where_of(home, draft, spots)
    there = all(spot.there for spot in spots)
    total = await runs.count_picked(home.db, draft, place) if there else 0
    if not total:
        return await show(request, frame, draft, None, nothing=there, status=422)
    run_id = await runs.start(home.db, draft, total, home.now(), place)
    for seller_id in dict.fromkeys(each.seller_id for each in draft.places):
        await home.wake("publishing", seller_id)
    return RedirectResponse(after(draft, run_id), 303)


async def _seen(home: Resources, draft: Draft) -> str:
    """Where and how the last look says that it is listed, as a short word that changes with any of it."""
    kept = await policies.by_id(home.db, draft.shop_id)
    ids = (draft.selling_policy_id, draft.synchronization_policy_id, draft.shipping_policy_id)
    said = [
        *((each.key, each.note) for each in draft.places),
        draft.condition.value,
        *((id, write_policy(kept[id].policy) if id in kept else "") for id in ids),
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:24]


def after(draft: Draft, run_id: int) -> str:
    """Where a publication is watched: among its listings, or with the others of its draft."""
    return f"/runs/{run_id}" if draft.others else link("/listings", run=run_id)
