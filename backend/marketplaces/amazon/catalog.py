"""Amazon's catalogue: items by identifier, SKU, ASIN or words (Amazon facts 4.4)."""

import re
from collections.abc import Sequence

from backend.domain.marketplace import CatalogItem, SellerAccess
from backend.domain.sought import Sought
from backend.marketplaces.amazon.client import AmazonClient, path_part
from backend.marketplaces.amazon.reading import Entry, entries, entry, first, of_marketplace, text, texts
from backend.transport.errors import NotFound

ROOT = "/catalog/2022-04-01/items"
AT_ONCE = 20
PAGES = 50  # Amazon lets the first thousand items be seen
PATIENCE = 8.0  # seconds that a person is made to wait for the allowance
# What linking by barcode needs, and what comparing side by side needs.
BRIEF = "summaries,identifiers,images,productTypes,relationships"
WHOLE = f"{BRIEF},attributes"
_READABLE = {
    "ASIN": re.compile(r"[0-9]{9}[0-9X]|[A-Z][A-Z0-9]{9}"),
    "": re.compile(r"[0-9]{8,14}|[0-9]{9}X"),
}


async def by_identifiers(
    client: AmazonClient, seller: SellerAccess, marketplace_id: str, kind: str, values: Sequence[str], *,
    whole: bool = False, interactive: bool = False,
) -> list[CatalogItem]:  # fmt: skip
    """Items carrying one of at most 20 identifiers. One malformed value would fail the call, so it is left out."""
    if len(values) > AT_ONCE:
        raise ValueError(f"{len(values)} identifiers, but one call takes {AT_ONCE}")
    pattern = _READABLE.get(kind, _READABLE[""])
    asked = [value for value in values if pattern.fullmatch(value)]
    if not asked:
        return []
    query = {
        "marketplaceIds": marketplace_id, "identifiers": ",".join(asked), "identifiersType": kind,
        "includedData": WHOLE if whole else BRIEF, "pageSize": "20",
    }  # fmt: skip
    return await _search(client, seller, marketplace_id, query, PAGES, interactive)


async def search(
    client: AmazonClient, seller: SellerAccess, marketplace_id: str, sought: Sought, language: str, *,
    interactive: bool,
) -> list[CatalogItem]:  # fmt: skip
    """What is found one way, the first twenty, with all that can be compared; nothing where it cannot be asked."""
    if sought.kind == "ASIN":
        found = await one(client, seller, marketplace_id, sought.value, interactive=interactive)
        return [found] if found else []
    query = {"marketplaceIds": marketplace_id, "includedData": WHOLE, "pageSize": "20"}
    if sought.kind == "WORDS":
        # Words are separated as a list is, so that none of them is taken for two.
        query["keywords"] = ",".join(sought.value.replace(",", " ").split()[:AT_ONCE])
        query |= {"keywordsLocale": language} if language else {}
    elif sought.kind == "SKU":
        if "," in sought.value:
            return []  # it cannot travel in a list
        query |= {"identifiers": sought.value, "identifiersType": "SKU", "sellerId": seller.seller_id}
    else:
        return await by_identifiers(
            client, seller, marketplace_id, sought.kind, [sought.value], whole=True, interactive=interactive
        )
    return await _search(client, seller, marketplace_id, query, 1, interactive)


async def one(
    client: AmazonClient, seller: SellerAccess, marketplace_id: str, asin: str, *, interactive: bool
) -> CatalogItem | None:
    """The item of an ASIN; None where the marketplace does not have it."""
    if not _READABLE["ASIN"].fullmatch(asin):
        return None
    query = {"marketplaceIds": marketplace_id, "includedData": WHOLE}
    try:
        said = await client.call(
            seller, "getCatalogItem", "GET", f"{ROOT}/{path_part(asin)}", query=query, interactive=interactive,
            patience=PATIENCE if interactive else 30.0,
        )  # fmt: skip
    except NotFound:
        return None
    return read_item(said.data, marketplace_id) if text(said.data.get("asin")) else None


async def _search(
    client: AmazonClient, seller: SellerAccess, marketplace_id: str, query: dict[str, str], pages: int,
    interactive: bool,
) -> list[CatalogItem]:  # fmt: skip
    found: list[CatalogItem] = []
    for _ in range(pages):
        said = await client.call(
            seller, "searchCatalogItems", "GET", ROOT, query=query, interactive=interactive,
            patience=PATIENCE if interactive else 30.0,
        )  # fmt: skip
        items = [each for each in entries(said.data.get("items")) if text(each.get("asin"))]
        found += [read_item(each, marketplace_id) for each in items]
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
    pictures = [text(each.get("link")) for each in [*_main(images), *images]]
    pieces = summary.get("packageQuantity")
    family = [
        each
        for each in entries(part("relationships").get("relationships"))
        if each.get("type") == "VARIATION"
    ]
    return CatalogItem(
        asin=text(item.get("asin")),
        title=text(summary.get("itemName")),
        brand=text(summary.get("brand")),
        manufacturer=text(summary.get("manufacturer")),
        size=text(summary.get("size")),
        colour=text(summary.get("color")),
        package_quantity=pieces if isinstance(pieces, int) else None,
        product_type=text(part("productTypes").get("productType")),
        image_url=next(iter(filter(None, pictures)), ""),
        identifiers=tuple(
            (text(each.get("identifierType")), text(each.get("identifier")))
            for each in entries(part("identifiers").get("identifiers"))
        ),
        is_parent=summary.get("itemClassification") == "VARIATION_PARENT",
        images=tuple(dict.fromkeys(filter(None, pictures))),
        parents=tuple(asin for each in family for asin in texts(each.get("parentAsins"))),
        children=tuple(asin for each in family for asin in texts(each.get("childAsins"))),
        varies=tuple(_varies(entry(item.get("attributes")), summary, family, marketplace_id)),
    )


def _main(images: Sequence[Entry]) -> list[Entry]:
    return [image for image in images if image.get("variant") == "MAIN"]


def _varies(
    attributes: Entry, summary: Entry, family: Sequence[Entry], marketplace_id: str
) -> list[tuple[str, str]]:
    """The item's own values of what its family varies by: from its attributes, else from its summary."""
    names = [name for each in family for name in texts(entry(each.get("variationTheme")).get("attributes"))]
    found = []
    for name in dict.fromkeys(names):
        said = entries(attributes.get(name))
        mine = first([each for each in said if each.get("marketplace_id", marketplace_id) == marketplace_id])
        unit = text(mine.get("unit"))
        value = text(mine.get("value")) or text(summary.get(name.removesuffix("_name")))
        if value:
            found.append((name, f"{value} {unit}".strip()))
    return found
