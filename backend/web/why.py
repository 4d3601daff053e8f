"""The ! panel: why a listing is not live, whose turn it is, what cures it, what was tried; and leaving it as it is."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.decision import Standing
from backend.domain.issues import Cause, Problem, topic_of
from backend.domain.listing import Stage, Status
from backend.domain.marketplace import Participation
from backend.domain.rules import Leaving, trace
from backend.domain.synchronization import Subject
from backend.storage import journal, listings, muting, problem_pages, sellers, shops, wishes
from backend.storage.listings import Listing, Work
from backend.storage.problem_pages import Group
from backend.web import category_names
from backend.web.explaining import Told, conditions, following, leaving, rule_name
from backend.web.problems import words
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import Resources, resources
from backend.web.session import require

REASON = 200  # characters of a reason to mute


async def work_of(request: Request) -> Work:
    """The listing of an address; 404 when it is another shop's."""
    shop_id = require(request).shop_id
    work = await listings.find(resources(request).db, shop_id, request.path_params["listing_id"])
    if work is None:
        raise HTTPException(404)
    return work


def can_retry(listing: Listing) -> bool:
    """Whether trying again starts something; what Amazon has and keeps is read again by itself."""
    return listing.status in (Status.INCOMPLETE, Status.ENDED) and listing.stage in (Stage.REST, Stage.WATCH)


def problem_of(listing: Listing) -> Problem | None:
    """What a row's ! stands for: its problem, else a price that waits for the merchant."""
    if listing.problem is None and listing.asked_price is not None and listing.sent is not None:
        return Problem(Cause.PRICE_WAITS)
    return listing.problem


async def view(request: Request) -> Response:
    """The panel under a row."""
    home, work = resources(request), await work_of(request)
    listing = work.listing
    problem = problem_of(listing)
    if not wants_fragment(request):
        return RedirectResponse(f"/listings/{listing.id}", 303)
    # Closed by the merchant, or cured while the row was looked at: then the list shows how things are now.
    if request.query_params.get("close") or problem is None:
        again = {"hx-trigger-after-settle": "listings:closed"}
        return render(request, "listing/why.html", {"listing": listing}, fragment="closed", headers=again)
    found = await sellers.marketplaces(home.db, listing.seller_id)
    place = next((p for p in found if p.marketplace_id == listing.marketplace_id), None)
    context = {
        "work": work, "listing": listing, **await told(home, work, problem),
        **await rules(home, work, place), "store": await shops.store_of(home.db, listing.shop_id),
        "can_retry": can_retry(listing),
    }  # fmt: skip
    return render(request, "listing/why.html", context, fragment="panel")


async def told(home: Resources, work: Work, problem: Problem) -> Mapping[str, Any]:
    """A problem with all that is told beside it: since when, what was tried, how many share it, whether it is muted."""
    listing = work.listing
    problem = await named(home, listing.shop_id, problem)
    group = Group(problem.cause.value, topic_of(problem))
    waits = problem.cause is Cause.PRICE_WAITS
    return {
        "problem": words(problem), "since": (listing.asked_at or 0) if waits else listing.problem_at,
        "tried": await journal.tried(home.db, listing.id),
        "same": max(0, await problem_pages.count(home.db, listing.shop_id, group) - (not listing.muted)),
        "group": link("/problems/group", **group.as_query()),
        "muted": await muting.of_listing(home.db, listing),
    }  # fmt: skip


async def named(home: Resources, shop_id: int, problem: Problem) -> Problem:
    """A problem that is about a category, with the name that it has."""
    value = str(problem.details.get("value", ""))
    if problem.details.get("subject") != Subject.CATEGORY or not value.isdecimal():
        return problem
    names = await category_names.every(home.db, shop_id)
    return replace(problem, details={**problem.details, "name": names.get(int(value), f"#{value}")})


async def rules(
    home: Resources, work: Work, place: Participation | None, leaves: Leaving | None = None
) -> dict[str, Any]:
    """The rule that the listing is under, every condition with its value, and those that do not hold; with `leaves`
    also what lets a change leave now."""
    if place is None:
        return {"rule": "", "conditions": [], "unmet": [], "following": [], "leaving": [], "apart": ()}
    listing = work.listing
    kept = await wishes.read(home.db, listing.shop_id, home.now())
    other = await wishes.differing(home.db, kept, listing, listing.sku)
    wanted = listing.status is not Status.ENDED and listing.stage is not Stage.WITHDRAW
    product = None if work.product.deleted else work.product.product
    there = await wishes.stopped_elsewhere(home.db, kept, listing, listing.sku)
    wish = kept.wish(work, place.currency, listed=wanted, other_rules=other, stopped_elsewhere=there)
    found = trace(
        product,
        work.variation.variation if work.variation else None,
        wish,
        Standing(listing.sent, listing.problem),
        leaves,
    )
    names = await category_names.asked(home.db, listing.shop_id, [wish.synchronization])
    lines: list[Told] = conditions(found, listing.by_amazon, names)
    return {
        "rule": rule_name(found), "conditions": lines, "unmet": [each for each in lines if not each.met],
        "following": following(found, names), "leaving": leaving(found), "apart": found.apart,
    }  # fmt: skip


async def mute(request: Request) -> Response:
    """POST: leave it as it is, with a reason if there is one."""
    home, work = resources(request), await work_of(request)
    listing = work.listing
    reason = " ".join(str((await request.form()).get("reason") or "").split())[:REASON]
    done = await muting.mute(home.db, listing.shop_id, [listing.id], reason, home.now())
    return RedirectResponse(link(f"/listings/{listing.id}", said="muted" if done else ""), 303)


async def unmute(request: Request) -> Response:
    """POST: count it again."""
    home, work = resources(request), await work_of(request)
    listing = work.listing
    done = await muting.unmute(home.db, listing.shop_id, [listing.id], home.now())
    return RedirectResponse(link(f"/listings/{listing.id}", said="unmuted" if done else ""), 303)
