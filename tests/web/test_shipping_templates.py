"""Shipping templates on pages: the list, the form of a shipping policy, what is gone, each shop its own."""

import html
import re
from pathlib import Path

import pytest

from backend.domain.issues import Cause, Problem
from backend.domain.policy import PolicyKind, ShippingPolicy
from backend.domain.shipping_templates import Chosen, ChosenBy
from backend.storage import policies, shipping_templates
from backend.web import languages
from backend.web.policy_words.shipping import said
from backend.web.template_words import template_told
from tests.lanes.counter import SELLER
from tests.lanes.ground import FRANCE, GERMANY
from tests.lanes.test_shipping_templates import set_shipping
from tests.web.desk import HTMX, SAME, Desk, merchant, open_desk, other_shop

NEW = "/policies/new?kind=shipping"


async def connected(desk: Desk) -> int:
    seller_id = await desk.world.connect(desk.shop_id)
    await desk.world.settle(30, 10)
    return seller_id


def options(page: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(r'<option value="([^"]*)"', page)]


async def shipping(desk: Desk) -> tuple[int, ShippingPolicy]:
    kept = (await policies.defaults(desk.world.house.db, desk.shop_id))[PolicyKind.SHIPPING]
    assert isinstance(kept.policy, ShippingPolicy)
    return kept.id, kept.policy


async def test_the_page_lists_each_country_and_says_what_to_do_first(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        assert "No Amazon account is connected" in await desk.page("/policies/templates")
        await connected(desk)
        page = await desk.page("/policies/templates")
        assert "Parcel, 2 days" in page and "Paket, 2 Tage" in page and "France" in page
        french = (await merchant(desk.world, desk.shop_id, "fr").get("/policies/templates")).text
        assert "Modèles d’expédition" in french and "Allemagne" in french
        stranger = await (await other_shop(desk.world)).get("/policies/templates")
        assert stranger.status_code == 200 and "Parcel, 2 days" not in stranger.text


async def test_reading_again_shows_what_is_new_by_itself(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        await connected(desk)
        desk.world.other.templates.change(SELLER, "FR", "add", name="Point relais")
        answer = await desk.browser.post("/policies/templates/refresh", headers=SAME)
        address = answer.headers["location"]
        assert "Asking Amazon" in await desk.page(address)
        await desk.world.settle(20, 5)
        part = (await desk.browser.get(address, headers=HTMX)).text
        assert "Point relais" in part and "Asking Amazon" not in part and "<html" not in part


async def test_the_forms_list_asks_again_and_keeps_what_was_chosen(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        await connected(desk)
        chosen = next(each for each in options(await desk.page(NEW)) if "Bulky" in each)
        desk.world.other.templates.change(SELLER, "FR", "add", name="Point relais")
        form = {"template": chosen}
        part = (await desk.browser.post("/policies/templates/choice", data=form, headers=HTMX)).text
        since = re.search(r"since=(\d+)", part)
        assert since and "Asking Amazon" in part
        await desk.world.settle(20, 5)
        again = await desk.browser.get(
            "/policies/templates/choice", params={**form, "since": since[1]}, headers=HTMX
        )
        assert "Point relais" in again.text and "Asking" not in again.text
        assert f'value="{html.escape(chosen)}" selected' in again.text


async def test_a_form_offers_the_sellers_own_templates_and_reads_the_one_chosen(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        seller_id = await connected(desk)
        found = options(await desk.page(NEW))
        german = next(each for each in found if "Sperrgut" in each)
        form = {"kind": "shipping", "name": "By size", "template": german, "attribute": "Versand"}
        answer = await desk.browser.post("/policies/new/preview", data=form, headers=SAME)
        assert answer.status_code in (200, 303), answer.text[:500]
        wrong = {**form, "template": f"{seller_id + 7}/{GERMANY}/x/y"}
        answer = await desk.browser.post("/policies/new/preview", data=wrong, headers=SAME)
        assert answer.status_code == 422 and "Choose one of the list." in answer.text


async def test_a_template_that_is_gone_stands_in_form_and_page_with_its_cure(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        seller_id = await connected(desk)
        db = desk.world.house.db
        kept = (await shipping_templates.of_shop(db, desk.shop_id))[seller_id, FRANCE].templates
        parcel = kept.named("Parcel, 2 days")
        assert parcel is not None
        await set_shipping(
            desk.world, desk.shop_id, ShippingPolicy(parcel.id, parcel.name, "", seller_id, FRANCE)
        )
        policy_id, _ = await shipping(desk)
        assert "no longer" not in await desk.page(f"/policies/{policy_id}/edit")
        desk.world.other.templates.change(SELLER, "FR", "remove", parcel.id)
        await desk.browser.post("/policies/templates/refresh", headers=SAME)
        await desk.world.settle(20, 5)
        page = html.unescape(await desk.page("/policies/templates"))
        assert "Amazon no longer lists “Parcel, 2 days”" in page and f"/policies/{policy_id}/edit" in page
        form = html.unescape(await desk.page(f"/policies/{policy_id}/edit"))
        assert "Parcel, 2 days (no longer on Amazon)" in form and "New offers wait" in form


def test_a_shipping_policy_says_all_that_it_does() -> None:
    languages.speak("en")
    words = " ".join(words for _, words in said(ShippingPolicy("1", "Parcel", "Versand", 7, FRANCE)))
    assert "“Parcel”" in words and "“Versand”" in words and "default template" in words


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (Chosen(), "default template"),
        (Chosen("1", "Parcel", ChosenBy.POLICY), "“Parcel”, as its policy"),
        (Chosen("1", "Parcel", ChosenBy.ATTRIBUTE), "attribute of the product"),
        (Chosen(by=ChosenBy.ELSEWHERE), "another account or country"),
        (
            Chosen("1", "Parcel", ChosenBy.GONE, Problem(Cause.TEMPLATE_GONE, {"template": "Parcel"})),
            "template is gone.",
        ),
    ],
)
def test_a_listing_says_which_template_and_why(chosen: Chosen, words: str) -> None:
    languages.speak("en")
    assert words in template_told(chosen)


async def test_the_listings_page_says_its_template(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        number = await desk.world.house.db.fetch_val("select min(id) from listing where status = 'active'")
        assert "Your default template on Amazon." in await desk.page(f"/listings/{number}")
