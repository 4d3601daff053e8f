"""Labels as a merchant buys them: package, prices, last look, Buy, the PDF, giving back; what cannot be says why."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.lanes.test_labels import open_packing
from tests.web.desk import HTMX, SAME, merchant, other_shop
from tests.world import STORE, World, open_app

SENDER = {
    "name": "Maison Verte", "line1": "1 rue du Port", "postal_code": "44000", "city": "Nantes", "country": "FR",
    "phone": "+33 2 00 00 00 00",
}  # fmt: skip
BOX = {
    "length": "30",
    "width": "20.5",
    "height": "10",
    "size_unit": "cm",
    "weight": "1.2",
    "weight_unit": "kg",
}


@dataclass
class Table:
    """The merchant's browser at an order with three pieces to send."""

    world: World
    browser: httpx.AsyncClient
    shop_id: int
    path: str
    shop_code: str

    async def page(self, path: str = "", **headers: str) -> str:
        answer = await self.browser.get(path or self.path, headers=headers)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])
        return answer.text

    async def post(self, path: str, **data: str) -> httpx.Response:
        return await self.browser.post(path, data=data, headers=SAME)

    async def package(self, **changes: str) -> httpx.Response:
        """The form of the package, filled in."""
        page = await self.page(f"{self.path}/label")
        item = re.search(r'name="(pieces_\w+)" value="(\d+)"', page)
        origin = re.search(r'<option value="(\d+)" selected>Maison Verte', page)
        assert item is not None and origin is not None
        return await self.post(
            f"{self.path}/label", **{**BOX, item[1]: item[2], "origin": origin[1], **changes}
        )

    async def bought(self) -> int:
        """From the package to the label; its id."""
        prices = (await self.package()).headers["location"]
        found = re.search(r'href="([^"]+/buy\?rate=COL_DOM[^"]*)"', await self.page(prices))
        assert found is not None
        rate = re.search(r'name="rate" value="([^"]+)"', await self.page(found[1]))
        assert rate is not None
        answers = [await self.post(f"{prices}/buy", rate=rate[1], extra="SIGNATURE") for _ in range(2)]
        assert {each.headers["location"] for each in answers} == {f"{self.path}?said=label_buying"}
        assert "Being bought" in await self.page(f"{self.path}?said=label_buying")
        await self.world.settle(60, 10)
        label = re.search(rf"{self.path}/labels/(\d+)/void", await self.page(**HTMX))
        assert label is not None
        return int(label[1])


@asynccontextmanager
async def open_table(database_url: str, folder: Path) -> AsyncIterator[Table]:
    async with open_packing(database_url, folder) as at:
        open_app(at.world)
        browser = merchant(at.world, at.shop_id)
        yield Table(at.world, browser, at.shop_id, f"/orders/{at.order_id}", at.shop_code)


async def test_from_the_package_to_the_printed_label_and_back(database_url: str, tmp_path: Path) -> None:
    async with open_table(database_url, tmp_path) as at:
        assert "Buy a label" in await at.page() and "Where do your parcels leave?" in await at.page(
            f"{at.path}/label"
        )
        order = at.path.rpartition("/")[2]
        bare = await at.post("/orders/settings/labels/origins", order=order, country="FR")
        assert bare.status_code == 422 and bare.text.count("This is needed on the label.") == 5
        kept = await at.post("/orders/settings/labels/origins", order=order, **SENDER)
        assert kept.headers["location"] == f"{at.path}/label"
        wrong = await at.package(length="no", weight="0")
        assert wrong.status_code == 422 and "Write a number" in wrong.text and 'value="no"' in wrong.text
        prices = (await at.package()).headers["location"]
        page = await at.page(prices)
        for said in (
            "Colissimo", "€6.68", "cheapest", "fastest", "claims protected", "not protected", "in time",
            "This service wants more than can be told here", "The prices hold until", "2 services cannot be had",
            "La Poste · Lettre Suivie: the package is too heavy",
        ):  # fmt: skip
            assert said in page, said


async def test_a_label_is_printed_in_a_tab_of_its_own_and_given_back(
    database_url: str, tmp_path: Path
) -> None:
    async with open_table(database_url, tmp_path) as at:
        await at.post("/orders/settings/labels/origins", **SENDER)
        label_id = await at.bought()
        page = await at.page()
        assert "Bought" in page and "€7.58" in page and "written into your shop" in page
        assert "Label bought: Colissimo Colissimo Domicile for €7.58" in page  # its history
        address = re.search(r'href="(/labels/[^"]+\.pdf)"', page)
        assert address is not None
        pdf = await at.browser.get(f"{address[1]}?save=1")
        assert pdf.content.startswith(b"%PDF") and pdf.headers["content-type"] == "application/pdf"
        assert (
            "attachment" in pdf.headers["content-disposition"] and "no-store" in pdf.headers["cache-control"]
        )
        tab = httpx.AsyncClient(transport=at.world.network, base_url=at.world.settings.app_url)
        opened = await tab.get(address[1])  # a tab of its own has no session
        assert opened.content == pdf.content and opened.headers["content-disposition"].startswith("inline")
        assert (await tab.get(address[1].replace("/labels/", "/labels/x"))).status_code == 401
        assert len((await at.world.outside.get(_labels(at))).json()) == 1
        await at.post(f"{at.path}/labels/{label_id}/void")
        await at.world.settle(60, 10)
        page = await at.page()
        assert "Given back" in page and "Amazon refunds €7.58" in page and "Buy another label" in page
        assert at.world.other.shop.orders.get(STORE, at.shop_code)["trackingNumber"] == ""
        assert (await tab.get(address[1])).status_code == 404


