"""The decision: what should stand on Amazon for a variation, against what was sent for it last."""

from dataclasses import dataclass, replace

from backend.domain.by_hand import Manual, by_hand
from backend.domain.catalog import Product, Variation
from backend.domain.conditions import Case
from backend.domain.conversion import Market
from backend.domain.details import Details
from backend.domain.following import followed, kept_apart
from backend.domain.governing import ruled_out
from backend.domain.issues import Cause, Problem
from backend.domain.listing import Explained, Offer, Step
from backend.domain.obstacles import case_for, obstacles
from backend.domain.policy import Condition, ShippingPolicy
from backend.domain.pricing import explain_price
from backend.domain.quantity import explain_quantity
from backend.domain.rates import Rate
from backend.domain.revising import fitting, senders_own
from backend.domain.selling import SellingPolicy
from backend.domain.shipping_templates import Chosen
from backend.domain.stock import Stock
from backend.domain.synchronization import Field, SynchronizationPolicy


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
    `condition_note`: what buyers of used goods are told; it is never sent for new ones.
    `own_sku`: the SKU that the listing has on the marketplace since before us, and keeps whatever the shop's SKU is; ""
    for the shop's. `own_handling`: its days of handling from before us, for a policy that says none. `rates`: those
    between currencies; `today`: the day (ISO date, UTC) on which it is wanted. `categories`: the product's with all
    their ancestors, by the shop's ids, where any policy of the shop asks about one; else empty.
    `stopped_elsewhere`: the same SKU stands at 0 in another country with which it shares its quantity.
    `template`: the shipping template that the policy comes to here (None: the one that it names).
    `manual`: what the merchant set by hand. `companies`: the seller may give companies a price of their own there.
    `by_amazon`: Amazon's warehouse sends it, so no quantity, handling time nor shipping template is the merchant's, and
    no rule about stock stops it.
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
    rates: tuple[Rate, ...] = ()
    today: str = ""
    categories: frozenset[int] = frozenset()
    stopped_elsewhere: bool = False
    template: Chosen | None = None
    condition_note: str = ""
    manual: Manual | None = None
    companies: bool = True
    by_amazon: bool = False

    @property
    def market(self) -> Market:
        """Where and when it is offered."""
        return Market(self.currency, self.rates, self.today, self.companies)

    @property
    def told_apart(self) -> bool:
        """Whether Amazon can tell the product without the barcode that the shop has of it."""
        return bool(self.asin) or (self.details is not None and self.details.identified)

    @property
    def template_id(self) -> str:
        """The shipping template that the offer is to name."""
        if self.by_amazon:
            return ""
        return self.shipping.template_id if self.template is None else self.template.template_id


@dataclass(frozen=True, slots=True)
class Standing:
    """How a listing stands: the offer sent last (None: nothing of ours is there) and the problem recorded for it.

    `again`: what stands there is sent once more, whole, be it the same; then `sent` is None."""

    sent: Offer | None = None
    problem: Problem | None = None
    again: Offer | None = None

    @property
    def there(self) -> Offer | None:
        """What of ours is there."""
        return self.sent or self.again


# A problem that makes what was sent wrong for good: the SKU goes. Every other one may pass: the quantity goes to 0.
_GONE = frozenset((Cause.PRODUCT_DELETED, Cause.NOT_GOODS, Cause.NO_SKU, Cause.SKU_TOO_LONG))


def decide(product: Product | None, variation: Variation | None, wish: Wish, standing: Standing) -> Action:
    """The one action that brings Amazon nearer to the wish; once it is done and recorded, the next one is Nothing.

    (Only a SKU that was changed in the shop takes two: the old one goes, the new one is published.) Which rule of the
    synchronization policy a listing is under is a table in domain/governing.py.
    """
    sent = standing.sent
    if not wish.listed:
        return Withdraw(sent.sku) if sent else Nothing("ended")
    problem = obstacles(
        product,
        variation,
        sku_count=wish.sku_count,
        market=wish.market,
        selling=wish.selling,
        synchronization=wish.synchronization,
        linked=wish.told_apart,
        sold=wish.sold + wish.inferred,
        own_sku=wish.own_sku,
        categories=wish.categories,
        sent=standing.there,
        stopped_elsewhere=wish.stopped_elsewhere,
        by_amazon=wish.by_amazon,
    )
    if not problem and wish.other_rules and sent is None and not wish.by_amazon:
        problem = Problem(Cause.OTHER_RULES, {"country": wish.other_rules})
    if not problem and sent is None and wish.template and wish.template.stops and not wish.by_amazon:
        problem = wish.template.problem
    if problem or product is None or variation is None:
        return _stop(problem or Problem(Cause.PRODUCT_DELETED), standing, wish.by_amazon)
    if sent and _another(sent, _sku(variation, wish, sent), wish):
        return Withdraw(sent.sku)
    if not wish.asin and not wish.details:
        return Nothing("unmatched")
    explained = wanted(product, variation, wish, standing.there, whole=sent is None)
    if explained.offer == sent:
        return Nothing("same")
    # What then stands at nothing is under another rule, which may want more than the first.
    empty = not explained.offer.sells
    why = ruled_out(wish.synchronization, case(product, variation, wish), 0) if empty else None
    return Publish(explained, why)


