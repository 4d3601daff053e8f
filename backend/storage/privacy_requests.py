"""What people ask of their own data: to see it, or that it goes; each is answered once."""

from dataclasses import dataclass, field

from backend.domain.forgetting import DAY
from backend.storage import journal
from backend.storage.database import Database, Row
from backend.storage.secrets import SecretLost, Vault

IN_TIME = 30 * DAY  # in which the law wants an answer
FILE_KEPT = 7 * DAY  # in which the merchant can take the file of an answer


@dataclass(frozen=True, slots=True)
class PrivacyRequest:
    """`kind`: export, removal. `about`: customer (of the shop), order, profile (the merchant). `state`: waiting,
    confirm (the merchant has to), ready (the file can be taken), done, nothing (of that person), failed. Times epoch
    seconds UTC; `found`: orders; `attempts` of the lane."""

    id: int
    shop_id: int
    kind: str
    about: str
    subject: str
    asked_at: int
    deadline: int
    state: str
    cause: str
    found: int
    attempts: int
    answered_at: int | None
    answer_until: int | None
    taken_at: int | None
    email: str = field(repr=False)


async def ask(
    db: Database, vault: Vault, shop_id: int, kind: str, about: str, subject: str, now: int, *, email: str = "",
    actor: str = "shop",
) -> int:  # fmt: skip
    """Somebody asks; the forgetting lane answers. Inside the caller's transaction."""
    confirm = (kind, about) == ("removal", "profile")
    request_id = int(
        await db.fetch_val(
            "insert into privacy_request (shop_id, kind, about, subject, asked_at, deadline, state, next_at)"
            " values (:shop, :kind, :about, :subject, :now, :deadline, :state, :now) returning id",
            {"shop": shop_id, "kind": kind, "about": about, "subject": subject[:100], "now": now,
             "deadline": now + IN_TIME, "state": "confirm" if confirm else "waiting"},
        )
    )  # fmt: skip
    if email:
        await db.execute(
            "update privacy_request set email = :email where id = :id",
            {"email": vault.seal(email, f"email {request_id}"), "id": request_id},
        )
    await journal.write(db, shop_id, now, actor, "privacy_asked", {"kind": kind, "about": about})
    return request_id


async def due(db: Database, vault: Vault, shop_id: int, now: int) -> list[PrivacyRequest]:
    """What waits for its answer, the oldest first."""
    rows = await db.fetch_all(
        "select * from privacy_request where shop_id = :shop and state = 'waiting' and next_at <= :now order by id"
        " limit 50",
        {"shop": shop_id, "now": now},
    )
    return [_request(row, vault) for row in rows]


async def next_due(db: Database, shop_id: int) -> int | None:
    """When the next one is tried."""
    value = await db.fetch_val(
        "select min(next_at) from privacy_request where shop_id = :shop and state = 'waiting'",
        {"shop": shop_id},
    )
    return int(value) if value is not None else None


async def later(db: Database, request: PrivacyRequest, at: int, cause: str) -> None:
    """It could not be answered now: why, and when it is tried again."""
    await db.execute(
        "update privacy_request set next_at = :at, attempts = attempts + 1, cause = :cause where id = :id",
        {"at": at, "cause": cause, "id": request.id},
    )


async def failed(db: Database, request: PrivacyRequest, cause: str, now: int) -> None:
    """It cannot be answered by asking again: a person looks."""
    await db.execute(
        "update privacy_request set state = 'failed', cause = :cause where id = :id",
        {"cause": cause, "id": request.id},
    )
    said = {"kind": request.kind, "about": request.about}
    await journal.write(db, request.shop_id, now, "storelane", "privacy_failed", said)


