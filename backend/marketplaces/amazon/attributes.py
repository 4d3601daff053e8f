"""Offers as Amazon's listing attributes, and Amazon's listing items as what is shown (Amazon facts 4.2)."""

from typing import Any

from backend.domain.details import EXEMPTION, Details, exemption
from backend.domain.issues import Issue, Severity
from backend.domain.listing import Offer, Revision, Shown
from backend.domain.money import Money, NotMoney, from_major
from backend.marketplaces.amazon.prices import price_attributes, price_patches
from backend.marketplaces.amazon.reading import Entry, entries, entry, first, of_marketplace, text, texts
from backend.marketplaces.amazon.regions import BY_MARKETPLACE

NOTE, TEMPLATE = "condition_note", "merchant_shipping_group"
MERCHANT = "DEFAULT"  # the channel code of stock that the merchant sends
_WAREHOUSES = {
    "NA": "AMAZON_NA",
    "EU": "AMAZON_EU",
    "FE": "AMAZON_JP",
}  # by region: of stock that Amazon sends
AVAILABILITY = "fulfillment_availability"


def offer_attributes(offer: Offer, marketplace_id: str) -> dict[str, Any]:
    """An offer: condition with its note, ASIN where it is known, prices, stock, shipping template if one was chosen."""
    suggested = {"merchant_suggested_asin": [{"value": offer.asin, "marketplace_id": marketplace_id}]}
    return {
        **_rest(offer, marketplace_id), **(suggested if offer.asin else {}), **_quantity(offer, marketplace_id),
        **price_attributes(offer, marketplace_id),
    }  # fmt: skip


def _rest(offer: Offer, marketplace_id: str) -> dict[str, Any]:
    found = {"condition_type": [{"value": offer.condition.value, "marketplace_id": marketplace_id}]}
    if offer.condition_note:
        found[NOTE] = [{"value": offer.condition_note, **_spoken(marketplace_id)}]
    if offer.shipping_template_id:
        found[TEMPLATE] = [{"value": offer.shipping_template_id, "marketplace_id": marketplace_id}]
    return found


def _spoken(marketplace_id: str) -> dict[str, Any]:
    """Which of an attribute's texts it is."""
    country = BY_MARKETPLACE.get(marketplace_id)
    return {**({"language_tag": country.language} if country else {}), "marketplace_id": marketplace_id}


def _gone(revision: Revision, marketplace_id: str) -> list[dict[str, Any]]:
    """Deletes of what the rest has no more; each names the selectors of the instance that goes (Amazon facts 4.2)."""
    found = {NOTE: _spoken(marketplace_id)} if revision.note_gone else {}
    found |= {TEMPLATE: {"marketplace_id": marketplace_id}} if revision.template_gone else {}
    return [
        {"op": "delete", "path": f"/attributes/{name}", "value": [value]} for name, value in found.items()
    ]


def _warehouse(marketplace_id: str) -> str:
    country = BY_MARKETPLACE.get(marketplace_id)
    return _WAREHOUSES[country.region if country else "NA"]


def _quantity(offer: Offer, marketplace_id: str) -> dict[str, Any]:
    """The stock with its handling time; it has no marketplace, because a region has one stock for a SKU. Of what Amazon
    sends it says only that."""
    if offer.by_amazon:
        return {AVAILABILITY: [{"fulfillment_channel_code": _warehouse(marketplace_id)}]}
    availability: dict[str, Any] = {"fulfillment_channel_code": MERCHANT, "quantity": offer.quantity}
    if offer.handling_days is not None:
        availability["lead_time_to_ship_max_days"] = offer.handling_days
    return {AVAILABILITY: [availability]}


def _switch(offer: Offer, marketplace_id: str) -> list[dict[str, Any]]:
    """Another sender: the old one is taken out and the new one put in together, since a replace with another channel
    would only add one (Amazon facts 7)."""
    gone = MERCHANT if offer.by_amazon else _warehouse(marketplace_id)
    path = f"/attributes/{AVAILABILITY}"
    return [
        {"op": "delete", "path": path, "value": [{"fulfillment_channel_code": gone}]},
        {"op": "add", "path": path, "value": _quantity(offer, marketplace_id)[AVAILABILITY]},
    ]


