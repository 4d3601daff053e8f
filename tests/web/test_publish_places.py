"""The wizard's first step: several countries, policies, conditions that are legal there, notes on used goods."""

import html
from pathlib import Path

import pytest

from backend.domain.allowed_conditions import NOTE_LENGTH, Standing, standing
from backend.domain.policy import Condition
from backend.storage import drafts
from tests.lanes.ground import FRANCE, GERMANY
from tests.web.desk import HTMX, SAME, Desk, open_desk, other_shop
from tests.web.test_wizard import begin, ready

BELGIUM, BRITAIN = "AMEN7PMS3EDWL", "A1F83G8C2ARO7P"


def place(desk: Desk, marketplace_id: str) -> str:
    return f"{desk.seller_id} {marketplace_id}"


async def form(desk: Desk, draft: str, *places: str, **other: str) -> dict[str, str | list[str]]:
    """What the form of step 1 says, with these places."""
    page = await desk.page(draft)
    chosen = {
        name: page.split(f'name="{name}"')[1].split(" selected")[0].rsplit('value="', 1)[1].split('"')[0]
        for name in ("selling", "synchronization", "shipping", "condition")
    }
    return {**chosen, "place": [place(desk, each) for each in places], **other}


async def kept(desk: Desk, draft: str) -> drafts.Draft:
    found = await drafts.find(desk.world.house.db, desk.shop_id, draft.rsplit("/", 1)[1])
    assert found is not None
    return found


