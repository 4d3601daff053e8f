"""What lies in Amazon's warehouses: the FBA Inventory API (Amazon facts 4.11)."""

from collections.abc import Sequence
from datetime import UTC, datetime

from backend.domain.marketplace import SellerAccess
from backend.domain.warehouse import Lying
from backend.marketplaces.amazon.client import AmazonClient
from backend.marketplaces.amazon.reading import Entry, entries, entry, text
from backend.transport.errors import Rejected, Unavailable

PATH = "/fba/inventory/v1/summaries"
AT_ONCE = 50  # SKUs a call
TRIES = 3  # a page's token dies after 30 seconds; then everything is read anew


class AmazonWarehouse:
    """The warehouses of a seller's region."""

    def __init__(self, client: AmazonClient) -> None:
        self._client = client

    async def lying(
        self, seller: SellerAccess, marketplace_id: str, *, since: int | None = None, skus: Sequence[str] = ()
    ) -> list[Lying]:
        """All of it, what changed since, or these SKUs. A SKU with a comma cannot travel in a list and is asked for
        alone."""
        query = {
            "granularityType": "Marketplace", "granularityId": marketplace_id, "marketplaceIds": marketplace_id,
            "details": "true",
        }  # fmt: skip
        if since is not None:
            query["startDateTime"] = datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if not skus:
            return await self._all(seller, query)
        together = [sku for sku in dict.fromkeys(skus) if "," not in sku]
        asked = [
            {"sellerSkus": ",".join(together[n : n + AT_ONCE])} for n in range(0, len(together), AT_ONCE)
        ]
        asked += [{"sellerSku": sku} for sku in dict.fromkeys(skus) if "," in sku]
        return [one for some in asked for one in await self._all(seller, query | some)]

    async def _all(self, seller: SellerAccess, query: dict[str, str]) -> list[Lying]:
        """Every page. A token that died makes the first page come again."""
        for _ in range(TRIES):
            found: dict[str, Lying] = {}
            token = ""
            try:
                while True:
                    page = query | ({"nextToken": token} if token else {})
                    said = await self._client.call(seller, "getInventorySummaries", "GET", PATH, query=page)
                    payload = entry(said.data.get("payload"))
                    found |= {one.sku: one for one in map(_lying, entries(payload.get("inventorySummaries")))}
                    token = text(entry(said.data.get("pagination")).get("nextToken"))
                    if not token:
                        return [one for one in found.values() if one.sku]
            except Rejected:
                if not token:
                    raise
        raise Unavailable("the pages of the warehouse die before they can be read")


def _lying(said: Entry) -> Lying:
    details = entry(said.get("inventoryDetails"))
    under_way = ("inboundWorkingQuantity", "inboundShippedQuantity", "inboundReceivingQuantity")
    return Lying(
        sku=text(said.get("sellerSku")),
        asin=text(said.get("asin")),
        title=text(said.get("productName"))[:300],
        fulfillable=_pieces(details.get("fulfillableQuantity")),
        reserved=_pieces(entry(details.get("reservedQuantity")).get("totalReservedQuantity")),
        inbound=sum(_pieces(details.get(name)) for name in under_way),
        unfulfillable=_pieces(entry(details.get("unfulfillableQuantity")).get("totalUnfulfillableQuantity")),
        researching=_pieces(entry(details.get("researchingQuantity")).get("totalResearchingQuantity")),
        changed_at=_moment(text(said.get("lastUpdatedTime"))),
    )


def _pieces(said: object) -> int:
    return max(0, said) if isinstance(said, int) and not isinstance(said, bool) else 0


def _moment(said: str) -> int | None:
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        return None
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())
