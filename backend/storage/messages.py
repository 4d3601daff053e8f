"""Messages to buyers as rows: one that is wanted is sent by the messages lane. What was written stays sealed until the
people of its order are erased; its files only until it went."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from backend.domain.messages import Draft, File, FileType, MessageKind
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json
from backend.storage.secrets import SecretLost, Vault
from backend.storage.statements import among

REVIEW_TOKEN = "review"  # a review is asked for once, so its form is always the same


@dataclass(frozen=True, slots=True)
class Message:
    """A message; times epoch seconds UTC. `state`: wanted, sending, sent, refused, unsure (nobody knows whether it
    went), left (the merchant, or its time being over, ended it). `draft` None: it was erased, or cannot be read.
    `cause`, `code`: why it was refused, as a key and in the marketplace's own word."""

    id: int
    order_id: int
    order_code: str
    marketplace_id: str
    kind: MessageKind
    state: str
    made_by: str
    cause: str
    code: str
    created_at: int
    next_at: int
    attempts: int
    sending_at: int | None
    ended_at: int | None
    draft: Draft | None = field(repr=False)

    @property
    def moving(self) -> bool:
        """Whether it is on its way."""
        return self.state in ("wanted", "sending")


_SELECT = (
    "select m.*, o.order_code, o.marketplace_id from message m join orders o on o.id = m.order_id where "
)


async def write(
    db: Database, vault: Vault, order_id: int, kind: MessageKind, token: str, made_by: str, draft: Draft,
    contents: Sequence[bytes], now: int,
) -> int | None:  # fmt: skip
    """A message is wanted; None: the same form brought it already. Inside a transaction."""
    rows = await db.fetch_all(
        "insert into message (shop_id, seller_id, order_id, kind, token, made_by, state, created_at, next_at)"
        " select shop_id, seller_id, id, :kind, :token, :by, 'wanted', :now, :now from orders where id = :order"
        " on conflict (order_id, token) do nothing returning id",
        {"kind": kind.value, "token": token, "by": made_by, "now": now, "order": order_id},
    )
    if not rows:
        return None
    id_ = int(rows[0]["id"])
    said = [draft.text, draft.starts, draft.ends, [[f.name, f.type.value, f.size] for f in draft.files]]
    sealed = vault.seal(to_json(said), _owner(id_)) if draft != Draft() else ""
    await db.execute("update message set sealed = :sealed where id = :id", {"sealed": sealed, "id": id_})
    await db.execute_many(
        "insert into message_file (message_id, position, sealed) values (:id, :position, :sealed)",
        [
            {"id": id_, "position": n, "sealed": vault.seal(base64.b64encode(content).decode(), _owner(id_))}
            for n, content in enumerate(contents)
        ],
    )
    return id_


async def of_order(db: Database, vault: Vault, order_id: int, limit: int = 100) -> list[Message]:
    """What was written about an order, the newest first."""
    rows = await db.fetch_all(
        f"{_SELECT} m.order_id = :order order by m.id desc limit :limit", {"order": order_id, "limit": limit}
    )
    return [_message(row, vault) for row in rows]


async def find(db: Database, vault: Vault, message_id: int) -> Message | None:
    """One message."""
    row = await db.fetch_one(f"{_SELECT} m.id = :id", {"id": message_id})
    return _message(row, vault) if row else None


async def with_token(db: Database, vault: Vault, order_id: int, token: str) -> Message | None:
    """The message that a form brought."""
    row = await db.fetch_one(
        f"{_SELECT} m.order_id = :order and m.token = :token", {"order": order_id, "token": token}
    )
    return _message(row, vault) if row else None


async def contents(db: Database, vault: Vault, message: Message) -> list[bytes]:
    """The files of a message that has not gone, in their order. Raises SecretLost."""
    rows = await db.fetch_all(
        "select sealed from message_file where message_id = :id order by position", {"id": message.id}
    )
    return [base64.b64decode(vault.open(row["sealed"], _owner(message.id))) for row in rows]


# One to be sent, and a review of which it is not known whether it was asked for: that can be looked up.
_DUE = "(m.state = 'wanted' or m.state = 'unsure' and m.kind = 'review')"


async def due(db: Database, vault: Vault, seller_id: int, now: int, limit: int) -> list[Message]:
    """What is due of a seller, the longest waiting first."""
    rows = await db.fetch_all(
        f"{_SELECT} m.seller_id = :seller and {_DUE} and m.next_at <= :now order by m.next_at, m.id limit :limit",
        {"seller": seller_id, "now": now, "limit": limit},
    )
    return [_message(row, vault) for row in rows]


async def next_due(db: Database, seller_id: int) -> int | None:
    """When the next one is due; None when none waits."""
    value = await db.fetch_val(
        f"select min(m.next_at) from message m where m.seller_id = :seller and {_DUE}", {"seller": seller_id}
    )
    return int(value) if value is not None else None


async def cut_short(db: Database, vault: Vault, seller_id: int) -> list[Message]:
    """Those in whose sending we were killed."""
    rows = await db.fetch_all(
        f"{_SELECT} m.seller_id = :seller and m.state = 'sending' order by m.id", {"seller": seller_id}
    )
    return [_message(row, vault) for row in rows]


async def erase(db: Database, order_ids: Iterable[int]) -> int:
    """Forget what was written to the buyers of these orders; how many texts there were. One that waits to be sent is
    not sent any more."""
    ids = list(order_ids)
    if not ids:
        return 0
    marks, values = among("o", ids)
    await db.execute(
        "update message set state = 'left', cause = 'erased' where state = 'wanted' and kind <> 'review'"
        f" and order_id in ({marks})",
        values,
    )
    await db.execute(
        f"delete from message_file where message_id in (select id from message where order_id in ({marks}))",
        values,
    )
    return await db.execute(
        f"update message set sealed = '' where sealed <> '' and order_id in ({marks})", values
    )


def _owner(message_id: int) -> str:
    return f"message {message_id}"


def _message(row: Row, vault: Vault) -> Message:
    return Message(
        row["id"], row["order_id"], row["order_code"], row["marketplace_id"], MessageKind(row["kind"]), row["state"],
        row["made_by"], row["cause"], row["code"], row["created_at"], row["next_at"], row["attempts"],
        row["sending_at"], row["ended_at"], _draft(row, vault),
    )  # fmt: skip


def _draft(row: Row, vault: Vault) -> Draft | None:
    if not row["sealed"]:
        return None
    try:
        text, starts, ends, files = from_json(vault.open(row["sealed"], _owner(row["id"])))
    except SecretLost:
        return None
    return Draft(text, starts, ends, tuple(File(name, FileType(kind), size) for name, kind, size in files))
