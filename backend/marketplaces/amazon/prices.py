"""The prices of an offer as Amazon's attributes: everybody's with a sale, companies' with tiers, the list price.

Everybody's and companies' prices are two instances of one attribute, told apart by their audience. A replace swaps an
instance as a whole; a merge takes a part of one away where it says null; an instance goes by a delete that names it
(Amazon facts 4.2; Amazon's changelog of 2025-06-16 and its guide "Manage purchasable offer").
"""

from typing import Any

from backend.domain.listing import Business, Offer, Revision, Sale
from backend.domain.money import Money, digits, to_major
from backend.marketplaces.amazon.regions import BY_MARKETPLACE

ATTRIBUTE, LIST = "purchasable_offer", "list_price"
Patch = dict[str, Any]


def price_attributes(offer: Offer, marketplace_id: str) -> dict[str, Any]:
    """All prices of an offer."""
    instances = [_everybody(offer, marketplace_id)]
    if offer.business:
        instances.append(_companies(offer, offer.business, marketplace_id))
    listed = {LIST: [_listed(offer.list_price, marketplace_id)]} if offer.list_price else {}
    return {ATTRIBUTE: instances, **listed}


def price_patches(revision: Revision, marketplace_id: str) -> list[Patch]:
    """What of the prices a revision changes, and what of them it takes away."""
    offer, patches = revision.offer, list[Patch]()
    if revision.price or revision.sale:
        gone = {"discounted_price": None} if revision.sale and not offer.sale else {}
        patches.append(_patch(ATTRIBUTE, _everybody(offer, marketplace_id), gone))
    if revision.business and offer.business:
        gone = {} if offer.business.tiers else {"quantity_discount_plan": None}
        patches.append(_patch(ATTRIBUTE, _companies(offer, offer.business, marketplace_id), gone))
    elif revision.business:
        patches.append(_delete(ATTRIBUTE, _place(offer, marketplace_id, "B2B")))
    if revision.list_price and offer.list_price:
        patches.append(_patch(LIST, _listed(offer.list_price, marketplace_id), {}))
    elif revision.list_price:
        named = {"marketplace_id": marketplace_id, "currency": offer.price.currency}
        patches.append(_delete(LIST, named))
    return patches


def _patch(name: str, instance: dict[str, Any], gone: dict[str, None]) -> Patch:
    op = "merge" if gone else "replace"
    return {"op": op, "path": f"/attributes/{name}", "value": [{**instance, **gone}]}


def _delete(name: str, instance: dict[str, Any]) -> Patch:
    return {"op": "delete", "path": f"/attributes/{name}", "value": [instance]}


def _place(offer: Offer, marketplace_id: str, audience: str) -> dict[str, Any]:
    return {"marketplace_id": marketplace_id, "currency": offer.price.currency, "audience": audience}


def _everybody(offer: Offer, marketplace_id: str) -> dict[str, Any]:
    sale = {"discounted_price": [_sale(offer.sale)]} if offer.sale else {}
    return {**_place(offer, marketplace_id, "ALL"), "our_price": [_price(offer.price)], **sale}


def _companies(offer: Offer, business: Business, marketplace_id: str) -> dict[str, Any]:
    found = {**_place(offer, marketplace_id, "B2B"), "our_price": [_price(business.price)]}
    if business.tiers:
        levels = [{"lower_bound": pieces, "value": number(price)} for pieces, price in business.tiers]
        found["quantity_discount_plan"] = [{"schedule": [{"discount_type": "fixed", "levels": levels}]}]
    return found


def _price(price: Money) -> dict[str, Any]:
    return {"schedule": [{"value_with_tax": number(price)}]}


def _sale(sale: Sale) -> dict[str, Any]:
    """From the first second of its first day to the last of its last, UTC."""
    days = {"start_at": f"{sale.first}T00:00:00Z", "end_at": f"{sale.last}T23:59:59Z"}
    return {"schedule": [{**days, "value_with_tax": number(sale.price)}]}


def _listed(price: Money, marketplace_id: str) -> dict[str, Any]:
    """In the Americas a list price is named `value`, elsewhere `value_with_tax` (Amazon facts 4.2)."""
    country = BY_MARKETPLACE.get(marketplace_id)
    name = "value" if country and country.region == "NA" else "value_with_tax"
    return {name: number(price), "currency": price.currency, "marketplace_id": marketplace_id}


def number(price: Money) -> int | float:
    """The price as a JSON number. Written by its shortest text, so it carries exactly the currency's digits."""
    return price.amount if not digits(price.currency) else float(to_major(price))
