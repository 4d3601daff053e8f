"""Exchange rates on a page: from the shop's currency, with day and age, what is missing and what is not believed."""

from decimal import Decimal
from pathlib import Path

import pytest

from backend.domain.rates import Doubt, Rate
from backend.sandbox.bank.app import SITE
from backend.web import languages
from backend.web.rate_words import doubt_sentence, rate_number, rate_sentence
from tests.web.desk import HTMX, SAME, merchant, open_desk

DAY = 86_400


async def test_the_page_shows_each_rate_with_its_day_and_asks_again(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        page = await desk.page("/policies/rates")
        assert "USD" in page and "1 EUR =" in page and "of today" in page
        desk.world.clock.advance(10)
        answer = await desk.browser.post("/policies/rates/refresh", headers=SAME)
        assert "Asking the bank" in await desk.page(answer.headers["location"])
        await desk.world.settle(4)
        part = (await desk.browser.get(answer.headers["location"], headers=HTMX)).text
        assert "Asking" not in part and "<html" not in part
        french = (await merchant(desk.world, desk.shop_id, "fr").get("/policies/rates")).text
        assert "Taux de change" in french


async def test_age_doubt_and_a_missing_currency_are_said(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        await desk.world.connect(desk.shop_id)
        await desk.world.settle(10, 5)
        faults = desk.world.other.amazon_ground.faults
        faults.arm("rate_jump", site=SITE, currency="GBP", factor=2.0)
        desk.world.clock.advance(3 * DAY)
        await desk.world.settle(10, 5)
        assert "moved by more than 20 %" in await desk.page("/policies/rates")
        faults.arm("outage", site=SITE)
        desk.world.clock.advance(20 * DAY)
        await desk.world.settle(10, 5)
        assert "These rates are old" in await desk.page("/policies/rates")
        await desk.world.house.db.execute("delete from exchange_rate where currency = 'GBP'")
        page = await desk.page("/policies/rates")
        assert "The bank has no rate for these" in page and "Write a rate of your own" in page
        await desk.world.house.db.execute("delete from exchange_rate")
        assert "No rate is known yet" in await desk.page("/policies/rates")


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        ("1.0916", "1.0916"),
        ("163.12", "163.12"),
        ("0.0061304144", "0.00613041"),
        ("17460.00", "17460"),
        ("1", "1"),
    ],
)
def test_a_rate_is_written_with_the_digits_that_say_something(rate: str, words: str) -> None:
    languages.speak("en")
    assert rate_number(Decimal(rate)) == words


def test_a_rate_says_from_where_it_is_and_how_old() -> None:
    languages.speak("en")
    said = rate_sentence(Rate("EUR", "USD", Decimal("1.0916"), "ecb", "2026-05-28"), "2026-05-30")
    assert "1 EUR = 1.0916 USD" in said and "European Central Bank" in said and "2 days old" in said
    assert "your own rate" in rate_sentence(Rate("EUR", "AED", Decimal(4), "own"), "2026-05-30")
    assert "of today" in rate_sentence(Rate("EUR", "USD", Decimal(1), "ecb", "2026-05-30"), "2026-05-30")


@pytest.mark.parametrize("why", ["jump", "future", "nonsense"])
def test_a_doubt_says_what_is_used_instead(why: str) -> None:
    languages.speak("en")
    said = doubt_sentence(Doubt("USD", Decimal(2), "2026-05-28", why, Decimal(1)))
    assert "stays in use" in said
    assert "stays in use" not in doubt_sentence(Doubt("USD", Decimal(2), "2026-05-28", why))


async def test_the_figures_tell_the_age_of_the_rates(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        assert "storelane_rates_age_days 0.0" in await desk.page("/metrics")
        await desk.world.house.db.execute("delete from exchange_rate")
        assert "storelane_rates_age_days -1.0" in await desk.page("/metrics")
