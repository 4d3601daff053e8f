"""The simulated shop platform: admin, storefront, REST v3, webhooks, OAuth."""

from backend.sandbox.shop.app import ShopSite, create_shop
from backend.sandbox.shop.config import ShopConfig

__all__ = ["ShopConfig", "ShopSite", "create_shop"]
