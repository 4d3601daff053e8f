"""What people do on the simulated platform: admin, storefront, opening the app."""

import base64
import json
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from backend.sandbox.shop import ShopConfig
from backend.sandbox.shop.payload import seal
from tests.sandbox.shop_ground import STORE, Stage, set_stage

SECRET = "storelane-sandbox-secret-0001"


@pytest.fixture
def stage() -> Stage:
    return set_stage()


def opened(payload: str) -> dict[str, Any]:
    raw = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    decryptor = Cipher(AES(SECRET[:16].encode()), CBC(raw[:16])).decryptor()
    padded = decryptor.update(raw[16:]) + decryptor.finalize()
    return dict(json.loads(padded[: -padded[-1]]))


async def frame(stage: Stage, query: str = "") -> str:
    page = await stage.browser.get(f"/store/{STORE}/app{query}")
    found = re.search(r'<iframe[^>]* src="([^"]+)"', page.text)
    assert found
    return unescape(found.group(1))


def test_the_payload_agrees_with_the_known_example() -> None:
    payload = {"store_id": 1003, "lang": "en", "access_token": "secret_testtoken", "view_mode": "PAGE"}
    assert seal(payload, "0123456789abcdefZZZZZZZZZZZZZZZZ", lambda size: bytes(range(size))) == (
        "AAECAwQFBgcICQoLDA0OD5rYw56Kzao9f0RHeEN8mfKAUR2vV9sGJUwBOTYKApj_Osp6OfMRZwcVTT6DuJfexOHAkNK5ROOg"
        "-cPywJRp68d1wMB_xnS5QCpZSEXyBZ4lhP2Nohy-jRBjAXm_lvMnaQ=="
    )


async def test_the_app_opens_with_an_encrypted_payload_that_is_new_each_time(stage: Stage) -> None:
    await stage.browser.post(f"/store/{STORE}/settings", data={"lang": "fr", "plan": "Business"})
    address = urlsplit(await frame(stage, "?app_state=listing:5"))
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert (f"{address.scheme}://{address.netloc}{address.path}", query["app_state"]) == (
        "http://localhost:8800/",
        "listing:5",
    )
    assert set(query) == {"payload", "app_state", "cache-killer"}
    installation = stage.shop.platform.installation(STORE)
    assert installation is not None
    assert opened(query["payload"]) == {
        "store_id": STORE, "lang": "fr", "access_token": installation["token"], "view_mode": "PAGE",
    }  # fmt: skip
    assert await frame(stage) != await frame(stage)


async def test_the_ways_of_opening_can_be_switched(stage: Stage) -> None:
    stage.shop.platform.switches.set("app_state_place", "payload")
    query = parse_qs(urlsplit(await frame(stage, "?app_state=x&view_mode=INLINE")).query)
    inside = opened(query["payload"][0])
    assert (inside["app_state"], inside["view_mode"], "app_state" in query) == ("x", "INLINE", False)
    stage.shop.platform.switches.set("opening", "plain")
    address = urlsplit(await frame(stage, "?app_state=x"))
    assert not address.query and json.loads(bytes.fromhex(address.fragment))["store_id"] == STORE


async def test_the_whole_admin_can_stand_in_a_foreign_frame(stage: Stage) -> None:
    stage.shop.platform.switches.set("frame", "nested")
    outer = (await stage.browser.get(f"/store/{STORE}/app?app_state=x")).text
    assert "Site builder" in outer
    assert f"/store/{STORE}/app?app_state=x" in outer
    inner = await stage.browser.get(f"/store/{STORE}/app", headers={"Sec-Fetch-Dest": "iframe"})
    assert 'name="app-frame"' in inner.text


async def test_installing_happens_on_the_apps_page_after_a_look_at_the_permissions() -> None:
    stage = set_stage(ShopConfig(address="http://shop.test", installed=False))
    assert "not installed" in (await stage.browser.get(f"/store/{STORE}/app")).text
    assert "Storelane</a>" not in (await stage.browser.get(f"/store/{STORE}/orders")).text
    assert "read_catalog" in (await stage.browser.get(f"/store/{STORE}/apps/install")).text
    answer = await stage.browser.post(f"/store/{STORE}/apps/install")
    assert answer.headers["location"] == f"/store/{STORE}/app"
    assert await frame(stage)
    await stage.shop.webhooks.deliver_due()
    assert stage.inbox.events() == ["application.installed"]


