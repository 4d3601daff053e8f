"""Publications: how each goes, what became of its listings, and pausing, going on and cancelling it."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.storage import cancelling, pausing, run_outcomes, runs
from backend.storage.runs import Run
from backend.web.problems import title_of
from backend.web.reading import whole
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import Resources, resources
from backend.web.run_progress import told
from backend.web.session import require
from backend.web.shell import shell

LANES = ("publishing", "matching", "offers", "feeds")  # what a publication is made by


async def page(request: Request) -> Response:
    """GET /runs: the newest publications; `before` continues with older ones."""
    home = resources(request)
    frame = await shell(request, "listings")
    before = whole(request.query_params.get("before"))
    found = await run_outcomes.newest(home.db, frame.shop.id, before)
    older = found[run_outcomes.SHOWN - 1].id if len(found) > run_outcomes.SHOWN else 0
    return await _show(
        request, found[: run_outcomes.SHOWN], link("/runs", before=before), one=False, older=older
    )


async def one(request: Request) -> Response:
    """GET /runs/{id}: a publication with those of the same List now at other places, one under the other."""
    home, run = resources(request), await _run_of(request)
    together = await runs.of_draft(home.db, run.shop_id, run.draft_id)
    return await _show(request, together, f"/runs/{run.id}", one=True, older=0)


async def pause(request: Request) -> Response:
    """POST: `on` 1 sends nothing more of it, 0 lets it go on; `back` leads where it was pressed."""
    home, run = resources(request), await _run_of(request)
    form = await request.form()
    on = form.get("on") == "1"
    seller_id = await pausing.pause(home.db, run.shop_id, run.id, on, home.now())
    if seller_id is not None and not on:
        await _wake(home, seller_id)
    return RedirectResponse(_back(str(form.get("back") or ""), run), 303)


async def cancel(request: Request) -> Response:
    """POST: what of it was not sent yet ends; what is on Amazon stays."""
    home, run = resources(request), await _run_of(request)
    count = await cancelling.cancel(home.db, run.shop_id, home.now(), run_id=run.id)
    return RedirectResponse(link(f"/runs/{run.id}", said="cancelled", n=count), 303)


async def _wake(home: Resources, seller_id: int) -> None:
    for kind in LANES:
        await home.wake(kind, seller_id)


def _back(back: str, run: Run) -> str:
    return (
        link("/listings", run=run.id)
        if back == "run"
        else "/listings"
        if back == "all"
        else f"/runs/{run.id}"
    )


async def _run_of(request: Request) -> Run:
    """The run of an address; 404 when it is another shop's."""
    run = await runs.find(resources(request).db, require(request).shop_id, request.path_params["run_id"])
    if run is None:
        raise HTTPException(404)
    return run


async def _show(request: Request, found: list[Run], here: str, *, one: bool, older: int) -> Response:
    home = resources(request)
    frame = await shell(request, "listings")
    order = {run.id: number for number, run in enumerate(found)}
    progresses = await run_outcomes.in_turn(home.db, found)
    shown = await told(home, sorted(progresses, key=lambda each: order[each.run.id]), outcomes=True)
    said = request.query_params.get("said", "")
    context = {
        "shell": frame, "runs": shown, "here": here, "one": one, "older": older, "cause_words": title_of,
        "working": any(each.progress.working and not each.progress.paused for each in shown),
        "said": said if said == "cancelled" else "", "stopped": whole(request.query_params.get("n")),
    }  # fmt: skip
    return render(request, "runs/page.html", context, fragment="runs" if wants_fragment(request) else None)
