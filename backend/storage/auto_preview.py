"""What an auto-add rule fits now, before it is saved: counted where a table can tell, else tried on the first ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backend.domain.auto_adding import AutoRule, with_children
from backend.domain.auto_fit import product_fits
from backend.domain.selling import SellingPolicy
from backend.storage import auto_products, catalogue, policies, tree
from backend.storage.catalogue import KeptProduct
from backend.storage.database import Database

MOST = 1_000  # products that conditions are tried on while somebody waits
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Preview:
    """`count` products fit; `looked` of `total` candidates were tried, so with fewer than all there may be more."""

    count: int
    looked: int
    total: int
    products: tuple[KeptProduct, ...]


async def preview(db: Database, rule: AutoRule) -> Preview:
    """What a rule would fit among the products that are there."""
    rule = replace(rule, known_to=2**60)
    ancestors = await tree.ancestors(db, rule.shop_id)
    wanted = with_children(rule.categories, ancestors)
    total = await auto_products.count_candidates(db, rule, wanted)
    plain = not rule.conditions.parts and rule.conditions.all
    ids = [each for each, _ in await auto_products.candidates(db, rule, wanted, 0, SHOWN if plain else MOST)]
    if plain:
        return Preview(total, total, total, tuple(await catalogue.of_ids(db, ids)))
    kept = (await policies.by_id(db, rule.shop_id)).get(rule.selling_policy_id)
    selling = kept.policy if kept and isinstance(kept.policy, SellingPolicy) else SellingPolicy()
    count, shown = 0, list[KeptProduct]()
    for some in _pieces(ids, 100):
        for each in await catalogue.of_ids(db, some):
            above = (ancestors.get(c, frozenset((c,))) for c in each.product.category_ids)
            if product_fits(each.product, rule.conditions, frozenset[int]().union(*above), selling):
                count += 1
                shown += [each] if len(shown) < SHOWN else []
    return Preview(count, len(ids), total, tuple(shown))


def _pieces(ids: Sequence[int], size: int) -> list[Sequence[int]]:
    return [ids[at : at + size] for at in range(0, len(ids), size)]
