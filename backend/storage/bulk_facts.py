"""What a bulk act asks of listings before it touches them: of one as it is done, of all by count as it is foreseen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.allowed_conditions import refusing
from backend.domain.bulk import Cure, Facts, Kind, refused
from backend.domain.listing import Stage, Status
from backend.domain.policy import Condition, PolicyKind, ShippingPolicy
from backend.domain.selling import SellingPolicy
from backend.storage import listing_filter, policies, tally
from backend.storage.database import Database, Row
from backend.storage.listing_filter import Filter
from backend.storage.policies import KeptPolicy
from backend.storage.problem_pages import Group, conditions
from backend.storage.statements import among

Target = Group | Filter
_COUNTED = (Kind.RETRY, Kind.MUTE, Kind.UNMUTE)  # what they ask of a listing is what the tally counts by
_POLICIES = tuple(f"{kind.value}_policy_id" for kind in PolicyKind)
# What the facts of a listing are, in SQL; asked of the rows `l`.
_FACTS = (
    "l.status, l.stage, l.condition, l.muted, l.paused, case when l.cause <> '' then 1 else 0 end as troubled,"
    " case when l.sending_at is not null or l.feed_id is not null then 1 else 0 end as busy,"
    " case when l.asked_price is not null and l.sent <> '' then 1 else 0 end as asked,"
    " case when l.sent <> '' then 1 else 0 end as sent,"
    " coalesce(d.product_type, '') as product_type, coalesce(d.exempt, 0) as exempt,"
    f" {', '.join(f'l.{name}' for name in _POLICIES)}"
)
_NAMES = (
    "status", "stage", "condition", "muted", "paused", "troubled", "busy", "asked", "sent", "product_type", "exempt",
    *_POLICIES, "by_hand", "hindrance",
)  # fmt: skip
_FROM = "from listing l left join details d on d.listing_id = l.id"
_BY_HAND = (
    "case when exists (select 1 from manual_price m where m.listing_id = l.id) or exists (select 1 from"
    " manual_quantity q where q.seller_id = l.seller_id and q.sku = l.sku) then 1 else 0 end"
)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would happen: how many it can be done to, and the others by the reason why not."""

    can: int
    cannot: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """The facts that one act asks of rows `l`, in SQL with its values."""

    facts: str
    values: Mapping[str, Any]


def rows_of(
    db: Database, shop_id: int, target: Target, listing_ids: Sequence[int] | None
) -> tuple[str, dict[str, Any]]:
    """What is selected, as a condition on `l`: all of a group or of what a filter finds, or those ticked."""
    if isinstance(target, Group):
        return conditions(shop_id, target, listing_ids)
    if listing_ids is None:
        return listing_filter.rows(db.dialect, shop_id, target)
    marks, ids = among("l", [*listing_ids, 0])
    return f"l.shop_id = :shop and l.id in ({marks})", {"shop": shop_id, **ids}


async def foresee(
    db: Database, shop_id: int, target: Target, listing_ids: Sequence[int] | None, cure: Cure
) -> Foreseen:
    """The same rule that the work will keep, for all that is selected."""
    if listing_ids is None and cure.kind in _COUNTED and isinstance(target, Group):
        rows = await _counted(db, shop_id, target)
    else:
        rows = await _facts_by_count(db, shop_id, target, listing_ids, cure)
    can, cannot = 0, dict[str, int]()
    for facts, n in rows:
        if why := refused(cure, facts):
            cannot[why] = cannot.get(why, 0) + n
        else:
            can += n
    return Foreseen(can, cannot)


async def ask(db: Database, shop_id: int, cure: Cure, within: str, of: Mapping[str, Any]) -> Asked:
    """What an act asks. `within`: a statement for our ids of all that it is done to, with its values `of`."""
    hindrance, values = "''", dict[str, Any]()
    if cure.kind is Kind.POLICY:
        hindrance, values = await _of_policy(db, shop_id, cure, within, of)
    if cure.kind is Kind.COPY:
        hindrance, values = await _of_copy(db, cure)
    if cure.kind is Kind.CONDITION:
        hindrance, values = await _of_condition(db, shop_id, Condition(cure.value))
    by_hand = _BY_HAND if cure.kind is Kind.BY_HAND else "0"
    return Asked(f"{_FACTS}, {by_hand} as by_hand, {hindrance} as hindrance", values)


async def facts_of(db: Database, asked: Asked, listing_id: int) -> Facts | None:
    """What an act asks of one listing; None when it is gone."""
    row = await db.fetch_one(
        f"select {asked.facts} {_FROM} where l.id = :id", {**asked.values, "id": listing_id}
    )
    return _facts(row) if row else None


