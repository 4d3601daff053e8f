"""Pages that show what became of it all: the shelf buyers see, sellers' stock, the history of every listing."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backend.sandbox.amazon.catalogue import Catalogue
from backend.sandbox.amazon.config import AmazonConfig, credentials
from backend.sandbox.amazon.families import Families, is_parent, variation_of
from backend.sandbox.amazon.lifecycle import Listing, Listings, status_of
from backend.sandbox.amazon.pages import Pages
from backend.sandbox.amazon.pictures import draw, pictures_of
from backend.sandbox.amazon.regions import BY_COUNTRY, MARKETPLACES
from backend.sandbox.amazon.sellers import Sellers
from backend.sandbox.amazon.submissions import Submissions
from backend.sandbox.store import Condition

SHOWN = 300
Draw = Callable[[str], bytes | None]


class Shelf:
    """Everything on this site that is only for looking."""

    def __init__(
        self,
        config: AmazonConfig,
        catalogue: Catalogue,
        listings: Listings,
        submissions: Submissions,
        sellers: Sellers,
        pages: Pages,
        families: Families,
        before: Callable[[], None],
        pictures: Draw | None = None,
    ) -> None:
        self._families = families
        self._config, self._catalogue, self._listings = config, catalogue, listings
        self._submissions, self._sellers, self._pages = submissions, sellers, pages
        self._before, self._pictures = before, pictures

    async def home(self, request: Request) -> Response:
        """The way to everything."""
        return self._pages.render(
            "home.html",
            items=self._catalogue.count(),
            listings=len(self._listings.find([])),
            application_id=self._config.application_id,
            ready=credentials(self._config),
        )

    async def shelf(self, request: Request) -> Response:
        """What buyers see in one marketplace: ?country=DE&q=words."""
        country = request.query_params.get("country", "FR").upper()
        place = BY_COUNTRY.get(country, BY_COUNTRY["FR"])
        words = request.query_params.get("q", "").lower().split()
        found = [
            card
            for listing in self._rows([("marketplace_id", "=", place.id)])
            if status_of(listing) and (card := self._card(listing))
            if all(word in f"{card['title']} {card['brand']} {card['asin']}".lower() for word in words)
        ]
        return self._pages.render(
            "shelf.html",
            place=place,
            countries=sorted(BY_COUNTRY),
            query=request.query_params.get("q", ""),
            cards=found[:SHOWN],
            count=len(found),
        )

    async def inventory(self, request: Request) -> Response:
        """A seller's own view: every SKU with status and issues."""
        ids = [
            merchant.id
            for account in self._sellers.accounts
            if account.primary
            for merchant in account.merchants.values()
        ]
        seller = request.query_params.get("seller", ids[0])
        rows = [
            {**self._facts(listing), "card": self._card(listing)}
            for listing in self._rows([("seller_id", "=", seller)])
        ]
        sellers = [(id_, self._sellers.name(id_)) for id_ in ids]
        return self._pages.render("inventory.html", rows=rows[:SHOWN], sellers=sellers, seller=seller)

    async def listings(self, request: Request) -> Response:
        """GET /sandbox/listings: every listing with its whole history, as JSON, or as a page for browsers.

        Filters: seller_id, sku, marketplace_id. `publications` counts accepted puts, by feed or not.
        """
        names = ("seller_id", "sku", "marketplace_id")
        where: list[Condition] = [
            (name, "=", request.query_params[name]) for name in names if name in request.query_params
        ]
        rows = [{**self._facts(listing), **self._history(listing)} for listing in self._rows(where)]
        if "text/html" in request.headers.get("accept", ""):
            return self._pages.render("listings.html", rows=rows[:SHOWN], count=len(rows))
        return JSONResponse(rows)

    async def picture(self, request: Request) -> Response:
        """A picture: the demo's, or one drawn here."""
        name = request.path_params["name"]
        drawn = self._pictures(name) if self._pictures else None
        if drawn is None:
            asin = name.removesuffix(".svg")
            item = self._catalogue.get(asin)
            title = next(iter(item["titles"].values())) if item else asin
            drawn = draw(asin, title).encode()
        return Response(drawn, media_type="image/svg+xml", headers={"cache-control": "max-age=86400"})

    def _rows(self, where: list[Condition]) -> list[Listing]:
        self._before()
        return self._listings.find(where)

    def _facts(self, listing: Listing) -> dict[str, Any]:
        names = ("seller_id", "marketplace_id", "sku", "asin", "product_type", "requirements", "created_at")
        shown = listing["shown"]
        return {
            **{name: listing[name] for name in names},
            "country": MARKETPLACES[listing["marketplace_id"]].country,
            "phase": shown["phase"],
            "status": status_of(listing),
            "offer": shown["offer"],
            "attributes": listing["attributes"],
            "issues": shown["issues"],
        }

    def _history(self, listing: Listing) -> dict[str, Any]:
        sent = [
            entry
            for entry in self._submissions.history(listing["seller_id"], listing["sku"])
            if entry["marketplace_id"] == listing["marketplace_id"]
        ]
        accepted = [entry for entry in sent if entry["kind"] == "put" and entry["status"] == "ACCEPTED"]
        return {"publications": len(accepted), "submissions": sent}

    def _family(self, listing: Listing) -> dict[str, Any] | None:
        """The family a buyer chooses in: its theme, and what each child is; None outside a family."""
        place = listing["marketplace_id"]
        head = listing if is_parent(listing["attributes"], place) else self._families.parent_of(listing)
        if head is None or status_of(head) == [] or not head["shown"].get("theme"):
            return None
        children = self._families.children(head)
        if head is not listing and listing["sku"] not in [child["sku"] for child in children]:
            return None
        theme = str(head["shown"]["theme"])
        choices = [
            {"words": " · ".join(variation_of(child, theme)), "here": child["sku"] == listing["sku"]}
            for child in children
        ]
        return {"theme": theme, "choices": choices, "head": head is listing, "sku": head["sku"]}

    def _card(self, listing: Listing) -> dict[str, Any] | None:
        item = self._catalogue.get(listing["asin"]) if listing["asin"] else None
        if item is None:
            return None
        title = item["titles"].get(listing["marketplace_id"]) or next(iter(item["titles"].values()))
        return {
            "title": title,
            "brand": item.get("brand", ""),
            "asin": item["asin"],
            "sku": listing["sku"],
            "picture": pictures_of(item, "")[0]["link"],
            "offer": listing["shown"]["offer"],
            "buyable": "BUYABLE" in status_of(listing),
            "family": self._family(listing),
            "seller_id": listing["seller_id"],
            "seller": self._sellers.name(listing["seller_id"]),
        }
