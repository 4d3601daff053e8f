"""Policies in words: every rule a sentence, in the page's language."""

from pathlib import Path

import pytest

from backend.domain.money import Money
from backend.domain.policy import Policy, ShippingPolicy
from backend.domain.selling import Change, ChangeKind, Rounding, SellingPolicy
from backend.domain.synchronization import SynchronizationPolicy
from backend.web import languages
from backend.web.policies import sentences
from tests.web.desk import merchant, open_desk


@pytest.mark.parametrize(
    ("policy", "language", "words"),
    [
        (SellingPolicy(), "en", "is your shop's price."),
        (SellingPolicy(changes=(Change(ChangeKind.PERCENT, 800),)), "en", "changed by +8%"),
        (SellingPolicy(changes=(Change(ChangeKind.PERCENT, -550),)), "fr", "-5,5 %"),
        (SellingPolicy(roundings=(Rounding(99, 100),)), "en", "ends in .99"),
        (SellingPolicy(roundings=(Rounding(5, 100),)), "fr", "par ,05"),
        (SellingPolicy(floor=Money(1540, "EUR")), "fr", "15,40 €"),
        (SellingPolicy(percentage=50), "en", "50 % of your shop's stock"),
        (SellingPolicy(buffer=1), "en", "1 piece is kept back"),
        (SellingPolicy(buffer=1200), "fr", "1 200 pièces"),
        (SellingPolicy(maximum=20), "en", "At most 20"),
        (SellingPolicy(unlimited_quantity=10), "en", "is offered as 10"),
        (SellingPolicy(handling_days=2), "en", "within 2 days"),
        (SynchronizationPolicy(only_enabled=False), "en", "also when it is not enabled"),
        (SynchronizationPolicy(only_in_stock=False), "en", "with quantity 0"),
        (ShippingPolicy(), "en", "your default on Amazon"),
        (ShippingPolicy(template_id="1", template_name="Parcel"), "en", "“Parcel”"),
    ],
)
def test_every_rule_has_its_sentence(policy: Policy, language: str, words: str) -> None:
    languages.speak(language)
    said = " ".join(sentences(policy)).replace("\u202f", " ").replace("\xa0", " ").replace("−", "-")
    assert words in said


async def test_the_defaults_are_there_in_the_order_of_the_wizard(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        page = await desk.page("/policies")
        at = [
            page.index(kind) for kind in ("Selling policies", "Synchronization policies", "Shipping policies")
        ]
        assert at == sorted(at)
        assert "used by 0 listings" in page
        assert ":shop_price" not in page
        french = (await merchant(desk.world, desk.shop_id, "fr").get("/policies")).text
        assert "Prix et stock de la boutique" in french


async def test_the_wizards_eye_leads_back_to_the_selection(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        draft = (await desk.browser.get("/publish")).headers["location"]
        eye = (await desk.page(draft)).split('href="/policies/')[1].split('"')[0].replace("&amp;", "&")
        page = await desk.page(f"/policies/{eye}")
        assert f'href="{draft}"' in page
        assert "used by 91 listings" in page
        for strange in ("https://evil.example", "../../x", "a b"):
            assert (
                "Back to your selection"
                not in (await desk.browser.get("/policies/1", params={"draft": strange})).text
            )


def test_a_rounding_for_every_currency_is_said_in_the_shops() -> None:
    policy = SellingPolicy(roundings=(Rounding(0, 500), Rounding(980, 1000, currency="JPY")))
    assert "a multiple of 5." in " ".join(sentences(policy, currency="EUR"))
    assert "a multiple of 500." in " ".join(sentences(policy, currency="JPY"))
