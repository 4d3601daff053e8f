"""What the merchant wants of a listing, by the policies that it names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from backend.domain.by_hand import Manual
from backend.domain.catalog import Product
from backend.domain.days import day_of
from backend.domain.decision import Wish
from backend.domain.policy import ShippingPolicy
from backend.domain.rates import Rate
from backend.domain.selling import SellingPolicy
from backend.domain.shipping_templates import Chosen, Templates, choose
from backend.domain.stock import Stock
from backend.domain.synchronization import SynchronizationPolicy
from backend.storage import claims, policies, rates, shipping_templates, tree
from backend.storage.database import Database
from backend.storage.listings import Listing, Work
from backend.storage.policies import KeptPolicy

P = TypeVar("P", SellingPolicy, SynchronizationPolicy, ShippingPolicy)


@dataclass(frozen=True, slots=True)
class Wishes:
    """A shop's policies, by our ids, with the rates and the day by which they are read. `ancestors`: every category
    with itself and all above it, where any policy asks for one."""

    kept: Mapping[int, KeptPolicy]
    rates: tuple[Rate, ...] = ()
    today: str = ""
    ancestors: Mapping[int, frozenset[int]] = field(default_factory=dict)
    templates: Mapping[tuple[int, str], Templates] = field(default_factory=dict)  # by seller and marketplace

    def wish(
        self,
        work: Work,
        currency: str,
        *,
        listed: bool = True,
        stock: Stock | None = None,
        other_rules: str = "",
        stopped_elsewhere: bool = False,
    ) -> Wish:
        """What is wanted; `currency` is the marketplace's, `stock` fresher than the work's own."""
        listing, known = work.listing, work.variation
        sold, inferred = (known.sold, known.inferred) if known else (0, 0)
        return Wish(
            listed=listed, asin=listing.asin, currency=currency, sku_count=known.sku_count if known else 1,
            condition=listing.condition, selling=self.selling(listing),
            synchronization=self.synchronization(listing),
            shipping=self._of(listing.shipping_policy_id, ShippingPolicy), sold=stock.sold if stock else sold,
            inferred=stock.inferred if stock else inferred, other_rules=other_rules,
            details=work.details.details if work.details else None, own_sku=listing.own_sku,
            own_handling=listing.own_handling, rates=self.rates, today=self.today,
            categories=self.categories(work.product.product), stopped_elsewhere=stopped_elsewhere,
            template=self.template(work), condition_note=listing.condition_note,
            manual=_by_hand(work, stock), by_amazon=listing.by_amazon,
            companies=self.templates.get((listing.seller_id, listing.marketplace_id), Templates()).companies,
        )  # fmt: skip

    def categories(self, product: Product) -> frozenset[int]:
        """The categories of a product with all above them, where any policy asks for one; else none."""
        if not self.ancestors:
            return frozenset()
        own = product.category_ids
        return frozenset(own).union(*(self.ancestors.get(category, ()) for category in own))

    def template(self, work: Work) -> Chosen:
        """The shipping template of a listing."""
        listing, known = work.listing, work.variation
        policy = self._of(listing.shipping_policy_id, ShippingPolicy)
        attributes = (*(known.variation.attributes if known else ()), *work.product.product.attributes)
        place = (listing.seller_id, listing.marketplace_id)
        sent = listing.sent.shipping_template_id if listing.sent else ""
        return choose(policy, attributes, *place, self.templates.get(place, Templates()), sent)

    def selling(self, listing: Listing) -> SellingPolicy:
        """The selling policy of a listing; one that is gone counts as the plainest."""
        return self._of(listing.selling_policy_id, SellingPolicy)

    def of_quantity(self, listing: Listing) -> tuple[object, ...]:
        """All that a listing's quantity comes from: the countries of one SKU must share it."""
        return (*self.selling(listing).of_quantity, *self.synchronization(listing).of_quantity)

    def synchronization(self, listing: Listing) -> SynchronizationPolicy:
        """The synchronization policy of a listing; one that is gone counts as the plainest."""
        return self._of(listing.synchronization_policy_id, SynchronizationPolicy)

    def _of(self, policy_id: int, kind: type[P]) -> P:
        found = self.kept.get(policy_id)
        return found.policy if found and isinstance(found.policy, kind) else kind()


def _by_hand(work: Work, stock: Stock | None) -> Manual | None:
    """What is set by hand; pieces that went since the work was read come off what is left of a quantity."""
    if work.by_hand is None:
        return None
    manual, known = work.by_hand.manual, work.variation
    if manual.quantity is None or stock is None or known is None:
        return manual
    gone = max(0, stock.sold + stock.inferred - known.sold - known.inferred)
    return replace(manual, quantity=max(0, manual.quantity - gone))


async def differing(db: Database, wishes: Wishes, listing: Listing, sku: str) -> str:
    """The marketplace where the same SKU is listed by other rules for its quantity, or "": it is one quantity there."""
    return beside(wishes, listing, await claims.elsewhere(db, listing, sku))[0]


def beside(wishes: Wishes, listing: Listing, others: Sequence[Listing]) -> tuple[str, bool]:
    """What the seller's other countries (`others`) say of a SKU that is one there: where its quantity comes about by
    other rules ("" nowhere), and whether Amazon sends it."""
    mine = wishes.of_quantity(listing)
    counted = [other for other in others if not other.by_amazon]
    by_amazon = listing.by_amazon or len(counted) < len(others)
    found = [other.marketplace_id for other in counted if wishes.of_quantity(other) != mine]
    return found[0] if found and not by_amazon else "", by_amazon


async def stopped_elsewhere(db: Database, wishes: Wishes, listing: Listing, sku: str) -> bool:
    """Whether the same SKU stands at 0 in another of the seller's countries, where its policy cares."""
    if not wishes.synchronization(listing).remembers:
        return False
    others = await claims.elsewhere(db, listing, sku)
    return any(other.sent is not None and not other.sent.sells for other in others)


async def read(db: Database, shop_id: int, now: int) -> Wishes:
    """The policies of a shop, as they hold now, its tree of categories where they ask for it, and its sellers'
    shipping templates."""
    kept, known = await policies.by_id(db, shop_id), await rates.of_shop(db, shop_id)
    ancestors = await tree.ancestors(db, shop_id) if tree.asking(kept) else {}
    return Wishes(kept, known, day_of(now), ancestors, await shipping_templates.known(db, shop_id))
