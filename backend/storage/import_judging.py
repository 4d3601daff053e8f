"""What would become of an import's lines, found out a handful at a time, by what is here at that moment. The same is
asked again when they are done, so that what changed meanwhile counts and what was done already is the same."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from backend.domain.policy import PolicyKind, ShippingPolicy
from backend.domain.transfer import (
    BY_HAND,
    DETAILS,
    JOURNAL,
    LISTING,
    MUTED,
    POLICY,
    BadLine,
    JournalLine,
    ListingLine,
    PolicyLine,
    read_journal_line,
    read_listing_line,
    read_policy_line,
    sane,
)
from backend.domain.transfer_of_listings import read_by_hand_line, read_details_line, read_muted_line
from backend.storage import import_journal, import_of_listings, importing, policies
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json
from backend.storage.existing import OPEN
from backend.storage.import_plans import Here, OfListing, Plan, Said, Spoken, would_bring
from backend.storage.importing import Import, Line
from backend.storage.policy_encoding import read_policy, write_policy
from backend.storage.statements import among

_READ: Mapping[str, Callable[[object], Said]] = {
    POLICY: read_policy_line,
    LISTING: read_listing_line,
    BY_HAND: read_by_hand_line,
    MUTED: read_muted_line,
    DETAILS: read_details_line,
    JOURNAL: read_journal_line,
}


async def judge(db: Database, each: Import, lines: Sequence[Line], now: int) -> list[Plan]:
    """The verdict on each line: add, link, change, same or skip, with the key of the reason."""
    here = await _here(db, each)
    plans = [_read(line) for line in lines]
    found: dict[int, Plan] = {}
    listed = [plan for plan in plans if isinstance(plan.said, ListingLine)]
    told = [plan for plan in plans if isinstance(plan.said, JournalLine)]
    owned = [plan for plan in plans if isinstance(plan.said, OfListing)]
    refs: dict[str, int | None] = {}
    for plan in plans:
        if isinstance(plan.said, PolicyLine):
            found[plan.line.position] = judged = _policy(plan, here)
            if judged.line.verdict != "skip":
                refs[plan.said.ref] = judged.line.our_id
    here = replace(here, refs={**here.refs, **refs})
    found |= await _listings(db, here, listed)
    found |= await import_of_listings.judged(db, here, each, owned, now) if owned else {}
    found |= await import_journal.judged(db, here, each, told) if told else {}
    return [found.get(plan.line.position, plan) for plan in plans]


def _read(line: Line) -> Plan:
    try:
        return Plan(replace(line, verdict="", why=""), _READ[line.kind](from_json(line.body)))
    except (BadLine, KeyError) as error:
        return Plan(line).says("skip", str(error) if isinstance(error, BadLine) else "unreadable")


async def _here(db: Database, each: Import) -> Here:
    rows = await db.fetch_all(
        "select id, seller_code, region from seller where shop_id = :shop and status <> 'disconnected'",
        {"shop": each.shop_id},
    )
    places = await db.fetch_all(
        "select m.seller_id, m.marketplace_id, m.currency, m.language from seller_marketplace m"
        " join seller s on s.id = m.seller_id"
        " where s.shop_id = :shop and m.participating = 1",
        {"shop": each.shop_id},
    )
    defaults = await policies.defaults(db, each.shop_id)
    refs: dict[str, int | None] = {}
    for line in await importing.policy_ids(db, each.id):
        said = from_json(line.body, {})
        if isinstance(said, dict) and line.verdict in ("add", "same"):
            refs[str(said.get("ref", ""))] = line.our_id
    return Here(
        each.shop_id, {(row["seller_code"], row["region"]): row["id"] for row in rows},
        {(p["seller_id"], p["marketplace_id"]): Spoken(p["currency"], p["language"]) for p in places},
        await policies.of_shop(db, each.shop_id), {kind: kept.id for kind, kept in defaults.items()}, refs,
    )  # fmt: skip


def _policy(plan: Plan, here: Here) -> Plan:
    """New, unless one of its kind says exactly the same under its name, or under its name with a number."""
    said = plan.said
    assert isinstance(said, PolicyLine)
    try:
        policy = read_policy(said.kind, to_json({**said.body, **_whose(said, here)}))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        return plan.says("skip", "unreadable")
    if isinstance(policy, ShippingPolicy) and policy.template_id and not policy.seller_id and said.seller[0]:
        return plan.says("skip", "no_seller")
    if not sane(policy):
        return plan.says("skip", "unreadable")
    body = write_policy(policy)
    for kept in here.kept:
        named = kept.name == said.name or kept.name.startswith(f"{said.name} (")
        if kept.kind is said.kind and named and write_policy(kept.policy) == body:
            return plan.says("same", our_id=kept.id)
    return replace(plan, body=body).says("add")


def _whose(said: PolicyLine, here: Here) -> dict[str, Any]:
    """A shipping policy names a seller by our number, a file by its code."""
    return {"seller_id": here.seller(*said.seller)} if said.kind is PolicyKind.SHIPPING else {}


async def _listings(db: Database, here: Here, plans: Sequence[Plan]) -> dict[int, Plan]:
    if not plans:
        return {}
    skus = {plan.said.sku for plan in plans if isinstance(plan.said, ListingLine)}
    marks, values = among("s", skus)
    rows = await db.fetch_all(
        "select id, sku, sku_count from variation where shop_id = :shop and deleted_at is null"
        f" and sku in ({marks})",
        {**values, "shop": here.shop_id},
    )
    variations = {row["sku"]: row for row in rows}
    listed = await _listed(db, [row["id"] for row in rows])
    items = await _items(
        db, here.shop_id, (p.said.remote_sku for p in plans if isinstance(p.said, ListingLine))
    )
    return {plan.line.position: _listing(plan, here, variations, listed, items) for plan in plans}


def _listing(
    plan: Plan, here: Here, variations: Mapping[str, Row], listed: Mapping[tuple[int, str, int], Row],
    items: Mapping[tuple[int, str, str], int],
) -> Plan:  # fmt: skip
    said = plan.said
    assert isinstance(said, ListingLine)
    seller_id = here.seller(said.seller, said.region)
    variation = variations.get(said.sku)
    if said.ended:
        return plan.says("skip", "ended")
    if why := here.missing(seller_id, said.marketplace_id, variation):
        return plan.says("skip", why)
    assert variation is not None
    wanted = {kind: here.refs.get(ref, here.defaults.get(kind, 0)) for kind, ref in said.policies.items()}
    plan = replace(
        plan, seller_id=seller_id, variation_id=variation["id"],
        policies={kind: wanted.get(kind) or here.defaults.get(kind, 0) for kind in PolicyKind},
    )  # fmt: skip
    row = listed.get((seller_id, said.marketplace_id, variation["id"]))
    if row is None or (row["status"] == "ended" and row["claimed_sku"] is None):
        item = items.get((seller_id, said.marketplace_id, said.remote_sku), 0)
        plan = replace(plan, item_id=item).says("link" if item else "add", our_id=row["id"] if row else None)
        brings = would_bring(seller_id, said.marketplace_id, variation["id"])
        return replace(plan, line=replace(plan.line, about=brings))
    return _known(replace(plan, listing_id=row["id"]), said, row, wanted)


def _known(plan: Plan, said: ListingLine, row: Row, wanted: Mapping[PolicyKind, int | None]) -> Plan:
    """A listing that is here already gets the policies of the file; its product and condition stay what they are."""
    if said.asin and row["asin"] and said.asin != row["asin"]:
        return plan.says("skip", "other_asin")
    if said.condition.value != row["condition"]:
        return plan.says("skip", "other_condition")
    others = [kind for kind, id in wanted.items() if id is None or id != row[f"{kind.value}_policy_id"]]
    if others or (said.paused and not row["paused"]):
        return plan.says("change")
    return plan.says("same")


async def _listed(db: Database, variation_ids: Sequence[int]) -> dict[tuple[int, str, int], Row]:
    if not variation_ids:
        return {}
    marks, values = among("v", variation_ids)
    rows = await db.fetch_all(
        "select id, seller_id, marketplace_id, variation_id, asin, condition, paused, status, claimed_sku,"
        f" {', '.join(f'{kind.value}_policy_id' for kind in PolicyKind)} from listing where variation_id in ({marks})",
        values,
    )
    return {(row["seller_id"], row["marketplace_id"], row["variation_id"]): row for row in rows}


async def _items(db: Database, shop_id: int, skus: Iterable[str]) -> dict[tuple[int, str, str], int]:
    """What stands on the marketplaces already and nobody linked."""
    marks, values = among("i", dict.fromkeys(skus))
    states, state_values = among("o", (*OPEN, "dismissed"))
    rows = await db.fetch_all(
        f"select id, seller_id, marketplace_id, sku from remote_item where shop_id = :shop and sku in ({marks})"
        f" and gone_at is null and state in ({states})",
        {**values, **state_values, "shop": shop_id},
    )
    return {(row["seller_id"], row["marketplace_id"], row["sku"]): row["id"] for row in rows}
