"""What Amazon's fees would be, and the products that barcodes lead to: kept for a day, so that pages ask seldom."""

from collections.abc import Mapping, Sequence

from backend.domain.fees import Estimate, Fee
from backend.domain.money import Money
from backend.storage.database import Database
from backend.storage.encoding import from_json, to_json
from backend.storage.statements import among

KEPT_FOR = 86_400  # seconds


async def kept(
    db: Database, seller_id: int, marketplace_id: str, asked: Sequence[tuple[str, Money]], now: int
) -> dict[tuple[str, Money], Estimate]:
    """The estimates of the last day among those asked for, by ASIN and price."""
    if not asked:
        return {}
    marks, asins = among("a", dict.fromkeys(asin for asin, _ in asked))
    rows = await db.fetch_all(
        "select * from fee_estimate where seller_id = :seller and marketplace_id = :marketplace and at > :since"
        f" and asin in ({marks})",
        {"seller": seller_id, "marketplace": marketplace_id, "since": now - KEPT_FOR, **asins},
    )
    found = {}
    for row in rows:
        price = Money(row["price"], row["currency"])
        fees = tuple(Fee(kind, Money(amount, row["currency"])) for kind, amount in from_json(row["fees"], []))
        found[(row["asin"], price)] = Estimate(row["asin"], price, fees, row["refused"])
    return {pair: found[pair] for pair in asked if pair in found}


async def keep(
    db: Database, seller_id: int, marketplace_id: str, estimates: Sequence[Estimate], now: int
) -> None:
    """Write estimates down; what is older than a day goes."""
    async with db.transaction():
        await db.execute("delete from fee_estimate where at <= :before", {"before": now - KEPT_FOR})
        await db.execute_many(
            "insert into fee_estimate (seller_id, marketplace_id, asin, price, currency, fees, refused, at) values"
            " (:seller, :marketplace, :asin, :price, :currency, :fees, :refused, :now)"
            " on conflict (seller_id, marketplace_id, asin, price) do update set currency = excluded.currency,"
            " fees = excluded.fees, refused = excluded.refused, at = excluded.at",
            [
                {
                    "seller": seller_id, "marketplace": marketplace_id, "asin": each.asin, "now": now,
                    "price": each.price.amount, "currency": each.price.currency, "refused": each.refused,
                    "fees": to_json([[fee.kind, fee.amount.amount] for fee in each.fees]),
                }
                for each in estimates
            ],
        )  # fmt: skip


async def found(
    db: Database, seller_id: int, marketplace_id: str, codes: Sequence[tuple[str, str]], now: int
) -> dict[tuple[str, str], str]:
    """The products that barcodes (kind, value) led to within the day; "" where none or several carry one."""
    if not codes:
        return {}
    marks, values = among("c", dict.fromkeys(value for _, value in codes))
    rows = await db.fetch_all(
        "select kind, value, asin from found_asin where seller_id = :seller and marketplace_id = :marketplace"
        f" and at > :since and value in ({marks})",
        {"seller": seller_id, "marketplace": marketplace_id, "since": now - KEPT_FOR, **values},
    )
    wanted = set(codes)
    return {(r["kind"], r["value"]): r["asin"] for r in rows if (r["kind"], r["value"]) in wanted}


async def keep_found(
    db: Database, seller_id: int, marketplace_id: str, asins: Mapping[tuple[str, str], str], now: int
) -> None:
    """Write down what barcodes lead to."""
    async with db.transaction():
        await db.execute("delete from found_asin where at <= :before", {"before": now - KEPT_FOR})
        await db.execute_many(
            "insert into found_asin (seller_id, marketplace_id, kind, value, asin, at) values"
            " (:seller, :marketplace, :kind, :value, :asin, :now)"
            " on conflict (seller_id, marketplace_id, kind, value) do update set asin = excluded.asin,"
            " at = excluded.at",
            [
                {
                    "seller": seller_id, "marketplace": marketplace_id, "kind": kind, "value": value, "asin": asin,
                    "now": now,
                }
                for (kind, value), asin in asins.items()
            ],
        )  # fmt: skip
