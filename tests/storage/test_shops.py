"""Shops and sellers, on both databases."""

from backend.domain.marketplace import Participation, SellerStatus
from backend.storage import journal, lanes, policies, sellers, shops
from backend.storage.database import Database
from backend.storage.secrets import Vault

VAULT = Vault(["k" * 40])


async def test_a_reinstalled_shop_keeps_its_row_and_takes_the_new_token(database: Database) -> None:
    first = await shops.install(database, VAULT, 1003, "secret_one", "", 100)
    again = await shops.install(database, VAULT, 1003, "secret_two", "read_catalog", 200)
    shop = await shops.find_by_store(database, VAULT, 1003)
    assert first == again
    assert shop is not None
    assert shop.access_token == "secret_two"


async def test_the_token_is_not_in_the_table(database: Database) -> None:
    shop_id = await shops.install(database, VAULT, 1003, "secret_one", "", 100)
    row = await database.fetch_one("select * from shop where id = :id", {"id": shop_id})
    assert row is not None
    assert "secret_one" not in str(list(dict(row).values()))


async def test_an_uninstall_leaves_nothing(database: Database) -> None:
    shop_id = await shops.install(database, VAULT, 1003, "secret_one", "", 100)
    seller_id = await sellers.connect(database, VAULT, shop_id, "amazon", "EU", "A3", "Atzr|x", 100)
    await policies.make_defaults(database, shop_id, 100)
    await journal.write(database, shop_id, 100, "merchant", "connected", {"region": "EU"})
    every = [(kind, shop_id) for kind in lanes.SHOP_LANES] + [
        (kind, seller_id) for kind in lanes.SELLER_LANES
    ]
    await lanes.open_lanes(database, every, 0)
    assert await shops.uninstall(database, 1003)
    for table in ("shop", "seller", "policy", "journal"):
        assert await database.fetch_val(f"select count(*) from {table}") == 0
    assert await database.fetch_val("select count(*) from lane where subject <> 0") == 0  # 0: every shop's
    assert not await shops.uninstall(database, 1003)


async def test_an_uninstall_leaves_the_lanes_of_a_shop_with_the_number_of_its_seller(
    database: Database,
) -> None:
    other = [await shops.install(database, VAULT, store, "secret_other", "", 100) for store in (2001, 2002)]
    shop_id = await shops.install(database, VAULT, 1003, "secret_one", "", 100)
    seller_id = await sellers.connect(database, VAULT, shop_id, "amazon", "EU", "A3", "Atzr|x", 100)
    assert seller_id in other
    kept = sorted((kind, seller_id) for kind in lanes.SHOP_LANES)
    await lanes.open_lanes(database, [*kept, ("offers", seller_id)], 0)
    await shops.uninstall(database, 1003)
    rows = await database.fetch_all("select kind, subject from lane where subject <> 0 order by kind")
    assert [(row["kind"], row["subject"]) for row in rows] == kept


async def test_a_new_consent_renews_the_same_seller(database: Database) -> None:
    shop_id = await shops.install(database, VAULT, 1003, "secret_one", "", 100)
    first = await sellers.connect(database, VAULT, shop_id, "amazon", "EU", "A3", "Atzr|x", 100)
    await sellers.set_status(database, first, SellerStatus.RECONNECT, "consent_taken_back", 150)
    second = await sellers.connect(database, VAULT, shop_id, "amazon", "EU", "A3", "Atzr|y", 200)
    place = Participation(
        "A13V1IB3VIYZZH", "Amazon.fr", "FR", "EUR", "fr_FR", "www.amazon.fr", True, False, "Maison"
    )
    await sellers.save_participations(database, first, [place], 200)
    [seller] = await sellers.of_shop(database, VAULT, shop_id)
    assert first == second
    assert (seller.status, seller.refresh_token, seller.name) == (SellerStatus.CONNECTED, "Atzr|y", "Maison")
    assert seller.marketplaces == (place,)
    assert seller.expires_at == 200 + 365 * 86400
    assert await sellers.find(database, VAULT, first, shop_id + 1) is None
