"""Problems together: groups of one cause, how many share it, whose turn it is; and one group with its listings."""

from dataclasses import dataclass

from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backend.domain.bulk import Kind
from backend.domain.issues import CAUSES, SPOKEN, Cause, Problem
from backend.domain.policy import Condition
from backend.storage import bulk, listing_pages, listings, problem_pages
from backend.storage.listings import Listing
from backend.storage.problem_pages import Counted, Group
from backend.web.act_words import act_title
from backend.web.listings import Row, places_of, row_of
from backend.web.problems import Words, name_of, owner_of, title_of, words
from backend.web.publish import condition_name
from backend.web.reading import paged, whole, wholes
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import Resources, resources
from backend.web.session import require
from backend.web.shell import Shell, shell

GROUPS, LINES, EXAMPLES = 20, 25, 3
MOST, REASON = 200, 200  # ticks of a form, characters of a reason
ACTS = 5  # the newest bulk acts beside the groups
# Codes that another condition, an exemption or a detail can cure.
_OF_CONDITION = frozenset((Cause.RESTRICTED, *SPOKEN))
_OF_BARCODE = frozenset((Cause.NO_IDENTIFIER, Cause.WRONG_CHECK_DIGIT, Cause.NOT_A_BARCODE, *SPOKEN))


@dataclass(frozen=True, slots=True)
class Shown:
    """A group as its row shows it. `share`: of all that is not live, in hundredths of a percent."""

    counted: Counted
    title: str
    who: str
    cure: str
    path: str
    share: int
    examples: list[Row]


async def page(request: Request) -> Response:
    """The groups, the largest first."""
    home, frame = resources(request), await shell(request, "listings")
    seller_id, marketplace_id, muted = _place(request)
    found = await problem_pages.groups(
        home.db, frame.shop.id, seller_id=seller_id, marketplace_id=marketplace_id, muted=muted
    )
    number, pages = paged(max(1, whole(request.query_params.get("page"))), len(found), GROUPS)
    query = {"seller": seller_id, "marketplace": marketplace_id, "muted": int(muted)}
    acts = await bulk.of_shop(home.db, frame.shop.id, ACTS)
    context = {
        "shell": frame, "groups": await _shown(home, frame, found, number), "page": number, "pages": pages,
        "total": sum(each.count for each in found), "muted": muted, "query": query,
        "chosen": f"{seller_id} {marketplace_id}", "acts": [(act, act_title(act)) for act in acts],
        "places": places_of(frame, await listing_pages.places(home.db, frame.shop.id)),
    }  # fmt: skip
    return render(
        request, "problems/page.html", context, fragment="found" if wants_fragment(request) else None
    )


async def _shown(home: Resources, frame: Shell, found: list[Counted], number: int) -> list[Shown]:
    """The rows of a page of groups."""
    some = found[(number - 1) * GROUPS : number * GROUPS]
    lines = await problem_pages.examples(home.db, frame.shop.id, [each.group for each in some], EXAMPLES)
    held = max(1, sum(each.count - each.live for each in found))
    return [
        Shown(
            each, title_of(each.group.cause, each.group.topic), name_of(owner_of(each.group.cause, each.group.topic)),
            words(problem_of(each.group)).cure, link("/problems/group", **each.group.as_query()),
            (each.count - each.live) * 10_000 // held, [row_of(line, {}) for line in lines[each.group]],
        )
        for each in some
    ]  # fmt: skip


async def one(request: Request) -> Response:
    """A group: why, who, cure, its listings with their ticks, and the cures for all of them."""
    require(request)
    return await show(request, read_group(request.query_params))


