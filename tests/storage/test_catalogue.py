"""Searching the catalogue: whatever a person types finds what it should, on both databases."""

import pytest

from backend.storage import catalogue
from backend.storage.database import Database
from backend.storage.searching import Place, Search
from tests.storage.samples import FRANCE, a_draft, a_seller, a_shop, keep, sold, spread

SHOP = (
    sold(1, "Moulin à légumes inox", "MILL-01"),
    sold(2, "Bol 100% coton", "BOL_BLEU-12"),
    sold(3, 'Tuyau 3/4" en laiton', "TUBE 3/4"),
    sold(4, "L'été à Nîmes : affiche", "AFF-A4"),
    sold(5, "Œuf en bois", "OE-5"),
    sold(6, "Lampe A", "X"),
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", [1, 2, 3, 4, 5, 6]),
        ("moulin", [1]),
        ("LEGUMES", [1]),
        ("légumes moulin", [1]),
        ("moul", [1]),
        ("moulin coton", []),
        ("mill-01", [1]),
        ("BOL_BLEU-12", [2]),
        ("bol-bleu", []),
        ("100%", [2]),
        ("%", [2]),
        ("_", [2]),
        ('3/4"', [3]),
        ('"', [3]),
        ("nimes", [4]),
        ("l'été", [4]),
        ("'", [4]),
        ("a4", [4]),
        ("x", [6]),
        ("\\", []),
        ("( & | ! *", []),
        (":word0", []),
        ("moulin -- drop", []),
    ],
)
async def test_a_search_finds_what_was_meant(database: Database, words: str, found: list[int]) -> None:
    shop_id = await a_shop(database)
    await keep(database, shop_id, *SHOP)
    other = await a_shop(database, 1004)
    await keep(database, other, sold(1, "Moulin à légumes inox"))
    search = Search(words=words)
    page = await catalogue.page(database, shop_id, search, None, 0, 50)
    numbers = sorted(kept.product.external_id for kept in page)
    if words == "x":
        assert 6 in numbers  # one letter also finds words that contain it, such as inox
    else:
        assert numbers == found
    assert await catalogue.count(database, shop_id, search) == len(page)
    if words:
        ids = await catalogue.find(database, shop_id, search)
        assert ids == [kept.id for kept in page]
        assert [kept.id for kept in await catalogue.of_ids(database, ids)] == ids


async def test_pages_follow_each_other_by_name(database: Database) -> None:
    shop_id = await a_shop(database)
    await keep(database, shop_id, *(sold(n, f"Produit {n:03}") for n in range(30, 0, -1)))
    pages = [await catalogue.page(database, shop_id, Search(), None, offset, 12) for offset in (0, 12, 24)]
    names = [kept.product.name for page in pages for kept in page]
    assert names == [f"Produit {n:03}" for n in range(1, 31)]


async def test_what_is_listed_there_already_can_be_left_out(database: Database) -> None:
    shop_id = await a_shop(database)
    seller_id = await a_seller(database, shop_id)
    ids = await keep(database, shop_id, *SHOP)
    await spread(database, await a_draft(database, shop_id, seller_id), ids[:2])
    here, there = Place(seller_id, FRANCE, "EUR"), Place(seller_id, "A1PA6795UKMFR9", "EUR")
    assert await catalogue.count(database, shop_id, Search(unlisted=True), here) == 4
    assert await catalogue.count(database, shop_id, Search(unlisted=True), there) == 6
    assert await catalogue.count(database, shop_id, Search(ready=True), here) == 6
    assert (
        await catalogue.count(database, shop_id, Search(ready=True), Place(seller_id, "ATVPDKIKX0DER", "USD"))
        == 0
    )


async def test_a_doubled_sku_is_counted_and_forgotten(database: Database) -> None:
    shop_id = await a_shop(database)
    await keep(database, shop_id, sold(1, "A", "S"), sold(2, "B", "S"), sold(3, "C", "T"))
    assert (await catalogue.summary(database, shop_id))["doubled_sku"] == 2
    assert await catalogue.count(database, shop_id, Search(ready=True)) == 1
    await keep(database, shop_id, sold(2, "B", "U"))
    assert "doubled_sku" not in await catalogue.summary(database, shop_id)
    assert await catalogue.count(database, shop_id, Search(ready=True)) == 3
