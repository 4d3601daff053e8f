"""What is known of the one quantity that a SKU has on Amazon, kept true at every reading and before every push."""

from dataclasses import dataclass, replace

from backend.domain.channel import ChannelStock, inferring, observed
from backend.domain.listing import Explained, Shown, Step
from backend.lanes.lane import Held
from backend.storage import channels, order_progress, orders
from backend.storage.listings import Work


@dataclass(frozen=True, slots=True)
class Sight:
    """A listing with what Amazon showed of it at `at`, what is known of its quantity since, and up to when orders are
    known; epoch seconds UTC."""

    work: Work
    shown: Shown
    stock: ChannelStock
    orders_until: int
    at: int


async def observe(held: Held, work: Work, shown: Shown) -> Sight:
    """Write down a reading: what arrived, and which pieces are missing without an order."""
    listing, now, db = work.listing, held.resources.now(), held.resources.db
    progress = await order_progress.find(db, listing.seller_id)
    before = await known(held, work, shown.sku)
    stock = before or ChannelStock()
    if shown.quantity is not None and not (shown.fulfilled_by_amazon or listing.by_amazon):
        stock = observed(stock, shown.quantity, now)
        ordered = 0
        if stock.base is not None and stock.base > shown.quantity:
            ordered = await orders.ordered_since(db, listing.seller_id, shown.sku, stock.base_at)
        stock = inferring(stock, ordered, progress.seen_until)
        if stock != before:
            async with held.recording():
                await keep(held, work, shown.sku, stock, before)
    return Sight(work, shown, stock, progress.seen_until, now)


async def known(held: Held, work: Work, sku: str) -> ChannelStock | None:
    """What is known of a SKU; None: nothing of it was ever sent or read."""
    return (await channels.find(held.resources.db, work.listing.seller_id, [sku])).get(sku)


async def keep(held: Held, work: Work, sku: str, stock: ChannelStock, before: ChannelStock | None) -> None:
    """Write down what is known, inside the recording of the step that found it out."""
    listing = work.listing
    await channels.keep(
        held.resources.db, listing.shop_id, listing.seller_id, listing.variation_id, sku, stock, before,
        held.resources.now(),
    )  # fmt: skip


async def not_more_than_there(
    held: Held, work: Work, explained: Explained, stock: ChannelStock | None
) -> Explained:
    """An offer that is published anew where its SKU has a quantity already (in another country, or from before): it may
    lower that at once, and raise it only when orders are as fresh as the stock. `stock`: what is known of the SKU."""
    there = stock.expected if stock else None
    if there is None or explained.offer.quantity <= there:
        return explained
    progress = await order_progress.find(held.resources.db, work.listing.seller_id)
    if progress.seen_until >= work.product.read_at:
        return explained
    steps = (*explained.quantity_steps, Step("waiting", there))
    return replace(explained, offer=replace(explained.offer, quantity=there), quantity_steps=steps)
