"""Stock: what the shop counts, what marketplaces sold that it does not show yet, and the ledger of every movement."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Stock:
    """The stock of a variation. `counted`: what the shop says (None: unlimited; may be negative); `sold`: pieces of
    marketplace orders that it does not show yet; `inferred`: pieces missing on a marketplace without an order."""

    counted: int | None
    sold: int = 0
    inferred: int = 0

    @property
    def free(self) -> int | None:
        """What can still be sold (may be negative); None: unlimited."""
        return None if self.counted is None else self.counted - self.sold - self.inferred


class Kind(StrEnum):
    """Why a piece moved; the pages say each in words."""

    COUNTED = "counted"  # the shop's number, when we first saw it or after it was unlimited
    UNLIMITED = "unlimited"  # the shop counts it no more
    SHOP = "shop"  # sold, returned or corrected in the shop
    SOLD = "sold"  # an order on the marketplace
    CANCELLED = "cancelled"  # such an order came to nothing
    INFERRED = "inferred"  # missing on the marketplace, an order will explain it
    EXPLAINED = "explained"  # what was inferred came as an order, or was none
    PUT_BACK = "put_back"  # a cancelled order's pieces are in the shop again


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the ledger: `delta` pieces, `after` what can be sold then (None: unlimited)."""

    kind: Kind
    delta: int
    after: int | None
    order_id: int | None = None
    seller_id: int | None = None
    note: str = ""


def replay(movements: Iterable[Movement]) -> int | None:
    """The stock that the movements come to, oldest first: it must be what the page shows. None: unlimited."""
    free: int | None = None
    for movement in movements:
        if movement.kind is Kind.UNLIMITED:
            free = None
        elif movement.kind is Kind.COUNTED:
            free = movement.delta
        elif free is not None:
            free += movement.delta
    return free


@dataclass(frozen=True, slots=True)
class Settled:
    """An order's pieces that a reading of the shop shows: `shown` were taken from its stock, `put_back` returned."""

    order_id: int
    shown: int = 0
    put_back: int = 0


def count(
    before: Stock | None, counted: int | None, settled: Iterable[Settled] = ()
) -> tuple[Stock, list[Movement]]:
    """A fresh reading of the shop: the stock after it and the lines of the ledger; no line when nothing moved.

    `before` None: never seen. `settled` are pieces that the shop was told of before the reading began. What the
    reading shows beyond them moved in the shop itself.
    """
    settled = tuple(settled)
    if before is None or before.counted is None or counted is None:
        sold = max(0, (before.sold if before else 0) - sum(each.shown for each in settled))
        after = Stock(counted, sold, before.inferred if before else 0)
        if before is not None and before.counted is None and counted is None:
            return after, []
        if counted is None:
            return after, [Movement(Kind.UNLIMITED, 0, None)]
        return after, [Movement(Kind.COUNTED, after.free or 0, after.free)]
    free = before.counted - before.sold - before.inferred
    lines: list[Movement] = []
    moved = counted - before.counted
    for each in settled:
        moved += each.shown - each.put_back
        if each.put_back:
            free += each.put_back
            lines.append(Movement(Kind.PUT_BACK, each.put_back, free, order_id=each.order_id))
    sold = before.sold - sum(each.shown for each in settled)
    if moved:
        free += moved
        lines.append(Movement(Kind.SHOP, moved, free))
    return Stock(counted, sold, before.inferred), lines
