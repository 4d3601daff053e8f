"""The tree of a shop's categories, as far as policies ask for it: what is above each, and who cares when one moves."""

from collections.abc import Mapping

from backend.domain.conditions import asks_for
from backend.domain.synchronization import Subject, SynchronizationPolicy
from backend.storage import policies, reconsidering, revising
from backend.storage.database import Database
from backend.storage.policies import KeptPolicy


async def parents(db: Database, shop_id: int) -> dict[int, int]:
    """The category above each, by the shop's ids; 0 at the top."""
    rows = await db.fetch_all(
        "select external_id, parent_id from category where shop_id = :shop", {"shop": shop_id}
    )
    return {row["external_id"]: row["parent_id"] for row in rows}


async def ancestors(db: Database, shop_id: int) -> dict[int, frozenset[int]]:
    """Every category with itself and all above it. A shop without any has its top, 0."""
    return lineages(await parents(db, shop_id)) or {0: frozenset((0,))}


def lineages(above: Mapping[int, int]) -> dict[int, frozenset[int]]:
    """The same from a tree in memory; a circle in it ends where it began."""
    found: dict[int, frozenset[int]] = {}
    for category in above:
        path: list[int] = []
        while category in above and category not in path and category not in found:
            path.append(category)
            category = above[category]
        if category in path:  # a circle: all of it is above each of it
            ring = frozenset(path[path.index(category) :])
            found.update(dict.fromkeys(ring, ring))
        for each in reversed([each for each in path if each not in found]):
            found[each] = found.get(above[each], frozenset()) | {each}
    return found


def asking(kept: Mapping[int, KeptPolicy]) -> list[int]:
    """Our ids of the policies that ask for a category."""
    return [
        id
        for id, each in kept.items()
        if isinstance(each.policy, SynchronizationPolicy) and asks_for(each.policy, Subject.CATEGORY)
    ]


async def moved(db: Database, shop_id: int, now: int) -> int:
    """The tree changed: what policies that ask for categories say may have, too. Returns how many listings owe a
    revision or are looked at again."""
    asked = asking(await policies.by_id(db, shop_id))
    owed = [await revising.mark_policy(db, id, now) for id in asked]
    return sum(owed) + sum([await reconsidering.reconsider_policy(db, id, now) for id in asked])
