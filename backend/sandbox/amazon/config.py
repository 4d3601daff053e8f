"""The constants of the simulated Amazon: the application, its sellers, its delays."""

from collections.abc import Mapping
from dataclasses import dataclass, field

APPLICATION_ID = "amzn1.sp.solution.storelane-sandbox"
CLIENT_ID = "amzn1.application-oa2-client.storelanesandbox00000000000000"
CLIENT_SECRET = "amzn1.oa2-cs.v1.sandbox"

# The ready seller for any client.
READY_SELLER = "A3READYSELLER01"
FIRST_SELLER, VETERAN_SELLER = "A2ATELIERNORD0", "A3VETERAN00000"
READY_TOKEN = "Atzr|ready-seller-of-the-sandbox"
READY_MARKETPLACE = "A1PA6795UKMFR9"
READY_SKU = "READY-1"
READY_ASIN = "B0READY001"
READY_EAN = "4006381333931"
READY_TYPE = "LUGGAGE"


@dataclass(frozen=True, slots=True)
class Merchant:
    """What one person owns in one region: a merchant id and the countries it sells in."""

    id: str
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SellerAccount:
    """Somebody who can sign in to Seller Central. `primary` False: an employee, who may not authorise."""

    login: str
    name: str
    merchants: Mapping[str, Merchant]
    primary: bool = True
    plan: str = "PROFESSIONAL"
    templates: tuple[tuple[str, str], ...] = (("legacy-template-id", "Standard template"),)
    templates_of: Mapping[str, tuple[tuple[str, str], ...]] = field(
        default_factory=dict
    )  # countries with others


SELLERS = (
    SellerAccount(
        "atelier@example.com",
        "Atelier Nord",
        {
            "eu": Merchant(FIRST_SELLER, ("DE", "FR", "IT", "ES", "GB", "NL", "BE")),
            "na": Merchant("A2ATELIERUSA00", ("US", "CA", "MX")),
        },
        templates=(
            ("legacy-template-id", "Standard template"),
            ("5f0c5a1e-0b61-4a52-8a5c-6a1c1f3d0001", "Parcel, 2 days"),
            ("5f0c5a1e-0b61-4a52-8a5c-6a1c1f3d0002", "Bulky goods"),
        ),
        templates_of={
            "DE": (
                ("legacy-template-id", "Standardvorlage"),
                ("7d2e9c40-51aa-4f0e-9c7d-2b8f6e1a0001", "Paket, 2 Tage"),
                ("7d2e9c40-51aa-4f0e-9c7d-2b8f6e1a0002", "Sperrgut"),
            ),
            "US": (("legacy-template-id", "Migrated Template"),),
        },
    ),
    SellerAccount(
        "kite@example.com",
        "Kite & Co.",
        {
            "eu": Merchant("A1KITEANDCO000", ("GB", "DE", "IE")),
            "fe": Merchant("A1KITEFAREAST0", ("JP", "AU")),
        },
        templates=(
            ("legacy-template-id", "Standard template"),
            ("c1a7f3b2-90de-4c55-a1f0-3e5d7b9a0001", "Royal Mail 48"),
        ),
        plan="INDIVIDUAL",
    ),
    SellerAccount(
        "assistant@example.com",
        "Atelier Nord (assistant, not the primary user)",
        {"eu": Merchant(FIRST_SELLER, ("DE", "FR", "IT", "ES", "GB", "NL", "BE"))},
        primary=False,
    ),
    SellerAccount(
        "veteran@example.com",
        "Maison Verte on Amazon since 2019",
        {"eu": Merchant(VETERAN_SELLER, ("FR", "DE"))},
    ),
    SellerAccount(
        "ready@example.com",
        "Ready Goods",
        {"eu": Merchant(READY_SELLER, ("DE", "FR", "IT", "ES", "GB"))},
    ),
)


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds of sandbox time between a submission and what it leads to."""

    readable: float = 2.0  # until then a new listing answers 404
    buyable: float = 8.0  # until then its summaries are empty
    issues: float = 12.0
    change: float = 4.0  # a patch of something already live
    feed_start: float = 2.0
    feed_end: float = 6.0
    outbound: float = 60.0  # a step of an order that the warehouse sends; some take several times that
    slow: float = 3600.0  # what slow_listing and slow_feed make of it


@dataclass(frozen=True, slots=True)
class AmazonConfig:
    """How the simulated Amazon is set up. Addresses without a slash at the end.

    `rate_factor` multiplies the real usage plans (rate and burst); 0 switches them off.
    `draft`: the application is not published yet, so consent needs version=beta.
    """

    address: str = "http://127.0.0.1:8802"
    application_id: str = APPLICATION_ID
    application_name: str = "Storelane"
    client_id: str = CLIENT_ID
    client_secret: str = CLIENT_SECRET
    redirect_uris: tuple[str, ...] = ("http://localhost:8800/amazon/return",)
    login_uri: str = "http://localhost:8800/amazon/login"
    draft: bool = False
    sellers: tuple[SellerAccount, ...] = SELLERS
    delays: Delays = Delays()
    rate_factor: float = 1.0
    # The operator's account at AWS, whose queues may be subscribed to and read.
    queue_region: str = "eu-west-1"
    queue_account: str = "000000000001"
    queue_key_id: str = "AKIASTORELANESANDBOX"
    queue_key_secret: str = "storelane-sandbox-queue-secret"


def credentials(config: AmazonConfig) -> dict[str, str]:
    """A ready seller for any client: constants, seeded at every start, so any process can print them."""
    return {
        "token_url": f"{config.address}/auth/o2/token",
        "api_url": config.address,
        "client_id": config.client_id,
        "client_secret": config.client_secret,
        "refresh_token": READY_TOKEN,
        "seller_id": READY_SELLER,
        "marketplace_id": READY_MARKETPLACE,
        "sku": READY_SKU,
        "asin": READY_ASIN,
        "ean": READY_EAN,
        "product_type": READY_TYPE,
    }
