"""What Amazon would keep of a sale, for the rows of a page: asked a few at a time, kept for a day."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from backend.domain.fees import Estimate
from backend.domain.identifiers import Identifier, find_identifier
from backend.domain.listing import Sale
from backend.domain.matching import Match, judge_matches
from backend.domain.money import Money
from backend.storage import fees, linking
from backend.storage.listings import Work
from backend.storage.sellers import Seller
from backend.transport.errors import NotAuthorized, Rejected, RemoteError, Throttled, Unavailable
from backend.web.resources import Resources

log = logging.getLogger("storelane.web")
AT_ONCE = 20  # products that one call finds or estimates (Amazon facts 4.4, 4.15)


@dataclass(frozen=True, slots=True)
class Asked:
    """One offer whose fees are asked for, at what buyers pay today: of `sale` where one runs. `key` is the caller's."""

    key: str
    work: Work
    price: Money
    sale: Sale | None = None


@dataclass(slots=True)
class Answer:
    """What is known: estimates by key. `again`: more may be known soon; `refused`: Amazon tells this account none."""

    estimates: dict[str, Estimate] = field(default_factory=dict)
    again: bool = False
    refused: bool = False


async def estimate(home: Resources, seller: Seller, marketplace_id: str, asked: Sequence[Asked]) -> Answer:
    """The fees at one place; a call or two of each kind at most, so that nobody waits long."""
    answer = Answer()
    try:
        asins = await _asins(home, seller, marketplace_id, asked, answer)
        await _estimates(home, seller, marketplace_id, asins, asked, answer)
    except (Throttled, Unavailable):
        answer.again = True
    except NotAuthorized:
        answer.refused = True
    except RemoteError as error:
        log.warning("seller=%s fees: %s", seller.id, error.message)
    return answer


async def _estimates(
    home: Resources, seller: Seller, place: str, asins: dict[str, str], asked: Sequence[Asked], answer: Answer
) -> None:
    wanted = {each.key: (asins[each.key], each.price) for each in asked if asins.get(each.key)}
    known = await fees.kept(home.db, seller.id, place, list(dict.fromkeys(wanted.values())), home.now())
    missing = [pair for pair in dict.fromkeys(wanted.values()) if pair not in known]
    try:
        if missing:
            marketplace = home.marketplaces[seller.kind]
            fresh = await marketplace.fees(seller.access, place, missing[:AT_ONCE], interactive=True)
            await fees.keep(home.db, seller.id, place, fresh, home.now())
            known |= {(each.asin, each.price): each for each in fresh}
    finally:
        answer.estimates = {key: known[pair] for key, pair in wanted.items() if pair in known}
    answer.again = answer.again or len(missing) > AT_ONCE


async def _asins(
    home: Resources, seller: Seller, place: str, asked: Sequence[Asked], answer: Answer
) -> dict[str, str]:
    """The product of each offer: of its listing, else the one that its barcode leads to."""
    found = {each.key: each.work.listing.asin for each in asked if each.work.listing.asin}
    codes = {each.key: code for each in asked if each.key not in found and (code := _code(each.work))}
    pairs = list(dict.fromkeys((code.searched_as, code.value) for code in codes.values()))
    known = await fees.found(home.db, seller.id, place, pairs, home.now())
    missing = [pair for pair in pairs if pair not in known]
    if missing:
        kind = missing[0][0]
        batch = [value for each, value in missing if each == kind][:AT_ONCE]
        fresh = await _look_up(
            home, seller, place, kind, batch, {codes[a.key]: a for a in asked if a.key in codes}
        )
        await fees.keep_found(home.db, seller.id, place, fresh, home.now())
        known |= fresh
        answer.again = len(missing) > len(batch)
    return found | {
        key: known[pair] for key, code in codes.items() if (pair := (code.searched_as, code.value)) in known
    }


def _code(work: Work) -> Identifier | None:
    if work.variation is None:
        return None
    found = find_identifier(work.variation.variation, work.product.product)
    return found if isinstance(found, Identifier) else None


async def _look_up(
    home: Resources, seller: Seller, place: str, kind: str, values: list[str], of: dict[Identifier, Asked]
) -> dict[tuple[str, str], str]:
    """What barcodes lead to, by the rule that links listings; "" for none, several, or another product."""
    marketplace = home.marketplaces[seller.kind]
    try:
        items = await marketplace.find_by_identifiers(seller.access, place, kind, values, interactive=True)
    except Rejected:
        items = []  # one that Amazon cannot read leaves the others unknown until they are published
    found = {(kind, value): "" for value in values}
    for code, asked in of.items():
        pair = (code.searched_as, code.value)
        if pair not in found or asked.work.variation is None:
            continue
        refused = await linking.refused(home.db, asked.work.variation.id, place)
        verdict = judge_matches(
            asked.work.product.product, asked.work.variation.variation, code, items, refused
        )
        if isinstance(verdict, Match):
            found[pair] = verdict.asin
    return found
