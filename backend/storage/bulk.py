"""Acts for many listings at once: the act, its rows and how far it came. The rows are the work: each is done once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.bulk import Cure, Kind
from backend.storage.bulk_facts import Foreseen, Target, foresee, rows_of
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json
from backend.storage.problem_pages import Group, conditions
from backend.storage.product_types import Place

__all__ = ["Foreseen", "Target", "foresee"]  # read beside acts

WORKING, PAUSED, CANCELLED, DONE, UNDOING, UNDONE = (
    "working", "paused", "cancelled", "done", "undoing", "undone",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """One bulk act; counts in listings, times epoch seconds UTC."""

    id: int
    shop_id: int
    cure: Cure
    cause: str
    topic: str
    state: str
    total: int
    done: int
    skipped: int
    undone: int
    kept: int  # not undone, because something else was done to them since
    created_at: int
    finished_at: int | None

    @property
    def working(self) -> bool:
        return self.state in (WORKING, UNDOING)

    @property
    def handled(self) -> int:
        """Rows the act is through with."""
        return self.undone + self.kept if self.state in (UNDOING, UNDONE) else self.done + self.skipped


async def kind_of_product(db: Database, shop_id: int, group: Group) -> tuple[Place, str] | None:
    """Where and as what kind the newest listing of a group that has details is kept; None: none of them has."""
    where, values = conditions(shop_id, group)
    row = await db.fetch_one(
        "select l.seller_id, l.marketplace_id, t.locale, d.product_type from listing l"
        " join details d on d.listing_id = l.id join product_type t on t.seller_id = l.seller_id"
        f" and t.marketplace_id = l.marketplace_id and t.name = d.product_type where {where}"
        " order by l.id desc, t.looked_at desc limit 1",
        values,
    )
    if row is None:
        return None
    place = Place(shop_id, row["seller_id"], row["marketplace_id"], row["locale"])
    return place, str(row["product_type"])


async def start(
    db: Database, shop_id: int, token: str, cure: Cure, target: Target, listing_ids: Sequence[int] | None, now: int
) -> int:  # fmt: skip
    """Write the act down with all its rows, once for a token, however often it is asked for. Its id."""
    async with db.transaction():
        of_group = target if isinstance(target, Group) else Group("")
        found = await db.fetch_val(
            "insert into bulk_act (shop_id, token, kind, value, cause, topic, state, created_at)"
            f" values (:shop, :token, :kind, :value, :cause, :topic, '{WORKING}', :now)"
            " on conflict (shop_id, token) do nothing returning id",
            {"shop": shop_id, "token": token, "kind": cure.kind.value, "cause": of_group.cause,
             "topic": of_group.topic, "value": to_json([cure.value, cure.product_type]), "now": now},
        )  # fmt: skip
        if found is None:
            known = await of_token(db, shop_id, token)
            assert known is not None
            return known
        where, values = rows_of(db, shop_id, target, listing_ids)
        count = await db.execute(
            "insert into bulk_row (act_id, listing_id, state)"
            f" select :act, l.id, 'waiting' from listing l where {where}",
            {**values, "act": found},
        )
        await db.execute("update bulk_act set total = :n where id = :id", {"n": count, "id": found})
    return int(found)


async def of_token(db: Database, shop_id: int, token: str) -> int | None:
    """The act that a form started; None: none yet."""
    found = await db.fetch_val(
        "select id from bulk_act where shop_id = :shop and token = :token", {"shop": shop_id, "token": token}
    )
    return int(found) if found is not None else None


async def find(db: Database, shop_id: int, act_id: int) -> Act | None:
    row = await db.fetch_one(
        "select * from bulk_act where id = :id and shop_id = :shop", {"id": act_id, "shop": shop_id}
    )
    return _act(row) if row else None


async def of_shop(db: Database, shop_id: int, limit: int) -> list[Act]:
    """The newest acts of a shop."""
    rows = await db.fetch_all(
        "select * from bulk_act where shop_id = :shop order by id desc limit :limit",
        {"shop": shop_id, "limit": limit},
    )
    return [_act(row) for row in rows]


async def next_act(db: Database, shop_id: int) -> Act | None:
    """The oldest act of a shop that has work."""
    row = await db.fetch_one(
        f"select * from bulk_act where shop_id = :shop and state in ('{WORKING}', '{UNDOING}') order by id limit 1",
        {"shop": shop_id},
    )
    return _act(row) if row else None


async def next_rows(db: Database, act: Act, limit: int) -> list[tuple[int, str]]:
    """(listing, what was before) of the rows that come next: those waiting, or those to be undone."""
    state = "done" if act.state == UNDOING else "waiting"
    rows = await db.fetch_all(
        "select listing_id, before from bulk_row where act_id = :act and state = :state order by listing_id"
        " limit :limit",
        {"act": act.id, "state": state, "limit": limit},
    )
    return [(row["listing_id"], row["before"]) for row in rows]


async def row_is(
    db: Database, act_id: int, listing_id: int, state: str, *, why: str = "", before: str = ""
) -> None:
    """What became of a row; counted in the act by the same name."""
    done = await db.execute(
        "update bulk_row set state = :state, why = :why, before = case when :before = '' then before else :before end"
        " where act_id = :act and listing_id = :listing and state <> :state",
        {"state": state, "why": why, "before": before, "act": act_id, "listing": listing_id},
    )
    if done:
        assert state in ("done", "skipped", "undone", "kept"), state
        await db.execute(f"update bulk_act set {state} = {state} + 1 where id = :id", {"id": act_id})


async def move(db: Database, shop_id: int, act_id: int, to: str, now: int, *, only: Sequence[str]) -> bool:
    """Pause, go on, cancel, undo or end an act; only from these states. False when it was in another one."""
    assert set(only) <= {WORKING, PAUSED, CANCELLED, DONE, UNDOING, UNDONE}
    states = ", ".join(f"'{state}'" for state in only)
    return bool(
        await db.execute(
            "update bulk_act set state = :state, finished_at = :finished where id = :id and shop_id = :shop"
            f" and state in ({states})",
            {"state": to, "finished": now if to in (CANCELLED, DONE, UNDONE) else None, "id": act_id,
             "shop": shop_id},
        )
    )  # fmt: skip


async def not_done(db: Database, act_id: int, limit: int) -> list[tuple[int, str, str]]:
    """(listing, SKU, why) of rows that were skipped or kept."""
    rows = await db.fetch_all(
        "select r.listing_id, r.why, l.sku from bulk_row r join listing l on l.id = r.listing_id"
        " where r.act_id = :act and r.state in ('skipped', 'kept') order by r.listing_id limit :limit",
        {"act": act_id, "limit": limit},
    )
    return [(row["listing_id"], row["sku"], row["why"]) for row in rows]


def _act(row: Row) -> Act:
    value: list[Any] = from_json(row["value"], ["", ""])
    return Act(
        row["id"], row["shop_id"], Cure(Kind(row["kind"]), *value), row["cause"], row["topic"], row["state"],
        row["total"], row["done"], row["skipped"], row["undone"], row["kept"], row["created_at"], row["finished_at"],
    )  # fmt: skip
