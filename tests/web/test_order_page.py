"""One order's own page: its lines, packages, what is special about it, what happened to it, and another try."""

import re
from pathlib import Path

from tests.lanes.ground import FRANCE
from tests.web.desk import HTMX, SAME, Desk, merchant, open_desk, other_shop

SELLER, BOWL = "A2ATELIERNORD0", "MV-BOL-BLEU"


async def path_of(desk: Desk, code: str) -> str:
    """The address of an order's page, from the list."""
    found = re.search(rf'href="(/orders/\d+)">{code}</a>', await desk.page("/orders"))
    assert found is not None
    return found[1]


async def test_it_shows_what_was_sold_how_it_leaves_and_what_happened(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world, orders = desk.world, desk.world.other.orders
        code = orders.sell(SELLER, FRANCE, BOWL, 3, kind="business")
        await world.settle(400, 5)
        path = await path_of(desk, code)
        page = await desk.page(path)
        for said in (
            "To send",
            "Business",
            BOWL,
            "€14.90",
            "send by",
            "Standard",
            f"/orders-v3/order/{code}",
        ):
            assert said in page, said
        assert f"Amazon order {code} came into your shop as" in page  # its history
        orders.ship(code, 1, carrier="Colissimo", tracking="6A00000000001")
        await world.settle(400, 5)
        page = await desk.page(path, **HTMX)
        for said in ("Partly sent", "Package 1", "Colissimo", "6A00000000001", f"1 × {BOWL}"):
            assert said in page, said
        assert "<html" not in page
        french = (await merchant(world, desk.shop_id, "fr").get(path)).text
        for said in ("Expédiée en partie", "Professionnelle", "Colis 1", "Transporteur"):
            assert said in french, said


async def test_a_buyers_wish_to_cancel_is_said(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        code = desk.world.other.orders.sell(SELLER, FRANCE, BOWL, 1)
        desk.world.other.orders.ask_cancel(code)
        await desk.world.settle(400, 5)
        assert "The buyer asks to cancel it: ordered by mistake." in await desk.page(
            await path_of(desk, code)
        )


async def test_what_is_stuck_says_why_and_is_tried_again_from_its_page(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        world.other.shop_ground.faults.arm("refuse", site="shop", operation="POST */orders", times=1)
        code = world.other.orders.sell(SELLER, FRANCE, BOWL, 1)
        await world.settle(400, 5)
        path = await path_of(desk, code)
        page = await desk.page(path)
        assert "It is stuck" in page and "your shop does not take it" in page
        answer = await desk.browser.post(f"{path}/retry", data={"back": "order"}, headers=SAME)
        assert answer.headers["location"] == f"{path}?said=retry"
        await world.settle(60, 5)
        page = await desk.page(path)
        assert "It is stuck" not in page and "in your shop</a>" in page


async def test_another_shops_order_is_not_there(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        code = world.other.orders.sell(SELLER, FRANCE, BOWL, 1)
        await world.settle(400, 5)
        path = await path_of(desk, code)
        assert (await (await other_shop(world)).get(path)).status_code == 404
        assert (await desk.browser.get("/orders/999999")).status_code == 404
