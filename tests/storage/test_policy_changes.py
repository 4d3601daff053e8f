"""Policies as they are changed, kept and taken back; and what a change would change, a bit at a time."""

import asyncio
from dataclasses import replace

import pytest

from backend.domain.foreseeing import Mark
from backend.domain.money import Money
from backend.domain.policy import PolicyKind
from backend.domain.selling import Change, ChangeKind, SellingPolicy
from backend.storage import drafts, journal, policies, policy_changes, policy_foreseeing, policy_previews
from backend.storage.database import Database
from backend.storage.policies import KeptPolicy
from backend.storage.policy_previews import SAVE, Preview
from tests.storage.samples import FRANCE, a_draft, a_seller, a_shop, keep, sold, spread

DEARER = SellingPolicy(changes=(Change(ChangeKind.PERCENT, 800),))
CURRENCIES = {FRANCE: "EUR"}
NOW = 200


async def a_published_shop(db: Database, count: int = 3) -> tuple[int, KeptPolicy]:
    """A shop with so many listings that wait to be sent, and its selling policy."""
    shop_id = await a_shop(db)
    seller_id = await a_seller(db, shop_id)
    ids = await keep(db, shop_id, *(sold(n, f"Produit {n}") for n in range(1, count + 1)))
    await spread(db, await a_draft(db, shop_id, seller_id), ids)
    return shop_id, (await policies.defaults(db, shop_id))[PolicyKind.SELLING]


def preview_of(
    kept: KeptPolicy, shop_id: int, policy: SellingPolicy, name: str = "p1", at: int = NOW
) -> Preview:
    return Preview(
        name, shop_id, kept.id, kept.version, kept.kind, SAVE, kept.name, policy, (("name", "x"),), "changed", None,
        "", 0, 3, policy_previews.NO_FIGURES, at, None, None,
    )  # fmt: skip


async def of_policy(db: Database, policy_id: int) -> list[int]:
    rows = await db.fetch_all(
        "select id from listing where selling_policy_id = :id order by id", {"id": policy_id}
    )
    return [row["id"] for row in rows]


async def test_every_state_of_a_policy_is_kept(database: Database) -> None:
    shop_id, kept = await a_published_shop(database)
    assert await policy_changes.save(database, shop_id, kept.id, 1, "Dearer", DEARER, NOW)
    assert await policy_changes.rename(database, shop_id, kept.id, 2, "Much dearer", NOW + 1)
    states = await policy_changes.history(database, kept.id, kept.kind)
    assert [(each.number, each.name, each.why, each.actor) for each in states] == [
        (3, "Much dearer", "changed", "merchant"), (2, "Dearer", "changed", "merchant"),
        (1, ":shop_price", "made", "storelane"),
    ]  # fmt: skip
    assert [each.policy for each in states] == [DEARER, DEARER, SellingPolicy()]
    acts = [entry.act for entry in await journal.of_shop(database, shop_id, None)]
    assert acts.count("policy_changed") == 2


async def test_a_save_on_an_older_version_changes_nothing(database: Database) -> None:
    shop_id, kept = await a_published_shop(database)
    tries = [policy_changes.save(database, shop_id, kept.id, 1, "A", DEARER, NOW) for _ in range(4)]
    assert sorted(await asyncio.gather(*tries)) == [False, False, False, True]
    assert not await policy_changes.save(database, shop_id, kept.id, 1, "B", SellingPolicy(), NOW)
    assert not await policy_changes.rename(database, shop_id, kept.id, 1, "B", NOW)
    now = await policies.find(database, shop_id, kept.id)
    assert now is not None
    assert (now.name, now.policy, now.version) == ("A", DEARER, 2)
    assert len(await policy_changes.history(database, kept.id, kept.kind)) == 2


async def test_another_shops_policy_is_out_of_reach(database: Database) -> None:
    shop_id, kept = await a_published_shop(database)
    other = await a_shop(database, 2004)
    assert not await policy_changes.save(database, other, kept.id, 1, "A", DEARER, NOW)
    assert not await policy_changes.rename(database, other, kept.id, 1, "A", NOW)
    assert not await policy_changes.delete(database, other, replace(kept, is_default=False), None, NOW)
    await policy_previews.begin(database, preview_of(kept, shop_id, DEARER))
    assert await policy_previews.find(database, other, "p1") is None


async def test_what_rules_held_back_is_looked_at_again(database: Database) -> None:
    shop_id, kept = await a_published_shop(database)
    held = (await of_policy(database, kept.id))[0]
    await database.execute(
        "update listing set stage = 'rest', status = 'incomplete', cause = 'no_price' where id = :id",
        {"id": held},
    )
    await policy_changes.save(database, shop_id, kept.id, 1, "A", DEARER, NOW)
    assert await database.fetch_val("select stage from listing where id = :id", {"id": held}) == "match"


async def test_who_takes_over_has_the_listings_and_can_give_them_back(database: Database) -> None:
    shop_id, kept = await a_published_shop(database)
    made = await policy_changes.make(database, shop_id, kept.kind, "Other", DEARER, NOW)
    successor = await policies.find(database, shop_id, made)
    assert successor is not None
    listings = await of_policy(database, kept.id)
    assert not await policy_changes.delete(database, shop_id, kept, None, NOW)
    assert await policy_changes.delete(database, shop_id, kept, successor, NOW)
    assert await of_policy(database, made) == listings
    assert await policies.find(database, shop_id, kept.id) is None
    assert (await policies.defaults(database, shop_id))[kept.kind].id == made
    draft = await drafts.find(database, shop_id, "d1")
    assert draft is not None
    assert draft.selling_policy_id == made
    (gone,) = await policy_changes.deleted(database, shop_id, NOW - 10)
    third = await policy_changes.make(database, shop_id, kept.kind, "Third", DEARER, NOW)
    await database.execute(  # one of them was given a third policy meanwhile
        "update listing set selling_policy_id = :third where id = :id", {"third": third, "id": listings[0]}
    )
    await policy_changes.restore(database, shop_id, gone, NOW + 5)
    assert (await of_policy(database, kept.id), await of_policy(database, third)) == (
        listings[1:],
        listings[:1],
    )
    assert await policies.find(database, shop_id, kept.id) is not None
    assert not await policy_changes.deleted(database, shop_id, 0)


