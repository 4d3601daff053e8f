"""Orders of this Amazon's buyers and their life: pending, released, shipped or cancelled, and the stock they take."""

from decimal import Decimal

from backend.sandbox.amazon.lifecycle import Listing, sent_by_amazon, status_of
from backend.sandbox.amazon.order_book import (
    AMAZON,
    KIND,
    MERCHANT,
    OPEN,
    SWITCHES,
    NoSale,
    OrderBook,
    pieces_left,
)
from backend.sandbox.amazon.order_kinds import KINDS, NEW
from backend.sandbox.amazon.order_views import worth
from backend.sandbox.store import Document

__all__ = ["AMAZON", "KIND", "MERCHANT", "OPEN", "SWITCHES", "NoSale", "SandboxOrders"]


class SandboxOrders(OrderBook):
    """What buyers, the seller in Seller Central and Amazon do with the orders in the book."""

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
                left = pieces_left(item)
                step = left if pieces is None else min(left, pieces)
                item["fulfilled"] += step
                self._leaves(order, item, step)
                pieces = None if pieces is None else pieces - step
                packed += [[item["id"], step]] if step else []
            self._packed(order, packed, carrier=carrier, tracking=tracking)
            rest = sum(map(pieces_left, order["items"]))
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
                if code not in lines or number < 1 or number > pieces_left(lines[code]):
                    raise NoSale(f"{number} pieces of {code} are not left to be sent")
                lines[code]["fulfilled"] += number
            self._packed(
                order, [[code, number] for code, number in pieces], carrier=carrier, tracking=tracking
            )
            order["packages"][-1]["method"] = method
            order["status"] = "PARTIALLY_SHIPPED" if any(map(pieces_left, order["items"])) else "SHIPPED"
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
