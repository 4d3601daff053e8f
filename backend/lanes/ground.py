"""What the seller's lanes share: who the seller is, which policies hold, and what to do when Amazon shuts the door."""

import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from backend.domain.decision import Wish
from backend.domain.listing import Shown, Stage
from backend.domain.marketplace import Participation, SellerStatus, issue_language
from backend.domain.stock import Stock
from backend.lanes.lane import DAILY, HOURLY, IDLE, Held, Rest
from backend.marketplaces.marketplace import Marketplace
from backend.storage import journal, lanes, listings, outcomes, sellers, wishes
from backend.storage.database import Database
from backend.storage.lanes import LeaseLost
from backend.storage.listings import Listing, Work
from backend.storage.sellers import Seller
from backend.storage.wishes import Wishes
from backend.transport.errors import NotAuthorized, Throttled

log = logging.getLogger("storelane.lanes")
Later = Callable[[Database, Listing, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Ground:
    """A seller with all that its lanes need to ask Amazon something."""

    seller: Seller
    marketplace: Marketplace

    def place(self, marketplace_id: str) -> Participation | None:
        return next((p for p in self.seller.marketplaces if p.marketplace_id == marketplace_id), None)

    def language(self, marketplace_id: str) -> str:
        """Amazon's tag of the language in which issues are asked for: the merchant's where Amazon has it."""
        place = self.place(marketplace_id)
        return issue_language(self.seller.spoken, place.language) if place else ""

    def waits(self, marketplace_id: str) -> bool:
        """Whether nothing moves at a place until the merchant lets it."""
        return self.seller.paused or marketplace_id in self.seller.paused_places

    @property
    def sending(self) -> bool:
        """Whether anything may be sent for this seller at all."""
        return not self.seller.paused and not self.seller.observing


@dataclass(frozen=True, slots=True)
class Governed(Ground):
    """The same with what governs the listings of a batch, as it held when they were read."""

    wishes: Wishes

    def wish(
        self, work: Work, *, listed: bool = True, stock: Stock | None = None, other_rules: str = "",
        stopped_elsewhere: bool = False,
    ) -> Wish:  # fmt: skip
        """What the merchant wants of a listing, by its policies. `stock`: fresher than the work's own."""
        place = self.place(work.listing.marketplace_id)
        currency = place.currency if place else ""
        return self.wishes.wish(
            work, currency, listed=listed, stock=stock, other_rules=other_rules, stopped_elsewhere=stopped_elsewhere
        )  # fmt: skip


async def prepare(held: Held) -> Ground | None:
    """The seller of a lane; None when there is nothing to do for it (gone, disconnected, to be connected again).

    Most drives find nothing to do, so what governs listings is only read for those that have some: `governed`.
    """
    resources = held.resources
    seller = await sellers.find(resources.db, resources.vault, held.subject)
    if seller is None:
        # The shop was uninstalled: a wake-up that came too late made this lane anew.
        await lanes.close(resources.db, held.subject, lanes.SELLER_LANES)
        return None
    if seller.status is not SellerStatus.CONNECTED:
        return None
    return Ground(seller, resources.marketplaces[seller.kind])


async def governed(held: Held, ground: Ground) -> Governed:
    """With the policies, rates and templates as they hold now, and whether the seller pauses. Read once a batch, and
    after its listings: a drive may be long, and the merchant changes policies meanwhile and gives listings new ones."""
    resources = held.resources
    # One that is gone has taken the lease with it, so nothing more is recorded for it.
    seller = await sellers.find(resources.db, resources.vault, ground.seller.id) or ground.seller
    kept = await wishes.read(resources.db, seller.shop_id, resources.now())
    return Governed(seller, ground.marketplace, kept)


def resting(held: Held) -> Rest:
    """A seller that is not connected: the wake-up comes with the next consent."""
    return Rest(held.resources.now() + DAILY, "not_connected")


@contextlib.asynccontextmanager
async def setting_aside(
    held: Held, works: Sequence[Work], later: Later = outcomes.later
) -> AsyncIterator[None]:
    """Trouble with these listings makes them wait, longer each time, so that the next drive goes on with the others.

    `later` writes down until when.
    What concerns the whole seller (refused, throttled, lease lost) passes through and leaves them as they are.
    """
    try:
        yield
    except (LeaseLost, NotAuthorized, Throttled):
        raise
    except Exception:
        async with held.recording():
            for work in works:
                wait = min(HOURLY, 5 * 2 ** min(work.listing.attempts, 10))
                await later(held.resources.db, work.listing, held.resources.now() + wait)
        raise


def by_place(works: Sequence[Work]) -> Iterable[list[Work]]:
    """The listings of each marketplace together."""
    found: dict[str, list[Work]] = {}
    for work in works:
        found.setdefault(work.listing.marketplace_id, []).append(work)
    return found.values()


async def read_shown(
    held: Held, ground: Ground, works: Sequence[Work], skus: Sequence[str], *, urgent: bool = False,
    later: Later = outcomes.later,
) -> list[tuple[Work, Shown | None]]:  # fmt: skip
    """What Amazon shows under these SKUs of at most twenty listings of one marketplace; None for an unknown SKU.

    When it cannot be read the listings are set aside.
    """
    place = works[0].listing.marketplace_id
    async with setting_aside(held, works, later):
        shown = await ground.marketplace.shown(
            ground.seller.access, place, [sku for sku in skus if sku], ground.language(place), urgent=urgent
        )
    return [(work, shown.get(sku)) for work, sku in zip(works, skus, strict=True)]


async def rest_until_due(held: Held, stages: Sequence[Stage], paused: Sequence[str] = ()) -> Rest:
    """Until the next listing of these stages is due; pages are told when some wait for another try.

    `paused` are marketplaces that wait for the merchant.
    """
    at = await listings.next_due(held.resources.db, held.subject, stages, paused)
    waiting = await listings.any_set_aside(held.resources.db, held.subject, stages)
    now = held.resources.now()
    return Rest(not_long(at, now), "unavailable" if waiting else "")


def not_long(at: int | None, now: int) -> int:
    """When to look again for what is due at `at`: not at once, and never very late, in case a wake-up was lost."""
    return min(max(at, now + 1), now + IDLE) if at is not None else now + IDLE


async def shut_out(held: Held, seller: Seller, error: NotAuthorized) -> Rest:
    """Amazon refused us. Only a consent that was taken back is the merchant's; the rest is the operator's alarm."""
    now = held.resources.now()
    if error.reason != "consent":
        log.error("seller=%s refused reason=%s %s", seller.id, error.reason, error.message)
        return Rest(now + HOURLY, f"refused_{error.reason}")
    async with held.recording():
        if await sellers.set_status(
            held.resources.db, seller.id, SellerStatus.RECONNECT, "consent_taken_back", now
        ):
            await journal.write(
                held.resources.db, seller.shop_id, now, "amazon", "consent_ended", {"seller": seller.name}
            )
    return Rest(now + DAILY, "not_connected")
