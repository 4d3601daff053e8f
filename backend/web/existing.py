"""Existing listings: what the seller has on Amazon without us, beside the product it is, with what would change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.adopting import Change, would_change
from backend.domain.decision import Wish
from backend.domain.policy import Condition, PolicyKind, ShippingPolicy
from backend.domain.selling import SellingPolicy
from backend.domain.synchronization import SynchronizationPolicy
from backend.storage import adopting, existing_pages, policies, readings, wishes
from backend.storage.existing_pages import TABS, LineOfItem
from backend.storage.policies import KeptPolicy
from backend.storage.readings import Reading
from backend.storage.wishes import Wishes
from backend.web.existing_words import changes, found_by, status_word, why
from backend.web.policies import policy_name
from backend.web.reading import paged, whole, wholes
from backend.web.rendering import link, named, render, wants_fragment
from backend.web.resources import Resources, resources
from backend.web.session import require
from backend.web.shell import Shell, shell

LINES = 25


@dataclass(frozen=True, slots=True)
class Row:
    """An item as its row shows it: the product's name in the page's language, "" for none; words for all the rest."""

    line: LineOfItem
    name: str
    by: str
    why: str
    changes: list[str]
    status: str
    country: str
    amazon: str  # its page for buyers, "" without an ASIN

    @property
    def linkable(self) -> bool:
        return self.line.state in ("proposed", "conflict") and self.line.variation is not None


_PLAIN = Wishes({})


@dataclass(frozen=True, slots=True)
class Chosen:
    """The policies to preview and to link with, and what else their rules go by."""

    kept: Mapping[PolicyKind, KeptPolicy]
    wishes: Wishes = _PLAIN

    def id(self, kind: PolicyKind) -> int:
        return self.kept[kind].id

    @property
    def ids(self) -> dict[PolicyKind, int]:
        return {kind: each.id for kind, each in self.kept.items()}


async def page(request: Request) -> Response:
    """A tab of the items. While Amazon is being read the list asks again by itself, and then stops."""
    home, frame = resources(request), await shell(request, "listings")
    said, db = request.query_params, home.db
    words = said.get("words", "")[:200]
    counts = await existing_pages.counts(db, frame.shop.id, words)
    tab = said.get("tab", "") if said.get("tab") in TABS else next((t for t in TABS if counts[t]), "proposed")
    number, pages = paged(max(1, whole(said.get("page"))), counts[tab], LINES)
    every = await policies.of_shop(db, frame.shop.id)
    chosen = replace(_chosen(every, said), wishes=await wishes.read(db, frame.shop.id, home.now()))
    lines = await existing_pages.page(db, frame.shop.id, tab, words, (number - 1) * LINES, LINES)
    kept = await readings.of_shop(db, frame.shop.id)
    query = {"tab": tab, "words": words, **{kind.value: whole(said.get(kind.value)) for kind in PolicyKind}}
    context = {
        "shell": frame, "tab": tab, "tabs": tuple(TABS), "counts": counts, "words": words, "query": query,
        "page": number, "pages": pages, "rows": [_row(frame, line, chosen) for line in lines],
        "chosen": chosen, "choices": _choices(every), "said": said.get("said", ""), "n": whole(said.get("n")),
        "reading": _state(kept), "here": link("/unmanaged", **{**query, "page": number}),
        "working": any(each.working for each in kept) or any(line.state == "linking" for line in lines),
    }  # fmt: skip
    return render(
        request,
        "existing/page.html",
        context,
        fragment=("found", "tabs") if wants_fragment(request) else None,
    )


async def decide(request: Request) -> Response:
    """POST: `do` link, link_all, dismiss or undo, for the items ticked (`item`)."""
    home, shop_id = resources(request), require(request).shop_id
    form = await request.form()
    ids, do = wholes([*form.getlist("item")], 1000), str(form.get("do") or "")
    chosen = _chosen(await policies.of_shop(home.db, shop_id), {k: str(v) for k, v in form.items()})
    match do:
        case "link" | "link_all":
            sellers = await adopting.link(
                home.db, shop_id, None if do == "link_all" else ids, chosen.ids, home.now()
            )
            for seller_id in sellers:
                await home.wake("existing", seller_id)
            done = len(sellers) and (1 if do == "link_all" else len(ids))
        case "dismiss":
            done = await adopting.dismiss(home.db, shop_id, ids, home.now())
        case "undo":
            done = await adopting.undo(home.db, shop_id, ids, home.now())
        case _:
            done = 0
    tab = str(form.get("tab") or "")
    said = do.removesuffix("_all") if done else "nothing"
    back = link(
        "/unmanaged", tab=tab if tab in TABS else "", words=str(form.get("words") or "")[:200], said=said
    )
    return RedirectResponse(back, 303)


async def read(request: Request) -> Response:
    """POST: read Amazon again now."""
    home, shop_id = resources(request), require(request).shop_id
    for seller_id in await readings.ask(home.db, shop_id, home.now()):
        await home.wake("existing", seller_id)
    return RedirectResponse(link("/unmanaged", said="read"), 303)


async def mine(home: Resources, shop_id: int, item_id: int) -> LineOfItem:
    """An item of the session's shop. 404 for another's, and for one that is gone."""
    line = await existing_pages.find(home.db, shop_id, item_id)
    if line is None:
        raise HTTPException(404)
    return line


def _row(frame: Shell, line: LineOfItem, chosen: Chosen) -> Row:
    place = next(
        (p for s in frame.sellers if s.id == line.at.seller_id for p in s.marketplaces
         if p.marketplace_id == line.at.marketplace_id), None,
    )  # fmt: skip
    open_one = line.state in ("proposed", "conflict") and line.variation is not None
    change = would(line, place.currency if place else "", chosen) if open_one else None
    return Row(
        line=line,
        name=named(line.product.product) if line.product and line.variation else "",
        by=found_by(line.claim),
        why=why(line),
        changes=changes(line.item, change) if change else [],
        status=status_word(line.item.status),
        country=place.country if place else "",
        amazon=f"https://{place.domain}/dp/{line.item.asin}" if place and line.item.asin else "",
    )


def would(line: LineOfItem, currency: str, chosen: Chosen) -> Change:
    """What linking would change first, by the chosen policies."""
    assert line.product is not None
    assert line.variation is not None
    selling, synchronization, shipping = (chosen.kept[kind].policy for kind in PolicyKind)
    assert isinstance(selling, SellingPolicy)
    assert isinstance(synchronization, SynchronizationPolicy)
    assert isinstance(shipping, ShippingPolicy)
    wish = Wish(
        listed=True, asin=line.item.asin, currency=currency, sku_count=1, selling=selling,
        condition=line.item.condition or Condition.NEW, synchronization=synchronization, shipping=shipping,
        sold=line.variation.sold, inferred=line.variation.inferred, own_sku=line.item.sku,
        rates=chosen.wishes.rates, today=chosen.wishes.today,
        categories=chosen.wishes.categories(line.product.product), by_amazon=line.item.by_amazon,
    )  # fmt: skip
    return would_change(line.item, line.product.product, line.variation.variation, wish)


def _chosen(every: list[KeptPolicy], said: Mapping[str, str]) -> Chosen:
    """The policies an address or a form names; the default where it names none of this shop's."""
    kept: dict[PolicyKind, KeptPolicy] = {}
    for kind in PolicyKind:
        mine_of_kind = [each for each in every if each.kind is kind]
        wanted = whole(said.get(kind.value))
        if mine_of_kind:
            kept[kind] = next((each for each in mine_of_kind if each.id == wanted), mine_of_kind[0])
    return Chosen(kept)


