"""What a bulk act does to one listing, and its undoing; inside the transaction that also counts the row."""

from dataclasses import replace
from typing import Any

from backend.domain.bulk import Cure, Kind
from backend.domain.details import EXEMPTION, Details, exemption
from backend.domain.listing import Stage, Status
from backend.domain.policy import Condition
from backend.storage import acts_for_any, by_hand, details, journal, muting
from backend.storage.database import Database
from backend.storage.encoding import from_json, to_json

# The lane of the seller that owes the next step after a cure.
NEXT = {
    Kind.RETRY: "matching", Kind.CONDITION: "offers", Kind.ATTRIBUTE: "offers", Kind.EXEMPT: "offers",
    Kind.PRICE: "offers", Kind.MUTE: "", Kind.UNMUTE: "", Kind.REVISE: "offers", Kind.WITHDRAW: "offers",
    Kind.POLICY: "offers", Kind.COPY: "matching", Kind.PAUSE: "", Kind.RESUME: "offers", Kind.BY_HAND: "offers",
}  # fmt: skip


async def do(db: Database, shop_id: int, listing_id: int, cure: Cure, now: int) -> str:
    """Do it; what the undoing needs, as JSON text. The caller has asked domain/bulk.py whether it can be done."""
    match cure.kind:
        case Kind.RETRY:
            await by_hand.ask_again(db, shop_id, listing_id, now)
        case Kind.PRICE:
            await by_hand.decide(db, shop_id, [listing_id], True, now)
        case Kind.MUTE:
            await muting.mute(db, shop_id, [listing_id], cure.value, now)
        case Kind.UNMUTE:
            await muting.unmute(db, shop_id, [listing_id], now)
        case Kind.CONDITION:
            return await _condition(db, shop_id, listing_id, Condition(cure.value), now)
        case Kind.ATTRIBUTE | Kind.EXEMPT:
            return await _details(db, shop_id, listing_id, cure, now)
        case _:
            return await acts_for_any.do(db, shop_id, listing_id, cure, now)
    return ""


async def undo(db: Database, shop_id: int, listing_id: int, cure: Cure, before: str, now: int) -> bool:
    """Put it back as it was; False when something else was done to it since, and then it is left alone."""
    was: dict[str, Any] = from_json(before, {})
    match cure.kind:
        case Kind.MUTE:
            return bool(await muting.unmute(db, shop_id, [listing_id], now))
        case Kind.CONDITION:
            if await _condition_of(db, listing_id) != was.get("after"):
                return False
            await _condition(db, shop_id, listing_id, Condition(was["before"]), now)
            return True
        case Kind.ATTRIBUTE | Kind.EXEMPT:
            known = (await details.of_listings(db, [listing_id])).get(listing_id)
            if known is None or known.key != was.get("after"):
                return False
            before_it = Details(was["product_type"], was["attributes"], was["exempt"])
            await details.put(db, shop_id, {listing_id: before_it}, now)
            return True
        case _:
            return await acts_for_any.undo(db, shop_id, listing_id, cure, was, now)


async def seller_of(db: Database, listing_id: int) -> int:
    return int(await db.fetch_val("select seller_id from listing where id = :id", {"id": listing_id}))


async def _condition_of(db: Database, listing_id: int) -> str:
    return str(await db.fetch_val("select condition from listing where id = :id", {"id": listing_id}))


async def _condition(db: Database, shop_id: int, listing_id: int, to: Condition, now: int) -> str:
    """What was sent goes to the offers lane, which withdraws it and brings it anew; anything else starts again."""
    before = await _condition_of(db, listing_id)
    await db.execute(
        "update listing set condition = :to, next_at = :now, attempts = 0, updated_at = :now,"
        f" stage = case when status = '{Status.ENDED}' then stage when sent <> '' then '{Stage.SUBMIT}'"
        f" else '{Stage.MATCH}' end, status_at = case when status = '{Status.INCOMPLETE}' then :now else status_at end,"
        f" cause = case when status = '{Status.INCOMPLETE}' then '' else cause end,"
        f" details = case when status = '{Status.INCOMPLETE}' then '' else details end,"
        f" status = case when status = '{Status.INCOMPLETE}' then '{Status.ON_ITS_WAY}' else status end"
        " where id = :id and shop_id = :shop",
        {"to": to.value, "now": now, "id": listing_id, "shop": shop_id},
    )
    told = {"before": before, "after": to.value}
    await journal.write(db, shop_id, now, "merchant", "changed_condition", told, listing_id=listing_id)
    return to_json(told)


async def _details(db: Database, shop_id: int, listing_id: int, cure: Cure, now: int) -> str:
    known = (await details.of_listings(db, [listing_id]))[listing_id]
    place = str(await db.fetch_val("select marketplace_id from listing where id = :id", {"id": listing_id}))
    if cure.kind is Kind.EXEMPT:
        more: dict[str, Any] = {EXEMPTION: exemption(place)}
    else:
        more = {name: _moved(value, place) for name, value in from_json(cure.value, {}).items()}
    exempt = known.exempt or cure.kind is Kind.EXEMPT
    wanted = replace(known, attributes={**known.attributes, **more}, exempt=exempt)
    await details.put(db, shop_id, {listing_id: wanted}, now)
    return to_json({
        "product_type": known.product_type, "attributes": dict(known.attributes), "exempt": known.exempt,
        "after": wanted.key,
    })  # fmt: skip


def _moved(value: Any, place: str) -> Any:
    """An attribute of another marketplace, said for this one."""
    if not isinstance(value, list):
        return value
    return [
        {**entry, "marketplace_id": place} if isinstance(entry, dict) and "marketplace_id" in entry else entry
        for entry in value
    ]
