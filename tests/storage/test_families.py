"""Families in the tables: wishes, what an option means, parents' SKUs, and the list of products with variations."""

from pathlib import Path

from backend.domain.kinship import FamilyState
from backend.storage import families, family_members, family_pages, family_wishes
from tests.lanes.ground import FRANCE, press, started_world
from tests.lanes.test_families import make, spot_of


async def test_wishes_are_kept_once_and_change_what_stands(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await press(world, shop_id, seller_id, ["MV-TS-VERT-S", "MV-BOL-BLEU"])
        await world.settle(30)
        db, spot = world.house.db, await spot_of(world, shop_id, seller_id)
        assert await family_members.spots_of(db, shop_id, spot.product_id) == [spot]
        assert await family_members.spots_of(db, shop_id + 1, spot.product_id) == []
        assert await family_members.product_of(db, shop_id + 1, spot.product_id) is None
        # An option means one thing, whatever its case; forgotten it is asked for again.
        await family_wishes.remember(db, shop_id, {"Couleur": "color", "TAILLE": "size"}, world.now)
        await family_wishes.remember(db, shop_id, {"couleur ": "pattern"}, world.now)
        assert await family_wishes.remembered(db, shop_id) == {"couleur": "pattern", "taille": "size"}
        await family_wishes.remember(db, shop_id, {"Couleur": ""}, world.now)
        assert await family_wishes.remembered(db, shop_id) == {"taille": "size"}
        assert await family_wishes.remembered(db, shop_id + 1) == {}
        # A variation that has the parent's SKU already makes it another one, and then it stays.
        product = await family_members.product_of(db, shop_id, spot.product_id)
        assert product is not None
        number = product.product.external_id
        await db.execute(
            "update variation set sku = :sku where sku = 'MV-BOL-BLEU'", {"sku": f"MV-TS-F{number}"}
        )
        parent = await make(world, spot)
        assert parent == f"MV-TS-F{number}X"
        assert await make(world, spot) == parent
        assert await families.parent_skus(db, seller_id, FRANCE) == {parent}
        # Only the shop's own family is touched, and only once.
        assert not await families.mark(db, shop_id + 1, [spot.product_id], world.now)
        assert await families.mark(db, shop_id, [spot.product_id], world.now)
        assert await family_wishes.take_apart(db, spot, world.now)
        assert not await family_wishes.take_apart(db, spot, world.now)
        found = await families.at_place(db, shop_id, seller_id, FRANCE, spot.product_id)
        assert found is not None
        assert found.state is FamilyState.PART


async def test_a_held_family_is_tried_again_when_its_product_changed(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await press(world, shop_id, seller_id, ["MV-TS-VERT-S"])
        await world.settle(30)
        db, spot = world.house.db, await spot_of(world, shop_id, seller_id)
        await make(world, spot, theme="COLOR")
        await world.settle(5)
        held = await families.at_place(db, shop_id, seller_id, FRANCE, spot.product_id)
        assert held is not None
        assert held.problem is not None
        assert (held.state, held.problem.details["lack"]) == (FamilyState.HELD, "no_theme")
        assert await families.mark(db, shop_id, [spot.product_id], world.now)
        again = await families.at_place(db, shop_id, seller_id, FRANCE, spot.product_id)
        assert again is not None
        assert again.state is FamilyState.MAKE


async def test_the_list_counts_children_at_each_place(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        db = world.house.db
        assert await family_pages.count(db, shop_id, only_families=False) == 0
        await press(world, shop_id, seller_id, ["MV-TS-VERT-S", "MV-POT-16", "MV-BOL-BLEU"])
        await world.settle(40)
        assert await family_pages.count(db, shop_id, only_families=False) == 2
        assert await family_pages.page(db, shop_id, 0, 9, only_families=True) == []
        found = {each.sku: each for each in await family_pages.page(db, shop_id, 0, 9, only_families=False)}
        assert set(found) == {"MV-TS", "MV-POT"}
        (place,) = found["MV-TS"].places
        assert (place.total, place.live, place.shared, place.state) == (11, 5, 5, None)
        await make(world, await spot_of(world, shop_id, seller_id))
        assert await family_pages.count(db, shop_id, only_families=True) == 1
        (mine,) = await family_pages.page(db, shop_id, 0, 9, only_families=True)
        assert mine.places[0].state is FamilyState.MAKE
        assert await family_pages.page(db, shop_id, 1, 9, only_families=True) == []
        assert await family_pages.page(db, shop_id + 1, 0, 9, only_families=False) == []
