"""Switches: the wish that another warehouse sends a listing, from the merchant's word to what the marketplace shows."""

from collections.abc import Sequence
from typing import Any

from backend.domain.listing import Offer
from backend.domain.orders import Sender
from backend.domain.sending import AGAIN_AFTER, OPEN, SHOWS_AFTER, Switch, SwitchState
from backend.storage import channels, journal, warehouse
from backend.storage.database import Database, Row
from backend.storage.encoding import to_json, write_offer
from backend.storage.listings import Listing
from backend.storage.statements import among

_OPEN = ", ".join(f"'{state.value}'" for state in OPEN)
# A SKU has one sender in all countries of a seller, as it has one quantity.
_SAME_SKU = (
    "select o.id, o.shop_id, o.seller_id, o.sender, s.target, s.state, s.unsure_until from listing l join listing o"
    " on o.seller_id = l.seller_id and o.claimed_sku = l.claimed_sku left join sender_switch s on s.listing_id = o.id"
    " where l.id = :id and l.shop_id = :shop and o.sent <> '' and o.stage not in ('withdraw', 'match') order by o.id"
)


async def ask(db: Database, shop_id: int, listing_id: int, target: Sender, now: int) -> int | None:
    """The merchant wants a listing, in all its countries, to be sent by `target`. The seller whose lane owes that; None
    when it is so already, or nothing of it stands there."""
    seller_id = None
    async with db.transaction():
        for row in await db.fetch_all(_SAME_SKU, {"id": listing_id, "shop": shop_id}):
            open_ = row["state"] in OPEN
            if row["state"] == SwitchState.REFUSED and row["sender"] == target.value:
                seller_id = int(row["seller_id"])
                await _dismiss(db, row["id"], now)
                continue
            if (row["target"] if open_ else row["sender"]) == target.value:
                continue
            seller_id = int(row["seller_id"])
            details = {"sender": target.value}
            await journal.write(db, shop_id, now, "merchant", "switch_asked", details, listing_id=row["id"])
            if (
                row["state"] == SwitchState.WANTED
                and row["sender"] == target.value
                and row["unsure_until"] <= now
            ):
                await db.execute("delete from sender_switch where listing_id = :id", {"id": row["id"]})
                continue  # taken back before anything of it left
            await db.execute(
                "insert into sender_switch (listing_id, shop_id, seller_id, target, state, asked_at, next_at)"
                " values (:id, :shop, :seller, :target, 'wanted', :now, :now) on conflict (listing_id) do update"
                " set target = excluded.target, state = 'wanted', asked_at = excluded.asked_at, sent_at = null,"
                " ended_at = null, next_at = excluded.next_at, attempts = 0, cause = '', said = ''",
                {"id": row["id"], "shop": shop_id, "seller": seller_id, "target": target.value, "now": now},
            )
    return seller_id


async def _dismiss(db: Database, listing_id: int, now: int) -> None:
    """The merchant leaves it as it is: nothing is said of the refusal any more."""
    await db.execute("delete from sender_switch where listing_id = :id", {"id": listing_id})
    await _look(db, listing_id, now)


async def _look(db: Database, listing_id: int, now: int) -> None:
    await db.execute(
        "update listing set next_at = :now where id = :id and stage in ('confirm', 'watch')",
        {"now": now, "id": listing_id},
    )


async def of_listing(db: Database, listing_id: int) -> Switch | None:
    """The newest switch of a listing."""
    row = await db.fetch_one("select * from sender_switch where listing_id = :id", {"id": listing_id})
    return _read(row) if row else None


async def holds(db: Database, listing_id: int, now: int) -> bool:
    """Whether a switch of ours is under way, or so young that what is shown may be from before it."""
    return bool(
        await db.fetch_val(
            f"select 1 from sender_switch where listing_id = :id and (state in ({_OPEN}) or unsure_until > :now)",
            {"id": listing_id, "now": now},
        )
    )


async def refused_ones(db: Database, listing_ids: Sequence[int]) -> dict[int, Switch]:
    """Those of some listings whose newest switch was refused."""
    if not listing_ids:
        return {}
    marks, ids = among("l", listing_ids)
    rows = await db.fetch_all(
        f"select * from sender_switch where listing_id in ({marks}) and state = 'refused'", ids
    )
    return {row["listing_id"]: _read(row) for row in rows}


async def due(db: Database, seller_id: int, now: int, limit: int) -> list[Switch]:
    """What is owed now, the longest due first; listings that wait for a feed, or that are paused, are left out."""
    rows = await db.fetch_all(
        f"select s.* {_MOVING} and s.next_at <= :now order by s.next_at, s.listing_id limit :limit",
        {"seller": seller_id, "now": now, "limit": limit},
    )
    return [_read(row) for row in rows]


async def next_due(db: Database, seller_id: int) -> int | None:
    """When the next is."""
    value = await db.fetch_val(f"select min(s.next_at) {_MOVING}", {"seller": seller_id})
    return int(value) if value is not None else None


