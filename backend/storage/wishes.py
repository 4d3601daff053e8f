"""What the merchant wants of a listing, by the policies that it names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from backend.domain.catalog import Product
from backend.domain.decision import Wish
from backend.domain.policy import ShippingPolicy
from backend.domain.selling import SellingPolicy
from backend.domain.stock import Stock
from backend.domain.synchronization import SynchronizationPolicy
from backend.storage import claims, policies, tree
from backend.storage.database import Database
from backend.storage.listings import Listing, Work
from backend.storage.policies import KeptPolicy

P = TypeVar("P", SellingPolicy, SynchronizationPolicy, ShippingPolicy)


@dataclass(frozen=True, slots=True)
class Wishes:
    """A shop's policies, by our ids. `ancestors`: every category with itself and all above it, where any policy asks
    for one."""

    kept: Mapping[int, KeptPolicy]
    ancestors: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def wish(
        self,
        work: Work,
        currency: str,
        *,
        listed: bool = True,
        stock: Stock | None = None,
        other_rules: str = "",
    ) -> Wish:
        """What is wanted; `currency` is the marketplace's, `stock` fresher than the work's own."""
        listing, known = work.listing, work.variation
        sold, inferred = (known.sold, known.inferred) if known else (0, 0)
        return Wish(
            listed=listed, asin=listing.asin, currency=currency, sku_count=known.sku_count if known else 1,
            condition=listing.condition, selling=self.selling(listing),
            synchronization=self._of(listing.synchronization_policy_id, SynchronizationPolicy),
            shipping=self._of(listing.shipping_policy_id, ShippingPolicy), sold=stock.sold if stock else sold,
            inferred=stock.inferred if stock else inferred, other_rules=other_rules,
            details=work.details.details if work.details else None, own_sku=listing.own_sku,
            own_handling=listing.own_handling, categories=self.categories(work.product.product),
        )  # fmt: skip

    def categories(self, product: Product) -> frozenset[int]:
        """The categories of a product with all above them, where any policy asks for one; else none."""
        if not self.ancestors:
            return frozenset()
        own = product.category_ids
        return frozenset(own).union(*(self.ancestors.get(category, ()) for category in own))

    def selling(self, listing: Listing) -> SellingPolicy:
        """The selling policy of a listing; one that is gone counts as the plainest."""
        return self._of(listing.selling_policy_id, SellingPolicy)

    def of_quantity(self, listing: Listing) -> tuple[object, ...]:
        """All that a listing's quantity comes from: the countries of one SKU must share it."""
        synchronization = self._of(listing.synchronization_policy_id, SynchronizationPolicy)
        return (*self.selling(listing).of_quantity, synchronization)

    def _of(self, policy_id: int, kind: type[P]) -> P:
        found = self.kept.get(policy_id)
        return found.policy if found and isinstance(found.policy, kind) else kind()


async def differing(db: Database, wishes: Wishes, listing: Listing, sku: str) -> str:
    """The marketplace where the same SKU is listed by other rules for its quantity, or "": it is one quantity there."""
    mine = wishes.of_quantity(listing)
    others = await claims.elsewhere(db, listing, sku)
    return next((other.marketplace_id for other in others if wishes.of_quantity(other) != mine), "")


async def read(db: Database, shop_id: int) -> Wishes:
    """The policies of a shop, and its tree of categories where they ask for it."""
    kept = await policies.by_id(db, shop_id)
    return Wishes(kept, await tree.ancestors(db, shop_id) if tree.asking(kept) else {})
