"""Amazon as a marketplace: the port, in Amazon's operations."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from backend.domain.details import Details
from backend.domain.existing import RemoteItem, RemotePage, Report
from backend.domain.family_attributes import Parent
from backend.domain.fees import Estimate
from backend.domain.issues import Issue
from backend.domain.kinship import Kin, Relative
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
from backend.domain.money import Money
from backend.domain.orders import Order, OrderPage
from backend.domain.policy import Condition
from backend.domain.product_types import Definition, FoundType
from backend.domain.shipping_templates import Templates
from backend.domain.sought import Sought
from backend.marketplaces.amazon import (
    catalog,
    families,
    feeds,
    fees,
    listings,
    orders,
    product_types,
    reports,
    restrictions,
    sellers,
    shipping_templates,
)
from backend.marketplaces.amazon.attributes import listing_body
from backend.marketplaces.amazon.auth import Tokens
from backend.marketplaces.amazon.client import AmazonClient
from backend.marketplaces.amazon.labels import AmazonLabels
from backend.marketplaces.amazon.letterbox import AmazonLetterbox
from backend.marketplaces.amazon.messages import AmazonMessages
from backend.marketplaces.amazon.order_feeds import AmazonReversals
from backend.marketplaces.amazon.outbound import AmazonOutbound
from backend.marketplaces.amazon.regions import BY_MARKETPLACE, COUNTRIES, seller_central_hosts
from backend.marketplaces.amazon.shipments import AmazonShipments
from backend.marketplaces.amazon.warehouse import AmazonWarehouse
from backend.marketplaces.marketplace import Letterbox
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
        self._letterbox = AmazonLetterbox(self._client, http, settings.queue) if settings.queue else None
        self.shipments = AmazonShipments(self._client)
        self.reversals = AmazonReversals(self._client)
        self.warehouse = AmazonWarehouse(self._client)
        self.outbound = AmazonOutbound(self._client)
        self.labels = AmazonLabels(self._client)
        self.messages = AmazonMessages(self._client)

    @property
    def letterbox(self) -> Letterbox | None:
        return self._letterbox

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
        self, seller: SellerAccess, marketplace_id: str, kind: str, values: Sequence[str], *, whole: bool = False,
        interactive: bool = False,
    ) -> list[CatalogItem]:  # fmt: skip
        return await catalog.by_identifiers(
            self._client, seller, marketplace_id, kind, values, whole=whole, interactive=interactive
        )

    async def search_catalog(
        self, seller: SellerAccess, marketplace_id: str, sought: Sought, language: str, *,
        interactive: bool = False,
    ) -> list[CatalogItem]:  # fmt: skip
        return await catalog.search(
            self._client, seller, marketplace_id, sought, language, interactive=interactive
        )

    async def restrictions(
        self, seller: SellerAccess, marketplace_id: str, asin: str, condition: Condition, language: str = "", *,
        interactive: bool = False,
    ) -> list[Restriction]:  # fmt: skip
        country = BY_MARKETPLACE.get(marketplace_id)
        language = language or (country.language if country else "")
        return await restrictions.restrictions(
            self._client, seller, marketplace_id, asin, condition, language, interactive=interactive
        )

    async def preview(
        self, seller: SellerAccess, marketplace_id: str, offer: Offer, language: str,
        details: Details | None = None, *, interactive: bool = False,
    ) -> Outcome:  # fmt: skip
        return await listings.put(
            self._client, seller, marketplace_id, offer, language, details, preview=True, interactive=interactive
        )  # fmt: skip

    async def publish(
        self, seller: SellerAccess, marketplace_id: str, offer: Offer, language: str,
        details: Details | None = None,
    ) -> Outcome:  # fmt: skip
        return await listings.put(
            self._client, seller, marketplace_id, offer, language, details, preview=False
        )

    def said(self, offer: Offer, marketplace_id: str, details: Details | None = None) -> Mapping[str, Any]:
        found: Mapping[str, Any] = listing_body(offer, marketplace_id, details)["attributes"]
        return found

    def body(self, offer: Offer, marketplace_id: str, details: Details | None = None) -> Mapping[str, Any]:
        return listing_body(offer, marketplace_id, details)

    async def fees(
        self, seller: SellerAccess, marketplace_id: str, asked: Sequence[tuple[str, Money]], *,
        interactive: bool = False,
    ) -> list[Estimate]:  # fmt: skip
        return await fees.estimates(self._client, seller, marketplace_id, asked, interactive=interactive)

    async def find_types(
        self, seller: SellerAccess, marketplace_id: str, language: str, *, title: str = "", words: str = ""
    ) -> list[FoundType]:
        return await product_types.search(
            self._client, seller, marketplace_id, title=title, words=words, language=language
        )

    async def type_definition(
        self,
        seller: SellerAccess,
        marketplace_id: str,
        name: str,
        language: str,
        *,
        interactive: bool = False,
    ) -> Definition:
        return await product_types.definition(
            self._client, seller, marketplace_id, name, language, interactive=interactive
        )

    async def type_schema(self, definition: Definition) -> bytes:
        return await product_types.document(self._client, definition)

    async def shipping_templates(
        self, seller: SellerAccess, marketplace_id: str, *, interactive: bool = False
    ) -> Templates:
        return await shipping_templates.read(self._client, seller, marketplace_id, interactive=interactive)

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

    async def publish_parent(
        self, seller: SellerAccess, marketplace_id: str, parent: Parent, language: str
    ) -> Outcome:
        return await families.put_parent(self._client, seller, marketplace_id, parent, language)

    async def relatives(
        self, seller: SellerAccess, marketplace_id: str, parent_sku: str, language: str
    ) -> list[Relative]:
        return await families.relatives(self._client, seller, marketplace_id, parent_sku, language)

    async def kin(self, seller: SellerAccess, marketplace_id: str, asins: Sequence[str]) -> list[Kin]:
        return await families.kin(self._client, seller, marketplace_id, asins)

    async def upload_feed(
        self, seller: SellerAccess, offers: Mapping[int, Offer], marketplace_id: str, language: str = ""
    ) -> str:
        return await feeds.upload(self._client, seller, offers, marketplace_id, language)

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
