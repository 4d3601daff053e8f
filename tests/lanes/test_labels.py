"""Labels: bought once whatever happens on the way, their numbers at home, given back where the carrier has not come."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx

from backend.domain.labels import GOOD_FOR, LabelState, Origin, Purchase, RateWish, paper_for
from backend.domain.money import Money
from backend.domain.packing import Parcel, SizeUnit, WeightUnit
from backend.storage import journal, label_quotes, labels, order_troubles, sellers
from backend.storage.labels import Label
from tests.beginnings import begin
from tests.lanes.counter import BOWL, sell
from tests.lanes.ground import Line, judged_world, publish, started_world
from tests.lanes.test_kills import Killed, work_until_killed
from tests.world import STORE, World

HOME = Origin("Maison Verte", "1 rue du Port", "Nantes", "44000", "FR", "+33 2 00 00 00 00")
BOX = Parcel((Decimal(30), Decimal(20), Decimal(10)), SizeUnit.CM, Decimal("1.2"), WeightUnit.KG)


@dataclass
class Packing:
    """An order of Amazon's that is in the shop, with three pieces to send."""

    world: World
    line: Line
    shop_id: int
    seller_id: int
    order_id: int
    order_code: str
    shop_code: str

    async def want(self, pieces: int = 3, carrier: str = "Colissimo", key: str = "k1") -> int:
        """Rates as the page asks for them, and one of them chosen. The worker has not moved yet."""
        house, now = self.world.house, self.world.now
        seller = await sellers.find(house.db, house.web.vault, self.seller_id)
        assert seller is not None
        item = await house.db.fetch_val(
            "select item_code from order_item where order_id = :o", {"o": self.order_id}
        )
        wish = RateWish(self.order_code, HOME, BOX, ((item, pieces),), key, Money(4470, "EUR"))
        port = house.web.marketplaces["amazon"].labels
        quote = await port.rates(seller.access, "FR", wish)
        rate = next(each for each in quote.rates if each.carrier == carrier)
        paper = paper_for(rate.papers, "a4")
        assert paper is not None
        async with house.db.transaction():
            kept_id = await label_quotes.keep(
                house.db, house.web.vault, self.shop_id, self.order_id, wish, quote, now, now + GOOD_FOR
            )
            kept = await label_quotes.find(house.db, house.web.vault, self.order_id, kept_id)
            assert kept is not None
            purchase = Purchase(quote.token, rate.code, paper, (), key, key)
            label_id = await labels.want(
                house.db, house.web.vault, self.shop_id, self.seller_id, kept, purchase, rate.charge, now
            )
        assert label_id is not None
        await house.web.wake("labels", self.seller_id)
        return label_id

    async def label(self, label_id: int) -> Label:
        found = await labels.find(self.world.house.db, label_id)
        assert found is not None
        return found

    async def spent(self) -> list[dict[str, Any]]:
        """What Amazon sold."""
        answer = await self.world.outside.get(f"{self.world.settings.amazon_sandbox_url}/sandbox/labels")
        return list(answer.json())

    def in_shop(self) -> dict[str, Any]:
        return self.world.other.shop.orders.get(STORE, self.shop_code)

    async def trouble(self) -> list[str]:
        found = await order_troubles.of_orders(self.world.house.db, [self.order_id])
        return [each.cause for each in found.get(self.order_id, []) if each.part == "label"]

    async def void(self, label_id: int) -> None:
        await labels.change(
            self.world.house.db, await self.label(label_id), self.world.now, state="voiding", void_at=self.world.now
        )  # fmt: skip
        await self.world.house.web.wake("labels", self.seller_id)


@asynccontextmanager
async def open_packing(database_url: str, folder: Path) -> AsyncIterator[Packing]:
    """The world with its order; made once, then copied."""

    @asynccontextmanager
    async def made() -> AsyncIterator[tuple[World, int, int]]:
        async with started_world(database_url, folder) as (world, _, shop_id, seller_id):
            await publish(world, shop_id, seller_id, [BOWL])
            await world.settle(300, 10)
            sell(world, 3)
            await world.settle(400, 10)
            yield world, shop_id, seller_id

    beginning = await begin(("packing",), database_url, made)
    async with judged_world(database_url, folder, stage=beginning.stage) as (world, line):
        row = await world.house.db.fetch_one("select id, order_code, shop_code from orders")
        assert row is not None and row["shop_code"]
        yield Packing(
            world,
            line,
            beginning.shop_id,
            beginning.seller_id,
            row["id"],
            row["order_code"],
            row["shop_code"],
        )


def is_purchase(request: httpx.Request) -> bool:
    return request.method == "POST" and request.url.path.endswith("/shipping/v2/shipments")


async def test_a_label_is_bought_its_number_comes_home_and_it_is_given_back(
    database_url: str, tmp_path: Path
) -> None:
    async with open_packing(database_url, tmp_path) as at:
        world, db = at.world, at.world.house.db
        at.world.other.shop.orders.update(STORE, at.shop_code, {"trackingNumber": "OTHER1"})
        label_id = await at.want(2)
        await world.settle(60, 10)
        label = await at.label(label_id)
        assert label.state is LabelState.BOUGHT and label.tracking and label.printable
        content = await labels.document(db, world.house.web.vault, label)
        assert content is not None and content.startswith(b"%PDF") and label.tracking.encode() in content
        kept = await db.fetch_val("select document from label")
        assert "PDF" not in kept and "JVBER" not in kept  # sealed: neither plain nor only encoded
        assert at.in_shop()["trackingNumber"] == f"OTHER1, {label.tracking}"
        status = await db.fetch_val("select status from orders")
        assert status == "partly_shipped" and [each["charge"] for each in await at.spent()] == [6.68]
        said = [entry.act for entry in await journal.of_order(db, at.order_id)]
        assert "label_bought" in said and not await at.trouble()
        await at.void(label_id)
        await world.settle(60, 10)
        label = await at.label(label_id)
        assert (label.state, label.printable, label.next_at) == (LabelState.VOIDED, False, None)
        assert at.in_shop()["trackingNumber"] == "OTHER1"
        assert (await at.spent())[0]["voided_at"] is not None
        assert await db.fetch_val("select status from orders") == "unshipped"


