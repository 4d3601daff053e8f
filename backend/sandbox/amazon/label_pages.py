"""A seller's bought labels in Seller Central: what was spent, the label itself, and the carrier's hand."""

from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.sandbox.amazon.orders import NoSale
from backend.sandbox.amazon.pages import Pages
from backend.sandbox.amazon.sellers import Sellers
from backend.sandbox.store import Document


class Labels(Protocol):
    """What was bought."""

    def all(self, seller_id: str = "") -> list[Document]: ...
    def pick_up(self, id_: str) -> None: ...
    def taken(self, label: Document) -> bool: ...
    def picture(self, label: Document, paper: dict[str, Any]) -> bytes: ...


class LabelPages:
    """None of it is Amazon's own API."""

    def __init__(self, labels: Labels, sellers: Sellers, pages: Pages) -> None:
        self._labels, self._sellers, self._pages = labels, sellers, pages

    def routes(self) -> list[Route]:
        """What is served."""
        return [
            Route("/labels", self.page),
            Route("/labels/{id}/pick_up", self.press, methods=["POST"]),
            Route("/labels/{id}.pdf", self.picture),
            Route("/sandbox/labels", self.list, methods=["GET"]),
        ]

    async def page(self, request: Request) -> Response:
        """All labels of a seller, newest first, and the sum of what was not given back."""
        sellers = [
            (merchant.id, account.name)
            for account in self._sellers.accounts
            if account.primary
            for merchant in account.merchants.values()
        ]
        seller = request.query_params.get("seller") or sellers[0][0]
        rows = [{**each, "taken": self._labels.taken(each)} for each in self._labels.all(seller)]
        spent: dict[str, float] = {}
        for row in rows:
            if not row["voided_at"]:
                spent[row["currency"]] = round(spent.get(row["currency"], 0) + row["charge"], 2)
        return self._pages.render("labels.html", rows=rows, sellers=sellers, seller=seller, spent=spent)

    async def press(self, request: Request) -> Response:
        """The carrier takes a parcel."""
        id_ = request.path_params["id"]
        try:
            self._labels.pick_up(id_)
        except NoSale as error:
            return self._pages.render("error.html", 400, code="NotPossible", message=f"{error}.")
        seller = next((each["seller_id"] for each in self._labels.all() if each["id"] == id_), "")
        return RedirectResponse(f"/labels?seller={seller}", 303)

    async def picture(self, request: Request) -> Response:
        """The label again."""
        found = next((each for each in self._labels.all() if each["id"] == request.path_params["id"]), None)
        if found is None:
            return self._pages.render("error.html", 404, code="NotFound", message="No such label.")
        paper = found["asked"]["requestedDocumentSpecification"]
        return Response(self._labels.picture(found, paper), media_type="application/pdf")

    async def list(self, request: Request) -> Response:
        """GET /sandbox/labels?seller_id=: every label with what it cost."""
        names = ("id", "order_id", "tracking", "charge", "currency", "bought_at", "voided_at", "key")
        found = self._labels.all(request.query_params.get("seller_id", ""))
        return JSONResponse([{name: each[name] for name in names} for each in found])
