"""What lies in this Amazon's own warehouses: a seller's pieces of a SKU in a region, whichever way they are sold."""

from collections.abc import Callable

from backend.sandbox.store import Document, Store

KIND = "amazon_warehouse"
# Where pieces can be; only fulfillable ones are for sale.
PLACES = ("fulfillable", "reserved", "inbound", "unfulfillable", "researching")


class Warehouse:
    """Pieces by seller, region and SKU, the same for buyers on Amazon and for orders that come from elsewhere.

    `on_change` hears of every SKU after its pieces moved.
    """

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store, self._clock = store, clock
        self.on_change: list[Callable[[Document], None]] = []
        store.declare(KIND, {"owner": lambda row: f"{row['seller_id']} {row['region']}"}, indexed=["owner"])

    def of_seller(self, seller_id: str, region: str) -> list[Document]:
        """All that lies there of a seller, by SKU."""
        found = self._store.find(KIND, [("owner", "=", f"{seller_id} {region}")])
        return sorted(found, key=lambda row: str(row["sku"]))

    def get(self, seller_id: str, region: str, sku: str) -> Document | None:
        """What lies there of a SKU; None: it was never sent there."""
        return self._store.get(KIND, _key(seller_id, region, sku))

    def move(self, seller_id: str, region: str, sku: str, place: str, pieces: int) -> Document:
        """Some `pieces` more (or fewer) at one of PLACES. ValueError for more than lie there."""
        if place not in PLACES:
            raise ValueError(f"{place} is none of {', '.join(PLACES)}")
        with self._store.transaction():
            row = self.get(seller_id, region, sku) or {
                "seller_id": seller_id, "region": region, "sku": sku, **dict.fromkeys(PLACES, 0),
            }  # fmt: skip
            if row[place] + pieces < 0:
                raise ValueError(f"only {row[place]} of {sku} are {place}")
            now = self._clock()
            row = {**row, place: row[place] + pieces, "updated_at": now}
            # What is under way to the warehouse is no change that the API's list of changes knows.
            row["changed_at"] = row.get("changed_at", now) if place == "inbound" else now
            self._store.put(KIND, _key(seller_id, region, sku), row)
            for tell in self.on_change:
                tell(row)
        return row

    def shift(self, seller_id: str, region: str, sku: str, start: str, end: str, pieces: int) -> Document:
        """Some `pieces` from one of PLACES to another. ValueError for more than lie there."""
        with self._store.transaction():
            self.move(seller_id, region, sku, start, -pieces)
            return self.move(seller_id, region, sku, end, pieces)

    def for_sale(self, seller_id: str, region: str, sku: str) -> int:
        """Pieces that buyers can order."""
        row = self.get(seller_id, region, sku)
        return int(row["fulfillable"]) if row else 0


def _key(seller_id: str, region: str, sku: str) -> str:
    return f"{seller_id} {region} {sku}"
