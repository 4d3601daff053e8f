"""Catalogue, product types, restrictions and pages of the simulated Amazon."""

import base64
import hashlib
from typing import Any

import pytest

from tests.sandbox.amazon.seller_client import PLACE, Seller, offer

CATALOG = "/catalog/2022-04-01/items"
EVERYTHING = (
    "attributes,classifications,dimensions,identifiers,images,productTypes,relationships,salesRanks,"
    "summaries,vendorDetails"
)


async def found(seller: Seller, **query: str) -> list[str]:
    answer = (await seller.call("GET", CATALOG, marketplaceIds=PLACE, **query)).json()
    return [item["asin"] for item in answer["items"]]


async def test_codes_find_one_two_or_no_products(seller: Seller) -> None:
    codes = "4012345000016,4012345000023,4012345000999"
    asins = await found(seller, identifiers=codes, identifiersType="EAN", includedData=EVERYTHING)
    assert asins == ["B0GOODMUG1", "B0TWINMUG1", "B0TWINMUG2"]
    assert await found(seller, identifiers="04012345000016", identifiersType="GTIN") == ["B0GOODMUG1"]


async def test_a_sku_finds_its_product(seller: Seller) -> None:
    await seller.put("A-1", offer("B0GOODMUG1"))
    query = {"identifiers": "A-1", "identifiersType": "SKU", "sellerId": seller.known["seller_id"]}
    assert await found(seller, **query) == ["B0GOODMUG1"]


async def test_words_find_products_of_the_marketplace(seller: Seller) -> None:
    assert await found(seller, keywords="becher,blau") == ["B0GOODMUG1"]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"keywords": "a", "identifiers": "B0GOODMUG1", "identifiersType": "ASIN"},
        {"identifiers": "B0GOODMUG1"},
        {"identifiers": "nonsense", "identifiersType": "ASIN"},
        {"keywords": "a", "pageToken": "nonsense"},
    ],
)
async def test_a_search_that_makes_no_sense_is_refused(seller: Seller, query: dict[str, str]) -> None:
    answer = await seller.call("GET", CATALOG, marketplaceIds=PLACE, **query)
    assert answer.status_code == 400


async def test_a_product_is_read_where_it_is_sold(seller: Seller) -> None:
    got = await seller.call("GET", f"{CATALOG}/B0GOODMUG1", marketplaceIds=PLACE, includedData=EVERYTHING)
    assert got.json()["summaries"][0]["brand"] == "Nordlicht"
    italy = await seller.call("GET", f"{CATALOG}/B0GOODMUG1", marketplaceIds="APJ6JRA9NG5V4")
    assert italy.status_code == 404


async def definition(seller: Seller, name: str, **query: str) -> tuple[Any, Any]:
    path = f"/definitions/2020-09-01/productTypes/{name}"
    answer = (await seller.call("GET", path, marketplaceIds=PLACE, **query)).json()
    document = await seller.http.get(answer["schema"]["link"]["resource"])
    digest = hashlib.md5(document.content, usedforsecurity=False).digest()
    assert base64.b64encode(digest).decode() == answer["schema"]["checksum"]
    return answer, document.json()


async def test_product_types_are_found_and_their_documents_fitted(seller: Seller) -> None:
    answer = await seller.call(
        "GET", "/definitions/2020-09-01/productTypes", marketplaceIds=PLACE, keywords="candle"
    )
    assert answer.json()["productTypes"][0]["name"] == "CANDLE"
    told, document = await definition(seller, "CANDLE", sellerId=seller.known["seller_id"])
    template = document["properties"]["merchant_shipping_group"]["items"]["properties"]["value"]
    assert template["enum"] == ["legacy-template-id"]
    assert document["$defs"]["marketplace_id"]["default"] == PLACE
    assert "item_name" in document["required"]
    assert "x-storelane" not in document
    names = [name for group in told["propertyGroups"].values() for name in group["propertyNames"]]
    assert sorted(names) == sorted(document["properties"])


async def test_purposes_change_what_a_document_asks_for(seller: Seller) -> None:
    _, offer_only = await definition(seller, "CANDLE", requirements="LISTING_OFFER_ONLY")
    assert "item_name" not in offer_only["properties"]
    _, product_only = await definition(seller, "CANDLE", requirements="LISTING_PRODUCT_ONLY")
    assert "purchasable_offer" not in product_only["properties"]
    _, loose = await definition(seller, "CANDLE", requirementsEnforced="NOT_ENFORCED")
    assert not loose["required"]


async def test_restrictions_carry_the_way_to_approval(seller: Seller) -> None:
    path = "/listings/2021-08-01/restrictions"
    query = {"sellerId": seller.known["seller_id"], "marketplaceIds": PLACE, "conditionType": "new_new"}
    free = await seller.call("GET", path, asin="B0GOODMUG1", **query)
    assert free.json() == {"restrictions": []}
    gated = (await seller.call("GET", path, asin="B0GATED001", **query)).json()["restrictions"]
    assert gated[0]["reasons"][0]["reasonCode"] == "APPROVAL_REQUIRED"
    assert gated[0]["reasons"][0]["links"][0]["verb"] == "GET"
    unknown = (await seller.call("GET", path, asin="B0NOWHERE1", **query)).json()["restrictions"]
    assert unknown[0]["reasons"][0]["reasonCode"] == "ASIN_NOT_FOUND"


async def test_the_shelf_shows_what_is_live(seller: Seller) -> None:
    await seller.put("A-1", offer("B0GOODMUG1"))
    assert "Becher, blau" not in (await seller.http.get("/shelf?country=DE")).text
    seller.pass_time(20)
    page = (await seller.http.get("/shelf?country=DE&q=becher")).text
    assert all(words in page for words in ("Becher, blau", "19.90 EUR", "5 in stock", "Ready Goods"))


@pytest.mark.parametrize(
    "path", ["/", "/inventory", "/appstore", "/manage-apps", "/sandbox", "/pictures/X.svg"]
)
async def test_every_page_opens(seller: Seller, path: str) -> None:
    page = await seller.http.get(path, headers={"accept": "text/html"})
    assert page.status_code == 200
