"""Shipping templates: read for each seller and marketplace, named by offers, and missed when they are gone."""

from pathlib import Path

import pytest

from backend.domain.issues import Cause
from backend.domain.listing import Status
from backend.domain.policy import ShippingPolicy
from backend.domain.shipping_templates import ShippingTemplate
from backend.sandbox.shop.products import Products
from backend.storage import journal, shipping_templates
from tests.lanes.counter import BOWL, CLOTH, SELLER, set_shipping, templates
from tests.lanes.ground import FRANCE, GERMANY, edit, listing, publish, started_world
from tests.world import STORE, World

DAY = 86_400


async def look(world: World, shop_id: int, seconds: int = 10) -> None:
    """The merchant presses the button."""
    for seller_id in await shipping_templates.look_now(world.house.db, shop_id, world.now):
        await world.house.web.wake("product_types", seller_id)
    await world.settle(seconds)


def tag(world: World, sku: str, value: str) -> None:
    """The merchant writes an attribute beside those that the product has."""
    product = Products(world.other.shop.platform).by_sku(STORE, sku) or {}
    others = [each for each in product["attributes"] if each["name"] != "Versand"]
    edit(world, sku, attributes=[*others, {"name": "Versand", "value": value, "type": "CUSTOM"}])


async def test_every_seller_and_country_has_templates_of_its_own(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        other = await world.connect(shop_id, "GB", "kite@example.com")
        await world.settle(30)
        assert list(await templates(world, shop_id, seller_id)) == [
            "Standard template",
            "Parcel, 2 days",
            "Bulky goods",
        ]
        assert "Paket, 2 Tage" in await templates(world, shop_id, seller_id, GERMANY)
        assert "Royal Mail 48" in await templates(world, shop_id, other, "A1F83G8C2ARO7P")
        kept = await shipping_templates.of_shop(world.house.db, shop_id)
        assert len(kept) == 10 and all(each.read_at and not each.trouble for each in kept.values())


async def test_a_renamed_an_added_and_a_removed_template_are_found_within_a_day(
    migrated_url: str, tmp_path: Path
) -> None:
    async with started_world(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        await world.settle(30)
        hand, known = world.other.templates, await templates(world, shop_id, seller_id)
        hand.change(SELLER, "FR", "rename", known["Bulky goods"], "Very bulky goods")
        hand.change(SELLER, "FR", "remove", known["Parcel, 2 days"])
        added = hand.change(SELLER, "FR", "add", name="Point relais")
        world.clock.advance(DAY)
        await world.settle(60, 20)
        assert await templates(world, shop_id, seller_id) == {
            "Standard template": "legacy-template-id", "Very bulky goods": known["Bulky goods"], "Point relais": added,
        }  # fmt: skip
        lost = (await shipping_templates.of_shop(world.house.db, shop_id))[
            seller_id, FRANCE
        ].templates.listed[-1]
        assert lost == ShippingTemplate(known["Parcel, 2 days"], "Parcel, 2 days", gone=True)
        acts = [
            entry.details
            for entry in await journal.of_shop(world.house.db, shop_id, None)
            if entry.act == "template_gone"
        ]
        assert acts == [{"template": "Parcel, 2 days", "place": FRANCE}]


async def test_what_cannot_be_read_stays_as_it_was_known(migrated_url: str, tmp_path: Path) -> None:
    async with started_world(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        await world.settle(30)
        known = await templates(world, shop_id, seller_id)
        world.other.amazon_ground.faults.arm("outage", site="amazon", operation="GET */productTypes/*")
        await look(world, shop_id, 60)
        kept = (await shipping_templates.of_shop(world.house.db, shop_id))[seller_id, FRANCE]
        assert kept.trouble and await templates(world, shop_id, seller_id) == known


async def test_offers_carry_the_template_of_policy_and_attribute(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await world.settle(30)
        known = await templates(world, shop_id, seller_id)
        parcel, bulky = known["Parcel, 2 days"], known["Bulky goods"]
        await set_shipping(
            world, shop_id, ShippingPolicy(parcel, "Parcel, 2 days", "Versand", seller_id, FRANCE)
        )
        tag(world, BOWL, " bulky GOODS ")
        await world.settle(60)
        await publish(world, shop_id, seller_id, [BOWL, CLOTH], 60)
        for sku, wanted in ((BOWL, bulky), (CLOTH, parcel)):
            kept = await listing(world, shop_id, sku)
            assert kept.sent and kept.sent.shipping_template_id == wanted and kept.status is Status.ACTIVE
        tag(world, BOWL, "Eilig")
        world.clock.advance(DAY)
        await world.settle(120, 10)
        kept = await listing(world, shop_id, BOWL)
        assert kept.status is Status.ACTIVE and kept.sent and kept.sent.shipping_template_id == parcel
        assert kept.problem and kept.problem.cause is Cause.TEMPLATE_UNKNOWN
        assert kept.problem.details["used"] == "Parcel, 2 days"


async def test_a_template_that_is_gone_holds_what_is_new_and_names_itself_beside_what_is_live(
    migrated_url: str, tmp_path: Path
) -> None:
    async with started_world(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        await world.settle(30)
        parcel = (await templates(world, shop_id, seller_id))["Parcel, 2 days"]
        await set_shipping(world, shop_id, ShippingPolicy(parcel, "Parcel, 2 days", "", seller_id, FRANCE))
        await publish(world, shop_id, seller_id, [BOWL], 60)
        assert (await listing(world, shop_id, BOWL)).problem is None
        world.other.templates.change(SELLER, "FR", "remove", parcel)
        await look(world, shop_id, 60)
        live = await listing(world, shop_id, BOWL)
        assert live.status is Status.ACTIVE and live.problem and live.problem.cause is Cause.TEMPLATE_GONE
        await publish(world, shop_id, seller_id, [CLOTH], 60)
        held = await listing(world, shop_id, CLOTH)
        assert held.status is Status.INCOMPLETE and held.problem and held.problem.cause is Cause.TEMPLATE_GONE
        edit(world, BOWL, quantity=3)
        await world.settle(120)
        sold = await listing(world, shop_id, BOWL)
        assert sold.sent and sold.sent.quantity == 3
        assert sold.problem and sold.problem.cause is Cause.TEMPLATE_GONE


@pytest.mark.parametrize("back", ["template", "policy"])
async def test_the_cure_lets_both_go_on(migrated_url: str, tmp_path: Path, back: str) -> None:
    async with started_world(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        await world.settle(30)
        known = await templates(world, shop_id, seller_id)
        gone = world.other.templates.change(SELLER, "FR", "add", name="For a week")
        await set_shipping(world, shop_id, ShippingPolicy(gone, "For a week", "", seller_id, FRANCE))
        await look(world, shop_id)
        world.other.templates.change(SELLER, "FR", "remove", gone)
        await look(world, shop_id)
        await publish(world, shop_id, seller_id, [BOWL], 60)
        assert (await listing(world, shop_id, BOWL)).status is Status.INCOMPLETE
        if back == "policy":
            bulky = known["Bulky goods"]
            await set_shipping(world, shop_id, ShippingPolicy(bulky, "Bulky goods", "", seller_id, FRANCE))
        world.other.templates.change(SELLER, "FR", "add", name="Another")
        await look(world, shop_id, 120)
        kept = await listing(world, shop_id, BOWL)
        assert (kept.status is Status.ACTIVE) == (back == "policy")
