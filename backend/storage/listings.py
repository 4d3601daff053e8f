"""Listings as the lanes see them: what is due, with the product, the variation and the policies it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain.issues import Issue, Problem
from backend.domain.listing import Explained, Offer, Shown, Stage, Status
from backend.domain.orders import Sender
from backend.domain.policy import Condition
from backend.storage import manual
from backend.storage.catalogue import KeptProduct, KeptVariation, with_variations
from backend.storage.database import Database, Row
from backend.storage.details import KeptDetails, kept_of
from backend.storage.encoding import (
    from_json,
    read_explained,
    read_issue,
    read_offer,
    read_problem,
    read_shown,
)
from backend.storage.manual import KeptManual
from backend.storage.pausing import PAUSED
from backend.storage.statements import among


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing as it is stored; times epoch seconds UTC, None: never. `sending_at`: a deed without its answer."""

    id: int
    shop_id: int
    seller_id: int
    marketplace_id: str
    product_id: int
    variation_id: int
    run_id: int | None
    sku: str
    asin: str
    match: Mapping[str, Any]
    condition: Condition
    selling_policy_id: int
    synchronization_policy_id: int
    shipping_policy_id: int
    status: Status
    status_at: int
    stage: Stage
    next_at: int
    attempts: int
    problem: Problem | None
    problem_at: int
    explained: Explained | None
    sending_at: int | None
    sent: Offer | None
    sent_at: int | None
    submission_id: str
    request_id: str
    feed_id: int | None
    message_number: int | None
    shown: Shown | None
    shown_at: int | None
    live_at: int | None
    claimed: bool
    paused: bool = False
    revise_at: int | None = None
    revise_n: int = 0
    basis: int = 0
    asked_price: int | None = None  # minor units of the marketplace's currency, like the next
    asked_at: int | None = None
    approved_price: int | None = None
    kept_price: int | None = None  # the merchant does not want this one
    pushed_at: int | None = None
    muted: bool = False  # the merchant left the problem as it is
    own_sku: str = ""  # the SKU that it had on the marketplace before us, and keeps
    replacing: bool = False  # it was taken off only to come anew: no plan's limit keeps it away
    own_handling: int | None = None  # days, from before us; holds where no policy says a handling time
    condition_note: str = ""  # said to buyers of used goods
    sender: Sender = Sender.MERCHANT  # whose warehouse sends it
    issues: tuple[Issue, ...] = ()

    @property
    def by_amazon(self) -> bool:
        """Whether Amazon's own warehouse sends it and counts its pieces."""
        return self.sender is Sender.MARKETPLACE

    @property
    def by_hand(self) -> bool:
        """Whether a person chose its ASIN: then no lane chooses another."""
        return bool(self.asin) and self.match.get("by") == "merchant"


@dataclass(frozen=True, slots=True)
class Work:
    """A due listing with what is sold: `product` holds all its living variations; `variation` None when it is gone.

    `details`: what it says of a product of its own. `by_hand`: what the merchant set by hand.
    """

    listing: Listing
    product: KeptProduct
    variation: KeptVariation | None
    details: KeptDetails | None = None
    by_hand: KeptManual | None = None

    @property
    def sku(self) -> str:
        """The SKU that it has, or is to have, on the marketplace; "" when the shop has none any more."""
        own = self.listing.own_sku
        return own or (self.variation.variation.sku if self.variation else "")


# What a feed carries is the feeds lane's until it is settled, whatever the merchant wants meanwhile; what belongs to a
# paused publication and never left waits.
_NOT_IN_FEED = f"feed_id is null and not ({PAUSED})"
_UNSENT = (
    "seller_id = :seller and stage = 'submit' and sending_at is null"
    f" and {_NOT_IN_FEED} and paused = 0"
    # What makes a product of its own goes one by one, with a preview: it is large, made by a person who waits for the
    # answer, and a feed would say only hours later what is missing.
    " and not exists (select 1 from details d where d.listing_id = listing.id)"
)


