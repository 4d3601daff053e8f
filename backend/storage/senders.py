"""Whose warehouse sends a listing, followed where the marketplace shows another one than we knew."""

from dataclasses import replace

from backend.domain.handing_over import standing
from backend.domain.listing import Offer, Shown
from backend.domain.orders import Sender
from backend.domain.sending import shown_by
from backend.storage import channels, journal, lanes, revising, switches, warehouse
from backend.storage.database import Database
from backend.storage.encoding import from_json, read_offer, to_json, write_offer
from backend.storage.listings import Listing


def sender_of(offer: Offer) -> Sender:
    """Whose warehouse sends an offer."""
    return Sender.MARKETPLACE if offer.by_amazon else Sender.MERCHANT


async def follow(db: Database, listing: Listing, shown: Shown | None, now: int) -> Listing:
    """Somebody changed the sender behind our back: from now on it is the one that is shown. While a switch of ours is
    under way nothing is followed. Returns the listing as it is then."""
    there = shown_by(shown)
    if shown is None or there in (None, listing.sender) or await switches.holds(db, listing.id, now):
        return listing
    assert there is not None
    was = await db.fetch_val("select sent from listing where id = :id", {"id": listing.id})
    before = read_offer(from_json(was))
    sent = standing(before, there, shown.quantity) if before else None
    done = await db.execute(
        "update listing set sender = :sender, sent = :sent, updated_at = :now where id = :id and sender = :before"
        " and sent = :was",
        {
            "sender": there.value, "before": listing.sender.value, "was": was, "now": now, "id": listing.id,
            "sent": to_json(write_offer(sent)) if sent else "",
        },
    )  # fmt: skip
    if not done:
        return listing  # the other lane was quicker, or something was sent meanwhile: the next look tells
    if there is Sender.MERCHANT:
        await channels.begin_anew(db, listing.seller_id, listing.sku)
    await revising.mark_listing(db, listing.id, now)
    await warehouse.ask(db, listing.seller_id, [listing.sku], now)
    await lanes.wake(db, "warehouse", listing.seller_id, now)
    details = {"sender": there.value}
    await journal.write(db, listing.shop_id, now, "amazon", "sender_followed", details, listing_id=listing.id)
    return replace(listing, sender=there, sent=sent)
