"""Offers beside each other: which is the cheapest, which comes in time, what it costs with all that is chosen."""

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.labels import Extra, Paper, Rate, marked, missing_extra, paper_for, total, usual_paper
from backend.domain.money import Money

PDF, PNG = Paper("PDF", 4, 6, "INCH"), Paper("PNG", 4, 6, "INCH")
A4 = Paper("PDF", 21.0, 29.7, "CENTIMETER")
extras = st.lists(
    st.builds(
        Extra,
        st.sampled_from("xyz"),
        st.just("x"),
        st.builds(Money, st.integers(0, 900), st.just("EUR")),
        st.sampled_from(["", "g"]),
    ),
    max_size=3,
    unique_by=lambda extra: extra.code,
).map(tuple)
rates = st.lists(
    st.builds(
        Rate, st.uuids().map(str), st.just("C"), st.just("c"), st.just("S"),
        st.builds(Money, st.integers(1, 5000), st.just("EUR")), delivery_until=st.none() | st.integers(1, 99),
        pickup_until=st.none() | st.integers(1, 99),
        papers=st.sampled_from([(PDF,), (PNG,), ()]), needs_more=st.booleans(), extras=extras,
    ),
    max_size=6,
)  # fmt: skip


@given(rates, st.none() | st.integers(1, 99), st.none() | st.integers(1, 99))
def test_the_best_is_marked_among_those_that_can_be_chosen(
    found: list[Rate], deliver_by: int | None, ship_by: int | None
) -> None:
    seen = marked(found, deliver_by, ship_by)
    assert sorted(each.rate.code for each in seen) == sorted(rate.code for rate in found)
    usable = [each for each in seen if not each.rate.blocked]
    assert seen[: len(usable)] == usable  # what cannot be chosen stands last
    prices = [each.rate.charge.amount for each in usable]
    assert prices == sorted(prices)
    for each in seen:
        assert each.cheapest == (each in usable and each.rate.charge.amount == min(prices))
        times = [other.rate.delivery_until for other in usable if other.rate.delivery_until]
        assert each.fastest == (each in usable and bool(times) and each.rate.delivery_until == min(times))
        known = each.rate.delivery_until is not None and deliver_by is not None
        assert (each.in_time is not None) == known
        leaves = each.rate.pickup_until is not None and ship_by is not None
        assert each.leaves_in_time == ((each.rate.pickup_until or 0) <= (ship_by or 0) if leaves else None)
        if known:
            assert each.in_time == ((each.rate.delivery_until or 0) <= (deliver_by or 0))


@given(rates.filter(bool), st.lists(st.sampled_from("xyzq"), unique=True))
def test_the_price_is_exact_and_what_must_be_chosen_is(found: list[Rate], chosen: list[str]) -> None:
    rate = found[0]
    costs = {extra.code: extra.cost.amount for extra in rate.extras}
    assert total(rate, chosen) == Money(
        rate.charge.amount + sum(costs.get(code, 0) for code in chosen), "EUR"
    )
    needed = {extra.code for extra in rate.extras if extra.group}
    unknown = set(chosen) - set(costs)
    assert missing_extra(rate, chosen) == (bool(unknown) or bool(needed and not needed & set(chosen)))


def test_the_paper_is_the_nearest_pdf() -> None:
    assert paper_for((PNG, A4, PDF), "4x6") == PDF and paper_for((PNG, PDF, A4), "a4") == A4
    assert paper_for((PNG, A4), "4x6") == A4 and paper_for((PNG,), "a4") is None
    assert [usual_paper(country) for country in ("US", "FR")] == ["4x6", "a4"]
