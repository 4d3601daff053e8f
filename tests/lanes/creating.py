"""What the tests of new products share: a listing's details filled in as a merchant would, and confirmed."""

from typing import Any

from backend.domain.details import Details
from backend.domain.prefill import Speech, prefill
from backend.domain.product_types import KeptType
from backend.storage import details, listings, product_types, sellers
from backend.storage.listings import Work
from backend.storage.product_types import Place
from tests.lanes.ground import FRANCE, listing
from tests.world import World

NEW, BARE = "MV-GRAINES-TOM", "MV-SALADIER"  # a barcode that Amazon does not know; no barcode at all
ORIGIN = {"country_of_origin": [{"value": "FR", "marketplace_id": FRANCE}]}


async def work_of(world: World, shop_id: int, sku: str) -> Work:
    kept = await listing(world, shop_id, sku)
    found = await listings.find(world.house.db, shop_id, kept.id)
    assert found is not None
    return found


async def type_of(world: World, shop_id: int, seller_id: int, name: str = "HOME") -> KeptType:
    """A product type, fetched and kept as the pages do it."""
    db = world.house.db
    seller = await sellers.find(db, world.house.web.vault, seller_id)
    assert seller is not None
    marketplace = world.house.web.marketplaces["amazon"]
    found = await marketplace.type_definition(seller.access, FRANCE, name, "fr_FR")
    body = await marketplace.type_schema(found)
    place = Place(shop_id, seller_id, FRANCE, found.locale)
    await product_types.keep(db, place, name, found, body, world.now)
    kept = await product_types.find(db, place, name)
    assert kept is not None
    return kept


async def filled(
    world: World, shop_id: int, seller_id: int, sku: str, *, exempt: bool = False, **more: Any
) -> Details:
    """The details of a product: what the shop knows, where it was made, and `more`."""
    kept, work = await type_of(world, shop_id, seller_id), await work_of(world, shop_id, sku)
    assert work.variation is not None
    known = prefill(work.product.product, work.variation.variation, kept.schema, Speech(FRANCE, "fr_FR"), {})
    return Details("HOME", {**known, **ORIGIN, **more}, exempt)


async def confirm(world: World, shop_id: int, sku: str, wanted: Details, checksum: str = "x") -> None:
    """The merchant confirms them; the worker has not moved yet."""
    kept = await listing(world, shop_id, sku)
    owed = await details.put(world.house.db, shop_id, {kept.id: wanted}, world.now, checksum=checksum)
    for seller_id in owed:
        await world.house.web.wake("offers", seller_id)
