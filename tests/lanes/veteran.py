"""A merchant who sold on Amazon long before: the shop read, the seller connected, what tests ask of them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from backend.sandbox.sites import Wish
from backend.storage import adopting, policies
from tests.beginnings import begin
from tests.lanes.ground import Line, judged_world
from tests.world import World

LOGIN = "veteran@example.com"
SELLER = "A3VETERAN00000"
BOWL, JUG, CLOTH, GLASSES, DISH = "MV-BOL-BLEU", "MV-CARAFE-1L", "MV-NAPPE", "AMZ-2019-044", "mv-plat-ov"
BY_REPORT = {"STORELANE_REPORT_FROM": "0"}


@asynccontextmanager
async def veteran(
    database_url: str, folder: Path, *, settled: bool = True, **environment: str
) -> AsyncIterator[tuple[World, Line, int, int]]:
    """(world, line to Amazon, shop, seller); `settled`: what is on Amazon already was read."""
    wish = Wish(existing=True)

    @asynccontextmanager
    async def made() -> AsyncIterator[tuple[World, int, int]]:
        async with judged_world(database_url, folder, wish=wish, **environment) as (world, _):
            shop_id = await world.install()
            await world.house.worker.run_until_idle()
            seller_id = await world.connect(shop_id, login=LOGIN)
            if settled:
                await world.settle(60)
            yield world, shop_id, seller_id

    beginning = await begin(("veteran", settled, *sorted(environment.items())), database_url, made)
    opened = judged_world(database_url, folder, wish=wish, stage=beginning.stage, **environment)
    async with opened as (world, line):
        yield world, line, beginning.shop_id, beginning.seller_id


async def items(world: World, marketplace_id: str = "A13V1IB3VIYZZH") -> dict[str, dict[str, Any]]:
    """The rows of one marketplace by SKU."""
    rows = await world.house.db.fetch_all(
        "select * from remote_item where marketplace_id = :place", {"place": marketplace_id}
    )
    return {row["sku"]: {name: row[name] for name in row.keys()} for row in rows}  # noqa: SIM118


async def states(world: World) -> dict[str, tuple[str, str]]:
    """What each SKU was found to be: (state, by what or why)."""
    found = await items(world)
    return {sku: (row["state"], row["why"] or row["by_what"]) for sku, row in found.items()}


async def link(world: World, shop_id: int, skus: Sequence[str] | None = None) -> list[int]:
    """What the page does: link these SKUs (None: all proposals) with the default policies."""
    known = await items(world)
    ids = None if skus is None else [known[sku]["id"] for sku in skus]
    kept = await policies.defaults(world.house.db, shop_id)
    sellers = await adopting.link(
        world.house.db, shop_id, ids, {kind: kept[kind].id for kind in kept}, world.now
    )
    for seller_id in sellers:
        await world.house.web.wake("existing", seller_id)
    return sellers


async def deeds(world: World) -> list[str]:
    """The SKUs of everything that was ever sent for the seller, previews left out."""
    answer = await world.outside.get(
        f"{world.settings.amazon_sandbox_url}/sandbox/listings", params={"seller_id": SELLER}
    )
    return [sent["sku"] for row in answer.json() for sent in row["submissions"] if sent["kind"] != "preview"]


async def offers(world: World) -> dict[str, tuple[str, int | None]]:
    """(price, quantity) that Amazon shows in France, by SKU."""
    answer = await world.outside.get(
        f"{world.settings.amazon_sandbox_url}/sandbox/listings",
        params={"seller_id": SELLER, "marketplace_id": "A13V1IB3VIYZZH"},
    )
    return {row["sku"]: (row["offer"]["price"], row["offer"]["quantity"]) for row in answer.json()}
