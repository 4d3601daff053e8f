"""How old each truth may be before somebody has to be told: pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# Seconds. A look into the shop comes every minute, a search for orders about every three.
SILENT: Mapping[str, int] = {
    "catalog": 600, "orders": 900, "offers": 900, "status": 900, "shop_orders": 900, "worker": 60,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Truth:
    """Something that is looked after: `kind` as in SILENT, whose it is ("" for the shop), and when it was last true
    (epoch seconds UTC; 0: it has not begun). `due_at`: when it was to be looked at next (0: nobody said). The truth of
    "worker" is the newest heartbeat of any of them."""

    kind: str
    name: str
    at: int
    due_at: int = 0


def silent(truths: Iterable[Truth], now: int) -> tuple[Truth, ...]:
    """Those that are older than they may be, and whose turn was that long ago, the oldest first.

    A lane that rests because nothing is owed is not silent; one that is due and does not come is.
    """
    found = [
        truth
        for truth in truths
        if truth.at
        and now - truth.at > SILENT[truth.kind]
        and (not truth.due_at or now - truth.due_at > SILENT[truth.kind] // 2)
    ]
    return tuple(sorted(found, key=lambda truth: truth.at))


def oldest(truths: Iterable[Truth]) -> int:
    """Since when everything that is regularly looked at is true: shop and orders; 0 when nothing has begun."""
    return min((truth.at for truth in truths if truth.at and truth.kind in ("catalog", "orders")), default=0)