async def due(
    db: Database, seller_id: int, stage: Stage, now: int, limit: int, paused: Sequence[str] | None = None
) -> list[Work]:
    """Listings of a seller that a lane owes a step, the longest due first.

    `paused` are marketplaces that wait; with it, listings that wait are left out too.
    """
    where, values = _not_paused(paused)
    rows = await db.fetch_all(
        "select * from listing where seller_id = :seller and stage = :stage and next_at <= :now"
        f" and {_NOT_IN_FEED}{where} order by next_at, id limit :limit",
        {"seller": seller_id, "stage": stage.value, "now": now, "limit": limit, **values},
    )
    return await with_products(db, rows)


def _not_paused(paused: Sequence[str] | None) -> tuple[str, dict[str, Any]]:
    if paused is None:
        return "", {}
    if not paused:
        return " and paused = 0", {}
    marks, values = among("m", paused)
    return f" and paused = 0 and marketplace_id not in ({marks})", values


async def count_unsent(db: Database, seller_id: int) -> dict[str, int]:
    """Listings ready to be sent that nothing was sent for and no feed carries, by marketplace where there are any."""
    rows = await db.fetch_all(
        # Grouped by an expression: by the bare column SQLite reads all listings of the seller in that column's order.
        f"select marketplace_id || '' as place, count(*) as n from listing where {_UNSENT} group by 1",
        {"seller": seller_id},
    )
    return {row["place"]: row["n"] for row in rows}


async def more_due(db: Database, seller_id: int, than: int, *stages: Stage) -> bool:
    """Whether more listings than that are in some stages; nobody counts further."""
    marks, values = among("s", [stage.value for stage in stages])
    count = await db.fetch_val(
        "select count(*) from (select 1 from listing where seller_id = :seller"
        f" and stage in ({marks}) and not ({PAUSED}) limit :most) as t",
        {"seller": seller_id, "most": than + 1, **values},
    )
    return int(count) > than


async def unsent(db: Database, seller_id: int, marketplace_id: str, limit: int) -> list[Work]:
    """Those listings, the oldest first."""
    works: list[Work] = []
    while len(works) < limit:
        rows = await db.fetch_all(
            f"select * from listing where {_UNSENT} and marketplace_id = :marketplace and id > :after"
            " order by id limit 500",
            {
                "seller": seller_id,
                "marketplace": marketplace_id,
                "after": works[-1].listing.id if works else 0,
            },
        )
        works += await with_products(db, rows)
        if len(rows) < 500:
            break
    return works[:limit]


async def next_due(
    db: Database, seller_id: int, stages: Sequence[Stage], paused: Sequence[str] | None = None
) -> int | None:
    """When the next listing of these stages is due; with `paused` (marketplaces) without those that wait."""
    marks, values = among("stage", stages)
    where, more = _not_paused(paused)
    value = await db.fetch_val(
        f"select min(next_at) from listing where seller_id = :seller and stage in ({marks}) and {_NOT_IN_FEED}{where}",
        {"seller": seller_id, **values, **more},
    )
    return int(value) if value is not None else None


async def any_set_aside(db: Database, seller_id: int, stages: Sequence[Stage]) -> bool:
    """Whether a listing of these stages failed and waits for its next try."""
    marks, values = among("stage", stages)
    return bool(
        await db.fetch_val(
            f"select 1 from listing where seller_id = :seller and stage in ({marks}) and attempts > 0 limit 1",
            {"seller": seller_id, **values},
        )
    )


async def find(db: Database, shop_id: int, listing_id: int) -> Work | None:
    """One listing of a shop, with its issues."""
    rows = await db.fetch_all(
        "select * from listing where id = :id and shop_id = :shop", {"id": listing_id, "shop": shop_id}
    )
    return (await with_products(db, rows, issues=True))[0] if rows else None


