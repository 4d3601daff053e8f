"""Lanes: one kind of work for one subject, leased by one worker at a time under a fence that only grows."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backend.storage import turns
from backend.storage.database import Database
from backend.storage.statements import among

COMMON_LANES = ("rates",)  # subject 0: what all shops share
SHOP_LANES = (
    "catalog",
    "bulk",
    "imports",
    "auto_add",
    "order_changes",
    "alerts",
    "forgetting",
)
SELLER_LANES = (
    "account",
    "publishing",
    "matching",
    "proposals",
    "offers",
    "feeds",
    "status",
    "orders",
    "shop_orders",
    "existing",
    "product_types",
    "families",
    "messages",
    "labels",
    "outbound",
    "warehouse",
    "shipments",
    "reversals",
)
NEVER = 2**60
OVERDUE = 600  # seconds a lane may be due before somebody is told


class LeaseLost(RuntimeError):
    """Somebody else holds the lane now: whatever was being recorded must not be."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A held lane. Every result is written in a transaction that calls `hold` first."""

    kind: str
    subject: int
    owner: str
    fence: int
    attempts: int


@dataclass(frozen=True, slots=True)
class LaneState:
    """A lane as pages and metrics see it; times epoch seconds UTC. One that is held is due when its lease ends."""

    kind: str
    subject: int
    due_at: int
    working: bool
    attempts: int
    finished_at: int
    trouble: str
    note: str


async def open_lanes(db: Database, lanes: Sequence[tuple[str, int]], due_at: int) -> None:
    """Make sure that lanes exist; known ones stay as they are."""
    await db.execute_many(
        "insert into lane (kind, subject, due_at) values (:kind, :subject, :due)"
        " on conflict (kind, subject) do nothing",
        [{"kind": kind, "subject": subject, "due": due_at} for kind, subject in lanes],
    )


async def wake(db: Database, kind: str, subject: int, at: int) -> None:
    """Make a lane due at `at`, unless it is due earlier; it is made when it does not exist."""
    await db.execute(
        "insert into lane (kind, subject, due_at) values (:kind, :subject, :at)"
        " on conflict (kind, subject) do update set due_at = case when lane.due_at < excluded.due_at"
        " then lane.due_at else excluded.due_at end, attempts = 0",
        {"kind": kind, "subject": subject, "at": at},
    )
    await db.notify("lanes", f"{kind} {subject}")


async def close(db: Database, subject: int, kinds: Sequence[str]) -> None:
    """Remove a subject's lanes; who holds one loses it."""
    for kind in kinds:
        await db.execute(
            "delete from lane where kind = :kind and subject = :subject", {"kind": kind, "subject": subject}
        )


async def take_back(db: Database, subject: int, kinds: Sequence[str], now: int) -> None:
    """End the leases of a subject's lanes: who holds one cannot record any more. They are due at once."""
    for kind in kinds:
        await db.execute(
            "update lane set owner = '', lease_until = 0, fence = fence + 1, due_at = :now"
            " where kind = :kind and subject = :subject",
            {"kind": kind, "subject": subject, "now": now},
        )


async def lease(db: Database, kinds: Sequence[str], owner: str, seconds: int, now: int) -> Lease | None:
    """Take the lane that has been due longest; one statement, so two workers never take the same."""
    among = ", ".join(f"'{kind}'" for kind in kinds)  # our own constants, never input
    skip = " for update skip locked" if db.dialect == "postgresql" else ""
    row = await db.fetch_one(
        # While it is held it is due never, so that a wake-up that comes meanwhile is seen at release.
        "update lane set owner = :owner, lease_until = :until, fence = fence + 1, started_at = :now,"
        " attempts = attempts + 1, due_at = :never"
        f" where (kind, subject) = (select kind, subject from lane where kind in ({among}) and lease_until <= :now"
        f" and (due_at <= :now or owner <> '') order by due_at limit 1{skip})"
        " returning kind, subject, fence, attempts",
        {"owner": owner, "until": now + seconds, "now": now, "never": NEVER},
    )
    return Lease(row["kind"], row["subject"], owner, row["fence"], row["attempts"]) if row else None


