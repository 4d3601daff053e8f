"""What stands beside an order: what waits for the merchant, how orders are dealt with, and who buys, sealed."""

from pathlib import Path

from backend.domain.orders import Recipient
from backend.domain.people import Person
from backend.storage import order_people, order_settings, order_troubles
from backend.storage.resealing import reseal
from backend.storage.secrets import Vault
from tests.lanes.counter import sell
from tests.lanes.ground import publish, started_unjudged
from tests.world import KEY, World

PERSON = Person(
    "Ana Lima", "x@marketplace.example", "", "", Recipient("Ana Lima", "", ("Rua 1", "2 D"), "Porto")
)


async def ordered(world: World, shop_id: int, seller_id: int) -> int:
    await publish(world, shop_id, seller_id, ["MV-BOL-BLEU"])
    await world.settle(400, 5)
    sell(world)
    await world.settle(400, 5)
    return int(await world.house.db.fetch_val("select id from orders"))


async def test_a_trouble_is_told_once_changes_and_goes(database_url: str, tmp_path: Path) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, seller_id):
        db, order_id = world.house.db, await ordered(world, shop_id, seller_id)
        assert await order_troubles.tell(db, order_id, "shipping", "no_carrier", 5, {"number": "1Z"})
        assert not await order_troubles.tell(db, order_id, "shipping", "no_carrier", 6, {"number": "1Z"})
        assert await order_troubles.tell(db, order_id, "shipping", "refused", 7)
        assert await order_troubles.tell(db, order_id, "label", "no_origin", 8)
        found = (await order_troubles.of_orders(db, [order_id]))[order_id]
        assert [(each.part, each.cause, each.at) for each in found] == [
            ("shipping", "refused", 7),
            ("label", "no_origin", 8),
        ]
        await order_troubles.clear(db, order_id, "shipping")
        assert [each.part for each in (await order_troubles.of_orders(db, [order_id]))[order_id]] == ["label"]
        assert await order_troubles.of_orders(db, []) == {}


async def test_settings_keep_what_was_set(database_url: str, tmp_path: Path) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, _):
        db = world.house.db
        assert await order_settings.find(db, shop_id, "untracked", "no") == "no"
        await order_settings.keep(db, shop_id, {"untracked": "yes", "erase_days": "30"})
        await order_settings.keep(db, shop_id, {"untracked": ""})
        assert await order_settings.of_shop(db, shop_id) == {"untracked": "", "erase_days": "30"}
        assert await order_settings.find(db, shop_id, "untracked", "no") == ""


async def test_people_are_sealed_survive_a_new_key_and_can_be_forgotten(
    database_url: str, tmp_path: Path
) -> None:
    async with started_unjudged(database_url, tmp_path) as (world, shop_id, seller_id):
        db, order_id = world.house.db, await ordered(world, shop_id, seller_id)
        vault = Vault([KEY])
        await order_people.keep(db, vault, order_id, PERSON, 5)
        await order_people.keep(db, vault, order_id, Person(), 6)
        assert await order_people.of_orders(db, vault, [order_id]) == {order_id: PERSON}
        sealed = await db.fetch_val("select sealed from order_person")
        assert "Ana" not in sealed
        newer = Vault(["another-key-that-is-long-enough-to-be-one", KEY])
        assert await reseal(db, newer)
        assert await order_people.of_orders(
            db, Vault(["another-key-that-is-long-enough-to-be-one"]), [order_id]
        )
        assert await order_people.of_orders(db, vault, [order_id]) == {}, "sealed with a key that is gone"
        assert await order_people.erase(db, [order_id]) == 1
        assert await order_people.of_orders(db, newer, [order_id]) == {}
