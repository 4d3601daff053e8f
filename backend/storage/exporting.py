"""What an export carries, line by line, a handful at a time: policies, listings, the journal. Our own numbers, tokens
and everything about buyers stay here."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from backend.domain.policy import PolicyKind, ShippingPolicy
from backend.domain.transfer import may_leave
from backend.storage import policies
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json
from backend.storage.policy_encoding import write_policy

AT_ONCE = 500
Line = dict[str, Any]
Codes = Mapping[int, tuple[str, str]]  # a seller's code and region by our id


async def sellers(db: Database, shop_id: int) -> Codes:
    rows = await db.fetch_all(
        "select id, seller_code, region from seller where shop_id = :shop", {"shop": shop_id}
    )
    return {row["id"]: (row["seller_code"], row["region"]) for row in rows}


async def policy_lines(db: Database, shop_id: int) -> list[Line]:
    """All policies that are there; whose template one names is told by the seller's code."""
    codes = await sellers(db, shop_id)
    found = []
    for kept in await policies.of_shop(db, shop_id):
        body = from_json(write_policy(kept.policy))
        line: Line = {"ref": str(kept.id), "kind": kept.kind.value, "name": kept.name, "policy": body}
        if isinstance(kept.policy, ShippingPolicy):
            code, region = codes.get(body.pop("seller_id"), ("", ""))
            if code:
                line["template_of"] = {"seller": code, "region": region}
        found.append(line)
    return found


async def listing_lines(db: Database, shop_id: int) -> AsyncIterator[list[Line]]:
    """Every listing that has a SKU, the oldest first."""
    codes, last = await sellers(db, shop_id), 0
    while rows := await db.fetch_all(
        "select l.id, l.seller_id, l.marketplace_id, l.asin, l.match, l.condition, l.paused, l.own_sku, l.status,"
        " l.selling_policy_id, l.synchronization_policy_id, l.shipping_policy_id,"
        " case when v.sku <> '' then v.sku else l.sku end as sku from listing l"
        " join variation v on v.id = l.variation_id"
        " where l.shop_id = :shop and l.id > :last order by l.id limit :limit",
        {"shop": shop_id, "last": last, "limit": AT_ONCE},
    ):
        last = rows[-1]["id"]
        yield [_listing(row, codes) for row in rows if row["sku"] and row["seller_id"] in codes]


def _listing(row: Row, codes: Codes) -> Line:
    code, region = codes[row["seller_id"]]
    line: Line = {
        "sku": row["sku"], "seller": code, "region": region, "marketplace": row["marketplace_id"], "asin": row["asin"],
        "condition": row["condition"],
        "policies": {kind.value: str(row[f"{kind.value}_policy_id"]) for kind in PolicyKind},
        "status": row["status"],
    }  # fmt: skip
    if from_json(row["match"], {}).get("by") == "merchant":
        line["by_hand"] = True
    if row["paused"]:
        line["paused"] = True
    if row["own_sku"] and row["own_sku"] != row["sku"]:
        line["own_sku"] = row["own_sku"]
    return line


async def journal_lines(db: Database, shop_id: int) -> AsyncIterator[list[Line]]:
    """The journal, the newest first, without what is about buyers and accounts."""
    codes, last = await sellers(db, shop_id), 2**62
    while rows := await db.fetch_all(
        "select j.id, j.at, j.actor, j.act, j.details, j.listing_id, l.seller_id, l.marketplace_id,"
        " case when v.sku <> '' then v.sku else l.sku end as sku from journal j"
        " left join listing l on l.id = j.listing_id left join variation v on v.id = l.variation_id"
        " where j.shop_id = :shop and j.id < :last order by j.id desc limit :limit",
        {"shop": shop_id, "last": last, "limit": AT_ONCE},
    ):
        last = rows[-1]["id"]
        found = []
        for row in rows:
            whole = not row["listing_id"] or (bool(row["sku"]) and row["seller_id"] in codes)
            if not whole or not may_leave(row["act"], bool(row["listing_id"])):
                continue
            line: Line = {"at": row["at"], "actor": row["actor"], "act": row["act"]}
            if row["details"]:
                line["details"] = from_json(row["details"])
            if row["listing_id"]:
                place = {
                    "sku": row["sku"],
                    "seller": codes[row["seller_id"]][0],
                    "marketplace": row["marketplace_id"],
                }
                line |= place
            found.append(line)
        yield found
