"""The book of orders of this Amazon's buyers: how one is written, found and kept, and the stock that it takes."""

from collections.abc import Callable
from typing import Any

from backend.sandbox.amazon.catalogue import Catalogue
from backend.sandbox.amazon.lifecycle import Listing, Listings, sent_by_amazon
from backend.sandbox.amazon.order_kinds import shape
from backend.sandbox.amazon.regions import MARKETPLACES
from backend.sandbox.amazon.sellers import Sellers
from backend.sandbox.amazon.warehouse import Warehouse
from backend.sandbox.store import Document, Store
from backend.sandbox.switches import Switch, Switches

KIND = "amazon_order"
MERCHANT, AMAZON = "MERCHANT", "AMAZON"
OPEN = ("PENDING_AVAILABILITY", "PENDING", "UNSHIPPED", "PARTIALLY_SHIPPED")
_WAREHOUSE_SECONDS = 1800  # after which Amazon's own warehouse has sent an order
SWITCHES = (
    Switch("personal_data", "Whether buyer and address are given, left out or refused", ("given", "absent", "refused")),
    Switch("pending_prices", "Whether pending orders carry prices", ("off", "on")),
    Switch("cancel_restocks", "Whether a cancelled order's pieces are on sale again", ("on", "off")),
    Switch(
        "late_quantity",
        "What a quantity that becomes visible does to sales made since it was sent",
        ("as_sent", "absolute"),
    ),
)  # fmt: skip
Changed = Callable[[Document], None]


class NoSale(ValueError):
    """A sale or a step that cannot be; the text says why."""


