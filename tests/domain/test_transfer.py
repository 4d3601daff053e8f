"""Transfer: what a policy of a file may say, which may have been written by hand."""

import pytest

from backend.domain.money import Money
from backend.domain.selling import Change, ChangeKind, SellingPolicy
from backend.domain.transfer import sane


@pytest.mark.parametrize(
    "odd",
    [
        SellingPolicy(floor=Money(2000, "EUR"), ceiling=Money(1000, "EUR")), SellingPolicy(floor=Money(-1, "EUR")),
        SellingPolicy(ceiling=Money(0, "EUR")), SellingPolicy(handling_days=400), SellingPolicy(handling_days=-1),
        SellingPolicy(cost_margin=-20_000), SellingPolicy(floor=Money(10**13, "EUR")),
        SellingPolicy(changes=(Change(ChangeKind.AMOUNT, amount=Money(10**13, "EUR")),)),
    ],
)  # fmt: skip
def test_limits_that_no_form_makes_are_left_out(odd: SellingPolicy) -> None:
    assert not sane(odd)


def test_limits_in_two_currencies_are_compared_where_they_meet() -> None:
    assert sane(SellingPolicy(floor=Money(2000, "JPY"), ceiling=Money(1000, "EUR"), handling_days=30))
