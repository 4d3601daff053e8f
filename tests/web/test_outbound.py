"""The pages of the shop's own orders and Amazon's warehouse: the list, the form with its speeds, one order."""

import html
import re
from pathlib import Path

from backend.sandbox.store import Document
from backend.storage import outbound_wishes
from tests.lanes.outbound_ground import BOWL, CLOTH, bring, own_order, push, shops, stock, there
from tests.web.desk import HTMX, SAME, Desk, merchant, open_desk, other_shop
from tests.world import STORE


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    form = page[page.index('id="outbound_form"') :]
    said = {}
    for tag in re.findall(r"<input[^>]*>", form):
        about = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        ticked = about.get("type") in ("radio", "checkbox")
        if "name" in about and (not ticked or " checked" in tag):
            said[about["name"]] = html.unescape(about.get("value", ""))
    for name, value in re.findall(r'<textarea id="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        said[name] = html.unescape(value)
    found = re.search(r'<option value="([^"]+)" selected', form)
    return said | ({"place": found[1]} if found else {})


async def previewed(desk: Desk, path: str, **changes: str) -> str:
    """The page with Amazon's speeds, for the form with these changes."""
    said = fields(await desk.page(path)) | changes
    answer = await desk.browser.post(f"{path}/preview", data=said, headers=SAME)
    assert answer.status_code == 200, answer.text[-3000:]
    return answer.text


def code_of(order: Document) -> str:
    return str(order["items"][0]["id"])


async def test_an_order_goes_from_the_list_over_its_fees_to_amazon_and_comes_back_with_its_tracking(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        assert "No open orders" in await desk.page("/outbound")
        bring(world, BOWL, 10)
        shop_code = own_order(world, f"{BOWL} {CLOTH}")
        page = await desk.page("/outbound")
        assert shop_code in page and "Camille Martin" in page and "See speeds and fees" in page
        assert "Send from Amazon's warehouse" in await desk.page("/orders")
        path = f"/outbound/{shop_code}"
        lacking = await previewed(desk, path)
        assert "never sent to the warehouse under this SKU" in lacking and "So nothing can be sent" in lacking
        cloth = str(shops(world, shop_code)["items"][1]["id"])
        page = await previewed(desk, path, **{f"pieces_{cloth}": ""})
        for said in ("Standard", "Expedited", "Priority", "arrives between", "transport", "€"):
            assert said in page, said
        chosen = fields(page) | {"speed": "expedited", "comment": "Merci !"}
        answer = await desk.browser.post(f"{path}/send", data=chosen, headers=SAME)
        assert answer.headers["location"] == f"{path}?said=sent"
        twice = await desk.browser.post(f"{path}/send", data=chosen, headers=SAME)
        assert twice.status_code == 303
        assert "On its way to Amazon" in await desk.page(path)
        await world.settle(2)
        (order,) = there(world)
        assert (order["speed"], order["comment"], len(order["items"])) == ("Expedited", "Merci !", 1)
        page = await desk.page(path, **HTMX)
        assert "Amazon has it" in page and "<html" not in page and "Cancel at Amazon" in page
        push(world, order["code"], 4)
        await world.settle(320, 20)
        tracking = shops(world, shop_code)["trackingNumber"]
        page = await desk.page(path)
        assert tracking and tracking in page and "Sent" in page and "DHL" in page
        french = (await merchant(world, desk.shop_id, "fr").get(path)).text
        assert "Expédiée" in french and "N° de suivi" in french
        assert f"Amazon sent order {shop_code} from its warehouse" in html.unescape(
            await desk.page("/journal")
        )
        assert shop_code in await desk.page(f"/outbound?words={shop_code}", **HTMX)


async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_sent(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        bring(world)
        shop_code = own_order(world)
        path = f"/outbound/{shop_code}"
        line = code_of(shops(world, shop_code))
        said = fields(await desk.page(path))
        for changes, words in (
            ({"city": ""}, "a parcel needs it"),
            ({"country": "France"}, "Two letters"),
            ({"postal_code": "Lyon"}, "Amazon does not accept this"),
            ({f"pieces_{line}": "3"}, "A whole number, at most 2"),
            ({f"pieces_{line}": "0"}, "at least one piece"),
            ({f"sku_{line}": ""}, "Under which SKU"),
            ({"place": "1:NOWHERE"}, "Choose the account"),
        ):
            answer = await desk.browser.post(f"{path}/preview", data=said | changes, headers=SAME)
            assert (answer.status_code, words in answer.text) == (422, True), (changes, answer.text[-3000:])
        page = fields(await previewed(desk, path))
        answer = await desk.browser.post(
            f"{path}/send", data=page | {"fee_seen": "standard=1EUR"}, headers=SAME
        )
        assert answer.status_code == 422 and "fees changed meanwhile" in answer.text
        answer = await desk.browser.post(f"{path}/send", data=page | {"speed": ""}, headers=SAME)
        assert answer.status_code == 422 and "Choose how quickly" in answer.text
        world.other.amazon_ground.faults.arm("outage", site="amazon", operation="POST */preview")
        answer = await desk.browser.post(f"{path}/preview", data=page, headers=SAME)
        assert answer.status_code == 422 and "Amazon does not answer" in answer.text
        assert there(world) == []


async def test_others_orders_and_those_that_need_no_parcel_are_not_offered(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world, orders = desk.world, desk.world.other.shop.orders
        amazons = world.other.orders.sell("A2ATELIERNORD0", "A13V1IB3VIYZZH", BOWL, 1)
        await world.settle(400, 10)
        pickup, sent = own_order(world), own_order(world)
        orders.update(STORE, pickup, {"shippingOption": {"isPickup": True}})
        orders.update(STORE, sent, {"fulfillmentStatus": "SHIPPED"})
        page = await desk.page("/outbound")
        assert "No open orders" in page and amazons not in page
        for shop_code, words in ((pickup, "picks it up"), (sent, "sent already")):
            assert words in await desk.page(f"/outbound/{shop_code}")
        assert (await desk.browser.get("/outbound/NOTHERE")).status_code == 404
        world.other.shop_ground.faults.arm("outage", site="shop", operation="GET */orders")
        assert "Your shop does not answer" in await desk.page("/outbound")


async def test_many_orders_are_leafed_through_and_problems_stand_first(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        codes = [own_order(world, CLOTH, 1) for _ in range(12)]
        products = world.other.shop.products
        product = products.by_sku(STORE, CLOTH)
        assert product is not None
        products.move_stock(STORE, product["id"], None, 50)
        codes += [own_order(world, CLOTH, 1) for _ in range(12)]
        page = await desk.page("/outbound")
        assert codes[-1] in page and codes[0] not in page
        older = re.search(r'href="([^"]+)" rel="next"', page)
        assert older is not None
        second = await desk.page(html.unescape(older[1]))
        assert codes[0] in second and codes[-1] not in second and "Back to the newest" in second
        # One that Amazon loses a part of waits for the merchant, everywhere it is looked for.
        bring(world, CLOTH)
        world.other.amazon_ground.faults.arm("outbound_unfulfillable", site="amazon", times=1)
        path = f"/outbound/{codes[0]}"
        before = stock(world, CLOTH)
        chosen = fields(await previewed(desk, path, gives_back=""))
        assert (await desk.browser.post(f"{path}/send", data=chosen, headers=SAME)).status_code == 303
        await world.settle(900, 60)
        assert await outbound_wishes.waiting(world.house.db, desk.shop_id) == 1
        for place in ("/outbound", path):
            assert "Amazon found none of it" in await desk.page(place)
        assert "Orders at Amazon&#39;s warehouse that need you" in await desk.page("/dashboard")
        assert "need you" in await desk.page("/orders")
        assert stock(world, CLOTH) == before  # it was asked to be left alone
        answer = await desk.browser.post(f"{path}/settled", headers=SAME)
        assert answer.headers["location"] == f"{path}?said=settled"
        page = await desk.page(path)
        assert "Amazon found none of it" not in page and "Send again" in page
        assert "Pieces, of 1" in await desk.page(f"{path}?again=1")


async def test_settings_are_kept_and_strangers_see_nothing(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        bring(world)
        path = f"/outbound/{own_order(world)}"
        assert 'name="gives_back" value="yes" checked' in await desk.page(path)
        answer = await desk.browser.post("/orders/settings/outbound", data={}, headers=SAME)
        assert answer.headers["location"] == "/orders/settings?said=kept"
        assert 'name="gives_back" value="yes">' in await desk.page("/orders/settings")
        assert 'name="gives_back" value="yes">' in await desk.page(path)
        chosen = fields(await previewed(desk, path))
        await desk.browser.post(f"{path}/send", data=chosen, headers=SAME)
        stranger = await other_shop(world)
        for act in ("look", "cancel", "retry", "let-go", "settled", "stock"):
            assert (await stranger.post(f"{path}/{act}", headers=SAME)).status_code == 404
            assert (await desk.browser.post(f"{path}/{act}", headers=SAME)).status_code == 303
        assert "Cancelled" in await desk.page(path) or "Being cancelled" in await desk.page(path)
