"""What waits for the merchant, grouped: each line a count that leads to its list."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.domain.auto_adding import State
from backend.storage import (
    auto_products,
    by_hand,
    drifts,
    existing_pages,
    outbound_wishes,
    privacy_requests,
    proposals,
    type_changes,
)
from backend.storage.order_pages import OrdersToday
from backend.web.languages import _
from backend.web.rendering import link
from backend.web.resources import Resources


@dataclass(frozen=True, slots=True)
class Wait:
    """A line: its id on the page, its words, where it leads, how many."""

    key: str
    words: str
    path: str
    count: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """The groups that have anything, and two counts that the page also says elsewhere."""

    groups: tuple[tuple[str, tuple[Wait, ...]], ...]
    existing: int
    reviewing: int


async def waiting_of(
    home: Resources, shop_id: int, causes: Sequence[tuple[str, str, int]], orders: OrdersToday
) -> Waiting:
    """Everything that waits. `causes`: what holds listings back and is the merchant's to cure (key, words, count);
    `orders`: how those of the marketplaces stand."""
    db = home.db
    existing = await existing_pages.count_waiting(db, shop_id)
    review = await auto_products.count(db, shop_id, (State.REVIEW,))
    held = await auto_products.count(db, shop_id, (State.HELD,))
    asked = (await privacy_requests.counts(db, shop_id))[1]
    decide = (
        Wait("orders_late", _("Orders that are late"), "/orders?tab=late", orders.late),
        Wait("orders_stuck", _("Orders that are stuck"), "/orders?tab=stuck", orders.stuck),
        Wait("orders_asked", _("Orders whose buyer asks to cancel"), "/orders?tab=asked", orders.asked),
        Wait("outbound", _("Orders at Amazon's warehouse that need you"), "/outbound",
             await outbound_wishes.waiting(db, shop_id)),
        Wait("asked_prices", _("Large price changes"), "/approvals", await by_hand.count_asked(db, shop_id)),
        Wait("matches", _("Proposed matches"), "/matches", await proposals.count(db, shop_id)),
        Wait("existing", _("Already on Amazon, to be reviewed"), "/unmanaged", existing),
        Wait("auto_review", _("New products to review"), "/auto-add/review", review),
        Wait("auto_held", _("New products that something stops"), "/auto-add/review?state=held", held),
        Wait("privacy", _("Requests about personal data"), "/orders/personal", asked),
    )  # fmt: skip
    look = (
        Wait("types_changed", _("Product types that Amazon changed"), "/product-types/changes",
             await type_changes.count_open(db, shop_id)),
        Wait("drifting", _("Differences on Amazon"), "/drift", await drifts.count_standing(db, shop_id)),
    )  # fmt: skip
    cure = [Wait(f"cause_{key}", words, link("/listings", cause=key), n) for key, words, n in causes]
    groups = ((_("To decide"), decide), (_("To cure"), cure), (_("To look at"), look))
    return Waiting(
        tuple((title, kept) for title, lines in groups if (kept := tuple(w for w in lines if w.count))),
        existing, review,
    )  # fmt: skip
