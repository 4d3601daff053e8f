"""The synchronization policy at work: a product is listed, stopped and relisted by its conditions, fields stay put."""

from dataclasses import replace
from pathlib import Path

import pytest

from backend.domain.catalog import Category
from backend.domain.issues import Cause
from backend.domain.listing import Status
from backend.domain.policy import PolicyKind
from backend.domain.synchronization import Asks, Conditions, Field, Subject, SynchronizationPolicy
from backend.domain.synchronization import Test as Question
from backend.sandbox.shop.products import Products
from backend.storage import drifts, policies, products, reconsidering, revising, tree
from backend.storage.policy_encoding import write_policy
from tests.lanes.counter import BOWL, SELLER, is_revision, price_there, there, wake
from tests.lanes.ground import (
    FRANCE,
    GERMANY,
    edit,
    is_deed,
    listing,
    press,
    product_of,
    publish,
    started_world,
)
from tests.lanes.test_families import make, t_shirt
from tests.world import STORE, World, open_app

FEW = Conditions(True, (Question(Subject.QUANTITY, Asks.AT_MOST, "2"),))


def named(value: str) -> Conditions:
    return Conditions(True, (Question(Subject.ATTRIBUTE, Asks.EQUALS, value, "Gamme"),))


async def follow(world: World, shop_id: int, seller_id: int, policy: SynchronizationPolicy) -> None:
    """The merchant changes the one synchronization policy."""
    db = world.house.db
    kept = (await policies.defaults(db, shop_id))[PolicyKind.SYNCHRONIZATION]
    await db.execute(
        "update policy set body = :body where id = :id", {"body": write_policy(policy), "id": kept.id}
    )
    await revising.mark_policy(db, kept.id, world.now)
    await reconsidering.reconsider_policy(db, kept.id, world.now)
    await wake(world, seller_id, "matching", "offers")


def put_in_line(world: World, value: str) -> None:
    """The bowl gets an attribute of the merchant's own: the line of products that it belongs to."""
    found = world.other.shop.products.by_sku(STORE, BOWL)
    kept = [each for each in found["attributes"] if each["name"] != "Gamme"]
    edit(
        world, BOWL, attributes=[*kept, {"name": "Gamme", "value": value, "type": "CUSTOM", "show": "DESCR"}]
    )


