"""The packages of orders as the marketplace knows them."""

from collections.abc import Sequence

from backend.domain.orders import Package, PackageState
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json

_COLUMNS = ("order_id", "reference", "carrier", "service", "tracking", "sent_at", "state", "pieces")


async def keep(db: Database, order_id: int, packages: Sequence[Package]) -> None:
    """An order's packages are these and no others. Inside the caller's transaction."""
    if await of_order(db, order_id) == list(packages):
        return
    await db.execute("delete from order_package where order_id = :id", {"id": order_id})
    await add(db, order_id, packages)


async def add(db: Database, order_id: int, packages: Sequence[Package]) -> None:
    """The packages of an order that has none yet. Inside the caller's transaction."""
    rows = [
        (order_id, one.reference, one.carrier, one.service, one.tracking, one.sent_at, one.state.value,
         to_json([list(part) for part in one.pieces]))
        for one in packages
    ]  # fmt: skip
    await db.insert_many("order_package", _COLUMNS, rows)


async def of_order(db: Database, order_id: int) -> list[Package]:
    """An order's packages by their reference."""
    rows = await db.fetch_all(
        "select * from order_package where order_id = :id order by length(reference), reference",
        {"id": order_id},
    )
    return [_package(row) for row in rows]


def _package(row: Row) -> Package:
    pieces = tuple((str(code), int(number)) for code, number in from_json(row["pieces"], []))
    return Package(
        row["reference"], row["carrier"], row["service"], row["tracking"], row["sent_at"],
        PackageState(row["state"]), pieces,
    )  # fmt: skip
