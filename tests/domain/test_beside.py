"""Sale, list and business prices: what is sent, and each reason why one is not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.catalog import Variation
from backend.domain.listing import Sale, Step
from backend.domain.money import Money
from backend.domain.selling import (
    BusinessPrice,
    Change,
    ChangeKind,
    Period,
    PriceFrom,
    PriceSource,
    Rounding,
    SalePrice,
    SellingPolicy,
    Tier,
)  # fmt: skip
from tests.domain.pricing_ground import TODAY, a_good, named, priced

PRICE = Money(2000, "EUR")
LESS = (Change(ChangeKind.PERCENT, -2_000),)
ALWAYS = SalePrice(PriceFrom(), LESS)
DATED = SalePrice(PriceFrom(), LESS, Period.DATES, "2026-11-20", "2026-11-30")
SPOKEN = SalePrice(PriceFrom(), LESS, Period.ATTRIBUTES, "From", "Until")


def euros(amount: int) -> Money:
    return Money(amount, "EUR")


def why_no_sale(sale: SalePrice, variation: Variation | None = None, **more: object) -> tuple[str, str]:
    found = priced(SellingPolicy(sale=sale, **more), variation or a_good(PRICE)).sale  # type: ignore[arg-type]
    assert found.value is None
    return found.steps[-1].word, found.steps[-1].by


def test_a_sale_has_its_days() -> None:
    found = priced(SellingPolicy(sale=DATED), a_good(PRICE)).sale
    assert (found.value, found.look_again) == (Sale(euros(1600), "2026-11-20", "2026-11-30"), "2026-12-01")
    later = replace(DATED, first="2026-11-28")
    assert priced(SellingPolicy(sale=later), a_good(PRICE)).sale.look_again == "2026-11-28"
    spoken = a_good(PRICE, named("From", "2026-11-01"), named("until", "2026-12-24T10:00"))
    assert priced(SellingPolicy(sale=SPOKEN), spoken).sale.value == Sale(
        euros(1600), "2026-11-01", "2026-12-24"
    )


def test_a_sale_for_always_stands_still_from_day_to_day() -> None:
    one = priced(SellingPolicy(sale=ALWAYS), a_good(PRICE), today="2026-01-01").sale
    other = priced(SellingPolicy(sale=ALWAYS), a_good(PRICE), today="2026-12-31").sale
    assert one == other and one.value == Sale(euros(1600), "2026-01-01", "2027-12-31")
    assert one.look_again == "2027-01-01"


@pytest.mark.parametrize(
    ("sale", "word", "by"),
    [
        (replace(ALWAYS, changes=()), "not_lower", "2000"),
        (replace(DATED, last="2026-11-25"), "sale_over", "2026-11-25"),
        (replace(DATED, first="2026-12-24", last="2026-12-20"), "dates_crossed", "2026-12-24 2026-12-20"),
        (replace(DATED, first=""), "no_dates", ""),
        (replace(DATED, last="Christmas"), "date_unreadable", "Christmas"),
        (SPOKEN, "no_dates", "From"),
        (
            replace(ALWAYS, price=PriceFrom(PriceSource.COMPARE_AT, else_price=False)),
            "unpriced",
            "no_such_price",
        ),
        (replace(ALWAYS, changes=(Change(ChangeKind.PERCENT, -10_000),)), "unpriced", "nothing_left"),
    ],
)
def test_a_sale_that_is_not_sent_says_why(sale: SalePrice, word: str, by: str) -> None:
    assert why_no_sale(sale) == (word, by)


def test_a_sale_never_goes_under_the_floor_nor_crosses_by_rounding() -> None:
    assert why_no_sale(ALWAYS, floor=euros(2000)) == ("not_lower", "2000")
    kept = priced(SellingPolicy(sale=ALWAYS, floor=euros(1700)), a_good(PRICE)).sale.value
    assert kept is not None and kept.price == euros(1700)
    near = replace(ALWAYS, changes=(Change(ChangeKind.AMOUNT, amount=euros(-20)),))
    assert why_no_sale(near, roundings=(Rounding(99, 100),)) == ("not_lower", "1999")


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(0, 400), st.integers(0, 400))
def test_the_day_to_look_again_is_the_next_on_which_it_comes_out_otherwise(
    first: date, days: int, at: int
) -> None:
    sale = replace(DATED, first=first.isoformat(), last=(first + timedelta(days)).isoformat())
    today = date(2026, 1, 1) + timedelta(at)
    found = priced(SellingPolicy(sale=sale), a_good(PRICE), today=today.isoformat()).sale
    over = today > first + timedelta(days)
    assert (found.value is None) == over == (not found.look_again)
    if not over:
        again = date.fromisoformat(found.look_again)
        assert again > today
        eve = priced(SellingPolicy(sale=sale), a_good(PRICE), today=(again - timedelta(1)).isoformat()).sale
        assert eve.value == found.value


def test_a_list_price_is_higher_than_the_price() -> None:
    policy = SellingPolicy(list_price=PriceFrom(PriceSource.COMPARE_AT), vat=2_000)
    found = priced(policy, a_good(PRICE, compare_at=2500))
    assert (found.price, found.list_price.value) == (euros(2400), euros(3000))
    low = priced(policy, a_good(PRICE, compare_at=1500)).list_price
    assert low.value is None and low.steps[-1] == Step("not_higher", 1800, "2400")
    assert priced(policy, a_good(PRICE)).list_price.steps[0] == Step("instead", 2000, "compare_at")


def test_companies_pay_less_by_the_piece() -> None:
    wanted = BusinessPrice(
        PriceFrom(), (), (Tier(5, 1_000), Tier(10), Tier(20, 100), Tier(15, 3_000), Tier(40))
    )
    good = a_good(PRICE, wholesale=((8, 1500), (30, 1400)))
    found = priced(SellingPolicy(business=wanted), good).business
    assert found.value is not None
    assert found.value.tiers == ((5, euros(1800)), (10, euros(1500)), (15, euros(1400)))
    assert [(step.word, step.by) for step in found.steps[1:]] == [
        ("tier", "5"), ("tier", "10"), ("tier_not_lower", "20"), ("tier", "15"), ("tier_not_lower", "40"),
    ]  # fmt: skip
    none = priced(SellingPolicy(business=wanted), a_good(PRICE)).business.steps
    assert Step("tier_no_price", 1800, "10") in none


def test_companies_do_not_pay_more_than_everybody() -> None:
    policy = SellingPolicy(business=BusinessPrice(changes=(Change(ChangeKind.PERCENT, 100),)))
    found = priced(policy, a_good(PRICE)).business
    assert found.value is None and found.steps[-1] == Step("business_over", 2020, "2000")


def test_five_tiers_are_the_most_and_pieces_grow() -> None:
    tiers = (*(Tier(n, 100 * n) for n in range(2, 8)), Tier(7, 5_000))
    steps = priced(SellingPolicy(business=BusinessPrice(tiers=tiers)), a_good(PRICE)).business.steps
    assert [step.word for step in steps] == ["source", *["tier"] * 5, "tier_too_many", "tier_too_many"]
    doubled = (Tier(1, 500), Tier(5, 500), Tier(5, 900))
    steps = priced(SellingPolicy(business=BusinessPrice(tiers=doubled)), a_good(PRICE)).business.steps
    assert [step.word for step in steps] == ["source", "tier_order", "tier", "tier_order"]


def test_without_a_day_no_sale_is_sent() -> None:
    assert priced(SellingPolicy(sale=ALWAYS), a_good(PRICE), today="").sale.steps[-1].word == "no_day"
    assert priced(SellingPolicy(sale=ALWAYS), a_good(PRICE), today=TODAY).sale.value is not None
