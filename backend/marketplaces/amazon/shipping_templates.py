"""A seller's shipping templates, and whether it may give companies a price of their own: no operation says so, they
stand as values in a product type's schema when the seller's id is passed (Amazon facts 5)."""

from backend.domain.marketplace import SellerAccess
from backend.domain.shipping_templates import ShippingTemplate, Templates
from backend.marketplaces.amazon import product_types
from backend.marketplaces.amazon.client import AmazonClient
from backend.marketplaces.amazon.reading import Entry, entry, parsed, text
from backend.transport.errors import NotFound

ATTRIBUTE = "merchant_shipping_group"
OFFER, COMPANIES = "purchasable_offer", "B2B"
# Types that have the attribute; Amazon's own guide takes the first. Not every marketplace has every type.
TYPES = ("LUGGAGE", "HOME", "SHIRT", "PRODUCT")


async def read(
    client: AmazonClient, seller: SellerAccess, marketplace_id: str, *, interactive: bool = False
) -> Templates:
    """The templates in Amazon's order; empty when no type that is tried lists any. NotFound: there is no such type."""
    missing: NotFound | None = None
    said = Templates(read=True)
    for name in TYPES:
        try:
            found = await product_types.definition(
                client, seller, marketplace_id, name, "", requirements="LISTING_OFFER_ONLY", interactive=interactive
            )  # fmt: skip
        except NotFound as error:
            missing = error
            continue
        missing = None
        schema = parsed(await product_types.document(client, found)) or {}
        said = Templates(tuple(listed(schema)), read=True, companies=said.companies and for_companies(schema))
        if said.listed:
            return said
    if missing is not None:
        raise missing
    return said


def for_companies(schema: Entry) -> bool:
    """Whether an offer may have a price for companies; also where the schema does not say."""
    at = entry(entry(schema.get("properties")).get(OFFER))
    audiences = entry(entry(entry(at.get("items")).get("properties")).get("audience")).get("enum")
    return not isinstance(audiences, list) or COMPANIES in audiences


def listed(schema: Entry) -> list[ShippingTemplate]:
    """What a schema document says: ids with their names, in the same order. An id without a name is called by it."""
    at = entry(entry(schema.get("properties")).get(ATTRIBUTE))
    value = entry(entry(entry(at.get("items")).get("properties")).get("value"))
    ids, names = value.get("enum"), value.get("enumNames")
    if not isinstance(ids, list):
        return []
    named = names if isinstance(names, list) else []
    found: dict[str, ShippingTemplate] = {}
    for n, code in enumerate(ids):
        if said := text(code).strip():
            name = text(named[n]).strip() if n < len(named) else ""
            found.setdefault(said, ShippingTemplate(said, name or said))
    return list(found.values())