def _choices(every: list[KeptPolicy]) -> list[tuple[PolicyKind, list[tuple[int, str]]]]:
    """The policies to choose from, by kind; only where there is a choice."""
    found = []
    for kind in PolicyKind:
        of_kind = [(each.id, policy_name(each)) for each in every if each.kind is kind]
        if len(of_kind) > 1:
            found.append((kind, of_kind))
    return found


@dataclass(frozen=True, slots=True)
class ReadingState:
    """How far the readings are: `working` with `position` of `total` (0: not known), or read whole at `read_at`."""

    working: bool
    position: int
    total: int
    read_at: int
    report: bool
    odd: int
    trouble: bool  # what it does now failed, and is tried again by itself


def _state(kept: list[Reading]) -> ReadingState:
    at_work = [each for each in kept if each.working]
    return ReadingState(
        working=bool(at_work),
        position=sum(each.position for each in at_work if each.stage in ("read", "search")),
        total=sum(
            each.total for each in at_work if each.stage in ("ask", "asking", "wait", "read", "search")
        ),
        read_at=min((each.finished_at for each in kept), default=0),
        report=any(each.stage in ("ask", "asking", "wait") for each in at_work),
        odd=sum(each.odd for each in kept),
        trouble=any(each.attempts and each.stage != "wait" for each in at_work),
    )
