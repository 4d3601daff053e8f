"""The shop's catalogue as we keep it: imported through any trouble, and true after any change."""

import os
from pathlib import Path

import httpx
import pytest

from backend.domain.issues import Cause
from backend.domain.listing import Status
from backend.sandbox.shop.installation import Installations
from backend.sandbox.shop.products import Products
from backend.sandbox.shop.variations import Variations
from backend.sandbox.sites import Wish
from backend.storage import catalogue, lanes, products, shops
from backend.storage.searching import Search
from tests.lanes.ground import (
    Line,
    edit,
    judged_world,
    listing,
    listings_of,
    press,
    product_of,
    publish,
    start,
    started_unjudged,
    started_world,
    statuses,
)
from tests.world import STORE, World, open_world

AMERICA = "ATVPDKIKX0DER"
PAGES = Wish(products=250)
HERE = Path(__file__).resolve()
REFERENCE = Path(os.environ.get("STORELANE_REFERENCE") or HERE.parents[3] / "shared" / "reference")
SAMPLE = REFERENCE / "ecwid" / "samples" / "search-products.json"


class Cut(BaseException):
    """The process is gone."""


def shop_line(world: World) -> Line:
    """The line to the shop's platform."""
    place = world.settings.shop_sandbox_url.removeprefix("http://")
    line = Line(world.network.sites[place])
    world.network.sites[place] = line
    return line


def shop_products(world: World) -> Products:
    return Products(world.other.shop.platform)


def is_page(request: httpx.Request) -> bool:
    return request.url.path.endswith("/products")


async def living(world: World, shop_id: int) -> set[int]:
    rows = await world.house.db.fetch_all(
        "select external_id from product where shop_id = :shop and deleted_at is null", {"shop": shop_id}
    )
    return {row["external_id"] for row in rows}


def in_shop(world: World) -> set[int]:
    return {each["id"] for each in world.other.shop.platform.store.find(f"product_{STORE}")}


@pytest.mark.parametrize("pages", [0, 1, 2])
async def test_an_import_goes_on_where_it_was_killed(database_url: str, tmp_path: Path, pages: int) -> None:
    async with open_world(database_url, tmp_path, wish=PAGES) as world:
        line, offsets = shop_line(world), []

        def kill(request: httpx.Request) -> None:
            if is_page(request):
                offsets.append(int(request.url.params["offset"]))
                if len(offsets) == pages + 1:
                    raise Cut

        line.before = kill
        shop_id = await world.install()
        with pytest.raises(Cut):
            await world.house.worker.run_until_idle()
        at = await products.progress(world.house.db, shop_id)
        assert (at.position, at.finished_at) == (pages * 100, 0)
        line.before = lambda request: (
            offsets.append(int(request.url.params["offset"])) if is_page(request) else None
        )
        await lanes.free_dead(world.house.db, *world.house.worker.name.split(":")[:2])
        await world.house.worker.run_until_idle()
        assert offsets == sorted([0, 100, 200, pages * 100])
        assert await living(world, shop_id) == in_shop(world)
        assert (await products.progress(world.house.db, shop_id)).phase == "idle"


@pytest.mark.parametrize("added", [False, True], ids=["deleted", "deleted and added"])
async def test_products_deleted_while_the_pages_are_read_hide_no_other(
    database_url: str, tmp_path: Path, added: bool
) -> None:
    async with open_world(database_url, tmp_path, wish=PAGES) as world:
        line, pages = shop_line(world), 0

        def slide(request: httpx.Request) -> None:
            nonlocal pages
            pages += is_page(request)
            if is_page(request) and pages == 1:
                for number in sorted(in_shop(world))[3:6]:
                    shop_products(world).delete(STORE, number)
                if added:
                    for number in range(3):
                        shop_products(world).create(STORE, {"name": f"Nouveau {number}", "price": 5})

        line.after = slide
        shop_id = await world.install()
        await world.settle(70)
        assert await living(world, shop_id) == in_shop(world)


async def test_a_change_in_the_shop_is_seen_within_minutes(database_url: str, tmp_path: Path) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, _):
        await world.settle(600, step=30)
        line, pages = shop_line(world), []
        line.before = lambda request: pages.append(request.url) if is_page(request) else None
        await world.settle(600, step=30)
        assert pages == []  # nothing moved, so nothing is read
        edit(world, "MV-NAPPE", name="Nappe en lin, ourlet main", price=61.5)
        new = shop_products(world).create(STORE, {"name": "Tout nouveau", "price": 9, "sku": "NEW-1"})
        shop_products(world).delete(STORE, product_of(world, "MV-PLAID"))
        await world.settle(150)
        found = await catalogue.page(world.house.db, shop_id, Search(words="nappe ourlet"), None, 0, 9)
        assert [(k.product.name, k.variations[0].variation.price.amount) for k in found] == [
            ("Nappe en lin, ourlet main", 6150)
        ]
        assert new["id"] in await living(world, shop_id)
        assert await living(world, shop_id) == in_shop(world)


async def test_two_changes_within_one_second_are_both_seen(database_url: str, tmp_path: Path) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, _):
        await world.settle(300, step=30)
        line = shop_line(world)

        def change_again(request: httpx.Request) -> None:
            if is_page(request):
                edit(world, "MV-NAPPE", price=99)
                line.after = lambda request: None

        edit(world, "MV-NAPPE", price=88)
        line.after = change_again
        await world.settle(300, step=30)
        found = await catalogue.page(world.house.db, shop_id, Search(words="MV-NAPPE"), None, 0, 9)
        assert found[0].variations[0].variation.price.amount == 9900


