"""The sandbox's queue: who is let in, what is handed out, what comes back."""

import asyncio
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.marketplaces.amazon.queue import SqsQueue
from backend.queue_setting import Queue
from backend.sandbox.amazon.app import create_amazon
from backend.sandbox.amazon.config import AmazonConfig
from backend.sandbox.amazon.queues import RETENTION, Queues
from backend.sandbox.amazon.signature import parts_of, signature
from backend.sandbox.clock import SandboxClock
from backend.sandbox.site import Ground, create_ground
from backend.transport.errors import NotAuthorized, Rejected, Unavailable

CONFIG = AmazonConfig(address="http://amazon.test")
URL = "http://amazon.test/queue/000000000001/storelane"
JSON = "application/x-amz-json-1.0"


class Desk:
    """A queue with messages, and two ways to it: our client's, and by hand with our client's signature."""

    def __init__(self, clock: SandboxClock | None = None, path: Path | None = None, **setting: str) -> None:
        self.ground: Ground = create_ground(path, clock or SandboxClock.standing())
        self.app = create_amazon(CONFIG, self.ground)
        self.queues = Queues(CONFIG, self.ground.store, self.ground.clock)
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(self.app))
        told = {"url": URL, "region": CONFIG.queue_region, "key_id": CONFIG.queue_key_id,
                "key_secret": CONFIG.queue_key_secret, **setting}  # fmt: skip
        self.setting = Queue(**told)
        self.client = SqsQueue(self.http, self.setting)

    async def call(self, action: str, **wish: Any) -> httpx.Response:
        content = json.dumps({"QueueUrl": URL, **wish}).encode()
        headers = self.client._signed(action, content)
        return await self.http.post(self.setting.endpoint, content=content, headers=headers)


