"""The simulated Amazon as one site: Seller Central, Login with Amazon, the Selling Partner API, the shelf."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.sandbox.amazon.access import Door
from backend.sandbox.amazon.api import Answering, Api
from backend.sandbox.amazon.before_us import seed_listings
from backend.sandbox.amazon.buy_shipping import BuyShipping
from backend.sandbox.amazon.catalogue import Catalogue, CatalogueItem
from backend.sandbox.amazon.catalogue_api import CatalogueApi
from backend.sandbox.amazon.config import AmazonConfig
from backend.sandbox.amazon.consent import Consent
from backend.sandbox.amazon.definitions import SWITCHES as TYPE_SWITCHES
from backend.sandbox.amazon.definitions import Definitions
from backend.sandbox.amazon.definitions_api import DefinitionsApi
from backend.sandbox.amazon.errors import refusal
from backend.sandbox.amazon.families import Families
from backend.sandbox.amazon.fault_kinds import FAULTS, SITE
from backend.sandbox.amazon.feed_documents import FeedDocuments
from backend.sandbox.amazon.feeds import FEED_TYPE, FeedsApi
from backend.sandbox.amazon.fees import Fees
from backend.sandbox.amazon.inventory import InventoryWing
from backend.sandbox.amazon.lifecycle import Listing, Listings
from backend.sandbox.amazon.limits import Limits
from backend.sandbox.amazon.listings import ListingsApi
from backend.sandbox.amazon.messaging import Messaging
from backend.sandbox.amazon.notifying import Notifying
from backend.sandbox.amazon.operations import OPERATIONS
from backend.sandbox.amazon.order_feeds import OrderFeeds
from backend.sandbox.amazon.order_packages import OrderPackages
from backend.sandbox.amazon.order_pages import OrderPages
from backend.sandbox.amazon.orders import SWITCHES, SandboxOrders
from backend.sandbox.amazon.orders_api import OrdersApi
from backend.sandbox.amazon.outbound import Outbound
from backend.sandbox.amazon.outbound_api import OutboundWing
from backend.sandbox.amazon.pages import Pages
from backend.sandbox.amazon.queues import Queues
from backend.sandbox.amazon.ready import seed_ready_seller
from backend.sandbox.amazon.reports import ReportsApi
from backend.sandbox.amazon.restrictions import Restrictions
from backend.sandbox.amazon.sellers import Sellers, account, participations
from backend.sandbox.amazon.sellers_hand import SellersHand
from backend.sandbox.amazon.shelf import Draw, Shelf
from backend.sandbox.amazon.shipping_templates import ShippingTemplates
from backend.sandbox.amazon.sqs import Sqs
from backend.sandbox.amazon.submissions import Submissions
from backend.sandbox.amazon.subscriptions import Subscriptions
from backend.sandbox.amazon.tokens import Tokens
from backend.sandbox.amazon.unfolding import Unfolding
from backend.sandbox.amazon.validation import Validation
from backend.sandbox.amazon.views import Views
from backend.sandbox.amazon.warehouse import Warehouse
from backend.sandbox.amazon.wing import Wing
from backend.sandbox.site import Ground, create_site
from backend.sandbox.switches import Switches

OWN = (
    "/sandbox/listings",
    "/sandbox/messages",
    "/sandbox/labels",
    "/sandbox/orders",
    "/sandbox/templates",
    "/sandbox/warehouse",
)
METHODS = ["GET", "PUT", "PATCH", "POST", "DELETE"]
PLACES = "/sellercentral/{place}"


@dataclass(frozen=True, slots=True)
class AmazonSite:
    """The site, its orders and their inboxes for whoever plays the buyers, and what a seller does by hand."""

    app: ASGIApp
    orders: SandboxOrders
    by_hand: SellersHand
    templates: ShippingTemplates
    messaging: Messaging
    warehouse: Warehouse  # what lies in Amazon's own
    outbound: Outbound  # what it sends for orders from elsewhere
    packages: OrderPackages


def create_amazon(
    config: AmazonConfig,
    ground: Ground,
    items: Iterable[Mapping[str, Any] | CatalogueItem] = (),
    pictures: Draw | None = None,
    types: Definitions | None = None,
) -> ASGIApp:
    """The site alone; see open_amazon."""
    return open_amazon(config, ground, items, pictures, types).app


def open_amazon(
    config: AmazonConfig,
    ground: Ground,
    items: Iterable[Mapping[str, Any] | CatalogueItem] = (),
    pictures: Draw | None = None,
    types: Definitions | None = None,
    existing: Iterable[Mapping[str, Any]] = (),
) -> AmazonSite:
    """The site. `items` (see catalogue.CatalogueItem) are loaded again at every start; listings are kept. `existing`
    are listings that sellers made before (see before_us).

    `pictures` draws what lies under /pictures/ (name -> SVG or None). A judge sits in `ground.calls`.
    Listings with their history: GET /sandbox/listings. Orders: /sandbox/orders. Control page: /sandbox.
    """
    for kind in FAULTS:
        ground.faults.register(kind)
    switches = Switches(ground.store, SITE, (*SWITCHES, *TYPE_SWITCHES))
    types = types or Definitions.usual()
    types.newer = lambda: switches.get("product_types") == "second"
    app = _Amazon(config, ground, pictures, types, switches)
    app.catalogue.load(items)  # type: ignore[arg-type]
    seed_ready_seller(app.tokens, app.sellers, app.catalogue, app.listings, app.submissions)
    seed_listings(existing, app.listings, ground.clock, app.warehouse)
    site = create_site(SITE, app.site, ground, switches, refusal)

    async def with_listings(scope: Scope, receive: Receive, send: Send) -> None:
        own = scope["type"] != "http" or scope["path"].startswith(OWN)
        await (app.site if own else site)(scope, receive, send)

    return AmazonSite(
        with_listings, app.orders, app.by_hand, app.templates, messaging=app.messaging, warehouse=app.warehouse,
        outbound=app.outbound, packages=app.packages,
    )  # fmt: skip


class _Amazon:
    """The parts, put together."""

    def __init__(
        self, config: AmazonConfig, ground: Ground, pictures: Draw | None, types: Definitions, switches: Switches,
    ) -> None:  # fmt: skip
        store, clock, faults, delays = ground.store, ground.clock, ground.faults, config.delays
        pages = Pages(config.application_name)
        self.sellers = Sellers(config)
        self.templates = ShippingTemplates(store, self.sellers, pages)
        self.tokens = Tokens(config, store, clock, faults)
        self.catalogue = Catalogue(store)
        self.listings = Listings(store, clock)
        self.warehouse = Warehouse(store, clock)
        families = Families(self.catalogue, self.listings)
        unfolding = Unfolding(clock, faults, self.catalogue, self.listings, families, delays)
        self.submissions = Submissions(
            store, clock, self.catalogue, self.listings, Validation(types), unfolding, delays, self.templates
        )
        self.documents = FeedDocuments(store, clock, config.address)
        self.feeds = FeedsApi(store, clock, faults, self.documents, self.submissions, self.sellers, delays)
        self.reports = ReportsApi(store, clock, faults, self.documents, self.listings, self.catalogue, delays)
        views = Views(self.catalogue, families, config.address, clock)
        self.listings_api = ListingsApi(self.listings, self.submissions, views, self.catalogue, faults)
        self.catalogue_api = CatalogueApi(self.catalogue, self.listings, families, config.address)
        self.types_api = DefinitionsApi(types, store, clock, config.address, self.templates)
        self.fees = Fees(self.catalogue, self.listings, faults, clock)
        self.restrictions = Restrictions(self.catalogue, config.address)
        self._take_orders(config, ground, switches)
        self.wings = self._wings(config, ground, pages)
        self._people(config, ground, pages)
        self._listen_to_changes(config, ground)
        self.shelf = Shelf(
            config, self.catalogue, self.listings, self.submissions, self.sellers, pages, families, self._run_due,
            pictures,
        )  # fmt: skip
        door, limits = Door(self.tokens, self.sellers, clock), Limits(clock, config.rate_factor)
        self.api = Api(self._answers(), door, limits, faults, self._run_due)
        self.site = Starlette(routes=self._routes())

    def _take_orders(self, config: AmazonConfig, ground: Ground, switches: Switches) -> None:
        """What buyers buy here, and what the warehouse sends for others."""
        store, clock = ground.store, ground.clock
        self.orders = SandboxOrders(
            store, clock, self.catalogue, self.listings, self.sellers, switches, self.warehouse
        )
        self.feeds.orders = OrderFeeds(self.orders)
        self.orders_api = OrdersApi(self.orders, clock, switches)
        self.outbound = Outbound(store, clock, ground.faults, self.warehouse, self.orders, config.delays)

    def _wings(self, config: AmazonConfig, ground: Ground, pages: Pages) -> tuple[Wing, ...]:
        """What has operations and pages of its own."""
        self.packages = OrderPackages(self.orders, ground.clock, pages)
        self.messaging = Messaging(self.orders, ground.store, ground.clock, pages, config.address)
        return (
            self.messaging,
            BuyShipping(ground.store, ground.clock, self.orders, self.sellers, pages),
            OutboundWing(self.outbound, self.warehouse, self.sellers, ground.clock, pages),
            InventoryWing(self.warehouse, self.listings, self.catalogue, self.sellers, ground, pages),
            self.packages,
        )

    def _people(self, config: AmazonConfig, ground: Ground, pages: Pages) -> None:
        """What buyers and sellers do by hand."""
        self.order_pages = OrderPages(self.orders, self.sellers, pages)
        self.by_hand = SellersHand(self.listings, ground.clock, pages)
        self.consent = Consent(config, ground.store, ground.clock, self.sellers, self.tokens, pages)

    def _run_due(self) -> None:
        self.feeds.run_due()
        self.reports.run_due()
        self.outbound.run_due()

    def _listen_to_changes(self, config: AmazonConfig, ground: Ground) -> None:
        """Notifications, and the queue that they go to."""
        store, clock = ground.store, ground.clock
        self.listings.lies = self.warehouse.for_sale
        self.warehouse.on_change.append(lambda row: self.listings.pieces_moved(row["seller_id"], row["sku"]))
        self.queues = Queues(config, store, clock)
        self.subscriptions = Subscriptions(store, clock, self.queues)
        notifying = Notifying(
            config, store, clock, ground.faults, self.queues, self.subscriptions, self._listed_as
        )
        self.listings.watched = self.subscriptions.listens
        self.listings.on_change.append(notifying.listing)
        self.orders.on_change.append(notifying.order)
        self.feeds.on_finish.append(notifying.feed)
        self.outbound.on_change.append(notifying.outbound)
        self.warehouse.on_change.append(notifying.warehouse)

        def all_due() -> None:
            self.feeds.run_due()
            self.listings.settle_due()
            self.outbound.run_due()

        self.sqs = Sqs(config, self.queues, clock, all_due)

    def _listed_as(self, seller_id: str, sku: str) -> list[Listing]:
        return self.listings.find([("seller_id", "=", seller_id), ("sku", "=", sku)])

    def _answers(self) -> dict[Any, Answering]:
        feeds, listings, types, reports = self.feeds, self.listings_api, self.types_api, self.reports
        answers = {
            "getMarketplaceParticipations": Answering(lambda asked: participations(asked.caller)),
            "getAccount": Answering(lambda asked: account(asked.caller)),
            "getListingsItem": Answering(listings.get),
            "putListingsItem": Answering(listings.put),
            "patchListingsItem": Answering(listings.patch),
            "deleteListingsItem": Answering(listings.delete),
            "searchListingsItems": Answering(listings.search),
            "createFeedDocument": Answering(feeds.create_document, 201),
            "getFeedDocument": Answering(feeds.get_document),
            "createFeed": Answering(
                feeds.create,
                202,
                lambda asked: FEED_TYPE if feeds.check_new(asked)["feedType"] == FEED_TYPE else None,
            ),
            "getFeed": Answering(feeds.get),
            "cancelFeed": Answering(feeds.cancel),
            "getFeeds": Answering(feeds.list),
            "createReport": Answering(reports.create, 202),
            "getReport": Answering(reports.get),
            "getReports": Answering(reports.list),
            "getReportDocument": Answering(reports.get_document),
            "searchCatalogItems": Answering(self.catalogue_api.search),
            "getCatalogItem": Answering(self.catalogue_api.get),
            "searchDefinitionsProductTypes": Answering(types.search),
            "getDefinitionsProductType": Answering(types.get),
            **self.subscriptions.answers(),
            "getOrder": Answering(self.orders_api.get),
            "searchOrders": Answering(self.orders_api.search),
            "getListingsRestrictions": Answering(self.restrictions.get),
            "getMyFeesEstimates": Answering(self.fees.estimates),
        }
        for wing in self.wings:
            answers |= wing.answers()
        return {OPERATIONS[name]: answering for name, answering in answers.items()}

    def _routes(self) -> list[Route]:
        consent, shelf = self.consent, self.shelf
        both = ["GET", "POST"]
        authorize, confirm = "/apps/authorize/consent", "/apps/authorize/confirm/{application_id}"
        return [
            Route("/", shelf.home),
            Route("/shelf", shelf.shelf),
            Route("/inventory", shelf.inventory, methods=["GET"]),
            Route("/sandbox/listings", shelf.listings, methods=["GET"]),
            *self.order_pages.routes(),
            *self.by_hand.routes(),
            *self.templates.routes(),
            *(route for wing in self.wings for route in wing.routes()),
            Route("/pictures/{name}", shelf.picture),
            Route("/appstore", consent.appstore, methods=both),
            Route("/manage-apps", consent.manage, methods=both),
            Route(authorize, consent.consent, methods=both),
            Route(f"/sellercentral{authorize}", consent.consent, methods=both),
            Route(f"{PLACES}{authorize}", consent.consent, methods=both),
            Route(f"{PLACES}{confirm}", consent.confirm),
            Route("/auth/o2/token", self.tokens.endpoint, methods=["POST"]),
            Route("/documents/{id}", self.documents.upload, methods=["PUT"]),
            Route("/documents/{id}", self.documents.download),
            Route("/schemas/{id}", self.types_api.document),
            Route("/queue/", self.sqs.endpoint, methods=["POST"]),
            Route("/{rest:path}", self.api.endpoint, methods=METHODS),
        ]
