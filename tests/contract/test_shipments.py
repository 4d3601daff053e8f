"""confirmShipment from end to end: told by our own client, strict in the sandbox; Amazon's models judge both sides."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from backend.domain.orders import OrderStatus
from backend.domain.shipments import Shipment, Source
from backend.sandbox.amazon.orders import NoSale
from backend.sandbox.clock import SandboxClock
from backend.sandbox.site import Ground
from backend.transport.errors import NotFound, Rejected
from tests.contract.test_orders import Counter, open_counter
from tests.contract.test_our_client import PLACE, SELLER


@pytest.fixture
async def counter(ground: Ground, clock: SandboxClock) -> AsyncIterator[Counter]:
    async with open_counter(ground, clock) as found:
        yield found


def items(counter: Counter, code: str) -> list[str]:
    order = counter.orders.get(code)
    assert order is not None
    return [str(item["id"]) for item in order["items"]]


def shipment(counter: Counter, code: str, pieces: int = 1, **more: object) -> Shipment:
    made = Shipment(
        "1001", "6A12345678901", "colissimo", "", int(counter.clock()), ((items(counter, code)[0], pieces),),
        Source.SHOP,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


async def tell(counter: Counter, code: str, one: Shipment, place: str = PLACE) -> None:
    await counter.amazon.shipments.confirm(SELLER, place, code, one, one.tracking)


async def read(counter: Counter, code: str) -> tuple[OrderStatus, list[tuple[str, str, str, int]]]:
    order = await counter.amazon.order(SELLER, code, personal=False)
    return order.status, [
        (p.reference, p.carrier, p.tracking, sum(n for _, n in p.pieces)) for p in order.packages
    ]


async def test_packages_are_told_in_parts_and_corrected_under_their_reference(counter: Counter) -> None:
    code = counter.sell(3)
    await tell(counter, code, shipment(counter, code, method="Standard"))
    first = ("1001", "Colissimo", "6A12345678901", 1)
    assert await read(counter, code) == (OrderStatus.PARTLY_SHIPPED, [first])
    await tell(
        counter,
        code,
        shipment(counter, code, 2, reference="1002", tracking="1Z999AA10123456784", carrier="ups"),
    )
    assert await read(counter, code) == (
        OrderStatus.SHIPPED,
        [first, ("1002", "UPS", "1Z999AA10123456784", 2)],
    )
    await tell(
        counter, code, shipment(counter, code, tracking="8R12345678901", carrier="other", name="Chez Paul")
    )
    status, packages = await read(counter, code)
    assert (status, min(packages)) == (OrderStatus.SHIPPED, ("1001", "Chez Paul", "8R12345678901", 1))
    with pytest.raises(Rejected, match="PackageToUpdateNotFound"):
        await tell(counter, code, shipment(counter, code, reference="7"))


async def test_what_amazon_does_not_take_is_refused_in_its_words(counter: Counter) -> None:
    code, now = counter.sell(2), int(counter.clock())
    fine = shipment(counter, code)
    for words, wrong in {
        "quantity": replace(fine, pieces=((fine.pieces[0][0], 3),)), "no item": replace(fine, pieces=(("9", 1),)),
        "shipDate": replace(fine, sent_at=now + 3600), "before the order": replace(fine, sent_at=now - 3600),
    }.items():  # fmt: skip
        with pytest.raises(Rejected, match=words):
            await tell(counter, code, wrong)
    with pytest.raises(Rejected, match="marketplaceId"):
        await tell(counter, code, fine, "A13V1IB3VIYZZH")
    with pytest.raises(NotFound):
        await tell(counter, "402-0000000-0000000", fine)
    counter.orders.cancel(code)
    with pytest.raises(Rejected, match="CANCELLED"):
        await tell(counter, code, fine)
    for kind in ("fulfilled_by_amazon", "non_amazon_channel"):
        theirs = counter.sell(kind=kind)
        with pytest.raises(Rejected, match="not fulfilled by the merchant"):
            await tell(counter, theirs, shipment(counter, theirs))


async def test_codes_go_with_their_pieces_and_a_seller_ships_by_hand(counter: Counter) -> None:
    code = counter.sell(2, kind="transparency")
    one = shipment(counter, code, 2)
    with pytest.raises(Rejected, match="transparencyCodes"):
        await tell(counter, code, one)
    await tell(counter, code, replace(one, codes=((one.pieces[0][0], ("AZ:1", "AZ:2")),)))
    assert (await read(counter, code))[0] is OrderStatus.SHIPPED
    code = counter.sell(2)
    hand = counter.packages
    hand.pack(code, "DHL", "1", {items(counter, code)[0]: 1})
    assert (await read(counter, code))[0] is OrderStatus.PARTLY_SHIPPED
    hand.pack(code, "DHL", "2", {})
    hand.pack(code, "DPD", "3", {}, "1")
    assert sorted((await read(counter, code))[1]) == [("1", "DPD", "3", 1), ("2", "DHL", "2", 1)]
    with pytest.raises(NoSale):
        hand.pack(code, "DHL", "4", {})
