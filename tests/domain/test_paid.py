"""What buyers pay on a day: the sale price from its first to its last day, the regular one before and after."""

from backend.domain.listing import Offer, Sale
from backend.domain.money import Money
from backend.domain.policy import Condition

SALE = Sale(Money(1500, "EUR"), "2026-11-10", "2026-11-20")


def test_buyers_pay_the_sale_price_on_its_days_only() -> None:
    offer = Offer("S-1", "B00", Money(2000, "EUR"), 3, Condition.NEW, sale=SALE)
    days = ("2026-11-09", "2026-11-10", "2026-11-20", "2026-11-21")
    assert [offer.paid(day).amount for day in days] == [2000, 1500, 1500, 2000]
    assert Offer("S-1", "B00", Money(2000, "EUR"), 3, Condition.NEW).paid("2026-11-15").amount == 2000
