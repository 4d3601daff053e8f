"""The page that links a listing to an ASIN by hand, with and without JavaScript."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.domain.issues import Cause
from backend.domain.listing import Status
from backend.storage import linking
from tests.lanes.ground import LIVE, listing, publish, started_unjudged
from tests.web.desk import HTMX, SAME, Desk, merchant, other_shop
from tests.world import open_app

MILL, BOWL = "MV-MOULIN-P", LIVE[0]
SKUS = (MILL, BOWL, "MV-TASSE-ESP", "MV-CHAPEAU", "MV-SUSP-45", "MV-CARAFE-1L")


@pytest.fixture
async def desk(migrated_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    """A shop with the listings that these tests need."""
    async with started_unjudged(migrated_url, tmp_path) as (world, shop_id, seller_id):
        open_app(world)
        await publish(world, shop_id, seller_id, SKUS)
        yield Desk(world, merchant(world, shop_id), shop_id, seller_id)


async def address(desk: Desk, sku: str) -> str:
    return f"/listings/{(await listing(desk.world, desk.shop_id, sku)).id}/link"


def arm(desk: Desk, fault: str, operation: str) -> None:
    desk.world.other.amazon_ground.faults.arm(fault, site="amazon", operation=operation)


async def test_the_page_comes_at_once_and_asks_for_its_first_results_by_itself(desk: Desk) -> None:
    where = await address(desk, MILL)
    page = await desk.page(where)
    assert "3769990001134" in page  # its barcode is searched first
    assert 'hx-trigger="load"' in page
    assert "<noscript>" in page
    found = await desk.page(f"{where}?q=3769990001134", **HTMX)
    assert "B0DEMOML01" in found
    assert "B0DEMOML02" in found
    assert "Searched as a barcode" in found
    assert "<html" not in found
    assert "agrees: barcode, brand, title" in found


@pytest.mark.parametrize(
    ("typed", "way", "asin"),
    [
        ("b0demoml02", "Searched as an ASIN", "B0DEMOML02"),
        ("moulin poivre olivier", "Searched by words", "B0DEMOML01"),
        (BOWL, "Searched as your SKU on Amazon", "B0DEMOBW01"),
        ("EAN 3769990001134", "Searched as a barcode", "B0DEMOML01"),
    ],
)
async def test_what_is_typed_is_understood(desk: Desk, typed: str, way: str, asin: str) -> None:
    page = (await desk.browser.get(await address(desk, MILL), params={"q": typed})).text
    assert way in page
    assert asin in page


async def test_assign_publishes_at_once(desk: Desk) -> None:
    answer = await desk.browser.post(await address(desk, MILL), data={"asin": "B0DEMOML02"}, headers=SAME)
    assert answer.status_code == 303
    await desk.world.settle(60)
    kept = await listing(desk.world, desk.shop_id, MILL)
    assert (kept.status, kept.asin, kept.by_hand) == (Status.ACTIVE, "B0DEMOML02", True)
    page = await desk.page(answer.headers["location"])
    assert "You linked it to B0DEMOML02" in page
    assert "You chose it; Storelane never changes that." in page


async def test_what_contradicts_is_said_loudly_before_anything_is_linked(desk: Desk) -> None:
    where = await address(desk, "MV-TASSE-ESP")
    answer = await desk.browser.post(where, data={"asin": "B0DEMOES06", "q": "tasse"}, headers=SAME)
    assert answer.status_code == 422
    assert "Stop: Amazon's product is not the same as yours" in answer.text
    assert "Your pack: 1 · theirs: 6" in answer.text
    assert (await listing(desk.world, desk.shop_id, "MV-TASSE-ESP")).asin == ""
    # A word for another ASIN is no word for this one.
    other = {"asin": "B0DEMOES06", "sure": "B0DEMOML02"}
    assert (await desk.browser.post(where, data=other, headers=SAME)).status_code == 422
    # The form of the warning, as a browser without JavaScript sends it.
    fields = dict(re.findall(r'name="(asin|sure|q)" value="([^"]*)"', answer.text.split("warned")[1]))
    again = await desk.browser.post(where, data=fields, headers=SAME)
    assert again.status_code == 303
    await desk.world.settle(60)
    kept = await listing(desk.world, desk.shop_id, "MV-TASSE-ESP")
    assert kept.sent is not None
    assert (kept.asin, kept.sent.asin) == ("B0DEMOES06", "B0DEMOES06")
    assert "Although this differs: pieces in the pack" in await desk.page(f"/listings/{kept.id}")


async def test_a_restriction_names_the_form_and_the_choice_can_be_kept(desk: Desk) -> None:
    where = await address(desk, "MV-CHAPEAU")
    answer = await desk.browser.post(where, data={"asin": "B0DEMOHA01"}, headers=SAME)
    assert answer.status_code == 422
    assert "Amazon does not let you offer this product now" in answer.text
    assert "hz/approvalrequest" in answer.text
    data = {"asin": "B0DEMOHA01", "sure": "B0DEMOHA01"}
    assert (await desk.browser.post(where, data=data, headers=SAME)).status_code == 303
    await desk.world.settle(30)
    kept = await listing(desk.world, desk.shop_id, "MV-CHAPEAU")
    assert kept.problem is not None
    assert (kept.problem.cause, kept.asin) == (Cause.RESTRICTED, "B0DEMOHA01")


async def test_a_parent_cannot_be_chosen_but_shows_its_children(desk: Desk) -> None:
    where = await address(desk, "MV-SUSP-45")
    page = await desk.page(f"{where}?q=3769990001486")
    assert "a family, cannot be chosen" in page
    assert "B0DEMOSP45" in page
    assert "B0DEMOSP60" in page
    assert page.index("B0DEMOSP45") < page.index("B0DEMOSP60")
    answer = await desk.browser.post(where, data={"asin": "B0DEMOSPP0"}, headers=SAME)
    assert answer.status_code == 422
    assert "cannot be sold" in answer.text
    assert (await desk.browser.post(where, data={"asin": "B0DEMOSP45"}, headers=SAME)).status_code == 303
    await desk.world.settle(60)
    assert (await listing(desk.world, desk.shop_id, "MV-SUSP-45")).status is Status.ACTIVE


async def test_an_asin_of_another_product_is_refused_with_its_name(desk: Desk) -> None:
    holder = await listing(desk.world, desk.shop_id, BOWL)
    where = await address(desk, MILL)
    for data in ({"asin": holder.asin}, {"asin": holder.asin, "sure": holder.asin}):
        answer = await desk.browser.post(where, data=data, headers=SAME)
        assert answer.status_code == 422
        assert "Bol en grès bleu nuit 14 cm" in answer.text or "Midnight blue stoneware bowl" in answer.text
        assert f'href="/listings/{holder.id}"' in answer.text
    page = await desk.page(f"{where}?q={holder.asin}")
    assert "used already" in page
    assert (await listing(desk.world, desk.shop_id, MILL)).asin == ""


async def test_a_live_listing_is_unlinked_with_the_reason_remembered(desk: Desk) -> None:
    kept = await listing(desk.world, desk.shop_id, BOWL)
    where = f"/listings/{kept.id}"
    assert "Not your product?" in await desk.page(f"{where}/link")
    answer = await desk.browser.post(f"{where}/unlink", data={"why": "wrong_pack"}, headers=SAME)
    assert answer.headers["location"] == f"{where}?said=unlinked"
    await desk.world.settle(200, 5)
    after = await listing(desk.world, desk.shop_id, BOWL)
    assert after.problem is not None
    assert (after.status, after.problem.cause, after.asin) == (Status.INCOMPLETE, Cause.UNLINKED, "")
    assert BOWL not in {sku for sku, n in (await desk.world.published()).items() if not n}
    page = await desk.page(where)
    assert f"You took {kept.asin} off it: another number of pieces" in page
    assert "Its ASIN was taken off" in page
    assert kept.asin in await desk.page(f"{where}/link?q={kept.asin}")
    assert await linking.refused(desk.world.house.db, kept.variation_id, kept.marketplace_id) == {kept.asin}


@pytest.mark.parametrize(("fault", "words"), [("outage", "does not answer"), ("throttle", "asks us to wait")])
async def test_trouble_is_told_and_loses_nothing(desk: Desk, fault: str, words: str) -> None:
    arm(desk, fault, "GET /eu/catalog/*")
    where = await address(desk, MILL)
    page = await desk.page(f"{where}?q=moulin")
    assert words in page
    assert 'value="moulin"' in page
    answer = await desk.browser.post(where, data={"asin": "B0DEMOML01", "q": "moulin"}, headers=SAME)
    assert answer.status_code == 422
    assert "Nothing was linked" in answer.text
    assert (await listing(desk.world, desk.shop_id, MILL)).asin == ""


async def test_nothing_found_says_what_to_try(desk: Desk) -> None:
    page = await desk.page(f"{await address(desk, MILL)}?q=zzzz+qqqq")
    assert "Amazon has nothing like it" in page
    answer = await desk.browser.post(await address(desk, MILL), data={"asin": "B0NOTTHERE"}, headers=SAME)
    assert answer.status_code == 422
    assert "no product with this ASIN" in answer.text


async def test_another_shop_sees_and_changes_nothing(desk: Desk) -> None:
    kept = await listing(desk.world, desk.shop_id, MILL)
    other = await other_shop(desk.world)
    where = f"/listings/{kept.id}"
    assert (await other.get(f"{where}/link")).status_code == 404
    for path, data in ((f"{where}/link", {"asin": "B0DEMOML01"}), (f"{where}/unlink", {"why": "other"})):
        assert (await other.post(path, data=data, headers=SAME)).status_code == 404
    assert (await listing(desk.world, desk.shop_id, MILL)).asin == ""


async def test_the_page_speaks_french(desk: Desk) -> None:
    french = merchant(desk.world, desk.shop_id, "fr")
    page = (await french.get(await address(desk, MILL), params={"q": "3769990001134"})).text
    assert "Rattacher à un ASIN existant" in page
    assert "concorde : code-barres, marque, titre" in page


async def test_what_was_live_and_then_unlinked_was_once_on_amazon(desk: Desk) -> None:
    id = (await listing(desk.world, desk.shop_id, BOWL)).id
    never = (await listing(desk.world, desk.shop_id, "MV-CHAPEAU")).id
    await desk.browser.post(f"/listings/{id}/unlink", data={"why": "other"}, headers=SAME)
    await desk.world.settle(120, 4)
    assert not (await listing(desk.world, desk.shop_id, BOWL)).claimed
    assert "It is not on Amazon any more" in await desk.page(f"/listings/{id}")
    assert "It was never on Amazon" in await desk.page(f"/listings/{never}")


async def test_a_new_search_takes_the_warning_away(desk: Desk) -> None:
    where = await address(desk, "MV-TASSE-ESP")
    answer = await desk.browser.post(where, data={"asin": "B0DEMOES06", "q": "tasse"}, headers=SAME)
    assert re.search(r'<div id="told">\s*<section class="a-card warned"', answer.text)
    found = await desk.page(f"{where}?q=tasse", **HTMX)
    assert '<div id="told" hidden hx-swap-oob="true">' in found and "Stop:" not in found
    assert 'id="told"' not in await desk.page(f"{where}?q=tasse", **HTMX, **{"HX-Trigger": "found"})
