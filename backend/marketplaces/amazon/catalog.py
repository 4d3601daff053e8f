"""Amazon's catalogue: items by identifier, and what forbids a seller to offer one (Amazon facts 4.4, 4.6)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from backend.domain.marketplace import CatalogItem, Restriction, SellerAccess
from backend.domain.policy import Condition
from backend.marketplaces.amazon.client import AmazonClient

AT_ONCE = 20
_READABLE = {
    "ASIN": re.compile(r"[0-9]{9}[0-9X]|[A-Z][A-Z0-9]{9}"),
    "": re.compile(r"[0-9]{8,14}|[0-9]{9}X"),
}


async def by_identifiers(
    client: AmazonClient, seller: SellerAccess, marketplace_id: str, kind: str, values: Sequence[str]
) -> list[CatalogItem]:
    """Items carrying one of at most 20 identifiers. One malformed value would fail the call, so it is left out."""
    if len(values) > AT_ONCE:
        raise ValueError(f"{len(values)} identifiers, but one call takes {AT_ONCE}")
    pattern = _READABLE.get(kind, _READABLE[""])
    asked = [value for value in values if pattern.fullmatch(value)]
    if not asked:
        return []
    query = {
        "marketplaceIds": marketplace_id, "identifiers": ",".join(asked), "identifiersType": kind,
        "includedData": "summaries,identifiers,images,productTypes", "pageSize": "20",
    }  # fmt: skip
    found: list[CatalogItem] = []
    while True:
        said = await client.call(
            seller, "searchCatalogItems", "GET", "/catalog/2022-04-01/items", query=query
        )
        found += [read_item(entry, marketplace_id) for entry in said.data.get("items", ())]
        following = (said.data.get("pagination") or {}).get("nextToken")
        if not following or len(found) >= 1000:
            return found
        query["pageToken"] = following


def read_item(item: Mapping[str, Any], marketplace_id: str) -> CatalogItem:
    """A catalogue item in one marketplace; what is not said is empty."""
    summary = _of(item.get("summaries"), marketplace_id)
    identifiers = _of(item.get("identifiers"), marketplace_id).get("identifiers") or ()
    images = _of(item.get("images"), marketplace_id).get("images") or ()
    main = next((i for i in images if i.get("variant") == "MAIN"), images[0] if images else {})
    pieces = summary.get("packageQuantity")
    return CatalogItem(
        asin=str(item.get("asin", "")),
        title=str(summary.get("itemName") or ""),
        brand=str(summary.get("brand") or ""),
        manufacturer=str(summary.get("manufacturer") or ""),
        size=str(summary.get("size") or ""),
        colour=str(summary.get("color") or ""),
        package_quantity=pieces if isinstance(pieces, int) else None,
        product_type=str(_of(item.get("productTypes"), marketplace_id).get("productType") or ""),
        image_url=str(main.get("link") or ""),
        identifiers=tuple(
            (str(i.get("identifierType", "")), str(i.get("identifier", ""))) for i in identifiers
        ),
        is_parent=summary.get("itemClassification") == "VARIATION_PARENT",
    )


async def restrictions(
    client: AmazonClient,
    seller: SellerAccess,
    marketplace_id: str,
    asin: str,
    condition: Condition,
    language: str,
) -> list[Restriction]:
    """What forbids this seller to offer this ASIN in this condition; empty: nothing."""
    query = {
        "asin": asin, "sellerId": seller.seller_id, "marketplaceIds": marketplace_id,
        "conditionType": condition.value,
    }  # fmt: skip
    if language:
        query["reasonLocale"] = language
    path = "/listings/2021-08-01/restrictions"
    said = await client.call(seller, "getListingsRestrictions", "GET", path, query=query)
    return [
        _restriction(reason, entry.get("conditionType"))
        for entry in said.data.get("restrictions", ())
        if entry.get("marketplaceId") == marketplace_id
        and entry.get("conditionType") in (None, condition.value)
        for reason in _reasons(entry)
    ]


def _reasons(entry: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """A restriction without a reason is a restriction all the same."""
    return entry.get("reasons") or [{}]


def _restriction(reason: Mapping[str, Any], condition: object) -> Restriction:
    links = reason.get("links") or ()
    known = next((c for c in Condition if c.value == condition), None)
    return Restriction(
        reason=str(reason.get("reasonCode") or "NOT_ELIGIBLE"),
        message=str(reason.get("message") or ""),
        condition=known,
        link=str(links[0].get("resource") or "") if links else "",
    )


def _of(entries: Sequence[Mapping[str, Any]] | None, marketplace_id: str) -> Mapping[str, Any]:
    return next((e for e in entries or () if e.get("marketplaceId") == marketplace_id), {})
