"""What a bulk act does to one listing of any selection, and its undoing; inside the transaction that counts the row."""

from collections.abc import Mapping
from typing import Any

from backend.domain.bulk import Cure, Kind
from backend.domain.by_hand import Manual
from backend.domain.listing import Stage, Status
from backend.domain.policy import PolicyKind, ShippingPolicy
from backend.storage import by_hand, journal, manual, policies, revising, setting_by_hand
from backend.storage.database import Database, Row
from backend.storage.encoding import to_json


async def do(db: Database, shop_id: int, listing_id: int, cure: Cure, now: int) -> str:
    """Do it; what the undoing needs, as JSON text. The caller has asked domain/bulk.py whether it can be done."""
    match cure.kind:
        case Kind.REVISE:
            await revising.mark_listing(db, listing_id, now)
        case Kind.WITHDRAW:
            await by_hand.ask_withdrawal(db, shop_id, listing_id, now)
        case Kind.PAUSE | Kind.RESUME:
            await by_hand.pause(db, shop_id, listing_id, cure.kind is Kind.PAUSE, now)
        case Kind.BY_HAND:
            was = await manual.before(db, listing_id)
            await setting_by_hand.put(db, shop_id, listing_id, Manual(), None, now)
            return to_json(was)
        case Kind.POLICY:
            return await _policy(db, shop_id, listing_id, int(cure.value), now)
        case Kind.COPY:
            return await _copy(db, shop_id, listing_id, cure, now)
        case _:
            raise AssertionError(cure.kind)
    return ""


async def undo(
    db: Database, shop_id: int, listing_id: int, cure: Cure, was: Mapping[str, Any], now: int
) -> bool:
    """Put it back as it was; False when something else was done to it since, and then it is left alone."""
    match cure.kind:
        case Kind.PAUSE | Kind.RESUME:
            back = cure.kind is Kind.RESUME
            return await by_hand.pause(db, shop_id, listing_id, back, now) is not None
        case Kind.BY_HAND:
            return await setting_by_hand.put_back(db, shop_id, listing_id, dict(was), now)
        case Kind.POLICY:
            column = f"{PolicyKind(was['kind']).value}_policy_id"
            now_there = await db.fetch_val(f"select {column} from listing where id = :id", {"id": listing_id})
            if now_there != was["after"] or await policies.find(db, shop_id, was["before"]) is None:
                return False
            await _policy(db, shop_id, listing_id, was["before"], now)
            return True
        case Kind.COPY:
            return await _uncopy(db, shop_id, was["listing"], now)
        case _:
            return False


async def _policy(db: Database, shop_id: int, listing_id: int, policy_id: int, now: int) -> str:
    """What is on Amazon is compared with it; what waited for somebody is looked at again, for it may be cured."""
    kept = await policies.find(db, shop_id, policy_id)
    assert kept is not None
    column = f"{kept.kind.value}_policy_id"
    before = await db.fetch_val(f"select {column} from listing where id = :id", {"id": listing_id})
    held = f"stage = '{Stage.REST}' and status = '{Status.INCOMPLETE}'"
    await db.execute(
        f"update listing set {column} = :policy, updated_at = :now,"
        f" next_at = case when {held} then :now else next_at end, attempts = case when {held} then 0 else attempts end,"
        f" stage = case when {held} then '{Stage.MATCH}' else stage end,"
        # What is just being sent by the old policy owes a revision as soon as it is there.
        f" revise_n = case when stage = '{Stage.SUBMIT}' then revise_n + 1 else revise_n end"
        " where id = :id and shop_id = :shop",
        {"policy": policy_id, "now": now, "id": listing_id, "shop": shop_id},
    )
    await revising.mark_listing(db, listing_id, now)
    old = await policies.find(db, shop_id, int(before))
    told = {"kind": kept.kind.value, "before": old.name if old else "", "after": kept.name}
    await journal.write(db, shop_id, now, "merchant", "changed_policy", told, listing_id=listing_id)
    return to_json({"kind": kept.kind.value, "before": before, "after": policy_id})


