"""Drifts: what Amazon showed and was not sent, since when, after which push, and when it was healed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.domain.drift import Difference
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json
from backend.storage.listings import Listing
from backend.storage.statements import among

Standing = Mapping[Difference, int]  # what differs, each with our id of it


@dataclass(frozen=True, slots=True)
class Drift:
    """One field of a listing that was not as it was sent; times epoch seconds UTC. `healed_at` None: still so."""

    id: int
    listing_id: int
    sku: str
    asin: str
    marketplace_id: str
    product_name: str
    product_names: Mapping[str, str]
    image_url: str
    difference: Difference
    since: int
    seen_at: int
    sent_at: int | None
    submission_id: str
    healed_at: int | None


async def standing(db: Database, listing_ids: Sequence[int]) -> dict[int, Standing]:
    """What differs of listings as far as it is known, by listing where anything does."""
    marks, ids = among("l", [*listing_ids, 0])
    rows = await db.fetch_all(
        f"select id, listing_id, field, wanted, shown from drift where listing_id in ({marks}) and healed_at is null",
        ids,
    )
    found: dict[int, Standing] = {}
    for row in rows:
        difference = Difference(row["field"], row["wanted"], row["shown"])
        found[row["listing_id"]] = {**found.get(row["listing_id"], {}), difference: row["id"]}
    return found


async def note(
    db: Database, listing: Listing, found: Sequence[Difference], before: Standing, now: int
) -> None:
    """A reading's differences against those that stood: new ones begin, known ones go on, those that are gone were
    healed."""
    gone = dict(before)
    for each in found:
        if known := gone.pop(each, None):
            await db.execute("update drift set seen_at = :now where id = :id", {"now": now, "id": known})
        else:
            await db.execute(
                "insert into drift (shop_id, listing_id, field, wanted, shown, since, seen_at, sent_at, submission_id)"
                " values (:shop, :listing, :field, :wanted, :shown, :now, :now, :sent, :submission)",
                {
                    "shop": listing.shop_id, "listing": listing.id, "field": each.field, "wanted": each.wanted,
                    "shown": each.shown, "now": now, "sent": listing.pushed_at or listing.sent_at,
                    "submission": listing.submission_id,
                },
            )  # fmt: skip
    for id in gone.values():
        await db.execute("update drift set healed_at = :now where id = :id", {"now": now, "id": id})


async def note_quantity(db: Database, seller_id: int, sku: str, wanted: int, shown: int, now: int) -> None:
    """Pieces were missing and no order tells why: somebody lowered the quantity there. The next reading heals it."""
    await db.execute(
        "insert into drift (shop_id, listing_id, field, wanted, shown, since, seen_at, sent_at, submission_id)"
        " select shop_id, id, 'quantity', :wanted, :shown, :now, :now, coalesce(pushed_at, sent_at), submission_id"
        " from listing where seller_id = :seller and claimed_sku = :sku",
        {"seller": seller_id, "sku": sku, "wanted": str(wanted), "shown": str(shown), "now": now},
    )


async def counts(db: Database, shop_id: int) -> dict[bool, int]:
    """How many were healed (True), and how many stand now (False)."""
    row = await db.fetch_one(
        "select count(*) as n, count(healed_at) as healed from drift where shop_id = :shop", {"shop": shop_id}
    )
    assert row is not None
    return {True: row["healed"], False: row["n"] - row["healed"]}


async def count_standing(db: Database, shop_id: int) -> int:
    """How many stand now; quick however many were healed."""
    return int(
        await db.fetch_val(
            "select count(*) from drift where shop_id = :shop and healed_at is null", {"shop": shop_id}
        )
    )


async def page(db: Database, shop_id: int, healed: bool, offset: int, limit: int) -> list[Drift]:
    """Those that stand, or those that were healed; the newest first."""
    rows = await db.fetch_all(
        "select d.*, l.sku, l.asin, l.marketplace_id, p.name, p.names, p.image_url from drift d"
        " join listing l on l.id = d.listing_id join product p on p.id = l.product_id"
        f" where d.shop_id = :shop and d.healed_at is {'not ' if healed else ''}null"
        " order by d.id desc limit :limit offset :offset",
        {"shop": shop_id, "limit": limit, "offset": offset},
    )
    return [_drift(row) for row in rows]


async def of_listing(db: Database, listing_id: int, limit: int = 20) -> list[Drift]:
    """A listing's own, the newest first."""
    rows = await db.fetch_all(
        "select d.*, l.sku, l.asin, l.marketplace_id, p.name, p.names, p.image_url from drift d"
        " join listing l on l.id = d.listing_id join product p on p.id = l.product_id where d.listing_id = :id"
        " order by d.id desc limit :limit",
        {"id": listing_id, "limit": limit},
    )
    return [_drift(row) for row in rows]


def _drift(row: Row) -> Drift:
    return Drift(
        row["id"], row["listing_id"], row["sku"], row["asin"], row["marketplace_id"], row["name"],
        from_json(row["names"], {}), row["image_url"], Difference(row["field"], row["wanted"], row["shown"]),
        row["since"], row["seen_at"], row["sent_at"], row["submission_id"], row["healed_at"],
    )  # fmt: skip
