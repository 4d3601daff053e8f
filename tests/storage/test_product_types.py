"""Product types as they are kept: documents by checksum, changes that hold details back, drafts, lessons."""

import json
from typing import Any

from backend.domain.details import Details
from backend.domain.issues import Issue, Severity
from backend.domain.product_form.tree import Group
from backend.domain.product_types import Definition
from backend.storage import creations, details, product_types, type_changes
from backend.storage.creations import Creation
from backend.storage.database import Database
from backend.storage.listings import Work
from backend.storage.product_types import Place
from tests.storage.samples import FRANCE, a_shop
from tests.storage.test_details import LAMP, a_listing

DAY = 86_400


def schema(*names: str, required: tuple[str, ...] = (), title: str = "") -> bytes:
    properties: dict[str, Any] = {name: {"title": title or name, "type": "array"} for name in names}
    return json.dumps({"properties": properties, "required": list(required)}).encode()


def definition(checksum: str) -> Definition:
    groups = (Group("all", "All", "", ("item_name",)),)
    return Definition("LAMP", "Lamps", "V1", checksum, "fr_FR", groups, "https://a/b")


async def a_place(database: Database) -> tuple[Place, Work]:
    shop_id, work = await a_listing(database)
    return Place(shop_id, work.listing.seller_id, FRANCE, "fr_FR"), work


async def test_a_type_comes_back_as_it_was_kept(database: Database) -> None:
    place, _ = await a_place(database)
    assert await product_types.find(database, place, "LAMP") is None
    body = schema("item_name", "brand")
    assert await product_types.keep(database, place, "LAMP", definition("c1"), body, 100) is None
    kept = await product_types.find(database, place, "LAMP")
    assert kept is not None and kept.looked_at == 100
    assert (kept.definition.title, kept.definition.groups) == ("Lamps", definition("c1").groups)
    assert kept.schema == json.loads(body)
    again = await product_types.find(database, place, "LAMP")
    assert again is not None and again.schema is kept.schema  # the form keeps what it worked out by identity
    assert await product_types.has_document(database, "c1")
    assert not await product_types.has_document(database, "c2")


async def test_only_types_in_use_are_asked_about_daily(database: Database) -> None:
    place, work = await a_place(database)
    await product_types.keep(database, place, "LAMP", definition("d1"), schema("a"), 100)
    assert await product_types.next_due(database, place.seller_id) is None
    await details.put(database, place.shop_id, {work.listing.id: LAMP}, 110, checksum="d1")
    assert await product_types.next_due(database, place.seller_id) == 100 + DAY
    assert await product_types.due(database, place.shop_id, place.seller_id, 100 + DAY - 1, 9) == []
    (due,) = await product_types.due(database, place.shop_id, place.seller_id, 100 + DAY, 9)
    await product_types.put_off(database, due, 100 + DAY)
    assert await product_types.next_due(database, place.seller_id) == 100 + DAY + 600
    await product_types.look_now(database, place.seller_id, 200)
    assert await product_types.next_due(database, place.seller_id) == 200


async def test_new_words_hold_nothing_back_but_new_demands_do(database: Database) -> None:
    place, work = await a_place(database)
    await product_types.keep(database, place, "LAMP", definition("e1"), schema("a"), 100)
    await details.put(database, place.shop_id, {work.listing.id: LAMP}, 110, checksum="e1")
    words = schema("a", title="Other words")
    assert await product_types.keep(database, place, "LAMP", definition("e2"), words, 120) is None
    kept = (await details.kept_of(database, [work.listing.id]))[work.listing.id]
    assert (kept.checksum, kept.held) == ("e2", False)
    found = await product_types.keep(
        database, place, "LAMP", definition("e3"), schema("a", "b", required=("b",)), 130
    )
    assert found is not None and (found.added, found.required) == (("b",), ("b",))
    assert (await details.kept_of(database, [work.listing.id]))[work.listing.id].held
    other = Place(place.shop_id, place.seller_id, FRANCE, "en_GB")
    await product_types.keep(database, other, "LAMP", definition("f1"), schema("a", title="A"), 100)
    await product_types.keep(
        database, other, "LAMP", definition("f2"), schema("a", "b", required=("b",), title="A"), 140
    )
    (change,) = await type_changes.of_shop(database, place.shop_id)  # met twice, told once
    assert change.touched == [(work.listing.id, "SKU-1", "Lampe")]
    assert await type_changes.confirm(database, place.shop_id, change.id, 150) == place.seller_id
    assert not (await details.kept_of(database, [work.listing.id]))[work.listing.id].held


async def test_documents_that_nobody_names_are_forgotten(database: Database) -> None:
    place, _ = await a_place(database)
    await product_types.keep(database, place, "LAMP", definition("g1"), schema("a"), 100)
    await product_types.keep(database, place, "LAMP", definition("g2"), schema("a", "b"), 200)
    assert await product_types.forget_documents(database, 100 + 29 * DAY) == 0
    assert await product_types.forget_documents(database, 101 + 30 * DAY) == 1
    assert await product_types.has_document(database, "g2")


async def test_a_draft_is_its_shops_own_and_keeps_what_amazon_said(database: Database) -> None:
    place, work = await a_place(database)
    draft = Creation(work.listing.id, place.shop_id, "LAMP", "fr_FR", {"brand": [{"value": "é"}]}, True)
    await creations.save(database, draft, 100)
    said = (Issue("90220", "Manque", Severity.ERROR, ("item_name",), ("MISSING_ATTRIBUTE",)),)
    await creations.keep_check(database, draft, said, 110)
    kept = await creations.find(database, place.shop_id, work.listing.id)
    assert kept is not None
    assert (kept.said, kept.checked, kept.checked_at, kept.updated_at) == (said, draft.details.key, 110, 100)
    assert kept.details == Details("LAMP", {"brand": [{"value": "é"}]}, True)
    other = await a_shop(database, 1004)
    assert await creations.find(database, other, work.listing.id) is None
    await creations.save(database, Creation(work.listing.id, other, "X", "", {}, False), 120)
    await creations.remove(database, other, work.listing.id)
    kept = await creations.find(database, place.shop_id, work.listing.id)
    assert kept is not None and kept.product_type == "LAMP"
    await creations.remove(database, place.shop_id, work.listing.id)
    assert await creations.find(database, place.shop_id, work.listing.id) is None


async def test_what_was_learned_is_by_shop_place_and_type(database: Database) -> None:
    place, _ = await a_place(database)
    await creations.learn(database, place.shop_id, FRANCE, "LAMP", {"brand": [{"value": "A"}]}, 100)
    await creations.learn(database, place.shop_id, FRANCE, "LAMP", {"brand": [{"value": "B"}]}, 110)
    assert await creations.learned(database, place.shop_id, FRANCE, "LAMP") == {"brand": [{"value": "B"}]}
    assert await creations.learned(database, place.shop_id, FRANCE, "HOME") == {}
    assert await creations.learned(database, place.shop_id, "A1PA6795UKMFR9", "LAMP") == {}
