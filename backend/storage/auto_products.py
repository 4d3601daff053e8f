"""How the shop's products stand with the rules of auto-add, and what a person says of those that wait."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.auto_adding import TAKEN, AutoRule, State, Why
from backend.storage import auto_looks, turns
from backend.storage.database import Database
from backend.storage.statements import among

_TAKEN = ", ".join(f"'{state}'" for state in TAKEN)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one product stands with one rule. `cause`: what stops it, ""; `came_at`: epoch seconds UTC."""

    rule_id: int
    product_id: int
    state: State
    why: Why | None
    cause: str
    came_at: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What a look came to; `state` None: it has nothing to do with the rule."""

    product_id: int
    state: State | None
    why: Why
    cause: str = ""


async def candidates(
    db: Database, rule: AutoRule, wanted: Collection[int], after: int, limit: int
) -> list[tuple[int, int]]:
    """(our id, moment of its making in the shop) of products that were there before the rule and are in its
    categories (`wanted`), from `after` on."""
    where, values = _old(rule, wanted)
    rows = await db.fetch_all(
        f"select p.id, p.created_at from product p where {where} and p.id > :after order by p.id limit :limit",
        {**values, "after": after, "limit": limit},
    )
    return [(row["id"], row["created_at"]) for row in rows]


async def count_candidates(db: Database, rule: AutoRule, wanted: Collection[int]) -> int:
    """How many these are."""
    where, values = _old(rule, wanted)
    return int(await db.fetch_val(f"select count(*) from product p where {where}", values))


def _old(rule: AutoRule, wanted: Collection[int]) -> tuple[str, dict[str, Any]]:
    where = "p.shop_id = :shop and p.deleted_at is null and p.id <= :last"
    values: dict[str, Any] = {"shop": rule.shop_id, "last": rule.known_to}
    if not rule.categories:
        return where, values
    marks, ids = among("c", sorted(wanted) or [0])
    there = f"select 1 from product_category c where c.product_id = p.id and c.category_id in ({marks})"
    return f"{where} and exists ({there})", {**values, **ids}


async def standings(db: Database, rule_id: int, product_ids: Sequence[int]) -> dict[int, Standing]:
    """How these products stand with a rule; those that do not are left out."""
    if not product_ids:
        return {}
    marks, ids = among("p", product_ids)
    rows = await db.fetch_all(
        f"select * from auto_product where rule_id = :rule and product_id in ({marks})",
        {"rule": rule_id, **ids},
    )
    return {row["product_id"]: _standing(row) for row in rows}


async def taken(db: Database, rule: AutoRule, product_ids: Sequence[int]) -> set[int]:
    """Those of these products that another rule has for the same place."""
    if not product_ids:
        return set()
    marks, ids = among("p", product_ids)
    rows = await db.fetch_all(
        "select distinct a.product_id from auto_product a join auto_rule r on r.id = a.rule_id where r.id <> :rule"
        " and r.shop_id = :shop and r.seller_id = :seller and r.marketplace_id = :marketplace"
        f" and a.state in ({_TAKEN}) and a.product_id in ({marks})",
        {"rule": rule.id, "shop": rule.shop_id, "seller": rule.seller_id, "marketplace": rule.marketplace_id, **ids},
    )  # fmt: skip
    return {row["product_id"] for row in rows}


async def put(db: Database, rule: AutoRule, found: Sequence[Settled], now: int) -> None:
    """Write down what a look came to. When it came and why stay as they were, unless it stood otherwise."""
    await db.execute_many(
        "delete from auto_product where rule_id = :rule and product_id = :product",
        [{"rule": rule.id, "product": each.product_id} for each in found if each.state is None],
    )
    await db.execute_many(
        "insert into auto_product (rule_id, product_id, shop_id, state, why, cause, came_at)"
        " values (:rule, :product, :shop, :state, :why, :cause, :now) on conflict (rule_id, product_id) do update set"
        " state = excluded.state, cause = excluded.cause,"
        # What comes back to a rule was decided on by nobody.
        f" decided_at = case when auto_product.state = '{State.LEFT}' then 0 else auto_product.decided_at end",
        [
            {"rule": rule.id, "product": each.product_id, "shop": rule.shop_id, "state": each.state.value,
             "why": each.why.value, "cause": each.cause, "now": now}
            for each in found if each.state is not None
        ],
    )  # fmt: skip


async def first_due(
    db: Database, rule_id: int, limit: int, after: tuple[int, int] = (-1, 0)
) -> list[tuple[int, int, bool]]:
    """What is due, the longest waiting first, from (came at, product) `after` on: when it came (epoch seconds UTC), the
    product, and whether a person accepted it."""
    rows = await db.fetch_all(
        "select a.came_at, a.product_id, a.decided_at from auto_product a"
        " join product p on p.id = a.product_id and p.deleted_at is null"
        f" where a.rule_id = :rule and a.state = '{State.DUE}'"
        " and (a.came_at > :came or a.came_at = :came and a.product_id > :product)"
        " order by a.came_at, a.product_id limit :limit",
        {"rule": rule_id, "came": after[0], "product": after[1], "limit": limit},
    )
    return [(row["came_at"], row["product_id"], bool(row["decided_at"])) for row in rows]


async def set_aside(db: Database, rule_id: int, stopped: Mapping[int, str]) -> int:
    """What was due and is stopped by something (causes by product) waits for a person's word instead. How many."""
    return sum(
        [
            await db.execute(
                f"update auto_product set state = '{State.REVIEW}', cause = :cause where rule_id = :rule"
                f" and product_id = :product and state = '{State.DUE}'",
                {"rule": rule_id, "product": product_id, "cause": cause},
            )
            for product_id, cause in stopped.items()
        ]
    )


