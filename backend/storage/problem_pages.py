"""Problems as pages show them: groups of one cause and topic with their counts, and the listings of a group."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.issues import Cause
from backend.domain.listing import Status
from backend.storage import by_hand, listing_pages, tally
from backend.storage.database import Database
from backend.storage.listing_pages import LineOfListing
from backend.storage.statements import among


@dataclass(frozen=True, slots=True)
class Group:
    """What is cured together: one cause, and of Amazon's refusals one code with the attributes it names (`topic`).
    0 and "" are any seller and marketplace; `muted`: those that the merchant left as they are."""

    cause: str
    topic: str = ""
    seller_id: int = 0
    marketplace_id: str = ""
    muted: bool = False

    def as_query(self) -> dict[str, object]:
        """For addresses."""
        return {
            "cause": self.cause, "topic": self.topic, "seller": self.seller_id, "marketplace": self.marketplace_id,
            "muted": int(self.muted),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """A group with how many listings it has; `live` of them sell all the same."""

    group: Group
    count: int
    live: int


async def groups(
    db: Database, shop_id: int, *, seller_id: int = 0, marketplace_id: str = "", muted: bool = False
) -> list[Counted]:
    """Every group of a shop, the largest first; prices that wait for the merchant are one of them."""
    said: dict[str, Any] = {"seller_id": seller_id, "marketplace_id": marketplace_id}
    where = {name: value for name, value in said.items() if value} | {"muted": int(muted)}
    found: dict[Group, list[int]] = {}
    for (cause, topic, status), n in (
        await tally.by_all(db, shop_id, ("cause", "topic", "status"), where)
    ).items():
        if cause:
            both = found.setdefault(Group(cause, topic, seller_id, marketplace_id, muted), [0, 0])
            both[0] += n
            both[1] += n if status == Status.ACTIVE else 0
    waits = Group(Cause.PRICE_WAITS, "", seller_id, marketplace_id)
    if not muted and (n := await count(db, shop_id, waits)):
        found[waits] = [n, n]
    counted = [Counted(group, *both) for group, both in found.items()]
    return sorted(counted, key=lambda each: (-each.count, each.group.cause, each.group.topic))


async def count(db: Database, shop_id: int, group: Group) -> int:
    """How many listings a group has."""
    if group.cause == Cause.PRICE_WAITS:
        if not (group.seller_id or group.marketplace_id):
            return await by_hand.count_asked(db, shop_id)
        where, values = conditions(shop_id, group)
        return int(await db.fetch_val(f"select count(*) from listing l where {where}", values))
    said = {
        "cause": group.cause, "topic": group.topic, "seller_id": group.seller_id,
        "marketplace_id": group.marketplace_id,
    }  # fmt: skip
    where_tally = {name: value for name, value in said.items() if value or name in ("cause", "topic")}
    found = await tally.by(db, shop_id, "status", {**where_tally, "muted": int(group.muted)})
    return sum(found.values())


async def lines(db: Database, shop_id: int, group: Group, offset: int, limit: int) -> list[LineOfListing]:
    """A page of a group's listings, the newest first."""
    where, values = conditions(shop_id, group)
    rows = await db.fetch_all(
        f"select l.id from listing l where {where} order by l.id desc limit :limit offset :offset",
        {**values, "limit": limit, "offset": offset},
    )
    return await listing_pages.of_ids(db, [row["id"] for row in rows])


async def ids_in(db: Database, shop_id: int, group: Group, listing_ids: Sequence[int]) -> list[int]:
    """Those of some listings that are in the group, the newest first."""
    where, values = conditions(shop_id, group, listing_ids)
    rows = await db.fetch_all(f"select l.id from listing l where {where} order by l.id desc", values)
    return [row["id"] for row in rows]


async def examples(
    db: Database, shop_id: int, found: Sequence[Group], limit: int
) -> dict[Group, list[LineOfListing]]:
    """The newest few listings of each group."""
    ids: dict[Group, list[int]] = {}
    for group in found:
        where, values = conditions(shop_id, group)
        rows = await db.fetch_all(
            f"select l.id from listing l where {where} order by l.id desc limit :limit",
            {**values, "limit": limit},
        )
        ids[group] = [row["id"] for row in rows]
    every = await listing_pages.of_ids(db, [id for some in ids.values() for id in some])
    by_id = {line.listing.id: line for line in every}
    return {group: [by_id[id] for id in some if id in by_id] for group, some in ids.items()}


def conditions(
    shop_id: int, group: Group, listing_ids: Sequence[int] | None = None
) -> tuple[str, dict[str, Any]]:
    """What the rows `l` of a group are; with `listing_ids` only those of them."""
    parts, values = ["l.shop_id = :shop"], dict[str, Any](shop=shop_id)
    if group.cause == Cause.PRICE_WAITS:
        parts.append("l.asked_price is not null and l.sent <> ''")
    else:
        parts.append("l.cause <> '' and l.cause = :cause and l.topic = :topic and l.muted = :muted")
        values |= {"cause": group.cause, "topic": group.topic, "muted": int(group.muted)}
    for name, value in (("seller_id", group.seller_id), ("marketplace_id", group.marketplace_id)):
        if value:
            parts.append(f"l.{name} = :{name}")
            values[name] = value
    if listing_ids is not None:
        marks, ids = among("l", [*listing_ids, 0])
        parts.append(f"l.id in ({marks})")
        values |= ids
    return " and ".join(parts), values
