"""What every marketplace promises behind the port. A new one adds a stage, not a test."""

import json
from dataclasses import replace

import pytest

from backend.domain.issues import Severity
from backend.domain.marketplace import CatalogItem, FeedState
from backend.domain.money import Money
from backend.domain.sought import Sought
from backend.marketplaces.registry import MARKETPLACES
from backend.transport.errors import NotAuthorized, NotFound, Unavailable
from tests.contract.stages import STAGES, Stage, look, publish


def test_every_marketplace_has_a_stage() -> None:
    assert set(STAGES) == set(MARKETPLACES)


async def test_it_sends_no_notices_where_the_operator_has_no_place_for_them(stage: Stage) -> None:
    assert stage.marketplace.letterbox is None


async def test_it_sells_in_countries_that_are_told_apart(stage: Stage) -> None:
    countries = stage.marketplace.countries()
    assert len({country.marketplace_id for country in countries}) == len(countries) > 0
    assert len({country.code for country in countries}) == len(countries)


async def test_a_consent_leads_to_a_seller_who_takes_part_somewhere(stage: Stage) -> None:
    code, named = await stage.consent("our state")
    consent = await stage.marketplace.redeem(code)
    seller = replace(named, refresh_token=consent.refresh_token)
    assert consent.expires_in > 0
    known = {country.marketplace_id for country in stage.marketplace.countries()}
    found = {one.marketplace_id for one in await stage.marketplace.participations(seller)}
    assert stage.marketplace_id in found <= known


async def test_a_code_is_good_once(stage: Stage) -> None:
    code, _ = await stage.consent("our state")
    await stage.marketplace.redeem(code)
    with pytest.raises(NotAuthorized) as caught:
        await stage.marketplace.redeem(code)
    assert caught.value.reason == "consent"


async def test_a_merchant_who_began_at_the_marketplace_is_sent_back_there_only(stage: Stage) -> None:
    address = stage.marketplace.appstore_address(stage.callback, "theirs", "ours")
    assert address is not None
    assert address.startswith(stage.callback)
    assert "theirs" in address
    assert "ours" in address
    assert stage.marketplace.appstore_address("https://example.com/apps", "theirs", "ours") is None


async def test_what_is_published_is_shown(stage: Stage) -> None:
    assert await publish(stage)
    stage.settle()
    found = (await look(stage, stage.offer.sku))[stage.offer.sku]
    assert (found.asin, found.price, found.quantity) == (
        stage.offer.asin, stage.offer.price, stage.offer.quantity,
    )  # fmt: skip
    assert found.buyable
    assert not found.fulfilled_by_amazon


async def test_its_product_types_are_found_and_told(stage: Stage) -> None:
    seller, place = stage.seller, stage.marketplace_id
    every = await stage.marketplace.find_types(seller, place, stage.language)
    assert every and len({one.name for one in every}) == len(every)
    some = await stage.marketplace.find_types(seller, place, stage.language, title=every[0].title)
    assert {one.name for one in some} <= {one.name for one in every}
    found = await stage.marketplace.type_definition(seller, place, every[0].name, stage.language)
    assert found.checksum and found.groups and found.title
    schema = json.loads(await stage.marketplace.type_schema(found))
    assert {name for group in found.groups for name in group.names} == set(schema["properties"])
    with pytest.raises(NotFound):
        await stage.marketplace.type_definition(seller, place, "NO_SUCH_TYPE", stage.language)
    with pytest.raises(Unavailable):
        await stage.marketplace.type_schema(replace(found, checksum="another"))


async def test_publishing_twice_changes_nothing(stage: Stage) -> None:
    await publish(stage)
    stage.settle()
    first = await look(stage, stage.offer.sku)
    await publish(stage)
    stage.settle()
    assert await look(stage, stage.offer.sku) == first


async def test_publishing_again_changes_the_price_and_the_quantity(stage: Stage) -> None:
    await publish(stage)
    stage.settle()
    dearer = Money(stage.offer.price.amount + 1, stage.offer.price.currency)
    await publish(stage, price=dearer, quantity=0)
    stage.settle()
    found = (await look(stage, stage.offer.sku))[stage.offer.sku]
    assert (found.price, found.quantity) == (dearer, 0)


async def test_withdrawing_twice_is_harmless(stage: Stage) -> None:
    await publish(stage)
    stage.settle()
    for _ in range(2):
        outcome = await stage.marketplace.withdraw(
            stage.seller, stage.marketplace_id, stage.offer.sku, stage.language
        )
        assert outcome.accepted
        stage.settle()
    assert not await look(stage, stage.offer.sku)


