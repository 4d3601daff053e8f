"""The part Sending of an order's page, the question about a carrier, and how packages are told of."""

import re
from pathlib import Path

from tests.lanes.ground import FRANCE
from tests.lanes.test_order_changes import change
from tests.lanes.test_shipments import packages
from tests.web.desk import SAME, Desk, merchant, open_desk, other_shop
from tests.web.test_order_page import BOWL, SELLER, path_of

UPS, UNSURE = "1Z999AA10123456784", "NOBODYS-12"


async def ordered(desk: Desk, pieces: int = 1, kind: str = "ordinary") -> tuple[str, str, str]:
    """An order in the shop: the address of its page, Amazon's number, the shop's."""
    code = desk.world.other.orders.sell(SELLER, FRANCE, BOWL, pieces, kind=kind)
    await desk.world.settle(320, 20)
    shop_code = await desk.world.house.db.fetch_val(
        "select shop_code from orders where order_code = :c", {"c": code}
    )
    return await path_of(desk, code), code, str(shop_code)


async def press(desk: Desk, path: str, status: int = 303, **form: str) -> str:
    answer = await desk.browser.post(path, data=form, headers=SAME)
    assert answer.status_code == status, (path, answer.status_code, answer.text[:300])
    return answer.text if status != 303 else str(answer.headers["location"])


async def line_of(desk: Desk, code: str) -> str:
    order = desk.world.other.orders.get(code)
    assert order is not None
    return str(order["items"][0]["id"])


WRONG: list[tuple[dict[str, str], str]] = [
    ({"number": ""}, "Amazon wants a tracking number."),
    ({"number": "9" * 60}, "That is no tracking number."),
    ({"number": UNSURE, "pieces": "1"}, "Please choose."),
    ({"number": UPS, "pieces": "4"}, "More pieces are entered"),
    ({"number": UPS, "pieces": "x"}, "whole numbers"),
    ({"number": UPS, "pieces": "0"}, "At least one piece"),
    ({"number": UPS, "day": "2030-01-01"}, "lies in the future"),
    ({"number": UPS, "day": "1999-01-01"}, "before it was ordered"),
    ({"number": UPS, "day": "soon"}, "That is no date."),
]


