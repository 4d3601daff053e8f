"""Lines of a journal that come in a file: whether they stand here already, and written under those that do."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from backend.domain.transfer import JournalLine
from backend.storage.database import Database
from backend.storage.encoding import to_json
from backend.storage.import_plans import Here, Plan
from backend.storage.statements import among

Known = set[tuple[int, str, str, str, int]]
OF_AN_IMPORT = 10_000_000  # lines that one import has room for


async def judged(db: Database, here: Here, plans: Sequence[Plan]) -> dict[int, Plan]:
    """Add, same, or skip where its listing is not here (yet: an import may be done again)."""
    said = {plan.line.position: plan.said for plan in plans}
    lines = [each for each in said.values() if isinstance(each, JournalLine)]
    listings = await _listings(db, here.shop_id, {each.sku for each in lines if each.sku})
    known = await _known(db, here.shop_id, {each.at for each in lines})
    found: dict[int, Plan] = {}
    for plan in plans:
        each = said[plan.line.position]
        assert isinstance(each, JournalLine)
        place = (here.seller(each.seller, ""), each.marketplace_id, each.sku)
        listing_id = listings.get(place, 0) if each.sku else 0
        line = (each.at, each.actor, each.act, _details(each), listing_id)
        if each.sku and not listing_id:
            found[plan.line.position] = plan.says("skip", "no_listing")
        elif line in known:
            found[plan.line.position] = plan.says("same")
        else:
            known.add(line)
            found[plan.line.position] = replace(plan, listing_id=listing_id).says("add")
    return found


async def write(db: Database, shop_id: int, import_id: int, plans: Sequence[Plan]) -> None:
    """What came from elsewhere is older than all that is here: its numbers are under those that the journal gives, and
    a line of a file always gets the same."""
    rows = [
        (
            -(import_id * OF_AN_IMPORT + plan.line.position), shop_id, plan.listing_id or None, plan.said.at,
            plan.said.actor, plan.said.act, _details(plan.said), "",
        )
        for plan in plans
        if isinstance(plan.said, JournalLine)
    ]  # fmt: skip
    columns = ("id", "shop_id", "listing_id", "at", "actor", "act", "details", "request_id")
    await db.insert_many("journal", columns, rows)


def _details(said: JournalLine) -> str:
    return to_json(dict(said.details)) if said.details else ""


async def _listings(db: Database, shop_id: int, skus: set[str]) -> Mapping[tuple[int, str, str], int]:
    if not skus:
        return {}
    marks, values = among("s", skus)
    rows = await db.fetch_all(
        "select l.id, l.seller_id, l.marketplace_id, v.sku from variation v join listing l on l.variation_id = v.id"
        f" where v.shop_id = :shop and v.deleted_at is null and v.sku in ({marks})",
        {**values, "shop": shop_id},
    )
    return {(row["seller_id"], row["marketplace_id"], row["sku"]): row["id"] for row in rows}


async def _known(db: Database, shop_id: int, moments: set[int]) -> Known:
    marks, values = among("m", moments)
    rows = await db.fetch_all(
        "select at, actor, act, details, coalesce(listing_id, 0) as listing_id from journal"
        f" where shop_id = :shop and at in ({marks})",
        {**values, "shop": shop_id},
    )
    return {(row["at"], row["actor"], row["act"], row["details"], row["listing_id"]) for row in rows}
