"""What an export carries of single listings besides their links: values set by hand, muted problems, and what is said
of products of their own."""

from collections.abc import AsyncIterator

from backend.domain.issues import mark_of
from backend.storage import creations, details, manual, muting
from backend.storage.database import Database, Row
from backend.storage.encoding import read_problem, write_money
from backend.storage.exporting import AT_ONCE, Line, sellers

_SAYS_ITS_OWN = (
    "(exists (select 1 from details d where d.listing_id = listing.id)"
    " or exists (select 1 from creation c where c.listing_id = listing.id and c.product_type <> ''))"
)


async def by_hand_lines(db: Database, shop_id: int) -> AsyncIterator[list[Line]]:
    """A line for every price and one for every quantity; of that what is left."""
    async for placed in _placed(db, shop_id, manual.SET_BY_HAND):
        kept = await manual.of_listings(db, placed)
        found = list[Line]()
        for listing_id, each in kept.items():
            _, place = placed[listing_id]
            if each.price is not None:
                found.append({**place, "price": write_money(each.price), **_until(each.price_ends)})
            if each.manual.quantity is not None:
                found.append({**place, "quantity": each.manual.quantity, **_until(each.quantity_ends)})
        yield found


async def muted_lines(db: Database, shop_id: int) -> AsyncIterator[list[Line]]:
    """The problems that were left as they are, each with its reason."""
    async for placed in _placed(db, shop_id, "listing.muted = 1 and listing.cause <> ''"):
        why = await muting.reasons(db, placed)
        found = list[Line]()
        for listing_id, (row, place) in placed.items():
            problem = read_problem(row["cause"], row["details"])
            assert problem is not None
            line = {**place, "cause": problem.cause.value, "mark": mark_of(problem)}
            found.append(line | {"reason": why.get(listing_id, "")})
        yield found


async def details_lines(db: Database, shop_id: int) -> AsyncIterator[list[Line]]:
    """What was confirmed of products of their own, or stands in a form that is being filled in."""
    async for placed in _placed(db, shop_id, _SAYS_ITS_OWN):
        drafts = await creations.of_listings(db, list(placed))
        said = {**drafts, **await details.of_listings(db, list(placed))}
        found = list[Line]()
        for listing_id, each in sorted(said.items()):
            line: Line = {**placed[listing_id][1], "product_type": each.product_type}
            exempt = {"exempt": True} if each.exempt else {}
            found.append({**line, **exempt, "attributes": dict(each.attributes)})
        yield found


def _until(ends: int | None) -> Line:
    return {"ends": ends} if ends else {}


async def _placed(db: Database, shop_id: int, which: str) -> AsyncIterator[dict[int, tuple[Row, Line]]]:
    """The listings for which `which` holds, a handful at a time: row and place by our id."""
    codes, last = await sellers(db, shop_id), 0
    while rows := await db.fetch_all(
        "select listing.id, listing.seller_id, listing.marketplace_id, listing.cause, listing.details,"
        " case when v.sku <> '' then v.sku else listing.sku end as sku from listing"
        " join variation v on v.id = listing.variation_id"
        f" where listing.shop_id = :shop and listing.id > :last and {which} order by listing.id limit :limit",
        {"shop": shop_id, "last": last, "limit": AT_ONCE},
    ):
        last = rows[-1]["id"]
        found = dict[int, tuple[Row, Line]]()
        for row in rows:
            code, region = codes.get(row["seller_id"], ("", ""))
            if code and row["sku"]:
                place = {"sku": row["sku"], "seller": code, "region": region}
                found[row["id"]] = row, {**place, "marketplace": row["marketplace_id"]}
        if found:
            yield found
