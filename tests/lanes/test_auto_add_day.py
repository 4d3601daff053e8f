"""Auto-add: what waited for its day is looked at again when it has come."""

from pathlib import Path

from backend.domain.auto_adding import DAY, State
from backend.sandbox.shop.products import Products
from backend.storage import auto_products, journal
from tests.lanes.auto import new_product, rule, states
from tests.lanes.ground import listings_of, start
from tests.lanes.test_auto_add import SOON
from tests.world import STORE, open_world


async def test_what_is_stopped_when_its_day_comes_goes_into_the_review(
    database_url: str, tmp_path: Path
) -> None:
    async with open_world(database_url, tmp_path) as world:
        shop_id, seller_id = await start(world)
        rule_id = await rule(world, shop_id, seller_id, only_ready=True, daily_cap=1)
        numbers = [new_product(world, f"NEW-{n}", 501 + n) for n in range(3)]
        await world.settle(SOON)
        assert len(await listings_of(world, shop_id)) == 1
        waits = [sku for sku, state in (await states(world, rule_id)).items() if state is State.DUE]
        assert len(waits) == 2
        first = numbers[int(min(waits)[-1])]
        Products(world.other.shop.platform).update(STORE, first, {"attributes": [], "quantity": 7})
        await world.settle(SOON)
        assert (await states(world, rule_id))[min(waits)] is State.DUE  # its day has not come
        world.clock.advance(DAY - world.now % DAY + 1)
        await world.settle(30)
        stand = await states(world, rule_id)
        assert (stand[min(waits)], stand[max(waits)]) == (
            State.REVIEW,
            State.LISTED,
        )  # the next takes its place
        (row,) = await auto_products.page(world.house.db, shop_id, (State.REVIEW,), rule_id, 0, 9)
        assert row.cause == "no_identifier"
        acts = [
            (line.act, line.details.get("products"))
            for line in await journal.of_shop(world.house.db, shop_id, None, 50)
        ]
        assert acts.count(("auto_stopped", 1)) == 1
        # A person's word counts, as it is.
        pair = [(rule_id, row.product_id)]
        assert await auto_products.decide(world.house.db, shop_id, pair, State.DUE, world.now) == 1
        world.clock.advance(DAY)
        await world.house.web.wake("auto_add", shop_id)
        await world.settle(30)
        assert (await states(world, rule_id))[min(waits)] is State.LISTED
