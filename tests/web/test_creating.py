"""The pages of a new product: choosing a type, the form with its draft, checked, confirmed, and live."""

import html
import re
from pathlib import Path

import httpx

from backend.storage import creations
from tests.lanes.creating import BARE, NEW
from tests.lanes.ground import listing
from tests.web.desk import HTMX, SAME, Desk, merchant, open_desk, other_shop


async def at(desk: Desk, sku: str, more: str = "") -> str:
    kept = await listing(desk.world, desk.shop_id, sku)
    return f"/listings/{kept.id}/create{more}"


def fields(page: str) -> dict[str, str]:
    """What a browser would post of the form of a page: inputs, chosen options, areas."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, kind = attribute(tag, "name"), attribute(tag, "type")
        if name and (kind not in ("radio", "checkbox") or " checked" in tag):
            found[name] = attribute(tag, "value")
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        found[html.unescape(name)] = html.unescape(chosen[1]) if chosen else ""
    for name, inside in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        found[html.unescape(name)] = html.unescape(inside).strip()
    return {name: text for name, text in found.items() if name not in ("words", "do")}


def attribute(tag: str, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


def named(given: dict[str, str], part: str) -> str:
    """The name of the one field that has something in its name."""
    (found,) = [name for name in given if part in name]
    return found


async def form_of(desk: Desk, sku: str, kind: str = "HOME") -> tuple[str, dict[str, str]]:
    path = await at(desk, sku, "/form")
    page = await desk.page(f"{path}?type={kind}&load=1")
    return path, fields(page)


async def post(desk: Desk, path: str, given: dict[str, str], **more: str) -> httpx.Response:
    return await desk.browser.post(path, data={**given, **more}, headers=SAME)


async def test_three_types_are_suggested_and_others_found(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        path = await at(desk, NEW)
        page = await desk.page(path)
        assert "Amazon suggests it first" in page
        assert "type=HOME" in page
        found = await desk.page(f"{path}?words=lamp")
        assert "type=LAMP" in found
        part = await desk.page(f"{path}?words=zzz", **{**HTMX, "hx-target": "found"})
        assert "no such kind" in part and "<html" not in part
        every = await desk.page(f"{path}?all=1")
        assert all(f"type={name}" in every for name in ("CANDLE", "LAMP", "SHIRT", "LUGGAGE"))


async def test_a_type_that_is_not_here_yet_is_waited_for_on_a_page_of_its_own(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        path = await at(desk, NEW, "/form")
        assert "This takes a few seconds" in await desk.page(f"{path}?type=HOME")
        assert "Check with Amazon" in await desk.page(f"{path}?type=HOME&load=1")
        assert "Check with Amazon" in await desk.page(path)
        unknown = await desk.browser.get(f"{path}?type=NO_SUCH&load=1")
        assert unknown.status_code == 404


async def test_the_form_is_filled_in_from_the_shop_and_keeps_a_draft(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        path, given = await form_of(desk, NEW)
        assert given[named(given, "item_name")].startswith("Graines de tomate")
        weight = next(name for name in given if "item_package_weight" in name and "unit" not in name)
        assert given[weight] == "10"
        page = await desk.page(path)
        assert "1 thing is missing" in page and "Country of origin" in page
        title = named(given, "item_name")
        answer = await desk.browser.post(path, data={**given, title: "Autre titre"}, headers=HTMX)
        assert answer.status_code == 200 and "Autre titre" in answer.text and "<html" not in answer.text
        assert fields(await desk.page(path))[title] == "Autre titre"
        assert "Go on with it" in await desk.page(await at(desk, NEW))


async def test_it_is_checked_confirmed_and_goes_live(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        path, given = await form_of(desk, NEW)
        missing = await post(desk, path, given, do="amazon")
        assert missing.status_code == 422 and "missing" in missing.text
        top = missing.text.split('id="notices"')[1].split('class="back"')[0]
        assert 'role="alert"' in top and "data-focus" in top and "1 thing needs another look" in top
        (first,) = re.findall(r'<a href="#([^"]+)">Country of origin</a>', top)
        assert f'id="{first}"' in missing.text
        assert "needs another look</p>" not in await desk.page(path)
        origin = named(given, "country_of_origin")
        checked = await post(desk, path, given, **{origin: "FR", "do": "amazon"})
        assert checked.status_code == 200, checked.text
        assert "Amazon has looked at it" in checked.text and 'value="confirm"' in checked.text
        done = await post(desk, path, fields(checked.text), do="confirm")
        assert done.status_code == 303 and done.headers["location"].endswith("said=confirmed")
        assert "on its way to Amazon" in await desk.page(done.headers["location"])
        await desk.world.settle(60)
        live = await listing(desk.world, desk.shop_id, NEW)
        assert live.status.value == "active" and live.asin
        page = await desk.page(f"/listings/{live.id}")
        assert "Change the details" in page and live.asin in page
        assert "Sent to Amazon as a new product: " in page and f"made by Amazon: {live.asin}" in page
        assert f"Amazon made {live.asin} of it" in page and "linked to no Amazon product" not in page
        assert await creations.find(desk.world.house.db, desk.shop_id, live.id) is None
        learned = await creations.learned(desk.world.house.db, desk.shop_id, live.marketplace_id, "HOME")
        assert "country_of_origin" in learned and "item_name" not in learned
        _, again = await form_of(desk, NEW)
        assert again[origin] == "FR"


async def test_without_a_barcode_the_merchant_is_asked(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        path, given = await form_of(desk, BARE)
        page = await desk.page(path)
        assert "Does it have a barcode?" in page and "f.externally_assigned_product_identifier" in page
        filled = {**given, named(given, "country_of_origin"): "FR", named(given, "f.brand"): "Maison"}
        refused = await post(desk, path, filled, do="amazon")
        assert refused.status_code == 422
        good = await post(desk, path, filled, exempt="yes", do="amazon")
        assert good.status_code == 200 and "externally_assigned" not in good.text, good.text
        done = await post(desk, path, fields(good.text), do="confirm")
        assert done.status_code == 303
        await desk.world.settle(60)
        assert (await listing(desk.world, desk.shop_id, BARE)).status.value == "active"


async def test_what_amazon_says_stands_beside_the_field(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        path, given = await form_of(desk, NEW)
        origin = named(given, "country_of_origin")
        await post(desk, path, given, **{origin: "FR"})
        kept = await listing(desk.world, desk.shop_id, NEW)
        draft = await creations.find(desk.world.house.db, desk.shop_id, kept.id)
        assert draft is not None
        from backend.domain.issues import Issue, Severity

        said = (Issue("90220", "Amazon misses a word here.", Severity.ERROR, ("item_name",)),)
        await creations.keep_check(desk.world.house.db, draft, said, desk.world.now)
        page = await desk.page(path)
        assert "Amazon misses a word here." in page and "Its words stand beside the fields" in page
        changed = await desk.browser.post(
            path, data={**fields(page), named(given, "item_name"): "Autre"}, headers=HTMX
        )
        assert "Amazon misses a word here." not in changed.text


async def test_a_draft_survives_amazons_silence(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        path, given = await form_of(desk, NEW)
        filled = {**given, named(given, "country_of_origin"): "FR", named(given, "item_name"): "Gardé"}
        desk.world.other.amazon_ground.faults.arm("outage", operation="PUT *")
        away = await post(desk, path, filled, do="amazon")
        assert away.status_code == 503 and "Your draft is kept" in away.text
        desk.world.other.amazon_ground.faults.disarm("outage")
        assert fields(await desk.page(path))[named(given, "item_name")] == "Gardé"


async def test_who_may_not_make_one_is_told_why(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        live = await desk.browser.get(await at(desk, "MV-BOL-BLEU"))
        assert live.status_code == 409 and "on Amazon already" in live.text
        path = await at(desk, BARE)
        await desk.world.house.db.execute(
            "update product set deleted_at = 1 where id = (select product_id from listing where sku = :sku)",
            {"sku": BARE},
        )
        deleted = await desk.browser.get(path)
        assert deleted.status_code == 409 and "no longer in your shop" in deleted.text
        path = await at(desk, NEW)
        stranger = await other_shop(desk.world)
        for more in ("", "/form?type=HOME", "/form"):
            assert (await stranger.get(path + more)).status_code == 404
        assert (await stranger.post(f"{path}/form", data={}, headers=SAME)).status_code == 404
        await desk.browser.post(f"/accounts/{desk.seller_id}/disconnect", headers=SAME)
        gone = await desk.browser.get(path)
        assert gone.status_code == 409 and "not connected" in gone.text


async def test_a_french_merchant_reads_amazons_own_french(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        french = merchant(desk.world, desk.shop_id, "fr")
        page = (await french.get(f"{await at(desk, NEW, '/form')}?type=LAMP&load=1")).text
        assert "Vérifier avec Amazon" in page and "Lampes et luminaires" in page


async def test_a_barcode_that_amazon_knows_is_warned_of(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        path, given = await form_of(desk, "MV-SECATEUR")
        checked = await post(desk, path, given, **{named(given, "country_of_origin"): "FR", "do": "amazon"})
        assert checked.status_code == 200
        assert "Amazon has a product with this barcode already (B0" in checked.text
        assert "Amazon has a product with this barcode already" in await desk.page(path)
