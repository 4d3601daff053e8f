"""The match inbox: what the background proposes for listings without an ASIN, to be accepted, dismissed, undone."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.comparing import Finding
from backend.storage import accepting, proposals
from backend.storage.proposals import DISMISSED, OPEN, SURE_FROM, Kept
from backend.web.comparison import Line, lines, reasons, rests_words
from backend.web.reading import paged, whole, wholes
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import Resources, resources
from backend.web.session import require
from backend.web.shell import Shell, shell

LINES = 25
SCORES = (90, 70, 50)
UNDONE_WITHIN = 86_400  # seconds in which the page offers to take an acceptance back


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal as its row shows it. `tick`: it may be ticked with others; else it needs a person by itself."""

    kept: Kept
    lines: list[Line]
    reasons: str
    rests: str
    tick: bool
    amazon: str


async def page(request: Request) -> Response:
    """The proposals, the surest first; while listings are looked at, the progress asks again by itself."""
    home, frame = resources(request), await shell(request, "listings")
    asked = request.headers.get("hx-target", "found") if wants_fragment(request) else ""
    part = asked if asked in ("found", "progress") else "found" if asked else None
    context = await _context(request, home, frame, rows=part != "progress")
    return render(request, "matches/page.html", context, fragment=part)


async def decide(request: Request) -> Response:
    """POST: `do` accept (those ticked in `listing`) or all (those that are sure); `one` is accepted by itself,
    `dismiss` and `back` name one that is put aside or brought back."""
    home, shop_id = resources(request), require(request).shop_id
    form = await request.form()
    do, one, aside, back = (
        str(form.get("do") or ""),
        *(whole(form.get(name)) for name in ("one", "dismiss", "back")),
    )
    around = {"score": whole(form.get("score")), "state": str(form.get("state") or "")[:20]}
    if aside or back:
        await proposals.decide(home.db, shop_id, [aside or back], DISMISSED if aside else OPEN, home.now())
        return RedirectResponse(link("/matches", said="dismiss" if aside else "back", **around), 303)
    ids = None if do == "all" else [one] if one else wholes([*form.getlist("listing")], LINES)
    done = await accepting.accept(home.db, shop_id, ids, home.now())
    await _wake(home, done.seller_ids)
    said = "accepted" if done.linked else "nothing"
    return RedirectResponse(link("/matches", said=said, n=done.linked, left=done.left, **around), 303)


async def undo(request: Request) -> Response:
    """POST: take a whole `batch` of acceptances back: no ASIN again, and off Amazon what is there."""
    home, shop_id = resources(request), require(request).shop_id
    batch = whole((await request.form()).get("batch"))
    done = await accepting.take_back(home.db, shop_id, batch, home.now()) if batch else None
    await _wake(home, done.seller_ids if done else ())
    count = done.linked if done else 0
    return RedirectResponse(link("/matches", said="undone" if count else "nothing", n=count), 303)


async def _wake(home: Resources, seller_ids: tuple[int, ...]) -> None:
    for seller_id in seller_ids:
        for kind in ("matching", "offers"):
            await home.wake(kind, seller_id)


async def _context(request: Request, home: Resources, frame: Shell, *, rows: bool) -> dict[str, object]:
    said = request.query_params
    least = whole(said.get("score"))
    least = least if least in SCORES else 0
    state = DISMISSED if said.get("state") == DISMISSED else OPEN
    counts = await proposals.counts(home.db, frame.shop.id)
    total = await proposals.count(home.db, frame.shop.id, state, least) if rows else 0
    number, pages = paged(max(1, whole(said.get("page"))), total, LINES)
    found = (
        await proposals.page(home.db, frame.shop.id, state, least, (number - 1) * LINES, LINES)
        if rows
        else []
    )
    domains = {p.marketplace_id: p.domain for seller in frame.sellers for p in seller.marketplaces}
    query = {"score": least, "state": state if state == DISMISSED else ""}
    return {
        "shell": frame, "counts": counts, "total": total, "page": number, "pages": pages, "query": query,
        "least": least, "state": state, "scores": SCORES, "sure_from": SURE_FROM,
        "rows": [_row(each, domains) for each in found], "said": said.get("said", ""), "n": whole(said.get("n")),
        "left": whole(said.get("left")), "here": link("/matches", **query, page=number if number > 1 else 0),
        "batch": await proposals.latest_batch(home.db, frame.shop.id, home.now() - UNDONE_WITHIN),
    }  # fmt: skip


def _row(kept: Kept, domains: dict[str, str]) -> Row:
    findings = [
        Finding(field, yours, theirs, agrees, name=name)
        for field, name, yours, theirs, agrees in kept.found.body.get("findings", ())
    ]
    domain = domains.get(kept.work.listing.marketplace_id, "")
    return Row(
        kept, lines(findings), reasons(findings), rests_words(kept.found.rests_on),
        not kept.found.differs and kept.found.rests_on not in accepting.BY_ITSELF,
        f"https://{domain}/dp/{kept.found.asin}" if domain else "",
    )  # fmt: skip
