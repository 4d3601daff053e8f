"""Claiming: which product of the shop each item that was read is, by SKU, then by barcode."""

from dataclasses import replace

from backend.domain.existing import Index, claim, settle
from backend.domain.marketplace import CatalogItem
from backend.lanes.ground import Ground
from backend.lanes.lane import Held
from backend.storage import existing, readings
from backend.storage.existing import At, Kept
from backend.storage.readings import Reading
from backend.transport.errors import Rejected

AT_ONCE = 2000  # items compared at once: each time all SKUs of the shop are looked through
RIVALS = 200  # variations with several claims at once
LOOKED_UP_AT_ONCE = 20  # ASINs a call (Amazon facts 4.4)
BATCHES = 20  # in one turn, so that the matching of new products has its share of the catalogue's plan
_BARCODES = ("EAN", "UPC", "GTIN", "ISBN", "JAN")


async def identify_some(held: Held, ground: Ground, at: Reading, place: At) -> None:
    """Ask the catalogue for the barcodes of what has no SKU of the shop, some hundred in a turn."""
    db = held.resources.db
    for _ in range(BATCHES):
        kept = await existing.unidentified(db, place, at.run, at.position, LOOKED_UP_AT_ONCE)
        if not kept or held.stopping():
            break
        found = await _look_up(ground, at.marketplace_id, kept)
        codes = [_codes(found.get(each.item.asin), each) for each in kept]
        at = replace(at, position=kept[-1].id)
        async with held.recording():
            await existing.identified(db, kept, codes, held.resources.now())
            await readings.save(db, at)
    else:
        return
    if not kept:
        async with held.recording():
            await existing.recognise(db, place)
            await readings.save(db, replace(at, stage="claim", position=0))


async def _look_up(ground: Ground, marketplace_id: str, kept: list[Kept]) -> dict[str, CatalogItem]:
    asins = list(dict.fromkeys(each.item.asin for each in kept))
    try:
        items = await ground.marketplace.find_by_identifiers(
            ground.seller.access, marketplace_id, "ASIN", asins
        )
    except Rejected:
        return {}  # one that Amazon cannot read makes the others go without; their SKUs still speak
    return {item.asin: item for item in items}


def _codes(item: CatalogItem | None, kept: Kept) -> tuple[tuple[str, ...], str]:
    """The barcodes that the catalogue lists, with those that the item brought, and its picture."""
    listed = [value for kind, value in item.identifiers if kind in _BARCODES] if item else []
    return tuple(dict.fromkeys([*kept.item.barcodes, *listed])), item.image_url if item else ""


async def claim_some(held: Held, at: Reading, place: At) -> bool:
    """Some thousand items of a reading; True when all are claimed and no variation is proposed for two."""
    db = held.resources.db
    for _ in range(BATCHES):
        kept = await existing.unclaimed(db, place, at.run, at.position, AT_ONCE)
        if not kept:
            break
        known = await existing.known(db, place, [each.item for each in kept])
        index = Index(known)
        claims = [(each.id, claim(each.item, index.near(each.item))) for each in kept]
        at = replace(at, position=kept[-1].id)
        async with held.recording():
            await existing.claimed(db, place, claims)
            await readings.save(db, at)
        if held.stopping():
            return False
    else:
        return False
    while rivals := await existing.rivals(db, place, 0, RIVALS):
        settled = settle(each for _, each in rivals)
        async with held.recording():
            await existing.claimed(db, place, [(id_, settled[each.sku]) for id_, each in rivals])
    return True
