"""The port: what every marketplace must be able to do, in the words of the trade."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Protocol

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
from backend.domain.notices import Arrival
from backend.domain.orders import Order, OrderPage
from backend.domain.policy import Condition
from backend.domain.product_types import Definition, FoundType
from backend.domain.shipping_templates import Templates
from backend.domain.sought import Sought
from backend.marketplaces.labels import Labels
from backend.marketplaces.messages import Messages
from backend.marketplaces.outbound import Outbound
from backend.marketplaces.reversals import Reversals
from backend.marketplaces.shipments import Shipments
from backend.marketplaces.warehouse import Warehouse


class Letterbox(Protocol):
    """Where a marketplace leaves its notices for us: at least once, in any order, perhaps late, perhaps never."""

    async def subscribe(self, seller: SellerAccess) -> Sequence[str]:
        """Have the seller's notices sent here; doing it twice is doing it once. Returns what was refused, in words."""

    async def receive(self) -> Sequence[Arrival]:
        """What has come, waiting a while for it. Each comes back after a minute unless it is discarded."""

    async def discard(self, arrivals: Sequence[Arrival]) -> None:
        """These are dealt with."""

    async def knock(self) -> None:
        """Whether it can be reached and opened; takes nothing out."""


class Marketplace(Protocol):
    """Every method may raise the errors of transport/errors.py: NotAuthorized, Throttled, Unavailable, Rejected."""

    kind: str

    @property
    def letterbox(self) -> Letterbox | None:
        """None: it sends no notices, or the operator has no place for them."""

    @property
    def messages(self) -> Messages:
        """What may be written to buyers."""

    @property
    def labels(self) -> Labels:
        """Where parcels' labels are bought."""

    @property
    def outbound(self) -> Outbound:
        """Sends the shop's own orders from its warehouse."""

    @property
    def warehouse(self) -> Warehouse:
        """What lies in the marketplace's own warehouses."""

    @property
    def shipments(self) -> Shipments:
        """Packages that the merchant sends himself."""

    @property
    def reversals(self) -> Reversals:
        """Cancelling orders and giving money back."""

    def countries(self) -> Sequence[Country]:
        """The countries of this marketplace, seeds; participations say what is true for a seller."""

    def consent_address(self, country: Country, state: str) -> str:
        """Where the merchant's browser goes to give consent (website flow)."""

    def appstore_address(self, callback: str, amazon_state: str, state: str) -> str | None:
        """Where a merchant who started at the marketplace is sent back to; None when the callback is not its own."""

    async def redeem(self, code: str) -> Consent:
        """Exchange a one-use code from the consent page for tokens."""

    async def participations(self, seller: SellerAccess) -> list[Participation]:
        """The seller's marketplaces; pseudo marketplaces are left out."""

    async def find_by_identifiers(
        self, seller: SellerAccess, marketplace_id: str, kind: str, values: Sequence[str], *, whole: bool = False,
        interactive: bool = False,
    ) -> list[CatalogItem]:  # fmt: skip
        """Catalogue items carrying one of at most 20 identifiers of one kind (EAN, UPC, GTIN, ISBN, ASIN).

        `whole`: with their families and all that can be compared. `interactive`: a person waits.
        """

    async def search_catalog(
        self, seller: SellerAccess, marketplace_id: str, sought: Sought, language: str, *,
        interactive: bool = False,
    ) -> list[CatalogItem]:  # fmt: skip
        """The first items that one way of searching finds: words, the seller's SKU, an ASIN or a barcode; whole.

        `language`: the tag of the language of the words, "" when it is not known.
        """

    async def restrictions(
        self, seller: SellerAccess, marketplace_id: str, asin: str, condition: Condition, language: str = "", *,
        interactive: bool = False,
    ) -> list[Restriction]:  # fmt: skip
        """What forbids this seller to offer this ASIN in this condition; empty: nothing. `language` "": the place's."""

    async def preview(
        self, seller: SellerAccess, marketplace_id: str, offer: Offer, language: str,
        details: Details | None = None, *, interactive: bool = False,
    ) -> Outcome:  # fmt: skip
        """Ask what would be said to an offer, without sending it. `interactive`: a person waits for the answer."""

    async def publish(
        self, seller: SellerAccess, marketplace_id: str, offer: Offer, language: str,
        details: Details | None = None,
    ) -> Outcome:  # fmt: skip
        """Send an offer as the whole truth for its SKU; sending the same one again changes nothing. `details` say what
        the product is: without an ASIN the marketplace makes a new one from them."""

    def said(self, offer: Offer, marketplace_id: str, details: Details | None = None) -> Mapping[str, Any]:
        """All that an offer with its details says of a product, by attribute: what a type's schema is held against."""

    def body(self, offer: Offer, marketplace_id: str, details: Details | None = None) -> Mapping[str, Any]:
        """Exactly what `publish` would send for an offer, as the marketplace's JSON."""

    async def fees(
        self, seller: SellerAccess, marketplace_id: str, asked: Sequence[tuple[str, Money]], *,
        interactive: bool = False,
    ) -> list[Estimate]:  # fmt: skip
        """What the marketplace estimates to keep of a sale of at most 20 (ASIN, price), in their order."""

    async def find_types(
        self, seller: SellerAccess, marketplace_id: str, language: str, *, title: str = "", words: str = ""
    ) -> list[FoundType]:
        """Product types for a title, the most fitting first, or by words; all without either. A person waits."""

    async def type_definition(
        self,
        seller: SellerAccess,
        marketplace_id: str,
        name: str,
        language: str,
        *,
        interactive: bool = False,
    ) -> Definition:
        """What a product type asks for at present, with the address of its schema. NotFound when there is none."""

    async def type_schema(self, definition: Definition) -> bytes:
        """The schema document of a definition that was just read, checked against its checksum."""

    async def shipping_templates(
        self, seller: SellerAccess, marketplace_id: str, *, interactive: bool = False
    ) -> Templates:
        """The seller's own shipping templates in a marketplace, in its order, empty where it has none; and whether it
        may give companies a price of their own there."""

    async def revise(
        self,
        seller: SellerAccess,
        marketplace_id: str,
        revision: Revision,
        language: str,
        *,
        urgent: bool = False,
    ) -> Outcome:
        """Change parts of an offer that stands; whole sub-objects, so that nothing beside them is lost.

        A lost answer is looked for before it is sent again: the quantity is an absolute number. `urgent`: a decrease,
        which goes before the waiting calls of the same seller.
        """

    async def orders(
        self, seller: SellerAccess, *, changed_since: int | None = None, created_since: int | None = None,
        until: int | None = None, token: str = "",
    ) -> OrderPage:  # fmt: skip
        """One page of the seller's orders of all marketplaces, changed since or created since (epoch seconds UTC,
        exactly one of them) until a moment (None: as late as the marketplace tells); nobody's personal data."""

    async def order(self, seller: SellerAccess, order_code: str, *, personal: bool) -> Order:
        """One order; `personal` with buyer and address, as far as the marketplace gives them. NotFound."""

    async def withdraw(self, seller: SellerAccess, marketplace_id: str, sku: str, language: str) -> Outcome:
        """Take a SKU off the marketplace; a SKU that is not there counts as taken off."""

    async def shown(
        self, seller: SellerAccess, marketplace_id: str, skus: Sequence[str], language: str, *,
        urgent: bool = False, handling: bool = False,
    ) -> dict[str, Shown]:  # fmt: skip
        """What is shown for at most 20 SKUs, with `handling` also their handling times; a SKU that is missing in the
        answer is unknown there."""

    async def publish_parent(
        self, seller: SellerAccess, marketplace_id: str, parent: Parent, language: str
    ) -> Outcome:
        """Send the parent of a variation family; it has no offer. Sending the same one again changes nothing."""

    async def relatives(
        self, seller: SellerAccess, marketplace_id: str, parent_sku: str, language: str
    ) -> list[Relative]:
        """The seller's SKUs that name this SKU as their parent."""

    async def kin(self, seller: SellerAccess, marketplace_id: str, asins: Sequence[str]) -> list[Kin]:
        """The families that the catalogue has these products in, at most 20; unknown ones are left out."""

    async def upload_feed(
        self, seller: SellerAccess, offers: Mapping[int, Offer], marketplace_id: str, language: str = ""
    ) -> str:
        """Upload many offers, keyed by message number (1 and up); returns the document's id. Nothing happens yet.

        `language`: Amazon's tag of the language of its report, "" the place's.
        """

    async def start_feed(self, seller: SellerAccess, marketplace_id: str, document_id: str) -> str:
        """Have an uploaded document worked on; returns the feed's id."""

    async def recent_feeds(self, seller: SellerAccess, marketplace_id: str, since: int) -> list[Feed]:
        """Feeds of ours created since (epoch seconds), to find one again whose answer was lost."""

    async def feed(self, seller: SellerAccess, feed_id: str) -> Feed:
        """How far a feed is."""

    async def feed_report(self, seller: SellerAccess, feed: Feed) -> dict[int, tuple[Issue, ...]]:
        """What was said to single messages, by message number; a message without an entry was accepted."""

    async def own_listings(
        self, seller: SellerAccess, marketplace_id: str, language: str, *, made_after: str = "", token: str = ""
    ) -> RemotePage:  # fmt: skip
        """A page of everything the seller has there, ours or not, the oldest first. A search ends after some thousand:
        the next one begins at `made_after`, where the last page said it came to."""

    async def start_report(self, seller: SellerAccess, marketplace_id: str) -> str:
        """Ask for a report of everything the seller has there; returns its id."""

    async def recent_reports(self, seller: SellerAccess, marketplace_id: str, since: int) -> list[Report]:
        """Such reports asked for since (epoch seconds), the newest first."""

    async def report(self, seller: SellerAccess, report_id: str) -> Report:
        """How far a report is."""

    def report_lines(
        self, seller: SellerAccess, marketplace_id: str, document_id: str, currency: str
    ) -> AsyncIterator[list[tuple[int, RemoteItem | None]]]:
        """A finished report in pieces: line numbers from 1 with what they say, None for a line that says nothing.

        Rejected for a report that nobody can read.
        """
