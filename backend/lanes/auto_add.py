"""The auto-add lane: looks at what changed in a shop, and lists or sets aside for a person what its rules are for.

A rule begins by looking through what is there already, so that it never lists an old catalogue by surprise. Every step
is one transaction: a product is looked at and its call forgotten together, a run is made and counted together.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from backend.domain import days
from backend.domain.auto_adding import (
    DAY,
    TAKEN,
    AutoRule,
    State,
    Why,
    day_of,
    settle,
    with_children,
    within,
)
from backend.domain.auto_fit import product_fits
from backend.domain.catalog import Product
from backend.domain.conversion import Market
from backend.domain.obstacles import obstacles
from backend.domain.policy import PolicyKind
from backend.domain.rates import Rate
from backend.domain.selling import SellingPolicy
from backend.domain.synchronization import SynchronizationPolicy
from backend.lanes.auto_due import ready_of
from backend.lanes.lane import DAILY, SOON, Held, Rest
from backend.storage import (
    auto_listing,
    auto_looks,
    auto_products,
    auto_rules,
    catalogue,
    lanes,
    policies,
    products,
    rates,
    sellers,
    shops,
    tree,
)
from backend.storage.auto_looks import AutoLook
from backend.storage.auto_products import Settled
from backend.storage.catalogue import KeptProduct
from backend.storage.database import Database
from backend.storage.policies import KeptPolicy
from backend.storage.searching import Place

AT_ONCE = 200  # products read at once
KNOWN_AT_ONCE = 2_000  # old ones of a rule without conditions, of which nothing has to be read
RUN_OF = 5_000  # products of one run


class AutoAddLane:
    """A shop's rules; their looks and the products that are due say what is left to do."""

    kind = "auto_add"

    async def drive(self, held: Held) -> Rest:
        db, shop_id = held.resources.db, held.subject
        if not await shops.exists(db, shop_id):
            await lanes.close(db, shop_id, [self.kind])
            return Rest(held.resources.now() + DAILY)
        rules = await auto_rules.of_shop(db, shop_id, active=True)
        if not rules:
            async with held.recording():
                await auto_looks.forget(db, shop_id)
            return Rest(held.resources.now() + DAILY)
        if (await products.progress(db, shop_id)).importing:
            return Rest(held.resources.now() + SOON)  # what is old is known when all is read
        round_ = await _begun(held, rules)
        for rule in rules:
            await round_.look_through(rule.id)
        await round_.look_at_changes()
        for rule in rules:
            await round_.list_due(rule.id)
        return await round_.rest()


async def _begun(held: Held, rules: Sequence[AutoRule]) -> "Round":
    """What a drive works with. What moved between the categories is looked at again."""
    db, shop_id = held.resources.db, held.subject
    ancestors = await tree.ancestors(db, shop_id)
    wanted = {rule.id: with_children(rule.categories, ancestors) for rule in rules}
    for rule in rules:
        before = await auto_rules.within(db, rule.id)
        if rule.known_to < 0:
            async with held.recording():
                await auto_rules.begin(db, rule, sorted(wanted[rule.id]))
        elif moved := before ^ wanted[rule.id]:
            async with held.recording():
                await auto_looks.ask_categories(db, shop_id, moved)
                await auto_rules.keep_within(db, rule.id, sorted(wanted[rule.id]))
    kept, known = await policies.by_id(db, shop_id), await rates.of_shop(db, shop_id)
    return Round(held, ancestors, wanted, kept, known)


