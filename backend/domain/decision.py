"""The decision: what should stand on Amazon for a variation, against what was sent for it last."""

from dataclasses import dataclass, replace

from backend.domain.by_hand import Manual, by_hand
from backend.domain.catalog import Kind, Product, Variation
from backend.domain.details import Details
from backend.domain.identifiers import find_identifier
from backend.domain.issues import Cause, Problem
from backend.domain.listing import Explained, Offer, Step
from backend.domain.policy import Condition, ShippingPolicy
from backend.domain.pricing import explain_price
from backend.domain.quantity import explain_quantity
from backend.domain.selling import SellingPolicy
from backend.domain.stock import Stock
from backend.domain.synchronization import SynchronizationPolicy

SKU_LENGTH = 40  # Amazon's limit for a SKU


@dataclass(frozen=True, slots=True)
class Publish:
    """Send this offer. With a problem it is an offer of nothing: what is live stops selling, and this is why."""

    explained: Explained
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take this SKU off the marketplace. No problem: the merchant wanted it, or the SKU was changed in the shop."""

    sku: str
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """Send nothing and say why: this problem stands between the variation and Amazon."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing to do. `why` is a key: same, said (the problem is known already), unmatched, ended."""

    why: str


Action = Publish | Withdraw | Hold | Nothing


