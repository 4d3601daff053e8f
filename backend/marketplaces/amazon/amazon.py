"""Amazon as a marketplace: the port, in Amazon's operations."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from urllib.parse import urlencode, urlsplit

from backend.domain.existing import RemoteItem, RemotePage, Report
from backend.domain.issues import Issue
from backend.domain.listing import Offer, Outcome, Revision, Shown
from backend.domain.marketplace import (
    CatalogItem,
    Consent,
    Country,
    Feed,
    Participation,
    Restriction,
    SellerAccess,
)
from backend.domain.orders import Order, OrderPage
from backend.domain.policy import Condition
from backend.marketplaces.amazon import catalog, feeds, listings, orders, reports, restrictions, sellers
from backend.marketplaces.amazon.auth import Tokens
from backend.marketplaces.amazon.client import AmazonClient
from backend.marketplaces.amazon.regions import BY_MARKETPLACE, COUNTRIES, seller_central_hosts
from backend.settings import Amazon
from backend.transport.client import HttpClient


class AmazonMarketplace:
    """Implements the port (marketplaces/marketplace.py); raises the errors of transport/errors.py."""

    kind = "amazon"

    def __init__(
        self, settings: Amazon, http: HttpClient, *, return_url: str, clock: Callable[[], float]
    ) -> None:
        self._settings, self._return_url = settings, return_url
        self._tokens = Tokens(
            http, token_url=settings.token_url, client_id=settings.client_id,
            client_secret=settings.client_secret, redirect_uri=return_url, clock=clock,
        )  # fmt: skip
        self._client = AmazonClient(http, self._tokens, settings.api_urls)

    def countries(self) -> Sequence[Country]:
        return COUNTRIES

    def consent_address(self, country: Country, state: str) -> str:
        """Seller Central of the country; a draft application says so in every link (Amazon facts 1.2)."""
        host = f"{self._settings.consent_url or 'https:/'}/{country.seller_central}"
        query = {
            "application_id": self._settings.application_id,
            "state": state,
            "redirect_uri": self._return_url,
        }
        if self._settings.draft:
            query["version"] = "beta"
        return f"{host}/apps/authorize/consent?{urlencode(query)}"

    def appstore_address(self, callback: str, amazon_state: str, state: str) -> str | None:
        """Where a merchant who started at Amazon is sent back to; None when the callback is not Amazon's."""
        try:
            parts = urlsplit(callback)
        except ValueError:
            return None
        ours = self._settings.consent_url and callback.startswith(self._settings.consent_url + "/")
        if not ours and (parts.scheme != "https" or parts.hostname not in seller_central_hosts()):
            return None
        if parts.fragment:
            return None
        query = {"amazon_state": amazon_state, "state": state, "redirect_uri": self._return_url}
        if self._settings.draft:
            query["version"] = "beta"
        return f"{callback}{'&' if parts.query else '?'}{urlencode(query)}"

    async def redeem(self, code: str) -> Consent:
        return await self._tokens.redeem(code)

    async def participations(self, seller: SellerAccess) -> list[Participation]:
        return await sellers.participations(self._client, seller)

    async def find_by_identifiers(
        self, seller: SellerAccess, marketplace_id: str, kind: str, values: Sequence[str]
    ) -> list[CatalogItem]:
        return await catalog.by_identifiers(self._client, seller, marketplace_id, kind, values)

    async def restrictions(
        self, seller: SellerAccess, marketplace_id: str, asin: str, condition: Condition
    ) -> list[Restriction]:
        country = BY_MARKETPLACE.get(marketplace_id)
        language = country.language if country else ""
        return await restrictions.restrictions(
            self._client, seller, marketplace_id, asin, condition, language
        )

    async def preview(
        self, seller: SellerAccess, marketplace_id: str, offer: Offer, language: str
    ) -> Outcome:
        return await listings.put(self._client, seller, marketplace_id, offer, language, preview=True)

    async def publish(
        self, seller: SellerAccess, marketplace_id: str, offer: Offer, language: str
    ) -> Outcome:
        return await listings.put(self._client, seller, marketplace_id, offer, language, preview=False)

    async def revise(
        self, seller: SellerAccess, marketplace_id: str, revision: Revision, language: str, *,
        urgent: bool = False,
    ) -> Outcome:  # fmt: skip
        return await listings.patch(self._client, seller, marketplace_id, revision, language, urgent=urgent)

    async def orders(
        self, seller: SellerAccess, *, changed_since: int | None = None, created_since: int | None = None,
        until: int | None = None, token: str = "",
    ) -> OrderPage:  # fmt: skip
        return await orders.search(
            self._client,
            seller,
            changed_since=changed_since,
            created_since=created_since,
            until=until,
            token=token,
        )

    async def order(self, seller: SellerAccess, order_code: str, *, personal: bool) -> Order:
        return await orders.one(self._client, seller, order_code, personal=personal)

    async def withdraw(self, seller: SellerAccess, marketplace_id: str, sku: str, language: str) -> Outcome:
        return await listings.delete(self._client, seller, marketplace_id, sku, language)

    async def shown(
        self, seller: SellerAccess, marketplace_id: str, skus: Sequence[str], language: str, *,
        urgent: bool = False, handling: bool = False,
    ) -> dict[str, Shown]:  # fmt: skip
        return await listings.shown(
            self._client, seller, marketplace_id, skus, language, urgent=urgent, handling=handling
        )

    async def upload_feed(
        self, seller: SellerAccess, offers: Mapping[int, Offer], marketplace_id: str
    ) -> str:
        return await feeds.upload(self._client, seller, offers, marketplace_id)

    async def start_feed(self, seller: SellerAccess, marketplace_id: str, document_id: str) -> str:
        return await feeds.start(self._client, seller, marketplace_id, document_id)

    async def recent_feeds(self, seller: SellerAccess, marketplace_id: str, since: int) -> list[Feed]:
        return await feeds.recent(self._client, seller, marketplace_id, since)

    async def feed(self, seller: SellerAccess, feed_id: str) -> Feed:
        return await feeds.one(self._client, seller, feed_id)

    async def feed_report(self, seller: SellerAccess, feed: Feed) -> dict[int, tuple[Issue, ...]]:
        return await feeds.report(self._client, seller, feed)

    async def own_listings(
        self, seller: SellerAccess, marketplace_id: str, language: str, *, made_after: str = "", token: str = ""
    ) -> RemotePage:  # fmt: skip
        return await listings.own(self._client, seller, marketplace_id, language, made_after, token)

    async def start_report(self, seller: SellerAccess, marketplace_id: str) -> str:
        return await reports.start(self._client, seller, marketplace_id)

    async def recent_reports(self, seller: SellerAccess, marketplace_id: str, since: int) -> list[Report]:
        return await reports.recent(self._client, seller, marketplace_id, since)

    async def report(self, seller: SellerAccess, report_id: str) -> Report:
        return await reports.one(self._client, seller, report_id)

    async def report_lines(
        self, seller: SellerAccess, marketplace_id: str, document_id: str, currency: str
    ) -> AsyncIterator[list[tuple[int, RemoteItem | None]]]:
        async for piece in reports.lines(self._client, seller, marketplace_id, document_id, currency):
            yield [(line.number, line.item) for line in piece]
