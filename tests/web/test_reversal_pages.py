"""Cancelling and giving money back on an order's page: what may be, a last look before, and the clear no."""

import re
from pathlib import Path

from tests.lanes.ground import FRANCE
from tests.web.desk import SAME, Desk, merchant, open_desk, other_shop
from tests.web.test_order_page import BOWL, SELLER, path_of


async def sold(
    desk: Desk, pieces: int = 1, *, sent: bool = False, kind: str = "ordinary", pending: bool = False
) -> tuple[str, str]:
    """Amazon's number of a sale, and the address of its page."""
    orders = desk.world.other.orders
    code = orders.sell(SELLER, FRANCE, BOWL, pieces, kind=kind, pending=pending)
    if sent:
        orders.ship(code)
    await desk.world.settle(400, 10)
    return code, await path_of(desk, code)


async def post(desk: Desk, path: str, **form: str) -> str:
    """Where a form leads."""
    answer = await desk.browser.post(path, data=form, headers=SAME)
    assert answer.status_code == 303, (answer.status_code, answer.text[-600:])
    return answer.headers["location"]


async def test_a_buyers_request_is_accepted_or_declined(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        orders = desk.world.other.orders
        code, path = await sold(desk)
        other, other_path = await sold(desk)
        for each in (code, other):
            orders.ask_cancel(each)
        await desk.world.settle(400, 10)
        assert "Accept: cancel the order" in await desk.page(path)
        assert await post(desk, f"{path}/request", do="accept") == f"{path}?said=granted#cancelling"
        page = await desk.page(f"{path}?said=granted")
        assert "as the buyer wishes" in page and "please do not send it" in page
        assert "Accept" not in page
        await post(desk, f"{path}/request", do="accept")  # pressed twice
        await post(desk, f"{other_path}/request", do="decline")
        page = await desk.page(other_path)
        assert "asks to cancel it:" not in page and "You declined the buyer" in page
        await desk.world.settle(400, 10)
        found = orders.get(code)
        assert found and found["cancelled_by"] == ["MERCHANT", "BuyerCanceled"]
        assert "Amazon cancelled order" in await desk.page(path)
        still = orders.get(other)
        assert still and still["status"] == "UNSHIPPED"
        assert "asks to cancel it:" not in await desk.page(other_path)  # also after Amazon told it again


async def test_money_is_given_back_after_a_last_look_once(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        code, path = await sold(desk, 2, sent=True)
        form = await desk.page(f"{path}/refund")
        (item,) = re.findall(r'name="amount_(\w+)"', form)
        name = re.findall(r'name="name" value="([^"]+)"', form)[0]
        entered = {f"amount_{item}": "20,00", f"pieces_{item}": "1", "reason": "return", "name": name}
        look = await desk.browser.post(f"{path}/refund", data={**entered, "do": "look"}, headers=SAME)
        assert look.status_code == 200
        for said in ("Give €20.00 back?", "Goods", "The buyer sent it back", "Back into stock"):
            assert said in look.text, said
        for wrong, words in (("999", "more than is left"), ("x", "Write a number"), ("", "Enter how much")):
            entered_wrong = {**entered, f"amount_{item}": wrong, "do": "look"}
            answer = await desk.browser.post(f"{path}/refund", data=entered_wrong, headers=SAME)
            assert answer.status_code == 422 and words in answer.text, wrong
        over = await desk.browser.post(
            f"{path}/refund", data={**entered, f"pieces_{item}": "3", "do": "look"}, headers=SAME
        )
        assert over.status_code == 422
        before = desk.world.other.shop.products.by_sku(1003, BOWL)["quantity"]
        for _ in range(2):
            assert (
                await post(desk, f"{path}/refund", **entered, do="send")
            ) == f"{path}?said=given#cancelling"
        assert "goes to Amazon within a minute" in await desk.page(path)
        await desk.world.settle(400, 10)
        order = desk.world.other.orders.get(code)
        assert order is not None
        (refund,) = order["refunds"]
        assert [(p["component"], p["amount"], p["reason"]) for p in refund["parts"]] == [
            ("Principal", "20.00", "CustomerReturn")
        ]
        page = await desk.page(path)
        assert "Amazon gave €20.00 of order" in page and "pieces are back in stock" in page
        assert desk.world.other.shop.products.by_sku(1003, BOWL)["quantity"] == before + 1
        assert "not shown by Amazon here" in page
        french = (await merchant(desk.world, desk.shop_id, "fr").get(path)).text
        assert "Annuler ou rembourser" in french and "Refund" not in french
        assert (await (await other_shop(desk.world)).get(f"{path}/refund")).status_code == 404


async def test_what_was_paid_for_an_order_from_before_is_read_when_asked(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        _, path = await sold(desk, sent=True)
        await desk.world.house.db.execute("delete from order_money")
        assert "Read what was paid" in await desk.page(path)
        assert (await post(desk, f"{path}/amounts")).endswith("said=amounts#cancelling")
        await desk.world.settle(200, 10)
        assert "Up to €19.80." in await desk.page(f"{path}?said=amounts")


async def test_what_may_not_be_is_said_with_its_reason(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        _, pending = await sold(desk, pending=True)
        _, theirs = await sold(desk, kind="fulfilled_by_amazon")
        _, open_ = await sold(desk)
        assert "only the buyer or Amazon can cancel it" in await desk.page(pending)
        assert "Amazon sends this order, so Amazon cancels" in await desk.page(theirs)
        assert "Amazon cancels whole orders only" in await desk.page(open_)
        assert (
            (await desk.browser.get(f"{pending}/cancel"))
            .headers["location"]
            .endswith("said=cannot#cancelling")
        )
        assert (
            (await desk.browser.get(f"{open_}/refund")).headers["location"].endswith("said=cannot#cancelling")
        )
        assert "so nothing was done" in await desk.page(f"{open_}?said=cannot")
        page = await desk.page(f"{open_}/cancel")
        assert "Cancel the order" in page and "return to your stock, once" in page
        assert (
            await post(desk, f"{open_}/cancel", reason="exchange", name="page:0")
        ) == f"{open_}?said=asked#cancelling"
        await desk.world.settle(200, 10)
        assert "Cancellation" in await desk.page(open_)


async def test_the_settings_are_kept(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path, published=False) as desk:
        page = await desk.page("/orders/settings")
        assert 'name="cancel" value="on" checked' in page and 'name="spread" value="on">' in page
        where = await post(
            desk,
            "/orders/settings/cancelling",
            cancel="on",
            spread="on",
            why_cancel="exchange",
            why_refund="?",
        )
        assert where == "/orders/settings?said=kept#cancelling"
        page = await desk.page("/orders/settings?said=kept")
        assert 'name="refund" value="on">' in page and 'name="spread" value="on" checked' in page
        assert '<option value="exchange" selected>' in page and "Saved." in page
