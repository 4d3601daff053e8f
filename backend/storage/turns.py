"""Turns: what lanes and pages write about one shop on PostgreSQL is written one after the other.

Their transactions touch the same rows (listings, looks, orders, each other's lanes) in whatever order their work has,
so that two at once would block each other for ever. Different shops share no rows. SQLite has one writer anyway.
"""

from backend.storage.database import Database

_SPACE = 7_301  # our own family of advisory locks


async def of_shop(db: Database, shop_id: int) -> None:
    """Wait for the shop's turn; it ends with the transaction that this is called in."""
    if db.dialect == "postgresql":
        await db.fetch_val(f"select pg_advisory_xact_lock({_SPACE}, cast(:shop as int))", {"shop": shop_id})


async def of_seller(db: Database, seller_id: int) -> None:
    """The same for the shop of a seller; one that is gone has no turn to wait for."""
    if db.dialect == "postgresql":
        shop = "select cast(shop_id as int) from seller where id = :seller"
        await db.fetch_val(f"select pg_advisory_xact_lock({_SPACE}, ({shop}))", {"seller": seller_id})
