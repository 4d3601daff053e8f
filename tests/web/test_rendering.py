"""Rendering: a page or its parts, and the filters that write for people."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from backend.domain.money import Money
from backend.web import languages, rendering
from tests.web.ground import HTMX, NOW, browser, carried


def said(template: str, language: str = "en", **context: object) -> str:
    """A template's text in a language, with spaces that do not break written as spaces."""
    languages.speak(language)
    text = rendering.environment.from_string(template).render(now=NOW, **context)
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("money", "english", "french"),
    [
        (Money(2299, "EUR"), "€22.99", "22,99 €"),
        (Money(598000, "JPY"), "¥598,000", "598 000 JPY"),
        (Money(-350, "EUR"), "-€3.50", "-3,50 €"),
        (None, "–", "–"),
    ],
)
def test_money_is_written_as_people_write_it(money: Money | None, english: str, french: str) -> None:
    assert said("{{ m|money }}", m=money) == english
    assert said("{{ m|money }}", "fr", m=money) == french
    if money:
        assert said("{{ minor(a, c) }}", a=money.amount, c=money.currency) == english


@given(st.integers(-(10**12), 10**12), st.sampled_from(["EUR", "USD", "JPY", "GBP", "SEK"]))
def test_money_loses_no_digit(amount: int, currency: str) -> None:
    digits = "".join(c for c in said("{{ m|money }}", m=Money(amount, currency)) if c.isdigit())
    assert int(digits) == abs(amount)


def test_numbers_and_shares() -> None:
    assert said("{{ 12345|number }} {{ n|number }}", n=None) == "12,345 –"
    assert said("{{ 12345|number }}", "fr") == "12 345"
    assert said("{{ n|number }}", n=Decimal("1.5")) == "1.5"
    assert said("{{ 800|percent }} {{ -1250|percent }} {{ 0|percent }}") == "+8% -12.5% +0%"
    assert said("{{ 825|percent }}", "fr") == "+8,25 %"


@pytest.mark.parametrize(
    ("before", "english", "french"),
    [(0, "just now", "à l’instant"), (12, "12 sec ago", "il y a 12 s"), (180, "3 min ago", "il y a 3 min"),
     (7200, "2 hr ago", "il y a 2 h")],
)  # fmt: skip
def test_a_moment_is_told_from_now_with_the_exact_one_on_hover(
    before: int, english: str, french: str
) -> None:
    text = said("{{ at|ago }}", at=NOW - before)
    assert text.endswith(f">{english}</time>")
    assert said("{{ at|ago }}", "fr", at=NOW - before).endswith(f">{french}</time>")
    assert text.startswith('<time datetime="2026-05-28T') and 'title="28 May 2026' in text


def test_a_moment_that_never_was_is_a_dash() -> None:
    assert said("{{ at|ago }} {{ at|moment }}", at=None) == "– –"


def test_countries_have_names_and_flags() -> None:
    assert said("{{ 'DE'|country_name }} {{ 'DE'|flag }}") == "Germany \U0001f1e9\U0001f1ea"
    assert said("{{ 'DE'|country_name }} {{ 'ZZ1'|country_name }}", "fr") == "Allemagne ZZ1"


def test_a_description_becomes_plain_text() -> None:
    html = "<p>Moulin &amp; lame<br>inox</p><ul><li>1</li><li>2</li></ul><b>fort</b>ement<script>alert(1)</script>"
    assert said("{{ html|plain }}", html=html) == "Moulin &amp; lame inox 1 2 fortement"


@given(st.text())
def test_whatever_a_merchant_writes_cannot_become_markup(text: str) -> None:
    assert "<" not in said("{{ text|plain }}{{ text }}", text=text)


def test_an_address_leaves_out_what_says_nothing() -> None:
    assert rendering.link("/listings", status="", page=0, seller=None, search="a b") == "/listings?search=a+b"
    assert rendering.link("/listings") == "/listings"


def test_a_name_that_a_view_forgot_is_loud() -> None:
    with pytest.raises(UndefinedError):
        said("{{ forgotten }}")


async def test_a_view_gives_the_page_or_only_the_parts_that_were_asked_for() -> None:
    async with browser() as client:
        page = await client.get("/private", headers=carried())
        part = await client.get("/private?part=1", headers={**carried(), **HTMX})
    assert "<html" in page.text and "&lt;b&gt;you" in page.text
    assert part.text.split()[0] == "Hello"
    assert "<html" not in part.text and "&lt;b&gt;you" in part.text
    assert page.headers["vary"] == part.headers["vary"] == "HX-Request"


async def test_every_page_has_its_landmarks() -> None:
    async with browser() as client:
        page = (await client.get("/")).text
    for mark in (
        '<a class="skip" href="#main">',
        '<main id="main"',
        'id="live"',
        "<footer",
        'name="viewport"',
    ):
        assert page.count(mark) == 1
    assert page.count("<h1") == 1
    assert "<style" not in page and "onclick" not in page