@pytest.mark.parametrize("sku", ["A,B", "A/B", "A B", "A+B", "A%2FB", "A&B=C", "é", "A#B?C", "."])
async def test_a_sku_may_hold_any_letter(stage: Stage, sku: str) -> None:
    await publish(stage, sku=sku)
    stage.settle()
    assert (await look(stage, sku, "not there"))[sku].sku == sku
    outcome = await stage.marketplace.withdraw(stage.seller, stage.marketplace_id, sku, stage.language)
    assert outcome.accepted


async def test_a_preview_stores_nothing(stage: Stage) -> None:
    outcome = await stage.marketplace.preview(stage.seller, stage.marketplace_id, stage.offer, stage.language)
    assert outcome.accepted
    assert outcome.matched_asin in ("", stage.offer.asin)
    stage.settle()
    assert not await look(stage, stage.offer.sku)


async def test_a_rejected_offer_says_which_attribute_is_to_blame(stage: Stage) -> None:
    offer = replace(stage.offer, price=Money(0, stage.offer.price.currency))
    for act in (stage.marketplace.preview, stage.marketplace.publish):
        outcome = await act(stage.seller, stage.marketplace_id, offer, stage.language)
        assert not outcome.accepted
        assert [issue.severity for issue in outcome.issues] == [Severity.ERROR]
        assert all(issue.attribute_names and issue.code and issue.message for issue in outcome.issues)
        assert outcome.request_id


async def test_an_item_is_found_by_its_identifier_and_a_malformed_one_spoils_nothing(stage: Stage) -> None:
    kind, value = stage.identifier
    items = await stage.marketplace.find_by_identifiers(
        stage.seller, stage.marketplace_id, kind, [value, "nonsense"]
    )
    assert [item.asin for item in items] == [stage.offer.asin]
    assert items[0].title
    assert (kind, value) in items[0].identifiers


async def test_the_catalogue_is_searched_by_words_sku_asin_and_barcode(stage: Stage) -> None:
    await publish(stage)
    stage.settle()
    ways = [
        Sought("ASIN", stage.offer.asin), Sought(*stage.identifier), Sought("SKU", stage.offer.sku),
        Sought("WORDS", stage.title),
    ]  # fmt: skip
    for sought in ways:
        found = await stage.marketplace.search_catalog(
            stage.seller, stage.marketplace_id, sought, stage.language, interactive=True
        )
        assert stage.offer.asin in [item.asin for item in found], sought
    for sought in (Sought("ASIN", stage.unknown_asin), Sought("SKU", "no such SKU"), Sought("WORDS", "zzzz")):
        assert await stage.marketplace.search_catalog(stage.seller, stage.marketplace_id, sought, "") == [], (
            sought
        )


async def test_a_family_tells_its_parent_its_children_and_what_they_vary_by(stage: Stage) -> None:
    async def whole(*asins: str) -> list[CatalogItem]:
        return await stage.marketplace.find_by_identifiers(
            stage.seller, stage.marketplace_id, "ASIN", asins, whole=True
        )

    (parent,) = await whole(stage.parent_asin)
    assert parent.is_parent
    assert parent.children
    children = await whole(*parent.children)
    assert {child.asin for child in children} == set(parent.children)
    for child in children:
        assert child.parents == (parent.asin,)
        assert child.varies
        assert child.images[0] == child.image_url


async def test_a_restriction_says_why_and_where_to_apply(stage: Stage) -> None:
    async def ask(asin: str) -> list[tuple[str, bool]]:
        found = await stage.marketplace.restrictions(
            stage.seller, stage.marketplace_id, asin, stage.offer.condition
        )
        return [(one.reason, bool(one.link)) for one in found]

    assert await ask(stage.offer.asin) == []
    assert await ask(stage.restricted_asin) == [("APPROVAL_REQUIRED", True)]
    assert await ask(stage.unknown_asin) == [("ASIN_NOT_FOUND", False)]


async def test_a_feed_reports_on_single_messages(stage: Stage) -> None:
    offers = {1: stage.offer, 2: replace(stage.offer, sku="free", price=Money(0, stage.offer.price.currency))}
    document = await stage.marketplace.upload_feed(stage.seller, offers, stage.marketplace_id)
    since = int(stage.clock())
    feed_id = await stage.marketplace.start_feed(stage.seller, stage.marketplace_id, document)
    assert (await stage.marketplace.feed(stage.seller, feed_id)).state is FeedState.WAITING
    stage.settle()
    feed = await stage.marketplace.feed(stage.seller, feed_id)
    assert (feed.state, feed.created_at) == (FeedState.DONE, since)
    assert list(await stage.marketplace.feed_report(stage.seller, feed)) == [2]
    stage.settle()
    assert set(await look(stage, "free", stage.offer.sku)) == {stage.offer.sku}
