"""What a shop says that cancellations and refunds come from, what was seen of it, what its merchant's words meant."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from backend.domain.orders import OrderStatus, Sender
from backend.domain.reversals import Act, No, Reason
from backend.domain.shop_side import ShopSide
from backend.storage import order_sides, order_troubles
from backend.storage.database import Database
from backend.storage.reversals import Reversal, of_order

PART = "cancelling"
_SAYS = "s.payment || '|' || cast(s.refunded as text)"


@dataclass(frozen=True, slots=True)
class Said:
    """An order of which the shop says something that was not looked at yet. `before`: how its payment stood then."""

    order_id: int
    order_code: str
    status: OrderStatus
    sender: Sender
    ours: bool
    currency: str
    side: ShopSide
    before: str


async def unseen(db: Database, seller_id: int, limit: int) -> list[Said]:
    """A seller's orders whose shop's side was cancelled, given money back, or stands again since it was looked at."""
    rows = await db.fetch_all(
        "select s.*, o.order_code, o.status, o.sender, o.ours, o.currency, coalesce(n.payment, '') as before"
        " from order_side s join orders o on o.id = s.order_id left join reversal_seen n on n.order_id = s.order_id"
        " where o.seller_id = :seller and (s.payment in ('cancelled', 'refunded', 'partly_refunded') or s.refunded > 0"
        f" or n.order_id is not null) and coalesce(n.seen, '') <> {_SAYS} order by s.order_id limit :limit",
        {"seller": seller_id, "limit": limit},
    )
    return [
        Said(
            row["order_id"], row["order_code"], OrderStatus(row["status"]), Sender(row["sender"]), bool(row["ours"]),
            row["currency"], order_sides.side(row), row["before"],
        )
        for row in rows
    ]  # fmt: skip


async def seen(db: Database, said: Said) -> None:
    """It was looked at. What the shop says meanwhile is looked at again."""
    payment = said.side.payment.value
    await db.execute(
        "insert into reversal_seen (order_id, payment, seen) values (:order, :payment, :seen)"
        " on conflict (order_id) do update set payment = excluded.payment, seen = excluded.seen",
        {"order": said.order_id, "payment": payment, "seen": f"{payment}|{said.side.refunded}"},
    )


def mark_of(words: str) -> str:
    """A mark by which the same words are known again, and that tells nobody what they were."""
    plain = " ".join(words.casefold().split())
    return hashlib.sha256(plain.encode()).hexdigest()[:32] if plain else ""


async def reason_for(db: Database, shop_id: int, mark: str) -> Reason | None:
    """What the merchant meant by these words the last time."""
    said = await db.fetch_val(
        "select reason from reversal_word where shop_id = :shop and mark = :mark",
        {"shop": shop_id, "mark": mark},
    )
    return Reason(said) if said else None


async def remember(db: Database, shop_id: int, mark: str, reason: Reason, now: int) -> None:
    """These words stand for this reason from now on."""
    if mark:
        await db.execute(
            "insert into reversal_word (shop_id, mark, reason, at) values (:shop, :mark, :reason, :now)"
            " on conflict (shop_id, mark) do update set reason = excluded.reason, at = excluded.at",
            {"shop": shop_id, "mark": mark, "reason": reason.value, "now": now},
        )


async def remembered(db: Database, shop_id: int) -> int:
    """Of how many words the reason is known."""
    return int(
        await db.fetch_val("select count(*) from reversal_word where shop_id = :shop", {"shop": shop_id})
    )


async def forget(db: Database, shop_id: int) -> None:
    """All of them are asked about again."""
    await db.execute("delete from reversal_word where shop_id = :shop", {"shop": shop_id})


async def decline(db: Database, shop_id: int, order_id: int, now: int) -> bool:
    """The merchant does not do what the buyer asks for; the request is shown no more. False: there is none."""
    asked = await db.fetch_val(
        "update orders set asked_to_cancel = '' where id = :id and shop_id = :shop and asked_to_cancel <> ''"
        " returning id",
        {"id": order_id, "shop": shop_id},
    )
    if asked is None:
        return False
    await db.execute(
        "insert into reversal_decline (order_id, at) values (:id, :now) on conflict (order_id) do nothing",
        {"id": order_id, "now": now},
    )
    return True


async def retell(db: Database, order_id: int, now: int) -> None:
    """What of an order's cancellations and refunds waits for the merchant, if anything. Inside a transaction."""
    found = worst(await of_order(db, order_id))
    if found is None:
        await order_troubles.clear(db, order_id, PART)
        return
    details = {"kind": found.act.value, **found.details}
    if found.amount is not None and found.currency:
        details |= {"amount": found.amount, "currency": found.currency}
    await order_troubles.tell(db, order_id, PART, found.cause or found.state, now, details)


def worst(found: Sequence[Reversal]) -> Reversal | None:
    """The one of an order that the merchant has to look at first."""
    for state in ("unsure", "refused", "asks", "waits"):
        for one in found:
            # A refund that waits until the order is sent waits for nobody.
            if one.state == state and not (state == "waits" and one.cause != No.NOT_PAID):
                return one
    return next((one for one in found if one.state == "done" and one.cause), None)


def name_after(found: Sequence[Reversal], act: Act, source: str) -> str:
    """The name of the next wish of a kind: pressed twice from the same page it is the same wish."""
    return f"{source}:{sum(each.act is act for each in found)}"
