"""Owners: the accounts of the people whose shops these are. One may own several shops, a shop has one owner."""

from dataclasses import dataclass, field

from backend.storage import journal
from backend.storage.database import Database, Row


@dataclass(frozen=True, slots=True)
class Owner:
    """An account. `sessions`: which generation of its sessions holds; times epoch seconds UTC."""

    id: int
    email: str
    sessions: int
    language: str
    created_at: int
    password_at: int
    password: str = field(repr=False)  # argon2's own text


def key_of(email: str) -> str:
    """What is the same for one address however it is spelt."""
    return email.strip().casefold()


async def create(db: Database, email: str, password: str, language: str, now: int) -> int | None:
    """A new account's id; None when the address has one already."""
    found = await db.fetch_val(
        "insert into owner (email, email_key, password, language, created_at, password_at)"
        " values (:email, :key, :password, :language, :now, :now) on conflict (email_key) do nothing returning id",
        {
            "email": email.strip(),
            "key": key_of(email),
            "password": password,
            "language": language,
            "now": now,
        },
    )
    return int(found) if found is not None else None


async def find(db: Database, owner_id: int) -> Owner | None:
    row = await db.fetch_one("select * from owner where id = :id", {"id": owner_id})
    return _owner(row) if row else None


async def by_email(db: Database, email: str) -> Owner | None:
    row = await db.fetch_one("select * from owner where email_key = :key", {"key": key_of(email)})
    return _owner(row) if row else None


async def of_shop(db: Database, shop_id: int) -> Owner | None:
    """The owner of a shop; None while nobody has registered it."""
    row = await db.fetch_one(
        "select o.* from owner o join ownership s on s.owner_id = o.id where s.shop_id = :shop",
        {"shop": shop_id},
    )
    return _owner(row) if row else None


async def set_password(db: Database, owner_id: int, password: str, now: int) -> None:
    """Every session ends, and so does every link that would have changed it."""
    await db.execute(
        "update owner set password = :password, password_at = :now, sessions = sessions + 1 where id = :id",
        {"password": password, "now": now, "id": owner_id},
    )
    await db.execute(
        "update mail_link set used_at = :now where owner_id = :id and purpose = 'password' and used_at is null",
        {"now": now, "id": owner_id},
    )


async def set_email(db: Database, owner_id: int, email: str) -> bool:
    """False when another account has the address by now. Links to the old address end with it."""
    taken = await by_email(db, email)
    if taken is not None and taken.id != owner_id:
        return False
    await db.execute(
        "update owner set email = :email, email_key = :key where id = :id",
        {"email": email.strip(), "key": key_of(email), "id": owner_id},
    )
    await db.execute("delete from mail_link where owner_id = :id and used_at is null", {"id": owner_id})
    return True


async def set_language(db: Database, owner_id: int, language: str) -> None:
    await db.execute(
        "update owner set language = :language where id = :id", {"language": language, "id": owner_id}
    )


async def delete(db: Database, owner_id: int, now: int) -> None:
    """The account goes with its links; its shops have no owner any more, and go on."""
    async with db.transaction():
        for row in await db.fetch_all("select shop_id from ownership where owner_id = :id", {"id": owner_id}):
            await journal.write(db, row["shop_id"], now, "merchant", "unlinked_owner")
        await db.execute("delete from owner where id = :id", {"id": owner_id})


# --- whose shop is whose ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnedShop:
    """A shop of an owner, as the account page lists it."""

    id: int
    store_id: int
    name: str
    status: str
    linked_at: int


async def link(db: Database, owner_id: int, shop_id: int, now: int) -> bool:
    """The shop is the owner's from now on; False when it is somebody else's."""
    async with db.transaction():
        done = await db.execute(
            "insert into ownership (shop_id, owner_id, linked_at) values (:shop, :owner, :now)"
            " on conflict (shop_id) do nothing",
            {"shop": shop_id, "owner": owner_id, "now": now},
        )
        if done:
            await journal.write(db, shop_id, now, "merchant", "linked_owner")
            return True
    owner = await of_shop(db, shop_id)
    return owner is not None and owner.id == owner_id


async def unlink(db: Database, owner_id: int, shop_id: int, now: int) -> bool:
    """The shop has no owner any more; False when it was not this one's."""
    async with db.transaction():
        done = await db.execute(
            "delete from ownership where shop_id = :shop and owner_id = :owner",
            {"shop": shop_id, "owner": owner_id},
        )
        if done:
            await journal.write(db, shop_id, now, "merchant", "unlinked_owner")
    return bool(done)


async def shops_of(db: Database, owner_id: int) -> list[OwnedShop]:
    """All shops of an owner, in the order in which they were linked."""
    rows = await db.fetch_all(
        "select s.id, s.store_id, s.name, s.status, o.linked_at from shop s join ownership o on o.shop_id = s.id"
        " where o.owner_id = :owner order by o.linked_at, s.id",
        {"owner": owner_id},
    )
    return [OwnedShop(r["id"], r["store_id"], r["name"], r["status"], r["linked_at"]) for r in rows]


async def standing(db: Database, shop_id: int) -> str:
    """How a shop stands: owned; selling (nobody registered it, but it has listings); new; gone."""
    row = await db.fetch_one(
        "select exists (select 1 from shop where id = :shop) as known,"
        " exists (select 1 from ownership where shop_id = :shop) as owned,"
        " exists (select 1 from listing where shop_id = :shop) as selling",
        {"shop": shop_id},
    )
    assert row is not None
    if not row["known"]:
        return "gone"
    return "owned" if row["owned"] else "selling" if row["selling"] else "new"


def _owner(row: Row) -> Owner:
    return Owner(
        row["id"], row["email"], row["sessions"], row["language"], row["created_at"], row["password_at"],
        row["password"],
    )  # fmt: skip
