"""Variation families: parents sent without an offer, read from listings and catalogue (Amazon facts 4.2, 4.4)."""

from collections.abc import Iterator, Sequence

from backend.domain.family_attributes import Parent
from backend.domain.kinship import Kin, Relative
from backend.domain.listing import Outcome
from backend.domain.marketplace import SellerAccess
from backend.marketplaces.amazon.attributes import read_shown
from backend.marketplaces.amazon.catalog import read_item
from backend.marketplaces.amazon.client import AmazonClient, path_part
from backend.marketplaces.amazon.listings import ROOT, outcome_of, query_of
from backend.marketplaces.amazon.reading import Entry, entries, entry, first, of_marketplace, text, texts

AT_ONCE = 20
PAGES = 50  # Amazon lets the first thousand listings be seen


async def put_parent(
    client: AmazonClient, seller: SellerAccess, marketplace_id: str, parent: Parent, language: str
) -> Outcome:
    """Send a parent as the whole truth for its SKU: facts only."""
    path = f"{ROOT}/{path_part(seller.seller_id)}/{path_part(parent.sku)}"
    body = {
        "productType": parent.product_type,
        "requirements": "LISTING_PRODUCT_ONLY",
        "attributes": dict(parent.attributes),
    }
    query = query_of(marketplace_id, language)
    said = await client.call(seller, "putListingsItem", "PUT", path, query=query, body=body, once=True)
    return outcome_of(said)


async def relatives(
    client: AmazonClient, seller: SellerAccess, marketplace_id: str, parent_sku: str, language: str
) -> list[Relative]:
    """The seller's SKUs that name a parent SKU, page after page."""
    query = query_of(marketplace_id, language) | {
        "variationParentSku": parent_sku, "includedData": "summaries,relationships", "pageSize": str(AT_ONCE),
    }  # fmt: skip
    path = f"{ROOT}/{path_part(seller.seller_id)}"
    found: list[Relative] = []
    for _ in range(PAGES):
        said = await client.call(seller, "searchListingsItems", "GET", path, query=query)
        found += [_relative(item, marketplace_id) for item in entries(said.data.get("items"))]
        following = text(entry(said.data.get("pagination")).get("nextToken"))
        if not following:
            break
        query["pageToken"] = following
    return found


async def kin(
    client: AmazonClient, seller: SellerAccess, marketplace_id: str, asins: Sequence[str]
) -> list[Kin]:
    """The families of at most 20 products of the catalogue."""
    if len(asins) > AT_ONCE:
        raise ValueError(f"{len(asins)} ASINs, but one call takes {AT_ONCE}")
    if not asins:
        return []
    query = {
        "marketplaceIds": marketplace_id, "identifiers": ",".join(asins), "identifiersType": "ASIN",
        "includedData": "summaries,relationships,attributes", "pageSize": str(AT_ONCE),
    }  # fmt: skip
    said = await client.call(seller, "searchCatalogItems", "GET", "/catalog/2022-04-01/items", query=query)
    return [_kin(item, marketplace_id) for item in entries(said.data.get("items")) if text(item.get("asin"))]


def variations(item: Entry, marketplace_id: str) -> Iterator[Entry]:
    """The relations of an item in one marketplace that are variations (packages are the other kind)."""
    place = first(of_marketplace(item.get("relationships"), marketplace_id))
    return (each for each in entries(place.get("relationships")) if each.get("type") == "VARIATION")


def _relative(item: Entry, marketplace_id: str) -> Relative:
    shown = read_shown(item, marketplace_id)
    parents = [sku for each in variations(item, marketplace_id) for sku in texts(each.get("parentSkus"))]
    return Relative(shown.sku, shown.asin, tuple(parents), shown.buyable)


def _kin(item: Entry, marketplace_id: str) -> Kin:
    found = list(variations(item, marketplace_id))
    return Kin(
        asin=text(item.get("asin")),
        parents=tuple(asin for each in found for asin in texts(each.get("parentAsins"))),
        children=tuple(asin for each in found for asin in texts(each.get("childAsins"))),
        theme=next((text(entry(each.get("variationTheme")).get("theme")) for each in found), ""),
        title=text(first(of_marketplace(item.get("summaries"), marketplace_id)).get("itemName")),
        varies=read_item(item, marketplace_id).varies,
    )