# A note of used goods goes along only where people read the same language.
_SPOKEN = "(select m.language from seller_marketplace m where m.seller_id = {0} and m.marketplace_id = {1})"
_NOTE = (
    f"case when {_SPOKEN.format(':seller', ':marketplace')} = {_SPOKEN.format('l.seller_id', 'l.marketplace_id')}"
    " then l.condition_note else '' end"
)
_AS_IT_IS = (
    "insert into listing (shop_id, seller_id, marketplace_id, product_id, variation_id, run_id, sku, condition,"
    " condition_note,"
    " selling_policy_id, synchronization_policy_id, shipping_policy_id, status, status_at, stage, next_at,"
    " created_at, updated_at) select v.shop_id, :seller, :marketplace, v.product_id, v.id, 0, v.sku, l.condition,"
    f" {_NOTE},"
    f" l.selling_policy_id, l.synchronization_policy_id, :shipping, '{Status.ON_ITS_WAY}', :now, '{Stage.MATCH}', :now,"
    " :now, :now from listing l join variation v on v.id = l.variation_id and v.deleted_at is null where l.id = :id"
    # PostgreSQL and SQLite alike want a condition here, so that `on conflict` is not read as a join's.
    " and l.shop_id = :shop on conflict (seller_id, marketplace_id, variation_id) do update set"
    " condition = excluded.condition, condition_note = excluded.condition_note,"
    " selling_policy_id = excluded.selling_policy_id,"
    " synchronization_policy_id = excluded.synchronization_policy_id,"
    " shipping_policy_id = excluded.shipping_policy_id, status = excluded.status, status_at = excluded.status_at,"
    " stage = excluded.stage, next_at = excluded.next_at, attempts = 0, cause = '', details = '',"
    " updated_at = excluded.updated_at"
    f" where listing.stage = '{Stage.REST}' and listing.status in ('{Status.INCOMPLETE}', '{Status.ENDED}')"
    " returning id"
)


async def _copy(db: Database, shop_id: int, listing_id: int, cure: Cure, now: int) -> str:
    """The same at another place, as List now would make it: its ASIN is sought there, from the start. A shipping
    template of one place means nothing at another, so the shop's default stands in."""
    seller, _, place = cure.value.partition(" ")
    listing = await db.fetch_one("select * from listing where id = :id", {"id": listing_id})
    assert listing is not None
    shipping = await _shipping(db, shop_id, listing, int(seller), place)
    made = await db.fetch_val(
        _AS_IT_IS,
        {"seller": int(seller), "marketplace": place, "shipping": shipping, "now": now, "id": listing_id,
         "shop": shop_id},
    )  # fmt: skip
    if made is None:
        return to_json({"listing": 0})
    told = {"from": listing["marketplace_id"], "to": place}
    await journal.write(db, shop_id, now, "merchant", "copied", told, listing_id=int(made))
    return to_json({"listing": int(made)})


async def _shipping(db: Database, shop_id: int, listing: Row, seller_id: int, place: str) -> int:
    own = int(listing["shipping_policy_id"])
    kept = await policies.find(db, shop_id, own)
    policy = kept.policy if kept else None
    if isinstance(policy, ShippingPolicy) and (policy.seller_id, policy.marketplace_id) in (
        (0, ""),
        (seller_id, place),
    ):
        return own
    default = (await policies.defaults(db, shop_id)).get(PolicyKind.SHIPPING)
    return default.id if default else own


async def _uncopy(db: Database, shop_id: int, listing_id: int, now: int) -> bool:
    """Only what was never sent: what is on Amazon has to be withdrawn."""
    there = await db.fetch_val(
        "select 1 from listing where id = :id and shop_id = :shop and claimed_sku is null and sending_at is null"
        f" and sent = '' and status <> '{Status.ENDED}'",
        {"id": listing_id, "shop": shop_id},
    )
    return bool(there) and await by_hand.ask_withdrawal(db, shop_id, listing_id, now)
