"""Product Fees: what this Amazon would keep of a sale, by the kind of product, the price and the country."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from backend.sandbox.amazon.access import Asked
from backend.sandbox.amazon.catalogue import Catalogue, Item
from backend.sandbox.amazon.errors import bad_request
from backend.sandbox.amazon.lifecycle import Listings
from backend.sandbox.amazon.regions import MARKETPLACES
from backend.sandbox.faults import Faults

MOST = 20
PATH = "/products/fees/v0/feesEstimate"
_USUAL = Decimal("0.15")
# Words of product types, and the part of the price that is kept of them.
_SHARES = (
    (("JEWELRY", "RING", "NECKLACE", "EARRING", "BRACELET"), Decimal("0.20")),
    (("WATCH",), Decimal("0.155")),
    (("COMPUTER", "PHONE", "CAMERA", "HEADPHONES", "TELEVISION", "SPEAKER", "CABLE"), Decimal("0.07")),
    (("GROCERY", "FOOD", "COFFEE", "TEA", "CHOCOLATE", "BEAUTY", "SOAP", "SKIN"), Decimal("0.08")),
    (("FURNITURE", "CHAIR", "TABLE", "SOFA"), Decimal("0.15")),
)
_MEDIA = ("BOOK", "MUSIC", "VIDEO", "SOFTWARE")
# A part of the fees on top, where the country taxes digital services.
_DIGITAL = {"FR": Decimal("0.03"), "IT": Decimal("0.03"), "ES": Decimal("0.03"), "GB": Decimal("0.02")}


class Fees:
    """Answers getMyFeesEstimates."""

    def __init__(
        self, catalogue: Catalogue, listings: Listings, faults: Faults, clock: Callable[[], float]
    ) -> None:
        self._catalogue, self._listings, self._faults, self._clock = catalogue, listings, faults, clock

    def estimates(self, asked: Asked) -> list[dict[str, Any]]:
        """A bare list in, a bare list out, in the same order. What is wrong with one product is said in its place."""
        try:
            said = json.loads(asked.body)
        except ValueError:
            raise bad_request("The body is not JSON.") from None
        if not isinstance(said, list) or not 1 <= len(said) <= MOST:
            raise bad_request(f"The body must be a list of 1 to {MOST} requests.")
        checked = [_checked(one) for one in said]
        broken = self._faults.take("fees_broken", "amazon", f"POST {PATH}") is not None
        return [self._one(asked, one, broken) for one in checked]

    def _one(self, asked: Asked, one: dict[str, Any], broken: bool) -> dict[str, Any]:
        request = one["FeesEstimateRequest"]
        identifier = {
            "MarketplaceId": request["MarketplaceId"], "SellerId": asked.caller.seller_id, "IdType": one["IdType"],
            "IdValue": one["IdValue"], "IsAmazonFulfilled": bool(request.get("IsAmazonFulfilled", False)),
            "PriceToEstimateFees": request["PriceToEstimateFees"], "SellerInputIdentifier": request["Identifier"],
        }  # fmt: skip
        if broken:
            return _failed(
                "ServiceError", identifier, "Receiver", "InternalError", "There was an internal error."
            )
        place = request["MarketplaceId"]
        item = self._item(asked, one, place)
        if place not in asked.caller.marketplaces or item is None:
            message = (
                f"There is an client-side error. Please verify your inputs: {one['IdValue']} is not known."
            )
            return _failed("ClientError", identifier, "Sender", "InvalidParameterValue", message)
        price = request["PriceToEstimateFees"]["ListingPrice"]
        if price["CurrencyCode"] != MARKETPLACES[place].currency:
            message = f"The currency must be {MARKETPLACES[place].currency}."
            return _failed("ClientError", identifier, "Sender", "InvalidParameterValue", message)
        return {
            "Status": "Success", "FeesEstimateIdentifier": identifier,
            "FeesEstimate": self._estimate(item, place, Decimal(str(price["Amount"]))),
        }  # fmt: skip

    def _item(self, asked: Asked, one: dict[str, Any], place: str) -> Item | None:
        if one["IdType"] == "ASIN":
            return self._catalogue.get(one["IdValue"], place)
        listing = self._listings.get(asked.caller.seller_id, place, one["IdValue"])
        return self._catalogue.get(listing["asin"], place) if listing and listing["asin"] else None

    def _estimate(self, item: Item, place: str, price: Decimal) -> dict[str, Any]:
        marketplace = MARKETPLACES[place]

        def money(amount: Decimal) -> dict[str, Any]:
            step = Decimal(1).scaleb(-marketplace.digits)
            rounded = amount.quantize(step, ROUND_HALF_UP)
            return {
                "CurrencyCode": marketplace.currency,
                "Amount": float(rounded) if marketplace.digits else int(rounded),
            }

        parts = _parts(item["product_type"], marketplace.country, price)
        details: list[dict[str, Any]] = [
            {"FeeType": kind, "FeeAmount": money(amount), "FeePromotion": money(Decimal(0)), "FinalFee": money(amount)}
            for kind, amount in parts
        ]  # fmt: skip
        total = sum((Decimal(str(each["FinalFee"]["Amount"])) for each in details), Decimal(0))
        moment = datetime.fromtimestamp(self._clock(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "TimeOfFeesEstimation": moment, "TotalFeesEstimate": money(total), "FeeDetailList": details,
        }  # fmt: skip


def _parts(product_type: str, country: str, price: Decimal) -> list[tuple[str, Decimal]]:
    """Referral fee with its least, closing fee of media, a professional seller's fee for each item (none), taxes."""
    words = product_type.split("_")
    share = next((part for names, part in _SHARES if any(name in words for name in names)), _USUAL)
    referral = max(price * share, Decimal("0.30"))
    closing = Decimal("0.81") if any(name in words for name in _MEDIA) else Decimal(0)
    digital = (referral + closing) * _DIGITAL.get(country, Decimal(0))
    return [
        ("ReferralFee", referral), ("VariableClosingFee", closing), ("PerItemFee", Decimal(0)),
        *([("DigitalServicesFee", digital)] if digital else []),
    ]  # fmt: skip


def _failed(status: str, identifier: dict[str, Any], kind: str, code: str, message: str) -> dict[str, Any]:
    error = {"Type": kind, "Code": code, "Message": message, "Detail": []}
    return {"Status": status, "FeesEstimateIdentifier": identifier, "Error": error}


def _checked(one: Any) -> dict[str, Any]:
    """A request of the list. Raises 400 for another shape, an unknown marketplace, a price that is none."""
    if not isinstance(one, dict) or one.get("IdType") not in ("ASIN", "SellerSKU"):
        raise bad_request("IdType must be ASIN or SellerSKU.")
    if not isinstance(one.get("IdValue"), str) or not one["IdValue"]:
        raise bad_request("IdValue is missing.")
    request = one.get("FeesEstimateRequest")
    if not isinstance(request, dict) or not isinstance(request.get("Identifier"), str):
        raise bad_request("FeesEstimateRequest with its Identifier is missing.")
    if request.get("MarketplaceId") not in MARKETPLACES:
        raise bad_request("Incorrect Marketplace identifier.")
    prices = request.get("PriceToEstimateFees")
    price = prices.get("ListingPrice") if isinstance(prices, dict) else None
    amount = price.get("Amount") if isinstance(price, dict) else None
    if not isinstance(amount, int | float) or isinstance(amount, bool) or amount <= 0:
        raise bad_request("ListingPrice needs an Amount over zero.")
    if not isinstance(price, dict) or not isinstance(price.get("CurrencyCode"), str):
        raise bad_request("ListingPrice needs a CurrencyCode.")
    return one
