"""Webhooks of the shop platform: verified, counted once, answered at once; the work is the lanes'."""

import logging

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from backend.ecwid.webhooks import BadWebhook, Event, Topic, is_recent, read_event
from backend.storage import events, looks, privacy_requests, shops
from backend.web.resources import Resources, resources

log = logging.getLogger("storelane.webhooks")
LARGEST_ID = 2**53  # the largest whole number that JSON carries everywhere


async def receive(request: Request) -> Response:
    """200 for all that is the platform's, known or not; 400 for what cannot be read, 403 for a wrong signature."""
    home = resources(request)
    signature = request.headers.get("x-ecwid-webhook-signature", "")
    try:
        event = read_event(await request.body(), signature, home.settings.shop.client_secret)
    except BadWebhook as error:
        log.warning("refused reason=%s", "signature" if error.forged else "unreadable")
        return PlainTextResponse("refused", 403 if error.forged else 400)
    if is_recent(event, home.now()):
        # One transaction: an event that counts as seen was acted upon, and one that failed comes again.
        async with home.db.transaction():
            if await events.is_first(home.db, event.id, event.store_id, event.type, home.now()):
                await _act(home, event)
    return PlainTextResponse("ok")


async def _act(home: Resources, event: Event) -> None:
    """The event only says where to look; what is true is read again from the shop."""
    if event.topic is Topic.UNINSTALLED:
        gone = await shops.uninstall(home.db, event.store_id)
        log.info("uninstalled store=%s known=%s", event.store_id, gone)
        return
    shop_id = await shops.id_of_store(home.db, event.store_id)
    if shop_id is None:
        return
    if event.topic is Topic.ORDERS:
        await home.wake("order_changes", shop_id)
        return
    if event.topic is Topic.PRIVACY:
        await _asked(home, shop_id, event)
        return
    if event.topic is Topic.PROFILE:
        await shops.forget_profile(home.db, shop_id)
    product_id = _id(event.entity_id) if event.topic in (Topic.PRODUCT, Topic.PRODUCT_DELETED) else 0
    if product_id:
        await looks.ask(home.db, shop_id, [product_id], home.now())
    if event.topic is not None:
        await home.wake("catalog", shop_id)


async def _asked(home: Resources, shop_id: int, event: Event) -> None:
    """Somebody wants to see what is kept of them, or that it goes: written down, the forgetting lane answers."""
    about, what = event.type.split(".", 1)
    kind = "removal" if what == "personalDataRemovalRequest" else "export"
    subject = str(_id(event.entity_id) or "") if about == "customer" else ""
    await privacy_requests.ask(
        home.db, home.vault, shop_id, kind, about, subject, home.now(), email=event.email
    )
    await home.wake("forgetting", shop_id)


def _id(text: str) -> int:
    """The shop's id of a thing; 0 for what can be none, the catalogue is then looked at as a whole."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_ID)) else 0
    return number if number <= LARGEST_ID else 0
