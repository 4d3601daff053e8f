"""The sellers' shipping templates, and whether they may give companies a price of their own: for each merchant and
marketplace, changed by hand."""

import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.sandbox.amazon.offer_schema import SellersOwn
from backend.sandbox.amazon.pages import Pages
from backend.sandbox.amazon.regions import BY_COUNTRY
from backend.sandbox.amazon.sellers import Sellers
from backend.sandbox.store import Store

KIND = "amazon_shipping_templates"
NO_COMPANIES = "amazon_no_companies"  # where a merchant has no Amazon Business
LEGACY = "legacy-template-id"  # the one that every account begins with; it cannot be taken away
Listed = tuple[tuple[str, str], ...]


class NoChange(ValueError):
    """What cannot be; the text says why."""


class ShippingTemplates:
    """Which templates (id, name) a merchant has in a marketplace. What nobody changed is as the account began."""

    def __init__(self, store: Store, sellers: Sellers, pages: Pages) -> None:
        self._store, self._sellers, self._pages = store, sellers, pages
        store.declare(KIND)
        store.declare(NO_COMPANIES)

    def routes(self) -> list[Route]:
        """A page of Seller Central with its forms, and the same as JSON: GET and POST /sandbox/templates {seller_id,
        country, act: add, rename, remove, no_companies, companies; id, name}."""
        return [
            Route("/shipping", self.page, methods=["GET"]),
            Route("/shipping", self.press, methods=["POST"]),
            Route("/sandbox/templates", self.json, methods=["GET", "POST"]),
        ]

    def own(self, seller_id: str, marketplace_id: str) -> SellersOwn:
        """What a merchant's schema says more than anybody's."""
        companies = self._store.get(NO_COMPANIES, f"{seller_id}:{marketplace_id}") is None
        return SellersOwn(self.of(seller_id, marketplace_id), companies)

    def of(self, seller_id: str, marketplace_id: str) -> Listed:
        """A merchant's templates in a marketplace, in Amazon's order."""
        if kept := self._store.get(KIND, f"{seller_id}:{marketplace_id}"):
            return tuple((id_, name) for id_, name in kept["templates"])
        for account in self._sellers.accounts:
            for merchant in account.merchants.values():
                if merchant.id == seller_id:
                    country = next((c for c in merchant.countries if BY_COUNTRY[c].id == marketplace_id), "")
                    return account.templates_of.get(country, account.templates)
        return ()

    def change(self, seller_id: str, country: str, act: str, id_: str = "", name: str = "") -> str:
        """Add one with a name, rename or remove one by its id; returns the id. Raises NoChange."""
        if country not in BY_COUNTRY:
            raise NoChange(f"{country or 'nothing'} is no marketplace")
        place = BY_COUNTRY[country].id
        if act in ("no_companies", "companies"):
            self._store.delete(NO_COMPANIES, f"{seller_id}:{place}")
            if act == "no_companies":
                self._store.put(NO_COMPANIES, f"{seller_id}:{place}", {})
            return ""
        listed, name = dict(self.of(seller_id, place)), " ".join(name.split())
        if act != "add" and id_ not in listed:
            raise NoChange(f"{seller_id} has no template {id_ or 'without an id'} there")
        if act in ("add", "rename") and (not name or len(name) > 80 or name in listed.values()):
            raise NoChange("a template needs a name of its own, of 80 characters at most")
        match act:
            case "add":
                id_ = str(uuid.uuid4())
                listed[id_] = name
            case "rename":
                listed[id_] = name
            case "remove" if id_ != LEGACY:
                del listed[id_]
            case _:
                raise NoChange("templates are added, renamed or removed, and the first one stays")
        self._store.put(KIND, f"{seller_id}:{place}", {"templates": [list(pair) for pair in listed.items()]})
        return id_

    async def page(self, request: Request) -> Response:
        """Every merchant's templates, country by country."""
        merchants = [
            (merchant.id, account.name, merchant.countries)
            for account in self._sellers.accounts
            if account.primary
            for merchant in account.merchants.values()
        ]
        seller = request.query_params.get("seller", merchants[0][0])
        countries = next((places for id_, _, places in merchants if id_ == seller), ())
        rows = [(country, self.own(seller, BY_COUNTRY[country].id)) for country in countries]
        return self._pages.render(
            "shipping.html", sellers=[each[:2] for each in merchants], seller=seller, rows=rows, legacy=LEGACY
        )  # fmt: skip

    async def press(self, request: Request) -> Response:
        """A form of the page."""
        said = {name: str(value) for name, value in (await request.form()).items()}
        try:
            self._change(said)
        except NoChange as error:
            return self._pages.render("error.html", 400, code="NotPossible", message=f"{error}.")
        return RedirectResponse(f"/shipping?seller={said.get('seller_id', '')}", 303)

    async def json(self, request: Request) -> Response:
        """The same for scripts."""
        if request.method == "GET":
            seller, country = (request.query_params.get(name, "") for name in ("seller_id", "country"))
            place = BY_COUNTRY.get(country)
            return JSONResponse([list(pair) for pair in self.of(seller, place.id if place else "")])
        try:
            said = await request.json()
            return JSONResponse({"id": self._change(said if isinstance(said, dict) else {})})
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)

    def _change(self, said: dict[str, Any]) -> str:
        names = ("seller_id", "country", "act", "id", "name")
        return self.change(*(str(said.get(name) or "") for name in names))
