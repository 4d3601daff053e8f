"""A listing as getListingsItem and searchListingsItems show it."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from backend.sandbox.amazon.catalogue import Catalogue, Item
from backend.sandbox.amazon.families import Families
from backend.sandbox.amazon.lifecycle import LIVE, Listing, status_of
from backend.sandbox.amazon.pictures import pictures_of
from backend.sandbox.amazon.prices import price_now

View = dict[str, Any]


def moment(at: float) -> str:
    """A time as the API writes it: ISO 8601, UTC, milliseconds."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Views:
    """Makes the datasets of a listing."""

    def __init__(
        self, catalogue: Catalogue, families: Families, address: str, clock: Callable[[], float]
    ) -> None:
        self._catalogue, self._families, self._address = catalogue, families, address
        self._datasets: dict[str, Callable[[Listing, Item | None], Any]] = {
            "summaries": self._summaries,
            "attributes": lambda listing, item: listing["attributes"],
            "issues": lambda listing, item: listing["shown"]["issues"],
            "offers": lambda listing, item: _offers(listing, clock()),
            "fulfillmentAvailability": _availability,
            "procurement": lambda listing, item: [],
            "relationships": self._relationships,
            "productTypes": _product_types,
        }

    def item(self, listings: list[Listing], wanted: Iterable[str]) -> View:
        """One SKU in one or several marketplaces, with the datasets asked for."""
        view: View = {"sku": listings[0]["sku"]}
        for name in wanted:
            for listing in listings:
                item = self._catalogue.get(listing["asin"]) if listing["asin"] else None
                part = self._datasets[name](listing, item)
                if name == "attributes":
                    view[name] = {**part, **view.get(name, {})}
                elif name == "fulfillmentAvailability":
                    view[name] = view.get(name) or part
                else:
                    view[name] = [*view.get(name, []), *part]
        return view

    def _summaries(self, listing: Listing, item: Item | None) -> list[View]:
        if listing["shown"]["phase"] != LIVE:
            return []
        place = listing["marketplace_id"]
        summary: View = {
            "marketplaceId": place,
            "asin": listing["asin"],
            "productType": listing["product_type"],
            "status": status_of(listing),
            "createdDate": moment(listing["created_at"]),
            "lastUpdatedDate": moment(listing["updated_at"]),
        }
        if offer := listing["shown"]["offer"]:
            summary["conditionType"] = offer["condition"]
        if item:
            title = item["titles"].get(place) or next(iter(item["titles"].values()))
            main = pictures_of(item, self._address)[0]
            summary |= {"itemName": title, "mainImage": main}
        return [summary]

    def _relationships(self, listing: Listing, item: Item | None) -> list[View]:
        found = self._families.of_listing(listing)
        return [{"marketplaceId": listing["marketplace_id"], "relationships": [found] if found else []}]


def _offers(listing: Listing, now: float) -> list[View]:
    """What everybody pays now, and what companies pay, where they pay something else."""
    offer = listing["shown"]["offer"]
    if listing["shown"]["phase"] != LIVE or not offer or not offer["price"]:
        return []
    paid = [("B2C", price_now(offer, now), {"value": "ALL", "displayName": "Sell on Amazon"})]
    if offer.get("business"):
        paid.append(("B2B", offer["business"], {"value": "B2B", "displayName": "Amazon Business"}))
    return [
        {
            "marketplaceId": listing["marketplace_id"],
            "offerType": kind,
            "price": {"currencyCode": offer["currency"], "amount": price},
            "audience": audience,
        }
        for kind, price, audience in paid
    ]


def _availability(listing: Listing, item: Item | None) -> list[View]:
    offer = listing["shown"]["offer"]
    if not offer:
        return []
    quantity = {} if offer["quantity"] is None else {"quantity": offer["quantity"]}
    shown = [{"fulfillmentChannelCode": offer["channel"], **quantity}]
    return [*shown, *({"fulfillmentChannelCode": code} for code in offer.get("beside", []))]


def _product_types(listing: Listing, item: Item | None) -> list[View]:
    return [
        {
            "marketplaceId": listing["marketplace_id"],
            "productType": listing["product_type"],
        }
    ]
