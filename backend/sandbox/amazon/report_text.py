"""The listings report as text: the columns Amazon writes, in the encoding of the marketplace."""

import zlib
from typing import Any

from backend.sandbox.amazon.catalogue import Catalogue
from backend.sandbox.amazon.lifecycle import ABSENT, LIVE, Listing, status_of
from backend.sandbox.amazon.regions import MARKETPLACES
from backend.sandbox.amazon.views import moment

ENGLISH = (
    "item-name", "item-description", "listing-id", "seller-sku", "price",
    "quantity", "open-date", "image-url", "item-is-marketplace", "product-id-type",
    "zshop-shipping-fee", "item-note", "item-condition", "zshop-category1", "zshop-browse-path",
    "zshop-storefront-feature", "asin1", "asin2", "asin3", "will-ship-internationally",
    "expedited-shipping", "zshop-boldface", "product-id", "bid-for-featured-placement", "add-delete",
    "pending-quantity", "fulfillment-channel", "merchant-shipping-group", "status",
)  # fmt: skip
# Sellers whose account is set to another language get such a header; the order of the columns is the same.
LOCAL = {
    "item-name": "Artikelbezeichnung", "item-description": "Artikelbeschreibung", "listing-id": "Angebotsnummer",
    "seller-sku": "Händler-SKU", "price": "Preis", "quantity": "Menge", "open-date": "Erstellungsdatum",
    "item-condition": "Artikelzustand", "asin1": "ASIN 1", "product-id": "Produkt-ID",
    "product-id-type": "Produkt-ID-Typ", "fulfillment-channel": "Versender", "status": "Status",
}  # fmt: skip
_STATUS_WORDS = {"Active": "Aktiv", "Inactive": "Inaktiv", "Incomplete": "Unvollständig"}
_NUMBERS = {
    "used_like_new": "1", "used_very_good": "2", "used_good": "3", "used_acceptable": "4",
    "collectible_like_new": "5", "collectible_very_good": "6", "collectible_good": "7",
    "collectible_acceptable": "8", "refurbished_refurbished": "10", "new_new": "11",
}  # fmt: skip
_WESTERN = ("DE", "FR", "IT", "ES", "NL", "BE", "GB", "IE", "SE")


def encoding_of(marketplace_id: str) -> tuple[str, str]:
    """The codec of a marketplace's reports, and the charset that comes with them."""
    country = MARKETPLACES[marketplace_id].country
    if country == "JP":
        return "cp932", "Shift_JIS"
    return ("cp1252", "Cp1252") if country in _WESTERN else ("utf-8", "UTF-8")


def render(listings: list[Listing], catalogue: Catalogue, marketplace_id: str, *, local: bool) -> bytes:
    """The report's bytes. `local`: with the header and the status in the seller's language."""
    codec, _ = encoding_of(marketplace_id)
    header = [LOCAL.get(name, name) for name in ENGLISH] if local else ENGLISH
    rows = [_row(listing, catalogue, local) for listing in listings if listing["shown"]["phase"] != ABSENT]
    lines = ["\t".join(header), *("\t".join(row.get(name, "") for name in ENGLISH) for row in rows)]
    return "".join(f"{line}\n" for line in lines).encode(codec, errors="replace")


def _row(listing: Listing, catalogue: Catalogue, local: bool) -> dict[str, str]:
    place, offer = listing["marketplace_id"], listing["shown"].get("offer") or {}
    item: dict[str, Any] = dict(catalogue.get(listing["asin"] or "", place) or {})
    titles = item.get("titles", {})
    title = titles.get(place) or next(iter(titles.values()), "")
    live = listing["shown"]["phase"] == LIVE
    status = "Active" if "BUYABLE" in status_of(listing) else "Inactive" if live else "Incomplete"
    quantity = offer.get("quantity")
    return {
        "item-name": str(title).replace("\t", " "), "listing-id": f"0101{zlib.crc32(listing['sku'].encode()):010d}",
        "seller-sku": listing["sku"], "price": offer.get("price") or "",
        "quantity": "" if quantity is None else str(quantity), "open-date": moment(listing["created_at"]),
        "item-is-marketplace": "y", "product-id-type": "1", "product-id": listing["asin"] or "",
        "item-condition": _NUMBERS.get(offer.get("condition", ""), ""), "asin1": listing["asin"] or "",
        "pending-quantity": "0", "fulfillment-channel": offer.get("channel") or "DEFAULT",
        "merchant-shipping-group": "Standard template",
        "status": _STATUS_WORDS[status] if local else status,
    }  # fmt: skip
