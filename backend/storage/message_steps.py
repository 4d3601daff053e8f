"""The steps of a message to a buyer, each with its line in the order's journal and what then waits for the merchant.
All inside a transaction."""

from backend.storage import journal, order_troubles
from backend.storage.database import Database
from backend.storage.messages import Message

PART = "messages"
LOOKED_AFTER = 60  # seconds after which it shows at the marketplace whether a review was asked for


async def written(db: Database, order_id: int, kind: str, now: int) -> None:
    """The merchant wrote one."""
    await _tell_journal(db, order_id, "merchant", "message_written", kind, now)


async def sending(db: Database, message: Message, now: int) -> None:
    """Written down before it is sent: should we be killed in it, it is known that it may have gone."""
    await db.execute(
        "update message set state = 'sending', sending_at = :now, attempts = attempts + 1 where id = :id",
        {"now": now, "id": message.id},
    )


async def later(db: Database, message: Message, at: int) -> None:
    """It certainly did not go, and waits for another try."""
    await db.execute(
        "update message set state = 'wanted', sending_at = null, next_at = :at, attempts = attempts + 1"
        " where id = :id",
        {"at": at, "id": message.id},
    )


async def look_later(db: Database, message: Message, at: int) -> None:
    """Whether it went could not be looked up now."""
    await db.execute("update message set next_at = :at where id = :id", {"at": at, "id": message.id})


async def sent(db: Database, message: Message, now: int) -> None:
    """It went; its files go."""
    await _end(db, message, "sent", "", "", now)
    await _without_files(db, message)
    act = "review_asked" if message.kind == "review" else "message_sent"
    await _tell_journal(db, message.order_id, "storelane", act, message.kind.value, now)


async def refused(db: Database, message: Message, cause: str, code: str, now: int) -> None:
    """It did not go and will not as it is."""
    await _end(db, message, "refused", cause, code, now)
    await _tell_journal(db, message.order_id, "amazon", "message_refused", message.kind.value, now, code)


async def unsure(db: Database, message: Message, now: int) -> None:
    """Nobody knows whether it went. Only for a review that shows by itself, later."""
    await _end(db, message, "unsure", "unsure", "", now)
    await db.execute(
        "update message set next_at = :at where id = :id", {"at": now + LOOKED_AFTER, "id": message.id}
    )
    await _tell_journal(db, message.order_id, "storelane", "message_unsure", message.kind.value, now)


async def left(db: Database, message: Message, cause: str, now: int) -> None:
    """It is over without being sent, or with nobody knowing and the merchant content with that; its files go."""
    await _end(db, message, "left", cause, "", now)
    await _without_files(db, message)


async def again(db: Database, message: Message, now: int) -> bool:
    """The merchant wants one sent (again) that did not go, or perhaps did. False: it is not in such a state."""
    changed = await db.execute(
        "update message set state = 'wanted', cause = '', code = '', next_at = :now, attempts = 0, sending_at = null,"
        " ended_at = null, made_by = 'merchant' where id = :id"
        " and (state in ('refused', 'unsure') or state = 'left' and kind = 'review')",
        {"now": now, "id": message.id},
    )
    if changed:
        await _tell_journal(db, message.order_id, "merchant", "message_again", message.kind.value, now)
        await _settle_trouble(db, message.order_id, now)
    return bool(changed)


async def _end(db: Database, message: Message, state: str, cause: str, code: str, now: int) -> None:
    await db.execute(
        "update message set state = :state, cause = :cause, code = :code, ended_at = cast(:ended as bigint)"
        " where id = :id",
        {"state": state, "cause": cause, "code": code[:60], "ended": now, "id": message.id},
    )
    await _settle_trouble(db, message.order_id, now)


async def _without_files(db: Database, message: Message) -> None:
    await db.execute("delete from message_file where message_id = :id", {"id": message.id})


async def _settle_trouble(db: Database, order_id: int, now: int) -> None:
    """What waits for the merchant: the newest that was refused, or of which nobody knows whether it went."""
    row = await db.fetch_one(
        "select kind, state, cause from message where order_id = :order and (state = 'refused'"
        " or state = 'unsure' and kind <> 'review') order by id desc limit 1",
        {"order": order_id},
    )
    if row is None:
        await order_troubles.clear(db, order_id, PART)
        return
    cause = row["cause"] if row["state"] == "refused" else "unsure"
    await order_troubles.tell(db, order_id, PART, cause, now, {"kind": row["kind"]})


async def _tell_journal(
    db: Database, order_id: int, actor: str, act: str, kind: str, now: int, code: str = ""
) -> None:
    shop_id = await db.fetch_val("select shop_id from orders where id = :id", {"id": order_id})
    details = {"kind": kind, **({"code": code} if code else {})}
    await journal.write(db, int(shop_id), now, actor, act, details, order_id=order_id)
