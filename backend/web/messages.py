"""Writing to an order's buyer: what was written and how it fares, and a form for each kind that Amazon allows now."""

from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.marketplace import SellerStatus
from backend.domain.message_starts import short, written_in
from backend.domain.messages import LARGEST_FILES, Allowed, Fault, MessageKind, Standing, why_not
from backend.domain.orders import OrderStatus
from backend.marketplaces.messages import Addressed
from backend.storage import (
    journal,
    message_asks,
    message_steps,
    messages,
    order_pages,
    review_requests,
    turns,
)
from backend.storage.messages import REVIEW_TOKEN, Message
from backend.transport.errors import NotAuthorized, NotFound, Rejected, RemoteError
from backend.web.languages import spoken
from backend.web.message_forms import READ, Entered, entered, form_view
from backend.web.message_words import fault_said, kind_title, reason, state_said
from backend.web.order_parts import OrderView, Part, view_of
from backend.web.reading import whole
from backend.web.rendering import language_name, link, render, wants_fragment
from backend.web.resources import resources
from backend.web.session import require
from backend.web.shell import shell

FRESH = 600  # seconds for which Amazon's answer is believed
FILES = ("/messages",)  # the addresses whose forms carry files
PLACE = "messages"


@dataclass(frozen=True, slots=True)
class Asked:
    """What Amazon allows, and when it said so (epoch seconds UTC); None: it did not say, for `trouble`."""

    allowed: Allowed | None
    at: int = 0
    trouble: str = ""


async def part(request: Request, view: OrderView) -> Part | None:
    """What was written about an order, and the door to writing more; nothing where it was not sold there."""
    home, order = resources(request), view.order
    if not order.ours:
        return None
    written = await messages.of_order(home.db, home.vault, order.id)
    seller = view.seller
    connected = seller is not None and seller.status is SellerStatus.CONNECTED
    held = not connected or (seller is not None and (seller.paused or seller.observing))
    context = {
        "rows": [(each, kind_title(each.kind), *state_said(each)) for each in written],
        "connected": connected, "held": held,
        "said": request.query_params.get("said", ""), "PLACE": PLACE,
    }  # fmt: skip
    return Part(
        "orders/parts/messages.html", context, moving=not held and any(each.moving for each in written)
    )


async def writing(request: Request) -> Response:
    """GET: the forms of what Amazon allows now. `fresh`: ask again; `from`: with what was written before."""
    view = await _view(request)
    asked = await _asked(request, view, fresh=request.query_params.get("fresh") == "1")
    home, number = resources(request), whole(request.query_params.get("from"))
    before = await messages.find(home.db, home.vault, number) if number else None
    mine = before if before is not None and before.order_id == view.order.id else None
    return await _render(request, view, asked, before=mine)


async def send(request: Request) -> Response:
    """POST: a message is wanted; what is wrong with it is said at its field. The same form twice is one message."""
    view, home = await _view(request), resources(request)
    async with request.form(max_files=READ, max_fields=20) as form:
        said = await entered(form)
    if said is None:
        raise HTTPException(400)
    asked = await _asked(request, view)
    if asked.allowed is not None and said.kind not in asked.allowed.kinds:
        said = _with(said, "not_allowed")
    if said.errors:
        return await _render(request, view, asked, said=said, status=422)
    await _write(request, view, said)
    await home.wake("messages", view.order.seller_id)
    return _back(view.order.id, "message")


async def again(request: Request) -> Response:
    """POST: send one again that did not go, or of which nobody knows."""
    home, message = resources(request), await _message(request)
    async with home.db.transaction():
        await turns.of_shop(home.db, require(request).shop_id)
        await message_steps.again(home.db, message, home.now())
    order = await order_pages.one(home.db, require(request).shop_id, message.order_id)
    if order is not None:
        await home.wake("messages", order.seller_id)
    return _back(message.order_id, "message")


async def leave(request: Request) -> Response:
    """POST: leave one as it is: nothing waits for the merchant any more."""
    home, message, shop_id = resources(request), await _message(request), require(request).shop_id
    async with home.db.transaction():
        await turns.of_shop(home.db, shop_id)
        await _leave(home.db, shop_id, await messages.find(home.db, home.vault, message.id), home.now())
    return _back(message.order_id, "message_left")


async def _leave(db: Any, shop_id: int, message: Message | None, now: int) -> None:
    if message is not None and message.state in ("refused", "unsure"):
        await message_steps.left(db, message, "merchant", now)
        details = {"kind": message.kind.value}
        await journal.write(db, shop_id, now, "merchant", "message_left", details, order_id=message.order_id)