async def counts(db: Database, shop_id: int) -> dict[int, dict[State, int]]:
    """How many products stand how, by rule; a rule without any is left out."""
    rows = await db.fetch_all(
        "select a.rule_id, a.state, count(*) as n from auto_rule r join auto_product a on a.rule_id = r.id"
        " where r.shop_id = :shop group by a.rule_id, a.state",
        {"shop": shop_id},
    )
    found: dict[int, dict[State, int]] = {}
    for row in rows:
        found.setdefault(row["rule_id"], dict.fromkeys(State, 0))[State(row["state"])] = int(row["n"])
    return found


async def count(db: Database, shop_id: int, states: Collection[State], rule_id: int = 0) -> int:
    """How many stand like that, with one rule or all (0)."""
    where, values = _where(shop_id, states, rule_id)
    return int(await db.fetch_val(f"select count(*) {where}", values))


async def page(
    db: Database, shop_id: int, states: Collection[State], rule_id: int, offset: int, limit: int
) -> list[Standing]:
    """Those that stand like that, the newest first."""
    where, values = _where(shop_id, states, rule_id)
    rows = await db.fetch_all(
        f"select a.* {where} order by a.came_at desc, a.product_id desc limit :limit offset :offset",
        {**values, "limit": limit, "offset": offset},
    )
    return [_standing(row) for row in rows]


async def decide(
    db: Database, shop_id: int, pairs: Sequence[tuple[int, int]] | None, to: State, now: int, *, rule_id: int = 0
) -> int:  # fmt: skip
    """A person's word on (rule, product) pairs, or on all that wait for one (None; of one rule, or of all: 0). To DUE
    and REFUSED come what waits or is held, back to REVIEW what was refused. How many that changed."""
    before = (State.REFUSED,) if to is State.REVIEW else (State.REVIEW, State.HELD)
    states = ", ".join(f"'{state}'" for state in (before if pairs is not None else (State.REVIEW,)))
    mine = "rule_id in (select id from auto_rule where shop_id = :shop)"
    sets = f"update auto_product set state = :to, decided_at = :now where state in ({states}) and {mine}"
    values: dict[str, Any] = {"to": to.value, "now": now, "shop": shop_id}
    async with db.transaction():
        await turns.of_shop(db, shop_id)
        if pairs is None:
            return await db.execute(
                f"{sets}{' and rule_id = :rule' if rule_id else ''}",
                {**values, **({"rule": rule_id} if rule_id else {})},
            )
        done = 0
        for rule, product in pairs:
            one = {**values, "rule": rule, "product": product}
            done += await db.execute(f"{sets} and rule_id = :rule and product_id = :product", one)
        return done


async def undo(db: Database, shop_id: int, at: int) -> int:
    """Take back what was refused at one moment (epoch seconds UTC): it waits again. How many."""
    async with db.transaction():
        await turns.of_shop(db, shop_id)
        return await db.execute(
            f"update auto_product set state = '{State.REVIEW}' where state = '{State.REFUSED}' and decided_at = :at"
            " and rule_id in (select id from auto_rule where shop_id = :shop)",
            {"at": at, "shop": shop_id},
        )


async def leave_listed(db: Database, shop_id: int, rule_id: int, state: State) -> None:
    """Those of a rule in a state that have a listing at its place, which it did not make, are not its own."""
    await db.execute(
        f"update auto_product set state = '{State.THERE}' where rule_id = :rule and shop_id = :shop and state = :state"
        " and exists (select 1 from listing l join auto_rule r on r.id = auto_product.rule_id"
        " and r.seller_id = l.seller_id and r.marketplace_id = l.marketplace_id"
        " where l.product_id = auto_product.product_id and l.status <> 'ended' and l.stage <> 'withdraw')",
        {"rule": rule_id, "shop": shop_id, "state": state.value},
    )


async def ask_known(db: Database, shop_id: int, rule_id: int, now: int) -> int:
    """The merchant wants those too that fitted when the rule was made and are not listed there: they come as new ones,
    and each is looked at for what stops it. How many."""
    to = (
        f"case when (select mode from auto_rule where id = :rule) = 'review' then '{State.REVIEW}'"
        f" when (select only_ready from auto_rule where id = :rule) = 1 then '{State.HELD}' else '{State.DUE}' end"
    )
    async with db.transaction():
        await turns.of_shop(db, shop_id)
        await leave_listed(db, shop_id, rule_id, State.KNOWN)
        count = await db.execute(
            f"update auto_product set state = {to}, why = '{Why.ASKED}', came_at = :now where rule_id = :rule"
            f" and state = '{State.KNOWN}' and rule_id in (select id from auto_rule where shop_id = :shop)",
            {"rule": rule_id, "shop": shop_id, "now": now},
        )
        await auto_looks.ask_standing(db, shop_id, rule_id)
    return count


def _where(shop_id: int, states: Collection[State], rule_id: int) -> tuple[str, Mapping[str, Any]]:
    marks = ", ".join(f"'{state}'" for state in states)
    one = " and r.id = :rule" if rule_id else ""
    return (
        "from auto_rule r join auto_product a on a.rule_id = r.id"
        f" where r.shop_id = :shop and a.state in ({marks}){one}"
    ), {"shop": shop_id, **({"rule": rule_id} if rule_id else {})}


def _standing(row: Any) -> Standing:
    return Standing(
        row["rule_id"], row["product_id"], State(row["state"]), Why(row["why"]) if row["why"] else None,
        row["cause"], row["came_at"],
    )  # fmt: skip