async def test_variations_come_and_go(database_url: str, tmp_path: Path) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, _):
        variations = Variations(world.other.shop.platform, shop_products(world))
        number = product_of(world, "MV-GANTS-7")
        product = shop_products(world).get(STORE, number)
        first = product["combinations"][0]
        options = [{**option, "value": "11"} for option in first["options"]]
        variations.create(STORE, number, {"options": options, "sku": "MV-GANTS-11", "quantity": 4})
        variations.delete(STORE, number, first["id"])
        await world.settle(150)
        found = await catalogue.page(world.house.db, shop_id, Search(words="gants jardinage"), None, 0, 9)
        skus = {each.variation.sku for each in found[0].variations}
        assert "MV-GANTS-11" in skus
        assert first["sku"] not in skus


async def test_a_product_cured_in_the_shop_goes_live_by_itself(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        rows = await world.house.db.fetch_all("select identifier from variation where sku = 'MV-NAPPE'")
        right = rows[0]["identifier"]
        wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
        attributes = shop_products(world).get(STORE, product_of(world, "MV-NAPPE"))["attributes"]
        broken = [{**each, "value": wrong} if each["value"] == right else each for each in attributes]
        assert broken != attributes
        edit(world, "MV-NAPPE", attributes=broken)
        await world.settle(150)
        await publish(world, shop_id, seller_id, ["MV-NAPPE"])
        kept = await listing(world, shop_id, "MV-NAPPE")
        assert kept.problem is not None
        assert kept.problem.cause is Cause.WRONG_CHECK_DIGIT
        edit(world, "MV-NAPPE", attributes=attributes)
        await world.settle(200)
        assert await statuses(world, shop_id) == {"MV-NAPPE": "active"}


@pytest.mark.parametrize("cure", ["renamed", "deleted"])
async def test_a_doubled_sku_is_cured_for_both_when_one_changes(
    database_url: str, tmp_path: Path, cure: str
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, ["MV-TAB-009"])
        held = await listings_of(world, shop_id)
        assert [each.problem and each.problem.cause for each in held] == [Cause.DOUBLED_SKU] * 2
        number = product_of(world, "MV-TAB-009")
        if cure == "renamed":
            shop_products(world).update(STORE, number, {"sku": "MV-TAB-010"})
        else:
            shop_products(world).delete(STORE, number)
        await world.settle(200)
        causes = [each.problem and each.problem.cause for each in await listings_of(world, shop_id)]
        assert Cause.DOUBLED_SKU not in causes


async def test_a_plan_taken_away_stops_and_a_plan_given_back_goes_on(
    database_url: str, tmp_path: Path
) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, _):
        platform = world.other.shop.platform
        plan = platform.settings(STORE)["plan"]
        platform.choose(STORE, plan="Free")
        edit(world, "MV-NAPPE", price=77)
        await world.settle(200)
        assert await status_of(world, shop_id) == "plan"
        platform.choose(STORE, plan=plan)
        await world.settle(3700, step=60)
        assert await status_of(world, shop_id) == "open"
        found = await catalogue.page(world.house.db, shop_id, Search(words="MV-NAPPE"), None, 0, 9)
        assert found[0].variations[0].variation.price.amount == 7700


async def status_of(world: World, shop_id: int) -> str:
    shop = await shops.find(world.house.db, world.house.web.vault, shop_id)
    assert shop is not None
    return shop.status


async def test_a_token_that_died_stops_until_the_shop_is_opened_again(
    database_url: str, tmp_path: Path
) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, _):
        # The app was installed anew, which kills the token before; the shop is not opened yet.
        Installations(world.other.shop.platform).install(STORE, announce=False)
        await world.settle(200)
        assert await status_of(world, shop_id) == "token"
        edit(world, "MV-NAPPE", price=66)
        assert await world.install() == shop_id
        await world.house.web.wake("catalog", shop_id)
        await world.settle(200)
        assert await status_of(world, shop_id) == "open"
        found = await catalogue.page(world.house.db, shop_id, Search(words="MV-NAPPE"), None, 0, 9)
        assert found[0].variations[0].variation.price.amount == 6600


async def test_the_shops_limits_are_waited_out(database_url: str, tmp_path: Path) -> None:
    async with open_world(database_url, tmp_path, wish=PAGES) as world:
        world.other.shop_ground.faults.arm(
            "throttle", site="shop", operation="GET */products", times=4, retry_after=30
        )
        shop_id = await world.install()
        await world.settle(300, step=10)
        assert await living(world, shop_id) == in_shop(world)


@pytest.mark.skipif(
    not SAMPLE.is_file(), reason="the real sample catalogue is not here (STORELANE_REFERENCE)"
)
async def test_the_real_sample_catalogue_is_published_and_each_odd_product_explained(
    database_url: str, tmp_path: Path
) -> None:
    async with judged_world(database_url, tmp_path, wish=Wish(catalogue=SAMPLE)) as (world, _):
        shop_id, seller_id = await start(world, "US")
        await press(world, shop_id, seller_id, marketplace_id=AMERICA)
        await world.settle(240)
        kept = await listings_of(world, shop_id)
        assert len(kept) >= len(in_shop(world)) > 0
        assert {each.status for each in kept} <= {Status.ACTIVE, Status.INACTIVE, Status.INCOMPLETE}
        odd = [each for each in kept if each.status is not Status.ACTIVE]
        assert odd
        assert all(each.problem is not None for each in odd)
        assert set((await world.published()).values()) <= {1}
