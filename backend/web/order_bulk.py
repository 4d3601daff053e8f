"""Acts for any selection of orders: those ticked, or all that the filter finds. A preview first, then the press.

An act is a line of ACTS; whoever sends, cancels or refunds adds theirs. Each must be harmless when asked for twice.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.storage import order_aside, order_pages, order_troubles, reversal_acts, turns, untracked
from backend.storage.database import Database
from backend.storage.order_pages import OrderFilter
from backend.web.languages import _
from backend.web.order_query import as_query, read_filter
from backend.web.order_sending import PART as SENDING
from backend.web.order_words import state_of
from backend.web.reading import wholes
from backend.web.rendering import link, render
from backend.web.resources import Resources, resources
from backend.web.session import require
from backend.web.shell import shell

AT_ONCE = 500
TICKS = 200  # that are kept while paging
SHOWN = 25  # rows of a preview
Said = QueryParams | FormData


@dataclass(frozen=True, slots=True)
class OrderAct:
    """`name` and `promise` (what will happen) in the page's language. `can`: for which of some orders (our ids, the
    shop's own only) it can be done; `do` does it for those of them and says for how many."""

    key: str
    name: Callable[[], str]
    promise: Callable[[], str]
    can: Callable[[Database, int, Sequence[int]], Awaitable[list[int]]]
    do: Callable[[Resources, int, Sequence[int]], Awaitable[int]]


async def _retry(home: Resources, shop_id: int, ids: Sequence[int]) -> int:
    return await _each(
        home, shop_id, await order_aside.to_retry(home.db, shop_id, ids), order_aside.try_again
    )


async def _settle(home: Resources, shop_id: int, ids: Sequence[int]) -> int:
    return await _each(
        home, shop_id, await order_aside.to_settle(home.db, shop_id, ids), order_aside.settle_stock
    )


async def _each(
    home: Resources, shop_id: int, ids: Sequence[int],
    one: Callable[[Database, int, int, int], Awaitable[int | None]],
) -> int:  # fmt: skip
    """Order by order, in a transaction of its own; whose lanes owe something then are woken once."""
    woken, count = set[int](), 0
    for order_id in ids:
        async with home.db.transaction():
            await turns.of_shop(home.db, shop_id)
            seller_id = await one(home.db, shop_id, order_id, home.now())
        if seller_id is not None:
            woken, count = woken | {seller_id}, count + 1
    for seller_id in sorted(woken):
        await home.wake("shop_orders", seller_id)
    return count


async def _can_untracked(db: Database, shop_id: int, ids: Sequence[int]) -> list[int]:
    return await untracked.of_these(db, shop_id, ids)


async def _untracked(home: Resources, shop_id: int, ids: Sequence[int]) -> int:
    async with home.db.transaction():
        await turns.of_shop(home.db, shop_id)
        told, sellers = await untracked.sent_without_number(home.db, shop_id, ids, home.now())
        for order_id in told:
            await order_troubles.clear(home.db, order_id, SENDING)
    for seller_id in sorted(sellers):
        await home.wake("shipments", seller_id)
    return len(told)


async def _accept(home: Resources, shop_id: int, ids: Sequence[int]) -> int:
    """Buyers' wishes to cancel are granted; one that cannot be any more is left, and says so on its page."""
    sellers = await reversal_acts.asking(home.db, shop_id, ids)
    count = 0
    for order_id in sellers:
        async with home.db.transaction():
            await turns.of_shop(home.db, shop_id)
            count += await reversal_acts.accept(home.db, shop_id, order_id, home.now()) is None
    for seller_id in sorted(set(sellers.values())):
        await home.wake("reversals", seller_id)
    return count


async def _can_accept(db: Database, shop_id: int, ids: Sequence[int]) -> list[int]:
    return list(await reversal_acts.asking(db, shop_id, ids))


ACTS: tuple[OrderAct, ...] = (
    OrderAct("retry", lambda: _("Try again"), lambda: _("What is stuck is tried again."),
             order_aside.to_retry, _retry),
    OrderAct("settled", lambda: _("The stock is correct now"),
             lambda: _("Storelane believes the stock of your shop and moves nothing for these orders."),
             order_aside.to_settle, _settle),
    OrderAct("untracked", lambda: _("Sent, without a tracking number"),
             lambda: _("Amazon is told that all that is left of them was sent today, without a number."),
             _can_untracked, _untracked),
    OrderAct("accept", lambda: _("Cancel, as their buyers ask"),
             lambda: _("Amazon cancels them; their pieces come back into your stock."), _can_accept, _accept),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selection:
    """What is to be done to whom; `ids` None: to all that the filter finds."""

    wanted: OrderFilter
    act: OrderAct
    ids: Sequence[int] | None


async def preview(request: Request) -> Response:
    """GET: for how many it can be done, with the first of them. Nothing is done yet."""
    home, frame, said = resources(request), await shell(request, "orders"), request.query_params
    selection = _selection(said)
    if isinstance(selection, str):
        kept = urlencode([("order", id) for id in wholes(list(said.getlist("order")), TICKS)])
        act, every = str(said.get("act") or "")[:40], said.get("all") == "1"
        query = {**as_query(read_filter(said)), "said": selection, "act": act, "all": int(every)}
        return RedirectResponse("&".join(filter(None, (link("/orders", **query), kept))), 303)
    can, total = list[int](), 0
    async for ids in _ids(home, frame.shop.id, selection):
        total += len(ids)
        can += await selection.act.can(home.db, frame.shop.id, ids)
    shown = await order_pages.of_ids(home.db, frame.shop.id, can[:SHOWN])
    ticked = [] if selection.ids is None else [("order", id) for id in selection.ids]
    pairs = [*as_query(selection.wanted).items(), ("act", selection.act.key), *ticked]
    context = {
        "shell": frame, "act": selection.act, "can": len(can), "cannot": total - len(can), "orders": shown,
        "pairs": pairs + ([("all", 1)] if selection.ids is None else []), "state_of": state_of,
        "back": link("/orders", **as_query(selection.wanted)),
    }  # fmt: skip
    return render(request, "orders/bulk.html", context)


async def start(request: Request) -> Response:
    """POST: do it, for what it can be done for now."""
    home, shop_id, form = resources(request), require(request).shop_id, await request.form()
    selection = _selection(form)
    query = as_query(read_filter(form))
    if isinstance(selection, str):
        return RedirectResponse(link("/orders", **query, said=selection), 303)
    found = [
        ids async for ids in _ids(home, shop_id, selection)
    ]  # before the acts change what the filter finds
    count = 0
    for ids in found:
        count += await selection.act.do(home, shop_id, ids)
    said = f"did_{selection.act.key}" if count else "did_nothing"
    return RedirectResponse(link("/orders", **query, said=said, n=count), 303)


def _selection(said: Said) -> Selection | str:
    """What a form or an address asks for, or which part of it is missing."""
    act = next((each for each in ACTS if each.key == said.get("act")), None)
    if act is None:
        return "no_act"
    ids = None if said.get("all") == "1" else wholes(list(said.getlist("order")), TICKS)
    return "no_order" if ids == [] else Selection(read_filter(said), act, ids)


async def _ids(home: Resources, shop_id: int, selection: Selection) -> AsyncIterator[list[int]]:
    """Our ids of those selected, a handful at a time."""
    if selection.ids is not None:
        yield list(selection.ids)
        return
    async for ids in order_pages.every_id(home.db, shop_id, selection.wanted, home.now(), AT_ONCE):
        yield ids
