"""The review page of what is on Amazon already: tabs, what would change, linking, choosing by hand, taking back."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from backend.domain.policy import PolicyKind
from backend.domain.selling import Change, ChangeKind, SellingPolicy
from backend.storage import policies
from backend.storage.policy_encoding import write_policy
from tests.lanes.ground import listing
from tests.lanes.veteran import BOWL, BY_REPORT, CLOTH, GLASSES, deeds, items, states, veteran
from tests.web.desk import HTMX, SAME, Desk, merchant, other_shop
from tests.world import open_app


@asynccontextmanager
async def open_desk(database_url: str, folder: Path, *, settled: bool = True) -> AsyncIterator[Desk]:
    async with veteran(database_url, folder, settled=settled) as (world, _, shop_id, seller_id):
        open_app(world)
        yield Desk(world, merchant(world, shop_id), shop_id, seller_id)


async def press(desk: Desk, path: str = "/unmanaged", **form: object) -> str:
    answer = await desk.browser.post(path, data=form, headers=SAME)
    assert answer.status_code == 303, (path, answer.status_code, answer.text[:300])
    return str(answer.headers["location"])


def row_of(page: str, sku: str) -> str:
    """The row that shows a SKU."""
    found = [row for row in re.findall(r'<tr id="row_\d+">.*?</tr>', page, re.DOTALL) if sku in row]
    assert len(found) == 1, (sku, len(found))
    return found[0]


async def test_each_tab_says_what_it_holds(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        page = await desk.page("/unmanaged")
        counts = [
            int(n) for n in re.findall(r'id="tab_\w+".*?<span class="count">(\d+)</span>', page, re.DOTALL)
        ]
        assert counts == [7, 3, 2, 0, 0]  # the bowl is for sale in Germany too
        row = row_of(page, GLASSES)
        assert "same barcode" in row
        assert "price €31.50 → €29.90" in row
        assert "quantity 12 → 32" in row
        assert "the price waits for your approval first" in row_of(page, CLOTH)
        decide = await desk.page("/unmanaged?tab=decide")
        assert "its quantity stays Amazon&#39;s" in row_of(decide, "FBA-COUTEAU-20")
        assert "under a second SKU, AMZ-ROULEAU-FBA" in decide
        unmanaged = await desk.page("/unmanaged?tab=unmanaged")
        assert "no product found" in row_of(unmanaged, "AMZ-2021-101")
        assert "Nothing linked yet" in await desk.page("/unmanaged?tab=linked")
        assert "Nothing dismissed" in await desk.page("/unmanaged?tab=dismissed")


async def test_words_find_a_sku_wherever_it_stands(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        page = await desk.page("/unmanaged?words=AMZ-2021-101")
        assert 'id="tab_unmanaged" aria-current="page"' in page
        assert "AMZ-2021-101" in page
        assert "Nothing found" in await desk.page("/unmanaged?words=nowhere%25")
        part = await desk.page("/unmanaged?words=grès", **HTMX)
        assert "<html" not in part
        assert 'id="found"' in part
        assert 'id="tabs"' in part


async def test_what_is_ticked_is_linked_and_taken_back(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        known = await items(desk.world)
        assert await press(desk, do="link", tab="proposed") == "/unmanaged?tab=proposed&said=nothing"
        where = await press(desk, do="link", tab="proposed", item=known[BOWL]["id"])
        assert "Each is read on Amazon once more" in await desk.page(where)
        assert "is being linked" in await desk.page("/unmanaged?tab=linked")
        await desk.world.settle(200, 5)
        row = row_of(await desk.page("/unmanaged?tab=linked"), BOWL)
        kept = await listing(desk.world, desk.shop_id, BOWL)
        assert f"/listings/{kept.id}" in row
        assert "You linked what was on Amazon already" in await desk.page(f"/listings/{kept.id}")
        where = await press(desk, do="undo", tab="linked", item=known[BOWL]["id"])
        assert "Taken back" in await desk.page(where)
        assert "You took it out of Storelane" in await desk.page("/journal")


async def test_all_proposals_are_linked_at_once(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        await press(desk, do="link_all", tab="proposed")
        await desk.world.settle(300, 5)
        said = {state for state, _ in (await states(desk.world)).values()}
        assert said == {"linked", "conflict", "unmanaged"}
        page = await desk.page("/unmanaged?tab=proposed")
        assert "Nothing to link" in page
        assert "7" in re.findall(r'id="tab_linked".*?count">(\d+)', page, re.DOTALL)


async def test_what_is_dismissed_is_silent_until_taken_back(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        known = await items(desk.world)
        await press(desk, do="dismiss", tab="unmanaged", item=known["AMZ-2021-101"]["id"])
        assert (await states(desk.world))["AMZ-2021-101"][0] == "dismissed"
        assert "AMZ-2021-101" in await desk.page("/unmanaged?tab=dismissed")
        await press(desk, do="undo", tab="dismissed", item=known["AMZ-2021-101"]["id"])
        assert (await states(desk.world))["AMZ-2021-101"][0] == "unmanaged"
        assert await deeds(desk.world) == []


async def test_a_person_says_which_product_it_is(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        known = await items(desk.world)
        path = f"/unmanaged/{known['AMZ-2021-101']['id']}"
        assert "Which product is it?" in await desk.page(path)
        part = await desk.page(f"{path}?words=MV-MUG-VERT", **HTMX)
        assert "<html" not in part
        variation = await desk.world.house.db.fetch_val("select id from variation where sku = 'MV-MUG-VERT'")
        assert f'name="variation" value="{variation}"' in part
        wrong = await desk.browser.post(path, data={"variation": "999999"}, headers=SAME)
        assert wrong.status_code == 422
        assert "That cannot be linked" in wrong.text
        assert "said=link" in await press(desk, path, variation=variation)
        await desk.world.settle(200, 5)
        kept = await listing(desk.world, desk.shop_id, "AMZ-2021-101")
        assert (kept.variation_id, kept.own_sku) == (variation, "AMZ-2021-101")
        assert set(await deeds(desk.world)) <= {"AMZ-2021-101"}


async def test_another_policy_changes_what_would_change(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        db = desk.world.house.db
        body = write_policy(SellingPolicy(changes=(Change(ChangeKind.PERCENT, 1000),), maximum=5))
        policy = await db.fetch_val(
            "insert into policy (shop_id, kind, name, body) values (:shop, 'selling', 'Dearer', :body) returning id",
            {"shop": desk.shop_id, "body": body},
        )
        page = await desk.page(f"/unmanaged?selling={policy}")
        assert "price €31.50 → €32.89" in row_of(page, GLASSES)
        known = await items(desk.world)
        await press(desk, do="link", tab="proposed", item=known[GLASSES]["id"], selling=policy)
        await desk.world.settle(200, 5)
        kept = await listing(desk.world, desk.shop_id, GLASSES)
        assert kept.selling_policy_id == policy
        assert kept.sent is not None
        assert (kept.sent.price.amount, kept.sent.quantity) == (3289, 5)
        default = (await policies.defaults(db, desk.shop_id))[PolicyKind.SELLING]
        assert default.id != policy


async def test_it_is_read_again_when_asked(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        where = await press(desk, "/unmanaged/read")
        assert "Amazon is being read" in await desk.page(where)
        await desk.world.settle(30)
        assert {row["seen_run"] for row in (await items(desk.world)).values()} == {2}


async def test_other_pages_lead_there(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        assert 'href="/unmanaged"' in await desk.page("/dashboard")
        assert 'href="/unmanaged"' in await desk.page("/listings")


async def test_nothing_connected_and_the_other_language(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        async with merchant(desk.world, desk.shop_id, "fr") as french:
            page = (await french.get("/unmanaged")).text
            assert "Déjà sur Amazon" in page
            assert "même code-barres" in page
            assert re.search(r"prix 31,50\s€ → 29,90\s€", page)
        async with await other_shop(desk.world) as other:
            assert "No Amazon account is connected" in (await other.get("/unmanaged")).text


async def test_another_shop_sees_and_changes_nothing(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk, await other_shop(desk.world) as other:
        known = await items(desk.world)
        bowl = known[BOWL]["id"]
        assert BOWL not in (await other.get("/unmanaged?words=bol")).text
        assert (await other.get(f"/unmanaged/{bowl}")).status_code == 404
        variation = known[BOWL]["variation_id"]
        answer = await other.post(f"/unmanaged/{bowl}", data={"variation": variation}, headers=SAME)
        assert answer.status_code == 404
        await policies.make_defaults(desk.world.house.db, 2, desk.world.now)
        for do in ("link", "link_all", "dismiss", "undo"):
            await other.post("/unmanaged", data={"do": do, "item": bowl}, headers=SAME)
        assert await items(desk.world) == known


async def test_while_amazon_is_silent_the_page_says_so(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        faults = desk.world.other.amazon_ground.faults
        faults.arm("outage", operation="GET */listings/*")
        await press(desk, "/unmanaged/read")
        await desk.world.settle(60)
        page = await desk.page("/unmanaged")
        assert "Amazon does not answer at the moment" in page
        assert GLASSES in page, "what was read before stays"
        faults.disarm("outage")
        await desk.world.settle(400, 10)
        assert "Amazon does not answer" not in await desk.page("/unmanaged")


async def test_while_a_report_is_written_the_page_asks_again_by_itself(
    migrated_url: str, tmp_path: Path
) -> None:
    async with veteran(migrated_url, tmp_path, settled=False, **BY_REPORT) as (world, _, shop_id, seller_id):
        open_app(world)
        desk = Desk(world, merchant(world, shop_id), shop_id, seller_id)
        world.other.amazon_ground.faults.arm("slow_report", seconds=300)
        await world.settle(20)
        page = await desk.page("/unmanaged")
        assert "Amazon writes a report of your listings" in page
        assert 'hx-trigger="every 3s"' in page
        await world.settle(600, 10)
        page = await desk.page("/unmanaged")
        assert 'hx-trigger="every 3s"' not in page
        assert "and again every week" in page
