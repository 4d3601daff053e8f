"""Amazon is asked what is wrong in the language in which the merchant opened the admin last."""

from pathlib import Path

from backend.storage import listings, muting, shops
from tests.lanes.ground import publish, started_world


async def test_issues_come_in_the_merchants_language_and_stay_muted_in_another(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        db = world.house.db
        await shops.set_language(db, shop_id, "en", world.now)
        await publish(world, shop_id, seller_id, seconds=60)
        refused = int(
            await db.fetch_val("select max(id) from listing where cause = 'refused' and stage = 'watch'")
        )
        assert await muting.mute(db, shop_id, [refused], "", world.now) == [refused]

        async def texts() -> str:
            return " ".join(each.message for each in (await listings.issues_of(db, [refused]))[refused])

        assert "conflict with the Amazon catalogue" in await texts()
        await shops.set_language(db, shop_id, "fr", world.now)
        await world.house.web.wake("status", seller_id)
        await world.settle(60)
        assert "contredisent le catalogue" in await texts()
        work = await listings.find(db, shop_id, refused)
        assert work is not None
        assert work.listing.muted
