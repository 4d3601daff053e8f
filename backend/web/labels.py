"""Labels on an order's page: those that were bought, the label itself, giving it back, and what nobody knows."""

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.labels import LabelState
from backend.domain.orders import Sender
from backend.domain.packing import left
from backend.storage import journal, labels, order_packages, order_pages, order_troubles, turns
from backend.storage.labels import Label
from backend.storage.order_pages import ShownOrder
from backend.web.label_words import arrives, progress_name, state_name, trouble_said
from backend.web.order_parts import OrderView, Part
from backend.web.order_words import TO_SEND
from backend.web.rendering import number
from backend.web.resources import Resources, resources
from backend.web.session import NoSession, current, require, signer

PART = "label"
LINK_LASTS = 2 * 3600  # seconds that the address of a label works in a tab of its own
COMES_WITHIN = 600  # seconds in which the shop's order has its number, or somebody looks for it later
_MOVING = (LabelState.WANTED, LabelState.BUYING, LabelState.VOIDING)
_PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@dataclass(frozen=True, slots=True)
class Row:
    """A label as the page shows it. `address`: of the label itself, for a tab without our session; "" without one."""

    label: Label
    mark: str
    state: str
    pieces: str
    progress: str
    why: str
    address: str


async def part(request: Request, view: OrderView) -> Part | None:
    """Bought labels, and the way to another one while something is left to be sent."""
    home, order = resources(request), view.order
    found = await labels.of_order(home.db, order.id)
    to_send = order.ours and order.sender is Sender.MERCHANT and order.status in TO_SEND
    if not found and not to_send:
        return None
    skus = {line.item_code: line.sku for line in order.lines}
    rows = [_row(home, label, skus) for label in found]
    trouble = view.troubles.get(PART)
    return Part(
        "orders/parts/labels.html",
        {
            "rows": rows, "arrives": arrives, "said": request.query_params.get("said", ""),
            "why_not": why_not(request, view),
            "left": sum((await left_of(home, order, found)).values()) if to_send else 0,
            "trouble": trouble if trouble and trouble.cause != "unsure" else None,
        },
        any(_moves(label, home.now()) for label in found),
    )  # fmt: skip


def _moves(label: Label, now: int) -> bool:
    """Whether something of a label is under way: also its number, on the way into the shop's order."""
    fresh = label.state is LabelState.BOUGHT and now < (label.bought_at or 0) + COMES_WITHIN
    return label.state in _MOVING or label.cause == "fetching" or (fresh and not label.shop_state)


def why_not(request: Request, view: OrderView) -> str:
    """Why no label can be bought: no_country, paused, not_connected; "" when one can."""
    if view.seller is None or view.seller.status.value != "connected":
        return "not_connected"
    port = resources(request).marketplaces[view.seller.kind].labels
    if view.place is None or not port.serves(view.place.country):
        return "no_country"
    return "paused" if view.seller.paused or view.seller.observing else ""


async def left_of(home: Resources, order: ShownOrder, found: list[Label]) -> dict[str, int]:
    """The pieces of each line that nothing carries yet."""
    packages = await order_packages.of_order(home.db, order.id)
    units = {line.item_code: line.units for line in order.lines}
    return left(units, {line.item_code: line.sent for line in order.lines}, packages, labels.carried(found))


def _row(home: Resources, label: Label, skus: dict[str, str]) -> Row:
    mark, words = state_name(label.state)
    pieces = ", ".join(f"{number(n)} × {skus.get(code) or code}" for code, n in label.pieces)
    why = trouble_said(label.cause, label.details) if label.cause else ""
    links = signer(home.settings.secret_keys, "label")
    token = str(links.dumps([label.shop_id, label.id])) if label.printable else ""
    return Row(
        label, mark, words, pieces, progress_name(label.progress) if label.progress else "", why,
        f"/labels/{token}.pdf" if token else "",
    )  # fmt: skip


async def _own(request: Request) -> Label:
    """The label of the address, of this shop's order. Raises 404."""
    home = resources(request)
    label = await labels.find(home.db, request.path_params["label_id"])
    shop_id, order_id = require(request).shop_id, request.path_params["order_id"]
    if label is None or (label.shop_id, label.order_id) != (shop_id, order_id):
        raise HTTPException(404)
    return label


