"""Auto-add: new products that fit a rule are listed by themselves or wait for a person; the old ones stay alone."""

from pathlib import Path

from backend.domain.auto_adding import DAY, Leaving, Mode, State
from backend.domain.policy import PolicyKind
from backend.domain.synchronization import Asks, Conditions, Subject, SynchronizationPolicy
from backend.domain.synchronization import Test as Asked
from backend.sandbox.shop.products import Products
from backend.storage import auto_products, auto_rules, journal, policies, policy_changes
from tests.lanes.auto import KITCHEN, TABLEWARE, new_product, rule, states, waiting
from tests.lanes.ground import (
    FRANCE,
    GERMANY,
    edit,
    listing,
    listings_of,
    product_of,
    publish,
    started_unjudged,
)
from tests.world import STORE, World, open_world

SOON = 150  # seconds until a change in the shop is seen


async def test_what_was_there_stays_alone_and_a_new_product_goes_live(
    database_url: str, tmp_path: Path
) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, seller_id):
        rule_id = await rule(world, shop_id, seller_id)
        assert set((await states(world, rule_id)).values()) == {State.KNOWN}
        assert len(await states(world, rule_id)) == 9  # one of the ten doubles another's SKU
        assert await listings_of(world, shop_id) == []
        new_product(world, "NEW-MUG")
        new_product(world, "NEW-POT", 502, categoryIds=[KITCHEN])
        await world.settle(SOON)
        assert [each.sku for each in await listings_of(world, shop_id)] == ["NEW-MUG"]
        assert (await listing(world, shop_id, "NEW-MUG")).status == "active"
        assert await world.published() == {"NEW-MUG": 1}
        acts = [each.act for each in await journal.of_shop(world.house.db, shop_id, None)]
        assert "auto_listed" in acts
        assert "published" not in acts
        one = (await listing(world, shop_id, "NEW-MUG")).id
        told = [e for e in await journal.of_listing(world.house.db, one) if e.act == "auto_listed_one"]
        assert [each.details for each in told] == [{"rule": "Tableware"}]


async def test_a_product_that_comes_to_fit_is_new_and_one_without_a_barcode_is_incomplete(
    database_url: str, tmp_path: Path
) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, seller_id):
        dear = Conditions(parts=(Asked(Subject.PRICE, Asks.AT_LEAST, "50"),))
        rule_id = await rule(world, shop_id, seller_id, conditions=dear)
        before = await states(world, rule_id)
        assert "MV-CARAFE-1L" not in before
        edit(world, "MV-CARAFE-1L", price=64)
        edit(world, "MV-COUT-20", categoryIds=[TABLEWARE])
        new_product(world, "NEW-BARE", None, price=80)
        await world.settle(SOON)
        after = await states(world, rule_id)
        listed = {sku for sku, state in after.items() if state is State.LISTED}
        assert {"MV-CARAFE-1L", "NEW-BARE"} <= listed
        assert {sku for sku, state in after.items() if state is State.KNOWN} == set(before)
        assert (await listing(world, shop_id, "NEW-BARE")).status == "incomplete"
        assert (await listing(world, shop_id, "MV-CARAFE-1L")).status == "active"


async def test_the_cap_holds_a_day_and_the_rest_comes_the_next(database_url: str, tmp_path: Path) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, seller_id):
        rule_id = await rule(world, shop_id, seller_id, daily_cap=2)
        for number in range(5):
            new_product(world, f"NEW-{number}", 501 + number)
        await world.settle(SOON)
        assert len(await listings_of(world, shop_id)) == 2
        assert len(await waiting(world, shop_id, State.DUE)) == 3
        for days, listed in ((1, 4), (2, 5)):
            world.clock.advance(DAY - world.now % DAY + 1)
            await world.settle(30)
            assert len(await listings_of(world, shop_id)) == listed, days
        found = await auto_rules.find(world.house.db, shop_id, rule_id)
        assert found is not None
        assert found.listed_today == 1


