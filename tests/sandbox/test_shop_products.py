"""The shop platform's products over REST."""

from typing import Any

import pytest

from tests.sandbox.shop_ground import STORE, Stage, set_stage

MUG: dict[str, Any] = {"name": "Mug", "price": 12.5, "sku": "MUG-1", "quantity": 10}


@pytest.fixture
def stage() -> Stage:
    return set_stage()


async def made(stage: Stage, **fields: Any) -> int:
    async with stage.api() as api:
        return int((await api.post("/products", json={**MUG, **fields})).json()["id"])


async def test_a_product_is_created_read_changed_and_deleted(stage: Stage) -> None:
    async with stage.api() as api:
        number = await made(stage)
        product = (await api.get(f"/products/{number}")).json()
        assert (product["name"], product["quantity"], product["unlimited"], product["inStock"]) == (
            "Mug",
            10,
            False,
            True,
        )
        stage.ground.clock.advance(60)
        assert (await api.put(f"/products/{number}", json={"price": 9})).json() == {"updateCount": 1}
        changed = (await api.get(f"/products/{number}")).json()
        assert (changed["price"], changed["name"]) == (9, "Mug")
        assert changed["updateTimestamp"] == product["updateTimestamp"] + 60
        assert (await api.delete(f"/products/{number}")).json() == {"deleteCount": 1}
        gone = await api.get(f"/products/{number}")
        assert (gone.status_code, gone.json()["errorCode"]) == (404, "PRODUCT_NOT_FOUND")
        assert (await api.get("/products/deleted")).json()["items"][0]["id"] == number


async def test_a_delta_moves_stock_below_zero_with_a_warning(stage: Stage) -> None:
    async with stage.api() as api:
        number = await made(stage)
        assert (await api.put(f"/products/{number}/inventory", json={"quantityDelta": 5})).json() == {
            "updateCount": 1
        }
        answer = await api.put(f"/products/{number}/inventory", json={"quantityDelta": -20})
        assert answer.json() == {"updateCount": 1, "warning": "Product has negative stock."}
        assert (await api.get(f"/products/{number}")).json()["quantity"] == -5
        assert (await api.put(f"/products/{number}/inventory", json={})).status_code == 400


async def test_unlimited_stock_has_no_quantity_and_takes_no_delta(stage: Stage) -> None:
    async with stage.api() as api:
        number = await made(stage)
        await api.put(f"/products/{number}", json={"unlimited": True})
        product = (await api.get(f"/products/{number}")).json()
        assert "quantity" not in product and product["unlimited"]
        answer = await api.put(f"/products/{number}/inventory", json={"quantityDelta": -1})
        assert answer.json() == {"updateCount": 0}
        stage.shop.platform.switches.set("unlimited_delta", "refused")
        answer = await api.put(f"/products/{number}/inventory", json={"quantityDelta": -1})
        assert answer.status_code == 400


async def test_variations_have_their_own_stock_and_inherit_the_price(stage: Stage) -> None:
    async with stage.api() as api:
        number = await made(stage)
        wish = {"options": [{"name": "Size", "value": "XL"}], "sku": "MUG-XL", "quantity": 3}
        variation = (await api.post(f"/products/{number}/combinations", json=wish)).json()["id"]
        assert (await api.post(f"/products/{number}/combinations", json=wish)).status_code == 409
        at = f"/products/{number}/combinations/{variation}"
        assert (await api.get(at)).json()["defaultDisplayedPrice"] == 12.5
        await api.put(f"/products/{number}", json={"price": 20})
        assert (await api.get(at)).json()["defaultDisplayedPrice"] == 20
        await api.put(at, json={"price": 25})
        assert (await api.put(f"{at}/inventory", json={"quantityDelta": -4})).json()["warning"]
        listed = (await api.get(f"/products/{number}/combinations")).json()
        assert (listed[0]["price"], listed[0]["quantity"], listed[0]["inStock"]) == (25, -1, False)
        assert (await api.get("/products", params={"sku": "MUG-XL"})).json()["items"][0]["id"] == number
        assert (await api.delete(at)).json() == {"deleteCount": 1}
        assert (await api.get(at)).json()["errorCode"] == "COMBINATION_NOT_FOUND"


async def test_search_pages_by_a_hundred_and_filters(stage: Stage) -> None:
    stage.shop.load_products(
        {"id": n, "name": f"Thing {n}", "sku": f"T{n}", "price": n, "enabled": n % 2 == 0, "inStock": n > 10,
         "createTimestamp": 1000 + n, "updateTimestamp": 5000 - n, "unlimited": True}
        for n in range(1, 251)
    )  # fmt: skip
    async with stage.api() as api:
        page = (await api.get("/products", params={"limit": 500, "sortBy": "ADDED_TIME_ASC"})).json()
        assert (page["total"], page["count"], page["limit"], page["items"][0]["id"]) == (250, 100, 100, 1)
        last = (await api.get("/products", params={"offset": 200, "sortBy": "UPDATED_TIME_ASC"})).json()
        assert (last["count"], last["items"][0]["id"]) == (50, 50)
        counted: tuple[tuple[dict[str, str], int], ...] = (
            ({"keyword": "thing 25*"}, 2),
            ({"keyword": "t99"}, 1),
            ({"sku": "T7"}, 1),
            ({"sku": "t"}, 0),
            ({"enabled": "true"}, 125),
            ({"inStock": "false"}, 10),
            ({"updatedFrom": "4990"}, 10),
            ({"updatedFrom": "1970-01-01 01:23:10 +0000", "updatedTo": "4995"}, 6),
            ({"createdTo": "1005"}, 5),
            ({"priceFrom": "249"}, 2),
            ({"productId": "3,4,999"}, 2),
        )
        for query, total in counted:
            assert (await api.get("/products", params=query)).json()["total"] == total, query
        fields = {"responseFields": "total,items(id,sku)", "limit": "1"}
        assert (await api.get("/products", params=fields)).json() == {
            "total": 250,
            "items": [{"id": 250, "sku": "T250"}],
        }
        for wrong in ({"sortBy": "COLOUR"}, {"colour": "red"}, {"updatedFrom": "soon"}, {"enabled": "maybe"}):
            assert (await api.get("/products", params=wrong)).status_code == 400, wrong