@dataclass(frozen=True, slots=True)
class Round:
    """One drive: the shop's categories with all above them, each rule's own with their children, the policies and
    the rates between currencies."""

    held: Held
    ancestors: Mapping[int, frozenset[int]]
    wanted: Mapping[int, frozenset[int]]
    policies: Mapping[int, KeptPolicy]
    rates: tuple[Rate, ...]

    @property
    def db(self) -> Database:
        return self.held.resources.db

    async def rules(self) -> list[AutoRule]:
        """The rules as they are now; one that was switched off or made during the drive is left for the next."""
        found = await auto_rules.of_shop(self.db, self.held.subject, active=True)
        return [rule for rule in found if rule.id in self.wanted]

    async def rule(self, rule_id: int) -> AutoRule | None:
        return next((rule for rule in await self.rules() if rule.id == rule_id), None)

    async def look_through(self, rule_id: int) -> None:
        """What was there before the rule, some at a time; where it was left is where it goes on."""
        while not self.held.stopping():
            rule = await self.rule(rule_id)
            if rule is None or not rule.looking or rule.known_to < 0:
                return
            plain = not rule.conditions.parts and rule.conditions.all
            limit = KNOWN_AT_ONCE if plain else AT_ONCE
            found = await auto_products.candidates(self.db, rule, self.wanted[rule_id], rule.position, limit)
            ids = [product_id for product_id, _ in found]
            old = plain and all(created < rule.made_at for _, created in found)
            standing = await auto_products.standings(self.db, rule.id, ids) if old else {}
            settled = (
                [Settled(each, State.KNOWN, Why.FITS) for each in ids if each not in standing]
                if old
                else await self._settled(rule, ids)
            )
            async with self.held.recording():
                if await self._same(rule):
                    await auto_products.put(self.db, rule, settled, self.held.resources.now())
                    last = ids[-1] if len(ids) == limit else rule.known_to
                    await auto_rules.come_to(self.db, rule.id, last)

    async def look_at_changes(self) -> None:
        """What changed since, for every rule; a product that a rule has still to look through is left to that."""
        while not self.held.stopping():
            looks = await auto_looks.waiting(self.db, self.held.subject, AT_ONCE)
            if not looks:
                return
            found: list[tuple[AutoRule, list[Settled]]] = []
            for rule in await self.rules():
                others = {
                    each.product_id
                    for other, settled in found
                    if (other.seller_id, other.marketplace_id) == (rule.seller_id, rule.marketplace_id)
                    for each in settled
                    if each.state in TAKEN
                }
                found.append((rule, await self._settled(rule, _own(rule, looks), others)))
            async with self.held.recording():
                now = self.held.resources.now()
                for rule, settled in found:
                    if await self._same(rule):
                        left = [each.product_id for each in settled if each.state is State.LEFT]
                        await auto_products.put(self.db, rule, settled, now)
                        if await auto_listing.take_off(self.db, rule, left, now):
                            await self.held.resources.wake("offers", rule.seller_id)
                await auto_looks.done(self.db, self.held.subject, looks)

    async def list_due(self, rule_id: int) -> None:
        """Runs of what is due, as far as the day's cap goes, where the account is connected."""
        while not self.held.stopping():
            rule = await self.rule(rule_id)
            if rule is None or not await sellers.connected(self.db, rule.seller_id, rule.marketplace_id):
                return
            room = rule.room(self.held.resources.now())
            most = RUN_OF if room is None else min(RUN_OF, room)
            if most <= 0 or not await auto_products.count(self.db, rule.shop_id, (State.DUE,), rule.id):
                return
            ready = await ready_of(self.held, rule, most, self._stopped) if rule.only_ready else None
            async with self.held.recording():
                if ready is not None and not await self._same(rule):
                    continue
                done = await auto_listing.list_due(self.db, rule, most, self.held.resources.now(), ready)
                if done:
                    await self.held.resources.wake("publishing", rule.seller_id)
            if done < most:
                return

    async def rest(self) -> Rest:
        """Until something changes, or until the day in which there is room again."""
        now = self.held.resources.now()
        if self.held.stopping():
            return Rest(now)
        waiting = await auto_products.count(self.db, self.held.subject, (State.DUE,))
        return Rest((day_of(now) + 1) * DAY if waiting else now + DAILY)

    async def _same(self, rule: AutoRule) -> bool:
        """Whether the rule is still as it was when the look began; else the look says nothing of it."""
        return await auto_rules.find(self.db, rule.shop_id, rule.id) == rule

    async def _settled(
        self, rule: AutoRule, product_ids: Sequence[int], others: Collection[int] = ()
    ) -> list[Settled]:
        """What a look at these products comes to for a rule. `others`: those that another rule just took there."""
        place = Place(rule.seller_id, rule.marketplace_id, "")
        kept = {each.id: each for each in await catalogue.of_ids(self.db, product_ids, place)}
        standing = await auto_products.standings(self.db, rule.id, product_ids)
        taken = await auto_products.taken(self.db, rule, product_ids)
        currency = await sellers.currency_at(self.db, rule.seller_id, rule.marketplace_id)
        found = []
        for product_id in product_ids:
            each, was = kept.get(product_id), standing.get(product_id)
            if each is None:
                continue
            there = product_id in taken or product_id in others or any(v.listing_id for v in each.variations)
            is_new = rule.is_new(product_id, each.product.created_at)
            cause = self._stopped(rule, each, currency)
            state = settle(
                rule, was.state if was else None, fits=self._fits(rule, each), is_new=is_new,
                stopped=bool(cause), there=there,
            )  # fmt: skip
            created = each.product.created_at >= rule.made_at
            if (was is None and state is None) or (was and (state, cause) == (was.state, was.cause)):
                continue
            found.append(Settled(product_id, state, Why.CREATED if created else Why.FITS, cause))
        return found

    def _fits(self, rule: AutoRule, kept: KeptProduct) -> bool:
        product = kept.product
        if kept.deleted or not within(rule, self.wanted[rule.id], product.category_ids):
            return False
        return product_fits(product, rule.conditions, self._above(product), self._selling(rule))

    def _above(self, product: Product) -> frozenset[int]:
        """Its categories with all above them."""
        each = (self.ancestors.get(category, frozenset((category,))) for category in product.category_ids)
        return frozenset[int]().union(*each)

    def _selling(self, rule: AutoRule) -> SellingPolicy:
        found = self.policies.get(rule.selling_policy_id)
        return (
            found.policy
            if found and found.kind is PolicyKind.SELLING and isinstance(found.policy, SellingPolicy)
            else SellingPolicy()
        )

    def _stopped(self, rule: AutoRule, kept: KeptProduct, currency: str) -> str:
        """The first thing that stops it there, as a cause; "" when one of its variations can be sent."""
        found = self.policies.get(rule.synchronization_policy_id)
        policy = found.policy if found else None
        synchronization = policy if isinstance(policy, SynchronizationPolicy) else SynchronizationPolicy()
        today = days.day_of(self.held.resources.now())
        problems = [
            obstacles(
                kept.product, each.variation, sku_count=each.sku_count,
                market=Market(currency or each.variation.price.currency, self.rates, today),
                selling=self._selling(rule),
                synchronization=synchronization, sold=each.sold + each.inferred, categories=self._above(kept.product),
            )
            for each in kept.variations
        ]  # fmt: skip
        if not all(problems):
            return ""
        return next((each.cause.value for each in problems if each), "")


def _own(rule: AutoRule, looks: Sequence[AutoLook]) -> list[int]:
    """The products that a rule looks at now: all but those that it has still to look through."""
    return [
        each.product_id
        for each in looks
        if rule.known_to >= 0 and (each.product_id <= rule.position or each.product_id > rule.known_to)
    ]
