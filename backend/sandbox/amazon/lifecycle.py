"""The life of a listing: what was sent becomes what is shown, after a while, computed when somebody looks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from backend.sandbox.amazon.issues import blocks, hides
from backend.sandbox.store import Condition, Store

KIND = "amazon_listing"
Listing = dict[str, Any]
ABSENT, PROCESSING, LIVE = "absent", "processing", "live"


@dataclass(frozen=True, slots=True)
class Change:
    """Something that becomes visible at a moment: fields of `shown` with their new values."""

    at: float
    set: dict[str, Any]


class Listings:
    """All listings of all sellers, settled to the present moment whenever they are read.

    `on_change` hears of every listing of a seller who is `watched`: as it was kept before, and as it is. `lies`: pieces
    for sale in Amazon's warehouse, by seller, region and SKU.
    """

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store, self._clock = store, clock
        self.watched: Callable[[str], bool] = lambda seller_id: False
        self.lies: Callable[[str, str, str], int] = lambda seller_id, region, sku: 0
        self.on_change: list[Callable[[Listing | None, Listing], None]] = []
        names = ("seller_id", "marketplace_id", "sku", "asin", "updated_at")
        store.declare(
            KIND,
            {**{name: _field(name) for name in names}, "next_at": _next_at},
            indexed=["seller_id", "sku", "asin", "next_at"],
        )

    def get(self, seller_id: str, marketplace_id: str, sku: str) -> Listing | None:
        """A listing with everything due applied, or None when the SKU was never sent or is gone."""
        listing = self._store.get(KIND, key_of(seller_id, marketplace_id, sku))
        return self._settled(listing) if listing else None

    def find(self, where: list[Condition]) -> list[Listing]:
        """All listings that meet the conditions, settled, by SKU."""
        found = self._store.find(KIND, where, order=["sku", "marketplace_id"])
        return [settled for listing in found if (settled := self._settled(listing))]

    def put(self, listing: Listing) -> None:
        """Keep a listing."""
        key = key_of(listing["seller_id"], listing["marketplace_id"], listing["sku"])
        watched = self.watched(listing["seller_id"])
        before = self._store.get(KIND, key) if watched else None
        self._store.put(KIND, key, listing)
        for tell in self.on_change if watched else []:
            tell(before, listing)

    def pieces_moved(self, seller_id: str, sku: str) -> None:
        """Other pieces are for sale in Amazon's warehouse."""
        for listing in self.find([("seller_id", "=", seller_id), ("sku", "=", sku)]):
            if sent_by_amazon(listing):
                self.put(listing)

    def settle_due(self) -> None:
        """Apply what has become due, though nobody looks."""
        for listing in self._store.find(KIND, [("next_at", "<=", self._clock())]):
            self._settled(listing)

    def schedule(self, listing: Listing, changes: list[Change]) -> None:
        """Add changes after those already under way, and keep the listing."""
        waiting = listing["changes"]
        latest = max((entry["at"] for entry in waiting), default=0.0)
        # What was sent later may not be overtaken by what was sent before it.
        waiting += [{"at": max(change.at, latest), "set": change.set} for change in changes]
        self.put(listing)

    def move_stock(self, listing: Listing, pieces: int, *, waiting: bool) -> None:
        """Move the quantity shown; with `waiting` also those that were sent and are not shown yet."""
        offers = [listing["shown"].get("offer") or {}]
        offers += [change["set"].get("offer") or {} for change in listing["changes"]] if waiting else []
        for offer in offers:
            if offer.get("quantity") is not None:
                offer["quantity"] = max(0, offer["quantity"] + pieces)
        listing["updated_at"] = self._clock()
        self.put(listing)

    def _settled(self, listing: Listing) -> Listing | None:
        now = self._clock()
        due = [change for change in listing["changes"] if change["at"] <= now]
        if due:
            for change in due:
                _show(listing["shown"], change["set"])
                if sent_by_amazon(listing):
                    listing["lies"] = self.lies(listing["seller_id"], listing["region"], listing["sku"])
                listing["updated_at"] = max(listing["updated_at"], change["at"])
            listing["changes"] = listing["changes"][len(due) :]
            self.put(listing)
        if sent_by_amazon(listing):
            listing["lies"] = self.lies(listing["seller_id"], listing["region"], listing["sku"])
        gone = listing["shown"]["phase"] == ABSENT and not listing["changes"]
        return None if gone else listing


def _show(shown: dict[str, Any], change: dict[str, Any]) -> None:
    """An offer that leaves something out, such as the stock, keeps what is shown of it."""
    if change.get("offer") and shown.get("offer"):
        change = {**change, "offer": {**shown["offer"], **change["offer"]}}
    shown.update(change)


def key_of(seller_id: str, marketplace_id: str, sku: str) -> str:
    """The key of a listing."""
    return f"{seller_id}|{marketplace_id}|{sku}"


def sent_by_amazon(listing: Listing) -> bool:
    """Whether Amazon's own warehouse sends it."""
    offer = listing["shown"].get("offer") or {}
    return str(offer.get("channel") or "DEFAULT") != "DEFAULT"


def status_of(listing: Listing) -> list[str]:
    """BUYABLE and DISCOVERABLE as they hold now."""
    shown = listing["shown"]
    if shown["phase"] != LIVE or any(blocks(entry) for entry in shown["issues"]):
        return []
    status = [] if any(hides(entry) for entry in shown["issues"]) else ["DISCOVERABLE"]
    offer = shown.get("offer") or {}
    in_stock = offer.get("quantity") is None or offer["quantity"] > 0
    if sent_by_amazon(listing):
        in_stock = listing.get("lies", 0) > 0
    if offer.get("price") and in_stock and listing["requirements"] != "LISTING_PRODUCT_ONLY":
        status.insert(0, "BUYABLE")
    return status


def _next_at(listing: Listing) -> float | None:
    return min((change["at"] for change in listing["changes"]), default=None)


def _field(name: str) -> Callable[[Listing], Any]:
    return lambda listing: listing[name]
