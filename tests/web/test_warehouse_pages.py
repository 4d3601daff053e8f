"""Amazon's warehouse on the pages: pieces beside the shop's, the change of sender with what it brings, FBA orders."""

import html
from pathlib import Path

import pytest

from tests.lanes.counter import BOWL, SELLER, shop_orders
from tests.lanes.ground import FRANCE, listing
from tests.web.desk import SAME, Desk, merchant, open_desk, other_shop


async def post(desk: Desk, path: str, **form: str) -> str:
    answer = await desk.browser.post(path, data=form, headers=SAME)
    assert answer.status_code == 303, answer.text[:300]
    return str(answer.headers["location"])


async def test_the_merchant_lets_amazon_send_it_and_sees_its_pieces_beside_the_shops(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        kept = await listing(world, desk.shop_id, BOWL)
        ask = html.unescape(await desk.page(f"/listings/{kept.id}/sender"))
        assert "Nothing lies in Amazon's warehouse. Nobody can buy it" in ask
        world.other.warehouse.move(SELLER, "eu", BOWL, "fulfillable", 12)
        world.other.warehouse.move(SELLER, "eu", BOWL, "inbound", 20)
        where = await post(desk, f"/listings/{kept.id}/sender", target="marketplace")
        assert where.startswith(f"/listings/{kept.id}?said=switching")
        page = html.unescape(await desk.page(where))
        assert "Amazon sends it soon" in page and ">Undo<" in page
        await world.settle(60, 4)
        page = html.unescape(await desk.page(f"/listings/{kept.id}"))
        sender = page.split('id="sender"')[1].split("</section>")[0]
        assert "Amazon's warehouse" in sender and "12 for sale, 20 on the way" in sender
        assert "You let Amazon's warehouse send it" in page
        await post(desk, "/listings/columns", column="at_amazon")
        assert "12 for sale, 20 on the way" in await desk.page("/listings?fba=yes")
        assert "MV-NAPPE" not in await desk.page("/listings?fba=yes")
        assert "12 for sale, 20 on the way" in html.unescape(await desk.page("/products?words=bol"))
        french = merchant(world, desk.shop_id, "fr")
        assert "12 en vente, 20 en route" in (await french.get(f"/listings/{kept.id}")).text
        # And back, with the pieces that stay there.
        ask = html.unescape(await desk.page(f"/listings/{kept.id}/sender"))
        assert "32 pieces of yours stay with Amazon" in ask and "Your policy offers 24 pieces" in ask
        await post(desk, f"/listings/{kept.id}/sender", target="merchant")
        await world.settle(60, 4)
        assert not (await listing(world, desk.shop_id, BOWL)).by_amazon
        stranger = await other_shop(world)
        assert (await stranger.get(f"/listings/{kept.id}/sender")).status_code == 404
        assert (
            await stranger.post(f"/listings/{kept.id}/sender", data={"target": "marketplace"}, headers=SAME)
        ).status_code == 404
        bad = await desk.browser.post(f"/listings/{kept.id}/sender", data={"target": "nobody"}, headers=SAME)
        assert bad.status_code == 400


@pytest.mark.parametrize("brought", [True, False])
async def test_amazons_own_orders_come_into_the_shop_as_the_merchant_wants(
    database_url: str, tmp_path: Path, brought: bool
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        stock = world.other.shop.products.by_sku(1003, BOWL)["quantity"]
        if not brought:
            assert "Show them in Storelane only" in await desk.page("/orders/settings")
            assert await post(desk, "/orders/settings/warehouse", on="0") == "/orders/settings?said=kept"
        one, gone = (
            world.other.orders.sell(SELLER, FRANCE, BOWL, 1, kind="fulfilled_by_amazon") for _ in range(2)
        )
        await world.settle(400, 20)
        world.other.orders.cancel(gone)
        await world.settle(400, 20)
        there = {each["externalTransactionId"]: each for each in shop_orders(world)}
        assert set(there) == ({one, gone} if brought else set())
        if brought:
            assert (there[one]["fulfillmentStatus"], there[one]["externalFulfillment"]) == ("SHIPPED", True)
            assert there[gone]["paymentStatus"] == "CANCELLED"
        number = await world.house.db.fetch_val("select id from orders where order_code = :c", {"c": one})
        page = html.unescape(await desk.page(f"/orders/{number}"))
        assert "Amazon packs and sends it from its own warehouse" in page
        assert ("It shows in Storelane only" in page) is not brought
        assert world.other.shop.products.by_sku(1003, BOWL)["quantity"] == stock
        if not brought:
            # On again: what is ordered from now on comes in, what was left out stays out.
            await post(desk, "/orders/settings/warehouse", on="1")
            world.clock.advance(5)
            new = world.other.orders.sell(SELLER, FRANCE, BOWL, 1, kind="fulfilled_by_amazon")
            world.other.orders.ship(one)
            await world.settle(400, 20)
            assert [each["externalTransactionId"] for each in shop_orders(world)] == [new]
