"""Sellers: the marketplaces somebody takes part in (Amazon facts 4.1)."""

from backend.domain.marketplace import Participation, SellerAccess
from backend.marketplaces.amazon.client import AmazonClient
from backend.marketplaces.amazon.reading import Entry, entries, entry, text
from backend.marketplaces.amazon.regions import BY_MARKETPLACE


async def participations(client: AmazonClient, seller: SellerAccess) -> list[Participation]:
    """What the seller takes part in; Amazon also lists pseudo marketplaces ("Non-Amazon"), which are left out."""
    path = "/sellers/v1/marketplaceParticipations"
    said = await client.call(seller, "getMarketplaceParticipations", "GET", path, interactive=True)
    return [
        _participation(one)
        for one in entries(said.data.get("payload"))
        if text(entry(one.get("marketplace")).get("id")) in BY_MARKETPLACE
    ]


def _participation(said: Entry) -> Participation:
    """What Amazon does not say about a country is what we know of it."""
    place, part = entry(said.get("marketplace")), entry(said.get("participation"))
    known = BY_MARKETPLACE[text(place["id"])]
    return Participation(
        marketplace_id=known.marketplace_id,
        name=text(place.get("name")) or known.domain,
        country=text(place.get("countryCode")) or known.code,
        currency=text(place.get("defaultCurrencyCode")) or known.currency,
        language=text(place.get("defaultLanguageCode")) or known.language,
        domain=text(place.get("domainName")) or known.domain,
        participating=bool(part.get("isParticipating")),
        suspended=bool(part.get("hasSuspendedListings")),
        store_name=text(said.get("storeName")),
    )
