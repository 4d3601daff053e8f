"""Variation families on the simulated Amazon: parents first, children that fit, and who belongs to whom."""

from typing import Any

from tests.sandbox.amazon.seller_client import PLACE, Seller

HERE = {"marketplace_id": PLACE}
TEXT = {"language_tag": "de_DE", **HERE}
FACTS: dict[str, Any] = {
    "item_name": [{"value": "T-Shirt aus Bio-Baumwolle", **TEXT}],
    "brand": [{"value": "Maison Verte", **TEXT}],
    "product_description": [{"value": "Gerader Schnitt.", **TEXT}],
    "country_of_origin": [{"value": "FR", **HERE}],
    "department": [{"value": "unisex-adult", **TEXT}],
    "fabric_type": [{"value": "100% Cotton", **TEXT}],
}


def parent(theme: str = "SIZE/COLOR", **more: Any) -> dict[str, Any]:
    relation = {"parentage_level": [{"value": "parent", **HERE}], "variation_theme": [{"name": theme}]}
    body = {"productType": "SHIRT", "requirements": "LISTING_PRODUCT_ONLY"}
    return {**body, "attributes": {**FACTS, **relation, **more}}


def child(of: str, size: str, colour: str, theme: str = "SIZE/COLOR", **more: Any) -> dict[str, Any]:
    relation = {"child_relationship_type": "variation", "parent_sku": of, **HERE}
    schedule = [{"schedule": [{"value_with_tax": 26}]}]
    attributes = {
        **FACTS,
        "parentage_level": [{"value": "child", **HERE}],
        "child_parent_sku_relationship": [relation],
        "variation_theme": [{"name": theme}],
        "size": [{"value": size, **TEXT}],
        "color": [{"value": colour, **TEXT}],
        "supplier_declared_has_product_identifier_exemption": [{"value": True, **HERE}],
        "condition_type": [{"value": "new_new", **HERE}],
        "purchasable_offer": [{"currency": "EUR", "audience": "ALL", "our_price": schedule, **HERE}],
        "fulfillment_availability": [{"fulfillment_channel_code": "DEFAULT", "quantity": 4}],
    }
    return {"productType": "SHIRT", "requirements": "LISTING", "attributes": {**attributes, **more}}


async def sent(seller: Seller, sku: str, body: dict[str, Any]) -> list[str]:
    """The codes of what is wrong at once."""
    answer = (await seller.put(sku, body)).json()
    assert (answer["status"] == "ACCEPTED") == (answer["issues"] == []), answer
    return [issue["code"] for issue in answer["issues"]]


async def codes(seller: Seller, sku: str) -> list[str]:
    return [issue["code"] for issue in (await seller.get(sku))["issues"]]


async def relations(seller: Seller, sku: str) -> list[dict[str, Any]]:
    item = await seller.get(sku, "relationships")
    found: list[dict[str, Any]] = item["relationships"][0]["relationships"]
    return found


async def test_a_parent_is_shown_without_an_offer_and_its_children_belong_to_it(seller: Seller) -> None:
    assert await sent(seller, "TS-F", parent()) == []
    assert await sent(seller, "TS-S", child("TS-F", "S", "Grün")) == []
    assert await sent(seller, "TS-M", child("TS-F", "M", "Grün")) == []
    seller.pass_time(30)
    head = await seller.get("TS-F")
    assert head["summaries"][0]["status"] == ["DISCOVERABLE"]
    assert (head["offers"], head["fulfillmentAvailability"], head["issues"]) == ([], [], [])
    assert (await seller.get("TS-S"))["summaries"][0]["status"] == ["BUYABLE", "DISCOVERABLE"]
    theme = {"attributes": ["size", "color"], "theme": "SIZE/COLOR"}
    assert await relations(seller, "TS-F") == [
        {"type": "VARIATION", "childSkus": ["TS-M", "TS-S"], "variationTheme": theme}
    ]
    assert await relations(seller, "TS-S") == [
        {"type": "VARIATION", "parentSkus": ["TS-F"], "variationTheme": theme}
    ]