async def test_the_review_lane_waits_for_a_word(database_url: str, tmp_path: Path) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, seller_id):
        rule_id = await rule(world, shop_id, seller_id, mode=Mode.REVIEW)
        new_product(world, "NEW-YES", 501)
        new_product(world, "NEW-NO", 502)
        await world.settle(SOON)
        assert await listings_of(world, shop_id) == []
        pairs = await waiting(world, shop_id, State.REVIEW)
        assert len(pairs) == 2
        db = world.house.db
        no = await db.fetch_val("select id from product where sku = 'NEW-NO'")
        assert await auto_products.decide(db, shop_id, [(rule_id, no)], State.REFUSED, world.now) == 1
        assert await auto_products.decide(db, shop_id, None, State.DUE, world.now) == 1
        edit(world, "NEW-NO", price=25)  # a refusal outlives a change
        await world.house.web.wake("auto_add", shop_id)
        await world.settle(SOON)
        assert [each.sku for each in await listings_of(world, shop_id)] == ["NEW-YES"]
        assert (await states(world, rule_id))["NEW-NO"] is State.REFUSED
        assert await auto_products.decide(db, shop_id, [(rule_id, no)], State.REVIEW, world.now) == 1
        assert await waiting(world, shop_id, State.REVIEW) == [(rule_id, no)]
        # Another shop's word counts for nothing.
        assert await auto_products.decide(db, shop_id + 1, None, State.DUE, world.now) == 0


async def test_only_what_nothing_stops_is_held_until_it_is_cured(database_url: str, tmp_path: Path) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, seller_id):
        rule_id = await rule(world, shop_id, seller_id, only_ready=True)
        number = new_product(world, "NEW-LATER", None)
        await world.settle(SOON)
        assert (await states(world, rule_id))["NEW-LATER"] is State.HELD
        assert await listings_of(world, shop_id) == []
        code = {"alias": "UPC", "name": "EAN", "value": "3769990005019"}
        Products(world.other.shop.platform).update(STORE, number, {"attributes": [code]})
        await world.settle(SOON)
        assert (await states(world, rule_id))["NEW-LATER"] is State.LISTED


async def test_what_a_policy_held_back_is_looked_at_when_the_policy_changes(
    database_url: str, tmp_path: Path
) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, seller_id):
        db, dear = world.house.db, Conditions(parts=(Asked(Subject.PRICE, Asks.AT_LEAST, "100"),))
        kept = (await policies.defaults(db, shop_id))[PolicyKind.SYNCHRONIZATION]
        only_dear = SynchronizationPolicy(list_when=dear)
        assert await policy_changes.save(db, shop_id, kept.id, kept.version, kept.name, only_dear, world.now)
        rule_id = await rule(world, shop_id, seller_id, only_ready=True)
        new_product(world, "NEW-MUG")
        await world.settle(SOON)
        assert (await states(world, rule_id))["NEW-MUG"] is State.HELD
        plain = SynchronizationPolicy()
        assert await policy_changes.save(db, shop_id, kept.id, kept.version + 1, kept.name, plain, world.now)
        await world.settle(SOON)
        assert (await states(world, rule_id))["NEW-MUG"] is State.LISTED
        assert (await listing(world, shop_id, "NEW-MUG")).status == "active"


async def test_never_twice_for_one_product_and_place(database_url: str, tmp_path: Path) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, seller_id):
        await publish(world, shop_id, seller_id, ["MV-COUT-20"])
        first = await rule(world, shop_id, seller_id)
        second = await rule(world, shop_id, seller_id, name="All", categories=())
        abroad = await rule(world, shop_id, seller_id, name="Germany", marketplace_id=GERMANY)
        edit(world, "MV-COUT-20", categoryIds=[TABLEWARE])
        new_product(world, "NEW-ONE")
        await world.settle(SOON)
        assert (await states(world, first))["MV-COUT-20"] is State.THERE
        found = {(await states(world, each))["NEW-ONE"] for each in (first, second)}
        assert found == {State.LISTED, State.THERE}
        assert (await states(world, abroad))["NEW-ONE"] is State.LISTED
        places = [each.marketplace_id for each in await listings_of(world, shop_id) if each.sku == "NEW-ONE"]
        assert sorted(places) == sorted([FRANCE, GERMANY])


async def test_what_somebody_listed_is_never_the_rules_own(database_url: str, tmp_path: Path) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, seller_id):
        await publish(world, shop_id, seller_id, ["MV-CARAFE-1L"])
        rule_id = await rule(world, shop_id, seller_id, daily_cap=1, on_leaving=Leaving.STOP)
        await auto_rules.switch(world.house.db, shop_id, rule_id, False, world.now)
        await auto_rules.switch(world.house.db, shop_id, rule_id, True, world.now)
        await world.settle(SOON)
        assert (
            await auto_products.ask_known(world.house.db, shop_id, rule_id, world.now) == 9
        )  # one is listed
        await publish(world, shop_id, seller_id, ["MV-VERRE-6"])
        await world.house.web.wake("auto_add", shop_id)
        await world.settle(SOON)
        found = await states(world, rule_id)
        assert found["MV-CARAFE-1L"] is found["MV-VERRE-6"] is State.THERE
        assert list(found.values()).count(State.LISTED) == 1
        edit(world, "MV-CARAFE-1L", categoryIds=[KITCHEN])
        await world.settle(SOON)
        assert (await listing(world, shop_id, "MV-CARAFE-1L")).status == "active"


