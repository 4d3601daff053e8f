"""The one quantity that a SKU has on a marketplace's region: what is known of it, and which sales that betrays.

The marketplace takes sold pieces off at once, but shows the order minutes later. So every reading is held against what
was last certain: pieces that are missing, and that no order explains, are sales under way.
"""

from dataclasses import dataclass, replace

PATIENCE = 900  # seconds an accepted quantity may take to show before it is taken for lost


@dataclass(frozen=True, slots=True)
class ChannelStock:
    """What is known of one SKU's quantity there; moments are epoch seconds UTC.

    `base` stood there certainly at `base_at` (None: nothing is known). `sent` is on its way since `sent_at`, `sure`
    when its answer came. `seen` is the last reading. `inferred` pieces were missing then without an order; `owed` of
    them were missing by `owed_at` already, before the base that counts now: a quantity of ours that arrives settles
    what stands there, but not whose the missing pieces are.
    """

    base: int | None = None
    base_at: int = 0
    sent: int | None = None
    sent_at: int = 0
    sure: bool = False
    seen: int | None = None
    seen_at: int = 0
    inferred: int = 0
    owed: int = 0
    owed_at: int = 0

    @property
    def expected(self) -> int | None:
        """What will stand there when all that was accepted has arrived; None: nobody knows."""
        return self.sent if self.sent is not None and self.sure else self.seen


def sending(stock: ChannelStock, quantity: int, now: int) -> ChannelStock:
    """Written down before a quantity leaves: it may arrive, whatever happens to the answer."""
    return replace(stock, sent=quantity, sent_at=now, sure=False)


def anew(stock: ChannelStock) -> ChannelStock:
    """The merchant's pieces stood aside for a while: nothing is known of what stands there, only what was missing
    before without an order stays so until orders tell."""
    return ChannelStock(
        seen_at=stock.seen_at, inferred=stock.inferred, owed=stock.inferred, owed_at=stock.seen_at
    )


def accepted(stock: ChannelStock) -> ChannelStock:
    """The answer came: it will show, after a while."""
    return replace(stock, sure=True)


def refused(stock: ChannelStock, before: ChannelStock) -> ChannelStock:
    """It surely did not arrive: what was on its way before is again."""
    return replace(stock, sent=before.sent, sent_at=before.sent_at, sure=before.sure)


def observed(stock: ChannelStock, quantity: int, now: int) -> ChannelStock:
    """A reading: has what was sent arrived, and from which number do missing pieces count?"""
    before, stock = stock, replace(stock, seen=quantity, seen_at=now)
    if stock.sent is not None:
        if _arrived(before, quantity):
            stock = replace(
                stock, base=max(stock.sent, quantity), base_at=stock.sent_at, sent=None, sure=False,
                owed=before.inferred, owed_at=before.seen_at,
            )  # fmt: skip
        elif now - stock.sent_at > PATIENCE:
            stock = replace(stock, sent=None, sure=False)
    if stock.base is None or quantity > stock.base:
        # More than we ever put there: a cancelled order's pieces, or somebody's own edit on the marketplace.
        stock = replace(stock, base=quantity, base_at=now)
    return stock


def _arrived(stock: ChannelStock, quantity: int) -> bool:
    sent, base = stock.sent, stock.base
    assert sent is not None
    if base is None:
        return True
    if sent == base:  # pieces were missing and are filled up, or only the handling time was sent
        return stock.seen is None or stock.seen >= sent or quantity > stock.seen
    return quantity > base if sent > base else quantity <= sent


def inferring(stock: ChannelStock, ordered: int, orders_until: int) -> ChannelStock:
    """Missing pieces without an order. `ordered`: pieces of known orders made since `base_at` that still hold;
    `orders_until`: every order changed before this moment is known, so nothing older is a riddle any more."""
    stock = replace(stock, owed=0 if orders_until >= stock.owed_at else stock.owed)
    if stock.base is None or stock.seen is None or orders_until >= stock.seen_at:
        return replace(stock, inferred=0, owed=0)
    return replace(stock, inferred=stock.owed + max(0, stock.base - stock.seen - ordered))


def solved(stock: ChannelStock, pieces: int, ordered_at: int) -> ChannelStock:
    """An order of so many pieces came, made at `ordered_at`: it tells whose some of the missing ones are."""
    if ordered_at <= stock.owed_at:
        found = min(stock.owed, pieces)
        return replace(stock, owed=stock.owed - found, inferred=stock.inferred - found)
    found = min(stock.inferred - stock.owed, pieces) if ordered_at >= stock.base_at else 0
    return replace(stock, inferred=stock.inferred - found)


def explained(stock: ChannelStock, orders_until: int) -> ChannelStock:
    """Orders are known up to a moment: what was missing at a reading before it is explained, or was no sale."""
    if stock.owed and orders_until >= stock.owed_at:
        stock = replace(stock, inferred=stock.inferred - stock.owed, owed=0)
    if stock.seen is None or orders_until < stock.seen_at:
        return stock
    return replace(stock, base=stock.seen, base_at=stock.seen_at, inferred=0, owed=0)
