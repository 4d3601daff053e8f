"""Consent requests: the one-use, expiring `state` of every OAuth round, and how it ended for the page that waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """One round. `outcome` is "" while it is open, "connected", or the key of a failure page."""

    nonce: str
    shop_id: int | None
    purpose: str
    country: str
    details: Mapping[str, Any]
    expires_at: int
    outcome: str
    seller_id: int | None
    used: bool


async def begin(
    db: Database, nonce: str, purpose: str, now: int, *, shop_id: int | None = None, country: str = "",
    details: Mapping[str, Any] | None = None, lasts: int = 3600,
) -> None:  # fmt: skip
    """Write a round down before the browser leaves; old ones are swept."""
    await db.execute("delete from consent_request where expires_at < :old", {"old": now - 7 * 86400})
    await db.execute(
        "insert into consent_request (nonce, shop_id, purpose, country, details, created_at, expires_at)"
        " values (:nonce, :shop, :purpose, :country, :details, :now, :ends)",
        {
            "nonce": nonce, "shop": shop_id, "purpose": purpose, "country": country, "details": to_json(details or {}),
            "now": now, "ends": now + lasts,
        },
    )  # fmt: skip


async def use(db: Database, nonce: str, purposes: tuple[str, ...], now: int) -> ConsentRequest | None:
    """Take a round, once: None when it is unknown, used before, too old or meant for something else."""
    row = await db.fetch_one(
        "update consent_request set used_at = :now where nonce = :nonce and used_at is null and expires_at >= :now"
        " returning *",
        {"nonce": nonce, "now": now},
    )
    return _request(row) if row and row["purpose"] in purposes else None


async def tell(db: Database, nonce: str, details: Mapping[str, Any]) -> None:
    """What else a round carries, instead of what it carried."""
    await db.execute(
        "update consent_request set details = :details where nonce = :nonce and used_at is null",
        {"details": to_json(details), "nonce": nonce},
    )


async def end(db: Database, nonce: str, outcome: str, seller_id: int | None = None) -> None:
    """How it went: the waiting page reads it."""
    await db.execute(
        "update consent_request set outcome = :outcome, seller_id = :seller where nonce = :nonce",
        {"outcome": outcome, "seller": seller_id, "nonce": nonce},
    )


async def look(db: Database, nonce: str, shop_id: int | None = None) -> ConsentRequest | None:
    """A round without using it; with `shop_id` only that shop's."""
    row = await db.fetch_one("select * from consent_request where nonce = :nonce", {"nonce": nonce})
    if row is None or (shop_id is not None and row["shop_id"] != shop_id):
        return None
    return _request(row)


async def open_round(db: Database, shop_id: int, purpose: str, until: int) -> str | None:
    """The nonce of a shop's round that is not used and lasts at least until then."""
    found = await db.fetch_val(
        "select nonce from consent_request where shop_id = :shop and purpose = :purpose and used_at is null"
        " and expires_at >= :until order by expires_at desc limit 1",
        {"shop": shop_id, "purpose": purpose, "until": until},
    )
    return str(found) if found is not None else None


async def latest_country(db: Database, shop_id: int) -> str:
    """The country that the shop chose when it last connected; "" when that is unknown."""
    found = await db.fetch_val(
        "select country from consent_request where shop_id = :shop and outcome = 'connected' and country <> ''"
        " order by created_at desc limit 1",
        {"shop": shop_id},
    )
    return str(found or "")


def _request(row: Row) -> ConsentRequest:
    return ConsentRequest(
        row["nonce"], row["shop_id"], row["purpose"], row["country"], from_json(row["details"], {}),
        row["expires_at"], row["outcome"], row["seller_id"],
        row["used_at"] is not None,
    )  # fmt: skip
