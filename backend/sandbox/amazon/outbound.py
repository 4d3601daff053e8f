"""Orders from elsewhere that this Amazon sends from its warehouse (Multi-Channel Fulfillment), and their life: new,
received, planned, picked, sent; or cancelled, incomplete, impossible."""

from collections.abc import Callable
from zlib import crc32

from backend.sandbox.amazon.config import Delays
from backend.sandbox.amazon.orders import SandboxOrders
from backend.sandbox.amazon.warehouse import Warehouse
from backend.sandbox.faults import FaultKind, Faults
from backend.sandbox.store import Document, Store

KIND = "amazon_outbound"
FAULTS = (
    FaultKind("outbound_partial", "The next order for the warehouse loses its last piece while it is picked", "amazon"),
    FaultKind("outbound_unfulfillable", "Nothing of the next order for the warehouse is found there", "amazon"),
    FaultKind("outbound_invalid", "The next order for the warehouse is found invalid after it was taken", "amazon"),
)  # fmt: skip
OPEN = ("New", "Received", "Planning")
_HOLDS, _DAY = 14 * 86_400, 86_400
_CARRIERS = {"Standard": "AMZN_FR", "Expedited": "DHL", "Priority": "UPS"}
DAYS = {"Standard": 5, "Expedited": 3, "Priority": 1}  # until a parcel arrives
Changed = Callable[[Document], None]


class NotPossible(ValueError):
    """A step that an order cannot take; the text says why."""


