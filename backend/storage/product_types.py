"""Amazon's product types as they are kept: definitions by seller and language, documents by checksum, and changes."""

import base64
import json
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.domain.product_form.tree import Group
from backend.domain.product_types import Definition, KeptType
from backend.domain.schema_changes import SchemaChanges, compare
from backend.storage import journal
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json

DAY = 86_400
_READ: OrderedDict[str, Mapping[str, Any]] = OrderedDict()  # documents by checksum, which never change
_READ_MOST = 12


@dataclass(frozen=True, slots=True)
class Place:
    """Where a definition holds: a seller (of a shop) in a marketplace, in a language of Amazon's."""

    shop_id: int
    seller_id: int
    marketplace_id: str
    locale: str


@dataclass(frozen=True, slots=True)
class Due:
    """A definition that Amazon is to be asked about again."""

    place: Place
    name: str
    attempts: int


async def find(db: Database, place: Place, name: str) -> KeptType | None:
    """A definition with its schema, as it was kept last."""
    row = await db.fetch_one(
        "select * from product_type where seller_id = :seller and marketplace_id = :marketplace"
        " and name = :name and locale = :locale",
        _key(place, name),
    )
    schema = await document(db, row["checksum"]) if row else None
    return KeptType(_definition(row), schema, row["looked_at"]) if row and schema is not None else None


async def document(db: Database, checksum: str) -> Mapping[str, Any] | None:
    """A schema document; nobody may change what comes back."""
    if (known := _READ.get(checksum)) is not None:
        _READ.move_to_end(checksum)
        return known
    body = await db.fetch_val(
        "select body from type_document where checksum = :checksum", {"checksum": checksum}
    )
    if not body:
        return None
    found: Mapping[str, Any] = json.loads(zlib.decompress(base64.b64decode(body)))
    _READ[checksum] = found
    while len(_READ) > _READ_MOST:
        _READ.popitem(last=False)
    return found


async def has_document(db: Database, checksum: str) -> bool:
    """Whether a document needs not be fetched again."""
    return bool(
        await db.fetch_val("select 1 from type_document where checksum = :checksum", {"checksum": checksum})
    )


async def keep(
    db: Database, place: Place, name: str, found: Definition, body: bytes | None, now: int
) -> SchemaChanges | None:
    """What Amazon says of a type now; `body` is its document, None when that is kept already.

    When it asks for other things than before, what listings confirmed is held back until the merchant has looked.
    Returns what changed then.
    """
    async with db.transaction():
        before = await find(db, place, name)
        if body is not None:
            await _keep_document(db, found.checksum, body, now)
        await _upsert(db, place, name, found, now)
        if before is None or before.definition.checksum == found.checksum:
            return None
        schema = await document(db, found.checksum)
        changes = compare(before.schema, schema or {})
        await _move_on(db, place, name, before.definition.checksum, found.checksum, changes, now)
    return changes or None


async def _move_on(
    db: Database, place: Place, name: str, before: str, after: str, changes: SchemaChanges, now: int
) -> None:
    where = {"seller": place.seller_id, "marketplace": place.marketplace_id, "name": name}
    if not changes:
        # Only words changed: what was checked against the old document holds for the new one.
        await db.execute(
            f"update details set checksum = :after where checksum = :before and {_OF_PLACE}",
            {**where, "before": before, "after": after},
        )
        return
    await db.execute(
        f"update details set held_at = coalesce(held_at, :now) where {_OF_PLACE}", {**where, "now": now}
    )
    report = write_changes(changes)
    known = await db.fetch_val(
        "select id from type_change where seller_id = :seller and marketplace_id = :marketplace"
        " and name = :name and report = :report and confirmed_at is null",
        {**where, "report": report},
    )
    if known is not None:  # the same change, met before in another language
        return
    await db.execute(
        "insert into type_change (seller_id, marketplace_id, name, locale, before, after, report, found_at)"
        " values (:seller, :marketplace, :name, :locale, :before, :after, :report, :now)",
        {**where, "locale": place.locale, "before": before, "after": after, "report": report, "now": now},
    )
    await journal.write(db, place.shop_id, now, "amazon", "type_changed", {"type": name})


async def put_off(db: Database, due: Due, now: int) -> None:
    """Amazon could not be asked: later, and later each time."""
    wait = min(DAY, 600 * 2 ** min(due.attempts, 8))
    await db.execute(
        "update product_type set next_at = :at, attempts = attempts + 1 where seller_id = :seller"
        " and marketplace_id = :marketplace and name = :name and locale = :locale",
        {**_key(due.place, due.name), "at": now + wait},
    )


