"""Rules with their traces: which one a listing is under now, and every condition with what is wanted and what is."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from backend.domain.catalog import Kind, Product, Variation
from backend.domain.conditions import Tried, tried
from backend.domain.decision import Standing, Wish, case, follows, wanted
from backend.domain.governing import parts
from backend.domain.identifiers import find_identifier
from backend.domain.issues import Problem
from backend.domain.listing import Offer
from backend.domain.obstacles import SKU_LENGTH
from backend.domain.pricing import price_problem
from backend.domain.revising import Facts, price_move, revise
from backend.domain.synchronization import Conditions, Field


class Rule(StrEnum):
    """What the conditions decide about a listing as it stands."""

    LIST = "list"  # nothing of ours is on Amazon: it is put there when all holds
    RELIST = "relist"  # it was stopped: it sells again when all holds
    REVISE = "revise"  # it sells: price, stock and the rest follow the shop while all holds
    STOP = "stop"  # it sells or did, and something does not hold: nothing may be sold


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. `key` names it, `actual` is the value it was tried with (a number or short text), `wanted` what it
    was held against ("" where yes is all there is to want). `found`: the policy's own conditions as they were tried; of
    a stop rule it is met when they do not hold."""

    key: str
    met: bool
    actual: int | str = ""
    wanted: int | str = ""
    found: Tried | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """The rule in question and all its conditions, in the order in which they are tried. `leaves`: what besides them
    lets a revision leave now, where there is something to revise. `revises`: what its fields follow the shop by, where
    the policy says more than that they do; `apart`: those that do not follow now."""

    rule: Rule
    conditions: tuple[Condition, ...]
    leaves: tuple[Condition, ...] = ()
    revises: tuple[Condition, ...] = ()
    apart: tuple[Field, ...] = ()

    @property
    def holds(self) -> bool:
        return all(condition.met for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What decides whether a revision leaves now. `paused`: watch, seller, place, listing, or "" for not at all."""

    paused: str
    facts: Facts


def trace(
    product: Product | None,
    variation: Variation | None,
    wish: Wish,
    standing: Standing,
    leaving: Leaving | None = None,
) -> Trace:
    """Every condition of domain/decision.py with its value; all hold exactly when it would let the listing sell. With
    `leaving` also those of domain/revising.py, for what is on Amazon already."""
    conditions = tuple(_conditions(product, variation, wish, standing))
    sent = standing.there
    if sent is None:
        return Trace(Rule.LIST, conditions)
    rule = Rule.REVISE if sent.sells else Rule.RELIST
    if not all(condition.met for condition in conditions):
        rule = Rule.STOP
    if product is None or variation is None:
        return Trace(rule, conditions)
    followed = follows(product, variation, wish, sent)
    found = Trace(
        rule, conditions, revises=tuple(_revises(product, variation, wish)),
        apart=tuple(field for field in Field if field not in followed),
    )  # fmt: skip
    if leaving is None or rule is Rule.STOP:
        return found
    return replace(
        found, leaves=tuple(_leaves(wanted(product, variation, wish, sent).offer, leaving, followed))
    )


def _revises(product: Product, variation: Variation, wish: Wish) -> Iterator[Condition]:
    policy = wish.synchronization
    if not policy.revises:
        yield Condition("revises", met=False)
    elif policy.revise_when != Conditions():
        found = tried(policy.revise_when, case(product, variation, wish))
        yield Condition("revise_when", found.met, found=found)


def _leaves(wanted: Offer, leaving: Leaving, followed: frozenset[Field]) -> Iterator[Condition]:
    facts = replace(leaving.facts, follows=followed)
    decided = revise(wanted, facts)
    yield Condition("going", not leaving.paused, leaving.paused)
    if wanted.price.currency == facts.sent.price.currency:
        limit = facts.largest_move if facts.largest_move is not None else ""
        move = price_move(decided.asked or wanted.price, facts.sent.price)
        yield Condition("price_move", decided.asked is None, move, limit)
    there = facts.stock.expected if facts.stock.expected is not None else facts.sent.quantity
    if wanted.quantity > there and not facts.by_amazon and Field.QUANTITY in followed:
        fresh = "orders" not in decided.waits
        yield Condition("orders_fresh", fresh, facts.orders_until, facts.stock_read_at)


def _conditions(
    product: Product | None, variation: Variation | None, wish: Wish, standing: Standing
) -> Iterator[Condition]:
    yield Condition("wanted", wish.listed)
    yield Condition("in_shop", product is not None and variation is not None)
    if product is None or variation is None:
        return
    yield Condition("goods", product.kind is Kind.GOODS, product.kind.value)
    yield Condition("sku", bool(variation.sku), variation.sku[:80])
    yield Condition("sku_once", wish.sku_count <= 1, wish.sku_count, 1)
    yield Condition("sku_length", len(variation.sku) <= SKU_LENGTH, len(variation.sku), SKU_LENGTH)
    yield Condition("readable", not product.trouble, product.trouble[0][:80] if product.trouble else "")
    problem = price_problem(product, variation, wish.selling, wish.market)
    yield Condition("price", problem is None, problem.cause.value if problem else "")
    yield from _governed(product, variation, wish, standing)
    if wish.details or not wish.asin:
        found = find_identifier(variation, product)
        code = "" if found is None or isinstance(found, Problem) else found.value
        key = "barcode_or_exemption" if wish.details else "barcode"
        yield Condition(key, wish.told_apart or bool(code), code)
    if standing.sent is None and not wish.by_amazon:
        yield Condition("same_rules", not wish.other_rules, wish.other_rules)


def _governed(product: Product, variation: Variation, wish: Wish, standing: Standing) -> Iterator[Condition]:
    """What its synchronization policy wants. What is listed at nothing is under the relist rule as soon as it is."""
    if wish.by_amazon:
        yield Condition("in_stock", met=True)  # Amazon's own pieces, which are no question of the policy
        return
    policy, tests, there = wish.synchronization, case(product, variation, wish), standing.there
    elsewhere = wish.stopped_elsewhere
    found = [*parts(policy, tests, there.quantity if there else None, elsewhere=elsewhere)]
    if there is None and not tests.quantity and not elsewhere:
        found += [part for part in parts(policy, tests, 0) if part.key.startswith("relist")]
    for part in found:
        actual, least = (tests.quantity, 1) if part.key == "in_stock" else ("", "")
        yield Condition(part.key, part.problem is None, actual, least, part.found)
