"""What another selling policy, or another country, would do to prices: said before anything is changed."""

from collections.abc import Sequence
from dataclasses import replace

from backend.domain.bulk import Cure, Kind
from backend.domain.policy import Condition
from backend.domain.pricing import explain_price
from backend.domain.selling import SellingPolicy
from backend.storage import listing_pages, listings, policies, wishes
from backend.storage.listing_filter import Filter
from backend.storage.listings import Work
from backend.storage.wishes import Wishes
from backend.web.languages import _, ngettext
from backend.web.rendering import number, percent
from backend.web.resources import Resources
from backend.web.shell import Shell

LOOKED_AT = 500  # listings that are worked out for a preview; of more it is said that these are the first


async def price_notes(
    home: Resources, frame: Shell, wanted: Filter, listing_ids: Sequence[int] | None, cure: Cure
) -> list[str]:
    """Sentences for the preview of an act; none where nothing has to be known before."""
    if cure.kind is Kind.COPY:
        return [
            _("Prices follow the selling policy there; one in another currency needs a conversion in it."),
            _("A note on the condition goes along only where the language is the same."),
        ]
    if cure.kind is Kind.CONDITION:
        return _of_condition(Condition(cure.value))
    if cure.kind is Kind.BY_HAND:
        return await _taken_back(home, frame, wanted, listing_ids)
    kept = await policies.find(home.db, frame.shop.id, int(cure.value)) if cure.kind is Kind.POLICY else None
    if kept is None or not isinstance(kept.policy, SellingPolicy):
        return []
    works = await _works(home, frame, wanted, listing_ids)
    known, currencies = await wishes.read(home.db, frame.shop.id, home.now()), _currencies(frame)
    moves, none = list[int](), 0
    for work in works:
        currency = currencies.get(work.listing.marketplace_id, "")
        before = _price(work, known, currency, work.listing.selling_policy_id)
        after = _price(work, known, currency, kept.id)
        if after is None and before is not None:
            none += 1
        elif before and after and before != after:
            moves.append((after - before) * 10_000 // before)
    return _told(moves, none, len(works))


def _currencies(frame: Shell) -> dict[str, str]:
    return {p.marketplace_id: p.currency for seller in frame.sellers for p in seller.marketplaces}


async def _taken_back(
    home: Resources, frame: Shell, wanted: Filter, listing_ids: Sequence[int] | None
) -> list[str]:
    """How far prices go from those set by hand to the policy's."""
    works, moves, none = await _works(home, frame, wanted, listing_ids), list[int](), 0
    known, currencies = await wishes.read(home.db, frame.shop.id, home.now()), _currencies(frame)
    for work in works:
        before = work.by_hand.price.amount if work.by_hand and work.by_hand.price else 0
        currency = currencies.get(work.listing.marketplace_id, "")
        after = _price(work, known, currency, work.listing.selling_policy_id) if before else None
        none += bool(before) and after is None
        if after is not None and after != before:
            moves.append((after - before) * 10_000 // before)
    return _told(moves, none, len(works))


def _of_condition(to: Condition) -> list[str]:
    """What has to be known before what stands on Amazon is withdrawn for another condition."""
    if to is Condition.REFURBISHED:
        return [_("Amazon lets only sellers in its programme Amazon Renewed sell refurbished goods.")]
    if to.value.startswith("collectible_"):
        return [_("Amazon takes collectible goods only for some kinds of products.")]
    return []


def _told(moves: list[int], none: int, looked_at: int) -> list[str]:
    said = []
    if looked_at == LOOKED_AT:
        said.append(_("Worked out for the first %s listings:") % number(LOOKED_AT))
    if moves:
        words = ngettext(
            "%(n)s price changes, %(low)s to %(high)s", "%(n)s prices change, %(low)s to %(high)s", len(moves)
        )
        said.append(
            words % {"n": number(len(moves)), "low": percent(min(moves)), "high": percent(max(moves))}
        )
    else:
        said.append(_("No price changes."))
    if none:
        words = ngettext(
            "%s would have no price any more, and stop", "%s would have no price any more, and stop", none
        )
        said.append(words % number(none))
    return said


def _price(work: Work, known: Wishes, currency: str, policy_id: int) -> int | None:
    """The price that a selling policy comes to for a listing; None: none."""
    if work.variation is None:
        return None
    wish = known.wish(replace(work, listing=replace(work.listing, selling_policy_id=policy_id)), currency)
    found = explain_price(work.product.product, work.variation.variation, wish.selling, wish.market)
    return found.price.amount if found.price else None


async def _works(
    home: Resources, frame: Shell, wanted: Filter, listing_ids: Sequence[int] | None
) -> list[Work]:
    """The first of those selected."""
    if listing_ids is not None:
        return await listings.of_ids(home.db, frame.shop.id, listing_ids[:LOOKED_AT])
    async for ids in listing_pages.every_id(home.db, frame.shop.id, wanted, LOOKED_AT):
        return await listings.of_ids(home.db, frame.shop.id, ids)
    return []
