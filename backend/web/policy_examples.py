"""Examples: what a policy makes of products of the shop, with every step, before it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from backend.domain.days import day_of
from backend.domain.decision import Publish, Standing, Wish, decide
from backend.domain.issues import Problem
from backend.domain.listing import Explained
from backend.domain.money import Money
from backend.domain.policy import Condition, Policy, PolicyKind, ShippingPolicy
from backend.domain.pricing import explain_price
from backend.domain.selling import SellingPolicy
from backend.domain.synchronization import SynchronizationPolicy
from backend.storage import catalogue, policies, rates, tree
from backend.storage.catalogue import KeptProduct, KeptVariation
from backend.storage.searching import Search
from backend.storage.wishes import Wishes
from backend.web import policy_editing
from backend.web.explaining import Told, beside, steps
from backend.web.policy_forms.rows import text
from backend.web.problems import title_of_problem
from backend.web.reading import whole
from backend.web.rendering import named, render
from backend.web.resources import resources
from backend.web.shell import Shell

FOUND = 6  # products of a search
SHOWN = 8  # products of a new policy's preview
MOST_PLACES = 4  # currencies


@dataclass(frozen=True, slots=True)
class Example:
    """A variation at a place: what it comes to, and how. `problem` "": it would sell."""

    title: str
    sku: str
    image_url: str
    country: str
    price: Money | None
    shop_price: Money
    stock: int | None
    quantity: int | None
    price_steps: tuple[Told, ...]
    quantity_steps: tuple[Told, ...]
    problem: str
    beside: tuple[tuple[str, list[Told]], ...]  # the prices besides, each with its steps


@dataclass(frozen=True, slots=True)
class Rules:
    """What an example goes by: the policy that is edited, the shop's defaults of the other kinds, rates and day."""

    selling: SellingPolicy
    synchronization: SynchronizationPolicy
    shipping: ShippingPolicy
    wishes: Wishes  # the rates, the day, the tree of categories


async def live(request: Request) -> Response:
    """POST: the example below the form, for what is entered now."""
    form = await request.form()
    editing = await policy_editing.begin(request, form)
    entered = await policy_editing.read(request, editing, form)
    found = await _searched(request, editing.frame, text(form, "example_words"))
    rules = await _rules(request, editing.frame, entered.policy)
    chosen = await _chosen(request, editing.frame, whole(text(form, "example_product")), found)
    context = {
        "found": [(each.id, named(each.product)) for each in found], "chosen": chosen.id if chosen else 0,
        "examples": _of(chosen, rules, editing.frame) if chosen else [],
        "words": text(form, "example_words"), "incomplete": bool(set(entered.errors) - {"name"}),
    }  # fmt: skip
    return render(request, "policies/example.html", context, fragment="example")


async def some(request: Request, frame: Shell, kind: PolicyKind, policy: Policy) -> list[Example]:
    """What a policy would make of the shop's first products, at the place that comes first; those that can be sold,
    where it does not decide which."""
    rules = await _rules(request, frame, policy)
    search = Search(ready=kind is not PolicyKind.SYNCHRONIZATION)
    found = await catalogue.page(resources(request).db, frame.shop.id, search, None, 0, SHOWN)
    place = _places(frame)[0]
    return [_example(each, each.variations[0], rules, *place) for each in found if each.variations]


async def _searched(request: Request, frame: Shell, words: str) -> Sequence[KeptProduct]:
    if not words:
        return ()
    db = resources(request).db
    ids = await catalogue.find(db, frame.shop.id, Search(words=words[:100]))
    return await catalogue.of_ids(db, ids[:FOUND])


async def _chosen(
    request: Request, frame: Shell, product_id: int, found: Sequence[KeptProduct]
) -> KeptProduct | None:
    """The product that was chosen, else the first that was found, else the first of the shop."""
    of_found = next((each for each in found if each.id == product_id), found[0] if found else None)
    if of_found:
        return of_found
    db, shop_id = resources(request).db, frame.shop.id
    if product_id:
        known = await catalogue.of_shop(db, shop_id, product_id)
        if known:
            return known
    first = await catalogue.page(db, shop_id, Search(ready=True), None, 0, 1)
    return next(iter(first or await catalogue.page(db, shop_id, Search(), None, 0, 1)), None)


async def _rules(request: Request, frame: Shell, policy: Policy) -> Rules:
    home = resources(request)
    kept = await policies.defaults(home.db, frame.shop.id)
    found = {each.kind: each.policy for each in kept.values()}
    selling, synchronization = found.get(PolicyKind.SELLING), found.get(PolicyKind.SYNCHRONIZATION)
    match policy:
        case SellingPolicy():
            selling = policy
        case SynchronizationPolicy():
            synchronization = policy
        case ShippingPolicy():
            pass
    return Rules(
        selling if isinstance(selling, SellingPolicy) else SellingPolicy(),
        synchronization if isinstance(synchronization, SynchronizationPolicy) else SynchronizationPolicy(),
        policy if isinstance(policy, ShippingPolicy) else ShippingPolicy(),
        Wishes(
            {},
            await rates.of_shop(home.db, frame.shop.id),
            day_of(home.now()),
            await tree.ancestors(home.db, frame.shop.id),
        ),
    )


def _places(frame: Shell) -> list[tuple[str, str]]:
    """(country, currency) of the places to show: one for each currency, the shop's own first."""
    places = [p for s in frame.connected for p in s.marketplaces if p.participating]
    own = (frame.shop.country.upper(), frame.shop.currency)
    places.sort(key=lambda p: (p.country != own[0], p.currency != own[1], p.country))
    found: dict[str, str] = {}
    for place in places:
        found.setdefault(place.currency, place.country)
    return [(country, currency) for currency, country in found.items()][:MOST_PLACES] or [own]


def _of(kept: KeptProduct, rules: Rules, frame: Shell) -> list[Example]:
    return [_example(kept, kept.variations[0], rules, *place) for place in _places(frame) if kept.variations]


def _example(kept: KeptProduct, known: KeptVariation, rules: Rules, country: str, currency: str) -> Example:
    variation = known.variation
    wish = Wish(
        listed=True, asin="B000000000", currency=currency, sku_count=1, condition=Condition.NEW,
        selling=rules.selling, synchronization=rules.synchronization, shipping=rules.shipping, sold=known.sold,
        inferred=known.inferred, rates=rules.wishes.rates, today=rules.wishes.today,
        categories=rules.wishes.categories(kept.product),
    )  # fmt: skip
    explained: Explained | None = None
    problem: Problem | None = None
    match decide(kept.product, variation, wish, Standing()):
        case Publish(explained=explained):
            pass
        case action:
            problem = getattr(action, "problem", None)
    told = explain_price(kept.product, variation, rules.selling, wish.market)
    today = rules.wishes.today
    return Example(
        named(kept.product), variation.sku, variation.image_url or kept.product.image_url, country,
        told.price, variation.price, variation.stock, explained.offer.quantity if explained else None,
        tuple(steps(told.steps, currency, today)), tuple(steps(explained.quantity_steps, "")) if explained else (),
        title_of_problem(problem) if problem else "", tuple(beside(explained, today)) if explained else (),
    )  # fmt: skip
