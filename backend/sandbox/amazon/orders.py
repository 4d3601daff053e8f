"""Orders of this Amazon's buyers and their life: pending, released, shipped or cancelled, and the stock they take."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from backend.sandbox.amazon.catalogue import Catalogue
from backend.sandbox.amazon.lifecycle import Listing, Listings, sent_by_amazon, status_of
from backend.sandbox.amazon.order_kinds import KINDS, NEW, shape
from backend.sandbox.amazon.order_views import worth
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


class SandboxOrders:
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

    def sell(
        self, seller_id: str, marketplace_id: str, sku: str, quantity: int, *, pending: bool = False,
        kind: str = "ordinary", status: str = "",
    ) -> str:  # fmt: skip
        """A buyer buys; the order's id. `kind` names one of the strange orders (order_kinds.KINDS).

        Raises NoSale for what is not on sale there, or not in that number.
        """
        if kind not in KINDS:
            raise NoSale(f"{kind} is none of {', '.join(KINDS)}")
        if quantity < 1:
            raise NoSale("at least one piece")
        with self._store.transaction():
            listing = self._on_sale(seller_id, marketplace_id, sku, quantity, kind)
            order = self._new(listing, quantity, status or ("PENDING" if pending else "UNSHIPPED"), kind)
            self._move(order, -1)
            self._keep(order)
        return str(order["id"])

    def release(self, order_id: str) -> None:
        """The payment is cleared: the seller may ship."""
        self._step(order_id, ("PENDING", "PENDING_AVAILABILITY"), "UNSHIPPED")

    def ship(
        self, order_id: str, pieces: int | None = None, *, carrier: str = "", tracking: str = ""
    ) -> None:
        """All of it leaves in one package, or some `pieces` of the first line that has any left."""
        with self._store.transaction():
            order = self._in(order_id, ("UNSHIPPED", "PARTIALLY_SHIPPED"))
            packed = []
            for item in order["items"]:
                left = _left(item)
                step = left if pieces is None else min(left, pieces)
                item["fulfilled"] += step
                self._leaves(order, item, step)
                pieces = None if pieces is None else pieces - step
                packed += [[item["id"], step]] if step else []
            self._packed(order, packed, carrier=carrier, tracking=tracking)
            rest = sum(map(_left, order["items"]))
            order["status"] = "PARTIALLY_SHIPPED" if rest else "SHIPPED"
            self._keep(order)

    def pack(
        self, order_id: str, pieces: list[tuple[str, int]], *, carrier: str, method: str, tracking: str
    ) -> str:
        """Some pieces leave in a package of their own, under a label; its reference. Raises NoSale for too many."""
        with self._store.transaction():
            order = self._in(order_id, ("UNSHIPPED", "PARTIALLY_SHIPPED"))
            lines = {item["id"]: item for item in order["items"]}
            for code, number in pieces:
                if code not in lines or number < 1 or number > _left(lines[code]):
                    raise NoSale(f"{number} pieces of {code} are not left to be sent")
                lines[code]["fulfilled"] += number
            self._packed(
                order, [[code, number] for code, number in pieces], carrier=carrier, tracking=tracking
            )
            order["packages"][-1]["method"] = method
            order["status"] = "PARTIALLY_SHIPPED" if any(map(_left, order["items"])) else "SHIPPED"
            self._keep(order)
        return str(order["packages"][-1]["reference"])

    def unpack(self, order_id: str, reference: str) -> None:
        """A package does not leave after all: its pieces are to be sent again."""
        with self._store.transaction():
            order = self._in(order_id, ("PARTIALLY_SHIPPED", "SHIPPED"))
            package = next((each for each in order["packages"] if each["reference"] == reference), None)
            if package is None or package["state"] == "CANCELLED":
                raise NoSale(f"there is no package {reference}")
            package["state"] = "CANCELLED"
            for code, number in package["items"]:
                next(item for item in order["items"] if item["id"] == code)["fulfilled"] -= number
            sent = any(item["fulfilled"] for item in order["items"])
            order["status"] = "PARTIALLY_SHIPPED" if sent else "UNSHIPPED"
            self._keep(order)

    def cancel(self, order_id: str, *, by: str = "BUYER", reason: str = "") -> None:
        """Nothing of it leaves; its pieces are on sale again, unless the switch says otherwise."""
        with self._store.transaction():
            order = self._in(order_id, ("PENDING_AVAILABILITY", "PENDING", "UNSHIPPED"))
            order["status"], order["cancelled_by"] = "CANCELLED", [by, reason]
            if self._switches.on("cancel_restocks"):
                self._move(order, 1)
            for item in order["items"]:
                item["cancelled"] = item["quantity"]
            self._keep(order)

    def bought_by(self, order_id: str, buyer: Document, address: Document, gift: str = "") -> None:
        """Somebody else bought it than the sandbox made up; what is not given stays."""
        with self._store.transaction():
            order = self._in(order_id, OPEN)
            order["buyer"] = {**order["buyer"], **buyer}
            order["address"] = {**(order["address"] or {}), **address} or None
            order["gift"] = gift or order["gift"]
            self._keep(order)

    def change(self, order_id: str, act: Changed) -> None:
        """Something happens to an order that is there: `act` changes it, and everybody hears of it."""
        with self._store.transaction():
            order = self.get(order_id)
            if order is None:
                raise NoSale(f"there is no order {order_id}")
            act(order)
            self._keep(order)

    def refund(self, order_id: str, parts: list[Document], *, by_hand: bool = False) -> None:
        """Give money back for what was sent, never more than it cost. `parts`: item_id, component, amount, reason."""
        with self._store.transaction():
            order = self._in(order_id, ("SHIPPED", "PARTIALLY_SHIPPED"))
            if order["fulfilled_by"] != MERCHANT:
                raise NoSale("Amazon refunds what it sends itself")
            known = order.get("refunds", [])
            back = sum((Decimal(part["amount"]) for refund in known for part in refund["parts"]), Decimal(0))
            fresh = sum((Decimal(part["amount"]) for part in parts), Decimal(0))
            if back + fresh > worth(order):
                raise NoSale(f"only {worth(order) - back} {order['currency']} of it are left to refund")
            order["refunds"] = [*known, {"at": self._clock(), "by_hand": by_hand, "parts": parts}]
            # The Orders API shows no refunds: an order that was refunded is not even an order that changed.
            self._store.put(KIND, order["id"], order)

    def refund_by_hand(self, order_id: str) -> None:
        """Seller Central's button: everything of its first line's goods that is left."""
        order = self.get(order_id)
        if order is None:
            raise NoSale(f"there is no order {order_id}")
        known = [part for refund in order.get("refunds", []) for part in refund["parts"]]
        left = worth(order) - sum((Decimal(part["amount"]) for part in known), Decimal(0))
        if left <= 0:
            raise NoSale("all of it is refunded")
        part = {"item_id": order["items"][0]["id"], "component": "Principal", "amount": str(left)}
        self.refund(order_id, [{**part, "reason": "GeneralAdjustment"}], by_hand=True)

    def ask_cancel(self, order_id: str) -> None:
        """The buyer asks the seller to cancel; nothing else happens."""
        with self._store.transaction():
            order = self._in(order_id, ("UNSHIPPED", "PARTIALLY_SHIPPED"))
            order["asked_to_cancel"] = True
            self._keep(order)

    def sent_elsewhere(self, outbound: Document) -> str:
        """An order that was made elsewhere and that the warehouse sends stands among the others; its id."""
        seller, place = outbound["seller_id"], outbound["marketplace_id"]
        lines = []
        for number, item in enumerate(outbound["items"], 1):
            sku = item["sku"]
            listing = self._listings.get(seller, place, sku) or self._unknown(seller, place, sku)
            if not (listing["shown"].get("offer") or {}).get("price"):
                listing = self._unknown(seller, place, sku)
            order = self._new(listing, item["quantity"], "UNSHIPPED", "non_amazon_channel")
            lines.append({**order["items"][0], "id": f"{order['items'][0]['id'][:-2]}{number:02}"})
        order |= {"items": lines, "address": outbound["address"], "outbound": outbound["code"]}
        self._keep(order)
        return str(order["id"])

    def went_on_elsewhere(self, outbound: Document) -> None:
        """What the warehouse did with it is seen in the order too."""
        order = self._store.get(KIND, outbound["order_id"])
        ends = {"Complete": "SHIPPED", "CompletePartialled": "SHIPPED", "Cancelled": "CANCELLED"}
        ends |= {"Unfulfillable": "UNFULFILLABLE", "Invalid": "UNFULFILLABLE"}
        status = ends.get(outbound["status"])
        if order is None or status is None or order["status"] == status:
            return
        for line, item in zip(order["items"], outbound["items"], strict=True):
            line["fulfilled"], line["cancelled"] = item["sent"], item["quantity"] - item["sent"]
        order["status"] = status
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

    def _on_sale(self, seller_id: str, marketplace_id: str, sku: str, quantity: int, kind: str) -> Listing:
        listing = self._listings.get(seller_id, marketplace_id, sku)
        if kind in NEW:
            return listing or self._unknown(seller_id, marketplace_id, sku)
        if listing is None or "BUYABLE" not in status_of(listing):
            raise NoSale(f"{sku} is not on sale in {marketplace_id}")
        there = (listing["shown"].get("offer") or {}).get("quantity")
        if sent_by_amazon(listing):
            there = self._warehouse.for_sale(seller_id, listing["region"], sku)
        if there is not None and there < quantity:
            raise NoSale(f"only {there} of {sku}")
        return listing

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


def _left(item: Document) -> int:
    """The pieces of a line that nothing carries yet."""
    return int(item["quantity"] - item["cancelled"] - item["fulfilled"])


def _field(name: str) -> Callable[[Document], Any]:
    return lambda order: order[name]
