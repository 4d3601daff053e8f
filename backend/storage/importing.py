"""Imports as they are kept: the file, its lines, how far it came. The lines are the work: each is done once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from backend.storage.database import Database, Row
from backend.storage.statements import among

READING, JUDGING, READY, WORKING, DONE = "reading", "judging", "ready", "working", "done"
STALE = 3600  # an upload that broke off is forgotten after that


@dataclass(frozen=True, slots=True)
class Import:
    """An import. `position`: up to which line it was judged, or done; `cut`: the file ended or broke in its middle."""

    id: int
    shop_id: int
    name: str
    state: str
    made_at: str
    made_by: str
    cut: bool
    position: int
    total: int
    created_at: int
    finished_at: int | None

    @property
    def moving(self) -> bool:
        return self.state in (READING, JUDGING, WORKING)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands in the file (`body` is JSON), with what becomes of it."""

    position: int
    kind: str
    body: str
    verdict: str = ""
    why: str = ""
    our_id: int | None = None
    about: str = ""  # the listing that it would bring


@dataclass(frozen=True, slots=True)
class Count:
    """So many lines of a kind have a verdict for a reason."""

    kind: str
    verdict: str
    why: str
    n: int


async def begin(db: Database, shop_id: int, name: str, now: int) -> int:
    """A new import whose lines are to come; what waits from before and was not begun is forgotten."""
    async with db.transaction():
        await db.execute(
            "delete from import_file where shop_id = :shop and state in ('judging', 'ready')",
            {"shop": shop_id},
        )
        await db.execute(
            "delete from import_file where shop_id = :shop and state = 'reading' and created_at < :old",
            {"shop": shop_id, "old": now - STALE},
        )
        return int(
            await db.fetch_val(
                "insert into import_file (shop_id, name, state, created_at) values (:shop, :name, 'reading', :now)"
                " returning id",
                {"shop": shop_id, "name": name[:200], "now": now},
            )
        )


async def add_lines(db: Database, import_id: int, first: int, lines: Sequence[tuple[str, str]]) -> None:
    """More lines (kind, JSON), numbered from `first` on."""
    rows = [(import_id, first + n, kind, body) for n, (kind, body) in enumerate(lines)]
    await db.insert_many("import_line", ("import_id", "position", "kind", "body"), rows)


async def end_reading(
    db: Database, import_id: int, total: int, *, cut: bool, made_at: str, made_by: str
) -> None:
    """All lines are there: the lane says what would become of them."""
    await db.execute(
        "update import_file set state = 'judging', position = 0, total = :total, cut = :cut, made_at = :made_at,"
        " made_by = :made_by where id = :id and state = 'reading'",
        {"total": total, "cut": int(cut), "made_at": made_at[:40], "made_by": made_by[:40], "id": import_id},
    )


async def forget(db: Database, shop_id: int, import_id: int) -> bool:
    """The merchant does not want it; one that is being done goes on."""
    return bool(
        await db.execute(
            "delete from import_file where id = :id and shop_id = :shop and state <> 'working'",
            {"id": import_id, "shop": shop_id},
        )
    )


async def latest(db: Database, shop_id: int) -> Import | None:
    """The newest import of a shop whose file was read whole."""
    row = await db.fetch_one(
        "select * from import_file where shop_id = :shop and state <> 'reading' order by id desc limit 1",
        {"shop": shop_id},
    )
    return _import(row) if row else None


async def find(db: Database, shop_id: int, import_id: int) -> Import | None:
    row = await db.fetch_one(
        "select * from import_file where id = :id and shop_id = :shop", {"id": import_id, "shop": shop_id}
    )
    return _import(row) if row else None


async def next_owed(db: Database, shop_id: int) -> Import | None:
    """The oldest import of a shop that the lane owes something."""
    row = await db.fetch_one(
        "select * from import_file where shop_id = :shop and state in ('judging', 'working') order by id limit 1",
        {"shop": shop_id},
    )
    return _import(row) if row else None


