"""Listings on the simulated Amazon."""

from pathlib import Path
from typing import Any

from tests.sandbox.amazon.seller_client import PLACE, Seller, offer, open_seller


def codes(item: Any) -> list[str]:
    return [issue["code"] for issue in item["issues"]]


async def published(seller: Seller, body: dict[str, Any], seconds: float = 20) -> Any:
    answer = await seller.put("A-1", body)
    assert answer.json()["status"] == "ACCEPTED", answer.text
    seller.pass_time(seconds)
    return await seller.get("A-1")


async def test_an_accepted_offer_is_unknown_then_empty_then_buyable(seller: Seller) -> None:
    await seller.put("A/1 é", offer("B0GOODMUG1"))
    assert await seller.get("A/1 é") is None
    seller.pass_time(3)
    assert (await seller.get("A/1 é"))["summaries"] == []
    seller.pass_time(6)
    item = await seller.get("A/1 é")
    assert item["summaries"][0]["status"] == ["BUYABLE", "DISCOVERABLE"]
    assert item["summaries"][0]["asin"] == "B0GOODMUG1"
    assert item["offers"][0]["price"] == {"currencyCode": "EUR", "amount": "19.90"}
    assert item["fulfillmentAvailability"] == [{"fulfillmentChannelCode": "DEFAULT", "quantity": 5}]


async def test_a_missing_attribute_is_told_at_once(seller: Seller) -> None:
    body = offer("B0GOODMUG1")
    del body["attributes"]["condition_type"]
    answer = (await seller.put("A-1", body)).json()
    assert answer["status"] == "INVALID"
    assert [issue["code"] for issue in answer["issues"]] == ["90220"]
    seller.pass_time(60)
    assert await seller.get("A-1") is None


async def test_unknown_attributes_and_values_are_told_at_once(seller: Seller) -> None:
    template = [{"value": "No such template", "marketplace_id": PLACE}]
    body = offer("B0GOODMUG1", merchant_shipping_group=template, nonsense=[{"value": "x"}])
    answer = (await seller.put("A-1", body)).json()
    assert sorted(issue["code"] for issue in answer["issues"]) == ["90000900", "90244"]


async def test_a_preview_keeps_nothing_and_names_the_asin(seller: Seller) -> None:
    query = {"mode": "VALIDATION_PREVIEW", "includedData": "issues,identifiers"}
    answer = (await seller.put("A-1", offer("B0GOODMUG1"), **query)).json()
    assert answer["status"] == "VALID"
    assert answer["identifiers"] == [{"marketplaceId": PLACE, "asin": "B0GOODMUG1"}]
    seller.pass_time(60)
    assert await seller.get("A-1") is None


async def test_a_restricted_product_ends_in_5665(seller: Seller) -> None:
    item = await published(seller, offer("B0GATED001"))
    assert (codes(item), item["summaries"]) == (["5665"], [])


async def test_an_unknown_asin_ends_in_13013(seller: Seller) -> None:
    assert codes(await published(seller, offer("B0NOWHERE1"))) == ["13013"]


async def test_a_barcode_of_another_asin_ends_in_8541(seller: Seller) -> None:
    barcode = [{"type": "ean", "value": "4012345000023", "marketplace_id": PLACE}]
    body = offer("B0GOODMUG1", externally_assigned_product_identifier=barcode)
    assert codes(await published(seller, body)) == ["8541"]


async def test_a_strange_price_ends_in_18155(seller: Seller) -> None:
    assert codes(await published(seller, offer("B0GOODMUG1", 4.0))) == ["18155"]


async def test_a_condition_that_is_not_allowed_ends_in_8115(seller: Seller) -> None:
    body = offer("B0PICTURE1", condition_type=[{"value": "used_good", "marketplace_id": PLACE}])
    assert "8115" in codes(await published(seller, body))


async def test_a_bad_picture_only_hides_the_offer_from_the_search(seller: Seller) -> None:
    item = await published(seller, offer("B0PICTURE1"))
    assert codes(item) == ["18027"]
    assert item["summaries"][0]["status"] == ["BUYABLE"]


async def test_a_sku_keeps_its_asin(seller: Seller) -> None:
    await published(seller, offer("B0GOODMUG1"))
    item = await published(seller, offer("B0TWINMUG1"))
    assert (item["summaries"][0]["asin"], codes(item)) == ("B0GOODMUG1", ["8005"])


async def test_a_patch_shows_after_a_while_though_the_attributes_know_it_at_once(seller: Seller) -> None:
    await published(seller, offer("B0GOODMUG1"))
    stock = {"fulfillment_channel_code": "DEFAULT", "quantity": 2}
    path = "/attributes/fulfillment_availability"
    await seller.patch("A-1", {"op": "merge", "path": path, "value": [stock]})
    item = await seller.get("A-1", "attributes,fulfillmentAvailability")
    assert item["attributes"]["fulfillment_availability"][0]["quantity"] == 2
    assert item["fulfillmentAvailability"][0]["quantity"] == 5
    seller.pass_time(5)
    assert (await seller.get("A-1"))["fulfillmentAvailability"][0]["quantity"] == 2


