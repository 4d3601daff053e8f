"""Listings Restrictions: who may not list which product."""

from typing import Any

from backend.sandbox.amazon.access import Asked
from backend.sandbox.amazon.catalogue import Catalogue, Item
from backend.sandbox.amazon.issue_words import locale_for
from backend.sandbox.amazon.offer_schema import CONDITIONS
from backend.sandbox.amazon.regions import MARKETPLACES


class Restrictions:
    """Answers getListingsRestrictions."""

    def __init__(self, catalogue: Catalogue, address: str) -> None:
        self._catalogue = catalogue
        self._address = address

    def get(self, asked: Asked) -> dict[str, Any]:
        """An empty list means: may list."""
        asin, wanted = asked.text("asin"), asked.text("conditionType")
        found: list[dict[str, Any]] = []
        for marketplace_id in asked.items("marketplaceIds"):
            item = self._catalogue.get(asin, marketplace_id)
            if item is None:
                reason = {
                    "message": f"{asin} is not in the catalogue.",
                    "reasonCode": "ASIN_NOT_FOUND",
                }
                found.append({"marketplaceId": marketplace_id, "reasons": [reason]})
                continue
            for condition in (wanted,) if wanted else CONDITIONS:
                rules = restricted(item, asked.caller.seller_id, marketplace_id, condition)
                if rules:
                    locale = locale_for(asked.text("reasonLocale"), marketplace_id)
                    reasons = [self._reason(rule, asin, marketplace_id, locale) for rule in rules]
                    entry = {
                        "marketplaceId": marketplace_id,
                        "conditionType": condition,
                        "reasons": reasons,
                    }
                    found.append(entry)
        return {"restrictions": found}

    def _reason(self, rule: dict[str, Any], asin: str, marketplace_id: str, locale: str) -> dict[str, Any]:
        reason: dict[str, Any] = {
            "message": rule.get("messages", {}).get(locale[:2], rule["message"]),
            "reasonCode": rule["reason_code"],
        }
        if rule["reason_code"] == "APPROVAL_REQUIRED":
            country = MARKETPLACES[marketplace_id].country.lower()
            address = f"{self._address}/sellercentral/{country}/hz/approvalrequest?asin={asin}"
            title = "Request Approval via Seller Central."
            reason["links"] = [
                {
                    "resource": address,
                    "verb": "GET",
                    "title": title,
                    "type": "text/html",
                }
            ]
        return reason


def restricted(item: Item, seller_id: str, marketplace_id: str, condition: str) -> list[dict[str, Any]]:
    """The restrictions of a product that apply to an offer."""

    def applies(rule: dict[str, Any]) -> bool:
        chosen = (
            ("seller_ids", seller_id),
            ("marketplace_ids", marketplace_id),
            ("conditions", condition),
        )
        return all(not rule.get(name) or value in rule[name] for name, value in chosen)

    return [rule for rule in item.get("restrictions", []) if applies(rule)]