class Outbound:
    """All such orders of all sellers. `on_change` hears of every order after its state changed."""

    def __init__(
        self, store: Store, clock: Callable[[], float], faults: Faults, warehouse: Warehouse,
        orders: SandboxOrders, delays: Delays,
    ) -> None:  # fmt: skip
        self._store, self._clock, self._faults = store, clock, faults
        self._warehouse, self._orders, self._delays = warehouse, orders, delays
        self.on_change: list[Changed] = []
        store.declare(
            KIND,
            {
                "owner": lambda one: f"{one['seller_id']} {one['region']}",
                "open": lambda one: int(one["status"] in (*OPEN, "Processing")),
            },
            indexed=["owner", "open"],
        )

    def take_in(self, order: Document) -> None:
        """A new order; what lies in the warehouse is reserved for it at once. NotPossible for an id that is taken."""
        with self._store.transaction():
            if self.get(order["seller_id"], order["region"], order["code"]) is not None:
                raise NotPossible("an order with this sellerFulfillmentOrderId exists already")
            for item in order["items"]:
                there = self._lies(order, item["sku"])
                item |= {"reserved": 0, "cancelled": 0, "unfulfillable": 0, "sent": 0}
                self._reserve(order, item, min(there, item["quantity"]))
            kept = ("outbound_partial", "outbound_unfulfillable", "outbound_invalid")
            order["fate"] = next(
                (name for name in kept if self._faults.take(name, "amazon", order["code"])), ""
            )
            order["shipment"], order["status"], order["received_at"] = None, "New", self._clock()
            order["order_id"] = self._orders.sent_elsewhere(order)
            self._keep(order, self._clock())

    def get(self, seller_id: str, region: str, code: str) -> Document | None:
        """One order, as it stands now."""
        found = self._store.get(KIND, _key(seller_id, region, code))
        return self._settled(found) if found else None

    def of_seller(self, seller_id: str, region: str) -> list[Document]:
        """All of a seller's, those that changed last first."""
        found = self._store.find(KIND, [("owner", "=", f"{seller_id} {region}")])
        return sorted(map(self._settled, found), key=lambda one: (-one["updated_at"], one["code"]))

    def run_due(self) -> None:
        """What time brings."""
        for order in self._store.find(KIND, [("open", "=", 1)]):
            self._settled(order)

    def cancel(self, seller_id: str, region: str, code: str) -> None:
        """Nothing of it leaves. NotPossible once it is being picked."""
        with self._store.transaction():
            order = self._in(seller_id, region, code, (*OPEN, "Cancelled"))
            if order["status"] != "Cancelled":
                self._end(order, "Cancelled", self._clock())

    def change(self, seller_id: str, region: str, code: str, said: Document) -> None:
        """Other words, another address or speed, or no hold any more. NotPossible once it is being planned."""
        with self._store.transaction():
            order = self._in(seller_id, region, code, ("New", "Received"))
            names = {
                "displayableOrderId": "shown_id", "displayableOrderDate": "shown_date", "fulfillmentAction": "action",
                "displayableOrderComment": "comment", "shippingSpeedCategory": "speed",
                "destinationAddress": "address", "fulfillmentPolicy": "policy",
            }  # fmt: skip
            order |= {names[name]: value for name, value in said.items() if name in names}
            self._keep(order, self._clock())

    def push(self, seller_id: str, region: str, code: str) -> None:
        """Somebody in the warehouse hurries: the next step is now. NotPossible for an order that came to its end."""
        with self._store.transaction():
            order = self._in(seller_id, region, code, (*OPEN, "Processing"))
            if order["status"] == "Received" and order["action"] == "Hold":
                raise NotPossible("it is on hold until its seller lets it go")
            self._step(order, self._clock())

    def _settled(self, order: Document) -> Document:
        for _ in range(6):  # more steps than a life has
            at = order["updated_at"] + self._wait(order)
            if order["status"] not in (*OPEN, "Processing") or self._clock() < at:
                break
            with self._store.transaction():
                self._step(order, at)
        return order

    def _wait(self, order: Document) -> float:
        if order["status"] == "Received" and order["action"] == "Hold":
            return _HOLDS
        if order["status"] == "Planning" and order["policy"] == "FillAll" and self._missing(order):
            return _DAY
        return self._delays.outbound * {"New": 1, "Received": 1, "Planning": 2}.get(order["status"], 4)

    def _step(self, order: Document, at: float) -> None:
        match order["status"]:
            case "New" if order["fate"] == "outbound_invalid":
                self._end(order, "Invalid", at)
            case "New":
                order["status"] = "Received"
                self._keep(order, at)
            case "Received" if order["action"] == "Hold":
                self._end(order, "Cancelled", at)  # a hold ends after fourteen days
            case "Received":
                order["status"] = "Planning"
                self._keep(order, at)
            case "Planning":
                self._plan(order, at)
            case _:
                self._send(order, at)

    def _plan(self, order: Document, at: float) -> None:
        """What is found is packed; what is not depends on the seller's policy."""
        if order["fate"] == "outbound_unfulfillable" or (
            order["policy"] == "FillOrKill" and self._missing(order)
        ):
            self._give_up(order)
        if order["fate"] == "outbound_partial":
            last = next((item for item in reversed(order["items"]) if item["reserved"]), None)
            if last is not None and sum(item["reserved"] for item in order["items"]) > 1:
                self._reserve(order, last, last["reserved"] - 1)
        for item in order["items"]:
            item["unfulfillable"] = item["quantity"] - item["reserved"]
        if not any(item["reserved"] for item in order["items"]):
            self._end(order, "Unfulfillable", at)
            return
        number = self._store.next_number("amazon_outbound_package", 520_000_001)
        packages = [
            {"number": number + n, "item": item["id"], "tracking": ""}
            for n, item in enumerate(item for item in order["items"] if item["reserved"])
        ]
        for _ in packages[1:]:
            self._store.next_number("amazon_outbound_package", 520_000_001)
        order["shipment"] = {
            "id": f"D{number}", "packages": packages, "sent_at": None, "carrier": _CARRIERS[order["speed"]],
        }  # fmt: skip
        order["status"] = "Processing"
        self._keep(order, at)

    def _give_up(self, order: Document) -> None:
        for item in order["items"]:
            self._reserve(order, item, 0)

    def _send(self, order: Document, at: float) -> None:
        """The parcels leave."""
        for item in order["items"]:
            self._warehouse.move(
                order["seller_id"], order["region"], item["sku"], "reserved", -item["reserved"]
            )
            item["sent"], item["reserved"] = item["reserved"], 0
        shipment = order["shipment"]
        shipment["sent_at"] = at
        shipment["arrives_at"] = at + DAYS[order["speed"]] * _DAY
        for package in shipment["packages"]:
            package["tracking"] = f"TBA{package['number']}{crc32(order['code'].encode()) % 1000:03}"
        whole = all(item["sent"] == item["quantity"] for item in order["items"])
        order["status"] = "Complete" if whole else "CompletePartialled"
        self._keep(order, at)

    def _end(self, order: Document, status: str, at: float) -> None:
        """Nothing leaves: what was reserved can be sold again."""
        for item in order["items"]:
            self._reserve(order, item, 0)
            item["cancelled" if status == "Cancelled" else "unfulfillable"] = item["quantity"]
        order["status"] = status
        self._keep(order, at)

    def _missing(self, order: Document) -> bool:
        return any(item["reserved"] < item["quantity"] for item in order["items"])

    def _reserve(self, order: Document, item: Document, pieces: int) -> None:
        """So many pieces of a line are kept for it."""
        more = pieces - item["reserved"]
        if more:
            where = order["seller_id"], order["region"], item["sku"]
            self._warehouse.move(*where, "fulfillable", -more)
            self._warehouse.move(*where, "reserved", more)
        item["reserved"] = pieces

    def _lies(self, order: Document, sku: str) -> int:
        row = self._warehouse.get(order["seller_id"], order["region"], sku)
        return int(row["fulfillable"]) if row else 0

    def _in(self, seller_id: str, region: str, code: str, statuses: tuple[str, ...]) -> Document:
        order = self.get(seller_id, region, code)
        if order is None:
            raise NotPossible("there is no such order")
        if order["status"] not in statuses:
            raise NotPossible(f"the order is {order['status']}")
        return order

    def _keep(self, order: Document, at: float) -> None:
        order["updated_at"] = at
        self._store.put(KIND, _key(order["seller_id"], order["region"], order["code"]), order)
        self._orders.went_on_elsewhere(order)
        for tell in self.on_change:
            tell(order)


def _key(seller_id: str, region: str, code: str) -> str:
    return f"{seller_id} {region} {code}"
