"""Cancellations and refunds as they are wanted, under way, done and refused; one of a name is made once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.orders import OrderStatus, Sender
from backend.domain.reversals import Act, Part, Reason, Share
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json

# asks: the merchant must say of which lines; waits: for the order to be paid, or sent; unsure: nobody knows whether the
# marketplace did it; dropped: nothing is to be done any more.
LIVE = "('asks', 'waits', 'wanted', 'sending', 'done', 'unsure')"
_FULL = (
    "select r.*, o.order_code, o.marketplace_id, o.status, o.sender, o.ours, o.shop_code from reversal r"
    " join orders o on o.id = r.order_id"
)


@dataclass(frozen=True, slots=True)
class Reversal:
    """A cancellation or refund with how its order stands. `amount` in minor units of `currency`, None while nobody
    could say it; `pieces` by item code go back into the stock once it is done; times epoch seconds UTC. `said` marks
    the merchant's own words (see reversal_words)."""

    id: int
    order_id: int
    shop_id: int
    seller_id: int
    act: Act
    source: str
    state: str
    reason: Reason
    shares: tuple[Share, ...]
    amount: int | None
    currency: str
    said: str
    cause: str
    details: Mapping[str, Any]
    pieces: Mapping[str, int]
    returning_at: int | None
    returned_at: int | None
    feed_id: int | None
    attempts: int
    made_at: int
    done_at: int | None
    order_code: str
    marketplace_id: str
    status: OrderStatus
    sender: Sender
    ours: bool
    shop_code: str


@dataclass(frozen=True, slots=True)
class NewReversal:
    """What somebody wants. `name`: the same wish has the same name, whoever writes it down again."""

    order_id: int
    act: Act
    source: str
    name: str
    state: str
    reason: Reason
    shares: tuple[Share, ...] = ()
    amount: int | None = None
    currency: str = ""
    said: str = ""
    cause: str = ""
    pieces: Mapping[str, int] | None = None


async def add(db: Database, wish: NewReversal, now: int) -> bool:
    """Write a wish down. False: it was there already. Inside a transaction."""
    made = await db.fetch_val(
        "insert into reversal (order_id, shop_id, seller_id, kind, source, name, state, reason, shares, amount,"
        " currency, said, cause, details, pieces, next_at, made_at) select id, shop_id, seller_id, :kind, :source,"
        " :name, :state, :reason, :shares, cast(:amount as bigint), :currency, :said, :cause, '', :pieces, :now, :now"
        " from orders where id = :order on conflict (order_id, kind, name) do nothing returning id",
        {
            "order": wish.order_id, "kind": wish.act.value, "source": wish.source, "name": wish.name,
            "state": wish.state, "reason": wish.reason.value, "shares": _written(wish.shares), "amount": wish.amount,
            "currency": wish.currency, "said": wish.said, "cause": wish.cause, "now": now,
            "pieces": to_json(dict(wish.pieces)) if wish.pieces else "",
        },
    )  # fmt: skip
    return made is not None


async def of_order(db: Database, order_id: int) -> list[Reversal]:
    """All of an order, the newest first."""
    rows = await db.fetch_all(f"{_FULL} where r.order_id = :id order by r.id desc", {"id": order_id})
    return [_reversal(row) for row in rows]


async def names(db: Database, order_id: int, act: Act) -> dict[str, int | None]:
    """The names of an order's wishes of a kind, with what they came to."""
    rows = await db.fetch_all(
        "select name, amount from reversal where order_id = :order and kind = :kind",
        {"order": order_id, "kind": act.value},
    )
    return {row["name"]: row["amount"] for row in rows}


async def find(db: Database, shop_id: int, reversal_id: int) -> Reversal | None:
    """One of a shop."""
    row = await db.fetch_one(
        f"{_FULL} where r.id = :id and r.shop_id = :shop", {"id": reversal_id, "shop": shop_id}
    )
    return _reversal(row) if row else None


async def in_state(db: Database, seller_id: int, state: str, limit: int = 1000) -> list[Reversal]:
    """A seller's in one state, the oldest first."""
    rows = await db.fetch_all(
        f"{_FULL} where r.seller_id = :seller and r.state = :state order by r.id limit :limit",
        {"seller": seller_id, "state": state, "limit": limit},
    )
    return [_reversal(row) for row in rows]


async def any_waiting(db: Database, seller_id: int) -> bool:
    """Whether something waits for what an order becomes."""
    return bool(
        await db.fetch_val(
            "select 1 from reversal where seller_id = :seller and state = 'waits' limit 1",
            {"seller": seller_id},
        )
    )


async def of_feed(db: Database, feed_id: int) -> list[Reversal]:
    """What a feed carries and has no outcome yet."""
    rows = await db.fetch_all(
        f"{_FULL} where r.feed_id = :feed and r.state = 'sending' order by r.id", {"feed": feed_id}
    )
    return [_reversal(row) for row in rows]


