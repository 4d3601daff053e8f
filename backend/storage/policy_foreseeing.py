"""Foreseeing for listings as they are stored: what their policies say now, against what another one would say."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from backend.domain.decision import Standing
from backend.domain.foreseeing import UNKNOWN, Foreseen, foresee, outlook
from backend.storage import policy_previews, tree, wishes
from backend.storage.database import Database, Row
from backend.storage.hand_doubts import cost_there
from backend.storage.listings import Listing, Work, read_listing, with_products
from backend.storage.policy_previews import Preview
from backend.storage.statements import among
from backend.storage.wishes import Wishes

log = logging.getLogger("storelane.policies")
AT_ONCE = 100  # listings of one step


async def step(db: Database, preview: Preview, currencies: Mapping[str, str], now: int) -> Preview:
    """Foresee some more listings of a preview. `currencies`: of the marketplaces, by their ids.

    A listing is judged twice by the rules that the lanes keep: by the policy as it is, and as it would be.
    """
    rows = await policy_previews.next_listings(db, preview, AT_ONCE)
    last = len(rows) < AT_ONCE
    found: list[tuple[int, Foreseen]] = []
    if rows:
        works = await with_products(db, rows)
        before = await wishes.read(db, preview.shop_id, now)
        after = await _changed(db, before, preview)
        shared = await _shared(db, works, before, after)
        for work in works:
            currency = currencies.get(work.listing.marketplace_id, "")
            others = shared.get(work.listing.id, ())
            try:
                foreseen = _foreseen(work, currency, before, after, others)
            except Exception:  # one odd listing stops no preview
                log.exception("not foreseen listing=%s", work.listing.id)
                foreseen = UNKNOWN
            found.append((work.listing.id, foreseen))
    position = rows[-1]["id"] if rows else preview.position
    return await policy_previews.advance(db, preview, position, found, now, last=last)


async def _changed(db: Database, before: Wishes, preview: Preview) -> Wishes:
    """The shop's policies as they would be; they may ask for the categories where they did not before."""
    assert preview.policy_id is not None
    known = before.kept[preview.policy_id]
    kept = {**before.kept, preview.policy_id: replace(known, policy=preview.policy)}
    asked = not before.ancestors and tree.asking(kept)
    ancestors = await tree.ancestors(db, preview.shop_id) if asked else before.ancestors
    return replace(before, kept=kept, ancestors=ancestors)


def _foreseen(
    work: Work, currency: str, before: Wishes, after: Wishes, others: Sequence[Listing]
) -> Foreseen:
    """A listing by both; `others` are those of its SKU in other countries, where they matter."""
    country = _differing(work.listing, others, before, after)
    stopped = any(other.sent is not None and other.sent.quantity == 0 for other in others)
    product = None if work.product.deleted else work.product.product
    variation = work.variation.variation if work.variation else None
    standing = Standing(work.listing.sent, work.listing.problem)
    now = before.wish(
        work, currency, stopped_elsewhere=stopped and before.synchronization(work.listing).remembers
    )
    then = after.wish(
        work, currency, other_rules=country,
        stopped_elsewhere=stopped and after.synchronization(work.listing).remembers,
    )  # fmt: skip
    return foresee(
        outlook(product, variation, now, standing),
        outlook(product, variation, then, standing),
        sent=work.listing.sent,
        cost=cost_there(variation.cost_price, then) if variation else None,
        largest_move=then.selling.largest_move,
        other_rules=country,
    )


async def _shared(
    db: Database, works: Sequence[Work], before: Wishes, after: Wishes
) -> Mapping[int, Sequence[Listing]]:
    """The listings of the same SKUs in other countries, by listing; none where they change nothing."""

    def matter(listing: Listing) -> bool:
        changed = before.of_quantity(listing) != after.of_quantity(listing)
        return changed or any(by.synchronization(listing).remembers for by in (before, after))

    changed = [work.listing.id for work in works if matter(work.listing)]
    if not changed:
        return {}
    marks, values = among("l", changed)
    rows: Sequence[Row] = await db.fetch_all(
        "select o.*, l.id as mine from listing l join listing o on o.seller_id = l.seller_id"
        f" and o.claimed_sku = l.claimed_sku and o.id <> l.id where l.id in ({marks}) order by o.id",
        values,
    )
    found: dict[int, list[Listing]] = {}
    for row in rows:
        found.setdefault(row["mine"], []).append(read_listing(row))
    return found


def _differing(listing: Listing, others: Sequence[Listing], before: Wishes, after: Wishes) -> str:
    """The marketplace where the SKU would follow other rules for its quantity, because of the change; "": none."""
    mine = after.of_quantity(listing)
    if mine == before.of_quantity(listing):
        return ""
    return next((other.marketplace_id for other in others if after.of_quantity(other) != mine), "")