async def print_label(request: Request) -> Response:
    """The label. It opens in a tab of its own, where our session does not come along, so the address itself is the
    permission: for a while for everybody who has it, later for the shop's own session. `save`: as a file."""
    home, token = resources(request), request.path_params["token"]
    links, session = signer(home.settings.secret_keys, "label"), current(request)
    sound, said = links.loads_unsafe(token, max_age=LINK_LASTS)
    if not sound and session is not None:
        sound, said = links.loads_unsafe(token)
        sound = sound and said[0] == session.shop_id
    if not sound:
        raise NoSession
    label = await labels.find(home.db, int(said[1]))
    content = await labels.document(home.db, home.vault, label) if label else None
    if label is None or content is None or label.shop_id != said[0]:
        raise HTTPException(404)
    how = "attachment" if request.query_params.get("save") else "inline"
    headers = {
        "content-disposition": f'{how}; filename="label-{label.order_code}-{label.id}.pdf"',
        "cache-control": "no-store, private", "content-security-policy": _PDF_POLICY, "referrer-policy": "no-referrer",
    }  # fmt: skip
    return Response(content, media_type="application/pdf", headers=headers)


async def void(request: Request) -> Response:
    """POST: the label is to be given back."""
    label, home = await _own(request), resources(request)
    now = home.now()
    async with home.db.transaction():
        await turns.of_shop(home.db, label.shop_id)
        label = await _own(request)
        if label.state is LabelState.BOUGHT and label.shipment_code:
            await labels.change(home.db, label, now, state="voiding", void_at=now, cause="", details="")
            await order_troubles.clear(home.db, label.order_id, PART)
            told = {"tracking": label.tracking, "order": label.order_code}
            await journal.write(
                home.db, label.shop_id, now, "merchant", "label_void_asked", told, order_id=label.order_id
            )
    await home.wake("labels", label.seller_id)
    return _back(label, "label_voiding")


async def settle(request: Request) -> Response:
    """POST: the merchant looked in Seller Central and says whether a label was bought (`bought`: yes, no)."""
    label, home = await _own(request), resources(request)
    yes, now = (await request.form()).get("bought") == "yes", home.now()
    async with home.db.transaction():
        await turns.of_shop(home.db, label.shop_id)
        label = await _own(request)
        if label.state is LabelState.UNSURE:
            tracking = str(label.details.get("tracking", ""))
            values = {"state": "bought", "bought_at": now, "tracking": tracking, "cause": ""} if yes else {
                "state": "refused", "cause": "not_bought", "details": "",
            }  # fmt: skip
            await labels.change(home.db, label, now if yes else None, **values)
            await order_troubles.clear(home.db, label.order_id, PART)
            act = "label_settled_bought" if yes else "label_settled_not"
            await journal.write(home.db, label.shop_id, now, "merchant", act, order_id=label.order_id)
    await home.wake("labels", label.seller_id)
    return _back(label, "label_settled")


async def ask_again(request: Request) -> Response:
    """POST: look where the parcel is, and ask for a label that did not come, now."""
    label, home = await _own(request), resources(request)
    async with home.db.transaction():
        await turns.of_shop(home.db, label.shop_id)
        label = await _own(request)
        if label.state is LabelState.BOUGHT:
            missing = label.cause == "no_document"
            values = {"cause": "fetching"} if missing else {"progress_at": 0}
            await labels.change(home.db, label, home.now(), **values)
    await home.wake("labels", label.seller_id)
    return _back(label, "label_asked")


async def seen(request: Request) -> Response:
    """POST: the merchant has read what is wrong with a label; it waits for nobody any more."""
    home, order_id = resources(request), request.path_params["order_id"]
    order = await order_pages.one(home.db, require(request).shop_id, order_id)
    if order is None:
        raise HTTPException(404)
    await order_troubles.clear(home.db, order.id, PART)
    return RedirectResponse(f"/orders/{order.id}", 303)


def _back(label: Label, said: str) -> Response:
    return RedirectResponse(f"/orders/{label.order_id}?said={said}", 303)