def _labels(at: Table) -> str:
    return f"{at.world.settings.amazon_sandbox_url}/sandbox/labels"


async def test_what_cannot_be_bought_says_why_and_nothing_is_bought(
    database_url: str, tmp_path: Path
) -> None:
    async with open_table(database_url, tmp_path) as at:
        await at.post("/orders/settings/labels/origins", **SENDER)
        faults = at.world.other.amazon_ground.faults
        faults.arm("role_missing", operation="POST */shipping/v2/*", times=1)
        answer = await at.package()
        assert answer.status_code == 422 and "has not been given the role" in answer.text
        none = await at.package(length="260")
        assert "No carrier takes this package." in await at.page(none.headers["location"])
        prices = (await at.package()).headers["location"]
        found = re.search(r"/buy\?rate=(COL_DOM-\d+)", await at.page(prices))
        assert found is not None
        for rate in ("nothing", "DHL_EXP"):
            assert (await at.post(f"{prices}/buy", rate=rate)).headers["location"] == f"{prices}?said=over"
        at.world.clock.advance(600)
        assert "These prices hold no more" in await at.page(prices)
        await at.post(f"{prices}/buy", rate=found[1])
        await at.world.settle(20, 10)
        assert (await at.world.outside.get(_labels(at))).json() == []
        stranger = await other_shop(at.world)
        for path in (f"{at.path}/label", prices):
            assert (await stranger.get(path)).status_code == 404
        db = at.world.house.db
        await db.execute("update orders set marketplace_id = 'A1PA6795UKMFR9'")
        assert "sells no shipping labels through apps for orders of this country" in await at.page()
        assert (await at.browser.get(f"{at.path}/label")).headers["location"] == at.path
        await db.execute("update orders set marketplace_id = 'A13V1IB3VIYZZH'")
        await db.execute("update seller set paused = 1")
        assert "This account is paused" in await at.page()


async def test_the_merchant_says_what_nobody_knows(database_url: str, tmp_path: Path) -> None:
    async with open_table(database_url, tmp_path) as at:
        await at.post("/orders/settings/labels/origins", **SENDER)
        label_id = await at.bought()
        await at.world.house.db.execute(
            "update label set state = 'unsure', shop_state = '', shipment_code = '', document = '', cause = 'unsure'"
        )
        page = await at.page()
        assert "nobody knows whether it was bought" in page and "It was not bought" in page
        assert "Buy a label" not in page and "Buy another label" not in page  # its pieces are not free
        await at.post(f"{at.path}/labels/{label_id}/settle", bought="no")
        page = await at.page()
        assert "You said that the label was not bought" in page and "Not bought" in page
        french = (await merchant(at.world, at.shop_id, "fr").get(at.path)).text
        assert "Étiquettes d’expédition" in french or "Étiquettes d'expédition" in french


async def test_addresses_packages_and_paper_are_kept(database_url: str, tmp_path: Path) -> None:
    async with open_table(database_url, tmp_path) as at:
        at_settings = "/orders/settings/labels"
        for name in ("Maison Verte", "Entrepôt"):
            await at.post(f"{at_settings}/origins", **{**SENDER, "name": name})
        assert (await at.post(f"{at_settings}/packages", name="", length="1")).status_code == 422
        await at.post(f"{at_settings}/packages", **{**BOX, "name": "Small box", "weight": ""})
        page = await at.page("/orders/settings")
        assert "Small box" in page and page.index("Maison Verte, ") < page.index("Entrepôt, ")
        second = re.findall(r"/origins/(\d+)/change", page)[1]
        await at.post(f"{at_settings}/origins/{second}/change", do="usual")
        await at.post(f"{at_settings}/paper", paper="4x6")
        page = await at.page("/orders/settings")
        assert page.index("Entrepôt, ") < page.index("Maison Verte, ")
        assert '<option value="4x6" selected>' in page
        await at.post(f"{at_settings}/origins/{second}/change", do="drop")
        page = await at.page(f"{at.path}/label")
        assert "Entrepôt" not in page and "Small box" in page
        preset = re.search(r"\?preset=(\d+)", page)
        assert preset is not None
        page = await at.page(f"{at.path}/label?preset={preset[1]}")
        assert 'name="width" value="20.5"' in page
        await at.post(f"{at_settings}/packages/{preset[1]}")
        assert "Small box" not in await at.page("/orders/settings")
        stranger = await other_shop(at.world)
        first = re.findall(r"/origins/(\d+)/change", await at.page("/orders/settings"))[0]
        await stranger.post(f"{at_settings}/origins/{first}/change", data={"do": "drop"}, headers=SAME)
        assert "Maison Verte, " in await at.page("/orders/settings")
