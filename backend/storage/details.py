"""What listings say of their products: written when the merchant confirms it, read by whoever sends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.domain.details import Details
from backend.domain.listing import Stage, Status
from backend.storage import journal
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json
from backend.storage.statements import among

_LATEST = "d.key <> :details and d.held_at is null"
# A listing whose confirmed details are others than those that were sent: what it says is owed.
OTHER_DETAILS = f"exists (select 1 from details d where d.listing_id = listing.id and {_LATEST})"


@dataclass(frozen=True, slots=True)
class KeptDetails:
    """Details as the merchant confirmed them. `checksum`: of the schema that they were checked against.

    `held`: Amazon changed the schema since, and they are not sent until the merchant has looked.
    """

    details: Details
    checksum: str
    confirmed_at: int
    held: bool


async def of_listings(db: Database, listing_ids: Sequence[int]) -> dict[int, Details]:
    """The details of listings that have some, by listing."""
    return {listing_id: kept.details for listing_id, kept in (await kept_of(db, listing_ids)).items()}


async def kept_of(db: Database, listing_ids: Sequence[int]) -> dict[int, KeptDetails]:
    """The same with when they were confirmed, and whether they wait."""
    if not listing_ids:
        return {}
    marks, ids = among("l", listing_ids)
    rows = await db.fetch_all(f"select * from details where listing_id in ({marks})", ids)
    return {row["listing_id"]: _kept(row) for row in rows}


async def put(
    db: Database, shop_id: int, wanted: Mapping[int, Details], now: int, *, checksum: str = ""
) -> list[int]:
    """The merchant confirmed these details (by listing): they are owed to Amazon. The sellers whose offers lane sends.

    A listing that is being taken off, or is not this shop's, is passed over. One that is on no product of Amazon's yet
    forgets the one that was found for it: it makes its own. `checksum` "" keeps what is known of the schema.
    """
    sellers = set()
    async with db.transaction():
        for listing_id, details in wanted.items():
            row = await db.fetch_one(
                f"update listing set stage = '{Stage.SUBMIT}', next_at = :now, attempts = 0, updated_at = :now,"
                f" status_at = case when status in ('{Status.ACTIVE}', '{Status.ON_ITS_WAY}') then status_at"
                f" else :now end, status = case when status = '{Status.ACTIVE}' then status"
                f" else '{Status.ON_ITS_WAY}' end, cause = '', details = '',"
                " asin = case when sent = '' and sending_at is null then '' else asin end,"
                " match = case when sent = '' and sending_at is null then '' else match end"
                f" where id = :id and shop_id = :shop and stage <> '{Stage.WITHDRAW}' returning seller_id",
                {"now": now, "id": listing_id, "shop": shop_id},
            )
            if row is None:
                continue
            sellers.add(int(row["seller_id"]))
            await _write(db, shop_id, listing_id, details, checksum, now)
            told = {"product_type": details.product_type, "details": details.key}
            await journal.write(
                db, shop_id, now, "merchant", "confirmed_details", told, listing_id=listing_id
            )
    return sorted(sellers)


async def _write(
    db: Database, shop_id: int, listing_id: int, details: Details, checksum: str, now: int
) -> None:
    await db.execute(
        "insert into details (listing_id, shop_id, product_type, attributes, exempt, key, checksum, confirmed_at)"
        " values (:listing, :shop, :type, :attributes, :exempt, :key, :checksum, :now)"
        " on conflict (listing_id) do update set product_type = excluded.product_type,"
        " attributes = excluded.attributes, exempt = excluded.exempt, key = excluded.key,"
        " checksum = case when excluded.checksum = '' then details.checksum else excluded.checksum end,"
        " confirmed_at = excluded.confirmed_at, held_at = null",
        {
            "listing": listing_id, "shop": shop_id, "type": details.product_type,
            "attributes": to_json(dict(details.attributes)), "exempt": int(details.exempt), "key": details.key,
            "checksum": checksum, "now": now,
        },
    )  # fmt: skip


async def remove(db: Database, shop_id: int, listing_ids: Sequence[int]) -> int:
    """These listings are to be offers on products that Amazon has. Returns how many said something of their own."""
    if not listing_ids:
        return 0
    marks, ids = among("l", listing_ids)
    return await db.execute(
        f"delete from details where shop_id = :shop and listing_id in ({marks})", {"shop": shop_id, **ids}
    )


async def superseded(db: Database, listing_id: int, key: str) -> bool:
    """Whether the merchant confirmed other details while those of `key` were under way."""
    return bool(
        await db.fetch_val(
            f"select 1 from details d where d.listing_id = :id and {_LATEST}",
            {"id": listing_id, "details": key},
        )
    )


def _kept(row: Row) -> KeptDetails:
    return KeptDetails(
        Details(row["product_type"], from_json(row["attributes"], {}), bool(row["exempt"])),
        row["checksum"], row["confirmed_at"], row["held_at"] is not None,
    )  # fmt: skip
