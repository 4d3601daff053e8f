"""The carriers of this Amazon and what they ask: by weight, size and destination; and why they would not come."""

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from backend.sandbox.amazon.regions import BY_COUNTRY
from backend.sandbox.amazon.views import moment

DAY = 86_400
CM = {"CENTIMETER": 1.0, "INCH": 2.54}
GRAMS = {"GRAM": 1.0, "KILOGRAM": 1000.0, "OUNCE": 28.349523125, "POUND": 453.59237}


@dataclass(frozen=True, slots=True)
class Service:
    """A service of a carrier. Prices in units of the country's money; `days` from and until it arrives."""

    id: str
    carrier_id: str
    carrier: str
    name: str
    price: str
    each_kilogram: str
    days: tuple[int, int]
    most_grams: int = 30_000
    longest_cm: int = 150
    abroad: bool = True
    protected: bool = True
    inputs: bool = False
    terms: bool = True  # the seller accepted the carrier's terms
    signature: str = ""  # the price of one, where it can be had
    formats: tuple[str, ...] = ("PDF", "PNG", "ZPL")
    prefix: str = "AM"


_AMAZON = Service("AMZN_STD", "AMZN_SHIPPING", "Amazon Shipping", "Amazon Shipping Standard", "4.20", "0.80", (1, 3),
                  23_000, 120, abroad=False, signature="1.50", prefix="AMZ")  # fmt: skip
_FRANCE = (
    _AMAZON,
    Service("COL_DOM", "COLISSIMO", "Colissimo", "Colissimo Domicile", "5.10", "1.05", (2, 3),
            signature="0.90", prefix="6A"),
    Service("CHR_13", "CHRONOPOST", "Chronopost", "Chrono 13", "11.90", "1.40", (1, 1), signature="0.00", prefix="XJ"),
    Service("MR_24R", "MONDIAL_RELAY", "Mondial Relay", "Point Relais", "3.90", "0.60", (3, 5), 25_000, 120,
            protected=False, prefix="MR"),
    Service("LP_SUIVI", "LAPOSTE", "La Poste", "Lettre Suivie", "2.20", "4.00", (2, 4), 500, 32,
            protected=False, prefix="1L"),
    Service("DHL_EXP", "DHL_EXPRESS", "DHL Express", "DHL Express Worldwide", "19.90", "3.20", (1, 2),
            inputs=True, prefix="JD"),
    Service("GLS_BP", "GLS", "GLS", "GLS Business Parcel", "5.60", "0.90", (2, 3), terms=False, prefix="GL"),
)  # fmt: skip
_AMERICA = (
    _AMAZON,
    Service("USPS_GA", "USPS", "USPS", "USPS Ground Advantage", "4.95", "1.60", (2, 5), signature="3.45", prefix="94"),
    Service("UPS_2ND", "UPS", "UPS", "UPS 2nd Day Air", "14.60", "2.40", (2, 2), 68_000, 270, prefix="1Z"),
    Service("FDX_HOME", "FEDEX", "FedEx", "FedEx Home Delivery", "9.30", "1.30", (2, 4), inputs=True, prefix="77"),
)  # fmt: skip
_ELSEWHERE = (
    _AMAZON,
    Service("POST_STD", "NATIONAL_POST", "Post", "Tracked parcel", "5.40", "1.00", (2, 4),
            signature="1.10", prefix="PT"),
    Service("DHL_EXP", "DHL_EXPRESS", "DHL Express", "DHL Express Worldwide", "18.90", "3.00", (1, 2), prefix="JD"),
)  # fmt: skip


def services(country: str) -> tuple[Service, ...]:
    """Who carries parcels from there."""
    return {"FR": _FRANCE, "US": _AMERICA}.get(country, _ELSEWHERE)


def rates(country: str, package: dict[str, Any], to: str, now: float) -> tuple[list[Any], list[Any]]:
    """What can be had for a package and what cannot, as the API shows them; `to` is the recipient's country."""
    found: list[Any] = []
    refused: list[Any] = []
    for service in services(country):
        reasons = _reasons(service, package, to != country)
        if reasons:
            why = [{"code": code, "message": message} for code, message in reasons]
            refused.append({**_names(service), "ineligibilityReasons": why})
        else:
            found.append(_rate(service, country, package, to, now))
    return found, refused


