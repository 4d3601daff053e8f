"""The forms of policies: what a policy says comes back as it was, and odd input loses nothing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain.money import Money, digits
from backend.domain.policy import PolicyKind
from backend.domain.selling import Change, ChangeKind, Rounding, SellingPolicy
from backend.domain.transfer import sane
from backend.storage.policy_encoding import read_policy, write_policy
from backend.web import languages
from backend.web.policy_forms.entering import NotANumber, read_decimal, read_money, read_percent, typed_money
from backend.web.policy_forms.rows import acted, form_of, pairs_of, rows
from backend.web.policy_forms.selling_reading import read_selling
from backend.web.policy_forms.selling_writing import written
from backend.web.policy_words.endings import ending_text, read_ending
from backend.web.policy_words.saying import differences, sentences
from tests.web.desk import HTMX, SAME, open_desk
from tests.web.policies import CURRENCIES, about, selling_policies

LANGUAGES = st.sampled_from(("en", "fr"))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    languages.speak("en")
    yield
    languages.speak("en")


@given(selling_policies(), LANGUAGES, st.sampled_from(CURRENCIES))
@settings(max_examples=150, deadline=None)
def test_a_selling_policy_comes_back_from_its_form_as_it_was(
    policy: SellingPolicy, language: str, currency: str
) -> None:
    languages.speak(language)
    known = about(currency)
    again, errors = read_selling(form_of(written(policy, known)), known)
    assert errors == {}
    assert again == policy
    assert sane(policy), "an import of it would leave it out"


@given(selling_policies(), selling_policies(), LANGUAGES)
@settings(max_examples=60, deadline=None)
def test_every_policy_can_be_said_and_kept(one: SellingPolicy, other: SellingPolicy, language: str) -> None:
    languages.speak(language)
    said = sentences(one)
    assert said
    assert all(said)
    assert read_policy(PolicyKind.SELLING, write_policy(one)) == one
    assert differences(one, one) == []
    if sentences(one) != sentences(other):
        assert differences(one, other)


@given(
    st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=20),
    selling_policies(),
    st.data(),
)
@settings(max_examples=60, deadline=None)
def test_odd_input_is_a_sentence_and_never_an_error(
    odd: list[tuple[str, str]], policy: SellingPolicy, data: st.DataObject
) -> None:
    known = about()
    pairs = written(policy, known)
    broken = [
        (name, data.draw(st.text(max_size=12)) if data.draw(st.booleans()) else value)
        for name, value in pairs
    ]
    _again, errors = read_selling(form_of([*broken, *odd]), known)
    assert all(errors.values())


@pytest.mark.parametrize(
    ("said", "currency", "ending"),
    [
        ("99", "EUR", (99, 100)), (",99", "EUR", (99, 100)), (".99", "EUR", (99, 100)), ("9,99", "EUR", (999, 1000)),
        ("9", "EUR", (9, 10)), ("00", "EUR", (0, 100)), (",9", "EUR", (90, 100)), ("95", "GBP", (95, 100)),
        ("980", "JPY", (980, 1000)), ("9", "JPY", (9, 10)), (",990", "KWD", (990, 1000)),
        ("", "EUR", None), ("x", "EUR", None), (",999", "EUR", None), ("9,9", "JPY", None), ("-99", "EUR", None),
        ("99999999", "EUR", None), ("٣", "EUR", None),
    ],
)  # fmt: skip
def test_an_ending_is_entered_as_people_write_it(
    said: str, currency: str, ending: tuple[int, int] | None
) -> None:
    assert read_ending(said, currency) == ending


@given(st.integers(1, 6), st.data(), st.sampled_from(CURRENCIES), LANGUAGES)
def test_an_ending_that_is_written_is_read_again(
    width: int, data: st.DataObject, currency: str, language: str
) -> None:
    languages.speak(language)
    rounding = Rounding(data.draw(st.integers(0, 10**width - 1)), 10**width, currency=currency)
    assert read_ending(ending_text(rounding), currency) == (rounding.ending, rounding.step)


@pytest.mark.parametrize(
    ("language", "said", "number"),
    [
        ("en", "12.50", "12.50"), ("en", "12,50", "12.50"), ("en", "1,234.50", "1234.50"), ("en", "1,234", "1234"),
        ("fr", "12,50", "12.50"), ("fr", "12.50", "12.50"), ("fr", "1 234,5", "1234.5"), ("fr", "1.234,5", "1234.5"),
        ("fr", "1\u202f234,5", "1234.5"), ("fr", "−5,5", "-5.5"), ("en", "+8", "8"), ("fr", "1.234", "1234"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_of_the_language_write_them(language: str, said: str, number: str) -> None:
    languages.speak(language)
    assert str(read_decimal(said)) == number


@pytest.mark.parametrize("said", ["", "x", "1,2,3", "--1", "1.2.3", "nan", "1e5", "٣", "1" * 30, "12€5x"])
def test_what_is_no_number_is_told_so(said: str) -> None:
    with pytest.raises(NotANumber):
        read_decimal(said)
    with pytest.raises(NotANumber):
        read_money(said, "EUR")
    with pytest.raises(NotANumber):
        read_percent(said)


@given(st.integers(0, 10**9), st.sampled_from(CURRENCIES), LANGUAGES)
def test_an_amount_that_is_written_is_read_again(amount: int, currency: str, language: str) -> None:
    languages.speak(language)
    money = Money(amount, currency)
    assert read_money(typed_money(money), currency) == money
    if digits(currency) == 2:
        with pytest.raises(NotANumber):
            read_money(f"{typed_money(money)}5", currency)


@given(st.integers(0, 6), st.data())
def test_rows_keep_what_was_entered_when_one_is_moved_or_removed(count: int, data: st.DataObject) -> None:
    values = [f"v{n}" for n in range(count)]
    pairs = [(f"changes.{n}.value", value) for n, value in enumerate(values)] + [("name", "x")]
    verb, at = data.draw(st.sampled_from(("up", "down", "remove", "add"))), data.draw(st.integers(0, 7))
    after = form_of(acted(pairs, f"{verb}:changes.{at}" if verb != "add" else "add:changes"))
    found = [after.get(f"{row}.value") for row in rows(after, "changes")]
    assert after["name"] == "x"
    if verb == "add":
        assert found == [*values, None]
    elif verb == "remove":
        assert found == values[:at] + values[at + 1 :]
    else:
        assert sorted(map(str, found)) == sorted(values)
        other = at - 1 if verb == "up" else at + 1
        if at < count and 0 <= other < count:
            assert (found[at], found[other]) == (values[other], values[at])


@given(st.text(max_size=30))
def test_a_button_that_makes_no_sense_changes_nothing(act: str) -> None:
    pairs = [("changes.0.value", "8"), ("changes.2.value", "9"), ("changes.x", "1"), ("other", "2")]
    if not act.startswith("add:") and act not in ("remove:changes.0", "remove:changes.2"):
        assert sorted(acted(pairs, act)) == sorted(pairs) or "changes" in act
    assert pairs_of(form_of(pairs)) == pairs


async def test_every_kind_has_a_form_in_both_languages(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        for kind in PolicyKind:
            page = await desk.page(f"/policies/new?kind={kind.value}")
            assert 'name="name"' in page
            assert len(re.findall(r'<button class="btn btn-primary', page)) == 1
        assert (await desk.browser.get("/policies/new?kind=nonsense")).status_code == 404
        assert (await desk.browser.get("/policies/new")).status_code == 404


async def test_a_button_brings_the_form_back_with_half_entered_rows(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        form = {
            "kind": "selling",
            "name": "Mine",
            "act": "add:changes",
            "floor": "oops",
            "changes.0.value": "8x",
        }
        answer = await desk.browser.post("/policies/new/preview", data=form, headers=HTMX)
        assert answer.status_code == 200
        assert "<html" not in answer.text
        for kept in ('value="oops"', 'value="8x"', 'name="changes.1.kind"', 'value="Mine"', "data-focus"):
            assert kept in answer.text, kept
        assert "field__error" not in answer.text  # nothing is judged before it is finished


async def test_bad_input_is_told_beside_its_field_and_loses_nothing(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        form = {
            "kind": "selling", "name": "", "floor": "12.345", "changes.0.kind": "percent_less",
            "changes.0.value": "150", "roundings.0.value": "ninety", "maximum": "3", "minimum": "5",
            "percentage": "0", "unlimited_quantity": "10", "sale.on": "yes", "sale.period": "dates",
            "sale.first_day": "2026-12-24", "sale.last_day": "2026-12-01",
        }  # fmt: skip
        answer = await desk.browser.post("/policies/new/preview", data=form, headers=SAME)
        assert answer.status_code == 422
        for name in (
            "name", "floor", "changes.0.value", "roundings.0.value", "maximum", "percentage", "sale.last_day",
        ):  # fmt: skip
            assert f'id="{name}:error"' in answer.text, name
        for value in ("12.345", "150", "ninety", "2026-12-01"):
            assert f'value="{value}"' in answer.text


async def test_the_example_follows_what_is_entered(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        form = {
            "kind": "selling",
            "changes.0.kind": "percent_more",
            "changes.0.value": "8",
            "percentage": "100",
        }
        words = {"example_words": "MV-SAVON-300"}
        answer = await desk.browser.post("/policies/example", data={**form, **words}, headers=HTMX)
        assert "Changed by +8%" in answer.text
        assert "Marseille soap" in answer.text
        assert "€7.02" in answer.text  # 6.50 and 8 %
        chosen = re.search(r'name="example_product" value="(\d+)"', answer.text)
        assert chosen
        again = await desk.browser.post(
            "/policies/example", data={**form, "example_product": chosen[1], "floor": "x"}, headers=HTMX
        )
        assert "Marseille soap" in again.text
        assert "the example leaves them out" in again.text
        nothing = await desk.browser.post(
            "/policies/example", data={**form, "example_words": "xyzzy"}, headers=HTMX
        )
        assert "Nothing found" in nothing.text


def test_steps_keep_their_order_and_their_sign() -> None:
    form = form_of([
        ("changes.0.kind", "amount_less"), ("changes.0.value", "2,50"), ("changes.1.kind", "percent_less"),
        ("changes.1.value", "5"), ("percentage", "100"), ("unlimited_quantity", "10"),
    ])  # fmt: skip
    policy, errors = read_selling(form, about())
    assert errors == {}
    assert policy.changes == (
        Change(ChangeKind.AMOUNT, amount=Money(-250, "EUR")),
        Change(ChangeKind.PERCENT, percent=-500),
    )
