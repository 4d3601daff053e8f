"""The marketplaces' own things, seen from the trade: countries, sellers, catalogue items, restrictions."""

from dataclasses import dataclass
from enum import StrEnum

from backend.domain.policy import Condition


@dataclass(frozen=True, slots=True)
class Country:
    """One marketplace of Amazon: `language` is Amazon's tag (fr_FR), `domain` without www."""

    marketplace_id: str
    code: str  # ISO 3166 (GB for the United Kingdom)
    region: str  # NA, EU, FE
    currency: str
    language: str
    domain: str
    seller_central: str  # host of the consent page


@dataclass(frozen=True, slots=True)
class Participation:
    """A marketplace a seller takes part in."""

    marketplace_id: str
    name: str
    country: str
    currency: str
    language: str
    domain: str
    participating: bool
    suspended: bool
    store_name: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a seller's consent gave us; the refresh token is a secret. Valid for a year (Amazon facts 1.7)."""

    refresh_token: str
    access_token: str
    expires_in: int


@dataclass(frozen=True, slots=True)
class SellerAccess:
    """What a call on behalf of a seller needs: our own `id`, Amazon's seller id, the region, the refresh token."""

    id: int
    seller_id: str
    region: str
    refresh_token: str

    @property
    def account(self) -> str:
        """The name under which its calls are counted."""
        return f"{self.region}:{self.seller_id}"


class SellerStatus(StrEnum):
    CONNECTED = "connected"
    RECONNECT = "reconnect"  # the consent was taken back or ran out: only the merchant can renew it
    DISCONNECTED = "disconnected"


@dataclass(frozen=True, slots=True)
class CatalogItem:
    """An item of Amazon's catalogue in one marketplace."""

    asin: str
    title: str
    brand: str = ""
    manufacturer: str = ""
    size: str = ""
    colour: str = ""
    package_quantity: int | None = None
    product_type: str = ""
    image_url: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()  # (type, value)
    is_parent: bool = False
    images: tuple[str, ...] = ()  # the main one first
    parents: tuple[str, ...] = ()  # ASINs of the family it belongs to
    children: tuple[str, ...] = ()
    varies: tuple[tuple[str, str], ...] = ()  # (attribute, value) by which its family varies

    @property
    def parent_asin(self) -> str:
        """The family that the catalogue has it in; "" when it stands alone."""
        return self.parents[0] if self.parents else ""


@dataclass(frozen=True, slots=True)
class Restriction:
    """Why a seller may not list an ASIN in a condition; `link` leads to Amazon's own application form."""

    reason: str  # APPROVAL_REQUIRED, ASIN_NOT_FOUND, NOT_ELIGIBLE
    message: str
    condition: Condition | None = None
    link: str = ""


class FeedState(StrEnum):
    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"  # fatal or cancelled: nothing of it can be relied on


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed on Amazon's side; `created_at` epoch seconds UTC."""

    id: str
    state: FeedState
    created_at: int
    result_document_id: str = ""


# Amazon's tags of the languages that the pages speak, in the old world and in the Americas.
_TAGS = {"en": ("en_GB", "en_US"), "fr": ("fr_FR", "fr_CA")}
_AMERICAS = ("US", "CA", "MX", "BR")


def issue_language(spoken: str, place: str) -> str:
    """Amazon's tag of the language in which issues are asked for: the merchant's (`spoken`, like fr) where Amazon has
    it, else the marketplace's own (`place`, like de_DE)."""
    if spoken not in _TAGS or place.startswith(f"{spoken}_"):
        return place
    return _TAGS[spoken][place.endswith(_AMERICAS)]
