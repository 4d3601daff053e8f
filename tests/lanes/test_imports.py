"""Imports: what a file would change is foreseen, and done once however often it is killed or repeated."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from backend.domain.selling import Change, ChangeKind, SellingPolicy
from backend.storage import importing, journal, policies
from backend.storage.importing import Import
from backend.storage.policy_encoding import write_policy
from backend.web.transfer import _whole as written
from backend.web.upload_reading import read_upload
from tests.lanes.counter import BOWL, CLOTH, SELLER
from tests.lanes.ground import FRANCE, listing, listings_of, publish, started_world
from tests.lanes.test_kills import killing, work_until_killed
from tests.world import World

HEAD: dict[str, object] = {
    "format": "storelane-export",
    "version": 1,
    "made_at": "2026-05-28T00:00:00Z",
    "store": 1003,
}


async def export(world: World, shop_id: int) -> bytes:
    return "".join([text async for text in written(world.house.db, shop_id, HEAD)]).encode()


async def cut(content: bytes, size: int = 997) -> AsyncIterator[bytes]:
    for at in range(0, len(content), size):
        yield content[at : at + size]


async def read(world: World, shop_id: int, content: bytes) -> Import:
    """Uploaded and judged."""
    db = world.house.db
    import_id = await importing.begin(db, shop_id, "file.json", world.now)
    await read_upload(db, import_id, cut(content))
    await world.house.web.wake("imports", shop_id)
    await world.house.worker.run_until_idle()
    found = await importing.find(db, shop_id, import_id)
    assert found is not None and found.state == importing.READY
    return found


async def do(world: World, shop_id: int, each: Import) -> None:
    assert await importing.start(world.house.db, shop_id, each.id)
    await world.house.web.wake("imports", shop_id)
    await world.house.worker.run_until_idle()
    found = await importing.find(world.house.db, shop_id, each.id)
    assert found is not None and found.state == importing.DONE


async def counts(world: World, each: Import) -> dict[str, int]:
    """How many, by "kind verdict why"."""
    return {
        f"{one.kind} {one.verdict} {one.why}".strip(): one.n
        for one in await importing.counts(world.house.db, each.id)
    }


async def add_policy(world: World, shop_id: int, name: str, percent: int) -> int:
    body = write_policy(SellingPolicy(changes=(Change(ChangeKind.PERCENT, percent),)))
    return int(
        await world.house.db.fetch_val(
            "insert into policy (shop_id, kind, name, body, is_default, created_at, updated_at, version)"
            " values (:shop, 'selling', :name, :body, 0, 1, 1, 1) returning id",
            {"shop": shop_id, "name": name, "body": body},
        )
    )


async def state_of(world: World, shop_id: int) -> tuple[Any, ...]:
    """All that an import may touch, but for its own line in the journal."""
    db, values = world.house.db, {"shop": shop_id}
    kept = await db.fetch_all("select id, name, body from policy where shop_id = :shop order by id", values)
    lines = await db.fetch_all(
        "select at, act, details, listing_id from journal where shop_id = :shop and act <> 'imported' order by id",
        values,
    )
    listed = [
        (each.sku, each.asin, each.selling_policy_id, each.paused)
        for each in await listings_of(world, shop_id)
    ]
    return (
        [tuple(row.values()) for row in map(dict, kept)],
        [tuple(dict(row).values()) for row in lines],
        sorted(listed),
    )


async def test_a_file_of_here_changes_nothing_here(database_url: str, tmp_path: Path) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL, CLOTH])
        content = await export(world, shop_id)
        said = json.loads(content)
        assert (len(said["policies"]), len(said["listings"])) == (3, 2) and said["journal"]
        for word in ("Atzr|", "refresh", "buyer", "token"):
            assert word not in content.decode()
        before = await state_of(world, shop_id)
        each = await read(world, shop_id, content)
        found = await counts(world, each)
        assert set(found) == {"policies same", "listings same", "journal same"}
        await do(world, shop_id, each)
        assert await state_of(world, shop_id) == before


async def test_what_is_not_here_comes_back_with_its_policies_and_history_and_waits(
    database_url: str, tmp_path: Path
) -> None:
    async with started_world(database_url, tmp_path) as (world, _, shop_id, seller_id):
        dear = await add_policy(world, shop_id, "Dearer", 800)
        await publish(world, shop_id, seller_id, [BOWL, CLOTH])
        db = world.house.db
        await db.execute("update listing set selling_policy_id = :id", {"id": dear})
        content, asin = await export(world, shop_id), (await listing(world, shop_id, BOWL)).asin
        await db.execute("delete from listing")
        await db.execute("delete from journal")
        await db.execute("delete from policy where id = :id", {"id": dear})
        each = await read(world, shop_id, content)
        found = await counts(world, each)
        assert found["policies add"] == 1 and found["listings add"] == 2
        assert "journal skip no_listing" not in found  # its listings come with it
        assert await listings_of(world, shop_id) == []
        await do(world, shop_id, each)
        bowl = await listing(world, shop_id, BOWL)
        kept = await policies.find(db, shop_id, bowl.selling_policy_id)
        assert (
            kept is not None and kept.name == "Dearer" and bowl.paused and bowl.asin == asin and bowl.by_hand
        )
        sent = len((await world.outside.get(f"{world.settings.amazon_sandbox_url}/sandbox/listings")).json())
        await world.settle(60)
        assert (await listing(world, shop_id, BOWL)).sent is None
        assert sent == len(
            (await world.outside.get(f"{world.settings.amazon_sandbox_url}/sandbox/listings")).json()
        )
        again = await read(world, shop_id, content)
        assert set(await counts(world, again)) == {"policies same", "listings same", "journal same"}
        await do(world, shop_id, again)
        third = await counts(world, await read(world, shop_id, content))
        assert set(third) == {"policies same", "listings same", "journal same"}
        lines = await journal.of_shop(db, shop_id, None, 100)
        assert {"submitted", "matched"} <= {line.act for line in lines}
        assert lines[0].act == "imported"  # what came from elsewhere stands under what happened here


async def test_killed_anywhere_an_import_is_done_once(migrated_url: str, tmp_path: Path) -> None:
    async with started_world(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL, CLOTH])
        dear = await add_policy(world, shop_id, "Dearer", 800)
        content = await export(world, shop_id)
        await world.house.db.execute("delete from policy where id = :id", {"id": dear})
        await world.house.db.execute("delete from journal")
        each = await read(world, shop_id, content)
        assert await importing.start(world.house.db, shop_id, each.id)
        await world.house.web.wake("imports", shop_id)
        for moment in range(1, 14):
            await work_until_killed(world, killing(moment), 0)
            world.clock.advance(200)
        await work_until_killed(world, None, 10)
        found = await importing.find(world.house.db, shop_id, each.id)
        assert found is not None and found.state == importing.DONE
        names = [kept.name for kept in await policies.of_shop(world.house.db, shop_id)]
        assert names.count("Dearer") == 1
        assert await world.house.db.fetch_val("select count(*) from journal where act = 'imported'") == 1
        third = await counts(world, await read(world, shop_id, content))
        assert set(third) == {"policies same", "listings same", "journal same"}


HISTORY = [
    {"at": 1_700_000_000, "actor": "merchant", "act": "order_booked", "details": {"order": "1"}},
    {
        "at": 1_700_000_000, "actor": "merchant", "act": "paused", "sku": CLOTH, "seller": SELLER,
        "marketplace": FRANCE,
    },
    {"at": "soon", "actor": "merchant", "act": "paused"}, {"at": 5, "actor": "me", "act": "paused"},
]  # fmt: skip
RULES = [
    {"ref": "1", "kind": "selling", "name": "Zero", "policy": {"roundings": [{"ending": 0, "step": 0}]}},
    {"ref": "2", "kind": "selling", "name": "Odd", "policy": {"percentage": "all"}},
    {"ref": "3", "kind": "magic", "name": "Odd", "policy": {}},
    {
        "ref": "4", "kind": "shipping", "name": "Far", "policy": {"template_id": "x"},
        "template_of": {"seller": "A0"},
    },
]  # fmt: skip


async def test_every_line_that_is_left_out_says_why(migrated_url: str, tmp_path: Path) -> None:
    async with started_world(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        bowl = await listing(world, shop_id, BOWL)
        good = {
            "sku": BOWL,
            "seller": SELLER,
            "region": "EU",
            "marketplace": FRANCE,
            "asin": bowl.asin,
            "condition": "new_new",
        }
        lines: list[object] = [
            {**good, "seller": "A0NOBODY"}, {**good, "marketplace": "ATVPDKIKX0DER"}, {**good, "sku": "NONE"},
            {**good, "asin": "B000000000"}, {**good, "condition": "used_good"}, {**good, "status": "ended"},
            {**good, "condition": "shiny"}, "text", 7, {}, {**good, "sku": {"a": 1}},
        ]  # fmt: skip
        said = {**HEAD, "policies": RULES, "listings": lines, "journal": HISTORY, "later": [1, 2]}
        each = await read(world, shop_id, json.dumps(said).encode())
        assert await counts(world, each) == {
            "listings skip no_seller": 1, "listings skip no_place": 1, "listings skip no_sku": 1,
            "listings skip other_asin": 1, "listings skip other_condition": 1, "listings skip ended": 1,
            "listings skip unreadable": 5, "journal skip unknown": 1, "journal skip no_listing": 1,
            "journal skip unreadable": 2, "policies skip unreadable": 3, "policies skip no_seller": 1,
        }  # fmt: skip
        before = await state_of(world, shop_id)
        await do(world, shop_id, each)
        assert await state_of(world, shop_id) == before


async def test_policies_of_the_file_go_to_a_listing_that_is_here_and_what_differs_is_sent(
    migrated_url: str, tmp_path: Path
) -> None:
    async with started_world(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        said = json.loads(await export(world, shop_id))
        rule = {
            "ref": "x",
            "kind": "selling",
            "name": "Dearer",
            "policy": {"changes": [{"kind": "percent", "percent": 1000}]},
        }
        said["policies"].append(rule)
        said["listings"][0]["policies"]["selling"] = "x"
        before = (await listing(world, shop_id, BOWL)).sent
        each = await read(world, shop_id, json.dumps(said).encode())
        assert (await counts(world, each))["listings change"] == 1
        await do(world, shop_id, each)
        await world.settle(60)
        after = (await listing(world, shop_id, BOWL)).sent
        assert before and after and after.price.amount * 10 == before.price.amount * 11


async def test_what_stands_on_amazon_already_is_linked(migrated_url: str, tmp_path: Path) -> None:
    async with started_world(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        content = await export(world, shop_id)
        await world.house.db.execute("delete from listing")
        await world.house.web.wake("existing", seller_id)
        await world.house.db.execute("update reading set next_at = 0")
        await world.settle(60)
        each = await read(world, shop_id, content)
        assert (await counts(world, each))["listings link"] == 1
        await do(world, shop_id, each)
        await world.settle(60)
        bowl = await listing(world, shop_id, BOWL)
        assert bowl.sent is not None and not bowl.paused and bowl.status.value == "active"
