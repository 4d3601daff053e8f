"""What was sold, counted on both databases: by place and currency, by day, the best sellers; cancelled ones never."""

from backend.domain.money import Money
from backend.storage import sales, setup_marks
from backend.storage.database import Database
from backend.storage.sales import DAY
from tests.storage.samples import FRANCE, a_seller, a_shop, keep, sold

NOW = 1_000 * DAY + 3_600


async def order(
    db: Database, shop_id: int, seller_id: int, code: str, units: int, *, at: int = NOW, total: int | None = 1_000,
    currency: str = "EUR", status: str = "shipped", ours: int = 1, product_id: int | None = None,
) -> None:  # fmt: skip
    order_id = await db.fetch_val(
        "insert into orders (shop_id, seller_id, marketplace_id, order_code, status, sender, created_at, total,"
        " currency, ours, stage) values (:shop, :seller, :place, :code, :status, 'merchant', :at, :total, :currency,"
        " :ours, 'rest') returning id",
        {"shop": shop_id, "seller": seller_id, "place": FRANCE, "code": code, "status": status, "at": at,
         "total": total, "currency": currency if total is not None else "", "ours": ours},
    )  # fmt: skip
    await db.execute(
        "insert into order_item (order_id, item_code, sku, units, product_id) values (:order, 'a', :sku, :units, :id)",
        {"order": order_id, "sku": f"SKU-{product_id or 0}", "units": units, "id": product_id},
    )


async def test_places_days_and_best_sellers(database: Database) -> None:
    shop_id = await a_shop(database)
    seller_id = await a_seller(database, shop_id)
    (known,) = await keep(database, shop_id, sold(1, "Cup"))
    await order(database, shop_id, seller_id, "1", 3, product_id=known)
    await order(database, shop_id, seller_id, "2", 2, currency="SEK", at=NOW - DAY)
    await order(database, shop_id, seller_id, "3", 1, total=None, at=NOW - DAY)
    await order(database, shop_id, seller_id, "4", 9, status="cancelled")
    await order(database, shop_id, seller_id, "5", 9, ours=0)
    await order(database, shop_id, seller_id, "6", 9, at=NOW - 9 * DAY)
    (place,) = await sales.by_place(database, shop_id, (NOW // DAY - 1) * DAY)
    assert (place.orders, place.units, place.silent) == (3, 6, 1)
    assert place.turnover == (Money(1_000, "EUR"), Money(1_000, "SEK"))
    assert await sales.by_day(database, shop_id, NOW // DAY - 2, 3) == [0, 3, 3]
    best = await sales.best(database, shop_id, NOW - 2 * DAY, 5)
    assert [(each.name, each.units, each.orders) for each in best] == [("", 3, 2), ("Cup", 3, 1)]
    assert await sales.by_place(database, shop_id + 1, 0) == []
    assert await sales.any_order(database, shop_id)
    assert not await sales.any_order(database, shop_id + 1)


async def test_a_mark_stays_as_it_was_first(database: Database) -> None:
    shop_id = await a_shop(database)
    await setup_marks.mark(database, shop_id, ["order", "live"], 5)
    await setup_marks.mark(database, shop_id, ["live"], 9)
    assert await setup_marks.of_shop(database, shop_id) == {"order": 5, "live": 5}
    assert await setup_marks.of_shop(database, shop_id + 1) == {}
