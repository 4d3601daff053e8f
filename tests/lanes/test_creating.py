"""New products, from confirmed details to an ASIN: refused, changed, priced, withdrawn, without a barcode."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from backend.domain.details import IDENTIFIER, Details
from backend.domain.issues import Cause
from backend.domain.listing import Status
from backend.storage import by_hand, details
from tests.lanes.creating import BARE, NEW, confirm, filled, work_of
from tests.lanes.ground import FRANCE, edit, is_deed, listing, publish, started_world
from tests.world import World


async def on_amazon(world: World, shop_id: int, sku: str) -> dict[str, Any]:
    """What buyers see of a SKU, as the sandbox keeps it."""
    answer = await world.outside.get(f"{world.settings.amazon_sandbox_url}/sandbox/listings")
    (row,) = [row for row in answer.json() if row["sku"] == sku]
    found: dict[str, Any] = row
    return found


async def test_a_product_that_amazon_does_not_have_is_made(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [NEW])
        before = await listing(world, shop_id, NEW)
        assert before.problem and before.problem.cause is Cause.NO_MATCH
        await confirm(world, shop_id, NEW, await filled(world, shop_id, seller_id, NEW))
        await world.settle(60)
        after = await listing(world, shop_id, NEW)
        assert (after.status, after.problem) == (Status.ACTIVE, None)
        assert after.asin.startswith("B0") and after.sent is not None
        assert after.sent.product_type == "HOME"
        assert (await world.published())[NEW] == 1
        seller = world.house.web.marketplaces["amazon"]
        work = await work_of(world, shop_id, NEW)
        assert work.variation is not None and work.details is not None
        code = work.details.details.attributes[IDENTIFIER][0]["value"]
        from backend.storage import sellers

        kept = await sellers.find(world.house.db, world.house.web.vault, seller_id)
        assert kept is not None
        items = await seller.find_by_identifiers(kept.access, after.marketplace_id, "EAN", [code])
        assert [item.asin for item in items] == [after.asin]


async def test_without_a_barcode_the_exemption_is_asked_for(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BARE])
        brand = [{"value": "Maison Verte", "language_tag": "fr_FR", "marketplace_id": FRANCE}]
        wanted = await filled(world, shop_id, seller_id, BARE, brand=brand)
        await confirm(world, shop_id, BARE, wanted)
        await world.settle(60)
        held = await listing(world, shop_id, BARE)
        assert held.problem and held.problem.cause is Cause.NO_IDENTIFIER
        await confirm(world, shop_id, BARE, replace(wanted, exempt=True))
        await world.settle(60)
        live = await listing(world, shop_id, BARE)
        assert live.status is Status.ACTIVE and live.asin


async def test_price_and_stock_follow_the_shop_under_the_right_type(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [NEW])
        await confirm(world, shop_id, NEW, await filled(world, shop_id, seller_id, NEW))
        await world.settle(60)
        bodies: list[bytes] = []
        line.after = lambda request: bodies.append(request.content) if request.method == "PATCH" else None
        edit(world, NEW, quantity=3)
        await world.settle(400)
        assert bodies and all(b'"HOME"' in body for body in bodies)
        assert not any(b"item_name" in body for body in bodies)
        live = await listing(world, shop_id, NEW)
        assert live.status is Status.ACTIVE
        assert live.shown is not None and live.shown.quantity == 3
        assert (await world.published())[NEW] == 1


async def test_changed_details_are_sent_whole(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [NEW])
        wanted = await filled(world, shop_id, seller_id, NEW)
        await confirm(world, shop_id, NEW, wanted)
        await world.settle(60)
        before = await listing(world, shop_id, NEW)
        title = [{**wanted.attributes["item_name"][0], "value": "Un autre titre"}]
        changed = replace(wanted, attributes={**wanted.attributes, "item_name": title})
        await confirm(world, shop_id, NEW, changed)
        assert (await listing(world, shop_id, NEW)).status is Status.ACTIVE  # it sells on meanwhile
        await world.settle(60)
        after = await listing(world, shop_id, NEW)
        assert after.sent is not None and after.sent.details == changed.key
        assert (after.status, after.asin) == (Status.ACTIVE, before.asin)
        assert after.shown is not None and after.shown.title == "Un autre titre"
        assert (await world.published())[NEW] == 2


async def test_a_refusal_of_the_review_is_told_and_can_be_cured(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [NEW])
        good = await filled(world, shop_id, seller_id, NEW)
        picture = good.attributes["main_product_image_locator"][0]
        lost = [{**picture, "media_location": "https://pictures.invalid/one.jpg"}]
        bad = replace(good, attributes={**good.attributes, "main_product_image_locator": lost})
        await confirm(world, shop_id, NEW, bad)
        await world.settle(60)
        refused = await work_of(world, shop_id, NEW)
        assert refused.listing.status is Status.INCOMPLETE
        (said,) = refused.listing.issues
        assert (said.code, said.attribute_names) == ("20000", ("main_product_image_locator",))
        assert said.message.startswith("L'image")
        await confirm(world, shop_id, NEW, good)
        await world.settle(60)
        assert (await listing(world, shop_id, NEW)).status is Status.ACTIVE


async def test_what_the_preview_refuses_is_not_sent(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [NEW])
        wanted = await filled(world, shop_id, seller_id, NEW)
        less = {name: value for name, value in wanted.attributes.items() if name != "item_name"}
        await confirm(world, shop_id, NEW, Details("HOME", less))
        await world.settle(60)
        held = (await work_of(world, shop_id, NEW)).listing
        assert held.problem and held.problem.cause is Cause.REFUSED
        assert [issue.attribute_names for issue in held.issues] == [("item_name",)]
        assert NEW not in await world.published()


async def test_it_is_withdrawn_and_comes_back_as_itself(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [NEW])
        await confirm(world, shop_id, NEW, await filled(world, shop_id, seller_id, NEW))
        await world.settle(60)
        live = await listing(world, shop_id, NEW)
        assert await by_hand.ask_withdrawal(world.house.db, shop_id, live.id, world.now)
        await world.house.web.wake("offers", seller_id)
        await world.settle(60)
        assert (await listing(world, shop_id, NEW)).status is Status.ENDED
        assert await by_hand.ask_again(world.house.db, shop_id, live.id, world.now)
        await world.house.web.wake("matching", seller_id)
        await world.settle(90)
        again = await listing(world, shop_id, NEW)
        assert (again.status, again.asin) == (Status.ACTIVE, live.asin)


async def test_details_confirmed_while_others_are_refused_are_sent(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [NEW])
        good = await filled(world, shop_id, seller_id, NEW)
        less = {name: value for name, value in good.attributes.items() if name != "item_name"}
        await confirm(world, shop_id, NEW, Details("HOME", less))
        done: list[int] = []

        async def meanwhile(request: httpx.Request) -> None:
            if request.method == "PUT" and not done:
                done.append(1)
                await confirm(world, shop_id, NEW, good)

        line.during = meanwhile
        await world.settle(60)
        assert done and (await listing(world, shop_id, NEW)).status is Status.ACTIVE


async def test_an_answer_that_was_lost_is_looked_up(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, line, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [NEW])
        wanted = await filled(world, shop_id, seller_id, NEW)
        await confirm(world, shop_id, NEW, wanted)
        cut: list[str] = []

        def lose(request: httpx.Request) -> None:
            if is_deed(request) and not cut:
                cut.append(request.method)
                raise httpx.ReadError("the answer was lost", request=request)

        line.after = lose
        await world.settle(200)
        assert cut and (await listing(world, shop_id, NEW)).status is Status.ACTIVE
        assert (await world.published())[NEW] == 1
        cut.clear()
        changed = replace(
            wanted, attributes={**wanted.attributes, "brand": [{**_brand(wanted), "value": "Autre"}]}
        )
        await confirm(world, shop_id, NEW, changed)
        await world.settle(200)
        after = await listing(world, shop_id, NEW)
        assert cut and after.sent is not None and after.sent.details == changed.key
        assert (await world.published())[NEW] == 3  # the whole of it again changes nothing
        assert not await details.superseded(world.house.db, after.id, changed.key)


def _brand(wanted: Details) -> dict[str, Any]:
    entry: dict[str, Any] = wanted.attributes["brand"][0]
    return entry
