"""The catalogue lane: reads a shop's products, at first all of them, then what changed. May stop after any page."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from backend.domain.catalog import Product, ShopProfile
from backend.ecwid.client import ProductPage, ShopAccess
from backend.lanes.counts import keep_counts
from backend.lanes.days import look_again
from backend.lanes.lane import DAILY, HOURLY, SOON, Held, Rest
from backend.storage import (
    families,
    journal,
    lanes,
    ledger,
    looks,
    products,
    ready_counts,
    reconsidering,
    revising,
    sellers,
    shops,
    tree,
)
from backend.storage.database import Database
from backend.storage.ledger import Told
from backend.storage.products import CatalogProgress
from backend.storage.shops import Shop
from backend.transport.errors import NotAuthorized

OVERLAP = 120  # seconds read twice, for changes made in the second we looked
BOOKING_TAKES = 5  # seconds in which an order's stock in the shop is nobody's to read
SWEEP = DAILY  # everything is read again after that, whatever webhooks and changes said


class CatalogLane:
    """Keeps our copy of one shop's catalogue true."""

    kind = "catalog"

    async def drive(self, held: Held) -> Rest:
        resources = held.resources
        shop = await shops.find(resources.db, resources.vault, held.subject)
        if shop is None:
            await lanes.close(resources.db, held.subject, lanes.SHOP_LANES)
            return Rest(resources.now())
        if shop.status == "token":
            return Rest(resources.now() + DAILY)
        try:
            return await self._read(held, shop)
        except NotAuthorized as error:
            status = {"consent": "token", "plan": "plan", "suspended": "suspended"}.get(error.reason)
            if status is None:
                raise
            async with held.recording():
                await shops.set_status(resources.db, shop.id, status, resources.now())
            return Rest(resources.now() + HOURLY, status)

    async def _read(self, held: Held, shop: Shop) -> Rest:
        resources = held.resources
        reader = Reader(held, shop.id, ShopAccess(shop.store_id, shop.access_token), shop.profile)
        if resources.now() - shop.profile_at > DAILY or not shop.currency or shop.status != "open":
            await reader.read_profile()
        at = await products.progress(resources.db, shop.id)
        await reader.read_looks(at)
        if at.phase == "idle" and at.checked_at + SOON > resources.now():
            return reader.rest(at.checked_at + SOON)  # only looks were asked for
        sweep = at.phase == "idle" and resources.now() - at.finished_at > SWEEP
        at = await (reader.read_changes(at) if at.phase == "idle" and not sweep else reader.read_all(at))
        await reader.read_looks(at)
        await keep_counts(held, shop.id, at)
        await look_again(held, shop.id)
        return reader.rest(resources.now() + (SOON if at.phase == "idle" else 0))


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of the shop: when it began (epoch seconds UTC), and the pieces that the shop knew of by then."""

    at: int
    told: Sequence[Told]


@dataclass(slots=True)
class Reader:
    """One drive's look into one shop."""

    held: Held
    shop_id: int
    access: ShopAccess
    profile: ShopProfile
    aside: int = 0  # products of this import that could not be read
    put_off: set[int] = field(
        default_factory=set
    )  # read a little later: orders for them go into the shop just now

    @property
    def db(self) -> Database:
        return self.held.resources.db

    def rest(self, due_at: int) -> Rest:
        """Until `due_at`, or sooner for what was put off."""
        soon = self.held.resources.now() + BOOKING_TAKES
        return Rest(min(due_at, soon) if self.put_off else due_at)

    async def read_profile(self) -> None:
        """What the shop says of itself, and its categories."""
        resources = self.held.resources
        self.profile = await resources.shop_client.profile(self.access)
        categories = await resources.shop_client.categories(self.access, self.profile)
        async with self.held.recording():
            status = shops.status_of(self.profile, resources.features)
            await shops.save_profile(self.db, self.shop_id, self.profile, status, resources.now())
            if await products.save_categories(self.db, self.shop_id, categories):
                await tree.moved(self.db, self.shop_id, resources.now())
                await self._wake_sellers()

    async def read_all(self, at: CatalogProgress) -> CatalogProgress:
        """Page after page; where it was left is where it goes on."""
        resources = self.held.resources
        if at.phase != "import":
            at = replace(
                at, phase="import", run=at.run + 1, position=0, started_at=resources.now(), trouble=""
            )
        while not self.held.stopping():
            reading = await self._begin()
            page = await resources.shop_client.products_page(self.access, self.profile, offset=at.position)
            at = replace(at, position=at.position + page.count, total=page.total)
            async with self.held.recording():
                moved = await products.changed(self.db, self.shop_id, page.products, at.started_at - 5)
                await products.seen(self.db, self.shop_id, page.products, at.run)
                await self._save(moved, at.run, reading)
                await self._say_aside(page)
                await products.save_progress(self.db, self.shop_id, at)
            await self.read_looks(at)
            self.aside += len(page.aside)
            if page.next_offset is None:
                return await self._end(at)
        return at

    async def _end(self, at: CatalogProgress) -> CatalogProgress:
        """What was deleted while the pages were read goes first: only then does the count tell what was missed."""
        await self._read_deleted(at.started_at - OVERLAP)
        async with self.held.recording():
            at = await self._finish(at, self.aside)
            await products.save_progress(self.db, self.shop_id, at)
        return at

    async def _finish(self, at: CatalogProgress, aside: int) -> CatalogProgress:
        """All pages are read. When a product was deleted meanwhile the pages slid, so what is missing is not gone:
        then they are read once more before anything is taken for deleted."""
        now = self.held.resources.now()
        seen = await products.count_seen(self.db, self.shop_id, at.run)
        if seen + aside >= at.total:
            gone = await products.delete_unseen(self.db, self.shop_id, at.run, now)
            await self._gone(gone)
        elif at.trouble != "again":
            return replace(at, position=0, trouble="again")
        await self._count_skus()
        await revising.mark_stale(self.db, self.shop_id, now)
        await self._wake_sellers()
        return replace(
            at, phase="idle", finished_at=now, checked_at=now, since=at.started_at - OVERLAP, position=at.total,
            trouble="",
        )  # fmt: skip

    async def read_changes(self, at: CatalogProgress) -> CatalogProgress:
        """One cheap question; only when something moved are the changed products read."""
        resources = self.held.resources
        looked_at = resources.now()
        stats = await resources.shop_client.stats(self.access)
        if stats.products_changed_at >= at.since:
            await self._read_changed(at)
            await self._read_deleted(at.since)
        if stats.profile_changed_at >= at.since or stats.categories_changed_at >= at.since:
            await self.read_profile()
        total = stats.product_count if stats.product_count is not None else at.total
        at = replace(at, checked_at=looked_at, since=looked_at - OVERLAP, total=total, position=total)
        async with self.held.recording():
            await products.save_progress(self.db, self.shop_id, at)
        return at

    async def _read_changed(self, at: CatalogProgress) -> None:
        offset, client = 0, self.held.resources.shop_client
        while True:
            reading = await self._begin()
            page = await client.products_page(self.access, self.profile, offset=offset, updated_from=at.since)
            async with self.held.recording():
                moved = await products.changed(self.db, self.shop_id, page.products, at.checked_at - 5)
                if await self._save(moved, at.run, reading):
                    await self._count_skus()
                    await self._wake_sellers()
                await self._say_aside(page)
            if page.next_offset is None:
                return
            offset = page.next_offset

    async def read_looks(self, at: CatalogProgress) -> None:
        """What webhooks named is read before anything else; a product that is not there was deleted."""
        while not self.held.stopping():
            asked = [
                each
                for each in await looks.waiting(self.db, self.shop_id)
                if each.external_id not in self.put_off
            ]
            if not asked:
                return
            reading = await self._begin()
            ids = [look.external_id for look in asked]
            found, aside = await self.held.resources.shop_client.products(self.access, self.profile, ids)
            there = {product.external_id for product in found} | {entry.external_id for entry in aside}
            async with self.held.recording():
                await self._save(found, at.run, reading)
                gone = [external_id for external_id in ids if external_id not in there]
                await self._gone(await products.delete_products(self.db, self.shop_id, gone, reading.at))
                await self._count_skus()
                await looks.done(self.db, self.shop_id, asked)
                await self._wake_sellers()

    async def _begin(self) -> Reading:
        """What a reading that begins now must show, taken before it: only then is it sure to be in it."""
        return Reading(self.held.resources.now(), await ledger.told(self.db, self.shop_id))

    async def _save(self, found: Sequence[Product], run: int, reading: Reading) -> int:
        """Write products and mark what their offers owe. Returns how many.

        Whether a reading shows an order that just goes into the shop nobody can tell: its products are read again.
        """
        now = self.held.resources.now()
        flying = await ledger.uncertain(self.db, self.shop_id, reading.told, now - BOOKING_TAKES)
        if unsure := [each.external_id for each in found if each.external_id in flying]:
            self.put_off |= set(unsure)
            found = [each for each in found if each.external_id not in flying]
            await looks.ask(self.db, self.shop_id, unsure, now)
        saved = await products.save_products(
            self.db, self.shop_id, found, run, now, read_at=reading.at, told=reading.told
        )
        await ready_counts.touch(self.db, self.shop_id)
        await reconsidering.reconsider(self.db, self.shop_id, [each.product_id for each in saved], now)
        for urgent in (True, False):
            marked = [each.product_id for each in saved if each.fell is urgent]
            await revising.mark_products(self.db, marked, now, urgent=urgent)
        await families.mark(self.db, self.shop_id, [each.product_id for each in saved], now)
        return len(saved)

    async def _gone(self, product_ids: Sequence[int]) -> None:
        """Products that the shop has no more: their offers go at once."""
        await ready_counts.touch(self.db, self.shop_id)
        now = self.held.resources.now()
        await revising.mark_products(self.db, product_ids, now, urgent=True)
        await reconsidering.reconsider_gone(self.db, self.shop_id, product_ids, now)
        await families.mark(self.db, self.shop_id, product_ids, now)

    async def _read_deleted(self, since: int) -> None:
        offset: int | None = 0
        while offset is not None:
            page = await self.held.resources.shop_client.deleted_products(self.access, since, offset=offset)
            if page.deletions:
                gone = [deletion.external_id for deletion in page.deletions]
                async with self.held.recording():
                    now = self.held.resources.now()
                    ids = await products.delete_products(self.db, self.shop_id, gone, now)
                    await self._gone(ids)
                    if await self._count_skus() or ids:
                        await self._wake_sellers()
            offset = page.next_offset

    async def _count_skus(self) -> int:
        """A product that changed or went may have become the double of another, or have been: what is on Amazon stops
        or goes on selling, what was held back is looked at again. Returns how many products and listings that are."""
        now = self.held.resources.now()
        touched = await products.count_skus(self.db, self.shop_id)
        await revising.mark_products(self.db, touched, now, urgent=True)
        return len(touched) + await reconsidering.reconsider_doubled(self.db, self.shop_id, now)

    async def _say_aside(self, page: ProductPage) -> None:
        """A product that cannot be read stops no other; the journal says which and why."""
        for entry in page.aside:
            told = {"product": entry.external_id or 0, "why": entry.why}
            await journal.write(self.db, self.shop_id, self.held.resources.now(), "shop", "set_aside", told)

    async def _wake_sellers(self) -> None:
        """A changed product may cure what held its listing back, and what its offers owe is owed now."""
        resources = self.held.resources
        for seller_id in await revising.sellers_owed(self.db, self.shop_id, resources.now()):
            await resources.wake("offers", seller_id)
        for seller_id in await sellers.ids_of_shop(self.db, self.shop_id):
            await resources.wake("matching", seller_id)
            await resources.wake("families", seller_id)
