"""A world with one order, and a merchant who writes to its buyer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from backend.domain.messages import Draft, MessageKind
from backend.sandbox.store import Document
from backend.storage import journal, message_steps, messages, order_troubles
from backend.storage.messages import Message
from tests.beginnings import begin
from tests.lanes.counter import BOWL, sell
from tests.lanes.ground import Line, judged_world, publish, start
from tests.world import World

TEXT = Draft(text="Bonjour,\n\nà quelle heure pouvons-nous livrer ?")


@dataclass(frozen=True, slots=True)
class Desk:
    """The world with its line to Amazon, the order's ids, and what was written there."""

    world: World
    line: Line
    shop_id: int
    seller_id: int
    order_id: int
    code: str

    async def write(
        self,
        kind: MessageKind = MessageKind.DELIVERY,
        draft: Draft = TEXT,
        *contents: bytes,
        token: str = "one",
    ) -> int | None:
        """As the page does it."""
        house, now = self.world.house, self.world.now
        async with house.db.transaction():
            made = await messages.write(
                house.db, house.web.vault, self.order_id, kind, token, "merchant", draft, contents, now
            )
            await message_steps.written(house.db, self.order_id, kind.value, now)
        await house.web.wake("messages", self.seller_id)
        return made

    async def again(self) -> None:
        """The merchant has the newest one sent again."""
        house = self.world.house
        async with house.db.transaction():
            assert await message_steps.again(house.db, await self.newest(), self.world.now)
        await house.web.wake("messages", self.seller_id)

    async def all(self) -> list[Message]:
        return await messages.of_order(self.world.house.db, self.world.house.web.vault, self.order_id)

    async def newest(self) -> Message:
        return (await self.all())[0]

    def received(self) -> list[Document]:
        """What the buyer has got."""
        return self.world.other.messaging.received(self.code)

    async def acts(self) -> list[str]:
        """The journal's acts about messages, the oldest first."""
        entries = await journal.of_order(self.world.house.db, self.order_id)
        return [each.act for each in reversed(entries) if each.act.startswith(("message", "review"))]

    async def trouble(self) -> str:
        """What waits for the merchant; "" for nothing."""
        found = await order_troubles.of_orders(self.world.house.db, [self.order_id])
        return next((each.cause for each in found.get(self.order_id, []) if each.part == "messages"), "")


@asynccontextmanager
async def written_world(database_url: str, folder: Path) -> AsyncIterator[Desk]:
    """One order that waits to be sent, in a judged world."""

    @asynccontextmanager
    async def made() -> AsyncIterator[tuple[World, int, int]]:
        async with judged_world(database_url, folder) as (world, _):
            shop_id, seller_id = await start(world)
            await publish(world, shop_id, seller_id, [BOWL])
            await world.settle(400, 10)
            sell(world)
            await world.settle(400, 10)
            yield world, shop_id, seller_id

    beginning = await begin(("messages",), database_url, made)
    async with judged_world(database_url, folder, stage=beginning.stage) as (world, line):
        row = await world.house.db.fetch_one("select id, order_code from orders")
        assert row is not None
        yield Desk(world, line, beginning.shop_id, beginning.seller_id, row["id"], row["order_code"])
