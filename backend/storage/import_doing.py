"""Doing an import's lines, in the transaction that writes down that they are done."""

from collections.abc import Sequence
from dataclasses import replace

from backend.domain.listing import Stage, Status
from backend.domain.policy import PolicyKind
from backend.domain.transfer import JournalLine, ListingLine, PolicyLine
from backend.storage import adopting, import_journal, import_of_listings, journal, revising
from backend.storage.database import Database
from backend.storage.encoding import to_json
from backend.storage.import_plans import OfListing, Plan


async def do(
    db: Database, shop_id: int, import_id: int, plans: Sequence[Plan], now: int
) -> tuple[list[Plan], set[int]]:
    """Each plan as it became, and the sellers whose lanes have something to do now."""
    done, sellers = list[Plan](), set[int]()
    told = [plan for plan in plans if isinstance(plan.said, JournalLine) and plan.line.verdict == "add"]
    await import_journal.write(db, shop_id, import_id, told)
    for plan in plans:
        after = plan
        if isinstance(plan.said, PolicyLine) and plan.line.verdict == "add":
            after = plan.says("add", our_id=await _add_policy(db, shop_id, plan, now))
        elif isinstance(plan.said, ListingLine) and plan.line.verdict in ("add", "link", "change"):
            after = await _listing(db, shop_id, plan, now)
            sellers.add(plan.seller_id)
        elif isinstance(plan.said, OfListing) and plan.line.verdict == "add":
            await import_of_listings.do(db, shop_id, plan, now)
            sellers.add(plan.seller_id)
        done.append(after)
    return done, sellers


async def _add_policy(db: Database, shop_id: int, plan: Plan, now: int) -> int:
    """A new policy, never a default one; under a name that is free, with its first version."""
    said = plan.said
    assert isinstance(said, PolicyLine)
    rows = await db.fetch_all(
        "select name from policy where shop_id = :shop and kind = :kind and deleted_at is null",
        {"shop": shop_id, "kind": said.kind.value},
    )
    taken = {row["name"] for row in rows}
    name = next(
        each
        for n in range(1, 100_000)
        if (each := said.name if n == 1 else f"{said.name} ({n})") not in taken
    )
    policy_id = int(
        await db.fetch_val(
            "insert into policy (shop_id, kind, name, body, is_default, created_at, updated_at, version)"
            " values (:shop, :kind, :name, :body, 0, :now, :now, 1) returning id",
            {"shop": shop_id, "kind": said.kind.value, "name": name, "body": plan.body, "now": now},
        )
    )
    await db.execute(
        "insert into policy_version (policy_id, number, name, body, actor, why, at)"
        " values (:id, 1, :name, :body, 'merchant', 'made', :now)",
        {"id": policy_id, "name": name, "body": plan.body, "now": now},
    )
    return policy_id


async def _listing(db: Database, shop_id: int, plan: Plan, now: int) -> Plan:
    said = plan.said
    assert isinstance(said, ListingLine)
    match plan.line.verdict:
        case "link":
            found = await adopting.link_by_hand(
                db, shop_id, plan.item_id, plan.variation_id, plan.policies, now
            )
            return plan if found else plan.says("skip", "no_sku")
        case "change":
            await _change(db, plan, said, now)
            return replace(plan, line=replace(plan.line, our_id=plan.listing_id))
        case _:
            return plan.says("add", our_id=await _add_listing(db, plan, said, now))


async def _change(db: Database, plan: Plan, said: ListingLine, now: int) -> None:
    named = ", ".join(f"{kind.value}_policy_id = :{kind.value}" for kind in said.policies)
    values = {kind.value: plan.policies[kind] for kind in said.policies}
    if named:
        await db.execute(
            f"update listing set {named}, updated_at = :now where id = :id",
            {**values, "now": now, "id": plan.listing_id},
        )
        await revising.mark_listing(db, plan.listing_id, now)
    if said.paused:
        await db.execute("update listing set paused = 1 where id = :id", {"id": plan.listing_id})


async def _add_listing(db: Database, plan: Plan, said: ListingLine, now: int) -> int:
    """A listing as the file knew it, and paused: nothing leaves before the merchant lets it go on. Its ASIN counts as
    a person's choice. One that had ended here begins again."""
    match = {"by": "merchant", "score": 0} if said.asin else {}
    listing_id = int(
        await db.fetch_val(
            _ADD,
            {
                "seller": plan.seller_id, "place": said.marketplace_id, "variation": plan.variation_id,
                "asin": said.asin, "match": to_json(match) if match else "", "condition": said.condition.value,
                "now": now, **{kind.value: plan.policies[kind] for kind in PolicyKind},
            },
        )
    )  # fmt: skip
    shop_id = int(await db.fetch_val("select shop_id from listing where id = :id", {"id": listing_id}))
    await journal.write(db, shop_id, now, "merchant", "paused", listing_id=listing_id)
    return listing_id


_ADD = (
    "insert into listing (shop_id, seller_id, marketplace_id, product_id, variation_id, run_id, sku, asin, match,"
    " condition, selling_policy_id, synchronization_policy_id, shipping_policy_id, status, status_at, stage, next_at,"
    " paused, created_at, updated_at)"
    " select v.shop_id, :seller, :place, v.product_id, v.id, 0, v.sku, :asin, :match, :condition,"
    " cast(:selling as bigint), cast(:synchronization as bigint), cast(:shipping as bigint),"
    f" '{Status.ON_ITS_WAY}', :now, '{Stage.MATCH}', :now, 1, :now, :now from variation v where v.id = :variation"
    " on conflict (seller_id, marketplace_id, variation_id) do update set asin = excluded.asin, match = excluded.match,"
    " condition = excluded.condition, selling_policy_id = excluded.selling_policy_id,"
    " synchronization_policy_id = excluded.synchronization_policy_id,"
    " shipping_policy_id = excluded.shipping_policy_id, status = excluded.status, status_at = excluded.status_at,"
    " stage = excluded.stage, next_at = excluded.next_at, paused = 1, attempts = 0, cause = '', details = '',"
    " updated_at = excluded.updated_at returning id"
)
