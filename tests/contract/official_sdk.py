"""Calls a served Amazon sandbox through Amazon's own SDK. A script: the SDK configures logging and blocks.

Reads the sandbox's credentials from standard input as one JSON object: token_url, api_url, client_id,
client_secret, refresh_token, seller_id, marketplace_id, product_type, sku and asin (of an existing listing).
Writes what it got as one JSON object. Ends with a traceback when the SDK refuses an answer.
"""

import json
import sys
from typing import Any

from spapi import (  # type: ignore[import-untyped]
    CatalogApi,
    DefinitionsApi,
    ListingsApi,
    ListingsRestrictionsApi,
    SellersApi,
    SPAPIClient,
    SPAPIConfig,
)
from spapi.models.listings_items_v2021_08_01 import (  # type: ignore[import-untyped]
    ListingsItemPatchRequest,
    ListingsItemPutRequest,
    PatchOperation,
)

DATASETS = ["summaries", "attributes", "issues", "offers", "fulfillmentAvailability", "productTypes"]


def main(given: dict[str, str]) -> dict[str, Any]:
    """Do every call once; returns what a test wants to see of the answers."""
    config = SPAPIConfig(
        client_id=given["client_id"],
        client_secret=given["client_secret"],
        refresh_token=given["refresh_token"],
        region="NA",
    )
    client = SPAPIClient(config, oauth_endpoint=given["token_url"], endpoint=given["api_url"]).api_client
    seller, marketplace = given["seller_id"], given["marketplace_id"]
    participations = SellersApi(client).get_marketplace_participations().payload
    definitions = DefinitionsApi(client)
    types = definitions.search_definitions_product_types([marketplace], keywords=[given["product_type"]])
    definition = definitions.get_definitions_product_type(
        given["product_type"], [marketplace], seller_id=seller
    )
    return {
        "marketplaces": [entry.marketplace.id for entry in participations],
        "product_types": [entry.name for entry in types.product_types],
        "schema": definition.var_schema.link.resource,
        **_catalog(client, seller, marketplace),
        **_listings(client, given),
    }


def _catalog(client: Any, seller: str, marketplace: str) -> dict[str, Any]:
    catalog = CatalogApi(client)
    found = catalog.search_catalog_items(
        [marketplace], keywords=["suitcase"], included_data=["summaries", "identifiers"]
    )
    asin = found.items[0].asin
    item = catalog.get_catalog_item(asin, [marketplace], included_data=["summaries", "images"])
    restrictions = ListingsRestrictionsApi(client).get_listings_restrictions(
        asin, seller, [marketplace], condition_type="new_new"
    )
    return {"asin": item.asin, "restrictions": len(restrictions.restrictions)}


def _listings(client: Any, given: dict[str, str]) -> dict[str, Any]:
    listings = ListingsApi(client)
    seller, sku, marketplace = given["seller_id"], given["sku"], given["marketplace_id"]
    item = listings.get_listings_item(seller, sku, [marketplace], included_data=DATASETS)
    found = listings.search_listings_items(seller, [marketplace], identifiers=[sku], identifiers_type="SKU")
    preview = {"mode": "VALIDATION_PREVIEW", "included_data": ["issues", "identifiers"]}
    here = {"marketplace_id": marketplace}
    price = {"currency": "EUR", "audience": "ALL", "our_price": [{"schedule": [{"value_with_tax": 89.9}]}]}
    offer = {
        "condition_type": [{**here, "value": "new_new"}],
        "merchant_suggested_asin": [{**here, "value": given["asin"]}],
        "purchasable_offer": [{**here, **price}],
        "fulfillment_availability": [{"fulfillment_channel_code": "DEFAULT", "quantity": 3}],
    }
    put = ListingsItemPutRequest(
        product_type=given["product_type"], requirements="LISTING_OFFER_ONLY", attributes=offer
    )
    stock = [{"fulfillment_channel_code": "DEFAULT", "quantity": 7}]
    change = PatchOperation(op="replace", path="/attributes/fulfillment_availability", value=stock)
    patch = ListingsItemPatchRequest(product_type=given["product_type"], patches=[change])
    return {
        "sku": item.sku,
        "found": [entry.sku for entry in found.items],
        "put": listings.put_listings_item(seller, sku, [marketplace], put, **preview).status,
        "patch": listings.patch_listings_item(seller, sku, [marketplace], patch, **preview).status,
    }


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
