"""What a seller has on Amazon already: read, found among the shop's products, linked by a person, never doubled."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from backend.domain.existing import RemoteItem, RemotePage
from backend.domain.issues import Cause
from backend.domain.listing import Status
from backend.domain.policy import PolicyKind
from backend.domain.selling import SellingPolicy
from backend.lanes.existing import IN_PART, onwards
from backend.storage import adopting, by_hand, policies
from backend.storage.policy_encoding import write_policy
from backend.storage.readings import Reading
from tests.lanes.ground import listing, listings_of, publish
from tests.lanes.veteran import (
    BOWL,
    BY_REPORT,
    CLOTH,
    DISH,
    GLASSES,
    JUG,
    SELLER,
    deeds,
    items,
    link,
    offers,
    states,
    veteran,
)

FOUND = {
    BOWL: ("proposed", "sku"), JUG: ("proposed", "sku"), CLOTH: ("proposed", "sku"),
    "MV-BOCAL-1L": ("proposed", "sku"), GLASSES: ("proposed", "barcode"), DISH: ("proposed", "like_sku"),
    "FBA-COUTEAU-20": ("conflict", "by_amazon"), "AMZ-ROULEAU": ("conflict", "two_skus"),
    "AMZ-ROULEAU-FBA": ("conflict", "two_skus"), "AMZ-2021-101": ("unmanaged", ""),
    "AMZ-2021-102": ("unmanaged", ""),
}  # fmt: skip


@pytest.mark.parametrize("way", ["search", "report"])
async def test_each_item_is_found_among_the_products_and_nothing_is_sent(
    database_url: str, tmp_path: Path, way: str
) -> None:
    environment = BY_REPORT if way == "report" else {}
    async with veteran(database_url, tmp_path, **environment) as (world, _, _shop_id, _seller):
        assert await states(world) == FOUND
        found = await items(world)
        assert (found[BOWL]["price"], found[BOWL]["quantity"]) == (1350, 3)
        assert (found["FBA-COUTEAU-20"]["by_amazon"], found["FBA-COUTEAU-20"]["quantity"]) == (1, None)
        assert found["AMZ-2021-102"]["condition"] == "used_very_good"
        assert found["MV-BOCAL-1L"]["status"] == "inactive"
        assert "grès" in found[BOWL]["title"]
        ways = await world.house.db.fetch_all("select distinct way, stage from reading")
        assert [(row["way"], row["stage"]) for row in ways] == [(way, "")]
        assert await deeds(world) == []


async def test_what_is_linked_follows_the_shop_and_what_is_not_stays(
    database_url: str, tmp_path: Path
) -> None:
    async with veteran(database_url, tmp_path) as (world, _, shop_id, _seller):
        before = await offers(world)
        await link(world, shop_id, [BOWL, GLASSES, "FBA-COUTEAU-20"])
        await world.settle(400, 5)
        after = await offers(world)
        assert after[BOWL] == ("14.90", 24)
        assert after[GLASSES] == ("29.90", 32)
        knife = await listing(world, shop_id, "FBA-COUTEAU-20")
        assert (await listing(world, shop_id, GLASSES)).sent.handling_days == 4, "the merchant's own"
        kept_there = world.other.amazon_ground.store.find("amazon_listing", [("sku", "=", GLASSES)])
        (stock,) = kept_there[0]["attributes"]["fulfillment_availability"]
        assert (stock["quantity"], stock["lead_time_to_ship_max_days"]) == (32, 4)
        assert after["FBA-COUTEAU-20"][1] is None, "an offer that Amazon sends stays Amazon's"
        assert (knife.status, knife.own_sku) == (Status.ACTIVE, "FBA-COUTEAU-20")
        linked = {BOWL, GLASSES, "FBA-COUTEAU-20"}
        assert {sku: offer for sku, offer in after.items() if sku not in linked} == {
            sku: offer for sku, offer in before.items() if sku not in linked
        }
        assert set(await deeds(world)) <= linked
        assert {each.status for each in await listings_of(world, shop_id)} == {Status.ACTIVE}


async def test_where_nothing_differs_nothing_is_sent(database_url: str, tmp_path: Path) -> None:
    async with veteran(database_url, tmp_path) as (world, _, shop_id, _seller):
        await link(world, shop_id, [JUG])
        await world.settle(400, 5)
        kept = await listing(world, shop_id, JUG)
        assert (kept.status, kept.claimed, kept.revise_at) == (Status.ACTIVE, True, None)
        assert await deeds(world) == []


async def test_a_large_price_move_waits_for_the_merchant(database_url: str, tmp_path: Path) -> None:
    async with veteran(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await link(world, shop_id, [CLOTH])
        await world.settle(200, 5)
        assert (await offers(world))[CLOTH][0] == "19.00"
        (asked,) = await by_hand.asked(world.house.db, shop_id, 0, 10)
        assert asked.sku == CLOTH
        await by_hand.decide(world.house.db, shop_id, None, True, world.now)
        await world.house.web.wake("offers", seller_id)
        await world.settle(100, 5)
        assert (await offers(world))[CLOTH][0] != "19.00"


async def test_the_price_at_the_moment_of_linking_counts(database_url: str, tmp_path: Path) -> None:
    """What was read a week ago is not what stands there: the guard compares with what Amazon shows then."""
    async with veteran(database_url, tmp_path) as (world, _, shop_id, _seller):
        world.other.by_hand.edit(SELLER, "A13V1IB3VIYZZH", BOWL, price="60.00")
        await link(world, shop_id, [BOWL])
        await world.settle(200, 5)
        assert (await offers(world))[BOWL][0] == "60.00"
        assert await by_hand.count_asked(world.house.db, shop_id) == 1


async def test_the_wizard_does_not_publish_anew_what_is_there(database_url: str, tmp_path: Path) -> None:
    async with veteran(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        kept = await listing(world, shop_id, BOWL)
        assert kept.problem is not None
        assert (kept.status, kept.problem.cause) == (Status.INCOMPLETE, Cause.SKU_ON_AMAZON)
        assert await deeds(world) == []
        await link(world, shop_id, [BOWL])
        await world.settle(400, 5)
        again = await listing(world, shop_id, BOWL)
        assert (again.id, again.status, again.problem) == (kept.id, Status.ACTIVE, None)
        assert (await offers(world))[BOWL] == ("14.90", 24)


async def test_what_is_taken_back_stays_on_amazon_and_may_be_linked_again(
    database_url: str, tmp_path: Path
) -> None:
    async with veteran(database_url, tmp_path) as (world, _, shop_id, _seller):
        await link(world, shop_id, [BOWL])
        await world.settle(400, 5)
        known = (await items(world))[BOWL]
        assert await adopting.undo(world.house.db, shop_id, [known["id"]], world.now) == 1
        assert await adopting.undo(world.house.db, shop_id, [known["id"]], world.now) == 0
        sent = len(await deeds(world))
        world.other.by_hand.edit(SELLER, "A13V1IB3VIYZZH", BOWL, price="15.50")
        await world.settle(400, 5)
        assert (await states(world))[BOWL] == ("proposed", "sku")
        assert (await listing(world, shop_id, BOWL)).status is Status.ENDED
        assert (await offers(world))[BOWL][0] == "15.50"
        assert len(await deeds(world)) == sent
        await link(world, shop_id, [BOWL])
        await world.settle(400, 5)
        assert (await listing(world, shop_id, BOWL)).status is Status.ACTIVE
        assert (await offers(world))[BOWL] == ("14.90", 24)


async def test_decisions_outlive_the_next_reading_and_what_is_gone_is_said(
    database_url: str, tmp_path: Path
) -> None:
    async with veteran(database_url, tmp_path) as (world, _, shop_id, seller_id):
        known = await items(world)
        await adopting.dismiss(world.house.db, shop_id, [known["AMZ-2021-101"]["id"]], world.now)
        await link(world, shop_id, [BOWL])
        await world.settle(100, 5)
        gone = world.other.amazon_ground.store.find("amazon_listing", [("sku", "=", JUG)])
        for each in gone:
            world.other.amazon_ground.store.delete(
                "amazon_listing", f"{each['seller_id']}|{each['marketplace_id']}|{JUG}"
            )
        world.clock.advance(8 * 86400)
        await world.house.web.wake("existing", seller_id)
        await world.settle(60)
        found = await items(world)
        assert found["AMZ-2021-101"]["state"] == "dismissed"
        assert found[BOWL]["state"] == "linked"
        assert found[JUG]["gone_at"] is not None
        assert {row["seen_run"] for sku, row in found.items() if sku != JUG} == {2}
        assert await link(world, shop_id, [JUG]) == []


async def test_what_we_published_is_recognised(database_url: str, tmp_path: Path) -> None:
    async with veteran(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, ["MV-VERRE-6"])
        world.clock.advance(8 * 86400)
        await world.house.web.wake("existing", seller_id)
        await world.settle(100)
        found = await states(world)
        assert found["MV-VERRE-6"] == ("ours", "")
        assert found[GLASSES] == ("conflict", "listed"), "the same product under another SKU"


@pytest.mark.parametrize("fault", ["cancelled_report", "fatal_report", "role_missing"])
async def test_without_a_report_the_search_tells_the_same(
    migrated_url: str, tmp_path: Path, fault: str
) -> None:
    async with veteran(migrated_url, tmp_path, settled=False, **BY_REPORT) as (world, _, _shop, _seller):
        operation = "*reports*" if fault == "role_missing" else "*"
        world.other.amazon_ground.faults.arm(fault, operation=operation, times=4)
        await world.settle(400, 5)
        assert await states(world) == FOUND
        rows = await world.house.db.fetch_all("select way from reading")
        assert {row["way"] for row in rows} == {"search"}


async def test_a_report_in_the_sellers_language_is_read(migrated_url: str, tmp_path: Path) -> None:
    async with veteran(migrated_url, tmp_path, settled=False, **BY_REPORT) as (world, _, _shop, _seller):
        world.other.amazon_ground.faults.arm("local_report")
        await world.settle(60)
        assert await states(world) == FOUND
        assert {row["way"] for row in await world.house.db.fetch_all("select way from reading")} == {"report"}


async def test_a_slow_report_is_waited_for(migrated_url: str, tmp_path: Path) -> None:
    async with veteran(migrated_url, tmp_path, settled=False, **BY_REPORT) as (world, _, _shop, _seller):
        world.other.amazon_ground.faults.arm("slow_report", seconds=600)
        await world.settle(500, 10)
        assert await states(world) == {}
        await world.settle(500, 10)
        assert await states(world) == FOUND


async def test_a_report_whose_answer_was_lost_is_asked_for_once(database_url: str, tmp_path: Path) -> None:
    async with veteran(database_url, tmp_path, settled=False, **BY_REPORT) as (world, line, _shop, _seller):

        def cut(request: httpx.Request) -> None:
            if request.method == "POST" and request.url.path.endswith("/reports"):
                raise httpx.ReadError("the line was cut", request=request)

        line.after = cut
        await world.settle(30)
        line.after = lambda request: None
        await world.settle(300, 5)
        assert await states(world) == FOUND
        assert len(world.other.amazon_ground.store.find("amazon_report")) == 2, "one for each country"


def test_more_than_a_search_shows_is_read_window_by_window() -> None:
    """Amazon shows a thousand items of one search: the next one goes on where it came to."""
    at, page = Reading(1, "A", "search", position=980), RemotePage((RemoteItem("S"),) * 20, 1_500, "", "T2")
    following = onwards(at, page)
    assert (following.stage, following.cursor, following.position, following.total) == (
        "search",
        "T2",
        0,
        1_500,
    )
    assert onwards(following, replace(page, items=page.items[:5], until="T3")).stage == "identify"
    turned = onwards(replace(at, position=40), replace(page, token="next"))
    assert (turned.stage, turned.cursor, turned.token, turned.position) == ("search", "", "next", 60)
    # More than a thousand of one moment: not everything can be seen, so nothing may be called gone.
    stuck = onwards(replace(at, cursor="T2"), page)
    assert (stuck.stage, stuck.way) == ("identify", IN_PART)


async def test_trouble_in_one_country_stops_no_other(migrated_url: str, tmp_path: Path) -> None:
    async with veteran(migrated_url, tmp_path, settled=False) as (world, line, _shop, _seller):

        def broken(request: httpx.Request) -> None:
            germany = request.url.params.get("marketplaceIds") == "A1PA6795UKMFR9"
            if germany and request.url.path.endswith(SELLER) and "identifiers" not in request.url.params:
                raise httpx.ReadError("the line was cut", request=request)

        line.before = broken
        await world.settle(120, 4)
        assert await states(world) == FOUND
        assert await items(world, "A1PA6795UKMFR9") == {}
        line.before = lambda request: None
        await world.settle(600, 20)
        assert set(await items(world, "A1PA6795UKMFR9")) == {BOWL}


async def test_a_sku_in_two_countries_keeps_to_one_rule_for_its_quantity(
    database_url: str, tmp_path: Path
) -> None:
    async with veteran(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await link(world, shop_id, [BOWL])
        await world.settle(60, 5)
        other = await world.house.db.fetch_val(
            "insert into policy (shop_id, kind, name, body) values (:shop, 'selling', 'Few', :body) returning id",
            {"shop": shop_id, "body": write_policy(SellingPolicy(maximum=2))},
        )
        kept = await policies.defaults(world.house.db, shop_id)
        chosen = {kind: kept[kind].id for kind in kept} | {PolicyKind.SELLING: int(other)}
        germany = (await items(world, "A1PA6795UKMFR9"))[BOWL]["id"]
        await adopting.link(world.house.db, shop_id, [germany], chosen, world.now)
        await world.house.web.wake("existing", seller_id)
        await world.settle(60, 5)
        row = (await items(world, "A1PA6795UKMFR9"))[BOWL]
        assert (row["state"], row["why"], row["listing_id"]) == ("conflict", "other_rules", None)
        assert (await offers(world))[BOWL][1] == 24
