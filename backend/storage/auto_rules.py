"""The rules of auto-add as they are kept; another shop's are never found."""

from collections.abc import Mapping, Sequence
from typing import Any

from backend.domain.auto_adding import AutoRule, Leaving, Mode
from backend.domain.policy import Condition, PolicyKind
from backend.domain.synchronization import Conditions, SynchronizationPolicy
from backend.storage import auto_looks, journal, lanes, turns
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json
from backend.storage.policy_encoding import read_policy, write_policy

_COLUMNS = (
    "seller_id", "marketplace_id", "name", "active", "categories", "conditions", "selling_policy_id",
    "synchronization_policy_id", "shipping_policy_id", "condition", "mode", "only_ready", "daily_cap", "on_leaving",
)  # fmt: skip
# From here on it is a new rule for what is there: what fits now is old.
_ANEW = "made_at = :now, known_to = -1, position = 0, within = ''"


async def of_shop(db: Database, shop_id: int, *, active: bool = False) -> list[AutoRule]:
    """A shop's rules, the oldest first; `active`: only those that are on."""
    rows = await db.fetch_all(
        f"select * from auto_rule where shop_id = :shop{' and active = 1' if active else ''} order by id",
        {"shop": shop_id},
    )
    return [_rule(row) for row in rows]


async def find(db: Database, shop_id: int, rule_id: int) -> AutoRule | None:
    row = await db.fetch_one(
        "select * from auto_rule where id = :id and shop_id = :shop", {"id": rule_id, "shop": shop_id}
    )
    return _rule(row) if row else None


async def names(db: Database, shop_id: int) -> dict[int, str]:
    """The rules' names by id."""
    rows = await db.fetch_all("select id, name from auto_rule where shop_id = :shop", {"shop": shop_id})
    return {row["id"]: row["name"] for row in rows}


async def add(db: Database, rule: AutoRule, now: int) -> int:
    """A new rule; what fits it now is old. Its lane is made with it."""
    columns = ", ".join(_COLUMNS)
    marks = ", ".join(f":{column}" for column in _COLUMNS)
    async with db.transaction():
        await turns.of_shop(db, rule.shop_id)
        rule_id = await db.fetch_val(
            f"insert into auto_rule (shop_id, {columns}, made_at, created_at, updated_at)"
            f" values (:shop, {marks}, :now, :now, :now) returning id",
            {**_values(rule), "shop": rule.shop_id, "now": now},
        )
        await _said(db, rule.shop_id, "auto_made", rule.name, now)
    return int(rule_id)


async def change(db: Database, rule: AutoRule, now: int) -> None:
    """Save a rule again. Another place, other categories or conditions: what fits then is old, as with a new rule."""
    async with db.transaction():
        await turns.of_shop(db, rule.shop_id)
        before = await find(db, rule.shop_id, rule.id)
        if before is None:
            return
        moved = (rule.seller_id, rule.marketplace_id) != (before.seller_id, before.marketplace_id)
        anew = moved or (rule.categories, rule.conditions) != (before.categories, before.conditions)
        sets = ", ".join(f"{column} = :{column}" for column in _COLUMNS)
        await db.execute(
            f"update auto_rule set {sets}, updated_at = :now{', ' + _ANEW if anew else ''} where id = :id",
            {**_values(rule), "id": rule.id, "now": now},
        )
        if moved:  # how products stood at the other place says nothing here
            await db.execute("delete from auto_product where rule_id = :id", {"id": rule.id})
        await _said(db, rule.shop_id, "auto_changed", rule.name, now)


async def switch(db: Database, shop_id: int, rule_id: int, active: bool, now: int) -> None:
    """On or off. Switched on again it looks at what is there as a new rule would: nothing comes by surprise."""
    async with db.transaction():
        await turns.of_shop(db, shop_id)
        row = await db.fetch_one(
            f"update auto_rule set active = :active, updated_at = :now{', ' + _ANEW if active else ''}"
            " where id = :id and shop_id = :shop and active <> :active returning name",
            {"active": int(active), "now": now, "id": rule_id, "shop": shop_id},
        )
        if row:
            await _said(db, shop_id, "auto_on" if active else "auto_off", row["name"], now)