async def due(db: Database, shop_id: int, seller_id: int, now: int, limit: int) -> list[Due]:
    """Definitions in use (by a draft or by a listing's details) that were not asked about for a day."""
    rows = await db.fetch_all(
        f"select t.* from product_type t where t.seller_id = :seller and t.next_at <= :now and {_IN_USE}"
        " order by t.next_at limit :limit",
        {"seller": seller_id, "now": now, "limit": limit},
    )
    return [
        Due(Place(shop_id, seller_id, row["marketplace_id"], row["locale"]), row["name"], row["attempts"])
        for row in rows
    ]


async def next_due(db: Database, seller_id: int) -> int | None:
    """When the next definition in use is to be asked about."""
    value = await db.fetch_val(
        f"select min(t.next_at) from product_type t where t.seller_id = :seller and {_IN_USE}",
        {"seller": seller_id},
    )
    return int(value) if value is not None else None


async def forget_documents(db: Database, now: int) -> int:
    """Documents that no definition names any more go after a month: a change still shows what it was about."""
    return await db.execute(
        "delete from type_document where fetched_at < :before and checksum not in (select checksum from product_type)",
        {"before": now - 30 * DAY},
    )


async def look_now(db: Database, seller_id: int, now: int) -> None:
    """A person wants to know now."""
    await db.execute(
        "update product_type set next_at = :now where seller_id = :seller", {"now": now, "seller": seller_id}
    )


_OF_PLACE = (
    "product_type = :name and listing_id in (select l.id from listing l where l.seller_id = :seller"
    " and l.marketplace_id = :marketplace)"
)
_IN_USE = (
    "exists (select 1 from listing l left join details d on d.listing_id = l.id left join creation c"
    " on c.listing_id = l.id where l.seller_id = t.seller_id and l.marketplace_id = t.marketplace_id"
    " and (d.product_type = t.name or c.product_type = t.name))"
)


async def _keep_document(db: Database, checksum: str, body: bytes, now: int) -> None:
    await db.execute(
        "insert into type_document (checksum, body, size, fetched_at) values (:checksum, :body, :size, :now)"
        " on conflict (checksum) do nothing",
        {
            "checksum": checksum, "body": base64.b64encode(zlib.compress(body, 9)).decode(), "size": len(body),
            "now": now,
        },
    )  # fmt: skip


async def _upsert(db: Database, place: Place, name: str, found: Definition, now: int) -> None:
    groups = [[group.key, group.title, group.description, list(group.names)] for group in found.groups]
    await db.execute(
        "insert into product_type (seller_id, marketplace_id, name, locale, title, groups, version, checksum,"
        " fetched_at, looked_at, next_at) values (:seller, :marketplace, :name, :locale, :title, :groups, :version,"
        " :checksum, :now, :now, :next) on conflict (seller_id, marketplace_id, name, locale) do update set"
        " title = excluded.title, groups = excluded.groups, version = excluded.version,"
        " fetched_at = case when product_type.checksum = excluded.checksum then product_type.fetched_at"
        " else excluded.fetched_at end, checksum = excluded.checksum, looked_at = excluded.looked_at,"
        " next_at = excluded.next_at, attempts = 0",
        {
            **_key(place, name), "title": found.title, "groups": to_json(groups), "version": found.version,
            "checksum": found.checksum, "now": now, "next": now + DAY,
        },
    )  # fmt: skip


def _key(place: Place, name: str) -> dict[str, Any]:
    return {
        "seller": place.seller_id, "marketplace": place.marketplace_id, "name": name, "locale": place.locale,
    }  # fmt: skip


def _definition(row: Row) -> Definition:
    groups = tuple(
        Group(key, title, description, tuple(names))
        for key, title, description, names in from_json(row["groups"], [])
    )
    return Definition(row["name"], row["title"], row["version"], row["checksum"], row["locale"], groups)


def write_changes(changes: SchemaChanges) -> str:
    return to_json({
        "added": list(changes.added), "removed": list(changes.removed), "required": list(changes.required),
        "sometimes": list(changes.sometimes), "values": [[path, list(gone)] for path, gone in changes.values],
    })  # fmt: skip


def read_changes(text: str) -> SchemaChanges:
    said = from_json(text, {})
    return SchemaChanges(
        tuple(said["added"]), tuple(said["removed"]), tuple(said["required"]), tuple(said["sometimes"]),
        tuple((path, tuple(gone)) for path, gone in said["values"]),
    )  # fmt: skip
