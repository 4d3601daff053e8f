"""What there is to tell of a shop now, gathered from what the lanes wrote down: counts, order numbers, dates."""

from collections.abc import Sequence
from typing import Any

from backend.domain.alerts import Kind, News
from backend.domain.freshness import silent
from backend.domain.issues import CAUSES, Cause, Owner, Problem
from backend.domain.marketplace import SellerStatus
from backend.storage import problem_pages, truths
from backend.storage.database import Database
from backend.storage.sellers import Seller

# Days before a consent ends at which it is told.
CONSENT_DAYS = (30, 7, 1)
DAY = 86_400
MOST = 200  # orders that are told one by one; more are a count
# What the merchant did, or asked for, by rules of his own is no news.
_OWN_DOING = frozenset((
    Cause.NOT_ENABLED, Cause.OUT_OF_STOCK, Cause.RULE_UNMET, Cause.STOPPED_BY_RULE, Cause.LISTING_OFF,
    Cause.RELISTING_OFF,
))  # fmt: skip
_TO_SEND = (
    "shop_id = :shop and sender = 'merchant' and ours = 1 and status in ('unshipped', 'partly_shipped')"
)


async def of_shop(db: Database, shop_id: int, sellers: Sequence[Seller], now: int) -> list[News]:
    """All that holds, whatever the merchant wants to hear of it. Nothing of it is personal."""
    return [
        *await _silences(db, shop_id, sellers, now),
        *_consents(sellers, now),
        *await _orders(db, shop_id, Kind.LATE, f"{_TO_SEND} and ship_by < :now", now),
        *await _orders(db, shop_id, Kind.WISHES, f"{_TO_SEND} and asked_to_cancel <> '' and :now > 0", now),
        *await _stuck(db, shop_id),
        *await _problems(db, shop_id),
    ]


async def _silences(db: Database, shop_id: int, sellers: Sequence[Seller], now: int) -> list[News]:
    """The worker's own silence is not among them: it is the worker that would tell."""
    working = [(each.id, each.title) for each in sellers if each.status is SellerStatus.CONNECTED]
    found = silent(await truths.of_shop(db, shop_id, working, now), now)
    return [
        News(
            Kind.SILENCE,
            f"{truth.kind} {truth.name}",
            1,
            {"truth": truth.kind, "name": truth.name, "at": truth.at},
        )
        for truth in found
        if truth.kind != "worker"
    ]


def _consents(sellers: Sequence[Seller], now: int) -> list[News]:
    """The nearest of the days at which an ending consent is told, and consents that have ended."""
    found: list[News] = []
    for seller in sellers:
        if seller.status is SellerStatus.RECONNECT:
            found.append(
                News(Kind.CONSENT, f"{seller.id} ended {seller.status_at}", 1, {"name": seller.title})
            )
        if seller.status is not SellerStatus.CONNECTED or not seller.expires_at:
            continue
        left = seller.expires_at - now
        days = next((days for days in reversed(CONSENT_DAYS) if left <= days * DAY), None)
        if days is not None:
            told = {"name": seller.title, "ends": seller.expires_at}
            found.append(News(Kind.CONSENT, f"{seller.id} {seller.expires_at} {days}", 1, told))
    return found


async def _orders(db: Database, shop_id: int, kind: Kind, where: str, now: int) -> list[News]:
    """Orders one by one, the most urgent first; of very many the rest as one count."""
    rows = await db.fetch_all(
        f"select order_code, ship_by from orders where {where} order by coalesce(ship_by, 0), id limit :most",
        {"shop": shop_id, "now": now, "most": MOST + 1},
    )
    found = [
        News(kind, row["order_code"], 1, {"order": row["order_code"], "ship_by": row["ship_by"]})
        for row in rows[:MOST]
    ]
    if len(rows) > MOST:
        n = await db.fetch_val(f"select count(*) from orders where {where}", {"shop": shop_id, "now": now})
        found.append(News(kind, "more", int(n) - MOST))
    return found


async def _stuck(db: Database, shop_id: int) -> list[News]:
    """Orders that wait for the merchant, by what they wait for."""
    rows = await db.fetch_all(
        "select '' as part, cause, count(*) as n, min(order_code) as example from orders"
        " where shop_id = :shop and stage = 'aside' group by cause"
        " union all select t.part, t.cause, count(*) as n, min(o.order_code) as example from order_trouble t"
        " join orders o on o.id = t.order_id where t.shop_id = :shop group by t.part, t.cause",
        {"shop": shop_id},
    )
    found: list[News] = []
    for row in rows:
        told: dict[str, Any] = {"part": row["part"], "cause": row["cause"], "order": row["example"]}
        found.append(News(Kind.ORDERS, f"{row['part']} {row['cause']}", row["n"], told))
    return found


async def _problems(db: Database, shop_id: int) -> list[News]:
    """What holds listings back and is the merchant's to cure, as the page of problems groups it."""
    return [
        News(
            Kind.PROBLEMS, f"{each.group.cause} {each.group.topic}", each.count,
            {"cause": each.group.cause, "topic": each.group.topic},
        )
        for each in await problem_pages.groups(db, shop_id)
        if _is_news(each.group.cause)
    ]  # fmt: skip


def _is_news(cause: str) -> bool:
    if cause not in CAUSES or Cause(cause) in _OWN_DOING:
        return False
    return Problem(Cause(cause)).owner in (Owner.YOU, Owner.SHOP)
