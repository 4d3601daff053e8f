"""Orders and stock of the shop through its REST API: made, found again, changed, and stock moved once
(shop facts 3, 4.5 and 5)."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import quote

from backend.domain.shop_orders import KeptShopOrder, ShopOrder
from backend.ecwid.client import PAGE, ShopAccess, ShopClient, readable, senseless
from backend.ecwid.fields import Fields, Unreadable, parse_json
from backend.ecwid.order_translation import (
    CANCELLED,
    SENT,
    STANDING,
    Channel,
    made,
    order_body,
    read_order,
    reference,
    tracking_body,
    update_body,
)
from backend.ecwid.refusals import refusal
from backend.transport.errors import Unavailable

Sleep = Callable[[float], Awaitable[None]]
_LOOKS = (0.0, 0.3, 0.7, 1.5, 3.0)  # seconds before each look at a batch's ticket
_KEYS = uuid.UUID("5b0f8a0e-3d52-4f0c-9c8e-6f2d7f1f6a11")  # our own family of keys for stock movements
_FIELDS = (
    "id,vendorOrderNumber,externalTransactionId,paymentReference,paymentStatus,fulfillmentStatus,trackingNumber,"
    "trackingUrl,externalFulfillment,externalOrderData,createDate,createTimestamp,updateDate,updateTimestamp,"
    "refundedAmount,refunds,shipments"
)


class ShopOrders:
    """What the shop does with orders. Raises the errors of transport/errors.py; no deed is repeated here: after
    Unavailable(may_have_happened) the caller looks with `find`, or repeats a movement under its key."""

    def __init__(
        self, client: ShopClient, *, channel: Channel | None = None, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._client, self._channel, self._sleep = client, channel or Channel(), sleep

    async def create(self, access: ShopAccess, wish: ShopOrder, language: str = "en") -> str:
        """A new order; its display id in the shop. Rejected: the shop wants no such order."""
        body = order_body(wish, self._channel, language)
        answer = await self._client.write(access, "POST", "/orders", body)
        try:
            return made(answer)
        except Unreadable as error:
            raise Unavailable(str(error), may_have_happened=True, status=200) from error

    async def find(self, access: ShopAccess, order_code: str) -> KeptShopOrder | None:
        """The shop's order for one of Amazon's, the oldest if somebody made several. Two ways are asked, because
        neither is promised: the payment reference, and the words of the order."""
        for query in ({"paymentReference": reference(order_code)}, {"keywords": order_code}):
            found = [
                order
                for order in await self._search(access, query)
                if order.reference == order_code or order.payment_reference == reference(order_code)
            ]
            if found:
                return min(found, key=lambda order: (order.created_at, order.shop_code))
        return None

    async def read(self, access: ShopAccess, shop_code: str) -> KeptShopOrder:
        """One order. NotFound when somebody deleted it."""
        return readable(
            read_order, await self._client.read(access, _path(shop_code), {"responseFields": _FIELDS})
        )

    async def update(self, access: ShopAccess, shop_code: str, wish: ShopOrder, language: str = "en") -> None:
        """A released order gets its payment, prices, address and dates; doing it twice is doing it once."""
        await self._client.write(access, "PUT", _path(shop_code), update_body(wish, language), again=True)

    async def cancel(self, access: ShopAccess, shop_code: str) -> None:
        """Cancelled, the buyer hears nothing. A shop that lowers stock for orders gives it back by itself."""
        await self._client.write(access, "PUT", _path(shop_code), CANCELLED, again=True)

    async def stand(self, access: ShopAccess, shop_code: str, status: str) -> None:
        """An order that was cancelled stands again as it did (awaiting, paid, sent); one that stands goes on to."""
        await self._client.write(access, "PUT", _path(shop_code), STANDING[status], again=True)

    async def mark_sent(self, access: ShopAccess, shop_code: str) -> None:
        """Shipped."""
        await self._client.write(access, "PUT", _path(shop_code), SENT, again=True)

    async def write_tracking(
        self, access: ShopAccess, shop_code: str, numbers: str, url: str, *, sent: bool
    ) -> None:
        """The tracking numbers, and where the first is followed ("" where nobody knows); `sent`: shipped as well."""
        body = tracking_body(numbers, url, sending="SHIPPED" if sent else "")
        await self._client.write(access, "PUT", _path(shop_code), body, again=True)

    async def set_tracking(self, access: ShopAccess, shop_code: str, number: str, url: str = "") -> None:
        """One more tracking number; others that stand there stay, beside it after a comma. Twice is once."""
        said = (await self.read(access, shop_code)).said
        numbers = _numbers(said.tracking)
        if number in numbers:
            return
        body = tracking_body(", ".join([*numbers, number]), url if url and not said.tracking_url else None)
        await self._client.write(access, "PUT", _path(shop_code), body, again=True)

    async def drop_tracking(self, access: ShopAccess, shop_code: str, number: str) -> None:
        """A tracking number is no longer true: it goes, others stay. Without any the order is to be sent again."""
        said = (await self.read(access, shop_code)).said
        numbers = _numbers(said.tracking)
        if number in numbers:
            left = [each for each in numbers if each != number]
            again = "AWAITING_PROCESSING" if not left and said.sending == "SHIPPED" else ""
            body = tracking_body(", ".join(left), sending=again)
            await self._client.write(access, "PUT", _path(shop_code), body, again=True)

    async def touched_between(self, access: ShopAccess, since: int, until: int) -> list[KeptShopOrder]:
        """Orders made or changed in a window (epoch seconds UTC, both ends included)."""
        query = {"updatedFrom": str(since - 1), "updatedTo": str(until)}
        return [order for order in await self._search(access, query) if order.changed_at >= since]

    async def of_customer(self, access: ShopAccess, customer_id: int) -> list[str]:
        """The display ids of all orders of one of the shop's customers. Asked by their number: a mail address would
        stand in the address of the call, which others log."""
        return [order.shop_code for order in await self._search(access, {"customerId": str(customer_id)})]

    async def stock_of(self, access: ShopAccess, product_id: int, variation_id: int) -> int | None:
        """The quantity the shop has now; None: unlimited. NotFound when the product or variation is gone."""
        said = Fields(await self._client.read(access, _stock_path(product_id, variation_id), {}))
        if said.flag("unlimited"):
            return None
        quantity = said.whole("quantity")
        if quantity is None:
            raise senseless(200)
        return quantity

    async def move_stock(
        self, access: ShopAccess, product_id: int, variation_id: int, delta: int, key: str
    ) -> bool:
        """Move the stock by some pieces, once for each `key`: the shop knows a key again for an hour. False: it did
        nothing, because the stock is unlimited. NotFound: the product is gone."""
        path = f"{_stock_path(product_id, variation_id)}/inventory"
        calls = [{"id": "1", "path": path, "method": "PUT", "body": {"quantityDelta": delta}}]
        query = {"deduplicationKey": str(uuid.uuid5(_KEYS, f"{access.store_id}:{key}"))}
        ticket = Fields(await self._client.write(access, "POST", "/batch", calls, query, again=True)).text(
            "ticket"
        )
        if not ticket:
            raise senseless(200, deed=True)
        for wait in _LOOKS:
            if wait:
                await self._sleep(wait)
            said = Fields(
                await self._client.read(access, "/batch", {"ticket": ticket, "escapedJson": "true"})
            )
            if said.text("status") == "COMPLETED":
                return _moved(said)
        raise Unavailable("the shop has not finished a movement of stock", may_have_happened=True)

    async def _search(self, access: ShopAccess, query: Mapping[str, str]) -> list[KeptShopOrder]:
        """All orders that a search finds, each once; one that cannot be read is passed over."""
        found: dict[str, KeptShopOrder] = {}
        offset, total = 0, 1
        while offset < total:
            page = {**query, "offset": str(offset), "limit": str(PAGE)}
            page["responseFields"] = f"total,count,offset,limit,items({_FIELDS})"
            said = Fields(await self._client.read(access, "/orders", page))
            if not isinstance(said.raw("items"), list):
                raise senseless(200)
            items = said.values("items")
            for item in items:
                try:
                    order = read_order(item)
                except Unreadable:
                    continue
                found[order.shop_code] = order
            offset, total = offset + len(items), (said.whole("total") or 0) if items else 0
        return list(found.values())


def _moved(said: Fields) -> bool:
    """What came of the one call of a finished batch; its refusal is raised like any other."""
    done = next(iter(said.many("responses")), None)
    if done is None:
        raise senseless(200, deed=True)
    status, body = done.whole("httpStatusCode") or 0, done.text("escapedHttpBody")
    if done.text("status") != "COMPLETED" or status >= 400:
        raise refusal(status or 500, {}, body.encode(), deed=True)
    try:
        answer = Fields(parse_json(body))
    except Unreadable as error:
        raise senseless(200, deed=True) from error
    return bool(answer.whole("updateCount"))


def _numbers(tracking: str) -> list[str]:
    """The numbers of the shop's one line of text."""
    return [each for each in (part.strip() for part in tracking.split(",")) if each]


def _path(shop_code: str) -> str:
    """The path of an order; its display id may hold whatever prefix the merchant gave."""
    return f"/orders/{quote(shop_code, safe='')}"


def _stock_path(product_id: int, variation_id: int) -> str:
    one = f"/products/{product_id:d}"
    return f"{one}/combinations/{variation_id:d}" if variation_id else one
