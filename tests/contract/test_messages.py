"""Writing to buyers from end to end: our own client before the sandbox; Amazon's models judge both sides."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from backend.domain.messages import DAY, FORMS, Draft, File, FileType, MessageKind
from backend.marketplaces.messages import Addressed
from backend.sandbox.amazon.app import open_amazon
from backend.sandbox.amazon.config import AmazonConfig, credentials
from backend.sandbox.amazon.judge import Judge
from backend.sandbox.amazon.messaging_operations import KINDS, REVIEW
from backend.sandbox.clock import SandboxClock
from backend.sandbox.site import Ground
from backend.transport.errors import NotAuthorized, NotFound, Rejected
from tests.contract.calling import calling
from tests.contract.reference import needs_models
from tests.contract.test_orders import Counter, open_counter
from tests.contract.test_our_client import GIVEN, PLACE, SELLER

PDF = b"%PDF-1.7\n\x00\x01 an invoice"
TEXT = Draft(text="Guten Tag,\n\nwann dürfen wir liefern?")
PAPER = Draft(starts="2026-06-01", ends="2028-05-31", files=(File("Garantie Ä.pdf", FileType.PDF, len(PDF)),))


@pytest.fixture
async def counter(ground: Ground, clock: SandboxClock) -> AsyncIterator[Counter]:
    async with open_counter(ground, clock) as found:
        yield found


def to(code: str) -> Addressed:
    return Addressed(SELLER, PLACE, code)


async def kinds(counter: Counter, code: str) -> set[MessageKind]:
    return {*(await counter.amazon.messages.allowed(to(code))).kinds}


async def test_what_may_be_written_follows_from_state_kind_and_age(counter: Counter) -> None:
    open_, sent = (
        {MessageKind.DELIVERY, MessageKind.ORDER, MessageKind.PROBLEM},
        {
            MessageKind.DELIVERY,
            MessageKind.PROBLEM,
            MessageKind.LEGAL,
            MessageKind.WARRANTY,
            MessageKind.INVOICE,
        },
    )
    assert await kinds(counter, counter.sell(pending=True)) == set()
    code, custom = counter.sell(), counter.sell(kind="customized")
    assert await kinds(counter, code) == open_
    assert await kinds(counter, custom) == open_ | {MessageKind.CUSTOMIZATION}
    said = await counter.amazon.messages.allowed(to(code))
    assert (said.language, said.others, said.no_role) == ("de-DE", (), ())
    counter.messaging.change(code, "language", "fr_FR")
    counter.messaging.change(code, "allow", "digitalAccessKey")
    counter.messaging.change(code, "forbid", "unexpectedProblem")
    said = await counter.amazon.messages.allowed(to(code), interactive=True)
    assert said.language == "fr-FR"
    assert {*said.kinds} == open_ - {MessageKind.PROBLEM} | {MessageKind.ACCESS_KEY}
    counter.messaging.change(code, "usual", "digitalAccessKey")
    counter.messaging.change(code, "usual", "unexpectedProblem")
    counter.orders.ship(code)
    assert await kinds(counter, code) == sent
    counter.clock.advance(10 * DAY)
    assert await kinds(counter, code) == sent  # delivered on the sixth day: too early
    counter.clock.advance(2 * DAY)
    assert await kinds(counter, code) == sent | {MessageKind.REVIEW}
    counter.clock.advance(25 * DAY)
    assert await kinds(counter, code) == set()
    with pytest.raises(NotFound):
        await counter.amazon.messages.allowed(to("402-0000000-0000000"))


async def test_every_kind_arrives_exactly_as_it_was_written(counter: Counter) -> None:
    code = counter.sell()
    for kind in KINDS:
        counter.messaging.change(code, "allow", kind)
    counter.messaging.change(code, "allow", REVIEW)
    for kind in MessageKind:
        draft = PAPER if FORMS[kind].needs_files else TEXT
        attached = [await counter.amazon.messages.attach(to(code), kind, PDF) for _ in draft.files]
        await counter.amazon.messages.send(to(code), kind, draft, attached)
    arrived = {message["kind"]: message["body"] for message in counter.messaging.received(code)}
    assert {*arrived} == {*KINDS, REVIEW}
    assert arrived["confirmOrderDetails"] == {"text": TEXT.text}
    assert arrived["warranty"]["coverageEndDate"] == "2028-05-31T23:59:59Z"
    assert [file["fileName"] for file in arrived["invoice"]["attachments"]] == ["Garantie Ä.pdf"]
    assert arrived[REVIEW] == {}
    with pytest.raises(Rejected) as caught:
        await counter.amazon.messages.send(to(code), MessageKind.REVIEW, Draft(), ())
    assert caught.value.code == "not_allowed"  # a 403 that is no missing role


@pytest.mark.parametrize(
    "text", ["<b>Hello</b>", "write to me@example.com", "   "], ids=["html", "mail", "empty"]
)
async def test_a_text_that_amazon_does_not_take_is_refused(counter: Counter, text: str) -> None:
    code = counter.sell()
    with pytest.raises(Rejected):
        await counter.amazon.messages.send(to(code), MessageKind.ORDER, Draft(text=text), ())
    assert counter.messaging.received(code) == []


async def test_a_missing_role_closes_one_of_the_two(counter: Counter) -> None:
    code = counter.sell()
    counter.ground.faults.arm("role_missing", operation="GET */messaging/*")
    said = await counter.amazon.messages.allowed(to(code))
    assert (said.kinds, said.no_role) == ((), ("messages",))
    counter.ground.faults.arm("role_missing", operation="POST */messaging/*")
    with pytest.raises(NotAuthorized):
        await counter.amazon.messages.send(to(code), MessageKind.ORDER, TEXT, ())


async def test_files_are_bound_to_their_content_and_their_message(counter: Counter) -> None:
    code = counter.sell()
    counter.orders.ship(code)
    port = counter.amazon.messages
    with pytest.raises(Rejected):
        await port.send(to(code), MessageKind.INVOICE, PAPER, ["nothing"])
    for_warranty = await port.attach(to(code), MessageKind.WARRANTY, PDF)
    with pytest.raises(Rejected):
        await port.send(to(code), MessageKind.INVOICE, PAPER, [for_warranty])
    no_pdf = await port.attach(to(code), MessageKind.INVOICE, b"\x89PNG\r\n\x1a\n")
    with pytest.raises(Rejected):
        await port.send(to(code), MessageKind.INVOICE, PAPER, [no_pdf])
    assert counter.messaging.received(code) == []


BODIES: list[tuple[str, Any]] = [
    ("confirmOrderDetails", {"text": "a" * 2001}),
    ("confirmOrderDetails", {"text": "Hello", "attachments": []}),
    ("digitalAccessKey", {"text": "a" * 401}),
    ("confirmCustomizationDetails", {"text": ""}),
    ("warranty", {"coverageStartDate": "yesterday"}),
    ("invoice", {"text": "Hello"}),
    ("legalDisclosure", {"attachments": [{"fileName": "a.pdf"}]}),
]


@needs_models
async def test_a_body_is_held_against_its_kind_and_a_put_against_its_address(
    judge: Judge, ground: Ground, clock: SandboxClock
) -> None:
    config = AmazonConfig(rate_factor=0)
    site = open_amazon(config, ground)
    code = site.orders.sell(SELLER.seller_id, PLACE, GIVEN["sku"], 1)
    for kind in KINDS:
        site.messaging.change(code, "allow", kind)
    async with calling(site.app, judge, credentials(config)) as caller:
        await caller.sign_in()
        here, root = {"marketplaceIds": PLACE}, f"/messaging/v1/orders/{code}"
        for kind, body in BODIES:
            answer = await caller.call("POST", f"{root}/messages/{kind}", here, body)
            assert answer.status_code == 400, (kind, answer.text)
            assert caller.judged.verdicts[-1].request, kind
        elsewhere = await caller.call("GET", root, {"marketplaceIds": "A13V1IB3VIYZZH"})
        assert elsewhere.status_code == 400
        md5 = {**here, "contentMD5": "XUFAKrxLKna5cZ2REBfFkg=="}  # of "hello"
        uploads = "/uploads/2020-11-01/uploadDestinations"
        assert (
            await caller.call("POST", f"{uploads}/aplus/2020-11-01/contentDocuments", md5)
        ).status_code == 400
        made = (await caller.call("POST", f"{uploads}{root}/messages/invoice", md5)).json()["payload"]
        for headers in ({}, {**made["headers"], "Content-MD5": "x"}):
            assert (await put(caller.http, made, b"hello", headers)).status_code == 403
        assert (await put(caller.http, made, b"other")).status_code == 400
        assert (await put(caller.http, {**made, "url": made["url"] + "0"}, b"hello")).status_code == 403
        assert (await put(caller.http, made, b"hello")).status_code == 200
        clock.advance(901)
        assert (await put(caller.http, made, b"hello")).status_code == 403
    assert site.messaging.received(code) == []


async def put(
    http: httpx.AsyncClient, made: dict[str, Any], content: bytes, headers: dict[str, str] | None = None
) -> httpx.Response:
    return await http.put(
        made["url"], content=content, headers=made["headers"] if headers is None else headers
    )


async def test_the_inbox_shows_what_came_and_lets_somebody_play(ground: Ground, clock: SandboxClock) -> None:
    async with open_counter(ground, clock) as counter:
        code = counter.sell()
        for kind in (*KINDS, REVIEW):
            counter.messaging.change(code, "allow", kind)
        for each in MessageKind:
            draft = PAPER if FORMS[each].needs_files else TEXT
            attached = [await counter.amazon.messages.attach(to(code), each, PDF) for _ in draft.files]
            await counter.amazon.messages.send(to(code), each, draft, attached)
    site = open_amazon(AmazonConfig(rate_factor=0), ground)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(site.app), base_url="http://amazon"
    ) as browser:
        page = (await browser.get(f"/inbox/{code}")).text
        for said in ("wann dürfen wir liefern?", "Garantie Ä.pdf", "2028-05-31", "Please review", *KINDS):
            assert said in page, said
        number = next(each["id"] for each in site.messaging.received(code) if each["kind"] == "invoice")
        assert (await browser.get(f"/inbox/{code}/{number}/0")).content == PDF
        assert (await browser.get(f"/inbox/{code}/{number}/1")).status_code == 404
        pressed = await browser.post(f"/inbox/{code}", data={"act": "forbid", "value": "invoice"})
        assert pressed.status_code == 303 and "As usual" in (await browser.get(f"/inbox/{code}")).text
        assert (await browser.post(f"/inbox/{code}", data={"act": "allow", "value": "x"})).status_code == 400
        answer = await browser.post(
            "/sandbox/messages", json={"order": code, "act": "usual", "kind": "warranty"}
        )
        assert answer.status_code == 200 and "warranty" not in site.messaging.allowed(
            site.orders.get(code) or {}
        )
        assert len((await browser.get(f"/sandbox/messages?order={code}")).json()) == len(MessageKind)
        assert (await browser.get("/inbox/402-1")).status_code == 404
        other = site.orders.sell(SELLER.seller_id, PLACE, GIVEN["sku"], 1)
        assert "Nothing has arrived." in (await browser.get(f"/inbox/{other}")).text
