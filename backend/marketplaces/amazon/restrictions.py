"""Restrictions: what forbids a seller to offer an item (Amazon facts 4.6)."""

from backend.domain.marketplace import Restriction, SellerAccess
from backend.domain.policy import Condition
from backend.marketplaces.amazon.client import AmazonClient
from backend.marketplaces.amazon.reading import Entry, entries, first, of_marketplace, text


async def restrictions(
    client: AmazonClient,
    seller: SellerAccess,
    marketplace_id: str,
    asin: str,
    condition: Condition,
    language: str,
    *,
    interactive: bool = False,
) -> list[Restriction]:
    """What forbids this seller to offer this ASIN in this condition; empty: nothing."""
    query = {
        "asin": asin, "sellerId": seller.seller_id, "marketplaceIds": marketplace_id,
        "conditionType": condition.value,
    }  # fmt: skip
    if language:
        query["reasonLocale"] = language
    path = "/listings/2021-08-01/restrictions"
    said = await client.call(
        seller, "getListingsRestrictions", "GET", path, query=query, interactive=interactive
    )
    return [
        _restriction(reason, entry.get("conditionType"))
        for entry in of_marketplace(said.data.get("restrictions"), marketplace_id)
        if entry.get("conditionType") in (None, condition.value)
        # One without a reason is a restriction all the same.
        for reason in entries(entry.get("reasons")) or [{}]
    ]


def _restriction(reason: Entry, condition: object) -> Restriction:
    return Restriction(
        reason=text(reason.get("reasonCode")) or "NOT_ELIGIBLE",
        message=text(reason.get("message")),
        condition=next((known for known in Condition if known.value == condition), None),
        link=text(first(entries(reason.get("links"))).get("resource")),
    )
