"""Policies: the merchant's rules, and the good defaults every shop starts with."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.domain.policy import Policy, PolicyKind, ShippingPolicy
from backend.domain.selling import SellingPolicy
from backend.domain.synchronization import SynchronizationPolicy
from backend.storage import tally
from backend.storage.database import Database, Row
from backend.storage.policy_encoding import read_policy, write_policy


@dataclass(frozen=True, slots=True)
class KeptPolicy:
    """A policy with its name; a default's name is a key that the page translates (it starts with a colon)."""

    id: int
    kind: PolicyKind
    name: str
    policy: Policy
    is_default: bool
    used_by: int = 0
    version: int = 1  # grows with every change


DEFAULTS: tuple[tuple[PolicyKind, str, Policy], ...] = (
    (PolicyKind.SELLING, ":shop_price", SellingPolicy()),
    (PolicyKind.SYNCHRONIZATION, ":in_stock_and_enabled", SynchronizationPolicy()),
    (PolicyKind.SHIPPING, ":amazon_default", ShippingPolicy()),
)

BLANK: Mapping[PolicyKind, Policy] = {kind: policy for kind, _name, policy in DEFAULTS}


async def make_defaults(db: Database, shop_id: int, now: int) -> None:
    """Give a shop one policy of each kind, unless it has one."""
    async with db.transaction():
        for kind, name, policy in DEFAULTS:
            await db.execute(
                "insert into policy (shop_id, kind, name, body, is_default, created_at, updated_at, version)"
                " select :shop, :kind, :name, :body, 1, :now, :now, 1 where not exists"
                " (select 1 from policy where shop_id = :shop and kind = :kind)",
                {"shop": shop_id, "kind": kind.value, "name": name, "body": write_policy(policy), "now": now},
            )
        await db.execute(
            "insert into policy_version (policy_id, number, name, body, actor, why, at)"
            " select id, version, name, body, 'storelane', 'made', :now from policy p where shop_id = :shop"
            " and not exists (select 1 from policy_version v where v.policy_id = p.id)",
            {"shop": shop_id, "now": now},
        )


async def of_shop(db: Database, shop_id: int) -> list[KeptPolicy]:
    """All policies of a shop with how many listings use each; the default of a kind first."""
    rows = await db.fetch_all(
        "select * from policy where shop_id = :shop and deleted_at is null order by kind, is_default desc, id",
        {"shop": shop_id},
    )
    used: dict[int, int] = {}
    for kind in PolicyKind:
        used |= await tally.by(db, shop_id, f"{kind.value}_policy_id")
    return [read_row(row, used.get(row["id"], 0)) for row in rows]


async def by_id(db: Database, shop_id: int) -> dict[int, KeptPolicy]:
    """All policies of a shop by id, for the lanes: who uses them is not counted. Deleted ones are among them, for what
    was begun by them and is not written down yet."""
    rows = await db.fetch_all("select * from policy where shop_id = :shop", {"shop": shop_id})
    return {row["id"]: read_row(row) for row in rows}


async def find(db: Database, shop_id: int, policy_id: int) -> KeptPolicy | None:
    """One policy of a shop; None for another's, and for one that was deleted."""
    row = await db.fetch_one(
        "select * from policy where id = :id and shop_id = :shop and deleted_at is null",
        {"id": policy_id, "shop": shop_id},
    )
    return read_row(row) if row else None


async def used_by(db: Database, kept: KeptPolicy) -> int:
    """How many listings use a policy."""
    column = f"{kept.kind.value}_policy_id"
    shop_id = await db.fetch_val("select shop_id from policy where id = :id", {"id": kept.id})
    return (await tally.by(db, int(shop_id or 0), column, {column: kept.id})).get(kept.id, 0)


async def defaults(db: Database, shop_id: int) -> dict[PolicyKind, KeptPolicy]:
    """The default policy of each kind."""
    rows = await db.fetch_all(
        "select * from policy where shop_id = :shop and is_default = 1 and deleted_at is null order by id desc",
        {"shop": shop_id},
    )
    return {policy.kind: policy for policy in map(read_row, rows)}


def read_row(row: Row, used: int = 0) -> KeptPolicy:
    kind = PolicyKind(row["kind"])
    return KeptPolicy(
        row["id"], kind, row["name"], read_policy(kind, row["body"]), bool(row["is_default"]), used,
        row["version"],
    )  # fmt: skip
