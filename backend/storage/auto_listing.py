"""What auto-add does with products: a run like the wizard's for what is due, and off again what fits no more."""

from collections.abc import Sequence

from backend.domain.auto_adding import AutoRule, State, day_of
from backend.domain.policy import PolicyKind
from backend.storage import auto_products, auto_rules, by_hand, drafts, journal, policies, runs
from backend.storage.database import Database
from backend.storage.drafts import Draft
from backend.storage.searching import Search
from backend.storage.statements import among

PREFIX = "rule."  # of the drafts that rules make; a wizard's never has a point in it


def by_rule(draft_id: str) -> bool:
    """Whether a draft is a rule's."""
    return draft_id.startswith(PREFIX)


async def list_due(
    db: Database, rule: AutoRule, most: int, now: int, only: Sequence[int] | None = None
) -> int:
    """Make one run of what is due, the longest waiting first, `most` products at most, of `only` these where they are
    named; inside the caller's transaction, so that it is done once. What somebody listed there meanwhile is left alone.
    How many products."""
    await auto_products.leave_listed(db, rule.shop_id, rule.id, State.DUE)
    draft_id = f"{PREFIX}{rule.id}.{int(await db.fetch_val('select coalesce(max(id), 0) from run')) + 1}"
    await drafts.begin(db, await _draft(db, rule, draft_id), now)
    marks, ids = among("p", [0, *(only or ())])
    these = "" if only is None else f" and a.product_id in ({marks})"
    count = await db.execute(
        "insert into draft_choice (draft_id, product_id, chosen) select :draft, a.product_id, 1 from auto_product a"
        " join product p on p.id = a.product_id and p.deleted_at is null"
        f" where a.rule_id = :rule and a.state = '{State.DUE}'{these} order by a.came_at, a.product_id limit :most",
        {"draft": draft_id, "rule": rule.id, "most": most, **({} if only is None else ids)},
    )
    if not count:
        await db.execute("delete from draft where id = :id", {"id": draft_id})
        return 0
    draft = await drafts.find(db, rule.shop_id, draft_id)
    assert draft is not None
    run_id = await runs.start(db, draft, count, now)
    await db.execute(
        f"update auto_product set state = '{State.LISTED}', run_id = :run, decided_at = :now where rule_id = :rule"
        " and product_id in (select product_id from draft_choice where draft_id = :draft)",
        {"run": run_id, "now": now, "rule": rule.id, "draft": draft_id},
    )
    await auto_rules.count_today(db, rule.id, day_of(now), count)
    told = {"rule": rule.name, "products": count}
    await journal.write(db, rule.shop_id, now, "storelane", "auto_listed", told)
    return count


async def open_known(db: Database, rule: AutoRule, draft_id: str, now: int) -> int:
    """A draft for the wizard with what fitted when the rule was made, as the rule would list it. How many products."""
    async with db.transaction():
        await drafts.begin(db, await _draft(db, rule, draft_id), now)
        return await db.execute(
            "insert into draft_choice (draft_id, product_id, chosen) select :draft, product_id, 1 from auto_product"
            f" where rule_id = :rule and shop_id = :shop and state = '{State.KNOWN}'",
            {"draft": draft_id, "rule": rule.id, "shop": rule.shop_id},
        )


async def take_off(db: Database, rule: AutoRule, product_ids: Sequence[int], now: int) -> bool:
    """Take what the rule listed of these products off the marketplace. Whether there was anything."""
    if not product_ids:
        return False
    marks, ids = among("p", product_ids)
    rows = await db.fetch_all(
        "select id from listing where seller_id = :seller and marketplace_id = :marketplace and shop_id = :shop"
        f" and product_id in ({marks}) order by id",
        {"seller": rule.seller_id, "marketplace": rule.marketplace_id, "shop": rule.shop_id, **ids},
    )
    done = [await by_hand.ask_withdrawal(db, rule.shop_id, row["id"], now, by_rule=rule.name) for row in rows]
    return any(done)


async def say_listed(
    db: Database, shop_id: int, run_id: int, draft_id: str, product_ids: Sequence[int], now: int
) -> None:
    """In each new listing's journal: which rule listed it. Nothing for a run of the wizard's."""
    if not by_rule(draft_id) or not product_ids:
        return
    name = (await auto_rules.names(db, shop_id)).get(int(draft_id.split(".")[1]), "")
    marks, ids = among("p", product_ids)
    rows = await db.fetch_all(
        f"select id from listing where run_id = :run and product_id in ({marks}) order by id",
        {"run": run_id, **ids},
    )
    told = {"rule": name}
    await journal.write_many(
        db,
        [
            journal.line(shop_id, now, "storelane", "auto_listed_one", told, listing_id=row["id"])
            for row in rows
        ],
    )


async def _draft(db: Database, rule: AutoRule, draft_id: str) -> Draft:
    """As the wizard would have it. A policy that is gone is the shop's default one."""
    kept = await policies.by_id(db, rule.shop_id)
    plain = await policies.defaults(db, rule.shop_id)

    def of(kind: PolicyKind, policy_id: int) -> int:
        found = kept.get(policy_id)
        return policy_id if found and found.kind is kind else plain[kind].id

    return Draft(
        id=draft_id, shop_id=rule.shop_id, seller_id=rule.seller_id, marketplace_id=rule.marketplace_id,
        selling_policy_id=of(PolicyKind.SELLING, rule.selling_policy_id),
        synchronization_policy_id=of(PolicyKind.SYNCHRONIZATION, rule.synchronization_policy_id),
        shipping_policy_id=of(PolicyKind.SHIPPING, rule.shipping_policy_id), condition=rule.condition,
        all_chosen=False, found=Search(), run_id=None,
    )  # fmt: skip