@dataclass(frozen=True, slots=True)
class Wish:
    """What the merchant wants of a listing: whether it shall be there, on which ASIN, how and by which policies.

    `asin` "" is not known yet. `details`: what it says of a product of its own. `currency` is the marketplace's,
    `sku_count` how many variations have the SKU. `sold` and `inferred` are pieces that marketplaces sold and the shop
    does not show yet. `other_rules`: the country where the same SKU is listed by other rules for its quantity, or "".
    `own_sku`: the SKU that the listing has on the marketplace since before us, and keeps whatever the shop's SKU is; ""
    for the shop's. `own_handling`: its days of handling from before us, for a policy that says none. `manual`: what the
    merchant set by hand.
    """

    listed: bool
    asin: str
    currency: str
    sku_count: int
    condition: Condition
    selling: SellingPolicy
    synchronization: SynchronizationPolicy
    shipping: ShippingPolicy
    product_type: str = "PRODUCT"
    sold: int = 0
    inferred: int = 0
    other_rules: str = ""
    details: Details | None = None
    own_sku: str = ""
    own_handling: int | None = None
    manual: Manual | None = None

    @property
    def told_apart(self) -> bool:
        """Whether Amazon can tell the product without the barcode that the shop has of it."""
        return bool(self.asin) or (self.details is not None and self.details.identified)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a listing stands: the offer sent last (None: nothing of ours is there) and the problem recorded for it."""

    sent: Offer | None = None
    problem: Problem | None = None


# A problem that makes what was sent wrong for good: the SKU goes. Every other one may pass: the quantity goes to 0.
_GONE = frozenset((Cause.PRODUCT_DELETED, Cause.NOT_GOODS, Cause.NO_SKU, Cause.SKU_TOO_LONG))


def obstacles(
    product: Product | None,
    variation: Variation | None,
    *,
    sku_count: int,
    currency: str,
    selling: SellingPolicy,
    synchronization: SynchronizationPolicy,
    linked: bool = False,
    sold: int = 0,
    own_sku: str = "",
) -> Problem | None:
    """The first thing that stops a variation before Amazon is asked, in the order in which a merchant cures them.

    None for product or variation: the shop has it no more. `linked`: its ASIN is known, or its details say what it is,
    so it needs no barcode. `sold`: pieces sold on marketplaces that the shop does not show yet. `own_sku`: its SKU on
    the marketplace, which makes the shop's indifferent.
    """
    if product is None or variation is None:
        return Problem(Cause.PRODUCT_DELETED)
    if product.kind is not Kind.GOODS:
        return Problem(Cause.NOT_GOODS, {"kind": product.kind.value})
    return (
        (None if own_sku else _sku_obstacle(variation.sku, sku_count))
        or _unreadable(product)
        or explain_price(variation.price, selling, currency).problem
        or _policy_obstacle(product, Stock(variation.stock, sold), selling, synchronization)
        or (None if linked else _identifier_obstacle(product, variation))
    )


def decide(product: Product | None, variation: Variation | None, wish: Wish, standing: Standing) -> Action:
    """The one action that brings Amazon nearer to the wish; once it is done and recorded, the next one is Nothing.

    (Only a SKU that was changed in the shop takes two: the old one goes, the new one is published.)
    """
    sent = standing.sent
    if not wish.listed:
        return Withdraw(sent.sku) if sent else Nothing("ended")
    problem = obstacles(
        product,
        variation,
        sku_count=wish.sku_count,
        currency=wish.currency,
        selling=wish.selling,
        synchronization=wish.synchronization,
        linked=wish.told_apart,
        sold=wish.sold + wish.inferred,
        own_sku=wish.own_sku,
    )
    if not problem and wish.other_rules and sent is None:
        problem = Problem(Cause.OTHER_RULES, {"country": wish.other_rules})
    if problem or product is None or variation is None:
        return _stop(problem or Problem(Cause.PRODUCT_DELETED), standing)
    if sent and _another(sent, wish.own_sku or variation.sku, wish):
        return Withdraw(sent.sku)
    if not wish.asin and not wish.details:
        return Nothing("unmatched")
    explained = explain(variation, wish)
    return Nothing("same") if explained.offer == sent else Publish(explained)


def _another(sent: Offer, sku: str, wish: Wish) -> bool:
    """Whether what was sent has to go before what is wanted can come: Amazon lets neither be changed under a SKU."""
    return sent.sku != sku or sent.condition is not wish.condition or _moved(sent, wish)


def _moved(sent: Offer, wish: Wish) -> bool:
    """Whether what was sent stands on another of Amazon's products. One that Amazon made for it is none: that it is
    known by now moves nothing."""
    wanted = bool(wish.asin or wish.details)
    return wanted and bool(sent.asin) and sent.asin != wish.asin


def stopped(sent: Offer, problem: Problem) -> Explained:
    """The offer of nothing that stands for one that must not sell now."""
    price, pieces = Step("sent", sent.price.amount), Step("stopped", 0, problem.cause.value)
    return Explained(replace(sent, quantity=0), (price,), (pieces,))


def explain(variation: Variation, wish: Wish) -> Explained:
    """The offer that the wish comes to; only for variations without obstacles, so there is a price."""
    price = explain_price(variation.price, wish.selling, wish.currency)
    stock = Stock(variation.stock, wish.sold, wish.inferred)
    quantity = explain_quantity(stock, wish.selling)
    assert price.price is not None
    days = wish.selling.handling_days
    offer = Offer(
        sku=wish.own_sku or variation.sku,
        asin=wish.asin,
        price=price.price,
        quantity=quantity.quantity,
        condition=wish.condition,
        handling_days=wish.own_handling if days is None else days,
        shipping_template_id=wish.shipping.template_id,
        product_type=wish.details.product_type if wish.details else wish.product_type,
        details=wish.details.key if wish.details else "",
    )
    return by_hand(Explained(offer, price.steps, quantity.steps), wish.manual, stock)


def _sku_obstacle(sku: str, count: int) -> Problem | None:
    if not sku:
        return Problem(Cause.NO_SKU)
    if count > 1:
        return Problem(Cause.DOUBLED_SKU, {"sku": sku[:80], "count": count})
    if len(sku) > SKU_LENGTH:
        return Problem(Cause.SKU_TOO_LONG, {"sku": sku[:80], "length": len(sku), "limit": SKU_LENGTH})
    return None


def _unreadable(product: Product) -> Problem | None:
    return Problem(Cause.UNREADABLE, {"what": product.trouble[0][:200]}) if product.trouble else None


def _policy_obstacle(
    product: Product, stock: Stock, selling: SellingPolicy, synchronization: SynchronizationPolicy
) -> Problem | None:
    if synchronization.only_enabled and not product.enabled:
        return Problem(Cause.NOT_ENABLED)
    if synchronization.only_in_stock and explain_quantity(stock, selling).quantity == 0:
        return Problem(Cause.OUT_OF_STOCK, {"stock": max(0, stock.free or 0)})
    return None


def _identifier_obstacle(product: Product, variation: Variation) -> Problem | None:
    found = find_identifier(variation, product)
    if isinstance(found, Problem):
        return found
    return None if found else Problem(Cause.NO_IDENTIFIER)


def _stop(problem: Problem, standing: Standing) -> Action:
    """A problem before anything was sent is only said; after that it also stops what is live."""
    sent = standing.sent
    if sent and problem.cause in _GONE:
        return Withdraw(sent.sku, problem)
    if sent and sent.quantity > 0:
        return Publish(stopped(sent, problem), problem)
    return Nothing("said") if standing.problem == problem else Hold(problem)