async def of_ids(db: Database, shop_id: int, listing_ids: Sequence[int]) -> list[Work]:
    """Those of some listings that are the shop's."""
    marks, ids = among("l", [*listing_ids, 0])
    rows = await db.fetch_all(
        f"select * from listing where id in ({marks}) and shop_id = :shop order by id",
        {**ids, "shop": shop_id},
    )
    return await with_products(db, rows)


async def of_feed(db: Database, feed_id: int) -> list[Listing]:
    """The listings a feed carries, by message number."""
    rows = await db.fetch_all(
        "select * from listing where feed_id = :feed and message_number is not null order by message_number",
        {"feed": feed_id},
    )
    return [read_listing(row) for row in rows]


async def issues_of(db: Database, listing_ids: Sequence[int]) -> dict[int, tuple[Issue, ...]]:
    """Amazon's issues of listings, by listing."""
    if not listing_ids:
        return {}
    marks, ids = among("l", listing_ids)
    rows = await db.fetch_all(
        f"select * from issue where listing_id in ({marks}) order by listing_id, position", ids
    )
    found: dict[int, tuple[Issue, ...]] = {}
    for row in rows:
        found[row["listing_id"]] = (*found.get(row["listing_id"], ()), read_issue(row))
    return found


async def with_products(db: Database, rows: Sequence[Row], *, issues: bool = False) -> list[Work]:
    """Rows of listings with their products and variations, in their order."""
    if not rows:
        return []
    marks, ids = among("p", dict.fromkeys(row["product_id"] for row in rows))
    found = await db.fetch_all(f"select * from product where id in ({marks})", ids)
    products = {kept.id: kept for kept in await with_variations(db, found, None)}
    said = await issues_of(db, [row["id"] for row in rows]) if issues else {}
    details = await kept_of(db, [row["id"] for row in rows])
    set_by_hand = await manual.of_listings(db, [row["id"] for row in rows])
    works = []
    for row in rows:
        product = products[row["product_id"]]
        variation = next((v for v in product.variations if v.id == row["variation_id"]), None)
        listing = read_listing(row, said.get(row["id"], ()))
        works.append(Work(listing, product, variation, details.get(row["id"]), set_by_hand.get(row["id"])))
    return works


def read_listing(row: Row, issues: Sequence[Issue] = ()) -> Listing:
    """A listing from its row."""
    return Listing(
        id=row["id"], shop_id=row["shop_id"], seller_id=row["seller_id"], marketplace_id=row["marketplace_id"],
        product_id=row["product_id"], variation_id=row["variation_id"], run_id=row["run_id"], sku=row["sku"],
        asin=row["asin"], match=from_json(row["match"], {}), condition=Condition(row["condition"]),
        selling_policy_id=row["selling_policy_id"], synchronization_policy_id=row["synchronization_policy_id"],
        shipping_policy_id=row["shipping_policy_id"], status=Status(row["status"]), status_at=row["status_at"],
        stage=Stage(row["stage"]), next_at=row["next_at"], attempts=row["attempts"],
        problem=read_problem(row["cause"], row["details"]), problem_at=row["cause_at"],
        explained=read_explained(row["offer"]), sending_at=row["sending_at"],
        sent=read_offer(from_json(row["sent"])), sent_at=row["sent_at"], submission_id=row["submission_id"],
        request_id=row["request_id"], feed_id=row["feed_id"], message_number=row["message_number"],
        shown=read_shown(row["shown"], issues), shown_at=row["shown_at"], live_at=row["live_at"],
        claimed=row["claimed_sku"] is not None, paused=bool(row["paused"]), revise_at=row["revise_at"],
        revise_n=row["revise_n"], basis=row["basis"], asked_price=row["asked_price"], asked_at=row["asked_at"],
        approved_price=row["approved_price"], kept_price=row["kept_price"], pushed_at=row["pushed_at"],
        muted=bool(row["muted"] and row["cause"]), own_sku=row["own_sku"], own_handling=row["own_handling"],
        condition_note=row["condition_note"], replacing=bool(row["replacing"]), sender=Sender(row["sender"]),
        issues=tuple(issues),
    )  # fmt: skip
