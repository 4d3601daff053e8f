"""The tree of categories: what is above each, and which listings owe something when one moves."""

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.catalog import Category
from backend.domain.synchronization import Asks, Conditions, Subject, SynchronizationPolicy
from backend.domain.synchronization import Test as Question
from backend.storage import products, tree, wishes
from backend.storage.database import Database
from backend.storage.policy_encoding import write_policy
from tests.storage.samples import a_shop

TOP, SHOES, BOOTS = Category(1, "Mode", {}), Category(2, "Chaussures", {}, 1), Category(3, "Bottes", {}, 2)


@given(st.dictionaries(st.integers(1, 9), st.integers(0, 9)))
def test_what_is_above_is_found_also_where_the_tree_runs_in_a_circle(above: dict[int, int]) -> None:
    found = tree.lineages(above)
    assert set(found) == set(above)
    for category, ancestors in found.items():
        walked, at = set(), category
        while at in above and at not in walked:
            walked.add(at)
            at = above[at]
        assert ancestors == walked


async def ask_for(db: Database, shop_id: int, category: int) -> None:
    policy = SynchronizationPolicy(
        list_when=Conditions(True, (Conditions(False, (Question(Subject.CATEGORY, Asks.WITHIN, str(category)),)),))
    )  # fmt: skip
    await db.execute(
        "update policy set body = :body where shop_id = :shop and kind = 'synchronization'",
        {"body": write_policy(policy), "shop": shop_id},
    )


async def test_the_tree_is_read_where_a_policy_asks_for_it(database: Database) -> None:
    shop_id, other = await a_shop(database), await a_shop(database, 1004)
    assert await products.save_categories(database, shop_id, [TOP, SHOES, BOOTS])
    assert await products.save_categories(database, other, [Category(3, "Autre", {})])
    assert (await wishes.read(database, shop_id, 100)).ancestors == {}
    await ask_for(database, shop_id, 1)
    assert (await wishes.read(database, shop_id, 100)).ancestors == {
        1: frozenset((1,)), 2: frozenset((1, 2)), 3: frozenset((1, 2, 3)),
    }  # fmt: skip
    assert (await wishes.read(database, other, 100)).ancestors == {}


async def test_only_a_category_that_moved_says_so(database: Database) -> None:
    shop_id = await a_shop(database)
    assert await products.save_categories(database, shop_id, [TOP, SHOES])
    assert not await products.save_categories(database, shop_id, [SHOES, TOP])
    assert await products.save_categories(database, shop_id, [TOP, Category(2, "Chaussures", {})])
    assert await products.save_categories(database, shop_id, [TOP])
