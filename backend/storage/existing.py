"""The seller's own items as the lane reads them: kept, found among the shop's variations, and gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.existing import By, Claim, Finding, Known, RemoteItem, RemoteStatus, Why, like
from backend.domain.folding import fold
from backend.domain.identifiers import Identifier, read_identifier
from backend.domain.listing import Shown
from backend.domain.money import Money
from backend.domain.policy import Condition
from backend.storage import families
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json
from backend.storage.listings import Work
from backend.storage.statements import among

# What nobody decided yet, so that a new look may say otherwise.
OPEN = ("new", "proposed", "conflict", "unmanaged")
_OPEN = ", ".join(f"'{state}'" for state in OPEN)


@dataclass(frozen=True, slots=True)
class At:
    """Where items are read: a seller of a shop in one marketplace."""

    shop_id: int
    seller_id: int
    marketplace_id: str

    @property
    def values(self) -> dict[str, Any]:
        return {"shop": self.shop_id, "seller": self.seller_id, "marketplace": self.marketplace_id}


@dataclass(frozen=True, slots=True)
class Kept:
    """An item with our number of it."""

    id: int
    item: RemoteItem


async def keep(db: Database, at: At, items: Sequence[RemoteItem], run: int, now: int) -> None:
    """What a reading brought. What was decided of an item stays; what the reading does not say is not forgotten. The
    parents of our own families are no items: nobody can buy them."""
    parents = await families.parent_skus(db, at.seller_id, at.marketplace_id)
    await db.execute_many(
        "insert into remote_item (shop_id, seller_id, marketplace_id, sku, asin, title, price, currency, quantity,"
        " status, condition, by_amazon, product_type, image_url, barcodes, search, seen_run, seen_at, first_at, state)"
        " values (:shop, :seller, :marketplace, :sku, :asin, :title, :price, :currency, :quantity, :status,"
        " :condition, :by_amazon, :type, :image, :barcodes, :search, :run, :now, :now, 'new')"
        " on conflict (seller_id, marketplace_id, sku) do update set asin = excluded.asin, title ="
        " case when excluded.title = '' then remote_item.title else excluded.title end,"
        " price = excluded.price, currency = excluded.currency, quantity = excluded.quantity,"
        " status = excluded.status, by_amazon = excluded.by_amazon, search = excluded.search,"
        " condition = case when excluded.condition = '' then remote_item.condition else excluded.condition end,"
        " product_type = case when excluded.product_type = '' then remote_item.product_type"
        " else excluded.product_type end,"
        " image_url = case when excluded.image_url = '' then remote_item.image_url else excluded.image_url end,"
        " barcodes = case when remote_item.asin <> excluded.asin or remote_item.barcodes = '' then excluded.barcodes"
        " else remote_item.barcodes end,"
        " barcodes_at = case when remote_item.asin <> excluded.asin then null else remote_item.barcodes_at end,"
        " seen_run = excluded.seen_run, seen_at = excluded.seen_at, gone_at = null",
        [
            _written(at, item, run, now)
            for item in {item.sku: item for item in items if item.sku not in parents}.values()
        ],
    )


def _written(at: At, item: RemoteItem, run: int, now: int) -> dict[str, Any]:
    return {
        **at.values, "sku": item.sku, "asin": item.asin, "title": item.title,
        "price": item.price.amount if item.price else None, "currency": item.price.currency if item.price else "",
        "quantity": item.quantity, "status": item.status.value, "by_amazon": int(item.by_amazon),
        "condition": item.condition.value if item.condition else "", "type": item.product_type,
        "image": item.image_url, "barcodes": to_json(list(item.barcodes)) if item.barcodes else "",
        "search": fold(f"{item.sku} {item.asin} {item.title}"), "run": run, "now": now,
    }  # fmt: skip


async def unidentified(db: Database, at: At, run: int, after: int, limit: int) -> list[Kept]:
    """Items whose SKU the shop does not have and whose barcodes were never asked for, by our number."""
    rows = await db.fetch_all(
        f"select * from remote_item r where {_HERE} and r.seen_run = :run and r.state in ({_OPEN})"
        " and r.id > :after and r.barcodes_at is null and r.asin <> '' and not exists (select 1 from variation v where"
        " v.shop_id = :shop and v.sku = r.sku and v.deleted_at is null) order by r.id limit :limit",
        {**at.values, "run": run, "after": after, "limit": limit},
    )
    return [Kept(row["id"], read_item(row)) for row in rows]


async def identified(
    db: Database, kept: Sequence[Kept], codes: Sequence[tuple[tuple[str, ...], str]], now: int
) -> None:
    """Their barcodes and pictures as the marketplace's catalogue has them; none is an answer too."""
    await db.execute_many(
        "update remote_item set barcodes = :barcodes, barcodes_at = :now,"
        " image_url = case when image_url = '' then :image else image_url end where id = :id",
        [
            {
                "barcodes": to_json(list(found)) if found else "", "image": image, "now": now, "id": each.id,
            }
            for each, (found, image) in zip(kept, codes, strict=True)
        ],
    )  # fmt: skip


