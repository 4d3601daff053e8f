"""From the shop's catalogue to live listings, through the real lanes, on both databases."""

from pathlib import Path

from backend.domain.policy import Condition, PolicyKind
from backend.storage import catalogue, drafts, listing_pages, policies, products, runs, sellers
from backend.storage.drafts import Draft
from backend.storage.searching import Place, Search
from tests.world import World, open_world

FRANCE = "A13V1IB3VIYZZH"


async def publish_everything(world: World, shop_id: int, seller_id: int, draft_id: str = "d1") -> int:
    """What the wizard does: a draft of everything, and List now."""
    kept = await policies.defaults(world.house.db, shop_id)
    draft = Draft(
        draft_id, shop_id, seller_id, FRANCE, kept[PolicyKind.SELLING].id, kept[PolicyKind.SYNCHRONIZATION].id,
        kept[PolicyKind.SHIPPING].id, Condition.NEW, False, Search(), None,
    )  # fmt: skip
    await drafts.begin(world.house.db, draft, world.now)
    await drafts.choose_all(world.house.db, draft_id, Search(), world.now)
    found = await drafts.find(world.house.db, shop_id, draft_id)
    assert found is not None
    total = await runs.count_chosen(world.house.db, found, Place(seller_id, FRANCE, "EUR"))
    run_id = await runs.start(world.house.db, found, total, world.now)
    await world.house.web.wake("publishing", seller_id)
    return run_id


async def test_the_demo_shop_becomes_live_or_says_why_not(database_url: str, tmp_path: Path) -> None:
    async with open_world(database_url, tmp_path) as world:
        shop_id = await world.install()
        await world.house.worker.run_until_idle()
        progress = await products.progress(world.house.db, shop_id)
        assert (progress.phase, progress.total) == ("idle", 64)
        assert await catalogue.count(world.house.db, shop_id, Search()) == 64
        seller_id = await world.connect(shop_id)
        await publish_everything(world, shop_id, seller_id)
        await world.settle(120)
        counts = await listing_pages.counts(world.house.db, shop_id, listing_pages.Filter())
        assert counts[""] == 91
        assert counts["on_its_way"] == 0, counts
        assert counts["active"] >= 30, counts
        for line in await listing_pages.page(
            world.house.db, shop_id, listing_pages.Filter(status="incomplete"), 0, 99
        ):
            assert line.listing.problem is not None, line.title
        assert set((await world.published()).values()) == {1}
        seller = await sellers.find(world.house.db, world.house.web.vault, seller_id)
        assert seller is not None


async def test_publishing_the_same_again_does_nothing_twice(database_url: str, tmp_path: Path) -> None:
    async with open_world(database_url, tmp_path) as world:
        shop_id = await world.install()
        await world.house.worker.run_until_idle()
        seller_id = await world.connect(shop_id)
        await publish_everything(world, shop_id, seller_id)
        await world.settle(60)
        before = await world.published()
        await publish_everything(world, shop_id, seller_id, "d2")
        await world.settle(60)
        assert await world.published() == before