async def test_what_nothing_uses_is_deleted_at_once(database: Database) -> None:
    shop_id, kept = await a_published_shop(database)
    made = await policy_changes.make(database, shop_id, kept.kind, "Other", DEARER, NOW)
    unused = await policies.find(database, shop_id, made)
    assert unused is not None
    assert await policy_changes.delete(database, shop_id, unused, None, NOW)
    assert [each.id for each in await policies.of_shop(database, shop_id) if each.kind is kept.kind] == [
        kept.id
    ]


async def test_there_is_one_default_of_a_kind(database: Database) -> None:
    shop_id, kept = await a_published_shop(database)
    made = await policy_changes.make(database, shop_id, kept.kind, "Other", DEARER, NOW)
    other = await policies.find(database, shop_id, made)
    assert other is not None
    await policy_changes.make_default(database, shop_id, other, NOW)
    found = [each.id for each in await policies.of_shop(database, shop_id) if each.is_default]
    assert len(found) == len(PolicyKind)
    assert made in found


async def test_a_preview_is_the_same_whoever_is_killed_or_works_beside(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop_id, kept = await a_published_shop(database, 7)
    monkeypatch.setattr(policy_foreseeing, "AT_ONCE", 2)
    whole = await _through(database, preview_of(kept, shop_id, DEARER, "whole"))
    assert (whole.figures.looked, whole.figures.count(Mark.PRICE), whole.figures.changed) == (7, 7, 7)
    assert (whole.figures.lowest, whole.figures.highest) == (800, 800)

    preview = preview_of(kept, shop_id, DEARER, "together")
    await policy_previews.begin(database, preview)
    while not preview.ready:
        both = await asyncio.gather(
            *(policy_foreseeing.step(database, preview, CURRENCIES, NOW) for _ in range(2))
        )
        preview = max(both, key=lambda each: each.position)
    again = await policy_previews.find(database, shop_id, "together")
    assert again is not None
    assert again.figures == whole.figures
    for name in ("whole", "together"):
        lines = await policy_previews.lines(database, name, Mark.PRICE, 0, 50)
        assert len(lines) == 7
        assert {(each.price_before, each.price_after) for each in lines} == {(2299, 2483)}
        assert await policy_previews.lines(database, name, Mark.STOPS, 0, 50) == []


async def _through(db: Database, preview: Preview) -> Preview:
    await policy_previews.begin(db, preview)
    while not preview.ready:
        preview = await policy_foreseeing.step(db, preview, CURRENCIES, NOW)
    return preview


async def test_the_worst_comes_first_and_old_previews_go(database: Database) -> None:
    shop_id, kept = await a_published_shop(database)
    await database.execute(
        "update variation set cost_price = 2400 where id = (select min(variation_id) from listing)"
    )
    await database.execute(
        "update variation set price = 9900, stock = 1 where id = (select max(variation_id) from listing)"
    )
    dear = SellingPolicy(changes=(Change(ChangeKind.PERCENT, 100),), buffer=1, ceiling=Money(990_000, "EUR"))
    preview = await _through(database, preview_of(kept, shop_id, dear))
    lines = await policy_previews.lines(database, "p1", ~Mark(0), 0, 50)
    assert [Mark.UNDER_COST in lines[0].marks, Mark.UNLISTED in lines[1].marks] == [True, True]
    assert lines[1].cause == "out_of_stock"
    assert preview.figures.count(Mark.UNDER_COST) == preview.figures.count(Mark.UNLISTED) == 1
    for number in range(8):
        await policy_previews.begin(database, preview_of(kept, shop_id, dear, f"q{number}", NOW + number))
    assert await policy_previews.find(database, shop_id, "p1") is None
    assert await policy_previews.find(database, shop_id, "q7") is not None


async def test_one_sku_with_other_rules_elsewhere_is_said(database: Database) -> None:
    shop_id, kept = await a_published_shop(database)
    made = await policy_changes.make(database, shop_id, kept.kind, "Other", SellingPolicy(), NOW)
    seller_id = await database.fetch_val("select id from seller")
    ids = [row["id"] for row in await database.fetch_all("select id from product order by id")]
    await spread(database, await a_draft(database, shop_id, seller_id, "de", "A1PA6795UKMFR9"), ids)
    await database.execute("update listing set claimed_sku = sku")
    await database.execute(
        "update listing set selling_policy_id = :id where marketplace_id = :place",
        {"id": made, "place": "A1PA6795UKMFR9"},
    )
    preview = await _through(database, preview_of(kept, shop_id, SellingPolicy(buffer=1)))
    assert preview.figures.count(Mark.OTHER_RULES) == 3
    assert {each.country for each in await policy_previews.lines(database, "p1", ~Mark(0), 0, 9)} == {
        "A1PA6795UKMFR9"
    }
    dearer = await _through(database, preview_of(kept, shop_id, DEARER, "p2"))
    assert dearer.figures.count(Mark.OTHER_RULES) == 0
