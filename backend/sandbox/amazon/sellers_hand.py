"""What a seller does by hand in Seller Central, behind every app's back: another price, another stock, Amazon's
warehouse. It shows at once."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.sandbox.amazon.lifecycle import Listing, Listings
from backend.sandbox.amazon.pages import Pages
from backend.sandbox.amazon.regions import MARKETPLACES

_WAREHOUSES = {"na": "AMAZON_NA", "eu": "AMAZON_EU", "fe": "AMAZON_JP"}
MERCHANT, AMAZON = "merchant", "amazon"


class NoEdit(ValueError):
    """What cannot be; the text says why."""


class SellersHand:
    """Edits of what is shown. Price and stock are Amazon's own: one price a marketplace, one stock a region."""

    def __init__(self, listings: Listings, clock: Callable[[], float], pages: Pages) -> None:
        self._listings, self._clock, self._pages = listings, clock, pages

    def routes(self) -> list[Route]:
        """A form of the inventory page, and the same as JSON: POST /sandbox/listings {seller_id, marketplace_id, sku,
        price, quantity, sender}."""
        return [
            Route("/inventory", self.press, methods=["POST"]),
            Route("/sandbox/listings", self.json, methods=["POST"]),
        ]

    def edit(
        self, seller_id: str, marketplace_id: str, sku: str, *,
        price: str = "", quantity: str = "", sender: str = "",
    ) -> None:  # fmt: skip
        """Change what is given; `sender` is merchant or amazon. Raises NoEdit."""
        listing = self._listings.get(seller_id, marketplace_id, sku)
        if listing is None or not listing["shown"].get("offer"):
            raise NoEdit(f"{seller_id} offers no {sku} there")
        if price:
            _price_attribute(listing, _price(price))
            self._set(listing, price=_price(price))
        for each in self._listings.find([("seller_id", "=", seller_id), ("sku", "=", sku)]):
            if not each["shown"].get("offer"):
                continue
            if sender == AMAZON:
                warehouse = _WAREHOUSES[MARKETPLACES[each["marketplace_id"]].region]
                _stock_attribute(each, warehouse)
                self._set(each, channel=warehouse, quantity=None, beside=[])
            elif sender == MERCHANT:
                _stock_attribute(each, "DEFAULT", quantity=_pieces(quantity or "0"))
                self._set(each, channel="DEFAULT", quantity=_pieces(quantity or "0"), beside=[])
            elif quantity and each["shown"]["offer"]["channel"] == "DEFAULT":
                self._set(each, quantity=_pieces(quantity))

    async def press(self, request: Request) -> Response:
        """The form of the page."""
        wish = {name: str(value) for name, value in (await request.form()).items()}
        try:
            self._edit(wish)
        except NoEdit as error:
            return self._pages.render("error.html", 400, code="NotPossible", message=f"{error}.")
        return RedirectResponse(f"/inventory?seller={wish.get('seller_id', '')}", 303)

    async def json(self, request: Request) -> Response:
        """The same for scripts."""
        try:
            wish = await request.json()
            self._edit(wish if isinstance(wish, dict) else {})
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)
        return JSONResponse({"done": True})

    def _edit(self, wish: dict[str, Any]) -> None:
        names = ("seller_id", "marketplace_id", "sku", "price", "quantity", "sender")
        said = {name: str(wish[name]).strip() for name in names if wish.get(name) not in (None, "")}
        place = (said.pop("seller_id", ""), said.pop("marketplace_id", ""), said.pop("sku", ""))
        self.edit(*place, **said)

    def _set(self, listing: Listing, **offer: Any) -> None:
        listing["shown"]["offer"] |= offer
        listing["updated_at"] = self._clock()
        self._listings.put(listing)


def _stock_attribute(listing: Listing, channel: str, **stock: Any) -> None:
    """The one channel that stands there from now on."""
    listing["attributes"]["fulfillment_availability"] = [{"fulfillment_channel_code": channel, **stock}]


def _price_attribute(listing: Listing, price: str) -> None:
    """An edit by hand is an edit of the attribute, so a later change of something else does not bring the old back."""
    for entry in listing["attributes"].get("purchasable_offer", []):
        if entry.get("marketplace_id") == listing["marketplace_id"]:
            entry["our_price"] = [{"schedule": [{"value_with_tax": float(price)}]}]


def _price(said: str) -> str:
    try:
        price = Decimal(said)
    except InvalidOperation as error:
        raise NoEdit(f"{said} is no price") from error
    if not price.is_finite() or price <= 0:
        raise NoEdit(f"{said} is no price")
    return said


def _pieces(said: str) -> int:
    if not said.isdigit():
        raise NoEdit(f"{said} is no number of pieces")
    return int(said)