class OrderBook:
    """All orders of all sellers. `on_change` hears of every order after it changed."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], float],
        catalogue: Catalogue,
        listings: Listings,
        sellers: Sellers,
        switches: Switches,
        warehouse: Warehouse,
    ) -> None:
        self._warehouse = warehouse
        self._store, self._clock, self._catalogue = store, clock, catalogue
        self._listings, self._sellers, self._switches = listings, sellers, switches
        self.on_change: list[Changed] = []
        names = ("seller_id", "region", "status", "updated_at", "created_at")
        store.declare(
            KIND, {name: _field(name) for name in names}, indexed=["seller_id", "updated_at", "status"]
        )

    def change(self, order_id: str, act: Changed) -> None:
        """Something happens to an order that is there: `act` changes it, and everybody hears of it."""
        with self._store.transaction():
            order = self.get(order_id)
            if order is None:
                raise NoSale(f"there is no order {order_id}")
            act(order)
            self._keep(order)

    def get(self, order_id: str) -> Document | None:
        """One order, as it stands now."""
        order = self._store.get(KIND, order_id)
        return self._settled(order) if order else None

    def all(self, seller_id: str = "") -> list[Document]:
        """All orders, of one seller or of everybody, by when they last changed."""
        where = [("seller_id", "=", seller_id)] if seller_id else []
        found = [self._settled(order) for order in self._store.find(KIND, where)]
        return sorted(found, key=lambda order: (order["updated_at"], order["id"]))

    def quantity(self, seller_id: str, sku: str) -> int | None:
        """The one merchant-fulfilled quantity shown now; None where the SKU has none."""
        for listing in self._mine(seller_id, sku):
            offer = listing["shown"].get("offer") or {}
            if offer.get("channel") == "DEFAULT":
                return int(offer.get("quantity") or 0)
        return None

    def who_sells(self, marketplace_id: str, sku: str) -> str:
        """Somebody who has the SKU in a marketplace; "" for nobody."""
        found = self._listings.find([("marketplace_id", "=", marketplace_id), ("sku", "=", sku)])
        return str(found[0]["seller_id"]) if found else ""

    def _unknown(self, seller_id: str, marketplace_id: str, sku: str) -> Listing:
        place = MARKETPLACES.get(marketplace_id)
        if place is None or self._sellers.caller(seller_id, place.region) is None:
            raise NoSale(f"nobody called {seller_id} sells in {marketplace_id}")
        shown = {
            "offer": {"price": "10.00", "currency": place.currency, "quantity": None, "channel": "DEFAULT"}
        }
        return {"seller_id": seller_id, "region": place.region, "marketplace_id": marketplace_id, "sku": sku,
                "asin": "B0UNKNOWN0", "shown": shown}  # fmt: skip

    def _new(self, listing: Listing, quantity: int, status: str, kind: str) -> Document:
        number = self._store.next_number("amazon_order", 1_000_001)
        offer, asin = listing["shown"]["offer"], listing["asin"]
        item = self._catalogue.get(asin) if asin else None
        titles = item["titles"] if item else {}
        title = titles.get(listing["marketplace_id"]) or next(iter(titles.values()), listing["sku"])
        line = {
            "id": f"{number}{1:02}", "sku": listing["sku"], "asin": asin, "title": title, "quantity": quantity,
            "fulfilled": 0, "cancelled": 0, "price": offer["price"] or "10.00",
        }  # fmt: skip
        order: Document = {
            "id": f"4{number % 100:02}-{number * 7919 % 10**7:07}-{number % 10**7:07}",
            "seller_id": listing["seller_id"], "region": listing["region"],
            "marketplace_id": listing["marketplace_id"], "currency": offer["currency"], "status": status,
            "fulfilled_by": MERCHANT if offer["channel"] == "DEFAULT" else AMAZON, "channel": "AMAZON",
            "created_at": self._clock(), "updated_at": self._clock(), "kind": kind, "items": [line],
            "asked_to_cancel": False, "moved": offer.get("quantity") is not None or sent_by_amazon(listing),
        }  # fmt: skip
        return shape(order, number)

    def _move(self, order: Document, sign: int) -> None:
        """Take the pieces off the stock shown in every country of the region, or put them back. Amazon's own are set
        aside in its warehouse until they leave."""
        if not order["moved"]:
            return
        if order["fulfilled_by"] == AMAZON:
            way = ("fulfillable", "reserved") if sign < 0 else ("reserved", "fulfillable")
            for item in order["items"]:
                self._warehouse.shift(
                    order["seller_id"], order["region"], item["sku"], *way, item["quantity"]
                )
            return
        for item in order["items"]:
            for listing in self._mine(order["seller_id"], item["sku"]):
                self._listings.move_stock(
                    listing, sign * item["quantity"], waiting=self._switches.get("late_quantity") == "as_sent"
                )

    def _mine(self, seller_id: str, sku: str) -> list[Listing]:
        return self._listings.find([("seller_id", "=", seller_id), ("sku", "=", sku)])

    def _step(self, order_id: str, before: tuple[str, ...], after: str) -> None:
        with self._store.transaction():
            order = self._in(order_id, before)
            order["status"] = after
            self._keep(order)

    def _in(self, order_id: str, statuses: tuple[str, ...]) -> Document:
        order = self.get(order_id)
        if order is None:
            raise NoSale(f"there is no order {order_id}")
        if order["status"] not in statuses:
            raise NoSale(f"the order is {order['status']}")
        return order

    def _settled(self, order: Document) -> Document:
        """Amazon's own warehouse sends by itself."""
        sent_at = order["updated_at"] + _WAREHOUSE_SECONDS
        if order.get("outbound"):
            return order  # its own life is in outbound.py
        if order["fulfilled_by"] != AMAZON or order["status"] != "UNSHIPPED" or self._clock() < sent_at:
            return order
        for item in order["items"]:
            item["fulfilled"] = item["quantity"]
            self._leaves(order, item, item["quantity"])
        packed = [[item["id"], item["quantity"]] for item in order["items"]]
        self._packed(
            order, packed, carrier="Amazon Logistics", tracking=f"TBA{order['id'][-7:]}000", at=sent_at
        )
        order["status"] = "SHIPPED"
        self._keep(order, sent_at)
        return order

    def _leaves(self, order: Document, item: Document, pieces: int) -> None:
        """Pieces that Amazon's warehouse had set aside are gone."""
        if order["fulfilled_by"] == AMAZON and order["moved"]:
            self._warehouse.move(order["seller_id"], order["region"], item["sku"], "reserved", -pieces)

    def _packed(
        self, order: Document, items: list[list[Any]], *, carrier: str, tracking: str, at: float | None = None
    ) -> None:
        """One more package, under a number of Amazon's own."""
        now = self._clock() if at is None else at
        taken = {package["reference"] for package in order["packages"]}
        reference = next(str(n) for n in range(1, len(taken) + 2) if str(n) not in taken)
        order["packages"].append({
            "reference": reference, "carrier": carrier, "method": "", "tracking": tracking, "items": items,
            "made_at": now, "sent_at": now, "state": "SHIPPED",
        })  # fmt: skip

    def _keep(self, order: Document, at: float | None = None) -> None:
        order["updated_at"] = self._clock() if at is None else at
        self._store.put(KIND, order["id"], order)
        for tell in self.on_change:
            tell(order)


def pieces_left(item: Document) -> int:
    """The pieces of a line that nothing carries yet."""
    return int(item["quantity"] - item["cancelled"] - item["fulfilled"])


def _field(name: str) -> Callable[[Document], Any]:
    return lambda order: order[name]
