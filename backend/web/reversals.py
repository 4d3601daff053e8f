"""Cancelling an order and giving money back: the part of its page, the two forms, and the answers to what is stuck."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.money import Money
from backend.domain.reversals import (
    CANCEL_REASONS,
    OLD,
    REFUND_REASONS,
    Act,
    No,
    NotPossible,
    Reason,
    shares_of,
)
from backend.storage import order_looks, order_pages, order_settings, reversal_acts, reversals, turns
from backend.storage.order_pages import ShownOrder
from backend.storage.reversal_acts import RefundWish, Standing
from backend.storage.reversals import Reversal
from backend.web import reversal_form
from backend.web.order_parts import OrderView, Part
from backend.web.order_words import cancel_reason
from backend.web.reading import whole
from backend.web.rendering import money, render
from backend.web.resources import resources
from backend.web.reversal_form import RefundForm
from backend.web.reversal_words import part_name, reason_name, state_name, why_not
from backend.web.session import require
from backend.web.shell import shell

SAID = ("asked", "declined", "granted", "given", "amounts", "answered", "cannot")
ANSWERS = ("again", "done", "leave", "stand", "stock")


async def part(request: Request, view: OrderView) -> Part | None:
    """What may be cancelled or given back now, what is under way, and what became of the rest."""
    home, order = resources(request), view.order
    stands = await reversal_acts.standing(home.db, view.shell.shop.id, order.id)
    if stands is None or not order.ours:
        return None
    said = request.query_params.get("said", "")
    return Part(
        "orders/parts/reversals.html",
        {
            "stands": stands, "said": said if said in SAID else "", "asked": cancel_reason(stands.asked),
            "no_cancel": why_not(stands.no_cancel, Act.CANCEL) if stands.no_cancel else "",
            "no_refund": why_not(stands.no_refund, Act.REFUND) if stands.no_refund else "",
            "no_amounts": stands.no_refund is No.NO_AMOUNTS, "may_refund": stands.no_refund is None,
            "found": [_shown(one) for one in stands.found], "old": home.now() - order.created_at > OLD,
            "left": _money(sum(line.total for line in stands.left), stands.currency),
        },
        moving=stands.moving,
    )  # fmt: skip


def _shown(one: Reversal) -> dict[str, Any]:
    """One with its words and the answers that it takes."""
    answers = {
        "asks": ("leave",), "refused": ("again", "leave"), "unsure": ("done", "again"),
        "waits": ("leave",) if one.source == "shop" else (),
    }.get(one.state, ())  # fmt: skip
    if one.act is Act.REFUND and one.state == "refused" and not one.shares:
        answers = ("leave",)
    if one.act is Act.CANCEL and one.source == "shop" and one.state in ("refused", "waits"):
        answers = ("stand", *answers)
    if one.state == "done" and one.cause:
        answers = ("stock",)
    parts = [(part_name(share.part), _money(share.amount, one.currency)) for share in one.shares]
    return {
        "one": one, "state": state_name(one), "reason": reason_name(one.reason), "answers": answers, "parts": parts,
        "amount": _money(one.amount, one.currency),
    }  # fmt: skip


def _money(amount: int | None, currency: str) -> str:
    return money(Money(amount, currency)) if amount is not None and currency else ""


async def cancel_page(request: Request) -> Response:
    """GET: why, and what will happen. POST: it shall be cancelled."""
    order, stands = await _order(request)
    home, shop_id = resources(request), require(request).shop_id
    if request.method == "GET" and stands.no_cancel is None and not stands.cancelling:
        kept = await order_settings.of_shop(home.db, shop_id)
        reason = Reason(kept.get("cancelling_why_cancel") or Reason.NO_STOCK)
        context = {
            "shell": await shell(request, "orders"), "order": order, "name": stands.next_name(Act.CANCEL),
            "reasons": [(each, reason_name(each)) for each in CANCEL_REASONS],
            "reason": Reason.BUYER if stands.asked else reason,
        }  # fmt: skip
        return render(request, "orders/cancel.html", context)
    if request.method == "GET":
        return _back(order.id, "cannot")
    form = await _entered(request)
    reason = Reason(form["reason"]) if form.get("reason") in CANCEL_REASONS else Reason.NO_STOCK
    async with home.db.transaction():
        await turns.of_shop(home.db, shop_id)
        name = form.get("name", "")[:40] or stands.next_name(Act.CANCEL)
        no = await reversal_acts.cancel(home.db, shop_id, order.id, reason, name, home.now())
    await home.wake("reversals", order.seller_id)
    return _back(order.id, "cannot" if no else "asked")


async def refund_page(request: Request) -> Response:
    """GET: how much of which line. POST: a last look at it, then it is given back."""
    entered = await _entered(request) if request.method == "POST" else {}
    of = whole(entered.get("of") or request.query_params.get("of"))
    order, stands = await _order(request, of)
    asking = next((one for one in stands.found if one.id == of and one.state == "asks"), None)
    if (of and asking is None) or (stands.no_refund and not (asking and stands.no_refund is No.NOT_SENT)):
        return _back(order.id, "cannot")
    home, shop_id = resources(request), require(request).shop_id
    kept = await order_settings.of_shop(home.db, shop_id)
    usual = Reason(kept.get("cancelling_why_refund") or Reason.GENERAL)
    if request.method == "GET":
        return await _form(request, order, stands, asking, reversal_form.empty(stands, asking, usual))
    name = entered.get("name", "")[:40] or stands.next_name(Act.REFUND)
    if entered.get("do") == "send" and name in await reversals.names(home.db, order.id, Act.REFUND):
        return _back(order.id, "given")  # pressed twice
    form = reversal_form.read(stands, entered, usual)
    if form.errors or entered.get("do") not in ("look", "send"):
        return await _form(request, order, stands, asking, form)
    wish = RefundWish(form.read_amounts, form.reason, form.read_pieces, name, of)
    try:
        if entered["do"] == "look":
            return await _form(request, order, stands, asking, form, look=True)
        async with home.db.transaction():
            await turns.of_shop(home.db, shop_id)
            await reversal_acts.refund(home.db, shop_id, order.id, wish, home.now())
    except NotPossible as error:
        form.errors["amount"] = why_not(error.no, Act.REFUND)
        return await _form(request, order, stands, asking, form)
    await home.wake("reversals", order.seller_id)
    return _back(order.id, "given")


async def _form(
    request: Request, order: ShownOrder, stands: Standing, asking: Reversal | None, form: RefundForm, *,
    look: bool = False,
) -> Response:  # fmt: skip
    """The form, or with `look` what will be given back and the button that does it."""
    lines = {line.item_code: line for line in order.lines}
    shares = shares_of(stands.left, form.read_amounts) if look else ()
    if look and asking and asking.amount not in (None, sum(share.amount for share in shares)):
        raise NotPossible(No.OTHER_SUM)
    rows = [
        {
            "code": line.item_code, "line": lines.get(line.item_code),
            "left": _money(line.total, stands.currency), "open": bool(line.total),
            "amount": form.amounts.get(line.item_code, ""), "pieces": form.pieces.get(line.item_code, ""),
            "most": stands.pieces.get(line.item_code, 0),
            "parts": [
                (part_name(share.part), _money(share.amount, stands.currency))
                for share in shares if share.item_code == line.item_code
            ],
        }
        for line in stands.left
    ]  # fmt: skip
    context: Mapping[str, Any] = {
        "shell": await shell(request, "orders"), "order": order, "rows": rows, "form": form, "errors": form.errors,
        "look": look, "of": asking.id if asking else 0, "name": stands.next_name(Act.REFUND),
        "total": _money(sum(share.amount for share in shares), stands.currency),
        "asked": _money(asking.amount, asking.currency) if asking else "", "reason_name": reason_name,
        "reasons": [(each, reason_name(each)) for each in REFUND_REASONS], "currency": stands.currency,
        "old": resources(request).now() - order.created_at > OLD, "waits": stands.no_refund is No.NOT_SENT,
    }  # fmt: skip
    return render(request, "orders/refund.html", context, status=422 if form.errors else 200)


async def answer_request(request: Request) -> Response:
    """POST: what the merchant says to a buyer who asks to cancel: do = accept or decline."""
    order, _ = await _order(request)
    home, shop_id, form = resources(request), require(request).shop_id, await _entered(request)
    async with home.db.transaction():
        await turns.of_shop(home.db, shop_id)
        if form.get("do") == "accept":
            no = await reversal_acts.accept(home.db, shop_id, order.id, home.now())
            said = "cannot" if no else "granted"
        else:
            done = await reversal_acts.decline(home.db, shop_id, order.id, home.now())
            said = "declined" if done else "cannot"
    await home.wake("reversals", order.seller_id)
    return _back(order.id, said)


async def answer(request: Request) -> Response:
    """POST: what the merchant says to one that is stuck: do = one of ANSWERS."""
    order, _ = await _order(request)
    home, shop_id, form = resources(request), require(request).shop_id, await _entered(request)
    act, reversal_id = form.get("do", ""), request.path_params["reversal_id"]
    async with home.db.transaction():
        await turns.of_shop(home.db, shop_id)
        done = act in ANSWERS and await reversal_acts.settle(
            home.db, shop_id, order.id, reversal_id, act, home.now()
        )
    await home.wake("shop_orders" if act == "stand" else "reversals", order.seller_id)
    return _back(order.id, "answered" if done else "cannot")


async def read_amounts(request: Request) -> Response:
    """POST: what the buyer of an order from before we kept that paid is read now."""
    order, _ = await _order(request)
    home = resources(request)
    await order_looks.ask(home.db, order.seller_id, order.order_code, home.now())
    await home.wake("orders", order.seller_id)
    return _back(order.id, "amounts")


async def _order(request: Request, without: int = 0) -> tuple[ShownOrder, Standing]:
    home, shop_id = resources(request), require(request).shop_id
    order = await order_pages.one(home.db, shop_id, request.path_params["order_id"])
    stands = await reversal_acts.standing(home.db, shop_id, order.id, without=without) if order else None
    if order is None or stands is None:
        raise HTTPException(404)
    return order, stands


async def _entered(request: Request) -> dict[str, str]:
    return {name: str(value) for name, value in (await request.form()).items()}


def _back(order_id: int, said: str) -> Response:
    return RedirectResponse(f"/orders/{order_id}?said={said}#cancelling", 303)
