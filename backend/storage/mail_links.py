"""The links in mails: one use, an end, and only a hash of them is kept."""

import hashlib
from dataclasses import dataclass, field

from backend.storage.database import Database, Row

KEPT = 7 * 86_400  # seconds that an old link is kept, so that it can be told from one that never was


@dataclass(frozen=True, slots=True)
class MailLink:
    """What a link does once it is used. `purpose`: confirm (a new account), password, email. `round`: the shop's round
    that goes on afterwards, or ""."""

    owner_id: int | None
    purpose: str
    email: str
    language: str
    round: str
    expires_at: int
    used: bool
    password: str = field(repr=False, default="")


async def make(
    db: Database, token: str, purpose: str, now: int, *, lasts: int, owner_id: int | None = None, email: str = "",
    password: str = "", language: str = "", round_: str = "",
) -> None:  # fmt: skip
    """Write a link down; old ones are swept."""
    await db.execute("delete from mail_link where expires_at < :old", {"old": now - KEPT})
    await db.execute(
        "insert into mail_link (token, owner_id, purpose, email, password, language, round, created_at, expires_at)"
        " values (:token, :owner, :purpose, :email, :password, :language, :round, :now, :ends)",
        {"token": _hash(token), "owner": owner_id, "purpose": purpose, "email": email, "password": password,
         "language": language, "round": round_, "now": now, "ends": now + lasts},
    )  # fmt: skip


async def look(db: Database, token: str) -> MailLink | None:
    """A link without using it; None when it never was, or is long gone."""
    row = await db.fetch_one("select * from mail_link where token = :token", {"token": _hash(token)})
    return _link(row) if row else None


async def use(db: Database, token: str, now: int) -> MailLink | None:
    """Take a link, once: None when it is unknown, used before or too old."""
    row = await db.fetch_one(
        "update mail_link set used_at = :now where token = :token and used_at is null and expires_at >= :now"
        " and purpose <> 'nobody' returning *",
        {"token": _hash(token), "now": now},
    )
    return _link(row) if row else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _link(row: Row) -> MailLink:
    return MailLink(
        row["owner_id"], row["purpose"], row["email"], row["language"], row["round"], row["expires_at"],
        row["used_at"] is not None, row["password"],
    )  # fmt: skip
