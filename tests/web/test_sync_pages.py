"""The pages of the two-way sync: a listing with its ledger, rules and pause; differences; large price changes."""

import html
from pathlib import Path

from tests.lanes.ground import FRANCE, edit, listing
from tests.web.desk import HTMX, SAME, Desk, merchant, open_desk

SELLER, BOWL = "A2ATELIERNORD0", "MV-BOL-BLEU"


async def page_of(desk: Desk, sku: str = BOWL, query: str = "") -> str:
    kept = await listing(desk.world, desk.shop_id, sku)
    return await desk.page(f"/listings/{kept.id}{query}")


async def press(desk: Desk, path: str, **form: str) -> str:
    """A button of a page; where it leads."""
    answer = await desk.browser.post(path, data=form, headers=SAME)
    assert answer.status_code == 303, (path, answer.status_code)
    return str(answer.headers["location"])


async def test_the_ledger_says_why_every_piece_moved(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        await world.settle(200, 5)
        order = world.other.orders.sell(SELLER, FRANCE, BOWL, 1, pending=True)
        await world.settle(400, 5)
        page = await page_of(desk)
        assert f"Sold on Amazon, order {order}" in page
        assert "Counted by your shop" in page
        assert "−1" in page
        for number in range(12):
            edit(world, BOWL, quantity=20 + number)
            await world.settle(65, 5)
        page = await page_of(desk)
        assert "Show more" in page
        assert "Counted by your shop" not in page
        assert "Counted by your shop" in await page_of(desk, query="?moves=1")


async def test_the_rules_stand_with_their_values(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        page = await page_of(desk)
        assert "It is on sale and follows your shop." in page
        assert "(does not hold)" not in page
        edit(desk.world, BOWL, enabled=False)
        await desk.world.settle(200, 5)
        page = await page_of(desk)
        assert "It is stopped until all holds again." in page
        assert page.count("(does not hold)") == 1
        edit(desk.world, BOWL, enabled=True)
        await desk.world.settle(400, 5)
        assert "It is on sale and follows your shop." in await page_of(desk)


async def test_one_listing_is_paused_and_goes_on(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        kept = await listing(world, desk.shop_id, BOWL)
        where = await press(desk, f"/listings/{kept.id}/pause", on="1")
        assert where.endswith("said=paused")
        page = await desk.page(where)
        assert "Paused: nothing is sent for this listing." in page
        before = world.other.orders.quantity(SELLER, BOWL)
        assert before
        edit(world, BOWL, quantity=before - 1)
        await world.settle(200, 5)
        assert world.other.orders.quantity(SELLER, BOWL) == before
        page = await desk.page(await press(desk, f"/listings/{kept.id}/pause", on="0"))
        assert "It goes on." in page
        await world.settle(100, 5)
        assert world.other.orders.quantity(SELLER, BOWL) == before - 1
        journal = await desk.page("/journal")
        assert "You paused" in journal
        assert "You let it go on" in journal


async def test_an_increase_that_waits_says_so_and_what_it_waits_for(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world, french = desk.world, merchant(desk.world, desk.shop_id, "fr")
        kept = await listing(world, desk.shop_id, BOWL)
        await world.settle(400, 5)
        waits = "More waits until Amazon&#39;s orders are known"
        assert waits not in await page_of(desk)
        before = world.other.orders.quantity(SELLER, BOWL)
        assert before
        edit(world, BOWL, quantity=before + 5)
        await world.settle(70, 5)
        page = await page_of(desk)
        assert world.other.orders.quantity(SELLER, BOWL) == before
        assert f'{waits}</span><span class="number">{before}</span>' in page
        trace = page.split("What lets a change leave now")[1].split("</section>")[0]
        assert trace.count("(does not hold)") == 1
        assert "More pieces: Amazon&#39;s orders are known up to when your stock was read" in trace
        assert "UTC" in trace
        assert "Le reste attend que les commandes" in (await french.get(f"/listings/{kept.id}")).text
        await world.settle(400, 5)
        assert world.other.orders.quantity(SELLER, BOWL) == before + 5
        page = await page_of(desk)
        assert waits not in page
        assert "(does not hold)" not in page


async def test_a_price_that_waits_says_so_and_then_what_was_decided(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        kept = await listing(desk.world, desk.shop_id, BOWL)
        edit(desk.world, BOWL, price=99.90)
        await desk.world.settle(130)
        page = await page_of(desk)
        assert 'The new price waits for your word</span><span class="number">€14.90<' in page
        trace = page.split("What lets a change leave now")[1].split("</section>")[0]
        assert "The price moves by at most 50%" in trace
        assert "+570.46%" in trace
        await press(desk, "/approvals", listing=str(kept.id), answer="keep")
        await desk.world.settle(130)
        page = await page_of(desk)
        assert "waits for your word" not in page
        assert "The old price stays, as you decided" in page


async def test_a_pause_stands_among_what_lets_a_change_leave(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        kept = await listing(desk.world, desk.shop_id, BOWL)
        for path, form, words in (
            (f"/listings/{kept.id}/pause", {}, "the listing is paused"),
            (f"/accounts/{desk.seller_id}/pause", {"marketplace": FRANCE}, "the country is paused"),
            (f"/accounts/{desk.seller_id}/pause", {}, "the account is paused"),
            (f"/accounts/{desk.seller_id}/observe", {}, "only watching"),
        ):
            await press(desk, path, on="1", **form)
            trace = (await page_of(desk)).split("What lets a change leave now")[1]
            assert words in trace.split("</section>")[0]


async def test_what_amazons_warehouse_sends_says_who_counts_it(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world, words = desk.world, "Amazon's own warehouse sends it and counts its pieces"
        assert words not in html.unescape(await page_of(desk))
        world.other.by_hand.edit(SELLER, FRANCE, BOWL, sender="amazon")
        kept = await listing(world, desk.shop_id, BOWL)
        await press(desk, f"/drift/{kept.id}/look")
        await world.settle(10)
        page = html.unescape(await page_of(desk))
        shown = page.split("<h2>What Amazon shows</h2>")[1].split("</section>")[0]
        assert f"<dt>Quantity</dt><dd>{words}</dd>" in shown
        assert page.count(words) == 3
        assert "There is something to offer" not in page
        french = merchant(world, desk.shop_id, "fr")
        assert "compte ses pièces" in (await french.get(f"/listings/{kept.id}")).text


async def test_a_large_price_change_is_approved_on_its_page(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        kept = await listing(world, desk.shop_id, BOWL)
        assert "Nothing waits" in await desk.page("/approvals")
        edit(world, BOWL, price=99.90)
        await world.settle(130)
        page = await desk.page("/approvals")
        assert "€99.90" in page
        assert "+570" in page
        assert "Large price changes" in await desk.page("/dashboard")
        assert "The old price stands until you decide." in await page_of(desk)
        french = merchant(world, desk.shop_id, "fr")
        assert "Garder l’ancien prix" in (await french.get(f"/listings/{kept.id}")).text
        where = await press(desk, "/approvals", listing=str(kept.id), answer="approve", back=str(kept.id))
        assert where == f"/listings/{kept.id}"
        await world.settle(60)
        now = await listing(world, desk.shop_id, BOWL)
        assert now.sent is not None
        assert now.sent.price.amount == 9990
        assert "Nothing waits" in await desk.page("/approvals", **HTMX)
        assert "You approved the new price" in await desk.page("/journal")


async def test_all_that_wait_keep_their_old_price_at_one_press(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        for sku in (BOWL, "MV-NAPPE"):
            edit(desk.world, sku, price=999.00)
        await desk.world.settle(130)
        assert (await desk.page("/approvals")).count('name="listing"') == 2
        where = await press(desk, "/approvals", all="1", answer="keep")
        assert "The old prices stay" in await desk.page(where)
        await desk.world.settle(130)
        assert "Nothing waits" in await desk.page("/approvals")


async def test_an_answer_for_none_is_asked_again_and_changes_nothing(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        edit(desk.world, BOWL, price=999.00)
        await desk.world.settle(130)
        kept = await listing(desk.world, desk.shop_id, BOWL)
        forms: tuple[dict[str, str], ...] = (
            {"answer": "keep"}, {"answer": "approve", "listing": "²"}, {"answer": "maybe", "all": "1"}, {},
        )  # fmt: skip
        for form in forms:
            answer = await desk.browser.post("/approvals", data=form, headers=SAME)
            assert answer.status_code == 422, form
            assert 'role="alert"' in answer.text
            assert "The old prices stay" not in answer.text
            assert f'value="{kept.id}"' in answer.text
        french = merchant(desk.world, desk.shop_id, "fr")
        answer = await french.post("/approvals", data={"answer": "keep"}, headers=SAME)
        assert "Cochez-en au moins un" in answer.text
        assert await listing(desk.world, desk.shop_id, BOWL) == kept


async def test_the_journal_says_in_which_country(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        page = await desk.page("/journal")
        lines = [line for line in page.split("</li>") if "Amazon shows it: buyers can order" in line]
        assert lines
        assert all("France" in line for line in lines)


async def test_a_difference_is_shown_with_its_push_and_healed(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world = desk.world
        await world.settle(400, 5)
        kept = await listing(world, desk.shop_id, BOWL)
        assert "Amazon shows what we sent" in await desk.page("/drift")
        world.other.by_hand.edit(SELLER, FRANCE, BOWL, price="1.00")
        where = await press(desk, f"/drift/{kept.id}/look")
        assert "Amazon is being read again" in await desk.page(where)
        await world.settle(4)
        page = await desk.page("/drift") + await desk.page("/drift?tab=healed")
        assert "€1.00" in page
        assert kept.submission_id[:12] in page
        await world.settle(400, 5)
        assert "€1.00" in await desk.page("/drift?tab=healed")
        assert "€1.00 instead of" in await page_of(desk)


async def test_a_publication_is_cancelled(database_url: str, tmp_path: Path) -> None:
    from tests.lanes.ground import press as list_now

    async with open_desk(database_url, tmp_path, published=False) as desk:
        world = desk.world
        seller_id = await world.connect(desk.shop_id)
        run = await list_now(world, desk.shop_id, seller_id)
        assert "Cancel what waits" in await desk.page("/listings")
        await press(desk, "/listings/cancel", run=str(run))
        await world.settle(60)
        assert await world.published() == {}
        assert "You cancelled" in await desk.page("/journal") or "cancel" not in await desk.page("/journal")
        assert (await press(desk, f"/accounts/{seller_id}/cancel")).endswith("said=nothing")
