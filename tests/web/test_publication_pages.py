"""The wizard's last look, and the pages of the publication that follows: paused, let go on, cancelled, counted."""

import html
import re
from pathlib import Path

from backend.storage import runs
from tests.lanes.ground import FRANCE, GERMANY
from tests.web.desk import HTMX, SAME, Desk, open_desk
from tests.web.test_publish_rows import in_two_countries


async def test_the_last_look_counts_what_then_happens(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path, published=False) as desk:
        seller_id = await desk.world.connect(desk.shop_id)
        desk = Desk(desk.world, desk.browser, desk.shop_id, seller_id)
        draft = await in_two_countries(desk)
        answer = await desk.browser.get(f"{draft}/summary")
        assert answer.status_code == 422
        assert "Tick at least one product first" in answer.text
        await desk.browser.post(f"{draft}/choose", data={"do": "all"}, headers=HTMX)
        page = html.unescape(await desk.page(f"{draft}/summary"))
        assert "64 products are chosen" in page
        going = {int(n) for n in re.findall(r"(\d+) variations of \d+ products", page)}
        assert len(going) == 1  # the same in both countries
        assert f"{draft}/products?cause=doubled_sku" in page
        assert f"{draft}/products?stock=out" in page
        assert re.search(r"€[\d.]+ – €[\d.]+", page)
        assert "List now" in page
        places = {
            (await desk.browser.post(f"{draft}/list", headers=SAME)).headers["location"] for _ in range(3)
        }
        assert len(places) == 1
        assert (await desk.browser.get(f"{draft}/summary")).headers["location"] in places
        await desk.world.settle(60)
        made = await runs.of_draft(desk.world.house.db, desk.shop_id, draft.rsplit("/", 1)[1])
        assert [run.marketplace_id for run in made] == [FRANCE, GERMANY]
        # What was foreseen went to Amazon or met what only Amazon knows; nothing else was tried.
        stopped = {"doubled_sku", "no_sku", "sku_too_long", "not_goods", "no_price", "out_of_stock", "not_enabled",
                   "no_identifier", "wrong_check_digit", "in_store_barcode"}  # fmt: skip
        held = await desk.world.house.db.fetch_all(
            "select cause from listing where marketplace_id = :m", {"m": FRANCE}
        )
        assert 91 - sum(row["cause"] in stopped for row in held) == going.pop()


async def made_by(desk: Desk, run_id: int) -> int:
    """How many listings a publication has."""
    count = "select count(*) from listing where run_id = :run"
    return int(await desk.world.house.db.fetch_val(count, {"run": run_id}))


async def test_a_running_publication_is_paused_goes_on_and_is_cancelled_from_its_page(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path, published=False) as desk:
        seller_id = await desk.world.connect(desk.shop_id)
        desk = Desk(desk.world, desk.browser, desk.shop_id, seller_id)
        assert "Nothing published yet" in await desk.page("/runs")
        draft = await in_two_countries(desk)
        await desk.browser.post(f"{draft}/choose", data={"do": "all"}, headers=HTMX)
        here = (await desk.browser.post(f"{draft}/list", headers=SAME)).headers["location"]
        page = await desk.page(here)
        assert page.count("Cancel what waits") == 2
        first, second = [
            run.id for run in await runs.of_draft(desk.world.house.db, desk.shop_id, draft.rsplit("/", 1)[1])
        ]
        listings = await desk.page("/listings")
        assert listings.index("France") < listings.index("Germany")  # one under the other
        answer = await desk.browser.post(
            f"/runs/{first}/pause", data={"on": "1", "back": "all"}, headers=SAME
        )
        assert answer.headers["location"] == "/listings"
        assert "You paused a publication" in await desk.page("/journal")
        await desk.world.settle(60)
        page = await desk.page(here)
        assert "Paused:" in page
        assert "Go on" in page
        assert await made_by(desk, first) == 0
        answer = await desk.browser.post(f"/runs/{first}/pause", data={"on": "0"}, headers=SAME)
        assert answer.headers["location"] == f"/runs/{first}"
        await desk.world.house.worker.run_until_idle()
        answer = await desk.browser.post(f"/runs/{second}/cancel", headers=SAME)
        page = html.unescape(await desk.page(answer.headers["location"]))
        assert "Cancelled:" in page
        await desk.world.settle(60)
        page = html.unescape(await desk.page(here))
        assert f"/listings?run={first}&status=active" in page
        assert f"/listings?run={first}&status=incomplete&cause=doubled_sku" in page
        await linked_everywhere(desk, page, first)
        assert f'href="/runs/{second}"' in await desk.page("/runs")


async def linked_everywhere(desk: Desk, page: str, run_id: int) -> None:
    """Every outcome leads to its listings, and the journal to the publication."""
    for address in set(re.findall(r'href="(/listings\?run=[^"]+)"', page)):
        await desk.page(address)
    journal, pages = "/journal", list[str]()
    while journal and len(pages) < 20:
        pages.append(html.unescape(await desk.page(journal)))
        older = re.search(r'href="(/journal\?before=\d+)" rel="next"', pages[-1])
        journal = older[1] if older else ""
    assert any(f'href="/runs/{run_id}"' in each for each in pages)
