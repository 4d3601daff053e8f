"""Prices in words: every step and every reason is told in both languages, and the listing's page tells them all."""

from pathlib import Path

import pytest

from backend.domain.beside import NOT_SENT
from backend.domain.listing import Step
from backend.domain.selling import Change, ChangeKind, PriceFrom, PriceSource
from backend.web import languages
from backend.web.explaining import steps
from tests.lanes.counter import BOWL, set_selling
from tests.lanes.ground import edit, listing, publish
from tests.lanes.test_prices import ALL
from tests.web.desk import open_desk

STEPS = (
    Step("source", 100), Step("compare_at", 100), Step("cost", 100), Step("wholesale", 100, "5"),
    Step("attribute", 100, "Amazon price"), Step("instead", 100, "attribute Amazon price"),
    Step("instead", 100, "compare_at"), Step("instead", 100, "wholesale 5"), Step("instead", 100, "cost"),
    Step("converted", 100, "EUR USD 1.0842 ecb 2026-05-20"), Step("converted", 100, "EUR USD 1.1 own"),
    Step("change", 100, "-500"), Step("amount", 100, "250"), Step("attribute_percent", 100, "800 Extra"),
    Step("attribute_amount", 100, "-50 Extra"), Step("change_absent", 100, "Extra"), Step("vat", 100, "2000"),
    Step("ending", 100, "99"), Step("floor", 100, "90"), Step("cost_floor", 100, "90 1000"), Step("no_cost", 100),
    Step("ceiling", 100, "200"), Step("always", 100), Step("dates", 100, "2026-05-20 2026-05-29"),
    Step("tier", 100, "5"), Step("tier_too_many", 100, "5"), Step("tier_order", 100, "5"),
    Step("tier_no_price", 100, "5"), Step("tier_not_lower", 100, "5"), Step("unpriced", 0, "no_rate"),
    Step("set_by_hand", 100), Step("not_lower", 100, "90"), Step("not_higher", 100, "90"),
    Step("business_over", 100, "90"),
    Step("no_dates", 100, "From"), Step("no_dates", 100), Step("date_unreadable", 100, "soon"),
    Step("dates_crossed", 100, "2026-05-29 2026-05-20"), Step("sale_over", 100, "2026-05-20"), Step("no_day", 100),
    Step("fixed", 3, "3"), Step("pieces_of", 3, "3 Pieces"), Step("pieces_absent", 3, "Pieces"),
    Step("pieces_unreadable", 0, "Pieces: many"), Step("minimum", 0, "5"),
)  # fmt: skip


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.word} {step.by}")
def test_every_step_is_told_in_both_languages(step: Step) -> None:
    told = {}
    for language in ("en", "fr"):
        languages.speak(language)
        try:
            (told[language],) = steps([step], "EUR", "2026-05-28")
        finally:
            languages.speak("en")
    english, french = told["en"].words, told["fr"].words
    assert english and french and english != french
    assert "%s" not in english + french and "%(" not in english + french
    assert (told["en"].value == "") == (not told["en"].met) == (step.word in NOT_SENT)


def test_every_reason_is_among_the_steps() -> None:
    assert {step.word for step in STEPS} >= NOT_SENT


def test_a_rate_is_told_with_its_source_and_age() -> None:
    (told,) = steps([Step("converted", 100, "EUR USD 1.0842 ecb 2026-05-25")], "USD", "2026-05-28")
    assert told.words == "Converted: 1 EUR = 1.0842 USD (European Central Bank, 25 May 2026, 3 days old)"


async def test_the_listings_page_tells_every_price_with_its_steps(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        world = desk.world
        edit(world, BOWL, price=15, compareToPrice=18.5, wholesalePrices=[{"quantity": 8, "price": 13.5}])
        await world.settle(130)
        dearer = (Change(ChangeKind.PERCENT, 800),)
        await set_selling(world, desk.shop_id, cost_margin=1_000, changes=dearer, **ALL)
        await publish(world, desk.shop_id, await world.connect(desk.shop_id), [BOWL], 120)
        kept = await listing(world, desk.shop_id, BOWL)
        page = await desk.page(f"/listings/{kept.id}")
        for words in (
            "Changed by +8%", "Not under the cost price and 10%", "Sale price", "List price", "Price for companies",
            "From 20 pieces on: left out", "20 May 2026", "from 10 pieces: €13.50",
        ):  # fmt: skip
            assert words in page, words
        audit = await desk.page("/audit?field=business_tiers")
        assert "5: €14.25, 10: €13.50" in audit
        assert "€13.50, 20 May 2026 – 29 May 2026" in await desk.page("/audit?field=sale_price")


async def test_what_has_no_price_is_said_with_its_cure(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        wanted = PriceFrom(PriceSource.COMPARE_AT, else_price=False)
        await set_selling(desk.world, desk.shop_id, price=wanted)
        await publish(desk.world, desk.shop_id, await desk.world.connect(desk.shop_id), [BOWL], 60)
        page = await desk.page(f"/listings/{(await listing(desk.world, desk.shop_id, BOWL)).id}")
        assert "Price missing in your shop" in page and "the struck-through price" in page
