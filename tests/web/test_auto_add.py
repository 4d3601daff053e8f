"""The pages of auto-add: a rule made, changed, switched and deleted; new products accepted, refused, brought back."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.domain.auto_adding import AutoRule, Mode, State
from backend.domain.policy import PolicyKind
from backend.domain.selling import SellingPolicy
from backend.domain.synchronization import Conditions
from backend.storage import auto_rules, policy_changes
from tests.lanes.auto import TABLEWARE, new_product, rule, states, waiting
from tests.lanes.ground import FRANCE, listings_of, started_unjudged
from tests.web.desk import HTMX, SAME, Desk, merchant, other_shop
from tests.world import open_app


@pytest.fixture
async def desk(migrated_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    """A shop that is read and connected; nothing is listed."""
    async with started_unjudged(migrated_url, tmp_path) as (world, shop_id, seller_id):
        open_app(world)
        yield Desk(world, merchant(world, shop_id), shop_id, seller_id)


async def entered(desk: Desk, **wish: object) -> dict[str, object]:
    """The form as it stands when it is opened, with what is typed into it."""
    page = await desk.page("/auto-add/new")
    chosen = {
        kind: re.search(rf'<select id="{kind}".*?<option value="([^"]+)"', page, re.DOTALL)
        for kind in ("selling", "synchronization", "shipping")
    }
    return {
        "name": "Tableware", "place": f"{desk.seller_id} {FRANCE}", "category": [TABLEWARE],
        "condition": "new_new", "mode": "review", "on_leaving": "leave", "daily_cap": "", "act": "save",
        **{kind: found[1] for kind, found in chosen.items() if found}, **wish,
    }  # fmt: skip


def row(at: int, asks: str, group: str = "conditions", **fields: str) -> dict[str, object]:
    """A condition as the form posts it."""
    name = f"{group}.tests.{at}"
    return {f"{name}.asks": asks, **{f"{name}.{key}": value for key, value in fields.items()}}


async def post(desk: Desk, path: str, form: dict[str, object]) -> str:
    """A button that leads on; the text of where it leads."""
    answer = await desk.browser.post(path, data=form, headers=SAME)
    assert answer.status_code == 303, (answer.status_code, answer.text[:400])
    return await desk.page(answer.headers["location"])


async def only_rule(desk: Desk) -> AutoRule:
    (found,) = await auto_rules.of_shop(desk.world.house.db, desk.shop_id)
    return found


async def test_without_a_rule_the_page_says_what_it_is_for(desk: Desk) -> None:
    page = await desk.page("/auto-add")
    assert "No rule yet" in page
    assert "/auto-add/new" in page
    assert "Make a rule, and new products" in await desk.page("/auto-add/review")


async def test_a_rule_is_made_and_says_how_many_fit_already(desk: Desk) -> None:
    page = await post(desk, "/auto-add/new", await entered(desk, daily_cap="20", mode="list"))
    assert "The rule is on." in page
    assert "Looking through what is in your shop already" in page
    await desk.world.house.worker.run_until_idle()
    made = await only_rule(desk)
    page = await desk.page(f"/auto-add/{made.id}")
    assert "10 products fitted when the rule was made. They are left alone." in page
    assert "New products in Tableware." in page
    assert "They are listed by themselves in France as “New”." in page
    assert "At most 20 products a day" in page
    assert "Listed today: 0 of 20." in page
    assert await listings_of(desk.world, desk.shop_id) == []
    part = (await desk.browser.get(f"/auto-add/{made.id}", headers=HTMX)).text
    assert part.lstrip().startswith('<div id="found"')
    assert "Tableware" in await desk.page("/auto-add")


async def test_what_fits_is_seen_before_it_is_saved(desk: Desk) -> None:
    form = await entered(desk, act="preview", **row(0, "price:at_least", number="30"))
    answer = await desk.browser.post("/auto-add/new", data=form, headers=SAME)
    assert answer.status_code == 200
    assert "that are in your shop already fit" in answer.text
    assert await auto_rules.of_shop(desk.world.house.db, desk.shop_id) == []
    everything = await entered(desk, act="preview", category=[])
    assert "64 products" in (await desk.browser.post("/auto-add/new", data=everything, headers=SAME)).text


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"name": "  "}, "Give the rule a name."),
        ({"place": "9 nowhere"}, "Choose where to sell."),
        ({"selling": "99999"}, "Choose a policy."),
        ({"condition": "mint"}, "Choose a condition."),
        ({"daily_cap": "-3"}, "A whole number above 0"),
        ({"daily_cap": "many"}, "A whole number above 0"),
        (row(0, "price:at_least", number=""), "This is needed here."),
        (row(0, "attribute:equals", value="x"), "Write the name of the attribute."),
        (row(0, "moon:full"), "Choose what is asked."),
    ],
)
async def test_what_cannot_be_is_told_beside_its_field(
    desk: Desk, wish: dict[str, object], said: str
) -> None:
    answer = await desk.browser.post("/auto-add/new", data=await entered(desk, **wish), headers=SAME)
    assert answer.status_code == 422
    assert said in answer.text
    assert await auto_rules.of_shop(desk.world.house.db, desk.shop_id) == []


async def test_rows_of_conditions_come_and_go_and_keep_what_was_typed(desk: Desk) -> None:
    cheap, filled = row(0, "price:at_most", number="12,5"), row(1, "attribute:yes", attribute="Brand")
    form = await entered(desk, act="add:conditions.tests", name="", **cheap)
    page = (await desk.browser.post("/auto-add/new", data=form, headers=SAME)).text
    assert page.count('.asks"') > 2
    assert 'value="12,5"' in page
    headers = {**SAME, **HTMX, "hx-target": "fields"}
    part = (await desk.browser.post("/auto-add/new", data=form, headers=headers)).text
    assert part.lstrip().startswith('<fieldset class="fields" id="fields">')
    removed = await entered(desk, act="remove:conditions.tests.0", **cheap, **filled)
    page = (await desk.browser.post("/auto-add/new", data=removed, headers=SAME)).text
    assert 'name="conditions.tests.1.asks"' not in page
    assert "12,5" not in page
    any_of = {"conditions.all": "any", **cheap, **filled}
    page = await post(desk, "/auto-add/new", await entered(desk, **any_of))
    assert "the price in your shop is at most 12.5 or “Brand” is filled in" in page
    made = await only_rule(desk)
    assert not made.conditions.all
    assert 'value="12.5"' in await desk.page(f"/auto-add/{made.id}/edit")


async def test_conditions_stand_in_groups_and_an_edit_keeps_them(desk: Desk) -> None:
    nested = {
        **row(0, "price:at_least", number="5"), "conditions.groups.0.all": "any",
        **row(0, "quantity:at_least", "conditions.groups.0", number="3"),
        **row(1, "attribute:yes", "conditions.groups.0", attribute="Brand"),
    }  # fmt: skip
    page = await post(desk, "/auto-add/new", await entered(desk, **nested))
    assert " and (" in page
    made = await only_rule(desk)
    group = made.conditions.parts[1]
    assert isinstance(group, Conditions)
    assert (group.all, len(group.parts)) == (False, 2)
    form = await desk.page(f"/auto-add/{made.id}/edit")
    assert all(f'name="{name}"' in form for name in nested if not name.endswith(".all"))
    await post(desk, f"/auto-add/{made.id}/edit", await entered(desk, name="Again", **nested))
    assert (await only_rule(desk)).conditions == made.conditions


async def test_a_rule_is_changed_switched_and_deleted(desk: Desk) -> None:
    await post(desk, "/auto-add/new", await entered(desk))
    made = await only_rule(desk)
    page = await post(
        desk,
        f"/auto-add/{made.id}/edit",
        await entered(desk, name="Plates", on_leaving="stop", only_ready="1"),
    )
    assert "The rule is changed." in page
    assert "is taken off Amazon" in page
    assert "is held until it is cured" in page
    assert "Switched off." in await post(desk, f"/auto-add/{made.id}/switch", {"on": "0"})
    assert not (await only_rule(desk)).active
    assert "Switched on." in await post(desk, f"/auto-add/{made.id}/switch", {"on": "1"})
    assert "The rule is gone." in await post(desk, f"/auto-add/{made.id}/remove", {})
    told = await desk.page("/journal")
    for words in ("made", "changed", "deleted"):
        assert f"You {words} the auto-add rule “{'Tableware' if words == 'made' else 'Plates'}”" in told


async def test_a_policy_that_a_rule_uses_does_not_go_without_another_in_its_place(desk: Desk) -> None:
    db = desk.world.house.db
    made = await policy_changes.make(
        db, desk.shop_id, PolicyKind.SELLING, "Dear", SellingPolicy(), desk.world.now
    )
    await rule(desk.world, desk.shop_id, desk.seller_id, selling_policy_id=made)
    answer = await desk.browser.post(f"/policies/{made}/delete", headers=SAME)
    assert answer.status_code == 422
    assert "or a rule of auto-add, uses it" in answer.text
    assert (await only_rule(desk)).selling_policy_id == made
    assert "Dear" in await desk.page("/policies")


async def reviewing(desk: Desk, count: int = 2) -> tuple[int, list[str]]:
    """A rule whose new products wait for a word: its id and their keys."""
    rule_id = await rule(desk.world, desk.shop_id, desk.seller_id, mode=Mode.REVIEW)
    for number in range(count):
        new_product(desk.world, f"NEW-{number}", 501 + number)
    await desk.world.settle(150)
    pairs = await waiting(desk.world, desk.shop_id, State.REVIEW)
    return rule_id, [f"{each}-{product}" for each, product in pairs]


async def test_new_products_are_accepted_and_go_live(desk: Desk) -> None:
    rule_id, keys = await reviewing(desk)
    page = await desk.page("/auto-add/review")
    assert "new in your shop" in page
    assert "rule “Tableware”" in page
    assert "✓ will be published" in page
    assert "2 new products wait for your word." in await desk.page("/auto-add")
    page = await post(desk, "/auto-add/review", {"do": "accept", "each": keys[:1]})
    assert "1 product accepted" in page
    await desk.world.settle(60)
    assert len(await listings_of(desk.world, desk.shop_id)) == 1
    page = await post(desk, "/auto-add/review", {"do": "all"})
    assert "1 product accepted" in page
    assert "Nothing waits" in page
    await desk.world.settle(60)
    assert {each.status for each in await listings_of(desk.world, desk.shop_id)} == {"active"}
    assert "You accepted 1 new product" in await desk.page("/journal")
    assert 'href="/listings?words=NEW-1"' in await desk.page(f"/auto-add/{rule_id}?state=listed")


async def test_a_refusal_is_taken_back(desk: Desk) -> None:
    rule_id, keys = await reviewing(desk)
    page = await post(desk, "/auto-add/review", {"do": "refuse", "each": keys})
    assert "2 products refused." in page
    found = re.search(r'name="at" value="(\d+)"', page)
    assert found
    assert "2 products wait for your word again." in await post(
        desk, "/auto-add/review/undo", {"at": found[1]}
    )
    await post(desk, "/auto-add/review", {"do": "refuse", "each": keys[:1]})
    refused = await desk.page("/auto-add/review?state=refused")
    assert f"row_{keys[0]}" in refused
    await post(desk, "/auto-add/review", {"do": "back", "each": keys[:1]})
    assert set((await states(desk.world, rule_id)).values()) == {State.KNOWN, State.REVIEW}


async def test_nothing_ticked_is_said_and_nonsense_changes_nothing(desk: Desk) -> None:
    _, keys = await reviewing(desk, 1)
    for form in ({"do": "accept"}, {"do": "?", "each": keys}, {"do": "accept", "each": ["x-y", "-", "7"]}):
        answer = await desk.browser.post("/auto-add/review", data=form, headers=SAME)
        assert answer.status_code == 422
        assert "Tick at least one product first." in answer.text
    assert "Nothing changed" in await post(desk, "/auto-add/review", {"do": "accept", "each": ["1-999999"]})
    assert "Nothing changed" in await post(desk, "/auto-add/review/undo", {"at": "77"})


async def test_what_was_there_goes_into_the_wizard_or_comes_too(desk: Desk) -> None:
    rule_id = await rule(desk.world, desk.shop_id, desk.seller_id)
    page = await post(desk, f"/auto-add/{rule_id}/known", {"do": "wizard"})
    assert "10 products chosen" in page
    page = await post(desk, f"/auto-add/{rule_id}/known", {"do": "list"})
    assert "10 products that were there already come too." in page
    await desk.world.settle(60)
    assert len({each.product_id for each in await listings_of(desk.world, desk.shop_id)}) == 10


async def test_another_shop_sees_and_changes_nothing(desk: Desk) -> None:
    rule_id, keys = await reviewing(desk)
    other = await other_shop(desk.world)
    assert "No marketplace yet" in (await other.get("/auto-add")).text
    assert "NEW-0" not in (await other.get("/auto-add/review")).text
    for path in (f"/auto-add/{rule_id}", f"/auto-add/{rule_id}/edit"):
        assert (await other.get(path)).status_code == 404
    assert (await other.post(f"/auto-add/{rule_id}/known", data={}, headers=SAME)).status_code == 404
    for path in ("switch", "remove"):
        await other.post(f"/auto-add/{rule_id}/{path}", data={"on": "0"}, headers=SAME)
    await other.post("/auto-add/review", data={"do": "refuse", "each": keys}, headers=SAME)
    await other.post("/auto-add/review", data={"do": "all", "rule": rule_id}, headers=SAME)
    assert (await only_rule(desk)).active
    assert len(await waiting(desk.world, desk.shop_id, State.REVIEW)) == 2


async def test_a_rule_is_changed_although_its_account_is_lost(desk: Desk) -> None:
    await post(desk, "/auto-add/new", await entered(desk))
    form = await entered(desk, name="Plates", daily_cap="3")
    await desk.world.house.db.execute("update seller set status = 'reconnect'")
    made = await only_rule(desk)
    assert f'<option value="{desk.seller_id} {FRANCE}" selected>' in await desk.page(
        f"/auto-add/{made.id}/edit"
    )
    page = await post(desk, f"/auto-add/{made.id}/edit", form)
    assert "The rule is changed." in page
    assert "The Amazon account of this rule is not connected" in page
    assert (await only_rule(desk)).daily_cap == 3
