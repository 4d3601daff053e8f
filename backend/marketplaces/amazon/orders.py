"""Orders: found by when they changed, and read one by one (Amazon facts 4.7)."""

from collections.abc import Mapping
from datetime import UTC, datetime

from backend.domain.marketplace import SellerAccess
from backend.domain.orders import Order, OrderPage
from backend.marketplaces.amazon.client import AmazonClient, path_part
from backend.marketplaces.amazon.order_reading import NoOrder, read_moment, read_order
from backend.marketplaces.amazon.reading import entry, text
from backend.transport.errors import NotAuthorized, Rejected, Unavailable

ROOT = "/orders/2026-01-01/orders"
AT_ONCE = 100
PLAIN = "PROCEEDS,PROMOTION,CANCELLATION,FULFILLMENT,PACKAGES,TAX"
PERSONAL = f"BUYER,RECIPIENT,{PLAIN}"
_PATIENCE = (
    5.0  # seconds; a search comes back every three minutes, so whoever must wait longer comes back later
)


async def search(
    client: AmazonClient, seller: SellerAccess, *, changed_since: int | None, created_since: int | None,
    until: int | None, token: str,
) -> OrderPage:  # fmt: skip
    """One page, oldest or newest first as Amazon likes; nobody's personal data. Throttled when its turn is far off."""
    if (changed_since is None) == (created_since is None):
        raise ValueError("exactly one of changed_since and created_since")
    family = "created" if changed_since is None else "lastUpdated"
    query = {f"{family}After": _written(created_since if changed_since is None else changed_since)}
    if until is not None:
        query[f"{family}Before"] = _written(until)
    query |= {"maxResultsPerPage": str(AT_ONCE), "includedData": PLAIN}
    if token:
        query["paginationToken"] = token
    said = await client.call(
        seller, "searchOrders", "GET", ROOT, query=query, patience=_PATIENCE, personal=True
    )
    return _page(said.data, said.data.get(f"{family}Before"), until)


async def one(client: AmazonClient, seller: SellerAccess, order_code: str, *, personal: bool) -> Order:
    """One order; where Amazon does not give personal data at all, the order comes without."""
    if personal:
        try:
            return await _one(client, seller, order_code, PERSONAL)
        except (Rejected, NotAuthorized):
            # Some sellers are refused the whole call for a dataset that their consent lacks (Amazon facts 4.7).
            pass
    return await _one(client, seller, order_code, PLAIN)


async def _one(client: AmazonClient, seller: SellerAccess, order_code: str, data: str) -> Order:
    said = await client.call(
        seller,
        "getOrder",
        "GET",
        f"{ROOT}/{path_part(order_code)}",
        query={"includedData": data},
        personal=True,
    )
    try:
        order = read_order(entry(said.data.get("order")))
    except NoOrder as error:
        raise Unavailable(f"an order that makes no sense: {error}", status=200) from error
    if order.order_code != order_code:
        raise Unavailable("another order than was asked for", status=200)
    return order


def _page(said: Mapping[str, object], before: object, until: int | None) -> OrderPage:
    found = said.get("orders")
    if not isinstance(found, list):
        raise Unavailable("a search without orders", status=200)
    seen_until = read_moment(before)
    if seen_until is None:
        if until is None:
            raise Unavailable("a search that does not say until when", status=200)
        seen_until = until
    orders: list[Order] = []
    aside: list[tuple[str, str]] = []
    for entry_ in found:
        try:
            orders.append(read_order(entry(entry_)))
        except NoOrder as error:
            aside.append((text(entry(entry_).get("orderId")), str(error)))
    token = text(entry(said.get("pagination")).get("nextToken"))
    return OrderPage(tuple(orders), token, seen_until, tuple(aside))


def _written(moment: int | None) -> str:
    return datetime.fromtimestamp(moment or 0, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