async def test_another_country_is_added_and_left_out_again(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        draft = await begin(desk)
        said = await form(desk, draft, FRANCE, do="another")
        part = await desk.browser.post(draft, data=said, headers=HTMX)
        assert part.status_code == 200
        assert part.text.count('name="place"') == 2
        assert "<h1" not in part.text
        assert len((await kept(desk, draft)).places) == 2
        said = await form(desk, draft, FRANCE, GERMANY, BRITAIN, do="drop:1")
        part = await desk.browser.post(draft, data=said, headers=HTMX)
        assert [each.marketplace_id for each in (await kept(desk, draft)).places] == [FRANCE, BRITAIN]
        # Named twice it is one place; one that is nobody's is passed over.
        said = await form(desk, draft, FRANCE, FRANCE, "NOWHERE", GERMANY)
        answer = await desk.browser.post(draft, data=said, headers=SAME)
        assert answer.status_code == 303
        assert [each.marketplace_id for each in (await kept(desk, draft)).places] == [FRANCE, GERMANY]
        assert "They will be offered in: France, Germany" in await desk.page(f"{draft}/products")


async def test_another_currency_says_what_it_needs(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        draft = await begin(desk)
        said = await form(desk, draft, FRANCE, BRITAIN, do="look")
        part = (await desk.browser.post(draft, data=said, headers=HTMX)).text
        assert "Prices there are in GBP, yours in EUR" in part
        page = await desk.page(f"{draft}/products")
        assert "choose another selling policy" in page


async def test_a_policy_that_converts_says_its_rate_and_its_age(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        db = desk.world.house.db
        await db.execute("delete from exchange_rate")
        await db.execute(
            "insert into policy (shop_id, kind, name, body, is_default) values (:shop, 'selling', 'Abroad',"
            " :body, 0)",
            {"shop": desk.shop_id, "body": '{"conversion": "market"}'},
        )
        abroad = str(await db.fetch_val("select max(id) from policy"))
        draft = await begin(desk)
        said = await form(desk, draft, BRITAIN, do="look", selling=abroad)
        part = (await desk.browser.post(draft, data=said, headers=HTMX)).text
        assert "No rate from EUR to GBP is known" in part
        await db.execute(
            "insert into exchange_rate (currency, rate, origin, day, read_at) values"
            " ('GBP', '0.8500', 'ecb', '2026-05-20', 1)"
        )
        part = (await desk.browser.post(draft, data=said, headers=HTMX)).text
        assert "1 EUR = 0.8500 GBP" in part or "1 EUR = 0.85 GBP" in part
        assert "days old" in part
        page = html.unescape(await desk.page(f"{draft}/products?words=MV-COUT-20", **HTMX))
        assert "£75.65" in page  # 89.00 euros
        assert "will be published" in page


async def test_a_note_is_asked_for_used_goods_in_the_language_of_each_place(
    database_url: str, tmp_path: Path
) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        draft = await begin(desk)
        said = await form(desk, draft, FRANCE, GERMANY, do="look", condition="used_good")
        part = (await desk.browser.post(draft, data=said, headers=HTMX)).text
        assert 'lang="fr-FR"' in part
        assert 'lang="de-DE"' in part
        assert "In German, at most 2,000 characters" in part
        notes = {
            f"note {place(desk, FRANCE)}": "Rayée.\r\nMarche.",
            f"note {place(desk, GERMANY)}": " Kratzer ",
        }
        said = await form(desk, draft, FRANCE, GERMANY, condition="used_good")
        answer = await desk.browser.post(draft, data={**said, **notes}, headers=SAME)
        assert answer.status_code == 303
        assert [each.note for each in (await kept(desk, draft)).places] == ["Rayée.\nMarche.", "Kratzer"]
        long = {**notes, f"note {place(desk, GERMANY)}": "x" * (NOTE_LENGTH + 1)}
        answer = await desk.browser.post(draft, data={**said, **long}, headers=SAME)
        assert answer.status_code == 422
        assert 'aria-describedby="note_1_error"' in answer.text
        assert "Rayée." in answer.text  # nothing is lost
        assert (await kept(desk, draft)).places[1].note == "Kratzer"
        said = await form(desk, draft, FRANCE, do="look", condition="new_new")
        assert "Note for buyers" not in (await desk.browser.post(draft, data=said, headers=HTMX)).text


async def test_refurbished_needs_the_programme_and_collectibles_a_country_that_has_them(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        draft = await begin(desk)
        said = await form(desk, draft, FRANCE, condition="refurbished_refurbished")
        answer = await desk.browser.post(draft, data=said, headers=SAME)
        assert answer.status_code == 422
        assert "Amazon Renewed" in answer.text
        assert 'name="renewed"' in answer.text
        answer = await desk.browser.post(draft, data={**said, "renewed": "1"}, headers=SAME)
        assert answer.status_code == 303
        assert (await kept(desk, draft)).condition is Condition.REFURBISHED
        said = await form(desk, draft, FRANCE, BELGIUM, condition="collectible_good")
        answer = await desk.browser.post(draft, data=said, headers=SAME)
        assert answer.status_code == 422
        assert "Amazon does not take “Collectible, good” in Belgium" in html.unescape(answer.text)
        said = await form(desk, draft, FRANCE, condition="collectible_good")
        assert (await desk.browser.post(draft, data=said, headers=SAME)).status_code == 303


async def test_the_icons_lead_to_the_policy_and_to_a_new_one_and_back(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        draft = await ready(desk)
        code = draft.rsplit("/", 1)[1]
        page = html.unescape(await desk.page(draft))
        found = await kept(desk, draft)
        assert f"/policies/{found.selling_policy_id}?draft={code}" in page
        for kind in ("selling", "synchronization", "shipping"):
            assert f"/policies/new?kind={kind}&draft={code}" in page
        # A policy that was just made comes back chosen.
        await desk.world.house.db.execute(
            "insert into policy (shop_id, kind, name, body, is_default) values (:shop, 'selling', 'Mine', '{}', 0)",
            {"shop": desk.shop_id},
        )
        made = await desk.world.house.db.fetch_val("select max(id) from policy")
        assert f'<option value="{made}" selected>Mine</option>' in await desk.page(f"{draft}?selling={made}")


async def test_another_shop_sees_nothing_of_a_draft_or_its_runs(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path) as desk:
        draft = await ready(desk)
        await desk.browser.post(f"{draft}/choose", data={"do": "all"}, headers=HTMX)
        stranger = await other_shop(desk.world)
        variation = await desk.world.house.db.fetch_val("select min(id) from variation")
        pages = (
            draft,
            f"{draft}/products",
            f"{draft}/summary",
            f"{draft}/fees",
            f"{draft}/preview/{variation}",
            "/runs/1",
        )
        for path in pages:
            assert (await stranger.get(path, headers=HTMX)).status_code == 404, path
        for path in (f"{draft}/list", "/runs/1/pause", "/runs/1/cancel"):
            assert (await stranger.post(path, data={"on": "1"}, headers=SAME)).status_code == 404, path
        assert "What became of it" not in (await stranger.get("/runs")).text
        assert (await desk.browser.get(f"{draft}/preview/999999")).status_code == 404
        listing = await desk.world.house.db.fetch_val("select min(id) from listing")
        assert (await stranger.get(f"/listings/{listing}/fees", headers=HTMX)).status_code == 404


@pytest.mark.parametrize("condition", list(Condition))
def test_new_is_taken_everywhere_and_every_other_has_a_standing(condition: Condition) -> None:
    for country in ("FR", "DE", "IN", "SE", "US", "JP", "ZZ"):
        found = standing(condition, country)
        assert (found is Standing.FINE) or condition is not Condition.NEW
    assert condition.takes_note != condition.value.startswith("new_")
