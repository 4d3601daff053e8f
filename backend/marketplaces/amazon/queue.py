"""The queue at AWS in which Amazon's notifications wait: SQS's JSON protocol, signed with AWS Signature Version 4."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.marketplaces.amazon.reading import Entry, entries, parsed, text
from backend.queue_setting import Queue
from backend.transport.calls import Call, extensions
from backend.transport.client import HttpClient
from backend.transport.errors import NotAuthorized, Rejected, RemoteError, Throttled, Unavailable

AT_ONCE = 10  # messages, the most that SQS hands out or deletes at a time
WAIT = 20  # seconds that it may wait for a message
HIDDEN = 60  # seconds until a message that was not deleted comes back
_CLOSED = (
    "AccessDenied", "InvalidClientTokenId", "InvalidSignature", "MissingAuthenticationToken", "OptInRequired",
    "SignatureDoesNotMatch", "UnrecognizedClient",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Message:
    """A message with the receipt by which it is deleted."""

    receipt: str
    body: str


class SqsQueue:
    """One queue; raises the errors of transport/errors.py."""

    def __init__(self, http: HttpClient, setting: Queue) -> None:
        # Imported here: only who has a queue pays for it.
        from botocore.auth import SigV4Auth
        from botocore.credentials import Credentials

        self._http, self._setting = http, setting
        self._auth = SigV4Auth(Credentials(setting.key_id, setting.key_secret), "sqs", setting.region)

    async def receive(self) -> list[Message]:
        """The next messages, waiting for the first a while; they stay hidden from others for a minute."""
        wish = {"MaxNumberOfMessages": AT_ONCE, "WaitTimeSeconds": WAIT, "VisibilityTimeout": HIDDEN}
        said = await self._call("ReceiveMessage", wish, wait=WAIT)
        found = entries(said.get("Messages"))
        return [Message(text(one.get("ReceiptHandle")), text(one.get("Body"))) for one in found]

    async def delete(self, receipts: Sequence[str]) -> None:
        """These do not come back. One that SQS could not delete now does, and is deleted then."""
        for start in range(0, len(receipts), AT_ONCE):
            wish = [
                {"Id": str(number), "ReceiptHandle": receipt}
                for number, receipt in enumerate(receipts[start : start + AT_ONCE])
            ]
            await self._call("DeleteMessageBatch", {"Entries": wish})

    async def knock(self) -> None:
        """Whether we may take messages out: one is looked at and left there for everybody."""
        wish = {"MaxNumberOfMessages": 1, "WaitTimeSeconds": 0, "VisibilityTimeout": 0}
        await self._call("ReceiveMessage", wish)

    async def _call(self, action: str, wish: Mapping[str, Any], *, wait: int = 0) -> Entry:
        content = json.dumps({"QueueUrl": self._setting.url, **wish}).encode()
        request = self._http.build_request(
            "POST", self._setting.endpoint, content=content, headers=self._signed(action, content),
            timeout=wait + 15.0, extensions=extensions(Call(action, "queue", safe=action != "ReceiveMessage")),
        )  # fmt: skip
        response = await self._http.send(request)
        said = parsed(response.content)
        if not response.is_success:
            raise refusal(response.status_code, said or {})
        if said is None:
            raise Unavailable("the queue's answer makes no sense", status=response.status_code)
        return said

    def _signed(self, action: str, content: bytes) -> dict[str, str]:
        """The headers of a call with their signature, made at the true time: AWS checks it against its own."""
        from botocore.awsrequest import AWSRequest

        headers = {"content-type": "application/x-amz-json-1.0", "x-amz-target": f"AmazonSQS.{action}"}
        request = AWSRequest("POST", self._setting.endpoint, headers, content)
        self._auth.add_auth(request)
        return dict(request.headers.items())


def refusal(status: int, said: Entry) -> RemoteError:
    """The error that an answer of SQS stands for; `__type` names it behind a namespace."""
    code = text(said.get("__type")).rpartition("#")[2]
    words = text(said.get("message")) or text(said.get("Message")) or f"the queue answered {status}"
    if status == 429 or "Throttl" in code:
        return Throttled(words, retry_after=5.0)
    if status >= 500 or status == 408 or status < 400:
        return Unavailable(words, status=status)
    if status in (401, 403) or code.startswith(_CLOSED):
        return NotAuthorized(f"{code}: {words}"[:300], reason="client", status=status, code=code)
    return Rejected(f"{code}: {words}"[:300], status=status, code=code)
