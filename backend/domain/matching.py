"""Matching: which item of the catalogue is the thing the shop sells. In doubt nothing is linked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from backend.domain.catalog import Product, Variation
from backend.domain.comparing import BARCODES, IDENTIFIER_POINTS, Finding, compare_look
from backend.domain.identifiers import Identifier
from backend.domain.issues import Cause, Problem
from backend.domain.marketplace import CatalogItem


@dataclass(frozen=True, slots=True)
class Match:
    """The one item that agrees. `score` 0 to 100; `reasons` are keys: identifier, brand, title, pack, size, colour."""

    asin: str
    score: int
    reasons: tuple[str, ...]
    item: CatalogItem


def judge_matches(
    product: Product,
    variation: Variation,
    identifier: Identifier,
    items: Sequence[CatalogItem],
    refused: Collection[str] = (),
) -> Match | Problem:
    """The item to sell on, out of those that a search for `identifier` brought; or why there is none.

    Only items that carry the identifier count, so nothing is ever linked on its title alone. `refused` are ASINs that
    the merchant took off this product: none of them is chosen, and that one of two was refused does not make the other
    one sure. Problems: NO_MATCH, PARENT_FOUND and SEVERAL_MATCHES (`asins`, `count`), CONTRADICTION (`asin`, `field`,
    `yours`, `theirs`), UNLINKED (`asin`).
    """
    hits = list({item.asin: item for item in items if _carries(item, identifier)}.values())
    if not hits:
        return Problem(Cause.NO_MATCH, {"identifier": identifier.value, "kind": identifier.kind})
    sellable = [item for item in hits if not item.is_parent]
    if not sellable:
        return Problem(Cause.PARENT_FOUND, _asins(hits))
    compared = [(item, compare_look(product, variation, item)) for item in sellable]
    agreeing = [pair for pair in compared if all(finding.agrees is not False for finding in pair[1])]
    if len(agreeing) > 1:
        return Problem(Cause.SEVERAL_MATCHES, _asins([item for item, _ in agreeing]))
    if not agreeing:
        return _contradiction(min(compared, key=lambda pair: sum(found.agrees is False for found in pair[1])))
    item, findings = agreeing[0]
    if item.asin in refused:
        return Problem(Cause.UNLINKED, {"asin": item.asin})
    spoken = [finding for finding in findings if finding.agrees]
    score = min(100, IDENTIFIER_POINTS + sum(finding.points for finding in spoken))
    return Match(item.asin, score, ("identifier", *(finding.field for finding in spoken)), item)


def _carries(item: CatalogItem, identifier: Identifier) -> bool:
    """Whether an item has the identifier; one that lists none was found by it, so the search is believed."""
    listed = [value for kind, value in item.identifiers if kind in BARCODES]
    return not listed or identifier.gtin14 in (value.zfill(14) for value in listed)


def _asins(items: Sequence[CatalogItem]) -> dict[str, str | int]:
    return {"asins": ", ".join(item.asin for item in items), "count": len(items)}


def _contradiction(compared: tuple[CatalogItem, list[Finding]]) -> Problem:
    item, findings = compared
    first = next(finding for finding in findings if finding.agrees is False)
    details = {
        "asin": item.asin,
        "field": first.field,
        "yours": first.yours[:200],
        "theirs": first.theirs[:200],
    }
    return Problem(Cause.CONTRADICTION, details)
