"""The names of the shop's categories, for pages that say conditions in words."""

from collections.abc import Iterable

from backend.domain.conditions import asks_for
from backend.domain.policy import Policy
from backend.domain.synchronization import Subject, SynchronizationPolicy
from backend.storage import catalogue
from backend.storage.database import Database
from backend.web.languages import spoken
from backend.web.synchronization_words import NO_NAMES, Names


async def every(db: Database, shop_id: int) -> Names:
    """Names by the shop's ids, in the page's language."""
    return dict(await catalogue.categories(db, shop_id, spoken()))


async def asked(db: Database, shop_id: int, policies: Iterable[Policy]) -> Names:
    """The same where any of these policies asks for a category; else none are read."""
    wanted = any(
        isinstance(each, SynchronizationPolicy) and asks_for(each, Subject.CATEGORY) for each in policies
    )
    return await every(db, shop_id) if wanted else NO_NAMES
