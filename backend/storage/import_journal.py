"""Lines of a journal that come in a file: whether they stand here already, and written under those that do."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from backend.domain.transfer import JournalLine
from backend.storage import importing
from backend.storage.database import Database
from backend.storage.encoding import to_json
from backend.storage.import_plans import Here, Plan, would_bring
from backend.storage.importing import Import
from backend.storage.statements import among

Placed = tuple[int, str, str]  # our id of the seller, marketplace, SKU
Known = set[tuple[int, str, str, str, int]]
OF_AN_IMPORT = 10_000_000  # lines that one import has room for


async def judged(db: Database, here: Here, each: Import, plans: Sequence[Plan]) -> dict[int, Plan]:
    """Add, same, or skip where its listing is not here and does not come with the file."""
    lines = {plan.line.position: plan.said for plan in plans if isinstance(plan.said, JournalLine)}
    listings, coming = await _listings(db, here, each, list(lines.values()))
    known = await _known(db, here.shop_id, {line.at for line in lines.values()})
    found: dict[int, Plan] = {}
    for plan in plans:
        line = lines[plan.line.position]
        place = (here.seller(line.seller, ""), line.marketplace_id, line.sku)
        listing_id = listings.get(place, 0) if line.sku else 0
        is_known = (line.at, line.actor, line.act, _details(line), listing_id)
        if line.sku and not listing_id and place not in coming:
            found[plan.line.position] = plan.says("skip", "no_listing")
        elif is_known in known:
            found[plan.line.position] = plan.says("same")
        else:
            if listing_id or not line.sku:
                known.add(is_known)
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


async def _listings(
    db: Database, here: Here, each: Import, lines: Sequence[JournalLine]
) -> tuple[Mapping[Placed, int], set[Placed]]:
    """The listings that lines are about: those that are here, and those that the file brings."""
    skus = {line.sku for line in lines if line.sku}
    if not skus:
        return {}, set()
    marks, values = among("s", skus)
    rows = await db.fetch_all(
        "select v.id as variation_id, v.sku, l.id, l.seller_id, l.marketplace_id from variation v"
        " left join listing l on l.variation_id = v.id"
        f" where v.shop_id = :shop and v.deleted_at is null and v.sku in ({marks})",
        {**values, "shop": here.shop_id},
    )
    variations = {row["sku"]: row["variation_id"] for row in rows}
    places = {(here.seller(line.seller, ""), line.marketplace_id, line.sku) for line in lines}
    keys = {
        would_bring(place[0], place[1], variations[place[2]]): place
        for place in places
        if place[2] in variations
    }
    coming = await importing.coming(db, each, list(keys))
    here_already = {(row["seller_id"], row["marketplace_id"], row["sku"]): row["id"] for row in rows}
    return here_already, {keys[about] for about in coming}


async def _known(db: Database, shop_id: int, moments: set[int]) -> Known:
    marks, values = among("m", moments)
    rows = await db.fetch_all(
        "select at, actor, act, details, coalesce(listing_id, 0) as listing_id from journal"
        f" where shop_id = :shop and at in ({marks})",
        {**values, "shop": shop_id},
    )
    return {(row["at"], row["actor"], row["act"], row["details"], row["listing_id"]) for row in rows}