async def remove(db: Database, shop_id: int, rule_id: int, now: int) -> None:
    """Forget a rule; what it listed stays as it is."""
    async with db.transaction():
        await turns.of_shop(db, shop_id)
        row = await db.fetch_one(
            "delete from auto_rule where id = :id and shop_id = :shop returning name",
            {"id": rule_id, "shop": shop_id},
        )
        if row:
            await _said(db, shop_id, "auto_removed", row["name"], now)


async def begin(db: Database, rule: AutoRule, within: Sequence[int]) -> None:
    """Its look through what is there begins: the newest product by now is the last of the old ones. What it had found
    before is looked at again."""
    await db.execute(
        "update auto_rule set within = :within, position = 0, known_to ="
        " (select coalesce(max(id), 0) from product where shop_id = :shop) where id = :id",
        {"within": to_json(sorted(within)), "shop": rule.shop_id, "id": rule.id},
    )
    await db.execute("delete from auto_product where rule_id = :id and state = 'known'", {"id": rule.id})
    await auto_looks.ask_standing(db, rule.shop_id, rule.id)


async def come_to(db: Database, rule_id: int, position: int) -> None:
    """How far the look through what was there before it is."""
    await db.execute(
        "update auto_rule set position = :position where id = :id", {"position": position, "id": rule_id}
    )


async def within(db: Database, rule_id: int) -> frozenset[int]:
    """Its categories with their children as they were looked at last."""
    text = await db.fetch_val("select within from auto_rule where id = :id", {"id": rule_id})
    return frozenset(from_json(text or "", []))


async def keep_within(db: Database, rule_id: int, found: Sequence[int]) -> None:
    await db.execute(
        "update auto_rule set within = :within where id = :id",
        {"within": to_json(sorted(found)), "id": rule_id},
    )


async def count_today(db: Database, rule_id: int, day: int, count: int) -> None:
    """So many products more were listed on this day of UTC."""
    await db.execute(
        "update auto_rule set listed_today = case when day = :day then listed_today else 0 end + :n, day = :day"
        " where id = :id",
        {"day": day, "n": count, "id": rule_id},
    )


async def _said(db: Database, shop_id: int, act: str, name: str, now: int) -> None:
    await journal.write(db, shop_id, now, "merchant", act, {"rule": name})
    await lanes.wake(db, "auto_add", shop_id, now)


def _values(rule: AutoRule) -> dict[str, Any]:
    return {
        "seller_id": rule.seller_id, "marketplace_id": rule.marketplace_id, "name": rule.name,
        "active": int(rule.active), "categories": to_json(list(rule.categories)),
        "conditions": write_policy(SynchronizationPolicy(list_when=rule.conditions)),
        "selling_policy_id": rule.selling_policy_id, "synchronization_policy_id": rule.synchronization_policy_id,
        "shipping_policy_id": rule.shipping_policy_id, "condition": rule.condition.value, "mode": rule.mode.value,
        "only_ready": int(rule.only_ready), "daily_cap": rule.daily_cap, "on_leaving": rule.on_leaving.value,
    }  # fmt: skip


def _conditions(text: str) -> Conditions:
    kept = read_policy(PolicyKind.SYNCHRONIZATION, text)
    return kept.list_when if isinstance(kept, SynchronizationPolicy) else Conditions()


def _rule(row: Row | Mapping[str, Any]) -> AutoRule:
    return AutoRule(
        id=row["id"], shop_id=row["shop_id"], seller_id=row["seller_id"], marketplace_id=row["marketplace_id"],
        name=row["name"], active=bool(row["active"]), categories=tuple(from_json(row["categories"], [])),
        conditions=_conditions(row["conditions"]), selling_policy_id=row["selling_policy_id"],
        synchronization_policy_id=row["synchronization_policy_id"],
        shipping_policy_id=row["shipping_policy_id"], condition=Condition(row["condition"]),
        mode=Mode(row["mode"]), only_ready=bool(row["only_ready"]), daily_cap=row["daily_cap"],
        on_leaving=Leaving(row["on_leaving"]), made_at=row["made_at"], known_to=row["known_to"],
        position=row["position"], day=row["day"], listed_today=row["listed_today"],
    )  # fmt: skip
