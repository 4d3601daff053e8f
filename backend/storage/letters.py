"""Letters: mails as rows. A row that waits is sent by the mail lane; what was sent keeps no text."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.storage.database import Database, Row
from backend.storage.secrets import Vault

KEPT = 30 * 86_400  # seconds that the row of a mail is kept, without its text
SENT_AGAIN_AFTER = 300  # seconds after a sending whose end is not known


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that waits; times epoch seconds UTC. `doubted`: how often nobody knows whether it went."""

    id: int
    kind: str
    recipient: str
    subject: str
    message_id: str
    attempts: int
    until: int
    sending_at: int | None
    doubted: int
    body: str = field(repr=False)


async def write(
    db: Database, vault: Vault, kind: str, recipient: str, subject: str, body: str, message_id: str, now: int,
    until: int,
) -> None:  # fmt: skip
    """Put a mail into the post; `until`: after that it is of no use. Old ones are swept.

    Without a recipient it is for nobody: it is written as the others are, so that an address we do not know takes as
    long as one we know, and never sent.
    """
    await db.execute("delete from letter where created_at < :old", {"old": now - KEPT})
    await db.execute(
        "insert into letter (kind, recipient, subject, body, message_id, state, next_at, until, created_at)"
        " values (:kind, :recipient, :subject, :body, :message, :state, :now, :until, :now)",
        {"kind": kind, "recipient": recipient, "subject": subject, "body": vault.seal(body, f"letter {message_id}"),
         "message": message_id, "state": "waiting" if recipient else "nobody", "now": now, "until": until},
    )  # fmt: skip


async def next_letter(db: Database, vault: Vault, now: int) -> Letter | None:
    """The mail that has been due longest."""
    row = await db.fetch_one(
        "select * from letter where state = 'waiting' and next_at <= :now order by next_at, id limit 1",
        {"now": now},
    )
    return _letter(row, vault) if row else None


async def next_due(db: Database) -> int | None:
    """When the next mail is due; None when none waits."""
    value = await db.fetch_val("select min(next_at) from letter where state = 'waiting'")
    return int(value) if value is not None else None


async def sending(db: Database, letter: Letter, now: int) -> None:
    """Written down before the deed: should we be killed in it, it is known that it may have gone."""
    await db.execute(
        "update letter set sending_at = :now, attempts = attempts + 1, next_at = :again where id = :id",
        {"now": now, "again": now + SENT_AGAIN_AFTER, "id": letter.id},
    )


async def later(db: Database, letter: Letter, next_at: int, trouble: str, *, doubted: bool = False) -> None:
    """It waits for another try. Without `doubted` it certainly did not go."""
    await db.execute(
        "update letter set sending_at = null, next_at = :at, trouble = :trouble, doubted = doubted + :doubt"
        " where id = :id",
        {"at": next_at, "trouble": trouble[:300], "doubt": int(doubted), "id": letter.id},
    )


async def end(db: Database, letter: Letter, state: str, now: int, trouble: str = "") -> None:
    """It is over: sent, failed or unsure. Its text, and the link in it, goes."""
    await db.execute(
        "update letter set state = :state, body = '', sending_at = null, ended_at = :now, trouble = :trouble"
        " where id = :id",
        {"state": state, "now": now, "trouble": trouble[:300], "id": letter.id},
    )


async def counts(db: Database) -> Mapping[str, int]:
    """How many mails of the last month are in which state, without those for nobody."""
    rows = await db.fetch_all(
        "select state, count(*) as n from letter where state <> 'nobody' group by state"
    )
    return {row["state"]: int(row["n"]) for row in rows}


def _letter(row: Row, vault: Vault) -> Letter:
    return Letter(
        row["id"], row["kind"], row["recipient"], row["subject"], row["message_id"], row["attempts"], row["until"],
        row["sending_at"], row["doubted"], vault.open(row["body"], f"letter {row['message_id']}"),
    )  # fmt: skip