async def show(
    request: Request, group: Group, *, fault: str = "", said: FormData | QueryParams | None = None
) -> Response:
    """The page of a group; with `fault` what was asked for (`said`) made no sense: the page says so and keeps it."""
    home, frame = resources(request), await shell(request, "listings")
    count = await problem_pages.count(home.db, frame.shop.id, group)
    number, pages = paged(max(1, whole(request.query_params.get("page"))), count, LINES)
    lines = await problem_pages.lines(home.db, frame.shop.id, group, (number - 1) * LINES, LINES)
    domains = {p.marketplace_id: p.domain for seller in frame.sellers for p in seller.marketplaces}
    context = {
        "shell": frame, "group": group, "count": count, "page": number, "pages": pages, "fault": fault,
        "problem": await _said(home, group, [line.listing for line in lines]), "query": group.as_query(),
        "rows": [row_of(line, domains) for line in lines], "kinds": kinds_of(group),
        "conditions": [(each.value, condition_name(each)) for each in Condition],
        "attributes": group.topic.partition(" ")[2],
        "title": title_of(group.cause, group.topic), "spoken": group.cause in SPOKEN,
        "chosen": _chosen(said or QueryParams(), kinds_of(group)),
    }  # fmt: skip
    part = wants_fragment(request) and not fault
    return render(
        request, "problems/group.html", context, fragment="found" if part else None, status=422 if fault else 200
    )  # fmt: skip


def _chosen(said: FormData | QueryParams, kinds: list[Kind]) -> dict[str, object]:
    """What stands chosen on the page: the cure (the first one by itself), its condition and reason, what is ticked."""
    cure = str(said.get("cure") or "")
    return {
        "cure": cure if cure in {each.value for each in kinds} else kinds[0].value,
        "condition": str(said.get("condition") or ""), "mute": str(said.get("mute") or "")[:REASON],
        "all": bool(said.get("all")), "listings": set(wholes(list(said.getlist("listing")), MOST)),
    }  # fmt: skip


async def _said(home: Resources, group: Group, found: list[Listing]) -> tuple[Words, list[str]]:
    """What is said of the newest of a group, and Amazon's own texts, each once."""
    first = next((each.problem for each in found if each.problem), None)
    issues = await listings.issues_of(home.db, [each.id for each in found])
    texts = dict.fromkeys(issue.message for some in issues.values() for issue in some)
    return words(first or problem_of(group)), list(texts)[:5]


def problem_of(group: Group) -> Problem:
    """What all of a group have in common, as a problem."""
    code, _, attributes = group.topic.partition(" ")
    return Problem(Cause(group.cause), {"codes": code, "attributes": attributes} if code else {})


def kinds_of(group: Group) -> list[Kind]:
    """The cures that a group is offered, the likeliest first."""
    if group.muted:
        return [Kind.UNMUTE]
    cause = Cause(group.cause)
    if cause is Cause.PRICE_WAITS:
        return [Kind.PRICE]
    found = [Kind.ATTRIBUTE] if cause in SPOKEN and group.topic.partition(" ")[2] else []
    found += [Kind.EXEMPT] if cause in _OF_BARCODE else []
    found += [Kind.CONDITION] if cause in _OF_CONDITION else []
    return [Kind.RETRY, *found, Kind.MUTE]


def read_group(said: FormData | QueryParams) -> Group:
    """The group of an address or a form. 404 for a cause that there is not."""
    cause = str(said.get("cause") or "")
    if cause not in CAUSES:
        raise HTTPException(404)
    seller_id, marketplace_id = whole(said.get("seller")), str(said.get("marketplace") or "")[:20]
    topic = str(said.get("topic") or "")[:300]
    return Group(cause, topic, seller_id, marketplace_id, muted=str(said.get("muted") or "") == "1")


def _place(request: Request) -> tuple[int, str, bool]:
    """Seller, marketplace and whether muted ones are asked for."""
    said = request.query_params
    seller_id, marketplace_id = whole(said.get("seller")), said.get("marketplace", "")
    if said.get("place"):
        first, _, marketplace_id = said["place"].partition(" ")
        seller_id = whole(first)
    return seller_id, marketplace_id[:20], said.get("muted") == "1"
