"""What the merchant does about an order's packages: enter one, correct it, answer a question, try again, forget."""

from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.carrier_numbers import bare, numbers_in
from backend.domain.carriers import is_carrier, named
from backend.domain.shipments import Ask, Chosen, Shipment, ShipmentState, Source
from backend.domain.shipping import free_reference, on_its_day, open_pieces
from backend.domain.shipping import named as numbers_of
from backend.storage import carrier_answers, journal, order_troubles, sendings, shipments, turns, untracked
from backend.storage.sendings import Sent
from backend.web import order
from backend.web.order_sending import PART
from backend.web.rendering import link
from backend.web.resources import resources
from backend.web.sending_form import Entered, chosen_carrier, read_package
from backend.web.sending_words import wrong_words
from backend.web.session import require


async def send(request: Request) -> Response:
    """POST: a package, new or (`reference`) told differently; 422 beside the field."""
    home, sent = resources(request), await _order(request)
    form = await _form(request)
    book = await carrier_answers.book(home.db, sent.shop_id, sent.marketplace_id)
    entered = read_package(form, sent.scene, book)
    if entered.shipment is None:
        return await _wrong(request, entered)
    await _want(request, sent, entered.shipment)
    return _back(request, "corrected" if form.get("reference") else "package")


async def without_number(request: Request) -> Response:
    """POST: all that is left is sent, and has no number."""
    home, shop_id = resources(request), require(request).shop_id
    async with home.db.transaction():
        await turns.of_shop(home.db, shop_id)
        order_id = request.path_params["order_id"]
        told, sellers = await untracked.sent_without_number(home.db, shop_id, [order_id], home.now())
        for each in told:
            await order_troubles.clear(home.db, each, PART)
    if not told:
        raise HTTPException(404)
    for seller_id in sellers:
        await home.wake("shipments", seller_id)
    return _back(request, "package")


async def answer_carrier(request: Request) -> Response:
    """POST: who carries numbers of this kind; remembered, and done for every order that waits for it."""
    home, sent = resources(request), await _order(request)
    form = await _form(request)
    found = (await order_troubles.of_orders(home.db, [sent.id])).get(sent.id, [])
    trouble = next((each for each in found if each.part == PART and each.cause == "which_carrier"), None)
    if trouble is None:
        return _back(request, "answered")  # somebody answered meanwhile
    chosen = (
        Chosen(form["fits"]) if is_carrier(form.get("fits", "")) else chosen_carrier(form.get("carrier", ""))
    )
    if chosen is None:
        return await _wrong(request, Entered(form, {"answer": wrong_words("no_carrier")}))
    sample = (str(trouble.details["kind"]), str(trouble.details["sample"]))
    async with home.db.transaction():
        await turns.of_shop(home.db, sent.shop_id)
        await carrier_answers.keep(home.db, sent.shop_id, sample, chosen, home.now())
        waiting = await sendings.asked(home.db, sent.shop_id, ["which_carrier"])
        await sendings.look_at(home.db, [order_id for order_id, _ in waiting], home.now())
        for order_id, _ in waiting:
            await order_troubles.clear(home.db, order_id, PART)
        said = {"kind": sample[0], "sample": sample[1], "carrier": named(chosen.carrier, chosen.name)}
        await journal.write(
            home.db, sent.shop_id, home.now(), "merchant", "carrier_answered", said, order_id=sent.id
        )
    for seller_id in sorted({seller_id for _, seller_id in waiting}):
        await home.wake("shipments", seller_id)
    return _back(request, "answered")


async def answer_replaced(request: Request) -> Response:
    """POST: the other number in the shop is one more package (`more`), or corrects the last that Amazon shows."""
    home, sent = resources(request), await _order(request)
    form = await _form(request)
    given = {bare(text) for each in sent.scene.told for text in (each.tracking, each.origin)}
    given |= {bare(one.tracking) for one in sent.scene.packages}
    given |= {bare(number) for number in numbers_in(sent.scene.written)}
    new = next((one for one in numbers_of(sent.scene.side) if bare(one.number) not in given), None)
    if new is None or not sent.scene.packages:
        return _back(request, "package")
    book = await carrier_answers.book(home.db, sent.shop_id, sent.marketplace_id)
    chosen = book.choose(new)
    if isinstance(chosen, Ask):
        return await _wrong(
            request, Entered({**form, "number": new.number}, {"carrier": wrong_words("no_carrier")})
        )
    last = sent.scene.packages[-1]
    more = form.get("what") == "more"
    shipment = Shipment(
        free_reference(sent.scene) if more else last.reference, new.number, chosen.carrier, chosen.name,
        on_its_day(sent.scene, sent.scene.now if more else last.sent_at or 0),
        tuple(open_pieces(sent.scene).items()) if more else last.pieces, Source.MERCHANT, origin=new.number,
    )  # fmt: skip
    await _want(request, sent, shipment)
    return _back(request, "package" if more else "corrected")


async def retry(request: Request) -> Response:
    """POST: what Amazon refused is told once more."""
    home, sent = resources(request), await _order(request)
    async with home.db.transaction():
        await shipments.try_again(home.db, sent.id, home.now())
        await sendings.look_at(home.db, [sent.id], home.now())
    await home.wake("shipments", sent.seller_id)
    return _back(request, "package")


async def forget(request: Request) -> Response:
    """POST: a package that Amazon has not is not to be told of. The number of the shop's is known all the same, or it
    would be told again: it is to be taken out there."""
    home, sent = resources(request), await _order(request)
    form = await _form(request)
    async with home.db.transaction():
        for kept in sent.shipments:
            mine = kept.shipment.reference == form.get("reference")
            if mine and kept.shipment.state in (ShipmentState.WANTED, ShipmentState.REFUSED):
                await shipments.forget(home.db, kept)
        await sendings.look_at(home.db, [sent.id], home.now())
    await home.wake("shipments", sent.seller_id)
    return _back(request, "forgotten")


async def _order(request: Request) -> Sent:
    """The order of the address. 404 for what is another shop's or not the merchant's to send."""
    home, shop_id = resources(request), require(request).shop_id
    sent = await sendings.find(home.db, request.path_params["order_id"], home.now())
    if sent is None or sent.shop_id != shop_id:
        raise HTTPException(404)
    return sent


async def _want(request: Request, sent: Sent, shipment: Shipment) -> None:
    home = resources(request)
    async with home.db.transaction():
        await turns.of_shop(home.db, sent.shop_id)
        await shipments.want(home.db, sent.id, replace(shipment, state=ShipmentState.WANTED), home.now())
        await sendings.look_at(home.db, [sent.id], home.now())
        await order_troubles.clear(home.db, sent.id, PART)
    await home.wake("shipments", sent.seller_id)


async def _wrong(request: Request, entered: Entered) -> Response:
    request.state.package = entered
    response = await order.page(request)
    response.status_code = 422
    return response


async def _form(request: Request) -> dict[str, str]:
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


def _back(request: Request, said: str) -> Response:
    return RedirectResponse(link(f"/orders/{request.path_params['order_id']}", said=said) + "#sending", 303)