async def test_a_replace_loses_the_lead_time_and_a_merge_keeps_it(seller: Seller) -> None:
    stock = {"fulfillment_channel_code": "DEFAULT", "quantity": 5, "lead_time_to_ship_max_days": 3}
    await published(seller, offer("B0GOODMUG1", fulfillment_availability=[stock]))
    less = {"fulfillment_channel_code": "DEFAULT", "quantity": 1}
    path = "/attributes/fulfillment_availability"
    await seller.patch("A-1", {"op": "merge", "path": path, "value": [less]})
    kept = await seller.get("A-1", "attributes")
    assert kept["attributes"]["fulfillment_availability"] == [{**stock, "quantity": 1}]
    await seller.patch("A-1", {"op": "replace", "path": path, "value": [less]})
    lost = await seller.get("A-1", "attributes")
    assert lost["attributes"]["fulfillment_availability"] == [less]


async def test_a_patch_below_an_attribute_is_refused(seller: Seller) -> None:
    answer = await seller.patch("A-1", {"op": "replace", "path": "/attributes/a/0", "value": [{}]})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"] == "Invalid path provided in patch at index of 0."


async def test_stock_without_a_channel_is_refused(seller: Seller) -> None:
    answer = await seller.put("A-1", offer("B0GOODMUG1", fulfillment_availability=[{"quantity": 1}]))
    assert answer.status_code == 400


async def test_a_deleted_listing_goes_after_a_while(seller: Seller) -> None:
    await published(seller, offer("B0GOODMUG1"))
    await seller.call("DELETE", seller.path("A-1"), marketplaceIds=PLACE)
    assert await seller.get("A-1")
    seller.pass_time(5)
    assert await seller.get("A-1") is None


async def test_searching_finds_by_sku_status_and_pages(seller: Seller) -> None:
    for number in range(12):
        await seller.put(f"S-{number:02}", offer("B0GOODMUG1"))
    seller.pass_time(20)
    path = f"/listings/2021-08-01/items/{seller.known['seller_id']}"
    query = {"marketplaceIds": PLACE, "sortBy": "sku", "sortOrder": "ASC", "withStatus": "BUYABLE"}
    first = (await seller.call("GET", path, **query)).json()
    assert (first["numberOfResults"], len(first["items"])) == (13, 10)
    token = first["pagination"]["nextToken"]
    second = (await seller.call("GET", path, **query, pageToken=token)).json()
    assert [item["sku"] for item in second["items"]] == ["S-09", "S-10", "S-11"]
    wanted = {"identifiers": "S-01,S-02,NONE", "identifiersType": "SKU"}
    found = (await seller.call("GET", path, marketplaceIds=PLACE, **wanted)).json()
    assert sorted(item["sku"] for item in found["items"]) == ["S-01", "S-02"]


async def test_a_complete_listing_of_a_new_product_enters_the_catalogue(seller: Seller) -> None:
    body = {"productType": "CANDLE", "requirements": "LISTING", "attributes": offer("X")["attributes"]}
    del body["attributes"]["merchant_suggested_asin"]
    answer = (await seller.put("NEW", body)).json()
    assert answer["status"] == "INVALID"
    assert "item_name" in [name for issue in answer["issues"] for name in issue["attributeNames"]]


async def test_the_history_proves_that_it_was_published_once(seller: Seller) -> None:
    await published(seller, offer("B0GOODMUG1"))
    rows = (await seller.http.get("/sandbox/listings", params={"sku": "A-1"})).json()
    assert [(row["publications"], len(row["submissions"])) for row in rows] == [(1, 1)]


async def test_listings_survive_a_restart(tmp_path: Path) -> None:
    before = open_seller(path=tmp_path / "sandbox.sqlite3")
    await before.sign_in()
    await before.put("A-1", offer("B0GOODMUG1"))
    after = open_seller(path=tmp_path / "sandbox.sqlite3")
    after.headers = before.headers
    after.pass_time(20)
    item = await after.get("A-1")
    assert item["summaries"][0]["status"] == ["BUYABLE", "DISCOVERABLE"]


async def test_faults_slow_a_listing_or_let_an_issue_strike_later(seller: Seller) -> None:
    seller.ground.faults.arm("slow_listing", times=1)
    item = await published(seller, offer("B0GOODMUG1"))
    assert item["summaries"] == []
    seller.ground.faults.arm("late_issue", times=1, code="20000")
    await seller.put("B-1", offer("B0GOODMUG1"))
    seller.pass_time(9)
    assert (await seller.get("B-1"))["summaries"][0]["status"] == ["BUYABLE", "DISCOVERABLE"]
    seller.pass_time(9)
    struck = await seller.get("B-1")
    assert (codes(struck), struck["summaries"][0]["status"]) == (["20000"], [])


async def test_a_preview_can_be_down(seller: Seller) -> None:
    seller.ground.faults.arm("preview_down", times=1)
    answer = await seller.put("A-1", offer("B0GOODMUG1"), mode="VALIDATION_PREVIEW")
    assert answer.status_code == 500


async def test_a_refused_sku_may_try_another_asin(seller: Seller) -> None:
    await published(seller, offer("B0NOWHERE1"))
    item = await published(seller, offer("B0GOODMUG1"))
    assert (item["summaries"][0]["asin"], codes(item)) == ("B0GOODMUG1", [])
