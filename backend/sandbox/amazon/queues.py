"""The queues at AWS that belong to the operator: messages, hidden for a while when they are handed out."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from backend.sandbox.amazon.config import AmazonConfig
from backend.sandbox.store import Document, Store

KIND = "amazon_queue_message"
RETENTION = 4 * 86400  # seconds, as a new queue has it
_NAME = re.compile(r"[\w-]{1,80}")


@dataclass(frozen=True, slots=True)
class Handed:
    """A message as it is handed out: `receipt` deletes it, `received` says how often it was."""

    id: str
    receipt: str
    body: str
    sent_at: float
    received: int


class Queues:
    """Every queue of the account; a queue is there when its name is spoken."""

    def __init__(self, config: AmazonConfig, store: Store, clock: Callable[[], float]) -> None:
        self._config, self._store, self._clock = config, store, clock
        store.declare(
            KIND,
            {
                "queue": lambda message: message["queue"],
                "visible_at": lambda message: message["visible_at"],
                "sent_at": lambda message: message["sent_at"],
            },
            indexed=["queue", "sent_at"],
        )

    def name_of(self, arn: str) -> str:
        """The queue that an ARN names; "" where it is none of this account or a FIFO queue."""
        front, _, name = arn.rpartition(":")
        mine = front == f"arn:aws:sqs:{self._config.queue_region}:{self._config.queue_account}"
        return name if mine and _NAME.fullmatch(name) else ""

    def send(self, name: str, body: str, delay: float = 0.0) -> None:
        """A new message, the first to see after `delay` seconds."""
        key, now = str(self._store.next_number(KIND)).zfill(12), self._clock()
        message = {"id": str(uuid.uuid4()), "queue": name, "body": body, "sent_at": now, "visible_at": now + delay,
                   "received": 0}  # fmt: skip
        self._store.put(KIND, key, {**message, "key": key})

    def receive(self, name: str, most: int, hidden: float) -> list[Handed]:
        """Up to `most` messages that are to be seen, which nobody else sees for `hidden` seconds."""
        now = self._clock()
        with self._store.transaction():
            self._store.delete_where(KIND, [("sent_at", "<", now - RETENTION)])
            found = self._store.find(KIND, [("queue", "=", name), ("visible_at", "<=", now)], order=["key"])
            return [self._handed(message, now + hidden) for message in found[:most]]

    def delete(self, name: str, receipt: str) -> bool:
        """Delete by a receipt; False for one that never was. An older receipt of a message deletes nothing."""
        key, _, number = receipt.partition("-")
        message = self._store.get(KIND, key)
        if not (key.isdigit() and number.isdigit()):
            return False
        if message and message["queue"] == name and message["received"] == int(number):
            self._store.delete(KIND, key)
        return True

    def waiting(self, name: str) -> int:
        """How many messages the queue holds, hidden or not."""
        return len(self._store.find(KIND, [("queue", "=", name)]))

    def _handed(self, message: Document, visible_at: float) -> Handed:
        message |= {"visible_at": visible_at, "received": message["received"] + 1}
        self._store.put(KIND, message["key"], message)
        receipt = f"{message['key']}-{message['received']}"
        return Handed(message["id"], receipt, message["body"], message["sent_at"], message["received"])
