"""Owners in the tables: one owner a shop, one use a link, and counts that many at once cannot slip past."""

import asyncio

from backend.storage import letters, mail_links, owners, shops, tries
from backend.storage.database import Database
from backend.storage.secrets import Vault
from backend.storage.tries import Bound
from tests.storage.samples import VAULT

NOW = 1_780_000_000


async def owner(db: Database, email: str) -> int:
    made = await owners.create(db, email, "hash", "en", NOW)
    assert made is not None
    return made


async def shop(db: Database, store: int = 1003) -> int:
    return await shops.install(db, VAULT, store, f"secret_{store}", "", NOW)


async def test_an_address_has_one_account_however_it_is_spelt(database: Database) -> None:
    first = await owner(database, "Mira@Example.com ")
    assert await owners.create(database, "mira@example.COM", "other", "fr", NOW) is None
    found = await owners.by_email(database, " MIRA@example.com")
    assert found is not None
    assert (found.id, found.email, found.password) == (first, "Mira@Example.com", "hash")
    assert "hash" not in repr(found)


async def test_two_who_link_a_shop_at_once_make_one_owner(database: Database) -> None:
    shop_id = await shop(database)
    both = [await owner(database, f"{n}@example.com") for n in range(2)]
    done = await asyncio.gather(*(owners.link(database, each, shop_id, NOW) for each in both))
    assert sorted(done) == [False, True]
    assert await database.fetch_val("select count(*) from journal where act = 'linked_owner'") == 1
    # Asked again it is the same answer, and nothing happens twice.
    assert [await owners.link(database, each, shop_id, NOW) for each in both] == done
    loser = both[done.index(False)]
    assert not await owners.unlink(database, loser, shop_id, NOW)
    assert await owners.unlink(database, both[done.index(True)], shop_id, NOW)
    assert await owners.of_shop(database, shop_id) is None


async def test_what_goes_with_a_shop_and_what_with_an_account(database: Database) -> None:
    mine, shop_id = await owner(database, "mira@example.com"), await shop(database)
    await owners.link(database, mine, shop_id, NOW)
    assert await owners.standing(database, shop_id) == "owned"
    await shops.uninstall(database, 1003)
    assert await owners.standing(database, shop_id) == "gone"
    assert await owners.shops_of(database, mine) == []
    again = await shop(database)
    assert await owners.standing(database, again) == "new"
    await owners.link(database, mine, again, NOW)
    await owners.delete(database, mine, NOW)
    assert await shops.exists(database, again)
    assert await owners.standing(database, again) == "new"


async def test_a_link_is_used_by_one_of_many_at_once(database: Database) -> None:
    await mail_links.make(database, "token", "confirm", NOW, lasts=60, email="a@example.com", password="hash")
    used = await asyncio.gather(*(mail_links.use(database, "token", NOW) for _ in range(5)))
    assert len([each for each in used if each]) == 1
    assert (
        await database.fetch_val("select count(*) from mail_link where token = 'token'") == 0
    )  # only its hash
    await mail_links.make(database, "late", "confirm", NOW, lasts=60)
    assert await mail_links.use(database, "late", NOW + 61) is None
    await mail_links.make(database, "nobody", "nobody", NOW, lasts=60)
    assert await mail_links.use(database, "nobody", NOW) is None


async def test_a_new_password_ends_sessions_and_the_links_to_others(database: Database) -> None:
    mine = await owner(database, "mira@example.com")
    await mail_links.make(database, "reset", "password", NOW, lasts=60, owner_id=mine)
    await owners.set_password(database, mine, "new", NOW + 5)
    found = await owners.find(database, mine)
    assert found is not None
    assert (found.sessions, found.password, found.password_at) == (2, "new", NOW + 5)
    assert await mail_links.use(database, "reset", NOW + 6) is None


async def test_many_at_once_gain_nothing_over_one_after_the_other(database: Database) -> None:
    bounds = [Bound("try", "me", 3, 900), Bound("from", "here", 5, 900)]
    said = await asyncio.gather(*(tries.allowed(database, "key", bounds, NOW) for _ in range(8)))
    assert sum(said) == 3
    assert await tries.allowed(database, "key", [Bound("try", "you", 3, 900)], NOW)
    assert await tries.allowed(database, "key", [bounds[0]], NOW + 900)
    assert not await tries.allowed(database, "key", [bounds[0]], NOW)
    await tries.forgive(database, "key", bounds[0], NOW)
    assert await tries.allowed(database, "key", [bounds[0]], NOW)
    kept = [row["who"] for row in await database.fetch_all("select who from tried")]
    assert not {"me", "you", "here"} & set(kept)


async def test_old_letters_links_and_tries_are_swept(database: Database) -> None:
    vault, later = Vault(["k" * 32]), NOW + 40 * 86_400
    for at in (NOW, later):
        await letters.write(database, vault, "deleted", "a@example.com", "s", "b", f"{at}@x", at, at + 60)
        await mail_links.make(database, f"t{at}", "confirm", at, lasts=60)
        await tries.allowed(database, "key", [Bound("try", "me", 3, 900)], at)
    for table in ("letter", "mail_link", "tried"):
        assert await database.fetch_val(f"select count(*) from {table}") == 1, table