async def test_a_product_is_listed_once_its_conditions_hold(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await follow(world, shop_id, seller_id, SynchronizationPolicy(list_when=named("atelier  NORD")))
        await publish(world, shop_id, seller_id, [BOWL])
        held = await listing(world, shop_id, BOWL)
        assert held.problem is not None
        assert (held.status, held.problem.cause) == (Status.INCOMPLETE, Cause.RULE_UNMET)
        assert held.problem.details["attribute"] == "Gamme"
        assert there(world) is None
        put_in_line(world, "Atelier Nord")
        await world.settle(200, 5)
        assert (await listing(world, shop_id, BOWL)).status is Status.ACTIVE
        put_in_line(world, "Autre")  # what is listed is not stopped by a list rule
        await world.settle(200, 5)
        assert (await listing(world, shop_id, BOWL)).status is Status.ACTIVE
        assert there(world)


async def test_a_stop_rule_stops_at_once_and_the_relist_rule_brings_it_back(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        open_app(world)
        edit(world, BOWL, quantity=9)
        enough = Conditions(True, (Question(Subject.QUANTITY, Asks.AT_LEAST, "5"),))
        await follow(world, shop_id, seller_id, SynchronizationPolicy(stop_when=FEW, relist_when=enough))
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(400, 5)
        assert there(world) == 9
        edit(world, BOWL, quantity=2)
        await world.other.shop.webhooks.deliver_due()
        await world.settle(20)
        stopped = await listing(world, shop_id, BOWL)
        assert there(world) == 0
        assert stopped.problem is not None
        assert (stopped.problem.cause, stopped.problem.details["actual"]) == (Cause.STOPPED_BY_RULE, 2)
        edit(world, BOWL, quantity=4)  # more than stops, less than lets it sell again
        bodies: list[str] = []
        line.before = lambda request: (
            bodies.append(request.content.decode()) if is_revision(request) else None
        )
        await world.settle(800, 5)
        assert (there(world), bodies) == (0, [])
        waits = await listing(world, shop_id, BOWL)
        assert waits.problem is not None
        assert (waits.problem.cause, waits.problem.details["rule"]) == (Cause.RULE_UNMET, "relist")
        edit(world, BOWL, quantity=5)
        await world.settle(800, 5)
        assert there(world) == 5
        assert (await listing(world, shop_id, BOWL)).status is Status.ACTIVE


async def test_rules_that_contradict_each_other_stop_it_once_and_never_flap(
    migrated_url: str, tmp_path: Path
) -> None:
    async with started_world(migrated_url, tmp_path) as (world, line, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(400, 5)
        bodies: list[str] = []
        line.before = lambda request: (
            bodies.append(request.content.decode()) if is_revision(request) else None
        )
        always = Conditions(True, (Question(Subject.IN_STOCK, Asks.YES),))
        await follow(world, shop_id, seller_id, SynchronizationPolicy(stop_when=always, relist_when=always))
        await world.settle(1500, 10)
        assert there(world) == 0
        assert len(bodies) == 1


async def test_what_does_not_follow_is_not_sent_and_is_no_difference(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        fixed = SynchronizationPolicy(fields=frozenset(Field) - {Field.PRICE, Field.QUANTITY})
        await follow(world, shop_id, seller_id, fixed)
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(400, 5)
        bodies: list[str] = []
        line.before = lambda request: (
            bodies.append(request.content.decode()) if is_revision(request) else None
        )
        price, pieces = await price_there(world, shop_id), there(world)
        assert pieces
        edit(world, BOWL, price=(price + 100) / 100, quantity=pieces + 5)
        world.other.by_hand.edit(SELLER, FRANCE, BOWL, price=f"{(price + 300) / 100:.2f}")
        await world.settle(90_000, 3000)
        assert (await price_there(world, shop_id), there(world), bodies) == (price, pieces, [])
        assert await drifts.counts(world.house.db, shop_id) == {True: 0, False: 0}
        edit(world, BOWL, quantity=pieces - 1)
        await world.settle(200, 5)
        assert there(world) == pieces - 1, "a quantity always falls"
        assert all("purchasable_offer" not in body for body in bodies)
        assert len(bodies) == 1


async def test_a_category_that_moves_in_the_tree_is_noticed(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        db = world.house.db
        found = world.other.shop.products.by_sku(STORE, BOWL)
        own = found["categoryIds"][0]
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(400, 5)
        stop = Conditions(True, (Question(Subject.CATEGORY, Asks.WITHIN, "990"),))
        await follow(world, shop_id, seller_id, SynchronizationPolicy(stop_when=stop))
        await world.settle(200, 5)
        assert there(world)
        every = [Category(id, "", {}, parent) for id, parent in (await tree.parents(db, shop_id)).items()]
        above = [replace(each, parent_id=990) if each.external_id == own else each for each in every]
        assert await products.save_categories(db, shop_id, [*above, Category(990, "Fin de série", {})])
        assert await tree.moved(db, shop_id, world.now) == 1
        await wake(world, seller_id, "offers")
        await world.settle(60)
        assert there(world) == 0
        stopped = await listing(world, shop_id, BOWL)
        assert stopped.problem is not None
        assert stopped.problem.cause is Cause.STOPPED_BY_RULE


@pytest.mark.parametrize(
    "change",
    [
        {"enabled": False}, {"categoryIds": [1]}, {"price": 3.5}, {"name": "Bol"},
        {"attributes": [{"name": "Gamme", "value": "x", "type": "CUSTOM", "show": "DESCR"}]},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
async def test_whatever_conditions_may_ask_makes_a_revision_owed(
    migrated_url: str, tmp_path: Path, change: dict[str, object]
) -> None:
    async with started_world(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(400, 5)
        before = (await listing(world, shop_id, BOWL)).basis
        edit(world, BOWL, **change)
        await world.settle(200, 5)
        assert (await listing(world, shop_id, BOWL)).basis > before


async def test_countries_that_share_a_quantity_stop_and_sell_again_together(
    migrated_url: str, tmp_path: Path
) -> None:
    async with started_world(migrated_url, tmp_path) as (world, line, shop_id, seller_id):
        edit(world, BOWL, quantity=9)
        enough = Conditions(True, (Question(Subject.QUANTITY, Asks.AT_LEAST, "5"),))
        await follow(world, shop_id, seller_id, SynchronizationPolicy(stop_when=FEW, relist_when=enough))
        await publish(world, shop_id, seller_id, [BOWL])
        edit(world, BOWL, quantity=2)
        await world.settle(800, 10)
        assert there(world) == 0
        edit(world, BOWL, quantity=4)
        await world.settle(400, 10)
        await press(world, shop_id, seller_id, [BOWL], marketplace_id=GERMANY)
        bodies: list[str] = []
        line.before = lambda request: (
            bodies.append(request.content.decode()) if is_revision(request) or is_deed(request) else None
        )
        await world.settle(1500, 10)
        assert (there(world), bodies) == (0, [])
        german = await world.house.db.fetch_val(
            "select cause from listing where marketplace_id = :place", {"place": GERMANY}
        )
        assert german == Cause.RULE_UNMET
        edit(world, BOWL, quantity=7)
        await world.settle(1500, 10)
        assert there(world) == 7
        rows = await world.house.db.fetch_all("select status from listing")
        assert [row["status"] for row in rows] == ["active", "active"]


@pytest.mark.parametrize("follows", [True, False])
async def test_what_a_child_says_of_itself_follows_its_options_only_where_details_do(
    migrated_url: str, tmp_path: Path, follows: bool
) -> None:
    async with t_shirt(migrated_url, tmp_path) as (world, line, spot):
        shop_id = spot.shop_id
        seller_id = spot.seller_id
        await make(world, spot, asin="B0DEMOTSP0")
        await world.settle(240)
        fields = frozenset(Field) if follows else frozenset(Field) - {Field.DETAILS}
        await follow(world, shop_id, seller_id, SynchronizationPolicy(fields=fields))
        await world.settle(60)
        deeds: list[str] = []
        line.before = lambda request: deeds.append(request.url.path) if is_deed(request) else None
        shop = Products(world.other.shop.platform)
        product = shop.get(STORE, product_of(world, "MV-TS-VERT-S"))
        for each in product["combinations"]:
            if each.get("sku") == "MV-TS-MARINE-S":
                for option in each["options"]:
                    if option["name"] != "Taille":
                        option |= {
                            "value": "Bleu nuit",
                            "valueTranslated": {"fr": "Bleu nuit", "en": "Midnight"},
                        }
        shop.save(STORE, product, "product.updated")
        await world.settle(4000, 10)
        assert any(path.endswith("MV-TS-MARINE-S") for path in deeds) is follows
