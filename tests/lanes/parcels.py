"""What leaves the town: numbers entered in the shop, packages entered on a page, and those of Seller Central."""

from dataclasses import dataclass, field

from backend.domain.orders import OrderStatus
from backend.domain.shipments import Shipment, Source
from backend.domain.shipping import free_reference, open_pieces
from backend.house import House
from backend.storage import sendings, shipments
from tests.world import STORE, World


@dataclass
class Parcels:
    """By order: `entered`, the number that the shop was given last; `elsewhere`: another package of it was made."""

    entered: dict[str, str] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)
    given: int = 0  # so many tracking numbers were given out

    def ship_there(self, world: World, order: str, *, whole: bool) -> None:
        """In Seller Central: all that is left, or a piece of it."""
        found = world.other.orders.get(order)
        if found is None or found["status"] not in ("UNSHIPPED", "PARTIALLY_SHIPPED"):
            return
        self.elsewhere.add(order)
        item = found["items"][0]["id"]
        world.other.packages.pack(order, "UPS", self._number(), {} if whole else {item: 1})

    def enter_number(self, world: World, order: str) -> None:
        """The merchant enters a number in the shop, or another than before."""
        for each in world.other.shop_ground.store.find(f"order_{STORE}"):
            if each.get("externalTransactionId") == order and each["paymentStatus"] == "PAID":
                self.entered[order] = self._number()
                world.other.shop.orders.update(STORE, each["id"], {"trackingNumber": self.entered[order]})

    async def enter_part(self, house: House, order: str, now: int) -> None:
        """The merchant enters a package of one piece on the order's page, where that is a part of it."""
        order_id = await house.db.fetch_val("select id from orders where order_code = :c", {"c": order})
        sent = await sendings.find(house.db, order_id, now) if order_id else None
        left = open_pieces(sent.scene) if sent else {}
        if sent is None or sent.scene.status is not OrderStatus.UNSHIPPED or sum(left.values()) < 2:
            return
        self.elsewhere.add(order)
        number = self._number()
        shipment = Shipment(
            free_reference(sent.scene), number, "colissimo", "", now, ((next(iter(left)), 1),), Source.MERCHANT,
            origin=number,
        )  # fmt: skip
        async with house.db.transaction():
            await shipments.want(house.db, sent.id, shipment, now)
            await sendings.look_at(house.db, [sent.id], now)
        await house.web.wake("shipments", sent.seller_id)

    def _number(self) -> str:
        self.given += 1
        return f"6A{self.given:011}"
