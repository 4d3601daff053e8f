"""Problems on the pages: the panel with its buttons, muting, groups, cures for many, and the audit."""

import csv
import io
import re
from pathlib import Path

from backend.domain.audit import Sent
from backend.domain.policy import Condition
from backend.storage import listing_pages, sent_fields
from backend.storage.listing_pages import Filter
from backend.web import languages
from backend.web.audit import harmless
from backend.web.publish import condition_name
from tests.lanes.ground import LIVE, edit, listing
from tests.web.desk import HTMX, SAME, Desk, merchant, open_desk, other_shop
from tests.web.test_sync_pages import press

GROUP = "/problems/group?cause=no_match"


async def first(desk: Desk, cause: str) -> int:
    """The newest listing with this cause."""
    found = await desk.world.house.db.fetch_val(
        "select max(id) from listing where cause = :cause", {"cause": cause}
    )
    assert found, cause
    return int(found)


async def test_the_panel_offers_what_cures(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        id = await first(desk, "several_matches")
        panel = await desk.page(f"/listings/{id}/why", **HTMX)
        for part in (
            "Assign to list", f'href="/listings/{id}/link"', f'href="/listings/{id}/create"', "tried once",
            "cure them together", "/problems/group?cause=several_matches", "Mute…",
        ):  # fmt: skip
            assert part in panel, part
        refused = await desk.page(f"/listings/{await first(desk, 'refused')}/why", **HTMX)
        # Amazon's own text in the merchant's language, its code one click away.
        assert "contredisent le catalogue" in refused
        assert "as Amazon sent it" in refused
        disabled = await desk.page(f"/listings/{await first(desk, 'not_enabled')}/why", **HTMX)
        assert "It is enabled in your shop: <strong>no</strong>" in disabled
        assert "You, in your shop" in disabled
        plain = await desk.browser.get(f"/listings/{id}/why")
        assert (plain.status_code, plain.headers["location"]) == (303, f"/listings/{id}")


async def test_a_price_over_the_guard_shows_at_its_row(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        world, db = desk.world, desk.world.house.db
        id = (await listing(world, desk.shop_id, LIVE[0])).id
        await db.execute(
            "update listing set asked_price = 9900, asked_at = :now where id = :id",
            {"now": world.now, "id": id},
        )
        assert "Large price change" in await desk.page("/listings?status=active")
        panel = await desk.page(f"/listings/{id}/why", **HTMX)
        assert 'href="/approvals"' in panel
        assert "Large price change" in await desk.page("/problems")
        assert "Let the new prices pass" in await desk.page("/problems/group?cause=price_waits")


async def test_muting_and_taking_up_again(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        db, id = desk.world.house.db, await first(desk, "no_match")
        before = await listing_pages.counts(db, desk.shop_id, Filter())
        assert (
            await press(desk, f"/listings/{id}/mute", reason="end of season") == f"/listings/{id}?said=muted"
        )
        page = await desk.page(f"/listings/{id}?said=muted")
        assert "end of season" in page
        assert "You muted it: end of season" in page
        after = await listing_pages.counts(db, desk.shop_id, Filter())
        assert after["incomplete"] == before["incomplete"] - 1
        assert f'id="row_{id}"' in await desk.page("/listings?status=muted")
        assert f'id="row_{id}"' not in await desk.page("/listings?cause=no_match")
        assert "Not found on Amazon" in await desk.page("/problems?muted=1")
        assert "Take up again" in await desk.page(f"{GROUP}&muted=1")
        assert await press(desk, f"/listings/{id}/unmute") == f"/listings/{id}?said=unmuted"
        assert await listing_pages.counts(db, desk.shop_id, Filter()) == before


async def test_many_are_cured_together_with_a_preview(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        groups = await desk.page("/problems")
        assert "Not found on Amazon" in groups
        assert re.search(r'class="number">\d+%', groups)
        assert 'id="found"' in await desk.page("/problems", **HTMX)
        assert "See what would happen" in await desk.page(GROUP)
        for bad, words in (
            ("&cure=mute", "Tick what it is for"), ("&cure=fly&all=1", "Choose what to do"),
            ("&cure=price&all=1", "Choose what to do"),
        ):  # fmt: skip
            answer = await desk.browser.get(f"/problems/preview?cause=no_match{bad}")
            assert answer.status_code == 422
            assert words in answer.text
        assert (await desk.browser.get("/problems/group?cause=none")).status_code == 404
        preview = await desk.page("/problems/preview?cause=no_match&cure=mute&mute=later&all=1")
        assert "What will happen to 11 listings" in preview
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', preview))
        where = await press(desk, "/problems/act", **fields)
        assert await press(desk, "/problems/act", **fields) == where  # pressed twice
        assert "0 of 11" in await desk.page(where)
        await desk.world.settle(4)
        done = await desk.page(where, **HTMX)
        assert "Done: 11" in done
        assert "hx-trigger" not in done
        await press(desk, where, to="undo")
        await desk.world.settle(4)
        assert "Undone: 11" in await desk.page(where)
        assert "Undone for 11 listings together" in await desk.page("/journal")
        # Nothing that is done can be done the other way round.
        await press(desk, where, to="resume")
        assert "Undone: 11" in await desk.page(where)


async def test_only_the_ticked_ones_and_what_cannot_be_done(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        ids = await desk.world.house.db.fetch_all(
            "select id from listing where cause = 'restricted' order by id"
        )
        one = ids[0]["id"]
        path = f"/problems/preview?cause=restricted&cure=condition&condition=new_new&listing={one}"
        preview = await desk.page(path)
        assert "What will happen to 0 listings" in preview
        assert "it is so already" in preview
        assert "Do it" not in preview
        preview = await desk.page(path.replace("new_new", "used_good"))
        assert "What will happen to 1 listing" in preview
        assert "“Used, good”" in preview


async def test_another_shop_sees_and_cures_nothing(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        stranger, id = await other_shop(desk.world), await first(desk, "no_match")
        form = {"cause": "no_match", "cure": "mute", "all": "1", "token": "t"}
        where = await press(desk, "/problems/act", **form)
        for path in (f"/listings/{id}/mute", f"/listings/{id}/unmute", where):
            assert (await stranger.post(path, data={"to": "cancel"}, headers=SAME)).status_code == 404, path
        assert (await stranger.get(where)).status_code == 404
        for path in ("/problems", GROUP, "/audit", "/audit.csv"):
            assert "MV-" not in (await stranger.get(path)).text, path
        await stranger.post("/problems/act", data={**form, "cause": "doubled_sku"}, headers=SAME)
        await desk.world.settle(4)
        counts = await listing_pages.counts(desk.world.house.db, desk.shop_id, Filter())
        assert counts["muted"] == 11


async def test_the_pages_speak_french(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        browser = merchant(desk.world, desk.shop_id, "fr")
        for path, words in {
            "/problems": "Problèmes groupés", GROUP: "Voir ce qui se passerait", "/audit": "Chaque champ envoyé",
            "/problems/preview?cause=no_match&cure=retry&all=1": "Ce qui arrivera à 11 annonces",
            f"/listings/{await first(desk, 'no_match')}": "Rattacher à un ASIN existant",
        }.items():  # fmt: skip
            assert words in (await browser.get(path)).text, path


def test_every_condition_has_a_name_in_words() -> None:
    for language in ("en", "fr"):
        languages.speak(language)
        names = {condition_name(each) for each in Condition}
        assert len(names) == len(Condition)
        assert not names & {each.value for each in Condition}


async def test_a_choice_that_lacks_something_is_kept(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        answer = await desk.browser.get(
            "/problems/preview?cause=no_match&cure=mute&mute=end+of+season&condition=used_good"
        )
        assert answer.status_code == 422
        assert re.search('value="mute" checked', answer.text)
        assert not re.search('value="retry" checked', answer.text)
        assert 'value="end of season"' in answer.text


async def test_what_can_be_done_for_nothing_is_not_started(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        form = {"cause": "no_match", "cure": "mute", "listing": "999999", "token": "t1"}
        answer = await desk.browser.post("/problems/act", data=form, headers=SAME)
        assert answer.status_code == 422
        assert "for none of these listings" in answer.text
        assert await desk.world.house.db.fetch_val("select count(*) from bulk_act") == 0
        all_of_it = {**form, "all": "1"}
        where = await press(desk, "/problems/act", **all_of_it)
        await desk.world.settle(4)
        assert await press(desk, "/problems/act", **all_of_it) == where  # once more is the same act


async def test_every_field_that_was_sent_is_found_and_exported(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        cloth = LIVE[1]
        before = (await listing(desk.world, desk.shop_id, cloth)).sent
        assert before is not None
        price = (before.price.amount + 100) / 100
        edit(desk.world, cloth, price=price)
        await desk.world.settle(200, 5)
        page = await desk.page(f"/audit?sku={cloth}")
        assert f"€{price:.2f}" in page
        assert "It follows your shop" in page
        assert 'id="found"' in await desk.page("/audit?field=price", **HTMX)
        assert "Nothing was sent that fits" in await desk.page("/audit?sku=none&from=2020-01-01")
        for headers in ({}, HTMX):
            odd = await desk.browser.get("/audit?sku=none&from=2020-01-01&to=x", headers=headers)
            assert odd.status_code == 422
            assert "“x” is not a date that can be read" in odd.text
        assert "Older" in await desk.page("/audit")
        kept = await listing(desk.world, desk.shop_id, cloth)
        assert f"/audit?sku={cloth}" in await desk.page(f"/listings/{kept.id}")
        db = desk.world.house.db
        await sent_fields.write(
            db, kept, "=1+1", [Sent("title", "", "@sum(a1)")], "publish", "merchant", "r", 1
        )
        answer = await desk.browser.get("/audit.csv")
        assert answer.headers["content-type"].startswith("text/csv")
        assert "attachment" in answer.headers["content-disposition"]
        rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        assert len(rows) == 1 + int(await db.fetch_val("select count(*) from sent_field"))
        assert rows[-1][2:6] == ["'=1+1", "title", "", "'@sum(a1)"]
        some = await desk.browser.get(f"/audit.csv?sku={cloth}&field=price")
        prices = [row[4:6] for row in list(csv.reader(io.StringIO(some.text)))[1:]]
        assert prices[0][1] == f"{price:.2f} EUR"
        assert prices[0][0] == prices[1][1]
        assert prices[-1][0] == ""


def test_nothing_that_begins_like_a_formula_leaves_as_one() -> None:
    for value in ("=1", "+1", "-1", "@a", "\t=1", "\r=1"):
        assert harmless(value) == f"'{value}"
    assert harmless("MV-BOL") == "MV-BOL"
