"""The review lane of auto-add: what came, with why; accepted, refused, all at once, and a refusal taken back."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.auto_adding import State
from backend.storage import auto_products, auto_rules, journal
from backend.web.auto_rows import LINES, rows_of
from backend.web.auto_words import state_name
from backend.web.languages import _
from backend.web.reading import DIGITS, paged, whole
from backend.web.rendering import link, render, wants_fragment
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import shell

TABS = (State.REVIEW, State.HELD, State.REFUSED)
_TO = {"accept": State.DUE, "refuse": State.REFUSED, "back": State.REVIEW}


async def page(request: Request, *, wrong: str = "", status: int = 200) -> Response:
    """What waits, the newest first. `wrong`: what kept an answer from counting."""
    home, frame = resources(request), await shell(request, "listings")
    said = request.query_params
    rules = await auto_rules.names(home.db, frame.shop.id)
    rule_id = whole(said.get("rule")) if whole(said.get("rule")) in rules else 0
    state = next((each for each in TABS if each == said.get("state")), State.REVIEW)
    counts = {each: await auto_products.count(home.db, frame.shop.id, (each,), rule_id) for each in TABS}
    number, pages = paged(max(1, whole(said.get("page"))), counts[state], LINES)
    found = await auto_products.page(home.db, frame.shop.id, (state,), rule_id, (number - 1) * LINES, LINES)
    query = {"state": state.value if state is not State.REVIEW else "", "rule": rule_id or ""}
    context = {
        "shell": frame, "rows": await rows_of(home.db, found, rules), "rules": rules, "rule_id": rule_id,
        "state": state, "tabs": [(each, state_name(each), counts[each]) for each in TABS],
        "total": counts[state], "page": number, "pages": pages, "query": query, "wrong": wrong,
        "said": "" if wrong else said.get("said", ""), "n": whole(said.get("n")), "at": whole(said.get("at")),
    }  # fmt: skip
    fragment = "found" if wants_fragment(request) else None
    return render(request, "auto/review.html", context, fragment=fragment, status=status)


async def decide(request: Request) -> Response:
    """POST: `do` accept, refuse or back for what is ticked (`each`), or all: everything that waits, of one `rule` or
    of all. 422 for none of them, or for nothing ticked."""
    home, shop_id = resources(request), require(request).shop_id
    form = await request.form()
    do, rule_id = str(form.get("do") or ""), whole(form.get("rule"))
    pairs = _pairs([*form.getlist("each")])
    if do == "all":
        do, chosen = "accept", None
    elif do not in _TO or not pairs:
        return await page(request, wrong=_("Tick at least one product first."), status=422)
    else:
        chosen = pairs
    count = await auto_products.decide(home.db, shop_id, chosen, _TO[do], home.now(), rule_id=rule_id)
    if count:
        told = {"products": count}
        await journal.write(home.db, shop_id, home.now(), "merchant", f"auto_{do}", told)
    await home.wake("auto_add", shop_id)
    at = home.now() if do == "refuse" and count else 0
    return RedirectResponse(
        link("/auto-add/review", said=do if count else "nothing", n=count, at=at, rule=rule_id), 303
    )


async def undo(request: Request) -> Response:
    """POST: take back what was refused together, at the moment `at`."""
    home, shop_id = resources(request), require(request).shop_id
    at = whole((await request.form()).get("at"))
    count = await auto_products.undo(home.db, shop_id, at) if at else 0
    return RedirectResponse(link("/auto-add/review", said="undone" if count else "nothing", n=count), 303)


def _pairs(texts: list[object]) -> list[tuple[int, int]]:
    """(rule, product) as the rows name them; what makes no sense is passed over."""
    found = []
    for text in texts[:LINES]:
        rule, _dash, product = str(text)[: 2 * DIGITS + 1].partition("-")
        if whole(rule) and whole(product):
            found.append((whole(rule), whole(product)))
    return found
