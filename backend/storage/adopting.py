"""Items of the seller's own that become listings: what people decided, and the listing that takes over what stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.existing import RemoteItem, Why
from backend.domain.listing import Offer, Shown, Verdict
from backend.domain.policy import PolicyKind
from backend.storage import channels, journal, lanes
from backend.storage.database import Database, Row
from backend.storage.encoding import to_json, write_details, write_offer, write_shown
from backend.storage.existing import OPEN, At, read_item
from backend.storage.senders import sender_of
from backend.storage.statements import among

Policies = Mapping[PolicyKind, int]
_OPEN = ", ".join(f"'{state}'" for state in OPEN)
# What an item is again when a decision about it is taken back.
_AGAIN = (
    "state = case when by_what = 'hand' then 'unmanaged' when why <> '' then 'conflict'"
    " when variation_id is not null then 'proposed' else 'unmanaged' end,"
    " variation_id = case when by_what = 'hand' then null else variation_id end,"
    " by_what = case when by_what = 'hand' then '' else by_what end, decided_at = null"
)


@dataclass(frozen=True, slots=True)
class Owed:
    """An item that a person wants linked: to which variation, with which policies."""

    id: int
    at: At
    item: RemoteItem
    variation_id: int
    policies: Policies


async def link(
    db: Database, shop_id: int, ids: Sequence[int] | None, policies: Policies, now: int
) -> list[int]:  # fmt: skip
    """A person links items to what they were found to be (None: all proposals). The sellers whose lane owes that."""
    where, values = "state = 'proposed'", dict[str, Any]()
    if ids is not None:
        marks, values = among("i", ids or [0])
        where = f"id in ({marks}) and state in ('proposed', 'conflict') and variation_id is not null"
    rows = await db.fetch_all(
        f"update remote_item set {_POLICIES}, state = 'linking', decided_at = :now"
        f" where shop_id = :shop and gone_at is null and {where} returning seller_id",
        {**values, **_chosen(policies), "shop": shop_id, "now": now},
    )
    return sorted({row["seller_id"] for row in rows})


async def link_by_hand(
    db: Database, shop_id: int, item_id: int, variation_id: int, policies: Policies, now: int
) -> int | None:
    """A person says which variation an item is. The seller; None where there is no such item or variation."""
    row = await db.fetch_one(
        f"update remote_item set {_POLICIES}, state = 'linking', decided_at = :now, variation_id = :variation,"
        f" by_what = 'hand', why = '', details = '' where id = :id and shop_id = :shop and gone_at is null"
        f" and state in ({_OPEN}, 'dismissed') and exists (select 1 from variation v where v.id = :variation"
        " and v.shop_id = :shop and v.deleted_at is null) returning seller_id",
        {**_chosen(policies), "shop": shop_id, "now": now, "id": item_id, "variation": variation_id},
    )
    return int(row["seller_id"]) if row else None


async def dismiss(db: Database, shop_id: int, ids: Sequence[int], now: int) -> int:
    """A person does not want items here. Returns how many."""
    if not ids:
        return 0
    marks, values = among("i", ids)
    return await db.execute(
        f"update remote_item set state = 'dismissed', decided_at = :now where shop_id = :shop and id in ({marks})"
        f" and state in ({_OPEN})",
        {**values, "shop": shop_id, "now": now},
    )


async def undo(db: Database, shop_id: int, ids: Sequence[int], now: int) -> int:
    """Decisions are taken back: what is linked leaves our hands and stays on the marketplace as it is. How many."""
    if not ids:
        return 0
    marks, values = among("i", ids)
    mine = f"shop_id = :shop and id in ({marks})"
    async with db.transaction():
        rows = await db.fetch_all(
            f"select * from remote_item where {mine} and state = 'linked' and listing_id is not null",
            {**values, "shop": shop_id},
        )
        # Who works on the sellers' offers cannot record any more, so nothing of them comes back.
        for seller_id in {row["seller_id"] for row in rows}:
            await lanes.take_back(db, seller_id, ("offers", "status"), now)
        done = 0
        for row in rows:
            done += await _release(db, row, now)
        return done + await db.execute(
            f"update remote_item set {_AGAIN} where {mine} and state in ('dismissed', 'linking')",
            {**values, "shop": shop_id},
        )


async def _release(db: Database, row: Row, now: int) -> int:
    """A listing of ours ends here and not there; one that is just being sent is left alone."""
    done = await db.execute(
        "update listing set stage = 'rest', status = 'ended', status_at = :now, claimed_sku = null, own_sku = '',"
        " own_handling = null,"
        " sent = '', offer = '', revise_at = null, asked_price = null, asked_at = null, approved_price = null,"
        " kept_price = null, cause = '', details = '', live_at = null, updated_at = :now"
        " where id = :id and sending_at is null and feed_id is null",
        {"now": now, "id": row["listing_id"]},
    )
    if not done:
        return 0
    await db.execute("delete from issue where listing_id = :id", {"id": row["listing_id"]})
    await channels.forget(db, row["shop_id"], row["seller_id"], row["sku"], now)
    await db.execute(
        f"update remote_item set {_AGAIN}, listing_id = null where id = :id and state = 'linked'",
        {"id": row["id"]},
    )
    await journal.write(
        db, row["shop_id"], now, "merchant", "released", {"sku": row["sku"]}, listing_id=row["listing_id"]
    )
    return 1


async def owed(db: Database, seller_id: int, limit: int) -> list[Owed]:
    """Items that people want linked, the oldest decision first."""
    rows = await db.fetch_all(
        "select * from remote_item where seller_id = :seller and state = 'linking' order by decided_at, id"
        " limit :limit",
        {"seller": seller_id, "limit": limit},
    )
    return [
        Owed(
            row["id"], At(row["shop_id"], row["seller_id"], row["marketplace_id"]), read_item(row),
            row["variation_id"] or 0, {kind: row[f"{kind}_policy_id"] or 0 for kind in PolicyKind},
        )
        for row in rows
    ]  # fmt: skip


async def adopt(
    db: Database, each: Owed, offer: Offer, shown: Shown, verdict: Verdict, now: int
) -> int | None:  # fmt: skip
    """The listing of an item: what stands counts as what was sent, and what differs from the policies is owed.

    A listing of the variation that has nothing on the marketplace gives its line. None where the variation is gone, is
    listed already, or another listing has the SKU.
    """
    row = await db.fetch_one(
        _ADOPT,
        {
            **each.at.values, **_chosen(each.policies), "variation": each.variation_id, "sku": offer.sku,
            "handling": offer.handling_days, "sender": sender_of(offer).value,
            "asin": offer.asin, "match": to_json(_match(each.item, shown)),
            "condition": offer.condition.value, "status": verdict.status.value, "stage": verdict.stage.value,
            "cause": verdict.problem.cause.value if verdict.problem else "", "details": write_details(verdict.problem),
            "sent": to_json(write_offer(offer)), "shown": write_shown(shown), "now": now,
        },
    )  # fmt: skip
    if row is None:
        return None
    listing_id = int(row["id"])
    done = await db.execute(
        f"update remote_item set state = 'linked', listing_id = :listing, {_NO_POLICIES} where id = :id"
        " and state = 'linking'",
        {"listing": listing_id, "id": each.id},
    )
    assert done, "a decision that was taken back is seen under the lock of the same transaction"
    details = {"sku": offer.sku, "asin": offer.asin}
    await journal.write(db, each.at.shop_id, now, "merchant", "adopted", details, listing_id=listing_id)
    return listing_id


def _match(item: RemoteItem, shown: Shown) -> dict[str, str]:
    return {"title": shown.title or item.title, "image": item.image_url}


async def still_wanted(db: Database, each: Owed) -> bool:
    """Whether nobody took the decision back meanwhile; inside the transaction that adopts, so that it stays so."""
    return bool(
        await db.execute(
            "update remote_item set state = 'linking' where id = :id and state = 'linking'", {"id": each.id}
        )
    )


async def failed(db: Database, each: Owed, why: Why, details: Mapping[str, str | int]) -> None:
    """It could not be linked, and a person has to decide."""
    await db.execute(
        "update remote_item set state = 'conflict', why = :why, details = :details, decided_at = null,"
        " by_what = case when by_what = 'hand' then '' else by_what end where id = :id and state = 'linking'",
        {"why": why.value, "details": to_json(dict(details)) if details else "", "id": each.id},
    )


async def listed_as(db: Database, each: Owed) -> str:
    """The SKU under which the variation is a listing of ours there already, "" for none."""
    found = await db.fetch_val(
        "select claimed_sku from listing where seller_id = :seller and marketplace_id = :marketplace"
        " and variation_id = :variation and claimed_sku is not null",
        {"seller": each.at.seller_id, "marketplace": each.at.marketplace_id, "variation": each.variation_id},
    )
    return str(found or "")


def _chosen(policies: Policies) -> dict[str, int | None]:
    return {f"{kind}_policy": policies.get(kind) or None for kind in PolicyKind}


# From now on the listing names them; an item must not hang on a policy that may go.
_NO_POLICIES = ", ".join(f"{kind}_policy_id = null" for kind in PolicyKind)
_POLICIES = ", ".join(f"{kind}_policy_id = :{kind}_policy" for kind in PolicyKind)
_TAKEN_OVER = (
    "sku", "claimed_sku", "own_sku", "own_handling", "asin", "match", "condition", "selling_policy_id",
    "synchronization_policy_id", "sender",
    "shipping_policy_id", "status", "status_at", "stage", "next_at", "cause", "details", "cause_at", "sent", "shown",
    "shown_at", "live_at", "revise_at", "basis", "updated_at",
)  # fmt: skip
_ADOPT = (
    f"insert into listing (shop_id, seller_id, marketplace_id, product_id, variation_id, run_id, created_at,"
    f" {', '.join(_TAKEN_OVER)})"
    " select v.shop_id, :seller, :marketplace, v.product_id, v.id, 0, :now, :sku, :sku, :sku,"
    " cast(:handling as bigint), :asin, :match,"
    " :condition, cast(:selling_policy as bigint), cast(:synchronization_policy as bigint), :sender,"
    " cast(:shipping_policy as bigint), :status, :now, :stage, :now, :cause, :details, :now, :sent, :shown, :now,"
    " :now, :now, v.version, :now from variation v where v.id = :variation and v.shop_id = :shop"
    " and v.deleted_at is null and not exists (select 1 from listing o where o.seller_id = :seller"
    " and o.marketplace_id = :marketplace and o.claimed_sku = :sku)"
    " on conflict (seller_id, marketplace_id, variation_id) do update set attempts = 0, sent_at = null,"
    " pushed_at = null, revise_n = listing.revise_n + 1, "
    + ", ".join(f"{name} = excluded.{name}" for name in _TAKEN_OVER)
    + " where listing.claimed_sku is null and listing.sent = '' and listing.sending_at is null"
    " and listing.feed_id is null returning id"
)
