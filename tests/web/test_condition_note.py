"""The note for buyers of used goods is changed and taken away on the listing's page, and Amazon is told so."""

from pathlib import Path

from tests.lanes.ground import LIVE, listing
from tests.web.desk import SAME, open_desk, other_shop
from tests.web.test_grid_pages import html_of
from tests.web.test_sync_pages import press


async def test_a_note_is_changed_refused_sent_and_taken_away(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        db, found = desk.world.house.db, await listing(desk.world, desk.shop_id, LIVE[0])
        page, path = f"/listings/{found.id}", f"/listings/{found.id}/note"
        assert "Keep the note" not in await desk.page(page)
        answer = await desk.browser.post(path, data={"note": "Worn."}, headers=SAME)
        assert (answer.status_code, "told no note" in answer.text) == (422, True)
        used = "condition = 'used_good', sent = replace(sent, 'new_new', 'used_good')"
        await db.execute(
            f"update listing set {used}, offer = replace(offer, 'new_new', 'used_good') where id = :id",
            {"id": found.id},
        )
        assert "Keep the note" in await desk.page(page)
        answer = await desk.browser.post(path, data={"note": "x" * 2001}, headers=SAME)
        assert (answer.status_code, "at most 2,000 characters" in answer.text) == (422, True)
        assert "x" * 2001 in answer.text
        assert "said=note" in await press(desk, path, note=" Un peu usé,\r\n<b>tout marche</b>. ")
        assert "said=note" not in await press(desk, path, note="Un peu usé,\n<b>tout marche</b>.")
        await desk.world.settle(60, 5)
        sent = (await listing(desk.world, desk.shop_id, LIVE[0])).sent
        assert sent is not None
        assert sent.condition_note == "Un peu usé,\n<b>tout marche</b>."
        shown = html_of(await desk.page(page))
        assert "You changed its note for buyers" in shown
        assert "&lt;b&gt;tout marche" in shown
        assert "said=note_gone" in await press(desk, path, note=" \r\n ")
        shown = html_of(await desk.page(f"{page}?said=note_gone"))
        assert "The note is taken away." in shown and "it is on its way to Amazon" in shown
        await desk.world.settle(60, 5)
        sent = (await listing(desk.world, desk.shop_id, LIVE[0])).sent
        assert sent is not None and sent.condition_note == ""
        assert "You took away its note for buyers" in html_of(await desk.page(page))
        assert "said=" not in await press(desk, path, note="")
        stranger = await other_shop(desk.world)
        assert (await stranger.post(path, data={"note": "Mine."}, headers=SAME)).status_code == 404
