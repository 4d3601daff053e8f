"""The store profile: plans and their feature flags, languages, formats."""

from typing import Any

from backend.sandbox.shop.state import Platform
from backend.sandbox.store import Document

PLANS = ("Free", "Venture", "Business", "Unlimited")
_FEATURES = {
    "Free": ["BASIC_ECOMMERCE_FEATURE"],
    "Venture": ["API", "BASIC_ECOMMERCE_FEATURE", "DISCOUNTS", "INVENTORY_TRACKING", "SEO_FIELDS"],
    "Business": ["API", "BASIC_ECOMMERCE_FEATURE", "COMBINATIONS", "DISCOUNTS", "INVENTORY_TRACKING",
                 "MULTILINGUAL_STORE", "ORDER_EDITOR", "SEO_FIELDS", "SHIPMENT_TRACKING"],
    "Unlimited": ["API", "BASIC_ECOMMERCE_FEATURE", "BULK_PRICES", "COMBINATIONS", "DISCOUNTS",
                  "INVENTORY_TRACKING", "MULTILINGUAL_STORE", "ORDER_EDITOR", "PRINT_SHIPPING_LABELS",
                  "SEO_FIELDS", "SHIPMENT_TRACKING"],
}  # fmt: skip
_AMAZON = {"both": ["EBAY_AMAZON_THIRD_PARTY", "MARKETPLACES"]}
_STATUSES = {
    "paymentStatuses": ["AWAITING_PAYMENT", "PAID", "CANCELLED", "REFUNDED", "PARTIALLY_REFUNDED"],
    "fulfillmentStatuses": ["AWAITING_PROCESSING", "PROCESSING", "SHIPPED", "DELIVERED", "WILL_NOT_DELIVER",
                            "RETURNED", "READY_FOR_PICKUP", "OUT_FOR_DELIVERY"],
}  # fmt: skip


class Profiles:
    """The profiles of all stores: as they were loaded, with plan and suspension laid over them."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def prepare(self, shop: int) -> None:
        """Give a store a profile when it has none."""
        if self._platform.store.get("profile", str(shop)) is None:
            self.load(shop, default_profile(shop, self._platform.config.address))

    def load(self, shop: int, profile: Document) -> None:
        """Keep a profile as GET /profile returned it; the store id becomes that of this store."""
        general = {**(profile.get("generalInfo") or {}), "storeId": shop}
        self._platform.store.put("profile", str(shop), {**profile, "generalInfo": general})
        self._platform.touch(shop, "profile")

    def read(self, shop: int, extended: bool = False) -> Document:
        """The profile as the API returns it; `extended` adds accountBilling."""
        self.prepare(shop)
        profile: Document = self._platform.store.get("profile", str(shop)) or {}
        settings = self._platform.settings(shop)
        account = {**(profile.get("account") or {}), "suspended": settings["suspended"]}
        account["availableFeatures"] = self.features(settings["plan"], account.get("availableFeatures"))
        answer = {**profile, "account": account}
        answer.pop("accountBilling", None)
        if extended:
            answer["accountBilling"] = {
                "channelId": "ecwid", "pricingPlanId": f"ECWID_{settings['plan'].upper()}",
                "pricingPlanName": settings["plan"], "pricingPlanPeriod": "MONTHLY", "inGracePeriod": False,
            }  # fmt: skip
        return answer

    def features(self, plan: str, loaded: Any = None) -> list[str]:
        """The feature flags of a plan; a loaded profile keeps its own beside those about Amazon."""
        chosen = self._platform.switches.get("plan_flags")
        amazon = _AMAZON.get(chosen, [chosen]) if plan in ("Business", "Unlimited") else []
        own = [each for each in loaded or [] if each not in _AMAZON["both"]] if plan != "Free" else []
        return sorted({*(own or _FEATURES[plan]), *amazon})

    def change_plan(self, shop: int, plan: str, suspended: bool) -> None:
        """Put a store on another plan; the app hears of it."""
        before = self._platform.settings(shop)["plan"]
        with self._platform.store.transaction():
            self._platform.choose(shop, plan=plan, suspended=suspended)
            self._platform.touch(shop, "profile")
            if plan != before:
                names = {"oldSubscriptionName": f"ECWID_{before.upper()}"}
                names["newSubscriptionName"] = f"ECWID_{plan.upper()}"
                self._platform.emit(shop, "profile.subscriptionStatusChanged", shop, names)
            self._platform.emit(shop, "profile.updated", shop)

    def update(self, shop: int, wish: Document) -> None:
        """Merge groups of the profile."""
        with self._platform.store.transaction():
            profile = self._platform.store.get("profile", str(shop)) or {}
            for name, value in wish.items():
                both = isinstance(value, dict) and isinstance(profile.get(name), dict)
                profile[name] = {**profile[name], **value} if both else value
            self.load(shop, profile)
            self._platform.emit(shop, "profile.updated", shop)

    def order_statuses(self, shop: int) -> Document:
        """The names of the order statuses."""
        return {
            kind: [
                {"id": name, "name": name.replace("_", " ").capitalize(), "enabled": True} for name in names
            ]
            for kind, names in _STATUSES.items()
        }


def default_profile(shop: int, address: str) -> Document:
    """A small French shop that sells in euros."""
    return {
        "generalInfo": {
            "storeId": shop, "storeUrl": f"{address}/shop/{shop}", "websitePlatform": "instantsite",
        },
        "account": {
            "accountName": "Maison Verte", "accountNickName": "Maison Verte",
            "accountEmail": "owner@maison-verte.test",
            "whiteLabel": False, "brandName": "", "supportEmail": "support@maison-verte.test",
            "suspended": False,
            "limitsAndRestrictions": {"maxProductLimit": 2500},
        },
        "settings": {"closed": False, "storeName": "Maison Verte", "productCondition": "NEW"},
        "mailNotifications": {"adminNotificationEmails": ["owner@maison-verte.test"]},
        "company": {
            "companyName": "Maison Verte SARL", "email": "owner@maison-verte.test",
            "street": "12 rue des Lilas",
            "city": "Lyon", "countryCode": "FR", "postalCode": "69003", "phone": "+33 4 00 00 00 00",
        },
        "formatsAndUnits": {
            "currency": "EUR", "currencyPrefix": "", "currencySuffix": " €", "currencyGroupSeparator": " ",
            "currencyDecimalSeparator": ",", "currencyPrecision": 2, "weightUnit": "KILOGRAM",
            "dimensionsUnit": "CM", "timezone": "Europe/Paris", "orderNumberPrefix": "",
            "orderNumberSuffix": "",
        },
        "languages": {"enabledLanguages": ["fr", "en"], "defaultLanguage": "fr"},
        "taxSettings": {"automaticTaxEnabled": False, "pricesIncludeTax": True, "taxes": []},
        "featureToggles": [{"name": "ALLOW_EMPTY_AND_NON_UNIQUE_SKU", "visible": True, "enabled": True}],
    }  # fmt: skip
