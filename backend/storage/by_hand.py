"""What a person decides about a listing: to pause it, try again, take it off or look, and about a large price move."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.domain.listing import Stage, Status
from backend.domain.money import Money
from backend.domain.revising import waits_for_word
from backend.storage import journal, revising, turns
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, read_explained, read_offer
from backend.storage.statements import among

_WAITING = "l.shop_id = :shop and l.asked_price is not null and l.sent <> ''"


@dataclass(frozen=True, slots=True)
class Asked:
    """A price that waits: `old` stands on Amazon, `new` is what the policy comes to; since epoch seconds UTC. `what`:
    which price of the offer it is (price, sale, business)."""

    listing_id: int
    seller_id: int
    sku: str
    asin: str
    marketplace_id: str
    product_name: str
    product_names: Mapping[str, str]
    image_url: str
    old: Money
    new: Money
    since: int
    what: str = "price"

    @property
    def move(self) -> int:
        """How far the new price is from the old, in hundredths of a percent."""
        return (self.new.amount - self.old.amount) * 10_000 // max(1, self.old.amount)


async def pause(db: Database, shop_id: int, listing_id: int, paused: bool, now: int) -> int | None:
    """Stop or go on with one listing; going on looks at all that changed meanwhile. The seller, or None."""
    async with db.transaction():
        row = await db.fetch_one(
            "update listing set paused = :paused where id = :id and shop_id = :shop and paused <> :paused"
            " returning seller_id",
            {"paused": int(paused), "id": listing_id, "shop": shop_id},
        )
        if row is None:
            return None
        if not paused:
            await revising.mark_listing(db, listing_id, now)
        act = "paused" if paused else "resumed"
        await journal.write(db, shop_id, now, "merchant", act, listing_id=listing_id)
    return int(row["seller_id"])


async def count_asked(db: Database, shop_id: int) -> int:
    """How many prices wait."""
    return int(await db.fetch_val(f"select count(*) from listing l where {_WAITING}", {"shop": shop_id}))


async def asked(db: Database, shop_id: int, offset: int, limit: int) -> list[Asked]:
    """The prices that wait, the oldest first."""
    rows = await db.fetch_all(
        "select l.*, p.name, p.names, p.image_url from listing l join product p on p.id = l.product_id"
        f" where {_WAITING} order by l.asked_at, l.id limit :limit offset :offset",
        {"shop": shop_id, "limit": limit, "offset": offset},
    )
    return [_asked(row) for row in rows]


async def decide(
    db: Database, shop_id: int, listing_ids: Sequence[int] | None, approve: bool, now: int
) -> list[int]:
    """Let prices pass, or keep the old ones until the new price changes again; None: all that wait. The sellers whose
    offers have to be looked at."""
    where, values = _WAITING.replace("l.", ""), {"shop": shop_id}
    if listing_ids is not None:
        if not listing_ids:
            return []
        marks, ids = among("l", listing_ids)
        where, values = f"{where} and id in ({marks})", {**values, **ids}
    async with db.transaction():
        await turns.of_shop(db, shop_id)
        rows = await db.fetch_all(
            f"select id, seller_id, asked_price, sent from listing where {where} order by id", values
        )
        for row in rows:
            column = "approved_price" if approve else "kept_price"
            await db.execute(
                f"update listing set {column} = asked_price, asked_price = null, asked_at = null where id = :id",
                {"id": row["id"]},
            )
            details = {"price": [row["asked_price"], _sent(row).currency]} if approve else {}
            act = "approved_price" if approve else "kept_price"
            await journal.write(db, shop_id, now, "merchant", act, details, listing_id=row["id"])
            await revising.mark_listing(db, row["id"], now)
    return sorted({row["seller_id"] for row in rows})


async def look_now(db: Database, shop_id: int, listing_id: int, now: int) -> int | None:
    """A person wants it read on Amazon now. The seller whose lane owes that; None where there is nothing to read."""
    row = await db.fetch_one(
        "update listing set next_at = :now where id = :id and shop_id = :shop and stage in ('watch', 'confirm')"
        " returning seller_id",
        {"now": now, "id": listing_id, "shop": shop_id},
    )
    return int(row["seller_id"]) if row else None


async def ask_again(db: Database, shop_id: int, listing_id: int, now: int) -> bool:
    """The merchant wants a held or ended listing tried again from the start."""
    done = await db.execute(
        f"update listing set stage = 'match', status = '{Status.ON_ITS_WAY}', status_at = :now, next_at = :now,"
        " attempts = 0, cause = '', details = '', updated_at = :now where id = :id and shop_id = :shop"
        f" and stage in ('{Stage.REST}', '{Stage.WATCH}') and status in ('{Status.INCOMPLETE}', '{Status.ENDED}')",
        {"now": now, "id": listing_id, "shop": shop_id},
    )
    if done:
        await journal.write(db, shop_id, now, "merchant", "asked_again", listing_id=listing_id)
    return bool(done)


async def ask_withdrawal(db: Database, shop_id: int, listing_id: int, now: int, *, by_rule: str = "") -> bool:
    """The merchant wants it off Amazon, or the rule of auto-add with this name. What never got there ends at once;
    anything else the offers lane withdraws."""
    values = {"now": now, "id": listing_id, "shop": shop_id}
    gone = await db.execute(
        f"update listing set stage = 'rest', status = '{Status.ENDED}', status_at = :now, cause = '', details = '',"
        " updated_at = :now where id = :id and shop_id = :shop and claimed_sku is null"
        f" and status <> '{Status.ENDED}'",
        values,
    )
    wanted = gone or await db.execute(
        "update listing set stage = 'withdraw', next_at = :now, attempts = 0, updated_at = :now where id = :id"
        " and shop_id = :shop and claimed_sku is not null and stage <> 'withdraw'",
        values,
    )
    if wanted:
        who, act = ("storelane", "auto_taken_off") if by_rule else ("merchant", "asked_withdrawal")
        told = {"rule": by_rule} if by_rule else None
        await journal.write(db, shop_id, now, who, act, told, listing_id=listing_id)
    return bool(wanted)


def _sent(row: Row) -> Money:
    offer = read_offer(from_json(row["sent"], {}))
    assert offer is not None
    return offer.price


def _asked(row: Row) -> Asked:
    old = _sent(row)
    return Asked(
        row["id"], row["seller_id"], row["sku"], row["asin"], row["marketplace_id"], row["name"],
        from_json(row["names"], {}), row["image_url"], old, Money(row["asked_price"], old.currency),
        row["asked_at"] or 0, waits_for_word(read_explained(row["offer"])) or "price",
    )  # fmt: skip