async def test_updated_from_can_be_made_exclusive(stage: Stage) -> None:
    stage.shop.load_products([{"id": 1, "name": "a", "createTimestamp": 5, "updateTimestamp": 5}])
    async with stage.api() as api:
        assert (await api.get("/products", params={"updatedFrom": 5})).json()["total"] == 1
        stage.shop.platform.switches.set("updated_from", "exclusive")
        assert (await api.get("/products", params={"updatedFrom": 5})).json()["total"] == 0


async def test_loaded_products_come_back_unchanged(stage: Stage) -> None:
    sample = {
        "id": 689454040, "sku": "00001", "unlimited": True, "price": 19.99, "name": "Pizza — été",
        "created": "2024-08-19 08:49:01 +0000", "createTimestamp": 1724057341,
        "updated": "2024-09-05 07:58:07 +0000", "updateTimestamp": 1725523087, "combinations": [],
        "media": {"images": [{"id": "0", "image400pxUrl": "/pictures/mill.svg"}]}, "strange": {"kept": None},
    }  # fmt: skip
    assert stage.shop.load_products([sample]) == 1
    async with stage.api() as api:
        got = (await api.get("/products/689454040")).json()
        assert got["media"]["images"][0]["image400pxUrl"] == "http://shop.test/pictures/mill.svg"
        got["media"]["images"][0]["image400pxUrl"] = "/pictures/mill.svg"
        assert got == sample
        new = (await api.post("/products", json={"name": "New"})).json()["id"]
        assert new > 689454040
    assert (await stage.browser.get("/pictures/mill.svg")).headers["content-type"] == "image/svg+xml"
    assert (await stage.browser.get("/pictures/none.svg")).status_code == 404


async def test_skus_must_be_unique_where_the_store_says_so(stage: Stage) -> None:
    toggle = {"name": "ALLOW_EMPTY_AND_NON_UNIQUE_SKU", "visible": True, "enabled": False}
    stage.shop.profiles.update(STORE, {"featureToggles": [toggle]})
    await made(stage)
    async with stage.api() as api:
        answer = await api.post("/products", json=MUG)
        assert (answer.status_code, answer.json()["errorCode"]) == (409, "SKU_ALREADY_EXISTS")
        number = (await api.post("/products", json={"name": "No SKU"})).json()["id"]
        assert (await api.get(f"/products/{number}")).json()["sku"]


async def test_attributes_are_written_by_alias(stage: Stage) -> None:
    number = await made(stage, attributes=[{"alias": "UPC", "value": "012345678905"}])
    async with stage.api() as api:
        attribute = (await api.get(f"/products/{number}")).json()["attributes"][0]
        assert (attribute["type"], attribute["value"]) == ("UPC", "012345678905")
        assert (await api.get("/products", params={"keyword": "012345678905"})).json()["total"] == 1


async def test_wrong_questions_are_refused(stage: Stage) -> None:
    number = await made(stage)
    async with stage.api() as api:
        assert (await api.post("/products", json={"price": 3})).status_code == 400
        assert (
            await api.post("/products", content=b"{}", headers={"Content-Type": "text/plain"})
        ).status_code == 415
        assert (
            await api.post("/products", content=b"{", headers={"Content-Type": "application/json"})
        ).status_code == 400
        assert (await api.put(f"/products/{number}", json={"price": -1})).status_code == 400
        assert (await api.put(f"/products/{number}", json={"quantity": "ten"})).status_code == 400
        assert (await api.get("/products/abc")).status_code == 400
        assert (await api.get("/nothing")).status_code == 404
        assert (await api.patch(f"/products/{number}", json={})).status_code == 405


async def test_categories_types_and_brands_are_listed(stage: Stage) -> None:
    stage.shop.load_categories([{"id": 10, "name": "Fruit"}, {"id": 9, "name": "Tools"}])
    stage.shop.load_classes([{"id": 55, "name": "Books", "attributes": []}])
    await made(stage, attributes=[{"alias": "BRAND", "value": "Opinel"}], categoryIds=[10])
    async with stage.api() as api:
        assert [each["id"] for each in (await api.get("/categories")).json()["items"]] == [9, 10]
        assert (await api.get("/categories/10")).json()["name"] == "Fruit"
        assert (await api.get("/categories/11")).status_code == 404
        assert [each["id"] for each in (await api.get("/classes")).json()] == [0, 55]
        assert (await api.get("/classes/55")).json()["name"] == "Books"
        assert (await api.get("/brands")).json()["items"][0]["name"] == "Opinel"
        assert (await api.get("/products", params={"category": 10})).json()["total"] == 1