async def test_a_product_is_made_edited_and_deleted_by_hand(stage: Stage) -> None:
    at = f"/store/{STORE}/products"
    form = {
        "name": "Bol bleu",
        "price": "12,50",
        "quantity": "4",
        "sku": "B1",
        "barcode": "3760123450017",
        "enabled": "1",
    }
    page = (await stage.browser.post(f"{at}/new", data=form)).headers["location"].split("?")[0]
    assert "Bol bleu" in (await stage.browser.get(f"{at}?q=3760123450017")).text
    assert "Bol bleu" not in (await stage.browser.get(f"{at}?q=nothing")).text
    number = int(page.rsplit("/", 1)[1])
    product = stage.shop.products.get(STORE, number)
    assert (product["price"], product["quantity"], product["attributes"][0]["type"]) == (12.5, 4, "UPC")
    await stage.browser.post(page, data={**form, "price": "9", "quantity": "", "enabled": ""})
    product = stage.shop.products.get(STORE, number)
    assert (product["price"], product["unlimited"], product["enabled"]) == (9, True, False)
    refused = await stage.browser.post(page, data={**form, "price": "cheap"})
    assert (refused.status_code, "cheap" in refused.text) == (422, True)
    more = {"option": "Size", "value": "L", "sku": "B1-L", "price": "11", "quantity": "2"}
    await stage.browser.post(f"{page}/variations", data=more)
    variation = stage.shop.products.get(STORE, number)["combinations"][0]
    assert (variation["price"], variation["quantity"]) == (11, 2)
    at_variation = f"{page}/variations/{variation['id']}"
    await stage.browser.post(at_variation, data={"sku": "B1-L", "price": "", "quantity": "0"})
    variation = stage.shop.products.get(STORE, number)["combinations"][0]
    assert ("price" in variation, variation["inStock"], variation["defaultDisplayedPrice"]) == (
        False,
        False,
        9,
    )
    assert "B1-L" in (await stage.browser.get(page)).text
    await stage.browser.post(at_variation, data={"do": "delete"})
    assert stage.shop.products.get(STORE, number)["combinations"] == []
    await stage.browser.post(page, data={"do": "delete"})
    assert (await stage.browser.get(page)).status_code == 404
    await stage.shop.webhooks.deliver_due()
    assert stage.inbox.events()[0] == "product.created" and stage.inbox.events()[-1] == "product.deleted"


async def test_buying_lowers_stock_and_shows_in_the_orders(stage: Stage) -> None:
    lamp = {
        "id": 5,
        "name": "Lampe",
        "price": 89,
        "quantity": 2,
        "unlimited": False,
        "enabled": True,
        "inStock": True,
    }
    stage.shop.load_products([lamp, {**lamp, "id": 6, "name": "Secret", "enabled": False}])
    shelf = (await stage.browser.get(f"/shop/{STORE}")).text
    assert "Lampe" in shelf and "Secret" not in shelf and "89,00 €" in shelf
    at = f"/shop/{STORE}/products/5"
    assert (await stage.browser.get(at)).status_code == 200
    assert (await stage.browser.post(at, data={"quantity": "3"})).status_code == 422
    thanks = await stage.browser.post(at, data={"quantity": "2"})
    assert "Lampe" in (await stage.browser.get(thanks.headers["location"])).text
    assert stage.shop.products.get(STORE, 5)["quantity"] == 0
    assert "Camille Martin" in (await stage.browser.get(f"/store/{STORE}/orders")).text
    assert (await stage.browser.post(at, data={"quantity": "1"})).status_code == 422
    assert (await stage.browser.get(f"/shop/{STORE}/products/6")).status_code == 404


async def test_a_merchant_ships_cancels_and_deletes_an_order(stage: Stage) -> None:
    wish = {
        "subtotal": 1, "total": 1, "email": "a@b.test", "paymentStatus": "PAID",
        "fulfillmentStatus": "PROCESSING",
        "refererId": "Amazon", "items": [{"name": "Mug", "price": 1, "quantity": 1}],
        "orderExtraFields": [{"id": "amazon_order_id", "title": "Amazon order", "value": "113-7"}],
    }  # fmt: skip
    name = stage.shop.orders.create(STORE, wish)["id"]
    page = (await stage.browser.get(f"/store/{STORE}/orders/{name}")).text
    assert "113-7" in page and 'class="amazon"' in page and "Tracking number" in page
    change = {"paymentStatus": "PAID", "fulfillmentStatus": "SHIPPED", "trackingNumber": "1Z"}
    await stage.browser.post(f"/store/{STORE}/orders/{name}", data=change)
    assert stage.shop.orders.get(STORE, name)["trackingNumber"] == "1Z"
    stage.shop.orders.update(STORE, name, {"externalFulfillment": True})
    assert "Tracking number" not in (await stage.browser.get(f"/store/{STORE}/orders/{name}")).text
    await stage.browser.post(f"/store/{STORE}/orders/{name}", data={"do": "delete"})
    assert (await stage.browser.get(f"/store/{STORE}/orders/{name}")).status_code == 404


async def test_the_admin_speaks_french_and_names_no_other_store(stage: Stage) -> None:
    await stage.browser.post(
        f"/store/{STORE}/settings", data={"lang": "fr", "plan": "Venture", "suspended": "1"}
    )
    for path in ("", "/orders", "/products", "/products/new", "/apps", "/apps/install", "/settings"):
        page = await stage.browser.get(f"/store/{STORE}{path}")
        assert page.status_code == 200 and "Tableau de bord" in page.text, path
    assert stage.shop.platform.settings(STORE)["suspended"] is True
    assert (await stage.browser.get("/store/999/orders")).status_code == 404
    assert (await stage.browser.get("/")).headers["location"] == f"/store/{STORE}"


async def test_the_sdk_stand_ins_and_the_control_page_are_served(stage: Stage) -> None:
    assert "EcwidApp" in (await stage.browser.get("/sdk/ecwid-app.js")).text
    assert ".settings-page" in (await stage.browser.get("/sdk/ecwid-app-ui.css")).text
    assert (await stage.browser.get("/sdk/../app.py")).status_code == 404
    control = (await stage.browser.get("/sandbox")).text
    assert "lost_webhook" in control and "amazon_logo" in control
    assert f"/store/{STORE}/app" in (await stage.browser.get(f"/nested/{STORE}")).text
