"""What a simulated shop platform is told about itself and about the app that it embeds."""

from dataclasses import dataclass

SCOPES = (
    "add_to_cp",
    "read_store_profile",
    "update_store_profile",
    "read_catalog",
    "update_catalog",
    "create_catalog",
    "read_orders",
    "create_orders",
    "update_orders",
)


@dataclass(frozen=True, slots=True)
class ShopConfig:
    """Addresses without a trailing slash, except those of the app's own pages; times in seconds.

    `scopes` are those the app is registered for; `public_token` adds the one that storefront code carries.
    `batch_seconds` is how long one call of a batch takes; `retry_pace` divides the waits between webhook
    retries; `frame_seconds` is how long the admin waits for the app's page to be ready.
    """

    address: str = "http://127.0.0.1:8801"
    iframe_url: str = "http://localhost:8800/"
    webhook_url: str = "http://localhost:8800/webhooks/shop"
    redirect_url: str = "http://localhost:8800/install/return"
    client_id: str = "storelane"
    client_secret: str = "storelane-sandbox-secret-0001"
    app_title: str = "Storelane"
    stores: tuple[int, ...] = (1003,)
    language: str = "en"
    plan: str = "Business"
    scopes: tuple[str, ...] = SCOPES
    public_token: bool = False
    installed: bool = True
    calls_per_minute: int = 600
    batch_seconds: float = 0.02
    retry_pace: float = 1.0
    frame_seconds: float = 10.0
