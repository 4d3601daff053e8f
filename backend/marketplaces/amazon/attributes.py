"""Offers as Amazon's listing attributes, and Amazon's listing items as what is shown (Amazon facts 4.2)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from backend.domain.issues import Issue, Severity
from backend.domain.listing import Offer, Shown
from backend.domain.money import Money, NotMoney, digits, from_major, to_major

MERCHANT = "DEFAULT"  # the channel code of stock that the merchant sends


def offer_attributes(offer: Offer, marketplace_id: str) -> dict[str, Any]:
    """An offer on a known ASIN: condition, ASIN, price, stock, and a shipping template where one was chosen."""
    availability: dict[str, Any] = {"fulfillment_channel_code": MERCHANT, "quantity": offer.quantity}
    if offer.handling_days is not None:
        availability["lead_time_to_ship_max_days"] = offer.handling_days
    attributes: dict[str, Any] = {
        "condition_type": [{"value": offer.condition.value, "marketplace_id": marketplace_id}],
        "merchant_suggested_asin": [{"value": offer.asin, "marketplace_id": marketplace_id}],
        "fulfillment_availability": [availability],
        "purchasable_offer": [
            {
                "marketplace_id": marketplace_id,
                "currency": offer.price.currency,
                "audience": "ALL",
                "our_price": [{"schedule": [{"value_with_tax": _number(offer.price)}]}],
            }
        ],
    }
    if offer.shipping_template_id:
        attributes["merchant_shipping_group"] = [
            {"value": offer.shipping_template_id, "marketplace_id": marketplace_id}
        ]
    return attributes


def listing_body(offer: Offer, marketplace_id: str) -> dict[str, Any]:
    """The body of a PUT: the whole truth of an offer."""
    return {
        "productType": offer.product_type,
        "requirements": "LISTING_OFFER_ONLY",
        "attributes": offer_attributes(offer, marketplace_id),
    }


def _number(price: Money) -> int | float:
    """The price as a JSON number. Written by its shortest text, so it carries exactly the currency's digits."""
    return price.amount if not digits(price.currency) else float(to_major(price))


def read_issues(found: object) -> tuple[Issue, ...]:
    """Amazon's issues; what is missing in one is empty, a severity nobody knows counts as an error."""
    if not isinstance(found, Sequence) or isinstance(found, str):
        return ()
    return tuple(_issue(entry) for entry in found if isinstance(entry, Mapping))


def _issue(entry: Mapping[str, Any]) -> Issue:
    severity = str(entry.get("severity", "ERROR"))
    enforcements = entry.get("enforcements") or {}
    names = entry.get("attributeNames") or ([entry["attributeName"]] if entry.get("attributeName") else [])
    return Issue(
        code=str(entry.get("code", "")),
        message=str(entry.get("message", "")),
        severity=Severity(severity) if severity in Severity.__members__ else Severity.ERROR,
        attribute_names=tuple(map(str, names)),
        categories=tuple(map(str, entry.get("categories") or ())),
        actions=tuple(
            str(a.get("action", "")) for a in enforcements.get("actions") or () if isinstance(a, Mapping)
        ),
    )


def read_shown(item: Mapping[str, Any], marketplace_id: str) -> Shown:
    """What an item of getListingsItem or searchListingsItems shows in one marketplace."""
    summary = _of(item.get("summaries"), marketplace_id)
    offer = next(
        (o for o in _all_of(item.get("offers"), marketplace_id) if o.get("offerType", "B2C") == "B2C"), {}
    )
    stock = [s for s in item.get("fulfillmentAvailability") or () if isinstance(s, Mapping)]
    merchant = next((s for s in stock if s.get("fulfillmentChannelCode") == MERCHANT), None)
    status = summary.get("status") or ()
    issues = read_issues(item.get("issues"))
    return Shown(
        sku=str(item.get("sku", "")),
        asin=str(summary.get("asin") or ""),
        buyable="BUYABLE" in status,
        discoverable="DISCOVERABLE" in status,
        price=_price(offer.get("price")),
        quantity=_whole(merchant.get("quantity")) if merchant else None,
        fulfilled_by_amazon=bool(stock) and merchant is None,
        title=str(summary.get("itemName") or ""),
        product_type=str(summary.get("productType") or ""),
        issues=issues,
        known=bool(summary or issues),
    )


def _all_of(entries: object, marketplace_id: str) -> list[Mapping[str, Any]]:
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        return []
    return [e for e in entries if isinstance(e, Mapping) and e.get("marketplaceId") == marketplace_id]


def _of(entries: object, marketplace_id: str) -> Mapping[str, Any]:
    found = _all_of(entries, marketplace_id)
    return found[0] if found else {}


def _price(said: object) -> Money | None:
    if not isinstance(said, Mapping):
        return None
    try:
        return from_major(said.get("amount"), str(said.get("currencyCode") or said.get("currency") or ""))
    except NotMoney:
        return None


def _whole(said: object) -> int | None:
    return int(said) if isinstance(said, int | Decimal) and not isinstance(said, bool) else None
