"""Tries: how often something was asked for within a span of time, so that nobody tries passwords all day."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from backend.storage.database import Database

KEPT = 2 * 86_400


@dataclass(frozen=True, slots=True)
class Bound:
    """At most `most` tries of a kind by one `who` within `seconds`. `who` is only kept as a hash."""

    kind: str
    who: str
    most: int
    seconds: int


async def allowed(db: Database, secret: str, bounds: Sequence[Bound], now: int) -> bool:
    """Count a try against all bounds, then say whether it is within every one of them. It is counted before the deed,
    so that many at once gain nothing."""
    within = True
    async with db.transaction():
        await db.execute("delete from tried where span < :old", {"old": now - KEPT})
        for bound in sorted(bounds, key=lambda each: (each.kind, each.who)):
            n = await db.fetch_val(
                "insert into tried (kind, who, span, n) values (:kind, :who, :span, 1)"
                " on conflict (kind, who, span) do update set n = tried.n + 1 returning n",
                _of(bound, secret, now),
            )
            within = within and int(n) <= bound.most
    return within


async def forgive(db: Database, secret: str, bound: Bound, now: int) -> None:
    """It went well: what went wrong before counts no more."""
    await db.execute(
        "delete from tried where kind = :kind and who = :who and span = :span", _of(bound, secret, now)
    )


def _of(bound: Bound, secret: str, now: int) -> dict[str, object]:
    who = hmac.new(secret.encode(), f"{bound.kind} {bound.who}".encode(), hashlib.sha256).hexdigest()[:32]
    return {"kind": bound.kind, "who": who, "span": now - now % bound.seconds}