async def answered(
    db: Database, vault: Vault, request: PrivacyRequest, found: int, now: int, *, file: str = ""
) -> None:
    """It is answered: with a file, by an erasure, or because nothing was there. Who asked is forgotten."""
    state = "ready" if file else "done" if found else "nothing"
    await db.execute(
        "update privacy_request set state = :state, found = :found, answered_at = :now, email = '', cause = '',"
        " answer = :answer, answer_until = case when :answer = '' then answer_until else :until end where id = :id",
        {"state": state, "found": found, "now": now, "answer": vault.seal(file, f"answer {request.id}"),
         "until": now + FILE_KEPT, "id": request.id},
    )  # fmt: skip
    said = {"kind": request.kind, "about": request.about, "found": found}
    await journal.write(db, request.shop_id, now, "storelane", "privacy_answered", said)


async def try_again(db: Database, shop_id: int, request_id: int, now: int) -> bool:
    """A person wants one that failed tried again."""
    return bool(
        await db.execute(
            "update privacy_request set state = 'waiting', next_at = :now, attempts = 0, cause = '' where id = :id"
            " and shop_id = :shop and state = 'failed'",
            {"now": now, "id": request_id, "shop": shop_id},
        )
    )


async def take(db: Database, vault: Vault, shop_id: int, request_id: int, now: int) -> str:
    """The file of an answer, as long as it can be taken; "" when there is none. Inside the caller's transaction."""
    row = await db.fetch_one(
        "select * from privacy_request where id = :id and shop_id = :shop and state = 'ready' and answer_until > :now",
        {"id": request_id, "shop": shop_id, "now": now},
    )
    if row is None:
        return ""
    if row["taken_at"] is None:
        await db.execute(
            "update privacy_request set taken_at = :now where id = :id", {"now": now, "id": request_id}
        )
        await journal.write(db, shop_id, now, "merchant", "privacy_taken")
    return _opened(vault, row["answer"], f"answer {request_id}")


async def expire(db: Database, shop_id: int, now: int) -> int:
    """Files that nobody may take any more go. How many."""
    return await db.execute(
        "update privacy_request set state = 'done', answer = '' where shop_id = :shop and state = 'ready'"
        " and answer_until <= :now",
        {"shop": shop_id, "now": now},
    )


async def find(db: Database, vault: Vault, shop_id: int, request_id: int) -> PrivacyRequest | None:
    """One request of a shop."""
    row = await db.fetch_one(
        "select * from privacy_request where id = :id and shop_id = :shop",
        {"id": request_id, "shop": shop_id},
    )
    return _request(row, vault) if row else None


async def page(db: Database, vault: Vault, shop_id: int, offset: int, limit: int) -> list[PrivacyRequest]:
    """A shop's requests, the newest first."""
    rows = await db.fetch_all(
        "select * from privacy_request where shop_id = :shop order by id desc limit :limit offset :offset",
        {"shop": shop_id, "limit": limit, "offset": offset},
    )
    return [_request(row, vault) for row in rows]


async def counts(db: Database, shop_id: int) -> tuple[int, int]:
    """How many there are, and how many of them wait for somebody (a file that nobody took counts)."""
    row = await db.fetch_one(
        "select count(*) as n, coalesce(sum(case when state in ('waiting', 'confirm', 'failed')"
        " or state = 'ready' and taken_at is null then 1 else 0 end), 0) as waiting"
        " from privacy_request where shop_id = :shop",
        {"shop": shop_id},
    )
    return (row["n"], row["waiting"]) if row else (0, 0)


def _request(row: Row, vault: Vault) -> PrivacyRequest:
    return PrivacyRequest(
        row["id"], row["shop_id"], row["kind"], row["about"], row["subject"], row["asked_at"], row["deadline"],
        row["state"], row["cause"], row["found"], row["attempts"], row["answered_at"], row["answer_until"],
        row["taken_at"], _opened(vault, row["email"], f"email {row['id']}"),
    )  # fmt: skip


def _opened(vault: Vault, sealed: str, owner: str) -> str:
    """What was sealed; "" when its key is gone."""
    try:
        return vault.open(sealed, owner)
    except SecretLost:
        return ""
