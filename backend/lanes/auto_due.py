"""What of an auto-add rule's products may be listed when their day has come: they are looked at once more."""

from collections.abc import Callable, Mapping

from backend.domain.auto_adding import AutoRule, State, on_the_day
from backend.lanes.lane import Held
from backend.storage import auto_products, auto_rules, catalogue, journal, sellers
from backend.storage.catalogue import KeptProduct
from backend.storage.searching import Place

AT_ONCE = 200  # products read at once
Stopped = Callable[[AutoRule, KeptProduct, str], str]  # what stops a product in a currency, as a cause, or ""


async def ready_of(held: Held, rule: AutoRule, most: int, stopped_by: Stopped) -> list[int]:
    """The first of what is due that nothing stops now, `most` at most. What was ready when it came and is stopped on
    its day goes into the review with its reason; what a person accepted as it is stays."""
    db = held.resources.db
    currency = await sellers.currency_at(db, rule.seller_id, rule.marketplace_id)
    place = Place(rule.seller_id, rule.marketplace_id, "")
    ready, after = list[int](), (-1, 0)
    while len(ready) < most and not held.stopping():
        due = await auto_products.first_due(db, rule.id, min(AT_ONCE, most - len(ready)), after)
        if not due:
            break
        after = due[-1][:2]
        kept = {each.id: each for each in await catalogue.of_ids(db, [id for _, id, _ in due], place)}
        stopped = dict[int, str]()
        for _, product_id, decided in due:
            cause = stopped_by(rule, kept[product_id], currency) if product_id in kept else ""
            if on_the_day(rule, stopped=bool(cause), decided=decided) is State.REVIEW:
                stopped[product_id] = cause
            else:
                ready.append(product_id)
        await _set_aside(held, rule, stopped)
    return ready


async def _set_aside(held: Held, rule: AutoRule, stopped: Mapping[int, str]) -> None:
    """Into the review, unless the rule was changed since it was read."""
    db, now = held.resources.db, held.resources.now()
    if not stopped:
        return
    async with held.recording():
        if await auto_rules.find(db, rule.shop_id, rule.id) != rule:
            return
        if count := await auto_products.set_aside(db, rule.id, stopped):
            told = {"rule": rule.name, "products": count}
            await journal.write(db, rule.shop_id, now, "storelane", "auto_stopped", told)
