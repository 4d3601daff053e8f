"""Fees: what a marketplace would keep of a sale, as it estimates it itself."""

from dataclasses import dataclass

from backend.domain.money import Money

# What Amazon keeps of most sales, in hundredths of a percent of the price; said as such where a product is not known
# there yet (Amazon's public fee schedules: 8 to 15 percent, more for jewellery and some others).
USUAL = (800, 1_500)


@dataclass(frozen=True, slots=True)
class Fee:
    """One of its parts; `kind` in Amazon's word (ReferralFee, VariableClosingFee, PerItemFee, ...)."""

    kind: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Estimate:
    """What would be kept of one piece sold at `price`; `refused` says in Amazon's words why it is not known."""

    asin: str
    price: Money
    fees: tuple[Fee, ...] = ()
    refused: str = ""

    @property
    def total(self) -> Money | None:
        """All of them; None when they are not known."""
        if self.refused:
            return None
        return Money(sum(fee.amount.amount for fee in self.fees), self.price.currency)

    @property
    def remains(self) -> Money | None:
        """What the seller gets of the price."""
        total = self.total
        return Money(self.price.amount - total.amount, self.price.currency) if total else None


def usually(price: Money) -> tuple[Money, Money]:
    """From and to what Amazon keeps of most sales at a price, rounded half up."""
    low, high = ((price.amount * share + 5_000) // 10_000 for share in USUAL)
    return Money(low, price.currency), Money(high, price.currency)
