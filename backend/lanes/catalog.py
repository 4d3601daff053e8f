"""The catalogue lane: reads a shop's products, at first all of them, then what changed. May stop after any page."""

from dataclasses import replace

from backend.domain.catalog import ShopProfile
from backend.ecwid.client import ShopClient
from backend.lanes.lane import DAILY, HOURLY, SOON, Held, Rest
from backend.storage import outcomes, products, shops
from backend.storage.products import CatalogProgress
from backend.storage.shops import Shop
from backend.transport.errors import NotAuthorized

OVERLAP = 120  # seconds read twice, for changes made in the second we looked
PAGE = 100


class CatalogLane:
    """Keeps our copy of one shop's catalogue true."""

    kind = "catalog"

    async def drive(self, held: Held) -> Rest:
        resources = held.resources
        shop = await shops.find(resources.db, resources.vault, held.subject)
        if shop is None or shop.status == "token":
            return Rest(resources.now() + DAILY)
        client = resources.shop_client(shop.store_id, shop.access_token)
        try:
            return await self._read(held, shop, client)
        except NotAuthorized as error:
            status = {"consent": "token", "plan": "plan"}.get(error.reason)
            if status is None:
                raise
            async with held.recording():
                await shops.set_status(resources.db, shop.id, status, resources.now())
            return Rest(resources.now() + HOURLY, status)

    async def _read(self, held: Held, shop: Shop, client: ShopClient) -> Rest:
        now = held.resources.now()
        if now - shop.profile_at > DAILY or not shop.currency:
            await self._profile(held, shop.id, client)
        at = await products.progress(held.resources.db, shop.id)
        if not at.finished_at or at.phase == "import":
            at = await self._import(held, shop.id, client, at)
        else:
            at = await self._changes(held, shop.id, client, at)
        return Rest(held.resources.now() + (SOON if at.phase == "idle" else 0))

    async def _profile(self, held: Held, shop_id: int, client: ShopClient) -> None:
        profile = await client.profile()
        categories = await client.categories()
        async with held.recording():
            status = status_of(profile, held.resources.features)
            await shops.save_profile(held.resources.db, shop_id, profile, status, held.resources.now())
            await products.save_categories(held.resources.db, shop_id, categories)

    async def _import(self, held: Held, shop_id: int, client: ShopClient, at: CatalogProgress) -> CatalogProgress:
        """Page after page; where it was left is where it goes on."""
        resources = held.resources
        if at.phase != "import":
            at = replace(at, phase="import", run=at.run + 1, position=0, started_at=resources.now(), trouble="")
        while not resources.stopping():
            page = await client.products(offset=at.position, limit=PAGE)
            at = replace(at, position=at.position + page.count, total=page.total)
            last = page.count == 0 or at.position >= page.total
            async with held.recording():
                await products.save_products(resources.db, shop_id, page.products, at.run, resources.now())
                if last:
                    at = await self._finish(held, shop_id, at)
                await products.save_progress(resources.db, shop_id, at)
            if last:
                break
        return at

    async def _finish(self, held: Held, shop_id: int, at: CatalogProgress) -> CatalogProgress:
        """All pages are read. When a product was deleted meanwhile the pages slid, so what is missing is not gone:
        then changes are read from the start of the import before anything is taken for deleted."""
        resources = held.resources
        seen = await products.count_seen(resources.db, shop_id, at.run)
        if seen >= at.total:
            await products.delete_unseen(resources.db, shop_id, at.run, resources.now())
        elif at.trouble != "again":
            return replace(at, position=0, trouble="again")
        await products.count_skus(resources.db, shop_id)
        return replace(
            at, phase="idle", finished_at=resources.now(), checked_at=resources.now(),
            since=at.started_at - OVERLAP, trouble="",
        )  # fmt: skip

    async def _changes(self, held: Held, shop_id: int, client: ShopClient, at: CatalogProgress) -> CatalogProgress:
        """One cheap question; only when something moved are the changed products read."""
        resources = held.resources
        looked_at = resources.now()
        stats = await client.latest_stats()
        if stats.products_changed_at >= at.since:
            await self._read_changes(held, shop_id, client, at)
            await self._read_deleted(held, shop_id, client, at.since)
        if stats.profile_changed_at >= at.since or stats.categories_changed_at >= at.since:
            await self._profile(held, shop_id, client)
        at = replace(at, phase="idle", checked_at=looked_at, since=looked_at - OVERLAP)
        async with held.recording():
            await products.save_progress(resources.db, shop_id, at)
        return at

    async def _read_changes(self, held: Held, shop_id: int, client: ShopClient, at: CatalogProgress) -> None:
        resources, offset = held.resources, 0
        while True:
            page = await client.products(offset=offset, limit=PAGE, updated_from=at.since)
            async with held.recording():
                moved = await products.changed(resources.db, shop_id, page.products, at.checked_at - 5)
                ids = await products.save_products(resources.db, shop_id, moved, at.run, resources.now())
                if ids:
                    await products.count_skus(resources.db, shop_id)
                    await outcomes.reconsider(resources.db, shop_id, ids, resources.now())
            if ids:
                await wake_matching(held, shop_id)
            offset += page.count
            if page.count == 0 or offset >= page.total:
                return

    async def _read_deleted(self, held: Held, shop_id: int, client: ShopClient, since: int) -> None:
        gone = await client.deleted_products(since)
        if gone:
            async with held.recording():
                await products.delete_products(held.resources.db, shop_id, gone, held.resources.now())
                await products.count_skus(held.resources.db, shop_id)


def status_of(profile: ShopProfile, features: tuple[str, ...]) -> str:
    """open, plan (none of the features that selling on Amazon needs) or suspended."""
    if profile.suspended:
        return "suspended"
    return "open" if not features or profile.features.intersection(features) else "plan"


async def wake_matching(held: Held, shop_id: int) -> None:
    """A changed product may cure what held its listing back."""
    rows = await held.resources.db.fetch_all("select id from seller where shop_id = :shop", {"shop": shop_id})
    for row in rows:
        await held.resources.wake("matching", row["id"])
