"""Asking for reviews by itself: which orders were delivered long enough ago and have nothing that speaks against it."""

from backend.domain.messages import DAY, REVIEW_FROM, REVIEW_UNTIL
from backend.storage import order_settings
from backend.storage.database import Database

DAYS = "messages_review_days"  # the setting: days after delivery, "" for never
_OLDEST = 120 * DAY  # an order older than that is never asked about
# When an order counts as delivered: by the last day that was promised, else as long after as parcels mostly take.
DELIVERED = "coalesce(o.deliver_by, o.ship_by + 432000, o.created_at + 691200)"


async def days_of(db: Database, shop_id: int) -> int | None:
    """After how many days a shop wants reviews asked for; None: never."""
    said = await order_settings.find(db, shop_id, DAYS)
    return min(max(int(said), REVIEW_FROM), REVIEW_UNTIL) if said.isdecimal() else None


async def due(db: Database, seller_id: int, days: int, now: int, limit: int) -> list[int]:
    """Orders of a seller whose buyers may be asked now, by our ids: delivered `days` ago, in the marketplace's time,
    never asked, nothing cancelled, given back or returned, no trouble that the buyer was told of."""
    rows = await db.fetch_all(
        "select o.id from orders o left join order_side s on s.order_id = o.id"
        " where o.seller_id = :seller and o.ours = 1 and o.status = 'shipped' and o.created_at >= :oldest"
        f" and {DELIVERED} <= :latest and {DELIVERED} >= :earliest"
        " and o.asked_to_cancel = '' and o.kinds not like '% replacement %' and o.kinds not like '% exchange %'"
        " and coalesce(s.refunded, 0) = 0"
        " and coalesce(s.payment, '') not in ('refunded', 'partly_refunded', 'cancelled')"
        " and coalesce(s.sending, '') not in ('returned', 'will_not_deliver')"
        " and not exists (select 1 from order_item i where i.order_id = o.id and i.units = 0)"
        " and not exists (select 1 from message m where m.order_id = o.id"
        " and (m.kind = 'review' or m.kind = 'problem' and m.state <> 'left'))"
        f" order by {DELIVERED}, o.id limit :limit",
        {"seller": seller_id, "oldest": now - _OLDEST, "latest": now - days * DAY, "limit": limit,
         "earliest": now - REVIEW_UNTIL * DAY},
    )  # fmt: skip
    return [row["id"] for row in rows]


async def delivered_at(db: Database, order_id: int) -> int:
    """When an order counts as delivered (epoch seconds UTC)."""
    return int(await db.fetch_val(f"select {DELIVERED} from orders o where o.id = :id", {"id": order_id}))
