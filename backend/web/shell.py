"""The head of every page: which shop, which sellers, how fresh, what there is to go to."""

from dataclasses import dataclass

from starlette.requests import Request

from backend.domain.freshness import Truth, oldest, silent
from backend.domain.marketplace import SellerStatus
from backend.storage import owners, products, sellers, shops, truths
from backend.storage.products import CatalogProgress
from backend.storage.sellers import Seller
from backend.storage.shops import Shop
from backend.web.rendering import wants_fragment
from backend.web.resources import resources
from backend.web.session import NoSession, require


@dataclass(frozen=True, slots=True)
class Shell:
    """What a page stands in. `place` is the page's own name in the menu; `as_of`: since when all it shows is true
    (epoch seconds UTC, 0: nothing has begun); `silent`: what is older than it may be."""

    shop: Shop
    sellers: tuple[Seller, ...]
    catalog: CatalogProgress
    place: str
    as_of: int
    silent: tuple[Truth, ...]
    standing: str = "owned"  # whether somebody registered the shop (storage/owners.py)

    @property
    def connected(self) -> tuple[Seller, ...]:
        """Sellers that can work, or that could once they are connected again."""
        return tuple(s for s in self.sellers if s.status is not SellerStatus.DISCONNECTED)

    @property
    def lost(self) -> tuple[Seller, ...]:
        """Sellers that only the merchant can bring back."""
        return tuple(s for s in self.sellers if s.status is SellerStatus.RECONNECT)


async def shell(request: Request, place: str, *, head: bool = False) -> Shell:
    """The shell for the session's shop. Raises NoSession when the shop is gone. `head`: the answer has the head also
    where only a part of the page is asked for."""
    home = resources(request)
    shop = await shops.find(home.db, home.vault, require(request).shop_id)
    if shop is None:
        raise NoSession
    catalog = await products.progress(home.db, shop.id)
    found = await sellers.of_shop(home.db, home.vault, shop.id)
    working = [(each.id, each.title) for each in found if each.status is SellerStatus.CONNECTED]
    # Parts of pages come without the head, but for the dashboard's.
    whole = head or place == "dashboard" or not wants_fragment(request)
    known = await truths.of_shop(home.db, shop.id, working, home.now()) if whole else []
    standing = await owners.standing(home.db, shop.id) if home.settings.owners.on else "owned"
    return Shell(shop, tuple(found), catalog, place, oldest(known), silent(known, home.now()), standing)
