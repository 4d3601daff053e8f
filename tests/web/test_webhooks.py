"""Webhooks at our door: seen and acted upon together, and no id that makes no sense breaks anything."""

import json
from pathlib import Path

import httpx
import pytest

from backend.ecwid.webhooks import sign
from backend.storage import looks, shops
from tests.world import STORE, World, open_app, open_world

SIGNATURE_HEADER = "x-ecwid-webhook-signature"


async def tell(world: World, event_id: str, type_: str, entity: object) -> httpx.Response:
    """An event as the platform sends it, rightly signed."""
    said = {
        "eventId": event_id, "eventCreated": world.now, "storeId": STORE, "entityId": entity, "eventType": type_,
    }  # fmt: skip
    signature = sign(world.settings.shop.client_secret, str(world.now), event_id)
    return await world.browser.post(
        "/webhooks/shop", content=json.dumps(said), headers={SIGNATURE_HEADER: signature}
    )


async def asked(world: World, shop_id: int) -> list[int]:
    return [look.external_id for look in await looks.waiting(world.house.db, shop_id)]


async def test_an_odd_id_is_passed_over_and_a_good_one_is_looked_at(
    database_url: str, tmp_path: Path
) -> None:
    async with open_world(database_url, tmp_path) as world:
        open_app(world)
        shop_id = await world.install()
        odd: tuple[object, ...] = (
            10**30,
            "1" * 40,
            "²",
            "٣",
            "-5",
            "0",
            "",
            2**53 + 1,
            None,
            "7 or 8",
            1e300,
        )
        for number, entity in enumerate(odd):
            answer = await tell(world, f"odd-{number}", "product.updated", entity)
            assert answer.status_code == 200, (entity, answer.status_code)
        assert await asked(world, shop_id) == []
        for entity in (17, "18", 2**53):
            assert (await tell(world, f"good-{entity}", "product.deleted", entity)).status_code == 200
        assert await asked(world, shop_id) == [17, 18, 2**53]


@pytest.mark.parametrize("table", ["journal", "lane"])
async def test_an_uninstall_that_failed_half_way_is_done_when_it_comes_again(
    database_url: str, tmp_path: Path, table: str
) -> None:
    async with open_world(database_url, tmp_path) as world:
        open_app(world)
        await world.install()
        db = world.house.db
        await db.execute(f"alter table {table} rename to away")
        assert (await tell(world, "e-1", "application.uninstalled", STORE)).status_code == 500
        await db.execute(f"alter table away rename to {table}")
        assert await shops.id_of_store(db, STORE) is not None
        assert await db.fetch_val("select count(*) from lane where subject <> 0") == 1
        for _ in range(2):
            assert (await tell(world, "e-1", "application.uninstalled", STORE)).status_code == 200
        assert await shops.id_of_store(db, STORE) is None


async def test_a_look_that_failed_is_asked_for_again_once(database_url: str, tmp_path: Path) -> None:
    async with open_world(database_url, tmp_path) as world:
        open_app(world)
        shop_id = await world.install()
        db = world.house.db
        await db.execute("alter table lane rename to away")
        assert (await tell(world, "e-2", "product.updated", 17)).status_code == 500
        await db.execute("alter table away rename to lane")
        assert await asked(world, shop_id) == []
        for _ in range(2):
            assert (await tell(world, "e-2", "product.updated", 17)).status_code == 200
        assert [(look.external_id, look.asked) for look in await looks.waiting(db, shop_id)] == [(17, 1)]
