"""Every field that was sent: kept with its outcome, found again, and gone only with the shop."""

from backend.domain.listing import Explained, Offer, Outcome, Revision, Stage
from backend.domain.money import Money
from backend.domain.policy import Condition
from backend.storage import listings, outcomes, revised, sent_fields, shops
from backend.storage.database import Database
from backend.storage.listings import Listing
from backend.storage.sent_fields import Wanted
from tests.storage.samples import VAULT, a_draft, a_seller, a_shop, keep, sold, spread


async def a_listing(db: Database) -> tuple[int, Listing]:
    shop_id = await a_shop(db)
    seller_id = await a_seller(db, shop_id)
    ids = await keep(db, shop_id, sold(1, "Bol", "S-1"))
    await spread(db, await a_draft(db, shop_id, seller_id), ids)
    (work,) = await listings.due(db, seller_id, Stage.MATCH, 200, 10)
    return shop_id, work.listing


async def again(db: Database, listing: Listing) -> Listing:
    work = await listings.find(db, listing.shop_id, listing.id)
    assert work is not None
    return work.listing


def offer(price: int, quantity: int) -> Offer:
    return Offer("S-1", "B0A", Money(price, "EUR"), quantity, Condition.NEW)


async def test_publish_revise_and_withdraw_leave_every_field(database: Database) -> None:
    shop_id, listing = await a_listing(database)
    taken = Outcome(True, "sub-1", request_id="req-1")
    await outcomes.submitted(database, listing, Explained(offer(2000, 7), (), ()), taken, 300, 303)
    listing = await again(database, listing)
    revision = Revision(offer(2100, 7), price=True)
    told = Explained(revision.offer, (), ())
    await revised.sent(database, listing, told, revision, Outcome(True, "sub-2"), None, "revised", 400, 403)
    await outcomes.withdrawn(database, await again(database, listing), Outcome(True, "sub-3"), 500)
    lines = await sent_fields.page(database, shop_id, Wanted(), None, 100)
    assert [
        (each.field, each.old, each.new, each.cause, each.actor, each.reference) for each in lines[:2]
    ] == [
        ("listing", "B0A", "", "withdraw", "merchant", "sub-3"),
        ("price", "20.00 EUR", "21.00 EUR", "revise", "rule", "sub-2"),
    ]
    assert {each.field for each in lines[2:]} == {"asin", "price", "quantity", "condition", "product_type"}
    assert {each.reference for each in lines[2:]} == {"req-1"}
    # The listing goes, what was sent for it stays.
    await database.execute("delete from listing where id = :id", {"id": listing.id})
    assert len(await sent_fields.page(database, shop_id, Wanted(sku="S-1"), None, 100)) == len(lines)
    assert await shops.uninstall(database, 1003)
    assert await database.fetch_val("select count(*) from sent_field") == 0


async def test_it_is_found_by_sku_field_and_time_and_read_to_the_end(database: Database) -> None:
    shop_id, listing = await a_listing(database)
    other = await shops.install(database, VAULT, 1004, "secret", "", 100)
    for at in range(5):
        fields = [sent_fields.Sent("price", str(at), str(at + 1)), sent_fields.Sent("quantity", "", str(at))]
        await sent_fields.write(database, listing, f"S-{at % 2}", fields, "revise", "rule", "r", 1000 + at)

    async def found(**wanted: object) -> list[str]:
        said = Wanted(**wanted)  # type: ignore[arg-type]
        assert await sent_fields.page(database, other, said, None, 100) == []
        lines: list[str] = []
        before = None
        while some := await sent_fields.page(database, shop_id, said, before, 2):
            lines += [f"{each.at - 1000}{each.field[0]}" for each in some]
            before = some[-1].at, some[-1].id
        whole = [each async for some in sent_fields.every(database, shop_id, said) for each in some]
        assert [f"{each.at - 1000}{each.field[0]}" for each in whole] == lines
        return lines

    assert await found() == ["4q", "4p", "3q", "3p", "2q", "2p", "1q", "1p", "0q", "0p"]
    assert await found(sku="S-1") == ["3q", "3p", "1q", "1p"]
    assert await found(field="price") == ["4p", "3p", "2p", "1p", "0p"]
    assert await found(since=1001, until=1003) == ["2q", "2p", "1q", "1p"]
    assert await found(sku="S-0", field="quantity", since=1001) == ["4q", "2q"]
