"""Families as they are stored: what is owed to them, what was sent, what Amazon was seen to have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.issues import Issue, Problem
from backend.domain.kinship import MANAGED, FamilyState, FamilyThere, Kin, Relative
from backend.domain.listing import Outcome
from backend.storage import journal
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, read_issue, read_problem, to_json, write_details, write_issue
from backend.storage.statements import among

_DUE = ", ".join(f"'{state}'" for state in FamilyState if state not in (FamilyState.APART, FamilyState.HELD))
_MANAGED = ", ".join(f"'{state}'" for state in MANAGED)


@dataclass(frozen=True, slots=True)
class Family:
    """A product's family at one marketplace; times epoch seconds UTC, None: never. `sent`: the parent's key."""

    id: int
    shop_id: int
    seller_id: int
    marketplace_id: str
    product_id: int
    state: FamilyState
    attempts: int
    product_type: str
    theme: str
    parent_sku: str
    parent_asin: str
    facts: Mapping[str, Any]
    exempt: bool
    sending_at: int | None
    sent: str
    sent_at: int | None
    submission_id: str
    request_id: str
    issues: tuple[Issue, ...]
    problem: Problem | None
    problem_at: int
    there: FamilyThere
    looked_at: int | None
    live_at: int | None
    updated_at: int

    @property
    def managed(self) -> bool:
        """Whether the merchant made it a family, and it is to be kept one."""
        return self.state in MANAGED


async def of_product(db: Database, shop_id: int, product_id: int) -> list[Family]:
    """A product's families at all marketplaces."""
    rows = await db.fetch_all(
        "select * from family where shop_id = :shop and product_id = :product order by seller_id, marketplace_id",
        {"shop": shop_id, "product": product_id},
    )
    return [_family(row) for row in rows]


async def at_place(
    db: Database, shop_id: int, seller_id: int, marketplace_id: str, product_id: int
) -> Family | None:
    """One product's family at one place."""
    found = await of_product(db, shop_id, product_id)
    return next((f for f in found if (f.seller_id, f.marketplace_id) == (seller_id, marketplace_id)), None)


async def due(db: Database, seller_id: int, now: int, limit: int, paused: Sequence[str]) -> list[Family]:
    """Families that the lane owes a step, the longest due first; those of paused marketplaces wait."""
    marks, values = among("m", paused or ("",))
    rows = await db.fetch_all(
        f"select * from family where seller_id = :seller and state in ({_DUE}) and next_at <= :now"
        f" and marketplace_id not in ({marks}) order by next_at, id limit :limit",
        {"seller": seller_id, "now": now, "limit": limit, **values},
    )
    return [_family(row) for row in rows]


async def next_due(db: Database, seller_id: int, paused: Sequence[str]) -> int | None:
    """When the next family is due."""
    marks, values = among("m", paused or ("",))
    at = await db.fetch_val(
        f"select min(next_at) from family where seller_id = :seller and state in ({_DUE})"
        f" and marketplace_id not in ({marks})",
        {"seller": seller_id, **values},
    )
    return int(at) if at is not None else None


async def mark(db: Database, shop_id: int, product_ids: Sequence[int], now: int) -> bool:
    """These products changed in the shop: their families are looked at. Whether there are any.

    One that was held back is tried again: the shop may have cured it.
    """
    if not product_ids:
        return False
    marks, ids = among("p", product_ids)
    done = await db.execute(
        f"update family set next_at = :now, attempts = 0, state = case when state = '{FamilyState.HELD}'"
        f" then '{FamilyState.MAKE}' else state end where shop_id = :shop and product_id in ({marks})"
        f" and state in ({_MANAGED})",
        {"now": now, "shop": shop_id, **ids},
    )
    return bool(done)


async def later(db: Database, family: Family, next_at: int) -> None:
    """Not now: look again at `next_at`; attempts count so that the waits grow."""
    await db.execute(
        "update family set next_at = :at, attempts = attempts + 1 where id = :id",
        {"at": next_at, "id": family.id},
    )


async def sending(db: Database, family: Family, theme: str, now: int) -> bool:
    """Write down the deed before it is done. False when the merchant wants something else meanwhile."""
    return bool(
        await db.execute(
            "update family set sending_at = :now, theme = :theme, updated_at = :now where id = :id and state = :was",
            {"now": now, "theme": theme, "id": family.id, "was": family.state.value},
        )
    )


async def not_sent(db: Database, family: Family) -> None:
    """It surely did not get through."""
    await db.execute("update family set sending_at = null where id = :id", {"id": family.id})


async def submitted(db: Database, family: Family, key: str, outcome: Outcome, now: int, look_at: int) -> None:
    """Amazon took the parent; that it is there is seen later. What was asked for meanwhile stays owed."""
    await db.execute(
        f"update family set state = case when state = '{FamilyState.MAKE}' then '{FamilyState.CONFIRM}' else state end,"
        " sending_at = null, sent = :sent, sent_at = :now, submission_id = :submission, request_id = :request,"
        " cause = '', details = '', issues = '', attempts = 0, next_at = :look, updated_at = :now where id = :id",
        {
            "sent": key, "now": now, "submission": outcome.submission_id, "request": outcome.request_id,
            "look": look_at, "id": family.id,
        },
    )  # fmt: skip
    told = {"sku": family.parent_sku}
    await journal.write(
        db, family.shop_id, now, "storelane", "family_sent", told, request_id=outcome.request_id
    )


