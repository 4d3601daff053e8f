"""What is done to policies: made, changed, undone, made the default, deleted. Every state that one was in is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.domain.policy import Policy, PolicyKind
from backend.storage import auto_looks, journal, policies, reconsidering, revising
from backend.storage.database import Database, Row
from backend.storage.policies import KeptPolicy
from backend.storage.policy_encoding import read_policy, write_policy

_NAMING = (
    "draft",
    "remote_item",
    "auto_rule",
)  # besides listings, what names a policy of each kind in its columns


@dataclass(frozen=True, slots=True)
class Version:
    """A state that a policy was in since `at` (epoch seconds UTC). `why`: made, copied, changed, undone, restored."""

    number: int
    name: str
    policy: Policy
    actor: str
    why: str
    at: int


async def make(
    db: Database, shop_id: int, kind: PolicyKind, name: str, policy: Policy, now: int, *, why: str = "made"
) -> int:
    """A new policy that nothing uses yet. Its id."""
    async with db.transaction():
        policy_id = int(
            await db.fetch_val(
                "insert into policy (shop_id, kind, name, body, is_default, created_at, updated_at, version)"
                " values (:shop, :kind, :name, :body, 0, :now, :now, 1) returning id",
                {"shop": shop_id, "kind": kind.value, "name": name, "body": write_policy(policy), "now": now},
            )
        )
        await _remember(db, policy_id, why, now)
        await journal.write(db, shop_id, now, "merchant", "policy_made", {"name": name, "policy": policy_id})
    return policy_id


async def save(
    db: Database, shop_id: int, policy_id: int, version: int, name: str, policy: Policy, now: int, *,
    why: str = "changed",
) -> bool:  # fmt: skip
    """A policy's new state, unless it was changed since `version`: then nothing is done, and this is False. What uses
    it is owed a look."""
    async with db.transaction():
        saved = await db.execute(
            "update policy set name = :name, body = :body, version = version + 1, updated_at = :now"
            " where id = :id and shop_id = :shop and version = :version and deleted_at is null",
            {"name": name, "body": write_policy(policy), "now": now, "id": policy_id, "shop": shop_id,
             "version": version},
        )  # fmt: skip
        if not saved:
            return False
        await _remember(db, policy_id, why, now)
        await _owe(db, policy_id, now)
        said = {"name": name, "policy": policy_id}
        await journal.write(db, shop_id, now, "merchant", f"policy_{why}", said)
    return True


async def rename(db: Database, shop_id: int, policy_id: int, version: int, name: str, now: int) -> bool:
    """Only its name: nothing that uses it needs a look. False as with `save`."""
    async with db.transaction():
        done = await db.execute(
            "update policy set name = :name, version = version + 1, updated_at = :now where id = :id"
            " and shop_id = :shop and version = :version and deleted_at is null",
            {"name": name, "now": now, "id": policy_id, "shop": shop_id, "version": version},
        )
        if not done:
            return False
        await _remember(db, policy_id, "changed", now)
        said = {"name": name, "policy": policy_id}
        await journal.write(db, shop_id, now, "merchant", "policy_changed", said)
    return True


async def history(db: Database, policy_id: int, kind: PolicyKind, limit: int = 50) -> list[Version]:
    """The states of a policy, the newest first."""
    rows = await db.fetch_all(
        "select * from policy_version where policy_id = :id order by number desc limit :limit",
        {"id": policy_id, "limit": limit},
    )
    return [_version(row, kind) for row in rows]


async def make_default(db: Database, shop_id: int, kept: KeptPolicy, now: int) -> None:
    """What the wizard chooses by itself from now on."""
    async with db.transaction():
        await db.execute(
            "update policy set is_default = case when id = :id then 1 else 0 end where shop_id = :shop"
            " and kind = :kind",
            {"id": kept.id, "shop": shop_id, "kind": kept.kind.value},
        )
        said = {"name": kept.name, "policy": kept.id}
        await journal.write(db, shop_id, now, "merchant", "policy_default", said)


async def delete(
    db: Database, shop_id: int, kept: KeptPolicy, successor: KeptPolicy | None, now: int
) -> bool:
    """A policy goes, unless it was changed since it was looked at. Who takes over has its listings, and is the default
    where it was. Without one it must be unused, and no default. False: nothing was done.
    """
    assert successor is None or (successor.kind is kept.kind and successor.id != kept.id)
    column = f"{kept.kind.value}_policy_id"
    async with db.transaction():
        if successor is None and (kept.is_default or await _used(db, kept)):
            return False
        gone = await db.execute(
            "update policy set deleted_at = :now, is_default = 0 where id = :id and shop_id = :shop"
            " and version = :version and deleted_at is null",
            {"now": now, "id": kept.id, "shop": shop_id, "version": kept.version},
        )
        if not gone:
            return False
        if successor is not None:
            await _hand_over(db, kept, successor, column, now)
        said = {"name": kept.name, "policy": kept.id, "successor": successor.name if successor else ""}
        await journal.write(db, shop_id, now, "merchant", "policy_deleted", said)
    return True


async def restore(db: Database, shop_id: int, kept: KeptPolicy, now: int) -> None:
    """A deletion taken back: the policy has its listings again, those that nobody gave another one since."""
    column = f"{kept.kind.value}_policy_id"
    async with db.transaction():
        await db.execute("update policy set deleted_at = null where id = :id", {"id": kept.id})
        await db.execute(
            f"update listing set {column} = :id where exists (select 1 from policy_taken t where t.policy_id = :id"
            f" and t.listing_id = listing.id and t.successor_id = listing.{column})",
            {"id": kept.id},
        )
        await db.execute("delete from policy_taken where policy_id = :id", {"id": kept.id})
        await _owe(db, kept.id, now)
        said = {"name": kept.name, "policy": kept.id}
        await journal.write(db, shop_id, now, "merchant", "policy_restored", said)


async def deleted(db: Database, shop_id: int, since: int) -> Sequence[KeptPolicy]:
    """The policies that were deleted since then, the newest first."""
    rows = await db.fetch_all(
        "select * from policy where shop_id = :shop and deleted_at >= :since order by deleted_at desc, id desc limit 5",
        {"shop": shop_id, "since": since},
    )
    return [policies.read_row(row) for row in rows]


async def _used(db: Database, kept: KeptPolicy) -> bool:
    column = f"{kept.kind.value}_policy_id"
    return bool(
        await db.fetch_val(f"select 1 from listing where {column} = :id limit 1", {"id": kept.id})
        or await db.fetch_val(
            f"select 1 from draft where {column} = :id and run_id is null limit 1", {"id": kept.id}
        )
        or await db.fetch_val(f"select 1 from auto_rule where {column} = :id limit 1", {"id": kept.id})
    )


async def _hand_over(db: Database, kept: KeptPolicy, successor: KeptPolicy, column: str, now: int) -> None:
    both = {"old": kept.id, "new": successor.id}
    await db.execute(
        "insert into policy_taken (policy_id, listing_id, successor_id)"
        f" select {column}, id, cast(:new as bigint) from listing where {column} = :old",
        both,
    )
    for table in ("listing", *_NAMING):
        await db.execute(f"update {table} set {column} = :new where {column} = :old", both)
    if kept.is_default:
        await db.execute("update policy set is_default = 1 where id = :new", {"new": successor.id})
    await _owe(db, successor.id, now)


async def _owe(db: Database, policy_id: int, now: int) -> None:
    await revising.mark_policy(db, policy_id, now)
    await reconsidering.reconsider_policy(db, policy_id, now)
    await auto_looks.ask_policy(db, policy_id, now)


async def _remember(db: Database, policy_id: int, why: str, now: int) -> None:
    await db.execute(
        "insert into policy_version (policy_id, number, name, body, actor, why, at)"
        " select id, version, name, body, 'merchant', :why, :now from policy where id = :id",
        {"why": why, "now": now, "id": policy_id},
    )


def _version(row: Row, kind: PolicyKind) -> Version:
    return Version(
        row["number"], row["name"], read_policy(kind, row["body"]), row["actor"], row["why"], row["at"]
    )
