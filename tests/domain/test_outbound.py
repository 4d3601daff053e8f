"""The rules of sending the shop's own orders from a warehouse: codes, addresses, what comes back, what is hidden."""

import re

from hypothesis import given
from hypothesis import strategies as some

from backend.domain.money import Money
from backend.domain.orders import Recipient
from backend.domain.outbound import (
    LONGEST_CODE,
    NOTHING_LEFT,
    Missing,
    Parcel,
    Speed,
    SpeedOffer,
    State,
    address_faults,
    not_ours,
    outbound_code,
    redacted,
    tracking_text,
)

TO = Recipient("Léa Fontaine", "", ("14 rue des Tilleuls",), "Nantes", "", "44000", "FR", "")
CODES = some.text(min_size=1, max_size=60)


@given(some.integers(1, 10**9), CODES, CODES, some.integers(1, 99), some.integers(1, 99))
def test_a_code_is_its_trys_own_and_never_too_long(store: int, one: str, other: str, a: int, b: int) -> None:
    code = outbound_code(store, one, a)
    assert code == outbound_code(store, one, a)
    assert re.fullmatch(r"[A-Za-z0-9-]+", code) and len(code) <= LONGEST_CODE
    if one != other:
        assert code != outbound_code(store, other, a)
    if a != b:
        assert code != outbound_code(store, one, b)


@given(
    some.integers(0, 50),
    some.sampled_from([None, *State]),
    some.integers(0, 50),
    some.integers(0, 50),
    some.booleans(),
)
def test_never_more_comes_back_than_left_the_warehouse(
    pieces: int, state: State | None, cancelled: int, lacking: int, stands: bool
) -> None:
    back = not_ours(pieces, state, cancelled, lacking, stands=stands)
    assert 0 <= back <= max(0, pieces - cancelled - lacking)
    if not stands or state is None or state in NOTHING_LEFT:
        assert back == 0  # the shop's own pieces are needed, or it has taken them back by itself
    elif not cancelled and not lacking:
        assert back == pieces


def test_an_address_lacks_what_its_country_asks_for() -> None:
    assert address_faults(TO) == {}
    empty = address_faults(Recipient())
    assert set(empty) == {"name", "street", "city", "postal_code", "country"}
    there = Recipient("A", "", ("1 Main St",), "Austin", "", "78701", "US", "")
    assert address_faults(there) == {"region": "missing"}
    assert address_faults(Recipient("A", "", ("1",), "", "", "1000001", "JP", "")) == {}
    assert address_faults(Recipient("A", "", ("1",), "X", "", "1", "France", "")) == {"country": "country"}
    assert address_faults(Recipient("A" * 61, "", ("1", "2", "3", "4"), "X", "", "1", "FR", "")) == {
        "name": "long", "street": "lines",
    }  # fmt: skip


@given(some.sampled_from(["Léa Fontaine", "14 rue des Tilleuls", "Nantes", "44000"]), some.text(max_size=40))
def test_amazons_words_never_repeat_the_address(part: str, around: str) -> None:
    said = redacted(f"{around} {part.upper()} {part} {around}"[:200], TO)
    assert part.casefold() not in said.casefold()


@given(some.lists(some.text("ABC123", min_size=1, max_size=40), max_size=20))
def test_the_shops_one_field_holds_whole_tracking_numbers(numbers: list[str]) -> None:
    text = tracking_text(tuple(Parcel(n, "X", number) for n, number in enumerate(numbers)))
    assert len(text) <= 250
    assert set(filter(None, text.split(", "))) <= set(numbers)
    assert bool(text) == bool(numbers)


def test_a_speed_is_for_choice_when_something_of_the_order_would_leave() -> None:
    fees = (("FBATransportationFee", Money(290, "EUR")), ("FBAPerUnitFulfillmentFee", Money(160, "EUR")))
    whole, part = SpeedOffer(Speed.STANDARD, True, fees), SpeedOffer(Speed.STANDARD, False, fees)
    none = SpeedOffer(Speed.PRIORITY, False, reasons=("DeliverySLAUnavailable",))
    assert whole.total == Money(450, "EUR") and none.total is None
    goes = [
        (offer.goes(Missing.NOTHING_LEAVES), offer.goes(Missing.REST_LEAVES)) for offer in (whole, part, none)
    ]
    assert goes == [(True, True), (False, True), (False, False)]
    mixed = SpeedOffer(Speed.STANDARD, True, (*fees, ("X", Money(1, "USD"))))
    assert mixed.total is None
