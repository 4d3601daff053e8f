"""The shop's own orders through its REST API: found, read, and told of a parcel (shop facts 5.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from backend.domain.money import Money, NotMoney, from_major
from backend.domain.orders import Recipient
from backend.domain.own_orders import OPEN, OwnLine, OwnOrder, why_not
from backend.ecwid.client import ShopAccess, ShopClient, readable, senseless
from backend.ecwid.fields import Fields, Unreadable

AT_ONCE = 50  # orders of one call
CALLS = 4  # calls that one page may take, when most orders are others'
_FIELDS = (
    "id,vendorOrderNumber,createDate,createTimestamp,paymentStatus,fulfillmentStatus,total,trackingNumber,refererId,"
    "paymentReference,externalFulfillment,externalOrderData,shippingOption(isPickup,fulfillmentType),"
    "shippingPerson(name,companyName,street,city,postalCode,stateOrProvinceCode,countryCode,phone),"
    "items(id,sku,name,quantity,productId,combinationId,isShippingRequired,digital,trackQuantity,selectedOptions)"
)


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Orders that can be sent, newest first. `next_offset`: where the next page begins in the shop; None after the
    last one."""

    orders: tuple[OwnOrder, ...]
    next_offset: int | None


class OwnOrders:
    """Raises the errors of transport/errors.py. Notifications are the shop's own matter: nothing switches them off."""

    def __init__(self, client: ShopClient) -> None:
        self._client = client

    async def page(
        self, access: ShopAccess, currency: str, *, offset: int = 0, words: str = "", most: int = 25
    ) -> OwnPage:
        """Open orders of the shop's own that a warehouse can send; a person waits. `words`: a number, a name, a SKU."""
        found: list[OwnOrder] = []
        query = {"paymentStatus": "PAID", "fulfillmentStatus": ",".join(OPEN), "limit": str(AT_ONCE)}
        query["responseFields"] = f"total,count,offset,limit,items({_FIELDS})"
        if words:
            query["keywords"] = words
        for _ in range(CALLS):
            said = Fields(
                await self._client.read(access, "/orders", {**query, "offset": str(offset)}, interactive=True)
            )
            if not isinstance(said.raw("items"), list):
                raise senseless(200)
            items, total = said.values("items"), said.whole("total") or 0
            for item in items:
                offset += 1
                order = _readable(item, currency)
                if order is not None and not why_not(order):
                    found.append(order)
                if len(found) == most:
                    return OwnPage(tuple(found), offset if offset < total else None)
            if not items or offset >= total:
                return OwnPage(tuple(found), None)
        return OwnPage(tuple(found), offset)

    async def read(
        self, access: ShopAccess, shop_code: str, currency: str, *, interactive: bool = False
    ) -> OwnOrder:
        """One order. NotFound when the shop has none of that number."""
        said = await self._client.read(
            access, _path(shop_code), {"responseFields": _FIELDS}, interactive=interactive
        )
        return readable(lambda answer: _order(answer, currency), said)

    async def tell(self, access: ShopAccess, shop_code: str, changes: Mapping[str, str]) -> None:
        """Change `trackingNumber`, `trackingUrl` or `fulfillmentStatus`; doing it twice is doing it once."""
        await self._client.write(access, "PUT", _path(shop_code), dict(changes), again=True)


def _readable(item: object, currency: str) -> OwnOrder | None:
    try:
        return _order(item, currency)
    except Unreadable:
        return None


def _order(answer: object, currency: str) -> OwnOrder:
    said = Fields(answer)
    code = said.text("id") or said.text("vendorOrderNumber")
    if not code:
        raise Unreadable("an order without id")
    external, option = said.fields("externalOrderData"), said.fields("shippingOption")
    referers = {said.text("refererId").casefold(), external.text("refererId").casefold()}
    marketplace = (
        "amazon" in referers
        or said.text("paymentReference").startswith("amazon:")
        or said.flag("externalFulfillment")
        or bool(external.text("externalOrderId"))
    )
    pickup = option.flag("isPickup") or option.text("fulfillmentType") in ("PICKUP", "DINE_IN")
    return OwnOrder(
        code, said.moment("createDate") or said.whole("createTimestamp") or 0, said.text("paymentStatus"),
        said.text("fulfillmentStatus"), _total(said, currency), _recipient(said.fields("shippingPerson")),
        tuple(_line(item, number) for number, item in enumerate(said.many("items"), 1)), pickup, marketplace,
        said.text("trackingNumber"),
    )  # fmt: skip


def _total(said: Fields, currency: str) -> Money | None:
    amount = said.number("total")
    try:
        return from_major(amount, currency) if amount is not None and currency else None
    except NotMoney:
        return None


def _recipient(person: Fields) -> Recipient:
    street = person.text("street").replace("\r", "").split("\n")
    return Recipient(
        person.text("name"), person.text("companyName"), tuple(line.strip() for line in street if line.strip()),
        person.text("city"), person.text("stateOrProvinceCode"), person.text("postalCode"),
        person.text("countryCode").upper(), person.text("phone"),
    )  # fmt: skip


def _line(item: Fields, number: int) -> OwnLine:
    options = [each.text("value") for each in item.many("selectedOptions") if each.text("value")]
    return OwnLine(
        item.text("id") or str(number), item.text("sku"), item.text("name"), ", ".join(options)[:200],
        item.whole("quantity") or 0, item.whole("productId") or 0, item.whole("combinationId") or 0,
        item.flag("isShippingRequired", missing=True) and not item.flag("digital"), item.flag("trackQuantity"),
    )  # fmt: skip


def _path(shop_code: str) -> str:
    return f"/orders/{quote(shop_code, safe='')}"
