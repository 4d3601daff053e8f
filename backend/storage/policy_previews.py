"""What a change of a policy would change, kept: computed a bit at a time, so that 100,000 listings stop no page.

Every bit is one transaction, and the preview's position says how far it came: killed anywhere it goes on, and two that
work on it at once count nothing twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from backend.domain.foreseeing import Figures, Foreseen, Mark
from backend.domain.policy import Policy, PolicyKind
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json
from backend.storage.policy_encoding import read_policy, write_policy

SAVE, UNDO, DELETE = "save", "undo", "delete"
KEPT_FOR = 86_400  # seconds that a preview is kept
MOST = 5  # previews kept for a shop
NO_FIGURES = Figures()


@dataclass(frozen=True, slots=True)
class Preview:
    """`policy_id` None: a new policy. `version`: the policy's when its form was made. `policy`: as it would be; when it
    is deleted, that of its `successor_id`. Counts in listings, times epoch seconds UTC."""

    id: str
    shop_id: int
    policy_id: int | None
    version: int
    kind: PolicyKind
    purpose: str
    name: str
    policy: Policy
    entered: tuple[tuple[str, str], ...]
    why: str
    successor_id: int | None
    draft: str
    position: int
    total: int
    figures: Figures
    created_at: int
    finished_at: int | None
    saved_at: int | None

    @property
    def ready(self) -> bool:
        return self.finished_at is not None


@dataclass(frozen=True, slots=True)
class Line:
    """A listing of a preview; amounts in minor units of `currency`, None where nothing is offered."""

    listing_id: int
    marks: Mark
    currency: str
    price_before: int | None
    price_after: int | None
    quantity_before: int | None
    quantity_after: int | None
    cause: str  # why it would not sell
    move: int
    country: str  # the marketplace where the same SKU has other rules


async def begin(db: Database, preview: Preview) -> None:
    """Keep a new preview; old ones of the shop go."""
    async with db.transaction():
        await db.execute(
            "delete from policy_preview where shop_id = :shop and (created_at < :old or id not in"
            " (select id from policy_preview where shop_id = :shop order by created_at desc, id limit :most))",
            {"shop": preview.shop_id, "old": preview.created_at - KEPT_FOR, "most": MOST - 1},
        )
        await db.execute(
            "insert into policy_preview (id, shop_id, policy_id, version, kind, purpose, name, body, entered, why,"
            " successor_id, draft_id, position, total, figures, created_at, finished_at) values (:id, :shop,"
            " cast(:policy as bigint), :version, :kind, :purpose, :name, :body, :entered, :why,"
            " cast(:successor as bigint), :draft, 0, :total, '', :now, cast(:finished as bigint))",
            {"id": preview.id, "shop": preview.shop_id, "policy": preview.policy_id, "version": preview.version,
             "kind": preview.kind.value, "purpose": preview.purpose, "name": preview.name,
             "body": write_policy(preview.policy), "entered": to_json([list(pair) for pair in preview.entered]),
             "why": preview.why, "successor": preview.successor_id, "draft": preview.draft, "total": preview.total,
             "now": preview.created_at, "finished": preview.finished_at},
        )  # fmt: skip


async def find(db: Database, shop_id: int, preview_id: str) -> Preview | None:
    """A preview of a shop; None for another's, and for one that is forgotten."""
    row = await db.fetch_one(
        "select * from policy_preview where id = :id and shop_id = :shop",
        {"id": preview_id, "shop": shop_id},
    )
    return _preview(row) if row else None


async def next_listings(db: Database, preview: Preview, limit: int) -> list[Row]:
    """The listings that come next, by id; those that the merchant took off Amazon are not among them."""
    return await db.fetch_all(
        f"select * from listing where {preview.kind.value}_policy_id = :policy and shop_id = :shop and id > :position"
        " and status <> 'ended' and stage <> 'withdraw' order by id limit :limit",
        {"policy": preview.policy_id, "shop": preview.shop_id, "position": preview.position, "limit": limit},
    )


async def advance(
    db: Database,
    preview: Preview,
    position: int,
    found: Sequence[tuple[int, Foreseen]],
    now: int,
    *,
    last: bool,
) -> Preview:
    """Some more listings are foreseen, up to `position`. Who comes second with the same ones changes nothing."""
    figures = preview.figures.adding([foreseen for _, foreseen in found])
    async with db.transaction():
        moved = await db.execute(
            "update policy_preview set position = :position, looked = :looked, figures = :figures,"
            " finished_at = cast(:finished as bigint) where id = :id and position = :was and finished_at is null",
            {"position": position, "looked": figures.looked, "figures": _written(figures), "id": preview.id,
             "was": preview.position, "finished": now if last else None},
        )  # fmt: skip
        if moved:
            await db.insert_many(
                "policy_preview_row", ("preview_id", "listing_id", "rank", "marks", "body"),
                [
                    (preview.id, listing_id, each.rank, each.marks.value, _body(each))
                    for listing_id, each in found
                    if each.marks
                ],
            )  # fmt: skip
    if not moved:
        return await find(db, preview.shop_id, preview.id) or preview
    return replace(preview, position=position, figures=figures, finished_at=now if last else None)


async def lines(db: Database, preview_id: str, only: Mark, offset: int, limit: int) -> list[Line]:
    """The listings that something changes for, the worst first; `only` those with one of these marks."""
    rows = await db.fetch_all(
        "select * from policy_preview_row where preview_id = :id and (marks & :only) <> 0"
        " order by rank desc, listing_id limit :limit offset :offset",
        {"id": preview_id, "only": only.value, "limit": limit, "offset": offset},
    )
    return [_line(row) for row in rows]


async def saved(db: Database, preview: Preview, now: int) -> bool:
    """It is saved, once. False: it was already. Inside the caller's transaction."""
    return bool(
        await db.execute(
            "update policy_preview set saved_at = :now where id = :id and saved_at is null",
            {"now": now, "id": preview.id},
        )
    )


async def made(db: Database, preview: Preview, policy_id: int) -> None:
    """The new policy that was foreseen is there."""
    await db.execute(
        "update policy_preview set policy_id = :policy where id = :id",
        {"policy": policy_id, "id": preview.id},
    )


async def open_again(db: Database, preview: Preview) -> None:
    """What was to be done could not be."""
    await db.execute("update policy_preview set saved_at = null where id = :id", {"id": preview.id})


def _body(found: Foreseen) -> str:
    before, after = found.before, found.after
    price = after.price or before.price
    problem = after.problem
    return to_json([
        price.currency if price else "", before.price.amount if before.price else None,
        after.price.amount if after.price else None, before.quantity, after.quantity,
        problem.cause.value if problem else "", found.move, found.country,
    ])  # fmt: skip


def _line(row: Row) -> Line:
    currency, old, new, had, has, cause, move, country = from_json(row["body"])
    return Line(row["listing_id"], Mark(row["marks"]), currency, old, new, had, has, cause, move, country)


def _written(figures: Figures) -> str:
    return to_json([figures.looked, figures.of, figures.lowest, figures.highest, figures.changed])


def _preview(row: Row) -> Preview:
    kind, figures = PolicyKind(row["kind"]), Figures(*from_json(row["figures"], []))
    entered: list[Any] = from_json(row["entered"], [])
    return Preview(
        row["id"], row["shop_id"], row["policy_id"], row["version"], kind, row["purpose"], row["name"],
        read_policy(kind, row["body"]), tuple((pair[0], pair[1]) for pair in entered), row["why"],
        row["successor_id"], row["draft_id"], row["position"], row["total"], figures, row["created_at"],
        row["finished_at"], row["saved_at"],
    )  # fmt: skip
