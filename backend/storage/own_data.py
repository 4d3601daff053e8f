"""What is kept of the merchant: the shop, its accounts at marketplaces, its owner's account. Secrets are never told."""

from collections.abc import Mapping

from backend.storage import owners
from backend.storage.database import Database

_SHOP = ("store_id", "name", "url", "country", "language", "currency", "installed_at", "opened_at")
_SELLER = ("kind", "region", "seller_code", "name", "status", "authorized_at", "expires_at")


async def told(db: Database, shop_id: int) -> Mapping[str, object]:
    """All of it, for the file that answers the merchant's own request. What was set up is in another export."""
    shop = await db.fetch_one("select * from shop where id = :id", {"id": shop_id})
    sellers = await db.fetch_all("select * from seller where shop_id = :id order by id", {"id": shop_id})
    owner = await owners.of_shop(db, shop_id)
    account = (
        {"email": owner.email, "language": owner.language, "created_at": owner.created_at} if owner else None
    )
    return {
        "shop": {name: shop[name] for name in _SHOP} if shop else None,
        "accounts": [{name: seller[name] for name in _SELLER} for seller in sellers],
        "owner": account,
        "settings_and_listings": "Policies > Export and import",
    }