async def unclaimed(db: Database, at: At, run: int, after: int, limit: int) -> list[Kept]:
    """Items of a reading that nobody decided, in the order of our numbers."""
    rows = await db.fetch_all(
        f"select * from remote_item r where {_HERE} and r.seen_run = :run and r.state in ({_OPEN}) and r.id > :after"
        " order by r.id limit :limit",
        {**at.values, "run": run, "after": after, "limit": limit},
    )
    return [Kept(row["id"], read_item(row)) for row in rows]


async def known(db: Database, at: At, items: Sequence[RemoteItem]) -> list[Known]:
    """The variations that some items may be: by SKU, by one like it, or by barcode."""
    skus, codes = [item.sku for item in items], _codes(items)
    marks, values = among("s", dict.fromkeys(skus))
    alike, more = among("a", dict.fromkeys(like(sku) for sku in skus))
    where = f"v.sku in ({marks}) or (v.sku <> '' and lower(replace(v.sku, ' ', '')) in ({alike}))"
    values |= more
    if codes:
        among_codes, more = among("c", codes)
        where += f" or v.identifier in ({among_codes})"
        values |= more
    rows = await db.fetch_all(
        "select v.id, v.sku, v.sku_count, v.identifier, (select l.claimed_sku from listing l where"
        " l.variation_id = v.id and l.seller_id = :seller and l.marketplace_id = :marketplace) as listed"
        f" from variation v where v.shop_id = :shop and v.deleted_at is null and ({where})",
        {**values, **at.values},
    )
    return [
        Known(row["id"], row["sku"], row["sku_count"], row["identifier"].zfill(14) if row["identifier"] else "",
              row["listed"] or "")
        for row in rows
    ]  # fmt: skip


def _codes(items: Sequence[RemoteItem]) -> list[str]:
    """The barcodes as the shop's variations have them stored."""
    read = [read_identifier(code) for item in items for code in item.barcodes]
    return list(dict.fromkeys(found.value for found in read if isinstance(found, Identifier)))


async def claimed(db: Database, at: At, claims: Sequence[tuple[int, Claim]]) -> None:
    """What items were found to be, by our number; what a person decided meanwhile stands."""
    await db.execute_many(
        "update remote_item set state = :state, variation_id = :variation, by_what = :by, why = :why,"
        f" details = :details where id = :id and state in ({_OPEN})",
        [
            {
                "state": each.finding.value, "variation": each.variation_id, "by": each.by.value if each.by else "",
                "why": each.why.value if each.why else "", "id": id_,
                "details": to_json(dict(each.details)) if each.details else "",
            }
            for id_, each in claims
        ],
    )  # fmt: skip