def error(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["__type"].partition("#")[2]


def test_the_signature_is_that_of_the_published_example() -> None:
    # AWS's Signature Version 4 test suite, get-vanilla.
    said = (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
        " SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
    )
    parts = parts_of(said)
    headers = {"host": "example.amazonaws.com", "x-amz-date": "20150830T123600Z"}
    secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    assert signature(secret, parts, "GET", "/", "", headers, b"") == parts["signature"]
    assert signature(secret, parts, "GET", "/", "", headers, b"x") != parts["signature"]


async def test_our_client_is_let_in_with_its_keys_at_the_true_time() -> None:
    desk = Desk()
    headers = desk.client._signed("ReceiveMessage", b"{}")
    signed = datetime.strptime(headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert abs(signed.timestamp() - time.time()) < 60
    desk.queues.send("storelane", "hello")
    assert [message.body for message in await desk.client.receive()] == ["hello"]


@pytest.mark.parametrize(
    ("setting", "type_"),
    [
        ({"key_secret": "another"}, "InvalidSignatureException"),
        ({"region": "us-east-1"}, "InvalidSignatureException"),
        ({"key_id": "AKIANOBODY"}, "UnrecognizedClientException"),
    ],
)
async def test_who_signs_wrongly_is_not_let_in(setting: dict[str, str], type_: str) -> None:
    desk = Desk(**setting)
    assert error(await desk.call("ReceiveMessage")) == (403, type_)
    with pytest.raises(NotAuthorized) as caught:
        await desk.client.receive()
    assert (caught.value.reason, caught.value.code) == ("client", type_)
    assert setting.get("key_secret", "no secret") not in str(caught.value)


async def test_a_changed_body_breaks_the_signature_and_none_is_none() -> None:
    desk = Desk()
    headers = desk.client._signed("ReceiveMessage", b"{}")
    answer = await desk.http.post(desk.setting.endpoint, content=b'{"a": 1}', headers=headers)
    assert error(answer) == (403, "InvalidSignatureException")
    bare = await desk.http.post(desk.setting.endpoint, content=b"{}", headers={"content-type": JSON})
    assert error(bare) == (403, "MissingAuthenticationTokenException")


async def test_a_message_is_hidden_comes_back_and_is_deleted_by_its_newest_receipt() -> None:
    desk = Desk()
    desk.queues.send("storelane", "one")
    (first,) = await desk.client.receive()
    assert await desk.client.receive() == []
    desk.ground.clock.advance(61)
    (second,) = await desk.client.receive()
    await desk.client.delete([first.receipt])
    assert desk.queues.waiting("storelane") == 1
    await desk.client.delete([second.receipt])
    assert desk.queues.waiting("storelane") == 0
    await desk.client.delete([second.receipt])


async def test_ten_are_handed_out_at_a_time_and_more_are_deleted_in_parts() -> None:
    desk = Desk()
    for number in range(23):
        desk.queues.send("storelane", str(number))
    found = [message for _ in range(3) for message in await desk.client.receive()]
    assert [message.body for message in found] == [str(number) for number in range(23)]
    await desk.client.delete([message.receipt for message in found])
    assert desk.queues.waiting("storelane") == 0


async def test_one_that_was_sent_late_comes_after_those_that_follow_it() -> None:
    desk = Desk()
    desk.queues.send("storelane", "late", 60)
    desk.queues.send("storelane", "soon")
    assert [message.body for message in await desk.client.receive()] == ["soon"]
    desk.ground.clock.advance(60)
    assert "late" in [message.body for message in await desk.client.receive()]


async def test_messages_outlive_a_restart_but_not_their_retention(tmp_path: Path) -> None:
    desk = Desk(path=tmp_path / "amazon.sqlite3")
    desk.queues.send("storelane", "one")
    desk.ground.store.close()
    again = Desk(path=tmp_path / "amazon.sqlite3")
    assert [message.body for message in await again.client.receive()] == ["one"]
    again.ground.clock.advance(RETENTION + 1)
    assert await again.client.receive() == []
    again.ground.store.close()


@pytest.mark.parametrize(
    ("action", "wish", "type_"),
    [
        ("ReceiveMessage", {"MaxNumberOfMessages": 11}, "InvalidParameterValue"),
        ("ReceiveMessage", {"WaitTimeSeconds": "20"}, "InvalidParameterValue"),
        ("ReceiveMessage", {"QueueUrl": "http://amazon.test/queue/1/other"}, "QueueDoesNotExist"),
        ("ReceiveMessage", {"QueueUrl": f"{URL}.fifo"}, "QueueDoesNotExist"),
        ("DeleteMessage", {"ReceiptHandle": "nonsense"}, "ReceiptHandleIsInvalid"),
        ("DeleteMessageBatch", {}, "EmptyBatchRequest"),
        ("DeleteMessageBatch", {"Entries": [{"Id": "1"}, {"Id": "1"}]}, "BatchEntryIdsNotDistinct"),
        ("DeleteMessageBatch", {"Entries": [{"Id": str(n)} for n in range(11)]}, "TooManyEntriesInBatchRequest"),
        ("PurgeQueue", {}, "UnknownOperationException"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_refused(action: str, wish: dict[str, Any], type_: str) -> None:
    answer = await Desk().call(action, **wish)
    assert error(answer) == (400, type_)


async def test_a_batch_says_of_each_whether_it_is_gone() -> None:
    desk = Desk()
    desk.queues.send("storelane", "one")
    (message,) = await desk.client.receive()
    entries = [{"Id": "a", "ReceiptHandle": message.receipt}, {"Id": "b", "ReceiptHandle": "nonsense"}]
    said = (await desk.call("DeleteMessageBatch", Entries=entries)).json()
    assert said["Successful"] == [{"Id": "a"}]
    assert [one["Id"] for one in said["Failed"]] == ["b"]


async def test_a_queue_that_is_not_there_and_answers_without_sense_are_told_apart() -> None:
    desk = Desk(url=f"{URL}.fifo")
    with pytest.raises(Rejected, match="QueueDoesNotExist"):
        await desk.client.receive()
    desk = Desk()
    desk.ground.faults.arm("broken_json", site="amazon", times=1)
    desk.queues.send("storelane", "one")
    with pytest.raises(Unavailable):
        await desk.client.receive()


async def test_where_time_runs_a_long_poll_waits_for_what_comes() -> None:
    desk = Desk(SandboxClock())
    waiting = asyncio.create_task(desk.client.receive())
    await asyncio.sleep(0.1)
    assert not waiting.done()
    desk.queues.send("storelane", "one")
    assert [message.body for message in await asyncio.wait_for(waiting, 2)] == ["one"]