async def test_leaving_the_category_leaves_it_or_stops_it(database_url: str, tmp_path: Path) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, seller_id):
        rule_id = await rule(world, shop_id, seller_id, on_leaving=Leaving.STOP)
        stays = await rule(
            world, shop_id, seller_id, name="Kitchen", categories=(KITCHEN,), on_leaving=Leaving.LEAVE
        )
        new_product(world, "NEW-GOES", 501)
        new_product(world, "NEW-STAYS", 502, categoryIds=[KITCHEN])
        await world.settle(SOON)
        for sku in ("NEW-GOES", "NEW-STAYS"):
            edit(world, sku, categoryIds=[70030])
        await world.settle(SOON)
        assert (await states(world, rule_id))["NEW-GOES"] is State.LEFT
        assert (await states(world, stays))["NEW-STAYS"] is State.LISTED
        assert (await listing(world, shop_id, "NEW-GOES")).status == "ended"
        assert (await listing(world, shop_id, "NEW-STAYS")).status == "active"
        edit(world, "NEW-GOES", categoryIds=[TABLEWARE])
        await world.settle(SOON)
        assert (await listing(world, shop_id, "NEW-GOES")).status == "active"


async def test_switched_off_it_does_nothing_and_on_again_nothing_by_surprise(
    database_url: str, tmp_path: Path
) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, seller_id):
        rule_id = await rule(world, shop_id, seller_id)
        await auto_rules.switch(world.house.db, shop_id, rule_id, False, world.now)
        new_product(world, "NEW-MEANWHILE")
        await world.settle(SOON)
        await auto_rules.switch(world.house.db, shop_id, rule_id, True, world.now)
        await world.settle(SOON)
        assert (await states(world, rule_id))["NEW-MEANWHILE"] is State.KNOWN
        assert await listings_of(world, shop_id) == []
        assert await auto_products.ask_known(world.house.db, shop_id, rule_id, world.now) == 11
        await world.house.web.wake("auto_add", shop_id)
        await world.settle(SOON)
        assert len({each.product_id for each in await listings_of(world, shop_id)}) == 11


async def test_a_category_below_counts_and_a_moved_one_is_looked_at_again(
    database_url: str, tmp_path: Path
) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, seller_id):
        rule_id = await rule(world, shop_id, seller_id)
        assert "MV-COUT-20" not in await states(world, rule_id)
        _move_category(world, KITCHEN, TABLEWARE)
        await world.settle(SOON)
        await world.house.web.wake("auto_add", shop_id)
        await world.settle(SOON)
        assert (await states(world, rule_id))["MV-COUT-20"] is State.LISTED
        new_product(world, "NEW-BELOW", categoryIds=[KITCHEN])
        await world.settle(SOON)
        assert (await states(world, rule_id))["NEW-BELOW"] is State.LISTED


def _move_category(world: World, category: int, parent: int) -> None:
    """The merchant puts a category under another."""
    platform = world.other.shop.platform
    kept = platform.store.get(f"category_{STORE}", f"{category:012d}") or next(
        each for each in platform.store.all(f"category_{STORE}") if each["id"] == category
    )
    kept["parentId"] = parent
    world.other.shop.load_categories([kept], STORE)


async def test_before_the_first_reading_is_over_nothing_is_new(database_url: str, tmp_path: Path) -> None:
    async with open_world(database_url, tmp_path) as world:
        shop_id = await world.install()
        seller_id = await world.connect(shop_id)
        rule_id = await rule(world, shop_id, seller_id, categories=())
        await world.settle(SOON)
        found = await states(world, rule_id)
        assert set(found.values()) == {State.KNOWN}
        assert product_of(world, "MV-BOL-BLEU")
        assert await listings_of(world, shop_id) == []


async def test_what_was_there_and_is_asked_for_says_what_stops_it(database_url: str, tmp_path: Path) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, seller_id):
        rule_id = await rule(world, shop_id, seller_id, categories=(), only_ready=True)
        await auto_products.ask_known(world.house.db, shop_id, rule_id, world.now)
        await world.house.web.wake("auto_add", shop_id)
        await world.settle(60)
        counts = (await auto_products.counts(world.house.db, shop_id))[rule_id]
        assert counts[State.HELD] > 0
        assert counts[State.LISTED] > 40
        held = await auto_products.page(world.house.db, shop_id, (State.HELD,), 0, 0, 100)
        assert all(each.cause for each in held)