async def _write(request: Request, view: OrderView, said: Entered) -> None:
    """The wish, and what it stands instead of, in one step."""
    home, order, review = resources(request), view.order, said.kind is MessageKind.REVIEW
    shop_id, now = require(request).shop_id, resources(request).now()
    token = REVIEW_TOKEN if review else said.token
    async with home.db.transaction():
        await turns.of_shop(home.db, shop_id)
        made = await messages.write(
            home.db, home.vault, order.id, said.kind, token, "merchant", said.draft, said.contents, now
        )
        if made is not None:
            await message_steps.written(home.db, order.id, said.kind.value, now)
            old = await messages.find(home.db, home.vault, said.instead) if said.instead else None
            if old is not None and old.order_id == order.id:
                await _leave(home.db, shop_id, old, now)
        elif review:
            kept = await messages.with_token(home.db, home.vault, order.id, token)
            if kept is not None and kept.state in ("refused", "left"):
                await message_steps.again(home.db, kept, now)


async def _asked(request: Request, view: OrderView, *, fresh: bool = False) -> Asked:
    """What Amazon allows: what it said some minutes ago, else asked now while a person waits."""
    home, order = resources(request), view.order
    kept = await message_asks.find(home.db, order.id)
    if kept is not None and not fresh and home.now() - kept[1] < FRESH:
        return Asked(*kept)
    if view.seller is None or view.seller.status is not SellerStatus.CONNECTED:
        return Asked(None, trouble="not_connected")
    to = Addressed(view.seller.access, order.marketplace_id, order.order_code)
    try:
        said = await home.marketplaces[view.seller.kind].messages.allowed(to, interactive=True)
    except (NotFound, Rejected):
        said = Allowed()
    except NotAuthorized as error:
        return Asked(None, trouble="not_connected" if error.reason == "consent" else "closed")
    except RemoteError:
        return Asked(None, trouble="unavailable")
    await message_asks.keep(home.db, order.id, said, home.now())
    return Asked(said, home.now())


async def _render(
    request: Request, view: OrderView, asked: Asked, *, said: Entered | None = None, before: Message | None = None,
    status: int = 200,
) -> Response:  # fmt: skip
    allowed = asked.allowed or Allowed()
    language = allowed.language or (view.place.language if view.place else "")
    shown = allowed.kinds + ((said.kind,) if said is not None and said.kind not in allowed.kinds else ())
    forms = [
        form_view(
            kind, language, said, before.draft if before and before.kind is kind else None,
            before.id if before and before.kind is kind else 0,
        )
        for kind in shown
    ]  # fmt: skip
    context = {
        "shell": view.shell, "order": view.order, "asked": asked, "allowed": allowed, "forms": forms,
        "tag": language.replace("_", "-"), "reads": language_name(language.replace("-", "_")) if language else "",
        "started": written_in(language),
        "foreign": bool(language) and short(language) != short(spoken()),
        "texts": any(form.most for form in forms), "megabytes": LARGEST_FILES // 1024**2,
        "refused": await _refused(request, view, allowed) if asked.allowed is not None else [],
    }  # fmt: skip
    part = wants_fragment(request) and status == 200
    return render(
        request, "orders/writing.html", context, fragment="writing" if part else None, status=status
    )


async def _refused(request: Request, view: OrderView, allowed: Allowed) -> list[tuple[str, str]]:
    """The kinds that are not allowed, each with what can be inferred."""
    home, order = resources(request), view.order
    written = await messages.of_order(home.db, home.vault, order.id)
    sent = order.status is OrderStatus.SHIPPED
    standing = Standing(
        order.status, order.sender, order.kinds,
        await review_requests.delivered_at(home.db, order.id) if sent else None,
        {each.kind for each in written if each.state in ("sent", "unsure", "wanted", "sending")}, home.now(),
    )  # fmt: skip
    closed = {"reviews"} & {*allowed.no_role}, {"messages"} & {*allowed.no_role}
    missing = [kind for kind in MessageKind if kind not in allowed.kinds]
    return [
        (kind_title(kind), reason(why_not(kind, standing)))
        for kind in missing
        if not closed[kind is not MessageKind.REVIEW]
    ]


def _with(said: Entered, cause: str) -> Entered:
    words = fault_said(Fault("kind", cause), 0)
    return Entered(
        said.kind, said.token, said.instead, said.draft, said.contents, {**said.errors, "kind": words}
    )


async def _view(request: Request) -> OrderView:
    """The order that an address names; 404 when it is another shop's, or was not sold at the marketplace."""
    frame = await shell(request, "orders")
    order = await order_pages.one(
        resources(request).db, require(request).shop_id, request.path_params["order_id"]
    )
    if order is None or not order.ours:
        raise HTTPException(404)
    return await view_of(request, frame, order)


async def _message(request: Request) -> Message:
    """The message that an address names, of an order of this shop."""
    home, order_id = resources(request), request.path_params["order_id"]
    message = await messages.find(home.db, home.vault, request.path_params["message_id"])
    order = await order_pages.one(home.db, require(request).shop_id, order_id)
    if message is None or order is None or message.order_id != order.id:
        raise HTTPException(404)
    return message


def _back(order_id: int, said: str) -> Response:
    return RedirectResponse(f"{link(f'/orders/{order_id}', said=said)}#{PLACE}", 303)
