"""A note and a shipping template that Amazon has from us are taken away there when they are emptied."""

from pathlib import Path
from typing import Any

from backend.domain.field_differences import State, compare
from backend.domain.listing import Stage, Status
from backend.domain.policy import ShippingPolicy
from backend.storage import condition_notes, revising
from tests.lanes.counter import BOWL, set_shipping, templates
from tests.lanes.ground import FRANCE, judged_world, listing, publish, start
from tests.world import World


async def at_amazon(world: World, sku: str) -> dict[str, Any]:
    """The attributes that the simulated Amazon has of a SKU."""
    answer = await world.outside.get(
        f"{world.settings.amazon_sandbox_url}/sandbox/listings", headers={"accept": "application/json"}
    )
    found: dict[str, Any] = next(each for each in answer.json() if each["sku"] == sku)["attributes"]
    return found


async def why_not(world: World, shop_id: int, field: str) -> str:
    found = await listing(world, shop_id, BOWL)
    compared = compare(found.explained, found.sent, found.shown, State(found.asin))
    return next((each.why for each in compared if each.field == field), "")


async def offered(world: World, seconds: int = 90) -> tuple[int, int, int, str]:
    """A used thing with a note and a template, on sale or, after 60 seconds, sent a moment ago: shop, seller, listing,
    template."""
    shop_id, seller_id = await start(world)
    await world.settle(30)
    parcel = (await templates(world, shop_id, seller_id))["Parcel, 2 days"]
    await set_shipping(world, shop_id, ShippingPolicy(parcel, "Parcel, 2 days", "", seller_id, FRANCE))
    await publish(world, shop_id, seller_id, [BOWL])
    found = await listing(world, shop_id, BOWL)
    await world.house.db.execute(
        "update listing set condition = 'used_good' where id = :id", {"id": found.id}
    )
    assert await condition_notes.put(world.house.db, shop_id, found.id, "Un peu usé.", world.now) == seller_id
    await world.house.web.wake("offers", seller_id)
    await world.settle(seconds)
    return shop_id, seller_id, found.id, parcel


async def differs(world: World, listing_id: int) -> int:
    """The listings page's own word for it."""
    query = "select differs from listing_grid where listing_id = :id"
    return int(await world.house.db.fetch_val(query, {"id": listing_id}))


async def gone(world: World, listing_id: int) -> list[tuple[str, str]]:
    """What was sent as nothing, with what it was."""
    rows = await world.house.db.fetch_all(
        "select field, old from sent_field where listing_id = :id and new = '' and field <> 'listing'"
        " order by field",
        {"id": listing_id},
    )
    return [(row["field"], row["old"]) for row in rows]


async def test_a_note_and_a_template_that_are_emptied_go_at_amazon(database_url: str, tmp_path: Path) -> None:
    async with judged_world(database_url, tmp_path) as (world, _):
        shop_id, seller_id, listing_id, parcel = await offered(world)
        before = await at_amazon(world, BOWL)
        assert before["condition_note"][0]["value"] == "Un peu usé."
        assert before["merchant_shipping_group"][0]["value"] == parcel
        await condition_notes.put(world.house.db, shop_id, listing_id, "", world.now)
        await set_shipping(world, shop_id, ShippingPolicy())
        await revising.mark_listing(world.house.db, listing_id, world.now)
        assert await why_not(world, shop_id, "note") == "owed"  # a difference as long as Amazon has it
        assert await differs(world, listing_id) == 1
        await world.house.web.wake("offers", seller_id)
        await world.settle(60)
        after, kept = await at_amazon(world, BOWL), await listing(world, shop_id, BOWL)
        assert "condition_note" not in after and "merchant_shipping_group" not in after
        assert after["condition_type"] == before["condition_type"] and "purchasable_offer" in after
        assert kept.sent and (kept.sent.condition_note, kept.sent.shipping_template_id) == ("", "")
        assert kept.status is Status.ACTIVE
        assert await why_not(world, shop_id, "note") == "" and await why_not(world, shop_id, "template") == ""
        assert await differs(world, listing_id) == 0
        assert await gone(world, listing_id) == [
            ("condition_note", "Un peu usé."),
            ("shipping_template", parcel),
        ]


async def test_what_is_emptied_before_amazon_knows_the_sku_goes_once_it_does(
    database_url: str, tmp_path: Path
) -> None:
    async with judged_world(database_url, tmp_path) as (world, _):
        shop_id, seller_id, listing_id, _parcel = await offered(world, 60)
        sent = await listing(world, shop_id, BOWL)
        assert sent.stage is Stage.CONFIRM and sent.sent and sent.sent.condition_note == "Un peu usé."
        await condition_notes.put(world.house.db, shop_id, listing_id, "", world.now)
        await world.house.web.wake("offers", seller_id)
        await world.settle(60)
        assert "condition_note" not in await at_amazon(world, BOWL)
        kept = await listing(world, shop_id, BOWL)
        assert kept.status is Status.ACTIVE and kept.sent and kept.sent.condition_note == ""