async def returning(db: Database, seller_id: int) -> list[Reversal]:
    """Refunds that are done and whose pieces are not back in the stock yet."""
    rows = await db.fetch_all(
        f"{_FULL} where r.seller_id = :seller and r.state = 'done' and r.pieces <> '' and r.returned_at is null"
        " and r.cause = '' order by r.id limit 50",
        {"seller": seller_id},
    )
    return [_reversal(row) for row in rows]


async def returns(db: Database, reversal_id: int, now: int) -> None:
    """Written down before the shop's stock is moved; the first try counts."""
    await db.execute(
        "update reversal set returning_at = coalesce(returning_at, :now) where id = :id",
        {"now": now, "id": reversal_id},
    )


async def returned(db: Database, reversal_id: int, now: int) -> None:
    """The pieces are in the shop's stock."""
    await db.execute(
        "update reversal set returned_at = :now, cause = '' where id = :id", {"now": now, "id": reversal_id}
    )


async def move(
    db: Database, reversal_id: int, before: Sequence[str], state: str, now: int, *, cause: str = "",
    details: Mapping[str, Any] | None = None,
) -> bool:  # fmt: skip
    """The next state of one that is in one of `before`. False: it is in none of them."""
    marks = ", ".join(f"'{each}'" for each in before)  # our own words, never input
    moved = await db.fetch_val(
        "update reversal set state = :state, cause = :cause, details = :details,"
        " feed_id = case when :state = 'wanted' then null else feed_id end,"
        " done_at = case when :state = 'done' then :now else done_at end"
        f" where id = :id and state in ({marks}) returning id",
        {
            "state": state, "cause": cause, "details": to_json(details) if details else "", "now": now,
            "id": reversal_id,
        },
    )  # fmt: skip
    return moved is not None


async def noted(db: Database, reversal_id: int, cause: str, details: Mapping[str, Any] | None = None) -> None:
    """Why it stands where it stands."""
    said = to_json(details) if details else ""
    await db.execute(
        "update reversal set cause = :cause, details = :details where id = :id",
        {"cause": cause, "details": said, "id": reversal_id},
    )


async def decided(
    db: Database, reversal_id: int, shares: Sequence[Share], currency: str, reason: Reason, state: str,
    pieces: Mapping[str, int],
) -> bool:  # fmt: skip
    """What it comes to and why. False: it is under way already."""
    made = await db.fetch_val(
        "update reversal set shares = :shares, amount = :amount, currency = :currency, reason = :reason,"
        " state = :state, pieces = :pieces, cause = '', details = ''"
        " where id = :id and state in ('asks', 'waits', 'refused') returning id",
        {
            "shares": _written(shares), "amount": sum(share.amount for share in shares), "currency": currency,
            "reason": reason.value, "state": state, "id": reversal_id,
            "pieces": to_json({code: n for code, n in pieces.items() if n}) if any(pieces.values()) else "",
        },
    )  # fmt: skip
    return made is not None


async def given_back(db: Database, order_id: int, *, without: int = 0) -> list[Share]:
    """The parts of an order that are given back, or on their way. `without`: one that is just being decided on."""
    rows = await db.fetch_all(
        f"select shares from reversal where order_id = :order and kind = 'refund' and id <> :without"
        f" and state in {LIVE}",
        {"order": order_id, "without": without},
    )
    return [share for row in rows for share in _shares(row["shares"])]


async def cancelling(db: Database, order_id: int) -> bool:
    """Whether an order is about to be cancelled on the marketplace: it must not be sent."""
    return bool(
        await db.fetch_val(
            "select 1 from reversal where order_id = :order and kind = 'cancel'"
            " and state in ('waits', 'wanted', 'sending', 'done') limit 1",
            {"order": order_id},
        )
    )


def _written(shares: Sequence[Share]) -> str:
    return to_json([[share.item_code, share.part.value, share.amount] for share in shares]) if shares else ""


def _shares(said: str) -> tuple[Share, ...]:
    return tuple(Share(code, Part(part), amount) for code, part, amount in from_json(said or "", []))


def _reversal(row: Row) -> Reversal:
    return Reversal(
        row["id"], row["order_id"], row["shop_id"], row["seller_id"], Act(row["kind"]), row["source"], row["state"],
        Reason(row["reason"]), _shares(row["shares"]), row["amount"], row["currency"], row["said"], row["cause"],
        from_json(row["details"] or "", {}), from_json(row["pieces"] or "", {}), row["returning_at"],
        row["returned_at"], row["feed_id"], row["attempts"], row["made_at"], row["done_at"], row["order_code"],
        row["marketplace_id"], OrderStatus(row["status"]), Sender(row["sender"]), bool(row["ours"]), row["shop_code"],
    )  # fmt: skip