async def hold(db: Database, lease: Lease, seconds: int, now: int) -> None:
    """Prove and lengthen a lease inside the transaction that records a result, once it is the shop's turn. Raises
    LeaseLost."""
    if lease.kind not in COMMON_LANES:
        await (turns.of_shop if lease.kind in SHOP_LANES else turns.of_seller)(db, lease.subject)
    held = await db.execute(
        "update lane set lease_until = :until where kind = :kind and subject = :subject and owner = :owner"
        " and fence = :fence",
        {"until": now + seconds, "kind": lease.kind, "subject": lease.subject, "owner": lease.owner,
         "fence": lease.fence},
    )  # fmt: skip
    if not held:
        raise LeaseLost(f"the lane {lease.kind} {lease.subject} has another holder")


async def release(
    db: Database,
    lease: Lease,
    due_at: int,
    now: int,
    *,
    trouble: str = "",
    note: str = "",
    failed: bool = False,
) -> None:
    """Let go, saying when to look again. A wake-up that came meanwhile counts: the earlier moment wins."""
    await db.execute(
        "update lane set owner = '', lease_until = 0, finished_at = :now, trouble = :trouble, note = :note,"
        " attempts = case when :failed = 1 then attempts else 0 end,"
        " due_at = case when due_at < :due then due_at else :due end"
        " where kind = :kind and subject = :subject and owner = :owner and fence = :fence",
        {"now": now, "trouble": trouble[:500], "note": note, "failed": int(failed), "due": due_at,
         "kind": lease.kind, "subject": lease.subject, "owner": lease.owner, "fence": lease.fence},
    )  # fmt: skip


async def next_due(db: Database, kinds: Sequence[str]) -> int | None:
    """When the next lane is due (or its dead holder's lease ends); None when there is no lane."""
    among = ", ".join(f"'{kind}'" for kind in kinds)
    value = await db.fetch_val(
        f"select min(case when owner = '' then due_at else lease_until end) as at from lane where kind in ({among})"
    )
    return int(value) if value is not None else None


async def states(db: Database, now: int, subjects: Sequence[tuple[str, int]] = ()) -> list[LaneState]:
    """All lanes, or those asked for."""
    where, values = "", dict[str, Any]()
    if subjects:
        kinds, kind_values = among("k", {kind for kind, _ in subjects})
        ids, id_values = among("s", {subject for _, subject in subjects})
        where, values = f" where kind in ({kinds}) and subject in ({ids})", kind_values | id_values
    rows = await db.fetch_all(f"select * from lane{where} order by kind, subject", values)
    wanted = set(subjects)
    return [
        LaneState(
            r["kind"], r["subject"], r["lease_until"] if r["owner"] else r["due_at"],
            bool(r["owner"]) and r["lease_until"] > now, r["attempts"], r["finished_at"], r["trouble"], r["note"],
        )
        for r in rows
        if not wanted or (r["kind"], r["subject"]) in wanted
    ]  # fmt: skip


async def overdue(db: Database, now: int) -> int:
    """How many lanes are due, or held by somebody whose lease ended, for longer than OVERDUE."""
    return int(
        await db.fetch_val(
            "select count(*) from lane where case when owner = '' then due_at else lease_until end < :late",
            {"late": now - OVERDUE},
        )
    )


async def beat(db: Database, worker: str, now: int) -> None:
    """A worker's heartbeat; those silent for a day are forgotten."""
    await db.execute(
        "insert into worker (name, started_at, beat_at) values (:name, :now, :now)"
        " on conflict (name) do update set beat_at = excluded.beat_at",
        {"name": worker, "now": now},
    )
    await db.execute("delete from worker where beat_at < :old", {"old": now - 86400})


async def last_beat(db: Database) -> int | None:
    """The newest heartbeat of any worker."""
    value = await db.fetch_val("select max(beat_at) from worker")
    return int(value) if value is not None else None


async def leave(db: Database, worker: str) -> None:
    """An orderly end: the worker is forgotten and its lanes are free at once."""
    await db.execute("delete from worker where name = :name", {"name": worker})
    await db.execute(
        "update lane set owner = '', lease_until = 0, due_at = 0 where owner = :name and due_at = :never",
        {"name": worker, "never": NEVER},
    )
    await db.execute("update lane set owner = '', lease_until = 0 where owner = :name", {"name": worker})


async def free_dead(db: Database, host: str, pid: str) -> None:
    """Free the lanes of workers of this host that are no more: they need not wait for their leases to end.

    Our own process number is among the dead ones: in containers a restarted process gets the same number again.
    """
    rows = await db.fetch_all("select distinct owner from lane where owner <> ''")
    for owner in (row["owner"] for row in rows):
        its_host, its_pid, _ = (*owner.split(":"), "", "")[:3]
        if its_host == host and (its_pid == pid or not _alive(its_pid)):
            await leave(db, owner)


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
