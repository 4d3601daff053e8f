"""The seller accounts of this Amazon: who owns which merchant, and where each takes part."""

from dataclasses import dataclass
from typing import Any

from backend.sandbox.amazon.config import AmazonConfig, Merchant, SellerAccount
from backend.sandbox.amazon.regions import BY_COUNTRY, PSEUDO, Marketplace


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls the API: one merchant in one region."""

    seller_id: str
    region: str
    account: SellerAccount
    merchant: Merchant

    @property
    def marketplaces(self) -> dict[str, Marketplace]:
        """Where the merchant takes part, by id."""
        return {BY_COUNTRY[country].id: BY_COUNTRY[country] for country in self.merchant.countries}


class Sellers:
    """Finds accounts and merchants."""

    def __init__(self, config: AmazonConfig) -> None:
        self.accounts = config.sellers

    def by_login(self, login: str) -> SellerAccount | None:
        """The account that signs in so."""
        return next((account for account in self.accounts if account.login == login), None)

    def caller(self, seller_id: str, region: str) -> Caller | None:
        """The merchant of an id, as the primary user of its account."""
        for account in self.accounts:
            merchant = account.merchants.get(region)
            if account.primary and merchant and merchant.id == seller_id:
                return Caller(seller_id, region, account, merchant)
        return None

    def name(self, seller_id: str) -> str:
        """The store name buyers see."""
        for account in self.accounts:
            if account.primary and any(merchant.id == seller_id for merchant in account.merchants.values()):
                return account.name
        return seller_id


def application(region: str) -> Caller:
    """Our client itself, which is no seller."""
    return Caller("", region, SellerAccount("", "", {}), Merchant("", ()))


def participations(caller: Caller) -> dict[str, Any]:
    """The answer of getMarketplaceParticipations, with the pseudo marketplaces nobody asked for."""
    real = [
        _participation(
            place.id,
            place.country,
            place.currency,
            place.language,
            place.domain,
            place.name,
            caller,
        )
        for place in caller.marketplaces.values()
    ]
    pseudo = [
        _participation(
            id_,
            country,
            currency,
            language,
            f"siprod.{country.lower()}.stores.amazon.{'com' if country == 'US' else country.lower()}",
            f"SI Prod {country} Marketplace",
            caller,
        )
        for id_, country, currency, language in PSEUDO[caller.region]
    ]
    return {"payload": real + pseudo}


def account(caller: Caller) -> dict[str, Any]:
    """The answer of getAccount."""
    address = {
        "addressLine1": "1 Sandbox Street",
        "countryCode": caller.merchant.countries[0],
        "city": "Exampletown",
        "postalCode": "10115",
    }
    return {
        "payload": {
            "marketplaceParticipationList": participations(caller)["payload"],
            "businessType": "PRIVATE_LIMITED",
            "sellingPlan": caller.account.plan,
            "business": {
                "name": caller.account.name,
                "registeredBusinessAddress": address,
                "companyRegistrationNumber": "HRB 12345",
            },
            "primaryContact": {"name": "Sandbox Owner", "address": address},
        }
    }


def _participation(
    id_: str,
    country: str,
    currency: str,
    language: str,
    domain: str,
    name: str,
    caller: Caller,
) -> dict[str, Any]:
    return {
        "marketplace": {
            "id": id_,
            "name": name,
            "countryCode": country,
            "defaultCurrencyCode": currency,
            "defaultLanguageCode": language,
            "domainName": domain,
        },
        "participation": {"isParticipating": True, "hasSuspendedListings": False},
        "storeName": caller.account.name,
    }