async def test_the_catalogue_shows_the_family_by_asin_and_the_search_finds_its_children(
    seller: Seller,
) -> None:
    await sent(seller, "TS-F", parent())
    await sent(seller, "TS-S", child("TS-F", "S", "Grün"))
    seller.pass_time(30)
    head, one = [(await seller.get(sku))["summaries"][0]["asin"] for sku in ("TS-F", "TS-S")]
    answer = await seller.call(
        "GET",
        f"/catalog/2022-04-01/items/{one}",
        marketplaceIds=PLACE,
        includedData="relationships,summaries",
    )
    said = answer.json()
    assert said["relationships"][0]["relationships"][0]["parentAsins"] == [head]
    assert (said["summaries"][0]["size"], said["summaries"][0]["color"]) == ("S", "Grün")
    answer = await seller.call(
        "GET",
        f"/catalog/2022-04-01/items/{head}",
        marketplaceIds=PLACE,
        includedData="relationships,summaries",
    )
    assert answer.json()["relationships"][0]["relationships"][0]["childAsins"] == [one]
    assert answer.json()["summaries"][0]["itemClassification"] == "VARIATION_PARENT"
    path = f"/listings/2021-08-01/items/{seller.known['seller_id']}"
    found = await seller.call("GET", path, marketplaceIds=PLACE, variationParentSku="TS-F")
    assert [item["sku"] for item in found.json()["items"]] == ["TS-S"]


async def test_a_parent_with_an_offer_is_refused(seller: Seller) -> None:
    stock = [{"fulfillment_channel_code": "DEFAULT", "quantity": 4}]
    assert await sent(seller, "TS-F", parent(fulfillment_availability=stock)) == ["90000900"]


async def test_the_theme_is_one_of_the_types_and_a_child_says_all_of_it(seller: Seller) -> None:
    assert await sent(seller, "TS-F", parent("SIZE/SMELL")) == ["90244"]
    body = child("TS-F", "S", "Grün")
    del body["attributes"]["size"]
    assert await sent(seller, "TS-S", body) == ["90220"]
    body = child("TS-F", "S", "Grün")
    del body["attributes"]["child_parent_sku_relationship"][0]["parent_sku"]
    assert await sent(seller, "TS-S", body) == ["90220"]
    assert await sent(seller, "TS-S", child("TS-S", "S", "Grün")) == ["8007"]


async def test_a_child_waits_for_its_parent(seller: Seller) -> None:
    await sent(seller, "TS-S", child("TS-F", "S", "Grün"))
    seller.pass_time(600)
    assert (await seller.get("TS-S"))["summaries"] == []
    assert await codes(seller, "TS-S") == []
    await sent(seller, "TS-F", parent())
    seller.pass_time(30)
    assert (await seller.get("TS-S"))["summaries"][0]["status"] == ["BUYABLE", "DISCOVERABLE"]
    assert (await relations(seller, "TS-S"))[0]["parentSkus"] == ["TS-F"]


async def test_children_that_say_the_same_or_another_theme_are_refused(seller: Seller) -> None:
    await sent(seller, "TS-F", parent())
    await sent(seller, "TS-S", child("TS-F", "S", "Grün"))
    seller.pass_time(30)
    await sent(seller, "TS-T", child("TS-F", "s", "grün"))
    await sent(seller, "TS-U", child("TS-F", "M", "Grün", "SIZE"))
    await sent(seller, "TS-V", child("TS-S", "L", "Grün"))
    seller.pass_time(60)
    assert await codes(seller, "TS-T") == ["8016"]
    assert await codes(seller, "TS-U") == ["8008"]
    assert await codes(seller, "TS-V") == ["8007"]
    assert (await relations(seller, "TS-F"))[0]["childSkus"] == ["TS-S"]


async def test_a_child_leaves_its_family_and_a_product_of_another_family_may_not_join(seller: Seller) -> None:
    await sent(seller, "TS-F", parent())
    await sent(seller, "TS-S", child("TS-F", "S", "Grün"))
    seller.pass_time(30)
    alone = child("TS-F", "S", "Grün")
    for name in ("parentage_level", "child_parent_sku_relationship", "variation_theme"):
        del alone["attributes"][name]
    await sent(seller, "TS-S", alone)
    seller.pass_time(30)
    assert await relations(seller, "TS-S") == []
    assert await relations(seller, "TS-F") == []
    other = {"merchant_suggested_asin": [{"value": "B0OTHERKID", **HERE}]}
    await sent(seller, "TS-O", child("TS-F", "L", "Grün", **other))
    seller.pass_time(60)
    assert await codes(seller, "TS-O") == ["8032"]


async def test_the_shelf_shows_the_family(seller: Seller) -> None:
    await sent(seller, "TS-F", parent())
    for size in ("S", "M"):
        await sent(seller, f"TS-{size}", child("TS-F", size, "Grün"))
    seller.pass_time(30)
    page = (await seller.http.get("/shelf?country=DE")).text
    assert "One of a family by SIZE/COLOR" in page
    assert "<li><b>S · Grün</b></li>" in page
    assert "Family by SIZE/COLOR" in page
