"""What the outbound lane writes down: before a deed that it will be done, after it that it was."""

from collections.abc import Mapping, Sequence
from typing import Any

from backend.domain.outbound import FINAL, NOTHING_LEFT, Following, Parcel, State
from backend.storage import journal
from backend.storage.database import Database
from backend.storage.encoding import to_json
from backend.storage.outbound import KeptLine, KeptOutbound


async def creating(db: Database, order: KeptOutbound, now: int | None) -> None:
    """Written down before it is handed over; None: it surely was not."""
    await db.execute(
        "update outbound_order set creating_at = :now where id = :id", {"now": now, "id": order.id}
    )


async def taken(db: Database, order: KeptOutbound, now: int) -> None:
    """The marketplace has it, and so the address too: it is not kept here any longer."""
    await db.execute(
        "update outbound_order set stage = 'follow', sealed = '', creating_at = null, taken_at = :now, attempts = 0,"
        " cause = '', details = '', next_at = :now where id = :id",
        {"now": now, "id": order.id},
    )
    await say(db, order, now, "outbound_taken")


async def dropped(db: Database, order: KeptOutbound, now: int) -> None:
    """It was taken back before the marketplace heard of it."""
    await db.execute(
        "update outbound_order set stage = 'done', state = 'cancelled', sealed = '', creating_at = null,"
        " cause = '', details = '', finished_at = :now where id = :id",
        {"now": now, "id": order.id},
    )
    await say(db, order, now, "outbound_cancelled")


async def seen(
    db: Database, order: KeptOutbound, following: Following, parcels: Sequence[Parcel], now: int
) -> None:
    """What the marketplace says now of its state, its lines and its parcels."""
    final = following.state in FINAL
    await db.execute(
        "update outbound_order set state = :state, held = :held, read_at = :now, attempts = 0,"
        " finished_at = case when :final = 1 then coalesce(finished_at, :now) else null end,"
        " cancel_at = case when :nothing = 1 then null else cancel_at end where id = :id",
        {"state": following.state.value, "held": int(following.held), "now": now, "final": int(final),
         "nothing": int(following.state in NOTHING_LEFT), "id": order.id},
    )  # fmt: skip
    for line in order.lines:
        told = following.lines.get(line.code)
        if told is not None and (told.cancelled, told.lacking) != (line.cancelled, line.lacking):
            await db.execute(
                "update outbound_line set cancelled = :cancelled, lacking = :lacking where outbound_id = :id"
                " and position = :position",
                {
                    "cancelled": told.cancelled,
                    "lacking": told.lacking,
                    "id": order.id,
                    "position": line.position,
                },
            )
    if tuple(parcels) != order.parcels:
        await _keep_parcels(db, order.id, parcels)
    if following.state is not order.state and following.state in (
        State.CANCELLED,
        State.COMPLETE,
        State.PARTIAL,
    ):
        act = "outbound_cancelled" if following.state is State.CANCELLED else "outbound_sent"
        await say(db, order, now, act)


async def _keep_parcels(db: Database, outbound_id: int, parcels: Sequence[Parcel]) -> None:
    await db.execute("delete from outbound_parcel where outbound_id = :id", {"id": outbound_id})
    await db.execute_many(
        "insert into outbound_parcel (outbound_id, number, carrier, tracking, sent_at, arrives_at, place, url)"
        " values (:id, :number, :carrier, :tracking, :sent, :arrives, :place, :url)",
        [
            {"id": outbound_id, "number": each.number, "carrier": each.carrier, "tracking": each.tracking,
             "sent": each.sent_at, "arrives": each.arrives_at, "place": each.where, "url": each.url}
            for each in parcels
        ],
    )  # fmt: skip


async def cancel_refused(db: Database, order: KeptOutbound, now: int) -> None:
    """It is too late to cancel it."""
    await db.execute("update outbound_order set cancel_at = null where id = :id", {"id": order.id})
    await tell(db, order, "too_late", now)


async def tell(
    db: Database, order: KeptOutbound, cause: str, now: int, details: Mapping[str, Any] | None = None
) -> None:
    """The merchant has to do something, unless that was done already for the same cause."""
    if cause in (order.cause, order.settled):
        return
    await db.execute(
        "update outbound_order set cause = :cause, details = :details, cause_at = :now where id = :id",
        {"cause": cause, "details": to_json(dict(details)) if details else "", "now": now, "id": order.id},
    )
    await say(db, order, now, "outbound_problem", {"cause": cause, **(details or {})})


