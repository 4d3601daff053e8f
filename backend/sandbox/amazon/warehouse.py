"""What lies in this Amazon's own warehouses: a seller's pieces of a SKU in a region, whichever way they are sold."""

from collections.abc import Callable

from backend.sandbox.store import Document, Store

KIND = "amazon_warehouse"
# Where pieces can be; only fulfillable ones are for sale.
PLACES = ("fulfillable", "reserved", "inbound", "unfulfillable", "researching")


class Warehouse:
    """Pieces by seller, region and SKU, the same for buyers on Amazon and for orders that come from elsewhere."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store, self._clock = store, clock
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
            row = {**row, place: row[place] + pieces, "updated_at": self._clock()}
            self._store.put(KIND, _key(seller_id, region, sku), row)
        return row


def _key(seller_id: str, region: str, sku: str) -> str:
    return f"{seller_id} {region} {sku}"