async def test_what_is_wrong_with_a_package_is_said_beside_the_field(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        path, code, _ = await ordered(desk, 3)
        page = await desk.page(path)
        assert "Amazon was told of no package yet" in page and "Enter a package" in page
        item = await line_of(desk, code)
        for form, said in WRONG:
            wish = {f"pieces_{item}" if name == "pieces" else name: value for name, value in form.items()}
            page = await press(desk, f"{path}/sending", 422, **wish)
            assert said in page, form
            assert "field__error" in page and re.search(r'<details id="add_package"[^>]* open', page), form
        assert packages(desk.world, code) == []
        stranger = await other_shop(desk.world)
        assert (await stranger.post(f"{path}/sending", data={}, headers=SAME)).status_code == 404


async def test_a_package_is_entered_in_part_and_corrected(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        path, code, _ = await ordered(desk, 3)
        item = await line_of(desk, code)
        location = await press(desk, f"{path}/sending", number=UPS, **{f"pieces_{item}": "1"})
        assert location == f"{path}?said=package#sending"
        assert "Amazon will be told" in await desk.page(path)
        await desk.world.settle(60, 5)
        assert packages(desk.world, code) == [("UPS", UPS, {item: 1})]
        page = await desk.page(path)
        for said in (
            "Amazon shows it",
            "Enter another package",
            "entered here",
            "of 2 left",
            "ups.com/track",
        ):
            assert said in page, said
        assert "already" in await press(desk, f"{path}/sending", 422, number=UPS, **{f"pieces_{item}": "1"})
        await press(desk, f"{path}/sending", reference="1001", number="8R12345678901", carrier="Ma Poste")
        await desk.world.settle(60, 5)
        assert packages(desk.world, code) == [("Ma Poste", "8R12345678901", {item: 1})]
        page = await desk.page(path)
        assert "another number for package 1001" in page
        french = (await merchant(desk.world, desk.shop_id, "fr").get(path)).text
        assert "Amazon l’affiche" in french and "Saisir un autre colis" in french


async def test_a_carrier_is_asked_for_once_and_the_answer_can_be_changed_and_forgotten(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        path, code, shop_code = await ordered(desk)
        change(world, shop_code, trackingNumber="CRYPTIC-7777777")
        await world.settle(60, 5)
        page = await desk.page(path)
        assert "Who carries it?" in page and "tracking numbers like CRYPTIC9999999" in page
        assert "Please say who carries it." in await press(desk, f"{path}/sending/carrier", 422, carrier=" ")
        await press(desk, f"{path}/sending/carrier", carrier="colissimo")
        await world.settle(60, 5)
        assert [one[:2] for one in packages(world, code)] == [("Colissimo", "CRYPTIC-7777777")]
        page = await desk.page(path)
        assert "Who carries it?" not in page
        assert "You said who carries tracking numbers like CRYPTIC9999999: Colissimo" in page
        settings = await desk.page("/orders/settings")
        assert "tracking numbers like CRYPTIC9999999" in settings
        sample = {"kind": "shape", "sample": "CRYPTIC9999999"}
        await press(desk, "/orders/settings/carriers", carrier="DPD", **sample)
        assert 'value="DPD"' in await desk.page("/orders/settings")
        path, code, shop_code = await ordered(desk)
        change(world, shop_code, trackingNumber="CRYPTIC-8888888")
        await world.settle(60, 5)
        assert [one[:2] for one in packages(world, code)] == [("DPD", "CRYPTIC-8888888")]
        await press(desk, "/orders/settings/carriers", do="forget", **sample)
        assert "None yet." in await desk.page("/orders/settings")


async def test_what_has_no_number_goes_only_as_the_merchant_wants(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        path, code, shop_code = await ordered(desk)
        change(world, shop_code, fulfillmentStatus="SHIPPED")
        await world.settle(60, 5)
        page = await desk.page(path)
        assert "gives no tracking number" in page and "Sent without a number" in page
        assert packages(world, code) == []
        await press(desk, f"{path}/sending/untracked")
        await world.settle(60, 5)
        assert [one[:2] for one in packages(world, code)] == [("Letter", shop_code)]
        path, code, shop_code = await ordered(desk)
        change(world, shop_code, fulfillmentStatus="SHIPPED")
        await world.settle(60, 5)
        assert packages(world, code) == []
        settings = {
            "shipping_untracked": "yes",
            "shipping_carrier": "La Poste",
            "shipping_method": "Lettre verte",
        }
        await press(desk, "/orders/settings/shipping", **settings)
        page = await desk.page("/orders/settings?said=kept")
        assert "Saved." in page and "La Poste" in page and "Lettre verte" in page
        await world.settle(60, 5)
        order = world.other.orders.get(code)
        assert order is not None
        (package,) = order["packages"]
        assert (package["carrier"], package["tracking"], package["method"]) == (
            "La Poste",
            shop_code,
            "Lettre verte",
        )
        await world.settle(400, 20)
        assert world.other.shop.orders.get(1003, shop_code).get("trackingNumber") in (None, "")


async def test_another_number_is_a_correction_or_the_rest_as_the_merchant_says(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        for what, told in (
            ("correct", [("UPS", UPS, 1)]),
            ("more", [("DHL", "1234567", 1), ("UPS", UPS, 2)]),
        ):
            path, code, shop_code = await ordered(desk, 3)
            item = await line_of(desk, code)
            world.other.packages.pack(code, "DHL", "1234567", {item: 1})
            await world.settle(400, 20)
            change(world, shop_code, trackingNumber=UPS, trackingUrl="")
            await world.settle(60, 5)
            assert "It is the rest of the order" in await desk.page(path)
            await press(desk, f"{path}/sending/replaced", what=what)
            await world.settle(60, 5)
            found = [(carrier, number, pieces[item]) for carrier, number, pieces in packages(world, code)]
            assert found == told
            assert "It is the rest of the order" not in await desk.page(path)


async def test_what_amazon_refused_is_tried_again_or_left_out(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        path, code, _ = await ordered(desk, 2)
        world.other.packages.pack(code, "DHL", "1234567", {})  # a moment ago: nobody told us
        await press(desk, f"{path}/sending", number=UPS)
        await world.settle(30, 5)
        page = await desk.page(path)
        for said in ("Amazon refused it", "Amazon said:", "PackageToUpdateNotFound", "Do not tell Amazon"):
            assert said in page, said
        await press(desk, f"{path}/sending/retry")
        await world.settle(30, 5)
        # By now it is known that nothing is left to send: Amazon need not say it again.
        assert "More pieces are entered than are left to send." in await desk.page(path)
        await press(desk, f"{path}/sending/forget", reference="1001")
        await world.settle(60, 5)
        page = await desk.page(path)
        assert "More pieces are entered" not in page and "1234567" in page
        assert [one[1] for one in packages(world, code)] == ["1234567"]