async def aside(
    db: Database, order: KeptOutbound, cause: str, now: int, details: Mapping[str, Any] | None = None
) -> None:
    """It is not handed over until the merchant changes it or tries again. It stops no other."""
    await tell(db, order, cause, now, details)
    await db.execute(
        "update outbound_order set stage = 'aside', creating_at = null where id = :id", {"id": order.id}
    )


async def later(db: Database, order: KeptOutbound, at: int, *, failed: bool = False) -> None:
    """Not before `at`."""
    await db.execute(
        "update outbound_order set next_at = :at, attempts = case when :failed = 1 then attempts + 1 else 0 end"
        " where id = :id",
        {"at": at, "failed": int(failed), "id": order.id},
    )


async def done(db: Database, order: KeptOutbound) -> None:
    """Nothing more comes of it."""
    await db.execute(
        "update outbound_order set stage = 'done', attempts = 0 where id = :id and cancel_at is null",
        {"id": order.id},
    )


async def telling_shop(db: Database, order: KeptOutbound, before: str, state: str) -> None:
    """Written down before the shop's order gets another state."""
    await db.execute(
        "update outbound_order set shop_before = :before, shop_state = :state, shop_told = 0 where id = :id",
        {"before": before, "state": state, "id": order.id},
    )


async def shop_told(db: Database, order: KeptOutbound, tracking: str | None) -> None:
    """The shop's order has the state that was written down, and `tracking` where it is given."""
    await db.execute(
        "update outbound_order set shop_told = 1, told_tracking = coalesce(cast(:tracking as text), told_tracking)"
        " where id = :id",
        {"tracking": tracking, "id": order.id},
    )


async def moving(db: Database, order: KeptOutbound, line: KeptLine, given: int, now: int) -> None:
    """Written down before the shop's stock is moved for a line; its first try counts."""
    await db.execute(
        "update outbound_order set moving_at = coalesce(moving_at, :now) where id = :id",
        {"now": now, "id": order.id},
    )
    await _line(db, order, line, "moving = :given", given)


async def not_moving(db: Database, order: KeptOutbound, line: KeptLine) -> None:
    """It surely was not done."""
    await _line(db, order, line, "moving = null", None)
    await _rested(db, order)


async def moved(db: Database, order: KeptOutbound, line: KeptLine, given: int, now: int) -> None:
    """The shop's stock has got back so many pieces of a line."""
    await _line(db, order, line, "given = :given, moving = null, moves = moves + 1", given)
    await _rested(db, order)
    more = given - line.given
    if more:
        act = "outbound_given" if more > 0 else "outbound_retaken"
        await say(db, order, now, act, {"sku": line.sku, "pieces": abs(more)})


async def _rested(db: Database, order: KeptOutbound) -> None:
    """No movement is under way any more, if so."""
    await db.execute(
        "update outbound_order set moving_at = null where id = :id and not exists"
        " (select 1 from outbound_line l where l.outbound_id = outbound_order.id and l.moving is not null)",
        {"id": order.id},
    )


async def stock_aside(db: Database, order: KeptOutbound, cause: str, now: int) -> None:
    """The shop's stock waits for the merchant; whatever was under way is not tried again."""
    await db.execute(
        "update outbound_order set stock_cause = :cause, cause_at = :now, moving_at = null where id = :id",
        {"cause": cause, "now": now, "id": order.id},
    )
    await say(db, order, now, "outbound_problem", {"cause": f"stock_{cause}"})


async def erase_old(db: Database, seller_id: int, before: int) -> None:
    """Addresses of what was set aside long ago are forgotten."""
    await db.execute(
        "update outbound_order set sealed = '' where seller_id = :seller and stage = 'aside' and sealed <> ''"
        " and created_at < :before",
        {"seller": seller_id, "before": before},
    )


async def say(
    db: Database, order: KeptOutbound, now: int, act: str, details: Mapping[str, Any] | None = None, *,
    actor: str = "storelane",
) -> None:  # fmt: skip
    """A line in the journal; nothing personal."""
    await journal.write(db, order.shop_id, now, actor, act, {"order": order.shop_code, **(details or {})})


async def _line(db: Database, order: KeptOutbound, line: KeptLine, what: str, given: int | None) -> None:
    values = {"id": order.id, "position": line.position} | ({"given": given} if given is not None else {})
    await db.execute(
        f"update outbound_line set {what} where outbound_id = :id and position = :position", values
    )
