"""The town's other warehouse: what Amazon sells from there, and who sends what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.domain.orders import Sender
from backend.storage import switches
from tests.lanes.ground import FRANCE

if TYPE_CHECKING:
    from tests.lanes.town import Town

LIES = 9  # pieces of each SKU that lie with Amazon


def fill(town: Town, sku: str) -> None:
    """Some lie there from the beginning."""
    if town.world.other.warehouse.get(town.seller_code, "eu", sku) is None:
        town.world.other.warehouse.move(town.seller_code, "eu", sku, "fulfillable", LIES)


def sale(town: Town, sku: str, pieces: int, *, pending: bool) -> bool:
    """A buyer on Amazon of what Amazon's warehouse sends: no piece of the shop's is promised."""
    other = town.world.other
    by_amazon = other.orders.quantity(town.seller_code, sku) is None
    if not by_amazon or other.warehouse.for_sale(town.seller_code, "eu", sku) < pieces:
        return False
    town.orders.append(other.orders.sell(town.seller_code, FRANCE, sku, pieces, pending=pending))
    return True


async def switch(town: Town, sku: str) -> None:
    """The merchant wants the other warehouse from the one that was wanted last."""
    db = town.world.house.db
    listing_id = await db.fetch_val("select id from listing where sku = :sku", {"sku": sku})
    target = Sender.MERCHANT if sku in town.given_away else Sender.MARKETPLACE
    assert await switches.ask(db, town.shop_id, listing_id, target, town.world.now) == town.seller_id
    town.given_away ^= {sku}
    await town.world.house.web.wake("offers", town.seller_id)


async def switching(town: Town) -> set[str]:
    """SKUs whose switch is under way: until Amazon shows it their quantity is not moved."""
    rows = await town.world.house.db.fetch_all(
        "select l.sku from sender_switch s join listing l on l.id = s.listing_id where s.state <> 'done'"
    )
    return {row["sku"] for row in rows}