def wanted(
    product: Product, variation: Variation, wish: Wish, sent: Offer | None, *, whole: bool = False
) -> Explained:
    """The offer that is wanted where `sent` stands: what does not follow the shop is as it was sent. `whole`: it is
    sent with all that it says of its product, which somebody asked for.

    Only for variations without obstacles, so there is a price."""
    explained = explain(product, variation, wish)
    if sent is None:
        return explained
    details = frozenset((Field.DETAILS,)) if whole else frozenset[Field]()
    kept = kept_apart(explained, sent, follows(product, variation, wish, sent) | details)
    offer = replace(kept.offer, sku=_sku(variation, wish, sent))
    return replace(kept, offer=fitting(senders_own(offer)))


def _sku(variation: Variation, wish: Wish, sent: Offer) -> str:
    """The SKU that a listing is to have. What lies in Amazon's warehouse lies there under the one that was sent."""
    return sent.sku if wish.by_amazon else wish.own_sku or variation.sku


def follows(product: Product, variation: Variation, wish: Wish, sent: Offer | None) -> frozenset[Field]:
    """The fields of a listing that follow the shop now."""
    pieces = _pieces(sent) * (not wish.stopped_elsewhere) if sent else None
    return followed(wish.synchronization, case(product, variation, wish), pieces)


def case(product: Product, variation: Variation, wish: Wish) -> Case:
    """What the synchronization policy's conditions are tried on."""
    return case_for(product, variation, wish.selling, wish.sold + wish.inferred, wish.categories)


def _another(sent: Offer, sku: str, wish: Wish) -> bool:
    """Whether what was sent has to go before what is wanted can come: Amazon lets neither be changed under a SKU."""
    return sent.sku != sku or sent.condition is not wish.condition or _moved(sent, wish)


def _moved(sent: Offer, wish: Wish) -> bool:
    """Whether what was sent stands on another of Amazon's products. One that Amazon made for it is none: that it is
    known by now moves nothing."""
    wanted = bool(wish.asin or wish.details)
    return wanted and bool(sent.asin) and sent.asin != wish.asin


def _pieces(sent: Offer) -> int:
    """How many pieces it stands with; what Amazon sends stands, however many lie in its warehouse."""
    return 1 if sent.by_amazon else sent.quantity


def stopped(sent: Offer, problem: Problem) -> Explained:
    """The offer of nothing that stands for one that must not sell now; what Amazon sends stays as it is."""
    price, pieces = Step("sent", sent.price.amount), Step("stopped", 0, problem.cause.value)
    pieces = Step("by_amazon", 0) if sent.by_amazon else pieces
    return Explained(replace(sent, quantity=0), (price,), (pieces,))


def explain(product: Product, variation: Variation, wish: Wish) -> Explained:
    """The offer that the wish comes to; only for variations without obstacles, so there is a price."""
    price = explain_price(product, variation, wish.selling, wish.market)
    stock = Stock(variation.stock, wish.sold, wish.inferred)
    quantity = explain_quantity(product, variation, stock, wish.selling)
    assert price.price is not None
    days = wish.selling.handling_days
    pieces, counted = (0, (Step("by_amazon", 0),)) if wish.by_amazon else (quantity.quantity, quantity.steps)
    offer = Offer(
        sku=wish.own_sku or variation.sku,
        asin=wish.asin,
        price=price.price,
        quantity=pieces,
        condition=wish.condition,
        handling_days=None if wish.by_amazon else wish.own_handling if days is None else days,
        shipping_template_id=wish.template_id,
        product_type=wish.details.product_type if wish.details else wish.product_type,
        details=wish.details.key if wish.details else "",
        sale=price.sale.value,
        list_price=price.list_price.value,
        business=price.business.value,
        condition_note=wish.condition_note if wish.condition.takes_note else "",
        by_amazon=wish.by_amazon,
    )
    explained = Explained(
        offer, price.steps, counted, price.sale.steps, price.list_price.steps, price.business.steps,
        price.look_again,
    )  # fmt: skip
    manual = replace(wish.manual, quantity=None) if wish.manual and wish.by_amazon else wish.manual
    return by_hand(explained, manual, stock)


def _stop(problem: Problem, standing: Standing, by_amazon: bool) -> Action:
    """A problem before anything was sent is only said; after that it also stops what is live. What Amazon sends goes
    on: its pieces would lie in the warehouse without an offer."""
    sent = standing.sent
    if by_amazon:
        return Nothing("said") if standing.problem == problem else Hold(problem)
    if sent and problem.cause in _GONE:
        return Withdraw(sent.sku, problem)
    if sent and sent.quantity > 0:
        return Publish(stopped(sent, problem), problem)
    return Nothing("said") if standing.problem == problem else Hold(problem)
