"""The client's prices before the simulated Amazon: sent one by one, taken away, read back; Amazon's models judge."""

from dataclasses import replace

from backend.domain.listing import Business, Offer, Revision, Sale, Shown
from backend.domain.money import Money
from backend.domain.policy import Condition
from tests.contract.stages import Stage, look, publish


def priced(offer: Offer) -> Offer:
    """The same offer with every other price that there is."""

    def share(percent: int) -> Money:
        return Money(offer.price.amount * percent // 100, offer.price.currency)

    tiers = ((5, share(88)), (10, share(85)))
    sale = Sale(share(80), "2000-01-01", "2090-12-31")
    return replace(offer, sale=sale, list_price=share(120), business=Business(share(90), tiers))


async def shown(stage: Stage) -> Shown:
    stage.settle()
    return (await look(stage, stage.offer.sku))[stage.offer.sku]


async def revise(stage: Stage, revision: Revision) -> Shown:
    outcome = await stage.marketplace.revise(stage.seller, stage.marketplace_id, revision, stage.language)
    assert outcome.accepted, outcome
    return await shown(stage)


async def test_prices_are_published_changed_and_taken_away_one_by_one(stage: Stage) -> None:
    plain, rich = stage.offer, priced(stage.offer)
    assert rich.sale and rich.business
    assert await publish(stage, sale=rich.sale, list_price=rich.list_price, business=rich.business)
    seen = await shown(stage)
    assert (seen.price, seen.business_price) == (rich.sale.price, rich.business.price)
    untiered = replace(rich, business=Business(rich.business.price))
    assert (await revise(stage, Revision(untiered, business=True))).business_price == rich.business.price
    seen = await revise(stage, Revision(replace(untiered, sale=None), sale=True))
    assert (seen.price, seen.business_price) == (plain.price, rich.business.price)
    seen = await revise(stage, Revision(plain, list_price=True, business=True))
    assert (seen.price, seen.business_price) == (plain.price, None)
    seen = await revise(stage, Revision(rich, price=True, list_price=True, business=True))
    assert (seen.price, seen.business_price) == (rich.sale.price, rich.business.price)


async def test_a_note_and_a_template_are_taken_away(stage: Stage) -> None:
    used = replace(stage.offer, condition=Condition.USED_GOOD, condition_note="Worn.")
    assert await publish(stage, condition=used.condition, condition_note=used.condition_note)
    await shown(stage)
    plain = replace(used, condition_note="")
    await revise(stage, Revision(plain, rest=True, note_gone=True, template_gone=True))
    await revise(stage, Revision(plain, rest=True, note_gone=True))  # twice is once


async def test_a_preview_refuses_what_contradicts_itself(stage: Stage) -> None:
    rich = priced(stage.offer)
    assert rich.sale
    odd = replace(rich, sale=replace(rich.sale, price=stage.offer.price))
    outcome = await stage.marketplace.preview(stage.seller, stage.marketplace_id, odd, stage.language)
    assert not outcome.accepted and outcome.issues
