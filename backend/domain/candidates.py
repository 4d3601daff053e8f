"""Candidates: items that might be the thing the shop sells, each with a score, its reasons and what speaks against it.

Only a person, or a rule stricter than this (matching.py), links one of them.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2s

from backend.domain.catalog import Product, Variation
from backend.domain.comparing import (
    BRAND_POINTS,
    IDENTIFIER_POINTS,
    TITLE_POINTS,
    Finding,
    brand_of,
    compare,
)
from backend.domain.identifiers import find_identifier
from backend.domain.marketplace import CatalogItem

# Without a barcode brand and title count for more, but never for certain.
_BRAND_ALONE, _TITLE_ALONE, _PART_ALONE, _PARTS_ALONE = 35, 35, 10, 20
_DIFFERS = 20  # what one contradiction costs
_MOST_DIFFERING = {
    True: 60,
    False: 30,
}  # with a contradiction a score is never higher; by whether the barcode agrees
_LEAST_IDENTIFIED = 45  # above all that rests on a title alone
NEAR = 10  # another candidate so near to the best makes the best uncertain
PROPOSED_FROM = 25  # below that a proposal would be noise


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item with what comparing it came to. `score` 0 to 100.

    `rests_on`: identifier, family (the barcode is its parent's, and every option and measure agrees), brand (with the
    title), title, or "" for nothing at all.
    """

    item: CatalogItem
    findings: tuple[Finding, ...]
    score: int
    rests_on: str

    @property
    def agreeing(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.agrees)

    @property
    def differing(self) -> tuple[Finding, ...]:
        """What contradicts, the weightiest first as the fields stand."""
        return tuple(finding for finding in self.findings if finding.agrees is False)

    @property
    def choosable(self) -> bool:
        """A parent stands for a family and cannot be bought."""
        return not self.item.is_parent


@dataclass(frozen=True, slots=True)
class Proposal:
    """The best candidate for a product. `sure`: many such may be accepted together; the others need a person each.

    `rivals`: how many others are about as good.
    """

    candidate: Candidate
    sure: bool
    rivals: int


def compared_by(product: Product, variation: Variation) -> str:
    """What of a product is compared, in few letters: it changes when that does, not with price or stock."""
    barcode = find_identifier(variation, product)
    said = (
        sorted(product.names.items()),
        product.name,
        brand_of(product, variation),
        variation.options,
        barcode,
    )
    return blake2s(repr(said).encode(), digest_size=12).hexdigest()


def judge_candidates(
    product: Product, variation: Variation, items: Iterable[CatalogItem], *, families: Collection[str] = ()
) -> list[Candidate]:
    """Every item once, the best first. `families`: parents' ASINs that carry the product's barcode."""
    once = {item.asin: item for item in items}.values()
    found = [_candidate(product, variation, item, families) for item in once]
    return sorted(found, key=lambda each: (-each.score, each.item.is_parent, each.item.asin))


def propose(candidates: Sequence[Candidate], refused: Collection[str] = ()) -> Proposal | None:
    """The best one that can be bought and was not refused, or None where nothing is worth a look."""
    left = [each for each in candidates if each.choosable and each.item.asin not in refused]
    if not left or left[0].score < PROPOSED_FROM:
        return None
    best = left[0]
    rivals = sum(not each.differing and each.score > best.score - NEAR for each in left[1:])
    sure = best.rests_on in ("identifier", "family", "brand") and not best.differing and not rivals
    return Proposal(best, sure, rivals)


def _candidate(
    product: Product, variation: Variation, item: CatalogItem, families: Collection[str]
) -> Candidate:
    of_family = not item.is_parent and not set(families).isdisjoint(item.parents)
    findings = compare(product, variation, item, of_family=of_family)
    rests_on = _rests_on(findings)
    return Candidate(item, findings, _score(findings, rests_on in ("identifier", "family")), rests_on)


def _rests_on(findings: Sequence[Finding]) -> str:
    agreeing = {finding.field for finding in findings if finding.agrees}
    options = [
        finding.agrees for finding in findings if finding.field in ("size", "colour", "option", "measure")
    ]
    if "identifier" in agreeing:
        return "identifier"
    if "family" in agreeing and options and all(options):
        return "family"
    if "title" not in agreeing:
        return ""
    return "brand" if "brand" in agreeing else "title"


def _score(findings: Sequence[Finding], identified: bool) -> int:
    agreeing = [finding for finding in findings if finding.agrees]
    if identified:
        score = IDENTIFIER_POINTS + sum(each.points for each in agreeing if not _is_barcode(each))
    else:
        brand = sum(each.points for each in agreeing if each.field == "brand") * _BRAND_ALONE // BRAND_POINTS
        title = sum(each.points for each in agreeing if each.field == "title") * _TITLE_ALONE // TITLE_POINTS
        parts = sum(not _is_barcode(each) and each.field not in ("brand", "title") for each in agreeing)
        score = brand + title + (min(_PARTS_ALONE, parts * _PART_ALONE) if title else 0)
        if not brand:  # a title, whatever else agrees with it, is less than the same barcode
            score = min(score, _LEAST_IDENTIFIED - 1)
    differing = sum(finding.agrees is False for finding in findings)
    if differing:
        score = min(score, _MOST_DIFFERING[identified]) - _DIFFERS * (differing - 1)
    return max(_LEAST_IDENTIFIED if identified else 0, min(100, score))


def _is_barcode(finding: Finding) -> bool:
    return finding.field in ("identifier", "family")
