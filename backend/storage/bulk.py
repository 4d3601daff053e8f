"""Cures for many listings at once: the act, its rows and how far it came. The rows are the work: each is done once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.bulk import Cure, Facts, Kind, refused
from backend.domain.listing import Stage, Status
from backend.domain.policy import Condition
from backend.storage import tally
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json
from backend.storage.problem_pages import Group, conditions
from backend.storage.product_types import Place

WORKING, PAUSED, CANCELLED, DONE, UNDOING, UNDONE = (
    "working", "paused", "cancelled", "done", "undoing", "undone",
)  # fmt: skip
_COUNTED = (Kind.RETRY, Kind.MUTE, Kind.UNMUTE)  # what they ask of a listing is what the tally counts by
# What the facts of a listing are, in SQL; asked of the rows `l`.
_FACTS = (
    "l.status, l.stage, l.condition, l.muted, case when l.cause <> '' then 1 else 0 end as troubled,"
    " case when l.sending_at is not null or l.feed_id is not null then 1 else 0 end as busy,"
    " case when l.asked_price is not null and l.sent <> '' then 1 else 0 end as asked,"
    " coalesce(d.product_type, '') as product_type, coalesce(d.exempt, 0) as exempt"
)
_FROM = "from listing l left join details d on d.listing_id = l.id"


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


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would happen: how many it can be done to, and the others by the reason why not."""

    can: int
    cannot: Mapping[str, int]


async def foresee(
    db: Database, shop_id: int, group: Group, listing_ids: Sequence[int] | None, cure: Cure
) -> Foreseen:
    """The same rule that the work will keep, for all rows of a group or those ticked."""
    if listing_ids is None and cure.kind in _COUNTED:
        rows = await _counted(db, shop_id, group)
    else:
        rows = await _facts_by_count(db, shop_id, group, listing_ids)
    can, cannot = 0, dict[str, int]()
    for facts, n in rows:
        if why := refused(cure, facts):
            cannot[why] = cannot.get(why, 0) + n
        else:
            can += n
    return Foreseen(can, cannot)


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
    db: Database, shop_id: int, group: Group, listing_ids: Sequence[int] | None
) -> list[tuple[Facts, int]]:
    where, values = conditions(shop_id, group, listing_ids)
    rows = await db.fetch_all(
        f"select count(*) as n, t.* from (select {_FACTS} {_FROM} where {where}) as t group by t.status, t.stage,"
        " t.condition, t.muted, t.troubled, t.busy, t.asked, t.product_type, t.exempt",
        values,
    )
    return [(_facts(row), row["n"]) for row in rows]


async def facts_of(db: Database, listing_id: int) -> Facts | None:
    """What a cure asks of one listing; None when it is gone."""
    row = await db.fetch_one(f"select {_FACTS} {_FROM} where l.id = :id", {"id": listing_id})
    return _facts(row) if row else None


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
    db: Database, shop_id: int, token: str, cure: Cure, group: Group, listing_ids: Sequence[int] | None, now: int
) -> int:  # fmt: skip
    """Write the act down with all its rows, once for a token, however often it is asked for. Its id."""
    async with db.transaction():
        found = await db.fetch_val(
            "insert into bulk_act (shop_id, token, kind, value, cause, topic, state, created_at)"
            f" values (:shop, :token, :kind, :value, :cause, :topic, '{WORKING}', :now)"
            " on conflict (shop_id, token) do nothing returning id",
            {"shop": shop_id, "token": token, "kind": cure.kind.value, "cause": group.cause, "topic": group.topic,
             "value": to_json([cure.value, cure.product_type]), "now": now},
        )  # fmt: skip
        if found is None:
            known = await of_token(db, shop_id, token)
            assert known is not None
            return known
        where, values = conditions(shop_id, group, listing_ids)
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


def _facts(row: Row) -> Facts:
    troubled = bool(row["troubled"])
    return Facts(
        Status(row["status"]), Stage(row["stage"]), Condition(row["condition"]), bool(row["busy"]), troubled,
        bool(row["muted"]) and troubled, bool(row["asked"]), row["product_type"], bool(row["exempt"]),
    )  # fmt: skip


def _act(row: Row) -> Act:
    value: list[Any] = from_json(row["value"], ["", ""])
    return Act(
        row["id"], row["shop_id"], Cure(Kind(row["kind"]), *value), row["cause"], row["topic"], row["state"],
        row["total"], row["done"], row["skipped"], row["undone"], row["kept"], row["created_at"], row["finished_at"],
    )  # fmt: skip