_MOVING = (
    "from sender_switch s join listing l on l.id = s.listing_id where s.seller_id = :seller"
    f" and s.state in ({_OPEN}) and l.feed_id is null and l.sending_at is null and l.paused = 0"
)


async def later(db: Database, listing: Listing, at: int) -> None:
    """Not before `at`."""
    await db.execute(
        "update sender_switch set next_at = :at, attempts = attempts + 1 where listing_id = :id",
        {"at": at, "id": listing.id},
    )


async def sending(db: Database, listing: Listing, switch: Switch, now: int) -> bool:
    """Written down before it leaves: from now on the listing is the new sender's. False: it is not wanted any more."""
    done = await db.execute(
        "update sender_switch set state = 'sent', sent_at = :now, unsure_until = :unsure, attempts = 0,"
        f" next_at = :now where listing_id = :id and target = :target and asked_at = :asked and state in ({_OPEN})",
        {
            "now": now, "unsure": now + AGAIN_AFTER, "id": listing.id, "target": switch.target.value,
            "asked": switch.asked_at,
        },
    )  # fmt: skip
    if done:
        await _set_sender(db, listing, switch.target, now)
        if switch.target is Sender.MERCHANT:
            await channels.begin_anew(db, listing.seller_id, listing.sku)
    return bool(done)


async def not_sent(db: Database, listing: Listing, switch: Switch, now: int) -> None:
    """It surely did not get through: as before."""
    await db.execute(
        "update sender_switch set state = :state, sent_at = :sent, unsure_until = :unsure where listing_id = :id"
        " and asked_at = :asked",
        {
            "state": switch.state.value, "sent": switch.sent_at, "unsure": switch.unsure_until, "id": listing.id,
            "asked": switch.asked_at,
        },
    )  # fmt: skip
    await _set_sender(db, listing, listing.sender, now)


async def taken(db: Database, listing: Listing, now: int, look_at: int) -> None:
    """The marketplace took it: it shows after a while."""
    await db.execute(
        "update sender_switch set next_at = :look where listing_id = :id and state = 'sent'",
        {"look": look_at, "id": listing.id},
    )


async def arrived(db: Database, listing: Listing, switch: Switch, stands: Offer, now: int) -> None:
    """It shows: done. `stands`: the offer as it is there, whether the answer to its patch came or not."""
    await _set_sender(db, listing, switch.target, now, stands)
    await _end(db, switch, SwitchState.DONE, now)
    await _look(db, listing.id, now)
    await warehouse.ask(db, listing.seller_id, [listing.sku], now)
    details = {"sender": switch.target.value}
    await journal.write(db, listing.shop_id, now, "amazon", "switched", details, listing_id=listing.id)


async def refused(
    db: Database, listing: Listing, switch: Switch, stands: Offer | None, cause: str, said: str, now: int,
    request_id: str = "",
) -> None:  # fmt: skip
    """It will not be: who sent it before goes on. The next look says so where the listing is told of."""
    await _set_sender(db, listing, switch.back, now, stands)
    await _look(db, listing.id, now)
    await _end(db, switch, SwitchState.REFUSED, now, cause, said[:300])
    details = {"sender": switch.target.value, "cause": cause, "said": said[:300]}
    await journal.write(
        db,
        listing.shop_id,
        now,
        "amazon",
        "switch_refused",
        details,
        listing_id=listing.id,
        request_id=request_id,
    )


async def _end(
    db: Database, switch: Switch, state: SwitchState, now: int, cause: str = "", said: str = ""
) -> None:
    await db.execute(
        "update sender_switch set state = :state, ended_at = :now, cause = :cause, said = :said,"
        " unsure_until = :unsure where listing_id = :id and target = :target and asked_at = :asked",
        {
            "state": state.value, "now": now, "cause": cause, "said": said, "unsure": now + SHOWS_AFTER,
            "id": switch.listing_id, "target": switch.target.value, "asked": switch.asked_at,
        },
    )  # fmt: skip


async def _set_sender(
    db: Database, listing: Listing, sender: Sender, now: int, stands: Offer | None = None
) -> None:
    await db.execute(
        "update listing set sender = :sender, updated_at = :now where id = :id and sender <> :sender",
        {"sender": sender.value, "now": now, "id": listing.id},
    )
    if stands is not None and stands != listing.sent:
        sent = to_json(write_offer(stands))
        await db.execute("update listing set sent = :sent where id = :id", {"sent": sent, "id": listing.id})


def _read(row: Row) -> Switch:
    names = ("listing_id", "asked_at", "sent_at", "ended_at", "attempts", "unsure_until", "cause", "said")
    values: dict[str, Any] = {name: row[name] for name in names}
    return Switch(**values, target=Sender(row["target"]), state=SwitchState(row["state"]))