def revision_body(revision: Revision, marketplace_id: str) -> dict[str, Any]:
    """The body of a PATCH: whole attributes, since a replace swaps all that an attribute holds, and what goes."""
    offer, parts = revision.offer, dict[str, Any]()
    if revision.quantity and not revision.sender and not offer.by_amazon:
        parts |= _quantity(offer, marketplace_id)
    if revision.rest:
        parts |= _rest(offer, marketplace_id)
    patches = price_patches(revision, marketplace_id)
    patches += [
        {"op": "replace", "path": f"/attributes/{name}", "value": value} for name, value in parts.items()
    ]
    patches += _gone(revision, marketplace_id) if revision.rest else []
    patches += _switch(offer, marketplace_id) if revision.sender else []
    return {"productType": offer.product_type, "patches": patches}


def listing_body(offer: Offer, marketplace_id: str, details: Details | None = None) -> dict[str, Any]:
    """The body of a PUT: the whole truth of an offer, with `details` also that of its product."""
    attributes = offer_attributes(offer, marketplace_id)
    if details is not None:
        exempt = {EXEMPTION: exemption(marketplace_id)} if details.exempt else {}
        attributes = {**details.sent, **exempt, **attributes}
    return {
        "productType": details.product_type if details else offer.product_type,
        "requirements": "LISTING" if details else "LISTING_OFFER_ONLY",
        "attributes": attributes,
    }


def read_issues(found: object) -> tuple[Issue, ...]:
    """Amazon's issues; what is missing in one is empty, a severity nobody knows counts as an error."""
    return tuple(map(_issue, entries(found)))


def _issue(said: Entry) -> Issue:
    """An issue of a listing, or of a feed's report, which names one attribute only."""
    severity = text(said.get("severity"))
    one = text(said.get("attributeName"))
    actions = entries(entry(said.get("enforcements")).get("actions"))
    return Issue(
        code=text(said.get("code")),
        message=text(said.get("message")),
        severity=Severity(severity) if severity in Severity.__members__ else Severity.ERROR,
        attribute_names=texts(said.get("attributeNames")) or ((one,) if one else ()),
        categories=texts(said.get("categories")),
        actions=tuple(text(action.get("action")) for action in actions),
    )


def read_shown(item: Entry, marketplace_id: str) -> Shown:
    """What an item of getListingsItem or searchListingsItems shows in one marketplace."""
    summary = first(of_marketplace(item.get("summaries"), marketplace_id))
    offers = of_marketplace(item.get("offers"), marketplace_id)
    stock = entries(item.get("fulfillmentAvailability"))
    merchant = [one for one in stock if one.get("fulfillmentChannelCode") == MERCHANT]
    status, issues = texts(summary.get("status")), read_issues(item.get("issues"))
    return Shown(
        sku=text(item.get("sku")),
        asin=text(summary.get("asin")),
        buyable="BUYABLE" in status,
        discoverable="DISCOVERABLE" in status,
        price=_price(first(one for one in offers if one.get("offerType", "B2C") == "B2C").get("price")),
        business_price=_price(first(one for one in offers if one.get("offerType") == "B2B").get("price")),
        quantity=_whole(first(merchant).get("quantity")),
        fulfilled_by_amazon=bool(stock) and not merchant,
        both_send=len(merchant) < len(stock) and bool(merchant),
        title=text(summary.get("itemName")),
        product_type=text(summary.get("productType")),
        issues=issues,
        handling_days=_handling(item),
        known=bool(summary or issues),
    )


def _handling(item: Entry) -> int | None:
    """The days until the merchant sends, where the item came with its attributes."""
    stock = entries(entry(item.get("attributes")).get(AVAILABILITY))
    mine = first(one for one in stock if one.get("fulfillment_channel_code") == MERCHANT)
    return _whole(mine.get("lead_time_to_ship_max_days"))


def _price(said: object) -> Money | None:
    """Listings name the currency `currencyCode`; a price without one is none."""
    currency = text(entry(said).get("currencyCode")) or text(entry(said).get("currency"))
    try:
        return from_major(entry(said).get("amount"), currency) if currency else None
    except NotMoney:
        return None


def _whole(said: object) -> int | None:
    return said if isinstance(said, int) and not isinstance(said, bool) else None