async def start(db: Database, shop_id: int, import_id: int) -> bool:
    """The merchant saw what would happen and wants it. Pressed twice it is started once."""
    return bool(
        await db.execute(
            "update import_file set state = 'working', position = 0 where id = :id and shop_id = :shop"
            " and state = 'ready'",
            {"id": import_id, "shop": shop_id},
        )
    )


async def move_on(db: Database, each: Import, position: int) -> None:
    await db.execute(
        "update import_file set position = :position where id = :id and state = :state",
        {"position": position, "id": each.id, "state": each.state},
    )


async def finish(db: Database, each: Import, now: int) -> None:
    """Judged to its end: the merchant decides. Done to its end: it stays as a record, without its lines' texts."""
    state = READY if each.state == JUDGING else DONE
    await db.execute(
        "update import_file set state = :state, position = total, finished_at = :now where id = :id and state = :was",
        {"state": state, "now": now if state == DONE else None, "id": each.id, "was": each.state},
    )
    if state == DONE:
        await db.execute(
            "update import_line set body = '' where import_id = :id and verdict <> 'skip'", {"id": each.id}
        )


async def next_lines(db: Database, each: Import, limit: int) -> list[Line]:
    rows = await db.fetch_all(
        "select * from import_line where import_id = :id and position > :position order by position limit :limit",
        {"id": each.id, "position": each.position, "limit": limit},
    )
    return [_line(row) for row in rows]


async def save(db: Database, import_id: int, lines: Sequence[Line], *, done: bool) -> None:
    """What becomes of lines, or became of them."""
    await db.execute_many(
        "update import_line set verdict = :verdict, why = :why, our_id = :our_id, done = :done, about = :about"
        " where import_id = :id and position = :position",
        [
            {
                "verdict": line.verdict, "why": line.why, "our_id": line.our_id, "done": int(done), "id": import_id,
                "position": line.position, "about": line.about,
            }
            for line in lines
        ],
    )  # fmt: skip


async def policy_ids(db: Database, import_id: int) -> list[Line]:
    """The policies of the file, with what each is here."""
    rows = await db.fetch_all(
        "select * from import_line where import_id = :id and kind = 'policies' order by position",
        {"id": import_id},
    )
    return [_line(row) for row in rows]


async def coming(db: Database, each: Import, listings: Collection[str]) -> dict[str, str]:
    """Those of some listings that the file would bring, each with how: add or link. Once lines are done they are here,
    or they do not come."""
    if not listings or each.state != JUDGING:
        return {}
    marks, values = among("a", listings)
    rows = await db.fetch_all(
        f"select about, verdict from import_line where import_id = :id and about in ({marks})"
        " and verdict in ('add', 'link')",
        {"id": each.id, **values},
    )
    return {row["about"]: row["verdict"] for row in rows}


async def counts(db: Database, import_id: int) -> list[Count]:
    """How many lines of each kind have which verdict, and why."""
    rows = await db.fetch_all(
        "select kind, verdict, why, count(*) as n from import_line where import_id = :id group by kind, verdict, why",
        {"id": import_id},
    )
    return [Count(row["kind"], row["verdict"], row["why"], row["n"]) for row in rows]


async def examples(db: Database, import_id: int, kind: str, verdict: str, why: str, limit: int) -> list[str]:
    """The texts of some lines of a count."""
    rows = await db.fetch_all(
        "select body from import_line where import_id = :id and kind = :kind and verdict = :verdict and why = :why"
        " order by position limit :limit",
        {"id": import_id, "kind": kind, "verdict": verdict, "why": why, "limit": limit},
    )
    return [row["body"] for row in rows if row["body"]]


def _import(row: Row) -> Import:
    return Import(
        row["id"], row["shop_id"], row["name"], row["state"], row["made_at"], row["made_by"], bool(row["cut"]),
        row["position"], row["total"], row["created_at"], row["finished_at"],
    )  # fmt: skip


def _line(row: Row) -> Line:
    return Line(
        row["position"], row["kind"], row["body"], row["verdict"], row["why"], row["our_id"], row["about"]
    )
