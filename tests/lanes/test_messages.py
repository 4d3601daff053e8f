"""Messages to buyers: sent once, never again by themselves, and nothing of what was written is lost or leaks."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from backend.domain.messages import DAY, Draft, File, FileType, MessageKind
from backend.sandbox.amazon.messaging_operations import REVIEW
from backend.storage import message_steps, messages, order_settings, resealing, review_requests, sellers
from backend.storage.review_requests import DAYS
from tests.lanes.test_kills import killing, work_until_killed
from tests.lanes.writing import TEXT, Desk, written_world

PDF = b"%PDF-1.7\n\x00 facture"
INVOICE = Draft(files=(File("Facture Camille.pdf", FileType.PDF, len(PDF)),))
SENDING = "POST *messages/*"


async def count(desk: Desk, table: str) -> int:
    return int(await desk.world.house.db.fetch_val(f"select count(*) from {table}"))


async def test_it_goes_once_its_text_stays_sealed_and_is_erased_with_the_rest(
    database_url: str, tmp_path: Path
) -> None:
    async with written_world(database_url, tmp_path) as desk:
        world, db = desk.world, desk.world.house.db
        assert await desk.write() is not None
        assert await desk.write() is None  # the same form pressed twice
        await world.settle(10)
        assert [each["body"] for each in desk.received()] == [{"text": TEXT.text}]
        kept = await desk.newest()
        assert (kept.state, kept.draft) == ("sent", TEXT)
        world.other.orders.ship(desk.code)
        await desk.write(MessageKind.INVOICE, INVOICE, PDF, token="two")
        assert await count(desk, "message_file") == 1
        assert await resealing.reseal(db, world.house.web.vault) >= 3
        await world.settle(10)
        (file,) = desk.received()[1]["body"]["attachments"]
        answer = await world.outside.get(
            f"{world.settings.amazon_sandbox_url}/inbox/{desk.code}/{desk.received()[1]['id']}/0"
        )
        assert (file["fileName"], answer.content) == ("Facture Camille.pdf", PDF)
        assert await count(desk, "message_file") == 0
        assert await desk.acts() == [
            "message_written", "message_written", "message_sent", "message_written", "message_sent",
        ]  # fmt: skip
        rows = await db.fetch_all("select details from journal union all select sealed from message")
        told = json.dumps([row["details"] for row in rows])
        assert "Bonjour" not in told and "Facture" not in told
        assert await messages.erase(db, [desk.order_id]) == 2
        assert [each.draft for each in await desk.all()] == [None, None]
        await desk.write(token="three")
        assert await messages.erase(db, [desk.order_id]) == 1
        await world.settle(20)
        assert (await desk.newest()).state == "left" and len(desk.received()) == 2
        assert await messages.erase(db, []) == 0


async def test_a_lost_answer_is_the_merchants_to_decide(database_url: str, tmp_path: Path) -> None:
    async with written_world(database_url, tmp_path) as desk:
        world = desk.world
        world.other.amazon_ground.faults.arm("answer_lost", site="amazon", operation=SENDING, times=1)
        await desk.write()
        await world.settle(4000, 100)
        assert ((await desk.newest()).state, await desk.trouble()) == ("unsure", "unsure")
        assert len(desk.received()) == 1  # and never a second one by itself
        await desk.again()
        await world.settle(20)
        assert ((await desk.newest()).state, await desk.trouble()) == ("sent", "")
        assert len(desk.received()) == 2
        assert await desk.acts() == ["message_written", "message_unsure", "message_again", "message_sent"]


async def test_what_certainly_did_not_go_goes_later(database_url: str, tmp_path: Path) -> None:
    async with written_world(database_url, tmp_path) as desk:
        world, faults = desk.world, desk.world.other.amazon_ground.faults
        faults.arm("throttle", site="amazon", operation=SENDING, times=1)
        faults.arm("outage", site="amazon", operation="GET */messaging/*", times=8)
        await desk.write()
        await world.settle(20)
        assert (await desk.newest()).state == "wanted" and desk.received() == []
        await world.settle(300, 5)
        assert (await desk.newest()).state == "sent" and len(desk.received()) == 1
        await sellers.pause(world.house.db, desk.shop_id, desk.seller_id, True)
        await desk.write(token="paused")
        await world.settle(60)
        assert (await desk.newest()).state == "wanted" and len(desk.received()) == 1


@pytest.mark.parametrize(
    ("how", "cause"), [("forbidden", "not_allowed"), ("role", "role"), ("text", "refused")]
)
async def test_what_amazon_does_not_take_is_told_with_its_cause(
    database_url: str, tmp_path: Path, how: str, cause: str
) -> None:
    async with written_world(database_url, tmp_path) as desk:
        world = desk.world
        if how == "forbidden":
            world.other.messaging.change(desk.code, "forbid", "confirmDeliveryDetails")
        if how == "role":
            world.other.amazon_ground.faults.arm("role_missing", site="amazon", operation="GET */messaging/*")
        await desk.write(draft=Draft(text="me@example.com") if how == "text" else TEXT)
        await world.settle(30)
        assert ((await desk.newest()).state, await desk.trouble()) == ("refused", cause)
        async with world.house.db.transaction():
            await message_steps.left(world.house.db, await desk.newest(), "merchant", world.now)
        assert await desk.trouble() == "" and desk.received() == []


async def test_killed_at_every_call_it_never_goes_twice(database_url: str, tmp_path: Path) -> None:
    async with written_world(database_url, tmp_path) as desk:
        world, ends = desk.world, set()
        world.other.orders.ship(desk.code)

        def ours(request: httpx.Request) -> bool:
            return any(
                f"/{api}/" in request.url.path
                for api in ("messaging", "solicitations", "uploads", "attachments")
            )

        for side in ("before", "after"):
            for at in range(1, 7):  # three questions, the place of the file, the file, the message
                tick = killing(at)
                await desk.write(MessageKind.INVOICE, INVOICE, PDF, token=f"{side} {at}")
                sent_before = len(desk.received())
                setattr(desk.line, side, lambda request, tick=tick: tick() if ours(request) else None)
                assert await work_until_killed(world, None, 0), (side, at)
                desk.line.before = desk.line.after = lambda request: None
                await work_until_killed(world, None, 130)
                state, new = (await desk.newest()).state, len(desk.received()) - sent_before
                assert (state, new) in (("sent", 1), ("unsure", 0), ("unsure", 1)), (side, at)
                ends.add((state, new))
        assert ends == {("sent", 1), ("unsure", 0), ("unsure", 1)}
        assert await desk.trouble() == "unsure"


async def test_a_review_whose_answer_was_lost_is_looked_up(database_url: str, tmp_path: Path) -> None:
    async with written_world(database_url, tmp_path) as desk:
        world, faults = desk.world, desk.world.other.amazon_ground.faults
        for fault in ("outage", "answer_lost"):
            faults.arm(fault, site="amazon", operation="POST */solicitations/*", times=1)
        world.other.messaging.change(desk.code, "allow", REVIEW)
        await desk.write(MessageKind.REVIEW, Draft(), token="review")
        await world.settle(300, 5)
        assert ((await desk.newest()).state, await desk.trouble()) == ("sent", "")
        assert [each["kind"] for each in desk.received()] == [REVIEW]
        assert (await desk.acts())[-1] == "review_asked"


@asynccontextmanager
async def sent_world(
    database_url: str, folder: Path
) -> AsyncIterator[tuple[Desk, Callable[[int], Awaitable[None]]]]:
    """The order is sent, and reviews are asked for nine days after delivery; then a way to let days pass."""
    async with written_world(database_url, folder) as desk:
        desk.world.other.orders.ship(desk.code)
        await desk.world.settle(400, 20)

        async def after(days: int) -> None:
            desk.world.clock.advance(days * DAY)
            await desk.world.house.web.wake("messages", desk.seller_id)
            await desk.world.settle(20, 10)

        await after(12)
        assert await desk.all() == []  # off by default
        await order_settings.keep(desk.world.house.db, desk.shop_id, {DAYS: "9"})
        await after(0)
        assert await desk.all() == []  # six days to deliver, nine to wait
        yield desk, after


AGAINST = (
    ("update orders set asked_to_cancel = 'x'", "update orders set asked_to_cancel = ''"),
    ("update orders set kinds = ' replacement '", "update orders set kinds = ''"),
    ("update order_side set payment = 'partly_refunded'", "update order_side set payment = 'paid'"),
    ("update order_side set refunded = 100", "update order_side set refunded = 0"),
    ("update order_side set sending = 'returned'", "update order_side set sending = 'delivered'"),
    ("update order_item set units = 0", "update order_item set units = 1"),
)


async def test_no_review_is_asked_for_where_something_speaks_against_it(
    database_url: str, tmp_path: Path
) -> None:
    async with sent_world(database_url, tmp_path) as (desk, after):
        db = desk.world.house.db
        desk.world.clock.advance(4 * DAY)
        assert await db.fetch_val("select count(*) from order_side") == 1
        for odd, usual in AGAINST:
            assert await db.execute(odd)
            assert await review_requests.due(db, desk.seller_id, 9, desk.world.now, 9) == [], odd
            await db.execute(usual)
        assert await review_requests.due(db, desk.seller_id, 9, desk.world.now, 9) == [desk.order_id]
        await desk.write(MessageKind.PROBLEM)
        await after(0)
        assert [each.kind for each in await desk.all()] == [MessageKind.PROBLEM]


async def test_a_review_is_asked_for_by_itself_on_its_day_and_once(database_url: str, tmp_path: Path) -> None:
    async with sent_world(database_url, tmp_path) as (desk, after):
        messaging = desk.world.other.messaging
        messaging.change(desk.code, "forbid", REVIEW)
        await after(4)
        assert ((await desk.newest()).state, await desk.trouble()) == ("wanted", "")  # waits for its day
        messaging.change(desk.code, "usual", REVIEW)
        await after(2)
        await after(1)
        assert [(each.kind, each.state, each.made_by) for each in await desk.all()] == [
            (MessageKind.REVIEW, "sent", "storelane")
        ]
        assert [each["kind"] for each in desk.received()] == [REVIEW]
        assert await desk.acts() == ["review_asked"]


async def test_a_review_that_amazon_never_allows_is_given_up_when_its_time_is_over(
    database_url: str, tmp_path: Path
) -> None:
    async with sent_world(database_url, tmp_path) as (desk, after):
        desk.world.other.messaging.change(desk.code, "forbid", REVIEW)
        await after(4)
        await after(22)
        assert ((await desk.newest()).state, await desk.trouble(), desk.received()) == ("left", "", [])