async def test_killed_at_each_call_and_answer_money_is_spent_once(database_url: str, tmp_path: Path) -> None:
    async with open_packing(database_url, tmp_path) as at:
        label_id, kills = await at.want(), 0
        for side in ("before", "after", "before", "after"):

            def die(request: httpx.Request) -> None:
                if is_purchase(request):
                    raise Killed

            setattr(at.line, side, die)
            kills += await work_until_killed(at.world, None, 30)
            setattr(at.line, side, lambda request: None)
        assert kills == 4
        await work_until_killed(at.world, None, 240)
        label = await at.label(label_id)
        assert label.state is LabelState.BOUGHT and label.printable and label.shop_state == "told"
        assert [each["tracking"] for each in await at.spent()] == [label.tracking]
        assert at.in_shop()["trackingNumber"] == label.tracking


async def test_an_answer_lost_is_asked_for_again_under_the_same_key(
    database_url: str, tmp_path: Path
) -> None:
    async with open_packing(database_url, tmp_path) as at:
        at.world.other.amazon_ground.faults.arm(
            "answer_lost", operation="POST */shipping/v2/shipments", times=2
        )
        label = await at.label(await at.want())
        await at.world.settle(120, 10)
        label = await at.label(label.id)
        assert label.state is LabelState.BOUGHT and label.sends == 3
        assert [each["key"] for each in await at.spent()] == [label.key]


async def test_when_nobody_knows_the_merchant_is_told_and_nothing_is_bought_anew(
    database_url: str, tmp_path: Path
) -> None:
    async with open_packing(database_url, tmp_path) as at:
        faults = at.world.other.amazon_ground.faults
        faults.arm("answer_lost", operation="POST */shipping/v2/shipments")
        label_id = await at.want()
        await at.world.settle(40, 10)
        at.world.clock.advance(GOOD_FOR)
        faults.disarm("answer_lost")
        await at.world.settle(200, 20)
        label = await at.label(label_id)
        (bought,) = await at.spent()
        assert (label.state, label.next_at, label.details["tracking"]) == (
            LabelState.UNSURE, None, bought["tracking"],
        )  # fmt: skip
        assert await at.trouble() == ["unsure"]
        await at.world.settle(600, 60)
        assert len(await at.spent()) == 1


async def test_what_amazon_refuses_is_said_and_offers_that_ran_out_buy_nothing(
    database_url: str, tmp_path: Path
) -> None:
    async with open_packing(database_url, tmp_path) as at:
        label_id = await at.want()
        at.world.clock.advance(GOOD_FOR + 1)
        await at.world.settle(20, 10)
        late = await at.label(label_id)
        assert (late.state, late.cause) == (LabelState.REFUSED, "too_late")
        assert await at.trouble() == ["too_late"] and await at.spent() == []
        at.world.other.orders.ship(at.order_code, 2)  # somebody was quicker, in Seller Central
        assert (await at.label(await _stale(at))).cause == "order_changed"
        assert await at.spent() == []
        third = await at.want(1, key="k3")
        await at.world.settle(60, 10)
        assert (await at.label(third)).state is LabelState.BOUGHT and await at.trouble() == []
        at.world.clock.advance(6 * 3600)  # the carrier came: it cannot be given back any more
        await at.void(third)
        await at.world.settle(60, 10)
        kept = await at.label(third)
        assert (kept.state, kept.cause) == (LabelState.BOUGHT, "void_refused")
        assert await at.trouble() == ["void_refused"] and kept.printable
        at.world.clock.advance(2 * 86_400)
        await at.world.settle(60, 10)
        assert (await at.label(third)).progress == "Delivered"


async def _stale(at: Packing) -> int:
    """A label that was chosen for two pieces, of which one is left when it is bought."""
    at.world.other.orders.unpack(at.order_code, "1")
    label_id = await at.want(2, key="k2")
    at.world.other.orders.ship(at.order_code, 2)
    await at.world.settle(40, 10)
    return label_id


async def test_the_label_is_erased_with_the_people_of_the_order(database_url: str, tmp_path: Path) -> None:
    async with open_packing(database_url, tmp_path) as at:
        label_id = await at.want()
        await at.world.settle(60, 10)
        db, vault = at.world.house.db, at.world.house.web.vault
        assert await labels.erase(db, [at.order_id]) == 1
        assert await labels.erase(db, [at.order_id]) == 0 and await labels.erase(db, []) == 0
        label = await at.label(label_id)
        assert label.state is LabelState.BOUGHT and not label.printable
        assert await labels.document(db, vault, label) is None
        assert await db.fetch_val("select count(*) from label_quote") == 0
        await at.world.settle(7 * 3600, 3600)
        assert not (await at.label(label_id)).printable  # nobody fetches it again