def _names(service: Service) -> dict[str, Any]:
    return {
        "serviceId": service.id, "serviceName": service.name, "carrierName": service.carrier,
        "carrierId": service.carrier_id,
    }  # fmt: skip


def _reasons(service: Service, package: dict[str, Any], abroad: bool) -> list[tuple[str, str]]:
    size, grams = _size(package), _grams(package)
    found = []
    if abroad and not service.abroad:
        found.append(("NO_COVERAGE", "The carrier does not deliver to the destination."))
    if grams > service.most_grams:
        found.append(
            ("WEIGHT_RESTRICTIONS", f"The package is heavier than {service.most_grams / 1000:g} kg.")
        )
    if max(size) > service.longest_cm:
        found.append(("SIZE_RESTRICTIONS", f"The package is longer than {service.longest_cm} cm."))
    if not service.terms:
        found.append(
            ("TERMS_AND_CONDITIONS_NOT_ACCEPTED", "Accept the carrier's terms in Seller Central first.")
        )
    return found  # fmt: skip


def _size(package: dict[str, Any]) -> tuple[float, float, float]:
    said = package["dimensions"]
    step = CM[said["unit"]]
    return said["length"] * step, said["width"] * step, said["height"] * step


def _grams(package: dict[str, Any]) -> float:
    return float(package["weight"]["value"]) * GRAMS[package["weight"]["unit"]]


def _rate(service: Service, country: str, package: dict[str, Any], to: str, now: float) -> dict[str, Any]:
    length, width, height = _size(package)
    billed = max(_grams(package), length * width * height / 5)  # five thousand cm³ count as a kilogram
    kilograms = math.ceil(billed / 500) / 2
    abroad = to != country
    price = (Decimal(service.price) + Decimal(service.each_kilogram) * Decimal(str(kilograms))) * (
        2 if abroad else 1
    )
    first, last = ((now // DAY + days + (2 if abroad else 0)) * DAY for days in service.days)
    rate = {
        **_names(service), "rateId": f"{service.id}-{int(now)}",
        "billedWeight": {"unit": "KILOGRAM", "value": kilograms}, "totalCharge": money(price, country),
        "promise": {
            "deliveryWindow": {"start": moment(first + DAY // 3), "end": moment(last + DAY * 5 // 6)},
            "pickupWindow": {"start": moment(now), "end": moment(now + DAY)},
        },
        "supportedDocumentSpecifications": [_paper(form, service, size) for form in service.formats for size in SIZES],
        "requiresAdditionalInputs": service.inputs, "paymentType": "PAY_THROUGH_AMAZON",
        "rateItemList": [
            {"rateItemID": "BASE_RATE", "rateItemType": "MANDATORY", "rateItemCharge": money(price, country)}
        ],
        "benefits": _benefits(service),
    }  # fmt: skip
    if service.signature:
        rate["availableValueAddedServiceGroups"] = [{
            "groupId": "CONFIRMATION", "groupDescription": "Delivery confirmation", "isRequired": False,
            "valueAddedServices": [
                {"id": "SIGNATURE", "name": "Signature on delivery", "cost": money(Decimal(service.signature), country)}
            ],
        }]  # fmt: skip
    return rate


def money(amount: Decimal, country: str) -> dict[str, Any]:
    """An amount in the money of a country."""
    place = BY_COUNTRY[country]
    rounded = amount.quantize(Decimal(1).scaleb(-place.digits), ROUND_HALF_UP)
    return {"value": float(rounded), "unit": place.currency}


SIZES = (
    {"width": 4, "length": 6, "unit": "INCH"},
    {"width": 21.0, "length": 29.7, "unit": "CENTIMETER"},
)


def _paper(form: str, service: Service, size: dict[str, Any]) -> dict[str, Any]:
    return {
        "format": form, "size": size,
        "printOptions": [{
            "supportedDPIs": [203, 300], "supportedPageLayouts": ["DEFAULT"], "supportedFileJoiningOptions": [False],
            "supportedDocumentDetails": [{"name": "LABEL", "isMandatory": True}],
        }],
    }  # fmt: skip


def _benefits(service: Service) -> dict[str, Any]:
    if service.protected:
        return {"includedBenefits": ["CLAIMS_PROTECTED"], "excludedBenefits": []}
    excluded = {"benefit": "CLAIMS_PROTECTED", "reasonCodes": ["LATE_DELIVERY_RISK"]}
    return {"includedBenefits": [], "excludedBenefits": [excluded]}
