"""Product types: searched, described, and their schema documents fetched (Amazon facts 4.5)."""

import base64
import hashlib

from backend.domain.marketplace import SellerAccess
from backend.domain.product_form.tree import Group
from backend.domain.product_types import Definition, FoundType
from backend.marketplaces.amazon.client import AmazonClient, path_part
from backend.marketplaces.amazon.reading import Entry, entries, entry, needed, parsed, text, texts
from backend.transport.errors import Rejected, Unavailable

ROOT = "/definitions/2020-09-01/productTypes"
LARGEST = 8 * 1024 * 1024  # bytes of a schema document; Amazon's have 0.1 to 3 MB
PATIENCE = 8.0  # seconds that a person waits for a turn


async def search(
    client: AmazonClient, seller: SellerAccess, marketplace_id: str, *, title: str, words: str, language: str
) -> list[FoundType]:
    """Types for a product's title, the most fitting first, or by words; all of them where neither is given."""
    query = {"marketplaceIds": marketplace_id}
    if title:
        query["itemName"] = title[:500]
    elif words:
        query["keywords"] = ",".join(words.replace(",", " ").split())[:200]
    if language:
        query |= {"locale": language, "searchLocale": language}
    said = await client.call(
        seller, "searchDefinitionsProductTypes", "GET", ROOT, query=query, interactive=True, patience=PATIENCE
    )  # fmt: skip
    found = (_found(one) for one in entries(said.data.get("productTypes")))
    return list({one.name: one for one in found if one.name}.values())


async def definition(
    client: AmazonClient, seller: SellerAccess, marketplace_id: str, name: str, language: str, *,
    parentage: str = "", requirements: str = "LISTING", interactive: bool = False,
) -> Definition:  # fmt: skip
    """What a type asks of a whole listing (or by other `requirements`), without the schema itself. NotFound for a type
    that is no more.

    With the seller's id its own values come in, such as its shipping templates. A language that Amazon does not take
    for the marketplace is answered in the marketplace's own.
    """
    query = {
        "sellerId": seller.seller_id, "marketplaceIds": marketplace_id, "requirements": requirements,
        "requirementsEnforced": "ENFORCED", "locale": language or "DEFAULT",
    }  # fmt: skip
    if parentage:
        query["parentageLevel"] = parentage
    path = f"{ROOT}/{path_part(name)}"
    try:
        said = await client.call(
            seller, "getDefinitionsProductType", "GET", path, query=query, interactive=interactive
        )
    except Rejected:
        if query["locale"] == "DEFAULT":
            raise
        query["locale"] = "DEFAULT"
        said = await client.call(
            seller, "getDefinitionsProductType", "GET", path, query=query, interactive=interactive
        )
    return _definition(said.data, name)


async def document(client: AmazonClient, found: Definition) -> bytes:
    """The schema document of a definition that was just read. Unavailable when it is not the one that was promised."""
    content = await client.download(found.link, most=LARGEST)
    digest = base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()
    if digest != found.checksum:
        raise Unavailable("a schema document that is not the promised one")
    if parsed(content) is None:
        raise Unavailable("a schema document that makes no sense")
    return content


def _found(said: Entry) -> FoundType:
    name = text(said.get("name"))
    return FoundType(name, text(said.get("displayName")) or name.replace("_", " ").capitalize())


def _definition(said: Entry, name: str) -> Definition:
    schema = entry(said.get("schema"))
    groups = said.get("propertyGroups")
    return Definition(
        name=text(said.get("productType")) or name,
        title=text(said.get("displayName")) or name.replace("_", " ").capitalize(),
        version=text(entry(said.get("productTypeVersion")).get("version")),
        checksum=needed(schema, "checksum"),
        locale=text(said.get("locale")),
        groups=tuple(_group(key, entry(one)) for key, one in entry(groups).items()),
        link=needed(entry(schema.get("link")), "resource"),
    )


def _group(key: str, said: Entry) -> Group:
    return Group(
        key,
        text(said.get("title")) or key,
        text(said.get("description")),
        texts(said.get("propertyNames")),
    )
