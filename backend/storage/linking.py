"""Links between a listing and an ASIN that a person made or took back: they stand above what the lanes find."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.domain.listing import Stage, Status
from backend.storage import details, journal
from backend.storage.database import Database
from backend.storage.encoding import from_json, to_json
from backend.storage.listings import Listing
from backend.storage.statements import among

# Another product's listing at the same place that is in the same condition, and stands there or is to.
_OTHERS = (
    "l.seller_id = :seller and l.marketplace_id = :marketplace and l.condition = :condition and l.id <> :id"
    f" and l.product_id <> :product and (l.stage <> 'rest' or l.sent <> '') and l.status <> '{Status.ENDED}'"
)


@dataclass(frozen=True, slots=True)
class Holder:
    """The listing of another product that an ASIN is used by already."""

    listing_id: int
    sku: str
    name: str  # in the shop's default language
    names: Mapping[str, str] = field(default_factory=dict)


async def holder_of(db: Database, listing: Listing, asin: str) -> Holder | None:
    """Another product's listing at the same place that sells this ASIN in the same condition, or was told to."""
    row = await db.fetch_one(
        "select l.id, l.sku, l.match, l.stage, p.name, p.names from listing l join product p on p.id = l.product_id"
        f" where {_OTHERS} and l.asin = :asin order by l.id limit 1",
        {**_of(listing), "asin": asin},
    )
    return Holder(row["id"], row["sku"], row["name"], from_json(row["names"], {})) if row else None


async def taken(db: Database, listing: Listing, asins: Sequence[str]) -> set[str]:
    """Those ASINs that have such a holder."""
    if not asins:
        return set()
    marks, values = among("a", dict.fromkeys(asins))
    rows = await db.fetch_all(
        f"select distinct l.asin from listing l where {_OTHERS} and l.asin in ({marks})",
        {**_of(listing), **values},
    )
    return {row["asin"] for row in rows}


def _of(listing: Listing) -> dict[str, Any]:
    return {
        "seller": listing.seller_id, "marketplace": listing.marketplace_id, "id": listing.id,
        "condition": listing.condition.value, "product": listing.product_id,
    }  # fmt: skip


async def refused(db: Database, variation_id: int, marketplace_id: str) -> set[str]:
    """The ASINs that a person took off a variation there."""
    rows = await db.fetch_all(
        "select asin from refused_asin where variation_id = :variation and marketplace_id = :marketplace",
        {"variation": variation_id, "marketplace": marketplace_id},
    )
    return {row["asin"] for row in rows}


async def link(db: Database, listing: Listing, asin: str, match: Mapping[str, Any], now: int) -> str:
    """A person's choice: the listing is published on this ASIN. Inside the caller's transaction, or in one of its own.

    `match` tells what the choice rested on: score, reasons, differs, title. Returns "linked"; "leaving" when the
    merchant wants it off Amazon; "taken" when another product has the ASIN there. What stands on Amazon on another ASIN
    is withdrawn first, and then offered anew: the offers lane does that.
    """
    async with db.transaction():
        if await holder_of(db, listing, asin):
            return "taken"
        now_there = await db.fetch_one(
            "select asin, sent, sending_at, status, stage from listing where id = :id and shop_id = :shop",
            {"id": listing.id, "shop": listing.shop_id},
        )
        if now_there is None or now_there["stage"] == Stage.WITHDRAW:
            return "leaving"
        was, sent = now_there["asin"], from_json(now_there["sent"], {})
        elsewhere = now_there["sending_at"] is not None or bool(sent and sent["asin"] != asin)
        settled = bool(sent) and not elsewhere and now_there["status"] == Status.ACTIVE
        kept = {**match, "by": "merchant"}
        await db.execute(
            "update listing set asin = :asin, match = :match, updated_at = :now where id = :id",
            {"asin": asin, "match": to_json(kept), "now": now, "id": listing.id},
        )
        await details.remove(db, listing.shop_id, [listing.id])  # it is an offer on Amazon's product now
        if not settled:
            await _on_its_way(db, listing, Stage.SUBMIT if elsewhere else Stage.MATCH, now)
        await _allow(db, listing, asin)
        if was not in ("", asin):
            await refuse(db, listing, was, "rematched", now)
        told = {"asin": asin, "was": was if was != asin else "", **_short(match)}
        await journal.write(db, listing.shop_id, now, "merchant", "linked", told, listing_id=listing.id)
    return "linked"


async def unlink(db: Database, listing: Listing, reason: str, now: int, *, remember: bool = True) -> bool:
    """A person takes the ASIN off: back to none, from Amazon too. `remember`: it is never chosen again by itself.

    False where there is none, or the listing is leaving already.
    """
    async with db.transaction():
        there = await db.fetch_one(
            "select asin, sent, claimed_sku, stage from listing where id = :id and shop_id = :shop",
            {"id": listing.id, "shop": listing.shop_id},
        )
        if there is None or there["stage"] == Stage.WITHDRAW:
            return False
        asin = there["asin"] or from_json(there["sent"], {}).get("asin", "")
        if not asin:
            return False
        await db.execute(
            "update listing set asin = '', match = :match, updated_at = :now where id = :id",
            {"match": to_json({"unlinked": asin}), "now": now, "id": listing.id},
        )
        await _on_its_way(db, listing, Stage.WITHDRAW if there["claimed_sku"] else Stage.MATCH, now)
        if remember:
            await refuse(db, listing, asin, reason, now)
        told = {"asin": asin, "why": reason}
        await journal.write(db, listing.shop_id, now, "merchant", "unlinked", told, listing_id=listing.id)
    return True


async def _on_its_way(db: Database, listing: Listing, stage: Stage, now: int) -> None:
    await db.execute(
        "update listing set stage = :stage, next_at = :now, attempts = 0, cause = '', details = '',"
        " status_at = case when status = :status then status_at else :now end, status = :status where id = :id",
        {"stage": stage.value, "status": Status.ON_ITS_WAY.value, "now": now, "id": listing.id},
    )


async def refuse(db: Database, listing: Listing, asin: str, reason: str, now: int) -> None:
    """A person took an ASIN off, or does not want it: it is never chosen again by itself."""
    await db.execute(
        "insert into refused_asin (shop_id, variation_id, marketplace_id, asin, reason, at)"
        " values (:shop, :variation, :marketplace, :asin, :reason, :now)"
        " on conflict (variation_id, marketplace_id, asin) do update set reason = excluded.reason, at = excluded.at",
        {**_where(listing, asin), "shop": listing.shop_id, "reason": reason[:200], "now": now},
    )


async def _allow(db: Database, listing: Listing, asin: str) -> None:
    """Who chooses an ASIN by hand has changed their mind about it."""
    await db.execute(
        "delete from refused_asin where variation_id = :variation and marketplace_id = :marketplace and asin = :asin",
        _where(listing, asin),
    )


def _where(listing: Listing, asin: str) -> dict[str, Any]:
    return {"variation": listing.variation_id, "marketplace": listing.marketplace_id, "asin": asin}


def _short(match: Mapping[str, Any]) -> dict[str, Any]:
    return {key: match[key] for key in ("score", "reasons", "differs", "title", "batch") if match.get(key)}
