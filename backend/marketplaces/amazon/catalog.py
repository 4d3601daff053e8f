"""Amazon's catalogue: items by identifier (Amazon facts 4.4)."""

import re
from collections.abc import Sequence

from backend.domain.marketplace import CatalogItem, SellerAccess
from backend.marketplaces.amazon.client import AmazonClient
from backend.marketplaces.amazon.reading import Entry, entries, entry, first, of_marketplace, text, texts

AT_ONCE = 20
PAGES = 50  # Amazon lets the first thousand items be seen
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
        "includedData": "summaries,identifiers,images,productTypes,relationships", "pageSize": "20",
    }  # fmt: skip
    found: list[CatalogItem] = []
    for _ in range(PAGES):
        said = await client.call(
            seller, "searchCatalogItems", "GET", "/catalog/2022-04-01/items", query=query
        )
        items = [one for one in entries(said.data.get("items")) if text(one.get("asin"))]
        found += [read_item(one, marketplace_id) for one in items]
        following = text(entry(said.data.get("pagination")).get("nextToken"))
        if not following:
            break
        query["pageToken"] = following
    return found


def read_item(item: Entry, marketplace_id: str) -> CatalogItem:
    """A catalogue item in one marketplace; what is not said is empty."""

    def part(name: str) -> Entry:
        return first(of_marketplace(item.get(name), marketplace_id))

    summary, images = part("summaries"), entries(part("images").get("images"))
    pieces = summary.get("packageQuantity")
    return CatalogItem(
        asin=text(item.get("asin")),
        title=text(summary.get("itemName")),
        brand=text(summary.get("brand")),
        manufacturer=text(summary.get("manufacturer")),
        size=text(summary.get("size")),
        colour=text(summary.get("color")),
        package_quantity=pieces if isinstance(pieces, int) else None,
        product_type=text(part("productTypes").get("productType")),
        image_url=text(first([*_main(images), *images]).get("link")),
        identifiers=tuple(
            (text(one.get("identifierType")), text(one.get("identifier")))
            for one in entries(part("identifiers").get("identifiers"))
        ),
        is_parent=summary.get("itemClassification") == "VARIATION_PARENT",
        parent_asin=next(iter(_parents(part("relationships"))), ""),
    )


def _parents(place: Entry) -> list[str]:
    """The families that an item is a variation in (packages are another kind of relation)."""
    relations = [each for each in entries(place.get("relationships")) if each.get("type") == "VARIATION"]
    return [asin for each in relations for asin in texts(each.get("parentAsins"))]


def _main(images: Sequence[Entry]) -> list[Entry]:
    return [image for image in images if image.get("variant") == "MAIN"]
