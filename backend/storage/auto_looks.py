"""Products that the rules of auto-add have to look at, because they changed: asked for by whoever wrote them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from backend.domain.auto_adding import State
from backend.storage import lanes
from backend.storage.database import Database
from backend.storage.statements import among

_RULES = "select 1 from auto_rule where shop_id = :shop and active = 1 limit 1"
_WAITING = ", ".join(f"'{state}'" for state in (State.HELD, State.DUE, State.REVIEW))
_AGAIN = " on conflict (shop_id, product_id) do update set asked = auto_look.asked + 1"


@dataclass(frozen=True, slots=True)
class AutoLook:
    """A product to look at, by our id; `asked` counts how often, so that no call for it is lost."""

    product_id: int
    asked: int


async def ask(db: Database, shop_id: int, product_ids: Sequence[int], now: int) -> None:
    """These products changed. Nothing is kept for a shop without a rule that is on; else its lane is woken."""
    if not product_ids or not await db.fetch_val(_RULES, {"shop": shop_id}):
        return
    marks, ids = among("p", product_ids)
    asked = await db.execute(
        "insert into auto_look (shop_id, product_id) select shop_id, id from product where shop_id = :shop"
        f" and id in ({marks}){_AGAIN}",
        {"shop": shop_id, **ids},
    )
    if asked:
        await lanes.wake(db, "auto_add", shop_id, now)


async def ask_standing(db: Database, shop_id: int, rule_id: int) -> None:
    """All that stands with a rule is looked at again."""
    await db.execute(
        "insert into auto_look (shop_id, product_id) select shop_id, product_id from auto_product"
        f" where rule_id = :rule and shop_id = :shop{_AGAIN}",
        {"rule": rule_id, "shop": shop_id},
    )


async def ask_policy(db: Database, policy_id: int, now: int) -> None:
    """A policy changed, or something that its rules depend on: what it may have held back, and what waits by a rule
    that uses it, is looked at again."""
    rows = await db.fetch_all(
        "select distinct shop_id from auto_rule where active = 1 and (selling_policy_id = :policy"
        " or synchronization_policy_id = :policy or shipping_policy_id = :policy)",
        {"policy": policy_id},
    )
    for row in rows:
        asked = await db.execute(
            "insert into auto_look (shop_id, product_id) select distinct a.shop_id, a.product_id from auto_product a"
            f" join auto_rule r on r.id = a.rule_id and r.active = 1 where a.state in ({_WAITING}) and"
            " r.shop_id = :shop and (r.selling_policy_id = :policy or r.synchronization_policy_id = :policy"
            f" or r.shipping_policy_id = :policy){_AGAIN}",
            {"shop": row["shop_id"], "policy": policy_id},
        )
        if asked:
            await lanes.wake(db, "auto_add", row["shop_id"], now)


async def ask_categories(db: Database, shop_id: int, categories: Collection[int]) -> None:
    """All products of these categories are looked at again: what stands above them changed."""
    marks, ids = among("c", sorted(categories))
    await db.execute(
        "insert into auto_look (shop_id, product_id) select distinct p.shop_id, p.id from product p"
        " join product_category c on c.product_id = p.id"
        f" where p.shop_id = :shop and c.category_id in ({marks}){_AGAIN}",
        {"shop": shop_id, **ids},
    )


async def waiting(db: Database, shop_id: int, limit: int) -> list[AutoLook]:
    """The next products to look at."""
    rows = await db.fetch_all(
        "select product_id, asked from auto_look where shop_id = :shop order by product_id limit :limit",
        {"shop": shop_id, "limit": limit},
    )
    return [AutoLook(row["product_id"], row["asked"]) for row in rows]


async def done(db: Database, shop_id: int, looks: Sequence[AutoLook]) -> None:
    """These were looked at; one that was asked for again meanwhile stays."""
    await db.execute_many(
        "delete from auto_look where shop_id = :shop and product_id = :product and asked = :asked",
        [{"shop": shop_id, "product": each.product_id, "asked": each.asked} for each in looks],
    )


async def forget(db: Database, shop_id: int) -> None:
    """No rule is on: nothing has to be looked at."""
    await db.execute("delete from auto_look where shop_id = :shop", {"shop": shop_id})
