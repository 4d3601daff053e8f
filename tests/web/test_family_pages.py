"""The pages of families: the list, one product with all that can be done to it, and what nobody else may see."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from backend.domain.details import Details
from backend.storage import details, families, family_members
from backend.storage.family_wishes import Spot
from tests.lanes.test_families import FACTS, FRANCE, HERE, NEW, TEXT
from tests.web.desk import HTMX, SAME, Desk, merchant, open_desk, other_shop


@pytest.fixture
async def desk(migrated_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(migrated_url, tmp_path) as opened:
        yield opened


async def spot_of(desk: Desk, sku: str = "MV-TS-VERT-S") -> Spot:
    product = await desk.world.house.db.fetch_val(
        "select product_id from variation where sku = :sku", {"sku": sku}
    )
    return Spot(desk.shop_id, desk.seller_id, FRANCE, int(product))


def at(spot: Spot) -> str:
    return f"{spot.seller_id} {spot.marketplace_id}"


async def fill_in(desk: Desk, spot: Spot, sku: str = "MV-TS-VERT-XL", **more: Any) -> None:
    """What the form for a new product leaves behind, for one variation."""
    works = await family_members.works_of(desk.world.house.db, spot)
    (work,) = [each for each in works.values() if each.listing.sku == sku]
    own = {
        "item_name": [{"value": "T-shirt en coton bio, XL, Vert forêt", **TEXT}],
        "externally_assigned_product_identifier": [{"type": "ean", "value": "3769990001332", **HERE}],
        "size": [{"value": "XL", **TEXT}], "color": [{"value": "Vert forêt", **TEXT}],
    }  # fmt: skip
    said = Details("SHIRT", {**FACTS, **own, **more})
    await details.put(desk.world.house.db, desk.shop_id, {work.listing.id: said}, desk.world.now)
    await desk.world.house.web.wake("offers", desk.seller_id)
    await desk.world.settle(30)


async def post(desk: Desk, spot: Spot, act: str, status: int = 303, **fields: str) -> str:
    answer = await desk.browser.post(
        f"/families/{spot.product_id}", data={"at": at(spot), "act": act, **fields}, headers=SAME
    )
    assert answer.status_code == status, answer.text[:500]
    return str(answer.headers.get("location", "")) or answer.text


async def test_products_with_variations_are_listed_with_how_many_are_live(desk: Desk) -> None:
    page = await desk.page("/families")
    assert "T-shirt en coton bio" in page or "Organic cotton T-shirt" in page
    assert "5 of 11 live" in page
    assert "In Amazon&#39;s own family" in page or "In Amazon's own family" in page
    assert "No families yet" in await desk.page("/families?tab=families")
    fragment = await desk.page("/families", **HTMX)
    assert "<html" not in fragment
    assert "/families" in await desk.page("/listings")


async def test_a_family_of_amazons_is_shown_and_asks_first_what_it_is(desk: Desk) -> None:
    spot = await spot_of(desk)
    page = await desk.page(f"/families/{spot.product_id}")
    assert "B0DEMOTSP0" in page
    assert "Those that are missing there can be added" in page
    assert "First: what kind of product is it?" in page
    assert re.search(r'href="/listings/\d+/create"', page)
    assert page.count("status status--active") >= 5
    assert "Make it a family" not in page


async def test_the_missing_ones_are_added_and_taken_apart_again(desk: Desk) -> None:
    spot = await spot_of(desk)
    await fill_in(desk, spot)
    page = await desk.page(f"/families/{spot.product_id}?at={at(spot)}")
    assert "Add them to Amazon" in page
    assert "The variation L · Bleu marine has no SKU of its own." not in page
    assert "What the parent says" in page
    assert re.search(r"MV-TS-F\d+", page)
    assert "100% Cotton" in page
    where = await post(desk, spot, "make", theme="SIZE/COLOR", into="B0DEMOTSP0")
    assert where.endswith("said=make")
    # Until all of it came to its end the page asks again by itself; then it rests.
    for seconds in (0, 2, 3, 4, 6):
        await desk.world.settle(seconds, 1)
        assert ('hx-trigger="every 2s"' in await desk.page(where)) or "9 of 11" in await desk.page(where)
    await desk.world.settle(120)
    page = await desk.page(where)
    assert 'hx-trigger="every 2s"' not in page
    assert "9 of 11 variations live in the family" in page
    assert "Take apart" in page
    family = await families.at_place(
        desk.world.house.db, spot.shop_id, spot.seller_id, FRANCE, spot.product_id
    )
    assert family is not None
    assert family.parent_asin == "B0DEMOTSP0"
    published = await desk.world.published()
    assert {sku: published[sku] for sku in NEW if sku != "MV-TS-VERT-XL"} == {
        sku: 1 for sku in NEW if sku != "MV-TS-VERT-XL"
    }
    assert "Your families" in await desk.page("/families?tab=families")
    journal = await desk.page("/journal")
    assert "You made a family of it" in journal
    await post(desk, spot, "apart")
    await desk.world.settle(60)
    page = await desk.page(f"/families/{spot.product_id}")
    assert "Take apart" not in page
    assert "the family is taken apart" in (await desk.page("/journal")).lower()


async def test_an_option_is_mapped_once_and_remembered(desk: Desk) -> None:
    spot = await spot_of(desk)
    await fill_in(desk, spot)
    page = await desk.page(f"/families/{spot.product_id}")
    assert re.search(r'<option value="size" selected', page)
    await post(desk, spot, "map", option_0="color", option_1="color")
    page = await desk.page(f"/families/{spot.product_id}")
    assert "Two options are set to one attribute" in page
    assert "Choose what tells the variations apart" in await post(desk, spot, "make", 422, theme="SIZE/COLOR")
    await post(desk, spot, "map", option_0="size", option_1="nonsense")
    rows = await desk.world.house.db.fetch_all("select option, attribute from option_mapping order by option")
    assert [(row["option"], row["attribute"]) for row in rows] == [("couleur", "color"), ("taille", "size")]


async def test_what_is_not_offered_is_refused_with_a_sentence(desk: Desk) -> None:
    spot = await spot_of(desk)
    assert "Say first what kind of product" in await post(desk, spot, "make", 422, theme="SIZE")
    assert "There is no family to take apart" in await post(desk, spot, "apart", 422)
    assert "cannot join now" in await post(desk, spot, "join", 422, child="1")
    await post(desk, spot, "burn", 404)
    assert (await desk.browser.get("/families/999999")).status_code == 404


async def test_looking_reads_what_amazon_has(desk: Desk) -> None:
    spot = await spot_of(desk)
    await post(desk, spot, "look")
    await desk.world.settle(10)
    page = await desk.page(f"/families/{spot.product_id}")
    assert "Amazon read" not in page or "B0DEMOTSP0" in page
    assert "Amazon has it, your shop does not." in page


async def test_another_shop_sees_and_changes_nothing(desk: Desk) -> None:
    spot, other = await spot_of(desk), await other_shop(desk.world)
    async with other:
        assert (await other.get(f"/families/{spot.product_id}")).status_code == 404
        form = {"at": at(spot), "act": "look"}
        assert (await other.post(f"/families/{spot.product_id}", data=form, headers=SAME)).status_code == 404
        page = (await other.get("/families")).text
        assert "No products with variations" in page
        assert "T-shirt" not in page


async def test_the_pages_speak_french(desk: Desk) -> None:
    spot = await spot_of(desk)
    async with merchant(desk.world, desk.shop_id, "fr") as browser:
        page = (await browser.get(f"/families/{spot.product_id}")).text
        assert "Variantes" in page or "variantes" in page
        assert "Variation and" not in page
        assert "Familles" in (await browser.get("/families")).text


async def test_what_amazon_has_already_is_offered_linked_or_refused(desk: Desk) -> None:
    spot, db = await spot_of(desk), desk.world.house.db
    await post(desk, spot, "look")
    await desk.world.settle(10)
    page = await desk.page(f"/families/{spot.product_id}")
    offers = dict(
        re.findall(r'name="child" value="(\d+)"><input type="hidden" name="asin" value="(\w+)"', page)
    )
    assert sorted(offers.values()) == ["B0DEMOTSGX", "B0DEMOTSWL"]
    assert page.count("Amazon has it already:") == 2
    # The facts are filled in for one that Amazon does not have: filling in makes a new product.
    model = re.search(r'href="/listings/(\d+)/create"', page)
    assert model is not None
    sku = await db.fetch_val("select sku from listing where id = :id", {"id": int(model[1])})
    assert sku in ("MV-TS", "MV-TS-MARINE-S")
    child, other = sorted(offers, key=lambda id: offers[id])
    assert "offered for this variation no more" in await post(
        desk, spot, "link", 422, child=child, asin=offers[other]
    )
    await post(desk, spot, "link", child=child, asin=offers[child])
    await post(desk, spot, "new", child=other, asin=offers[other])
    await desk.world.settle(40)
    page = await desk.page(f"/families/{spot.product_id}")
    assert "Amazon has it already:" not in page
    found = {
        work.listing.variation_id: work.listing.asin
        for work in (await family_members.works_of(db, spot)).values()
    }
    assert (found[int(child)], found[int(other)]) == (offers[child], "")
    assert "offered for this variation no more" in await post(
        desk, spot, "new", 422, child=other, asin=offers[other]
    )


async def test_a_parent_that_is_refused_says_which_facts_to_fill_in_again(desk: Desk) -> None:
    spot = await spot_of(desk)
    await fill_in(desk, spot, "MV-TS-MARINE-S", country_of_origin=[{"value": "Nowhere", **HERE}])
    page = await desk.page(f"/families/{spot.product_id}")
    assert "Add them to Amazon" in page
    await post(desk, spot, "make", theme="SIZE/COLOR", into="B0DEMOTSP0")
    await desk.world.settle(20)
    page = await desk.page(f"/families/{spot.product_id}")
    assert re.search(r"does not fit Amazon(&#39;|')s rules: Pays d(&#39;|')origine", page)
    assert "as Amazon sent it" in page
    assert "Fill in the facts again" in page
    assert "in your shop or in Seller Central" not in page
