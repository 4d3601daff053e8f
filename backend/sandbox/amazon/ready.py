"""The ready seller: always there, always authorised, with one listing that is live."""

from typing import Any

from backend.sandbox.amazon import config as constants
from backend.sandbox.amazon.catalogue import Catalogue, CatalogueItem, everywhere
from backend.sandbox.amazon.lifecycle import LIVE, Listings
from backend.sandbox.amazon.matching import offer_of
from backend.sandbox.amazon.sellers import Sellers
from backend.sandbox.amazon.submissions import Submissions
from backend.sandbox.amazon.tokens import Tokens
from backend.sandbox.amazon.unfolding import Submission

REGION = "eu"
ITEM: CatalogueItem = {
    "asin": constants.READY_ASIN,
    "titles": everywhere("Cabin suitcase with four wheels, 38 litres, dark green"),
    "product_type": constants.READY_TYPE,
    "brand": "Sandbox Travel",
    "color": "Dark green",
    "identifiers": {"EAN": [constants.READY_EAN]},
}


def seed_ready_seller(
    tokens: Tokens,
    sellers: Sellers,
    catalogue: Catalogue,
    listings: Listings,
    submissions: Submissions,
) -> None:
    """Make it ready: consent given anew, and its listing there where it is not."""
    caller = sellers.caller(constants.READY_SELLER, REGION)
    if caller is None:
        return
    tokens.grant(caller.seller_id, REGION, constants.READY_TOKEN)
    if catalogue.get(constants.READY_ASIN) is None:
        catalogue.load([ITEM])
    if listings.get(caller.seller_id, constants.READY_MARKETPLACE, constants.READY_SKU):
        return
    place = constants.READY_MARKETPLACE
    attributes = _attributes(place)
    kind = "LISTING_OFFER_ONLY"
    submissions.submit(Submission(caller, place, constants.READY_SKU, "put", "PRODUCT", kind, attributes))
    listing = listings.get(caller.seller_id, place, constants.READY_SKU)
    if listing:
        shown = {"phase": LIVE, "issues": [], "offer": offer_of(attributes, place)}
        listings.put({**listing, "shown": shown, "changes": []})


def _attributes(place: str) -> dict[str, Any]:
    price = {"schedule": [{"value_with_tax": 89.9}]}
    return {
        "condition_type": [{"value": "new_new", "marketplace_id": place}],
        "merchant_suggested_asin": [{"value": constants.READY_ASIN, "marketplace_id": place}],
        "purchasable_offer": [
            {"marketplace_id": place, "currency": "EUR", "audience": "ALL", "our_price": [price]}
        ],
        "fulfillment_availability": [{"fulfillment_channel_code": "DEFAULT", "quantity": 7}],
    }
