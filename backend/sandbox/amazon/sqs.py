"""A small SQS: ReceiveMessage, DeleteMessage and DeleteMessageBatch in its JSON protocol, for who signs rightly."""

import asyncio
import hashlib
import json
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from backend.sandbox.amazon.config import AmazonConfig
from backend.sandbox.amazon.queues import Handed, Queues
from backend.sandbox.amazon.signature import parts_of, same, signature
from backend.sandbox.clock import SandboxClock

TARGET = "AmazonSQS."
STEP, LONGEST = 0.25, 5.0  # seconds between looks of a long poll, and its end, so that the sandbox can stop
_CORAL, _SQS = "com.amazon.coral.service#", "com.amazonaws.sqs#"
Wish = dict[str, Any]


class SqsError(Exception):
    """An answer that is an error; `type` with its namespace, as the JSON protocol names it."""

    def __init__(self, type_: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.type, self.message, self.status = type_, message, status


class Sqs:
    """The operations at one address, the queue named in the body. `before`: what may put messages there first."""

    def __init__(
        self, config: AmazonConfig, queues: Queues, clock: SandboxClock, before: Callable[[], None]
    ) -> None:
        self._config, self._queues, self._clock, self._before = config, queues, clock, before

    async def endpoint(self, request: Request) -> Response:
        """POST /queue/."""
        try:
            body = await request.body()
            self._check_signature(request, body)
            target, wish = request.headers.get("x-amz-target", ""), _read(request, body)
            answer = await self._answer(target.removeprefix(TARGET), wish)
            return _said(answer, 200)
        except SqsError as error:
            return _said({"__type": error.type, "message": error.message}, error.status)

    async def _answer(self, action: str, wish: Wish) -> Wish:
        match action:
            case "ReceiveMessage":
                return await self._receive(wish)
            case "DeleteMessage":
                if not self._queues.delete(self._queue(wish), str(wish.get("ReceiptHandle", ""))):
                    raise SqsError(f"{_SQS}ReceiptHandleIsInvalid", "The input receipt handle is invalid.")
                return {}
            case "DeleteMessageBatch":
                return self._delete_batch(wish)
        raise SqsError(f"{_CORAL}UnknownOperationException", "")

    async def _receive(self, wish: Wish) -> Wish:
        name = self._queue(wish)
        most = _number(wish, "MaxNumberOfMessages", 1, 1, 10)
        wait = _number(wish, "WaitTimeSeconds", 0, 0, 20)
        hidden = _number(wish, "VisibilityTimeout", 30, 0, 43_200)
        # Where time only moves by hand nothing comes while somebody waits.
        steps = int(min(wait, LONGEST) / STEP) if self._clock.factor else 0
        for step in range(steps + 1):
            self._before()
            if found := self._queues.receive(name, most, hidden):
                return {"Messages": [_message(one) for one in found]}
            if step < steps:
                await asyncio.sleep(STEP)
        return {}

    def _delete_batch(self, wish: Wish) -> Wish:
        name, entries = self._queue(wish), wish.get("Entries")
        if not isinstance(entries, list) or not entries:
            raise SqsError(
                f"{_SQS}EmptyBatchRequest", "There should be at least one DeleteMessageBatchRequestEntry."
            )
        if len(entries) > 10:
            raise SqsError(
                f"{_SQS}TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10."
            )
        ids = [str(entry.get("Id", "")) for entry in entries]
        if len(set(ids)) < len(ids):
            raise SqsError(f"{_SQS}BatchEntryIdsNotDistinct", "Two or more batch entries have the same Id.")
        done: list[Wish] = []
        failed: list[Wish] = []
        for id_, entry in zip(ids, entries, strict=True):
            if self._queues.delete(name, str(entry.get("ReceiptHandle", ""))):
                done.append({"Id": id_})
            else:
                failed.append({"Id": id_, "Code": "ReceiptHandleIsInvalid", "SenderFault": True})
        return {"Successful": done, "Failed": failed}

    def _queue(self, wish: Wish) -> str:
        """The name of the queue. One of another account is not there for us."""
        account, _, name = urlsplit(str(wish.get("QueueUrl", ""))).path.rpartition("/")
        arn = f"arn:aws:sqs:{self._config.queue_region}:{account.rpartition('/')[2]}:{name}"
        if found := self._queues.name_of(arn):
            return found
        raise SqsError(f"{_SQS}QueueDoesNotExist", "The specified queue does not exist.")

    def _check_signature(self, request: Request, body: bytes) -> None:
        """The age of a signature is not asked: time in the sandbox may be moved by hand."""
        config, parts = self._config, parts_of(request.headers.get("authorization", ""))
        if not parts:
            raise SqsError(
                f"{_CORAL}MissingAuthenticationTokenException", "Request is missing Authentication Token", 403
            )
        if parts["key"] != config.queue_key_id:
            words = "The security token included in the request is invalid."
            raise SqsError(f"{_CORAL}UnrecognizedClientException", words, 403)
        raw = (
            (request.scope.get("raw_path") or request.scope["path"].encode())
            .decode("latin-1")
            .partition("?")[0]
        )
        query = request.scope["query_string"].decode("latin-1")
        wanted = signature(
            config.queue_key_secret, parts, request.method, raw, query, dict(request.headers.items()), body
        )
        here = (parts["region"], parts["service"]) == (config.queue_region, "sqs")
        if not here or not same(wanted, parts["signature"]):
            words = (
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret"
                " Access Key and signing method. Consult the service documentation for details."
            )
            raise SqsError(f"{_CORAL}InvalidSignatureException", words, 403)


def _read(request: Request, body: bytes) -> Wish:
    kind = request.headers.get("content-type", "")
    if kind != "application/x-amz-json-1.0":
        raise SqsError(f"{_CORAL}UnknownOperationException", "", 404)
    try:
        wish = json.loads(body)
    except ValueError:
        wish = None
    if not isinstance(wish, dict):
        raise SqsError(f"{_CORAL}SerializationException", "The body is no JSON object.")
    return wish


def _number(wish: Wish, name: str, otherwise: int, least: int, most: int) -> int:
    found = wish.get(name, otherwise)
    if not isinstance(found, int) or isinstance(found, bool) or not least <= found <= most:
        words = f"Value {found} for parameter {name} is invalid. Reason: Must be between {least} and {most}."
        raise SqsError(f"{_SQS}InvalidParameterValue", words)
    return found


def _message(one: Handed) -> Wish:
    digest = hashlib.md5(one.body.encode(), usedforsecurity=False).hexdigest()
    return {"MessageId": one.id, "ReceiptHandle": one.receipt, "MD5OfBody": digest, "Body": one.body}


def _said(answer: Wish, status: int) -> Response:
    headers = {"x-amzn-RequestId": str(uuid.uuid4())}
    return Response(json.dumps(answer), status, headers, media_type="application/x-amz-json-1.0")
