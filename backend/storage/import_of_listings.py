"""Lines of a file about single listings: values set by hand, muted problems, details of products of their own. What is
here already stays; nothing that asks a person first is set without being asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from backend.domain.by_hand import Manual
from backend.domain.details import Details
from backend.domain.issues import mark_of
from backend.domain.product_types import locale_for
from backend.domain.transfer_of_listings import ByHandLine, DetailsLine, MutedLine, Place
from backend.storage import creations, hand_doubts, importing, listings, muting, setting_by_hand, wishes
from backend.storage.creations import Creation
from backend.storage.database import Database, Row
from backend.storage.import_plans import Here, OfListing, Plan, would_bring
from backend.storage.importing import Import
from backend.storage.listings import Work
from backend.storage.manual import KeptManual
from backend.storage.statements import among
from backend.storage.wishes import Wishes


@dataclass(frozen=True, slots=True)
class _Ground:
    """What lines are held against. `works`: listings that are here, by seller, marketplace and variation; `coming`:
    those that the file brings, and how; `drafts`: what stands in forms, by listing."""

    here: Here
    known: Wishes
    variations: Mapping[str, Row]
    works: Mapping[tuple[int, str, int], Work]
    coming: Mapping[str, str]
    drafts: Mapping[int, Details]
    now: int


async def judged(db: Database, here: Here, each: Import, plans: Sequence[Plan], now: int) -> dict[int, Plan]:
    """Add, same, or skip with the key of the reason."""
    ground = await _ground(
        db, here, each, [plan.said.place for plan in plans if isinstance(plan.said, OfListing)], now
    )
    return {plan.line.position: _judged(ground, plan) for plan in plans}


async def _ground(db: Database, here: Here, each: Import, places: Sequence[Place], now: int) -> _Ground:
    marks, values = among("s", {place.sku for place in places})
    rows = await db.fetch_all(
        "select id, sku, sku_count from variation where shop_id = :shop and deleted_at is null"
        f" and sku in ({marks})",
        {**values, "shop": here.shop_id},
    )
    variations = {row["sku"]: row for row in rows}
    keys = {
        would_bring(
            here.seller(place.seller, place.region), place.marketplace_id, variations[place.sku]["id"]
        )
        for place in places
        if place.sku in variations
    }
    works = await _works(db, here.shop_id, [row["id"] for row in rows])
    drafts = await creations.of_listings(db, [work.listing.id for work in works.values()])
    known = await wishes.read(db, here.shop_id, now)
    return _Ground(here, known, variations, works, await importing.coming(db, each, keys), drafts, now)


async def _works(
    db: Database, shop_id: int, variation_ids: Collection[int]
) -> dict[tuple[int, str, int], Work]:
    if not variation_ids:
        return {}
    marks, values = among("v", variation_ids)
    rows = await db.fetch_all(f"select id from listing where variation_id in ({marks})", values)
    works = await listings.of_ids(db, shop_id, [row["id"] for row in rows])
    return {(w.listing.seller_id, w.listing.marketplace_id, w.listing.variation_id): w for w in works}


def _judged(ground: _Ground, plan: Plan) -> Plan:
    said, here = plan.said, ground.here
    assert isinstance(said, OfListing)
    seller_id = here.seller(said.place.seller, said.place.region)
    variation = ground.variations.get(said.place.sku)
    if why := here.missing(seller_id, said.place.marketplace_id, variation):
        return plan.says("skip", why)
    assert variation is not None
    spoken = here.places[seller_id, said.place.marketplace_id]
    plan = replace(plan, seller_id=seller_id, variation_id=variation["id"], language=spoken.language)
    work = ground.works.get((seller_id, said.place.marketplace_id, variation["id"]))
    brought = ground.coming.get(would_bring(seller_id, said.place.marketplace_id, variation["id"]), "")
    if work is None and not brought:
        return plan.says("skip", "no_listing")
    plan = replace(plan, listing_id=work.listing.id if work else 0)
    if isinstance(said, ByHandLine):
        return plan.says(*_by_hand(ground, said, work, spoken.currency))
    if isinstance(said, MutedLine):
        return plan.says(*_muted(said, work))
    return plan.says(*_details(ground, said, work, brought))


def _by_hand(ground: _Ground, said: ByHandLine, work: Work | None, currency: str) -> tuple[str, str]:
    """What is set here already stays. A price that a person would be asked about has to be set by a person."""
    if said.ends is not None and said.ends <= ground.now:
        return "skip", "over"
    kept = work.by_hand or KeptManual() if work else KeptManual()
    if said.price is not None:
        if said.price.currency != currency:
            return "skip", "other_currency"
        if kept.price is not None:
            same = (kept.price, kept.price_ends) == (said.price, said.ends)
            return ("same", "") if same else ("skip", "other_by_hand")
        doubted = work is not None and hand_doubts.against(ground.known, work, said.price)
        return ("skip", "doubted") if doubted else ("add", "")
    if kept.quantity is not None:
        same = (kept.manual.quantity, kept.quantity_ends) == (said.quantity, said.ends)
        return ("same", "") if same else ("skip", "other_by_hand")
    return ("skip", "by_amazon") if work and work.listing.by_amazon else ("add", "")


def _muted(said: MutedLine, work: Work | None) -> tuple[str, str]:
    """Only the very problem that was muted is; any other is news."""
    problem = work.listing.problem if work else None
    if work is None or problem is None or problem.cause is not said.cause:
        return "skip", "no_problem"
    if said.mark and said.mark != mark_of(problem):
        return "skip", "no_problem"
    return ("same", "") if work.listing.muted else ("add", "")


def _details(ground: _Ground, said: DetailsLine, work: Work | None, brought: str) -> tuple[str, str]:
    """They come in as a draft of the form, which a person confirms. What is on a product of Amazon's stays there."""
    if work is None:
        return ("skip", "on_product") if brought == "link" else ("add", "")
    found = [work.details.details] if work.details else []
    if draft := ground.drafts.get(work.listing.id):
        found.append(draft)
    if said.details in found:
        return "same", ""
    if found:
        return "skip", "other_details"
    return ("skip", "on_product") if work.listing.sent or work.listing.sending_at else ("add", "")


async def do(db: Database, shop_id: int, plan: Plan, now: int) -> None:
    """One line that is to be added; its listing is here by now."""
    said = plan.said
    if isinstance(said, ByHandLine):
        manual = Manual(said.price, said.quantity)
        await setting_by_hand.put_in(db, shop_id, plan.listing_id, manual, said.ends, now)
    elif isinstance(said, MutedLine):
        await muting.mute(db, shop_id, [plan.listing_id], said.reason, now)
    elif isinstance(said, DetailsLine):
        each = said.details
        locale = locale_for("", plan.language)
        draft = Creation(plan.listing_id, shop_id, each.product_type, locale, each.attributes, each.exempt)
        await creations.save(db, draft, now)