async def rivals(db: Database, at: At, after: int, limit: int) -> list[tuple[int, Claim]]:
    """Claims on variations that several items make, whole variations at a time, in the order of the variations."""
    open_ones = f"state in ({_OPEN}) and gone_at is null and why in ('', '{Why.BY_AMAZON}')"
    rows = await db.fetch_all(
        f"select r.* from remote_item r where {_HERE} and {open_ones} and r.variation_id in"
        f" (select r.variation_id from remote_item r where {_HERE} and {open_ones} and r.variation_id > :after"
        " group by r.variation_id having count(*) > 1 order by r.variation_id limit :limit) order by r.variation_id",
        {**at.values, "after": after, "limit": limit},
    )
    return [(row["id"], read_claim(row)) for row in rows]


_HERE = "r.seller_id = :seller and r.marketplace_id = :marketplace"


async def recognise(db: Database, at: At) -> None:
    """What is one of our listings by its SKU is ours; what was ours or linked and is not any more is open again."""
    ours = (
        "(select l.id from listing l where l.seller_id = remote_item.seller_id and"
        " l.marketplace_id = remote_item.marketplace_id and l.claimed_sku = remote_item.sku)"
    )
    here = "seller_id = :seller and marketplace_id = :marketplace"
    place = {"seller": at.seller_id, "marketplace": at.marketplace_id}
    await db.execute(
        f"update remote_item set state = 'ours', listing_id = {ours}, variation_id = null, why = '', by_what = ''"
        f" where {here} and state in ({_OPEN}, 'dismissed', 'linking') and exists {ours}",
        place,
    )
    await db.execute(
        "update remote_item set state = 'new', listing_id = null, variation_id = null, why = '', by_what = ''"
        f" where {here} and state in ('ours', 'linked') and not exists {ours}",
        place,
    )


async def mark_gone(db: Database, at: At, run: int, now: int) -> int:
    """What a whole reading did not see is no longer there. Returns how many."""
    return await db.execute(
        "update remote_item set gone_at = :now where seller_id = :seller and marketplace_id = :marketplace"
        " and seen_run < :run and gone_at is null",
        {"now": now, "seller": at.seller_id, "marketplace": at.marketplace_id, "run": run},
    )


async def note(db: Database, work: Work, shown: Shown, now: int) -> None:
    """An item that was met when its SKU was to be published, before any reading brought it: to be linked to that."""
    listing = work.listing
    item = RemoteItem(
        sku=shown.sku, asin=shown.asin, title=shown.title, price=shown.price, quantity=shown.quantity,
        status=RemoteStatus.ACTIVE if shown.buyable else RemoteStatus.INACTIVE,
        by_amazon=shown.fulfilled_by_amazon, product_type=shown.product_type,
    )  # fmt: skip
    at = At(listing.shop_id, listing.seller_id, listing.marketplace_id)
    run = await db.fetch_val(
        "select run from reading where seller_id = :seller and marketplace_id = :marketplace",
        {"seller": at.seller_id, "marketplace": at.marketplace_id},
    )
    await keep(db, at, [item], int(run or 0), now)
    await db.execute(
        "update remote_item set state = 'proposed', variation_id = :variation, by_what = 'sku'"
        " where seller_id = :seller and marketplace_id = :marketplace and sku = :sku and state = 'new'",
        {
            "variation": listing.variation_id,
            **{k: v for k, v in at.values.items() if k != "shop"},
            "sku": shown.sku,
        },
    )


def read_item(row: Row) -> RemoteItem:
    """An item from its row."""
    return RemoteItem(
        sku=row["sku"], asin=row["asin"], title=row["title"],
        price=Money(row["price"], row["currency"]) if row["price"] is not None else None,
        quantity=row["quantity"], status=RemoteStatus(row["status"]),
        condition=Condition(row["condition"]) if row["condition"] else None, by_amazon=bool(row["by_amazon"]),
        product_type=row["product_type"], barcodes=tuple(from_json(row["barcodes"], [])), image_url=row["image_url"],
    )  # fmt: skip


def read_claim(row: Row) -> Claim:
    """What an item was found to be."""
    finding = row["state"] if row["state"] in set(Finding) else Finding.PROPOSED
    return Claim(
        row["sku"], Finding(finding), row["variation_id"], By(row["by_what"]) if row["by_what"] else None,
        Why(row["why"]) if row["why"] else None, from_json(row["details"], {}),
    )  # fmt: skip
