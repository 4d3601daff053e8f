"""The judge of the town: who counts every piece by hand and holds shop, ledger, Amazon and orders against it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from backend.domain.stock import replay
from backend.storage import ledger
from tests.lanes import undoing
from tests.lanes.town_warehouse import switching
from tests.world import STORE

if TYPE_CHECKING:
    from tests.lanes.town import Town

SHOWS = 60  # seconds in which the simulated Amazon shows what was sent
SKUS = ("MV-BOL-BLEU", "MV-NAPPE", "MV-VERRE-6")


def check_lowered(town: Town) -> None:
    """Before pieces are taken back what Amazon shows is read, so that what it sold until then is known too: once it
    shows what was sent it offers no more than there really is. (What it sells in between nobody can know.)"""
    for sku in [sku for sku, at in town.lowered.items() if town.world.now - at > SHOWS]:
        del town.lowered[sku]
        there = town.world.other.orders.quantity(town.seller_code, sku) or 0
        really = max(0, town.physical[sku])
        assert sku in town.fallen or there <= really, f"{sku}: {there} offered, {really} there"


async def all_well(town: Town) -> bool:
    """No lane is held by the dead, and none waits to try again."""
    waiting = "owner <> '' or trouble <> '' or note in ('limits', 'unavailable')"
    return not await town.world.house.db.fetch_val(f"select count(*) from lane where {waiting}")


async def check(town: Town) -> None:
    """Shop, ledger and Amazon agree; each order exists once."""
    db = town.world.house.db
    for sku in SKUS:
        row = await db.fetch_one("select * from variation where sku = :sku", {"sku": sku})
        assert row is not None
        lines = [line.movement for line in await ledger.of_variation(db, row["id"], 10_000)]
        there = town.world.other.orders.quantity(town.seller_code, sku)
        told = f"{sku}: shop {town.stock(sku)}, ours {row['stock']}, Amazon {there}, really {town.physical[sku]};"
        told += f" {await _open_orders(town)}"
        assert (row["sold"], row["inferred"]) == (0, 0), told
        assert town.stock(sku) == row["stock"] == town.physical[sku], told
        assert replay(reversed(lines)) == row["stock"], told
        assert there == (None if sku in town.given_away else max(0, row["stock"])), told
    await _check_senders(town)
    _check_orders(town)
    _check_packages(town)
    undoing.check(town)


async def _check_senders(town: Town) -> None:
    """Who sends what is as it was wanted; no quantity ever went to Amazon while its warehouse sent, else the channel of
    it would have stood beside the other; and what lies there is known."""
    db = town.world.house.db
    rows = await db.fetch_all("select sku, sender from listing")
    assert {row["sku"] for row in rows if row["sender"] == "marketplace"} == town.given_away
    assert not await switching(town)
    sent = town.world.other.amazon_ground.store.find("amazon_submission")
    assert not [one for one in sent if one["offer"].get("beside")]
    for row in await db.fetch_all("select sku, fulfillable, reserved from warehouse_stock"):
        there = town.world.other.warehouse.get(town.seller_code, "eu", row["sku"])
        assert there and (row["fulfillable"], row["reserved"]) == (there["fulfillable"], there["reserved"])


async def _open_orders(town: Town) -> list[dict[str, object]]:
    """What is still owed to the shop, for whoever has to find out why."""
    names = "order_code, status, shop_code, shop_status, stock_state, stock_before, stage, cause, next_at"
    rows = await town.world.house.db.fetch_all(f"select {names} from orders where stage != 'rest'", {})
    return [dict(row) for row in rows]


def _check_orders(town: Town) -> None:
    found: Counter[str] = Counter()
    statuses, external = {}, {}
    for order in town.world.other.shop_ground.store.find(f"order_{STORE}"):
        reference = str(order.get("externalTransactionId") or "")
        if reference:
            found[reference] += 1
            statuses[reference] = (order["paymentStatus"], order["fulfillmentStatus"])
            external[reference] = order["externalFulfillment"], [i.get("productId") for i in order["items"]]
    for order in town.world.other.orders.all():
        code, status = order["id"], order["status"]
        if status == "CANCELLED":
            assert found[code] <= 1
            assert statuses.get(code, ("CANCELLED", ""))[0] == "CANCELLED"
            continue
        assert found[code] == 1, f"{code} stands {found[code]} times in the shop"
        payment, fulfilment = statuses[code]
        if order["fulfilled_by"] == "AMAZON":
            assert payment == ("AWAITING_PAYMENT" if status == "PENDING" else "PAID")
            assert external[code] == (True, [None]) and (fulfilment == "SHIPPED") == (status != "PENDING")
            continue
        paid = ("PAID", "PARTIALLY_REFUNDED", "REFUNDED") if status == "SHIPPED" else ("PAID",)
        assert payment in (("AWAITING_PAYMENT",) if status == "PENDING" else paid), (code, status, payment)
        assert (fulfilment == "SHIPPED") == (status == "SHIPPED")


def _check_packages(town: Town) -> None:
    """No piece and no number is told twice; what the shop alone was told Amazon has, and the shop shows what Amazon
    has, unless the merchant entered a number of his own there."""
    stored = town.world.other.shop_ground.store.find(f"order_{STORE}")
    shown = {each.get("externalTransactionId"): str(each.get("trackingNumber") or "") for each in stored}
    for order in town.world.other.orders.all():
        code, packages = order["id"], order["packages"]
        numbers = [package["tracking"] for package in packages]
        assert len(set(numbers)) == len(numbers), f"{code}: {numbers}"
        for item in order["items"]:
            packed = sum(dict(package["items"]).get(item["id"], 0) for package in packages)
            assert packed == item["fulfilled"] <= item["quantity"] - item["cancelled"], f"{code}: {packages}"
        if order["status"] in ("PENDING", "CANCELLED"):
            continue
        entered = town.parcels.entered.get(code)
        if entered and code not in town.parcels.elsewhere:
            assert (numbers, order["status"]) == ([entered], "SHIPPED"), f"{code}: {numbers}, not {entered}"
        if not entered and numbers:
            assert shown[code] == ", ".join(numbers), f"{code}: {shown[code]}, Amazon {numbers}"
