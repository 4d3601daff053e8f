"""Writing to the buyer from an order's page: what Amazon allows, what is wrong at its field, how it fares."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from backend.sandbox.amazon.messaging_operations import KINDS, REVIEW
from backend.storage import message_asks, messages, order_settings
from backend.storage.review_requests import DAYS
from tests.beginnings import begin
from tests.lanes.ground import FRANCE
from tests.web.desk import HTMX, SAME, Desk, merchant, open_desk, other_shop
from tests.world import World, open_app, open_world

SELLER, BOWL = "A2ATELIERNORD0", "MV-BOL-BLEU"
PDF = b"%PDF-1.7\n\x00%00\x00 facture"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00"
FILE = ("files", ("Facture.pdf", PDF, "application/pdf"))


@asynccontextmanager
async def open_order(database_url: str, folder: Path) -> AsyncIterator[tuple[Desk, str, str]]:
    """A desk with one order that waits to be sent: its address and its code."""

    @asynccontextmanager
    async def made() -> AsyncIterator[tuple[World, int, int]]:
        async with open_desk(database_url, folder) as desk:
            desk.world.other.orders.sell(SELLER, FRANCE, BOWL, 1)
            await desk.world.settle(400, 20)
            yield desk.world, desk.shop_id, desk.seller_id

    beginning = await begin("a desk with an order", database_url, made)
    async with open_world(database_url, folder, stage=beginning.stage) as world:
        open_app(world)
        desk = Desk(world, merchant(world, beginning.shop_id), beginning.shop_id, beginning.seller_id)
        row = await world.house.db.fetch_one("select id, order_code from orders")
        assert row is not None
        yield desk, f"/orders/{row['id']}", row["order_code"]


def token_of(page: str, kind: str) -> str:
    found = re.search(rf'name="kind" value="{kind}"><input type="hidden" name="token" value="(\w+)"', page)
    assert found is not None, kind
    return found[1]


async def post(desk: Desk, path: str, data: dict[str, str], files: list[Any] | None = None) -> httpx.Response:
    """A form as a browser sends it: in parts, also without files."""
    parts = [(name, (None, text.encode())) for name, text in data.items()]
    return await desk.browser.post(f"{path}/messages", files=[*parts, *(files or [])], headers=SAME)


async def test_what_amazon_allows_is_asked_when_the_door_opens_and_then_kept_a_while(
    database_url: str, tmp_path: Path
) -> None:
    async with open_order(database_url, tmp_path) as (desk, path, code):
        world, faults = desk.world, desk.world.other.amazon_ground.faults
        page = await desk.page(path)
        assert "See what Amazon lets you write now" in page and f'hx-get="{path}/writing"' in page
        assert await message_asks.find(world.house.db, int(path.rpartition("/")[2])) is None
        writing = await desk.page(f"{path}/writing", **HTMX)
        assert "<html" not in writing
        for said in (
            "Ask about the order", "Arrange the delivery", "Tell of a problem", "please write in this language",
            "The buyer reads French", "Bonjour,", "of 2,000 characters", "the order is not sent yet",
            "nothing in the order is customised", "Amazon does not say why", 'lang="fr-FR"',
        ):  # fmt: skip
            assert said in writing, said
        world.other.messaging.change(code, "forbid", "unexpectedProblem")
        faults.arm("outage", site="amazon", operation="GET */messaging/*")
        assert "Tell of a problem</summary>" in await desk.page(f"{path}/writing")
        assert "Amazon does not answer" in await desk.page(f"{path}/writing?fresh=1", **HTMX)
        faults.disarm("outage")
        faults.arm("role_missing", site="amazon", operation="GET */solicitations/*", times=1)
        page = await desk.page(f"{path}/writing?fresh=1", **HTMX)
        assert (
            "Tell of a problem</summary>" not in page
            and "<dt>Tell of a problem</dt><dd>we see no reason" in page
        )
        assert "no permission of Amazon to ask for reviews" in page and "<dt>Ask for a review" not in page
        french = await merchant(world, desk.shop_id, "fr").get(f"{path}/writing")
        assert "Demander une précision" in french.text and "cette langue" not in french.text


async def test_what_is_wrong_stands_at_its_field_and_nothing_goes(database_url: str, tmp_path: Path) -> None:
    async with open_order(database_url, tmp_path) as (desk, path, code):
        for kind in KINDS:
            desk.world.other.messaging.change(code, "allow", kind)
        page = await desk.page(f"{path}/writing")
        large = ("files", ("a.pdf", b"%PDF-" + b"0" * (5 * 1024 * 1024), "application/pdf"))
        cases: list[tuple[str, dict[str, str], list[Any], str]] = [
            ("order", {"text": "  "}, [], "Please write something."),
            ("order", {"text": "a" * 2001}, [], "The text has 2,001 characters; Amazon takes 2,000 at most."),
            ("order", {"text": "<b>now</b>"}, [], "please write &lt;b&gt; as plain text"),
            ("order", {"text": "me@example.com"}, [], "please take out me@example.com"),
            ("order", {"text": "http://example.com/a"}, [], "begin with https://"),
            ("problem", {"text": "It is [what]"}, [], "what stands in brackets: [what]"),
            ("invoice", {}, [], "Please choose a file."),
            ("invoice", {}, [("files", ("a.png", PNG, "image/png"))], "a.png cannot be attached"),
            ("invoice", {}, [("files", ("a.pdf", b"no pdf", "application/pdf"))], "a.pdf cannot be attached"),
            ("invoice", {}, [large], "The files are too large: 5 MB together at most."),
            ("legal", {}, [FILE] * 6, "At most 5 files go with a message."),
            ("warranty", {"starts": "2026-06-02", "ends": "2026-06-01"}, [FILE], "would end before it begins"),
            ("warranty", {"starts": "soon", "ends": ""}, [FILE], "This is not a day"),
        ]  # fmt: skip
        for kind, entered, files, said in cases:
            answer = await post(desk, path, {"kind": kind, "token": token_of(page, kind), **entered}, files)
            assert answer.status_code == 422 and said in answer.text, (kind, entered, said)
            if entered.get("text", "").strip():
                assert 'aria-invalid="true"' in answer.text
        desk.world.other.messaging.change(code, "forbid", "confirmOrderDetails")
        await desk.page(f"{path}/writing?fresh=1")
        answer = await post(desk, path, {"kind": "order", "token": "x", "text": "Hello"})
        assert answer.status_code == 422 and "does not allow this for the order any more" in answer.text
        assert "Hello</textarea>" in answer.text
        assert (await post(desk, path, {"kind": "spam", "token": "x"})).status_code == 400
        for odd in ("x", "-1", "9" * 30, "²"):
            assert "Tell of a problem" in await desk.page(f"{path}/writing?from={odd}")
        assert await desk.world.house.db.fetch_val("select count(*) from message") == 0


async def test_what_was_written_goes_and_shows_until_it_is_erased(database_url: str, tmp_path: Path) -> None:
    async with open_order(database_url, tmp_path) as (desk, path, code):
        world = desk.world
        world.other.orders.ship(code)
        await world.settle(400, 20)
        token = token_of(await desk.page(f"{path}/writing"), "invoice")
        for _ in range(2):  # pressed twice
            answer = await post(desk, path, {"kind": "invoice", "token": token}, [FILE])
            assert answer.headers["location"] == f"{path}?said=message#messages"
        page = await desk.page(f"{path}?said=message")
        assert (
            "Waits to be sent" in page and 'hx-trigger="every 3s"' in page and "on its way to Amazon" in page
        )
        await world.settle(10)
        (message,) = world.other.messaging.received(code)
        answer = await world.outside.get(
            f"{world.settings.amazon_sandbox_url}/inbox/{code}/{message['id']}/0"
        )
        assert answer.content == PDF  # to the last byte, NULs and all
        page = await desk.page(path)
        assert "Send the invoice" in page and "Facture.pdf" in page and 'hx-trigger="every 3s"' not in page
        assert (
            "You wrote to the buyer: Send the invoice" in page
            and "Sent to the buyer: Send the invoice" in page
        )
        await messages.erase(world.house.db, [int(path.rpartition("/")[2])])
        page = await desk.page(path)
        assert "The text was erased" in page and "Facture.pdf" not in page
        assert (await (await other_shop(world)).get(f"{path}/writing")).status_code == 404


async def test_what_did_not_go_is_cured_on_the_page(database_url: str, tmp_path: Path) -> None:
    async with open_order(database_url, tmp_path) as (desk, path, code):
        world, faults = desk.world, desk.world.other.amazon_ground.faults
        faults.arm("answer_lost", site="amazon", operation="POST */messages/*", times=1)
        await post(desk, path, {"kind": "delivery", "token": "a", "text": "Bonjour,\r\nquand\0?"})
        await world.settle(20)
        page = await desk.page(path)
        for said in ("it is not known whether your message went", "Send it again", "the buyer gets it twice"):
            assert said in page, said
        assert "it is not known whether your message went" not in await desk.page("/journal")
        again, leave = (
            re.search(rf'action="({path}/messages/\d+/{act})"', page) for act in ("again", "leave")
        )
        assert again is not None and leave is not None
        stranger = await other_shop(world)
        for form in (again, leave):
            assert (await stranger.post(form[1], headers=SAME)).status_code == 404
        await desk.browser.post(again[1], headers=SAME)
        await world.settle(20)
        assert [each["body"]["text"] for each in world.other.messaging.received(code)] == [
            "Bonjour,\nquand ?"
        ] * 2


async def test_what_was_refused_is_changed_and_sent_again(database_url: str, tmp_path: Path) -> None:
    async with open_order(database_url, tmp_path) as (desk, path, code):
        world, faults = desk.world, desk.world.other.amazon_ground.faults
        world.other.messaging.change(code, "forbid", "unexpectedProblem")
        faults.arm("outage", site="amazon", operation="GET */messaging/*", times=4)
        await post(desk, path, {"kind": "problem", "token": "b", "text": "Cassé."})
        await world.settle(60)
        page = await desk.page(path)
        assert "Amazon does not allow it for this order now" in page
        change = re.search(rf'href="({path}/writing\?from=\d+)"', page)
        assert change is not None
        world.other.messaging.change(code, "usual", "unexpectedProblem")
        form = await desk.page(f"{change[1]}&fresh=1")
        assert "Cassé.</textarea>" in form
        instead = re.search(r'name="instead" value="(\d+)"', form)
        assert instead is not None
        said = {
            "kind": "problem",
            "token": token_of(form, "problem"),
            "text": "Cassée.",
            "instead": instead[1],
        }
        assert (await post(desk, path, said)).status_code == 303
        await world.settle(20)
        page = await desk.page(path)
        assert "was not sent" not in page and "Cassée." in page
        assert world.other.messaging.received(code)[-1]["body"] == {"text": "Cassée."}


async def test_a_review_is_one_button_and_the_setting_asks_by_itself(
    database_url: str, tmp_path: Path
) -> None:
    async with open_order(database_url, tmp_path) as (desk, path, code):
        world = desk.world
        world.other.messaging.change(code, "allow", REVIEW)
        page = await desk.page(f"{path}/writing")
        assert "Amazon asks the buyer, in its own words" in page
        for _ in range(2):
            assert (await post(desk, path, {"kind": "review", "token": "any"})).status_code == 303
        await world.settle(20)
        assert [each["kind"] for each in world.other.messaging.received(code)] == [REVIEW]
        assert "the buyer was asked already" in await desk.page(f"{path}/writing?fresh=1")
        assert "Amazon asked the buyer for a review" in await desk.page(path)
        assert "Never by itself" in await desk.page("/orders/settings")
        answer = await desk.browser.post("/orders/settings/reviews", data={"days": "9"}, headers=SAME)
        assert answer.headers["location"] == "/orders/settings?said=kept"
        assert await order_settings.find(world.house.db, desk.shop_id, DAYS) == "9"
        assert '<option value="9" selected>' in await desk.page("/orders/settings?said=kept")
        answer = await desk.browser.post("/orders/settings/reviews", data={"days": "3"}, headers=SAME)
        assert answer.status_code == 400