async def _of_policy(
    db: Database, shop_id: int, cure: Cure, within: str, of: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    """A policy that is gone; a template of another place; other rules for a quantity than another country keeps."""
    kept = await policies.find(db, shop_id, int(cure.value))
    if kept is None:
        return "'no_policy'", {}
    if isinstance(kept.policy, ShippingPolicy):
        if not kept.policy.seller_id:
            return "''", {}
        return (
            "case when l.seller_id <> :of_seller or l.marketplace_id <> :of_place then 'other_place' else '' end"
        ), {"of_seller": kept.policy.seller_id, "of_place": kept.policy.marketplace_id}
    others = [
        each.id
        for each in (await policies.by_id(db, shop_id)).values()
        if each.kind is kept.kind and _of_quantity(each) != _of_quantity(kept)
    ]
    marks, ids = among("other", [*others, 0])
    return (
        "case when l.claimed_sku is not null and exists (select 1 from listing o where o.seller_id = l.seller_id"
        f" and o.claimed_sku = l.claimed_sku and o.id <> l.id and o.{kept.kind.value}_policy_id in ({marks})"
        f" and o.id not in ({within})) then 'other_rules' else '' end"
    ), {**ids, **of}


def _of_quantity(kept: KeptPolicy) -> object:
    """What of a policy the countries of one SKU must share."""
    return kept.policy.of_quantity if isinstance(kept.policy, SellingPolicy) else kept.policy


async def _of_condition(db: Database, shop_id: int, to: Condition) -> tuple[str, dict[str, Any]]:
    """Where Amazon never takes the condition: what is withdrawn there would not come back."""
    countries = await db.fetch_all(
        "select distinct m.country from seller_marketplace m join seller s on s.id = m.seller_id"
        " where s.shop_id = :shop",
        {"shop": shop_id},
    )
    never = refusing(to, tuple(row["country"] for row in countries))
    marks, values = among("never", [*never, "-"])
    return (
        "case when exists (select 1 from seller_marketplace m where m.seller_id = l.seller_id"
        f" and m.marketplace_id = l.marketplace_id and m.country in ({marks})) then 'never_taken' else '' end"
    ), values


async def _of_copy(db: Database, cure: Cure) -> tuple[str, dict[str, Any]]:
    """What is at the place already, what the shop has no more, and what Amazon never takes there."""
    seller, _, place = cure.value.partition(" ")
    country = await db.fetch_val(
        "select country from seller_marketplace where seller_id = :seller and marketplace_id = :place",
        {"seller": int(seller), "place": place},
    )
    never = [each.value for each in Condition if refusing(each, (str(country or ""),))]
    marks, values = among("never", [*never, "-"])
    return (
        "case when exists (select 1 from listing o where o.seller_id = :to_seller and o.marketplace_id = :to_place"
        " and o.variation_id = l.variation_id and not (o.stage = 'rest' and o.status in ('incomplete', 'ended')))"
        " then 'listed' when exists (select 1 from variation v where v.id = l.variation_id"
        f" and v.deleted_at is not null) then 'gone' when l.condition in ({marks}) then 'never_taken' else '' end"
    ), {**values, "to_seller": int(seller), "to_place": place}


async def _counted(db: Database, shop_id: int, group: Group) -> list[tuple[Facts, int]]:
    """What these cures ask of all of a group, as the database has counted it already."""
    said = {"seller_id": group.seller_id, "marketplace_id": group.marketplace_id}
    exactly = {"cause": group.cause, "topic": group.topic, "muted": int(group.muted)}
    exactly |= {name: value for name, value in said.items() if value}
    found = await tally.by_all(db, shop_id, ("status", "stage"), exactly)
    return [
        (Facts(Status(status), Stage(stage), Condition.NEW, muted=group.muted), n)
        for (status, stage), n in found.items()
    ]


async def _facts_by_count(
    db: Database, shop_id: int, target: Target, listing_ids: Sequence[int] | None, cure: Cure
) -> list[tuple[Facts, int]]:
    where, values = rows_of(db, shop_id, target, listing_ids)
    asked = await ask(db, shop_id, cure, f"select l.id from listing l where {where}", values)
    rows = await db.fetch_all(
        f"select count(*) as n, t.* from (select {asked.facts} {_FROM} where {where}) as t"
        f" group by {', '.join(f't.{name}' for name in _NAMES)}",
        {**values, **asked.values},
    )
    return [(_facts(row), row["n"]) for row in rows]


def _facts(row: Row) -> Facts:
    troubled = bool(row["troubled"])
    return Facts(
        Status(row["status"]), Stage(row["stage"]), Condition(row["condition"]), bool(row["busy"]), troubled,
        bool(row["muted"]) and troubled, bool(row["asked"]), row["product_type"], bool(row["exempt"]),
        bool(row["sent"]), bool(row["paused"]), bool(row["by_hand"]), tuple(row[name] for name in _POLICIES),
        row["hindrance"],
    )  # fmt: skip