async def held(
    db: Database, family: Family, problem: Problem, now: int, *, issues: Sequence[Issue] = (),
    request_id: str = "",
) -> None:  # fmt: skip
    """It cannot go on until somebody cures the problem; said again it keeps its since-when."""
    await db.execute(
        f"update family set state = case when state = :was then '{FamilyState.HELD}' else state end, sending_at = null,"
        " cause_at = case when cause = :cause and details = :details then cause_at else :now end, cause = :cause,"
        " details = :details, issues = :issues, attempts = 0, request_id = :request, updated_at = :now"
        " where id = :id",
        {
            "was": family.state.value, "cause": problem.cause.value, "details": write_details(problem), "now": now,
            "issues": to_json([write_issue(issue) for issue in issues]) if issues else "",
            "request": request_id, "id": family.id,
        },
    )  # fmt: skip


async def stands(db: Database, family: Family, parent_asin: str, now: int) -> None:
    """Amazon shows the parent: now its children may join."""
    await db.execute(
        f"update family set state = case when state = '{FamilyState.CONFIRM}' then '{FamilyState.STANDS}' else state"
        " end, parent_asin = :asin, live_at = coalesce(live_at, :now), looked_at = null, attempts = 0, next_at = :now,"
        " updated_at = :now"
        " where id = :id",
        {"asin": parent_asin, "now": now, "id": family.id},
    )


async def to_state(db: Database, family: Family, state: FamilyState, now: int) -> bool:
    """The next step is another one; False when the merchant wants something else meanwhile."""
    return bool(
        await db.execute(
            "update family set state = :state, next_at = :now, attempts = 0, sending_at = null, updated_at = :now"
            " where id = :id and state = :was",
            {"state": state.value, "now": now, "id": family.id, "was": family.state.value},
        )
    )


async def looked(
    db: Database, family: Family, there: FamilyThere, problem: Problem | None, now: int, look_at: int
) -> None:
    """What Amazon has of it, and what is wrong with it; a problem here stops nothing that stands."""
    await db.execute(
        "update family set there = :there, looked_at = :now, next_at = :look, attempts = attempts + 1,"
        " parent_asin = case when parent_asin = '' then :asin else parent_asin end,"
        " cause_at = case when cause = :cause and details = :details then cause_at else :now end, cause = :cause,"
        " details = :details where id = :id",
        {
            "there": _write_there(there), "now": now, "look": look_at, "asin": there.parent_asin,
            "cause": problem.cause.value if problem else "", "details": write_details(problem), "id": family.id,
        },
    )  # fmt: skip


async def apart(db: Database, family: Family, request_id: str, now: int) -> None:
    """Its parent is off Amazon: the family is no more."""
    await db.execute(
        f"update family set state = case when state = '{FamilyState.PART}' then '{FamilyState.APART}' else state end,"
        " sending_at = null, sent = '', sent_at = null, live_at = null, parent_asin = '', there = '', cause = '',"
        " details = '', issues = '', attempts = 0, request_id = :request, updated_at = :now where id = :id",
        {"request": request_id, "now": now, "id": family.id},
    )
    told = {"sku": family.parent_sku}
    await journal.write(db, family.shop_id, now, "storelane", "family_apart", told, request_id=request_id)


async def joiners(db: Database, family_id: int) -> set[int]:
    """The variations that the merchant wants in the family although Amazon had their products before."""
    rows = await db.fetch_all(
        "select variation_id from family_joiner where family_id = :id", {"id": family_id}
    )
    return {row["variation_id"] for row in rows}


async def parent_skus(db: Database, seller_id: int, marketplace_id: str) -> set[str]:
    """The SKUs of parents at a place: they are no offers, carry no stock and are never ordered."""
    rows = await db.fetch_all(
        "select parent_sku from family where seller_id = :seller and marketplace_id = :marketplace"
        " and parent_sku <> ''",
        {"seller": seller_id, "marketplace": marketplace_id},
    )
    return {row["parent_sku"] for row in rows}


def _write_there(there: FamilyThere) -> str:
    return to_json({
        "asin": there.parent_asin,
        "relatives": [[r.sku, r.asin, list(r.parent_skus), r.live] for r in there.relatives],
        "kin": [
            [k.asin, list(k.parents), list(k.children), k.theme, k.title, [list(each) for each in k.varies]]
            for k in there.kin
        ],
    })  # fmt: skip


def _read_there(text: str) -> FamilyThere:
    said = from_json(text)
    if not said:
        return FamilyThere()
    return FamilyThere(
        said["asin"],
        tuple(Relative(sku, asin, tuple(parents), live) for sku, asin, parents, live in said["relatives"]),
        tuple(map(_read_kin, said["kin"])),
    )


def _read_kin(said: list[Any]) -> Kin:
    """What was written before kin said by what they vary says it of nobody."""
    asin, up, down, theme, title, *more = said
    varies = tuple((name, value) for name, value in (more[0] if more else ()))
    return Kin(asin, tuple(up), tuple(down), theme, title, varies)


def _family(row: Row) -> Family:
    return Family(
        id=row["id"], shop_id=row["shop_id"], seller_id=row["seller_id"], marketplace_id=row["marketplace_id"],
        product_id=row["product_id"], state=FamilyState(row["state"]), attempts=row["attempts"],
        product_type=row["product_type"], theme=row["theme"], parent_sku=row["parent_sku"],
        parent_asin=row["parent_asin"], facts=from_json(row["facts"], {}), exempt=bool(row["exempt"]),
        sending_at=row["sending_at"], sent=row["sent"], sent_at=row["sent_at"],
        submission_id=row["submission_id"], request_id=row["request_id"],
        issues=tuple(read_issue(each) for each in from_json(row["issues"], [])),
        problem=read_problem(row["cause"], row["details"]), problem_at=row["cause_at"],
        there=_read_there(row["there"]), looked_at=row["looked_at"], live_at=row["live_at"],
        updated_at=row["updated_at"],
    )  # fmt: skip
