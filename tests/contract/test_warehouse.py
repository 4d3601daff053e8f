"""Amazon's warehouse through our client, Amazon's models judging both sides: what lies there, and who sends."""

from collections.abc import AsyncIterator

import pytest

from backend.domain.listing import Offer, Outcome, Revision
from backend.domain.money import Money
from backend.domain.orders import OrderStatus, Recipient
from backend.domain.policy import Condition
from backend.sandbox.amazon.orders import NoSale
from backend.sandbox.clock import SandboxClock
from backend.sandbox.site import Ground
from backend.transport.errors import Rejected
from tests.contract.test_orders import SKU, Counter, open_counter
from tests.contract.test_our_client import PLACE, SELLER

MERCHANTS = Offer(SKU, "", Money(8990, "EUR"), 5, Condition.NEW, 2)
AMAZONS = Offer(SKU, "", Money(8990, "EUR"), 0, Condition.NEW, by_amazon=True)


@pytest.fixture
async def counter(ground: Ground, clock: SandboxClock) -> AsyncIterator[Counter]:
    async with open_counter(ground, clock) as found:
        yield found


def move(counter: Counter, sku: str, place: str, pieces: int) -> None:
    counter.site.warehouse.move(SELLER.seller_id, "eu", sku, place, pieces)


async def test_what_lies_there_is_read_whole_by_sku_and_by_what_changed(counter: Counter) -> None:
    warehouse = counter.amazon.warehouse
    assert await warehouse.lying(SELLER, PLACE) == []
    for place, pieces in (("fulfillable", 12), ("reserved", 3), ("inbound", 20), ("unfulfillable", 1)):
        move(counter, SKU, place, pieces)
    move(counter, "A,B/é", "researching", 2)
    (odd, one) = sorted(await warehouse.lying(SELLER, PLACE), key=lambda each: each.sku)
    assert (one.fulfillable, one.reserved, one.inbound, one.unfulfillable) == (12, 3, 20, 1)
    assert (odd.sku, odd.researching, one.title != "") == ("A,B/é", 2, True)
    asked = ["A,B/é", *(f"S{n}" for n in range(70)), SKU]
    assert {each.sku for each in await warehouse.lying(SELLER, PLACE, skus=asked)} == {"A,B/é", SKU}
    counter.clock.advance(100)
    since = int(counter.clock())
    move(counter, "A,B/é", "inbound", 5)  # what is under way is no change
    assert await warehouse.lying(SELLER, PLACE, since=since) == []
    move(counter, SKU, "fulfillable", -1)
    assert [each.sku for each in await warehouse.lying(SELLER, PLACE, since=since)] == [SKU]
    with pytest.raises(Rejected):
        await warehouse.lying(SELLER, PLACE, since=since - 600 * 86_400)


async def revise(counter: Counter, offer: Offer) -> Outcome:
    done = await counter.amazon.revise(SELLER, PLACE, Revision(offer, sender=True), "")
    counter.clock.advance(60)
    return done


async def test_the_sender_changes_only_when_the_old_channel_is_taken_out(counter: Counter) -> None:
    async def shown() -> tuple[bool, bool, int | None, bool]:
        found = (await counter.amazon.shown(SELLER, PLACE, [SKU], ""))[SKU]
        return found.fulfilled_by_amazon, found.both_send, found.quantity, found.buyable

    # A replace with another channel only adds one: what the merchant has goes on selling.
    path = f"/listings/2021-08-01/items/{SELLER.seller_id}/{SKU}"
    value = [{"fulfillment_channel_code": "AMAZON_EU"}]
    body = {
        "productType": "PRODUCT",
        "patches": [{"op": "replace", "path": "/attributes/fulfillment_availability", "value": value}],
    }
    client = counter.amazon._client
    await client.call(SELLER, "patchListingsItem", "PATCH", path, query={"marketplaceIds": PLACE}, body=body)
    counter.clock.advance(60)
    assert await shown() == (False, True, 7, True)
    assert (await revise(counter, AMAZONS)).accepted
    assert await shown() == (True, False, None, False)  # nothing lies there yet
    with pytest.raises(NoSale):
        counter.sell()
    move(counter, SKU, "fulfillable", 2)
    assert await shown() == (True, False, None, True)
    assert (await revise(counter, AMAZONS)).accepted  # twice is once
    assert (await revise(counter, MERCHANTS)).accepted
    assert await shown() == (False, False, 5, True)


async def test_an_order_of_amazons_takes_its_pieces_and_says_only_the_town(counter: Counter) -> None:
    await revise(counter, AMAZONS)
    move(counter, SKU, "fulfillable", 3)
    lies = counter.site.warehouse.get

    def there() -> tuple[int, int]:
        row = lies(SELLER.seller_id, "eu", SKU)
        assert row is not None
        return row["fulfillable"], row["reserved"]

    gone, code = counter.sell(1), counter.sell(2)
    assert there() == (0, 3)
    counter.orders.cancel(gone)
    assert there() == (1, 2)
    counter.clock.advance(1801)
    order = await counter.amazon.order(SELLER, code, personal=True)
    assert (order.status, there()) == (OrderStatus.SHIPPED, (1, 0))
    assert order.recipient == Recipient(city="Lyon", postal_code="69001", country="FR")
    assert (order.buyer_name, order.buyer_email) == ("", "")
