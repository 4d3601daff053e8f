"""Listings that sellers made by themselves, long before any app came."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from backend.sandbox.amazon.lifecycle import LIVE, Listings
from backend.sandbox.amazon.regions import MARKETPLACES
from backend.sandbox.amazon.warehouse import Warehouse

_WAREHOUSES = {"na": "AMAZON_NA", "eu": "AMAZON_EU", "fe": "AMAZON_JP"}
_THERE = {"fulfillable": 12, "reserved": 3, "inbound": 20, "unfulfillable": 1}  # pieces of what Amazon sends
AGE = 400 * 86400  # seconds since the first of them was made


def seed_listings(
    rows: Iterable[Mapping[str, Any]], listings: Listings, clock: Callable[[], float], warehouse: Warehouse
) -> None:
    """Put them there, where they are not yet. A row: seller_id, marketplace_id, sku, asin, price (decimal text),
    quantity (None: sent by Amazon, which has a few pieces), and perhaps condition, handling_days and product_type."""
    for number, row in enumerate(rows):
        seller_id, place, sku = row["seller_id"], row["marketplace_id"], row["sku"]
        region = MARKETPLACES[place].region
        if row["quantity"] is None and warehouse.get(seller_id, region, sku) is None:
            for lie, pieces in _THERE.items():
                warehouse.move(seller_id, region, sku, lie, pieces)
        if listings.get(seller_id, place, sku) is None:
            listings.put(_listing(row, clock() - AGE + 60 * number))


def _listing(row: Mapping[str, Any], made_at: float) -> dict[str, Any]:
    place = row["marketplace_id"]
    country, quantity = MARKETPLACES[place], row["quantity"]
    channel = "DEFAULT" if quantity is not None else _WAREHOUSES[country.region]
    condition = row.get("condition", "new_new")
    price = {"schedule": [{"value_with_tax": float(row["price"])}]}
    stock = {} if quantity is None else {"quantity": quantity}
    if "handling_days" in row:
        stock["lead_time_to_ship_max_days"] = row["handling_days"]
    attributes = {
        "condition_type": [{"value": condition, "marketplace_id": place}],
        "merchant_suggested_asin": [{"value": row["asin"], "marketplace_id": place}],
        "purchasable_offer": [
            {"marketplace_id": place, "currency": country.currency, "audience": "ALL", "our_price": [price]}
        ],
        "fulfillment_availability": [{"fulfillment_channel_code": channel, **stock}],
    }
    offer = {
        "price": row["price"], "currency": country.currency, "quantity": quantity, "channel": channel,
        "condition": condition,
    }  # fmt: skip
    return {
        "seller_id": row["seller_id"], "region": country.region, "marketplace_id": place, "sku": row["sku"],
        "asin": row["asin"],
        "product_type": row.get("product_type", "PRODUCT"), "requirements": "LISTING_OFFER_ONLY",
        "attributes": attributes, "created_at": made_at, "updated_at": made_at, "changes": [],
        "shown": {"phase": LIVE, "issues": [], "offer": offer},
    }  # fmt: skip
