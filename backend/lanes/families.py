"""The families lane: sends parents, lets children join and leave, and reads back what Amazon made of them.

A parent is no listing: it has no offer, stands in no ledger, and nobody orders it.
"""

from backend.domain.details import Details
from backend.domain.family_attributes import is_child, without_family
from backend.domain.family_steps import ChildStep, incomplete, next_step, unfit
from backend.domain.issues import Cause, Problem, errors_of, naming
from backend.domain.kinship import ChildState, FamilyState, FamilyThere
from backend.domain.listing import Outcome, Shown, Stage, Status
from backend.domain.synchronization import Field
from backend.lanes.family_ground import Household, read, read_there, setting_aside, spot_of
from backend.lanes.family_twins import link_twins
from backend.lanes.ground import Governed, Ground, governed, not_long, prepare, resting, shut_out
from backend.lanes.lane import DAILY, HOURLY, IDLE, Held, Rest
from backend.lanes.standing import follows_of
from backend.lanes.withdrawing import SENT_AGAIN_AFTER, refusal, why_refused
from backend.storage import details, families, family_members, outcomes
from backend.storage.families import Family
from backend.storage.listings import Work
from backend.transport.errors import NotAuthorized, NotFound, Rejected, Throttled, Unavailable

AT_ONCE = 20
LOOK_AFTER, SOON = 3, 5  # seconds until Amazon or another lane may have moved on
WAITS = (3, 4, 6, 8, 10, 15, 20, 30, 60, 120, 300, 600, 900)
CHILDREN_FIRST = 12  # looks that children get to leave before their parent goes all the same


class FamiliesLane:
    """One seller's families."""

    kind = "families"

    async def drive(self, held: Held) -> Rest:
        resources = held.resources
        ground = await prepare(held)
        if ground is None:
            return resting(held)
        paused = ground.seller.paused_places
        try:
            while not held.stopping():
                due = await families.due(resources.db, held.subject, resources.now(), AT_ONCE, paused)
                if not due:
                    break
                for family in due:
                    async with setting_aside(held, family):
                        await self._one(held, ground, family)
        except NotAuthorized as error:
            return await shut_out(held, ground.seller, error)
        at = await families.next_due(resources.db, held.subject, paused)
        return Rest(resources.now() + DAILY if at is None else not_long(at, resources.now()))

    async def _one(self, held: Held, ground: Ground, family: Family) -> None:
        db, now = held.resources.db, held.resources.now()
        if not ground.sending and family.state is not FamilyState.SEEN:
            async with held.recording():
                await families.later(db, family, now + IDLE)
            return
        house = await read(held, ground, family)
        if house is None:
            return  # the product was forgotten, and its family with it
        gone = house.product.deleted or not house.product.variations
        if family.managed and (gone or _all_ended(house)):
            async with held.recording():
                await families.to_state(db, family, FamilyState.PART, now)
            return
        match family.state:
            case FamilyState.MAKE:
                await self._make(held, ground, house)
            case FamilyState.CONFIRM:
                await self._confirm(held, ground, house)
            case FamilyState.STANDS:
                await self._keep(held, ground, house)
            case FamilyState.PART:
                await self._part(held, ground, house)
            case _:
                await self._look(held, ground, house, waits=False)

    async def _make(self, held: Held, ground: Ground, house: Household) -> None:
        """Look, write down, send, write down."""
        family, home, db, now = house.family, house.home, held.resources.db, held.resources.now
        if home is None or home.plan.theme is None or (family.sending_at is None and unfit(home)):
            async with held.recording():
                await families.held(db, family, _why(house), now())
            return
        parent = home.parent
        shown = await self._shown(ground, family)
        if family.sending_at is None and not family.sent and shown is not None and shown.known:
            taken = {"sku": shown.sku, "asin": shown.asin, "title": shown.title[:200]}
            async with held.recording():
                await families.held(db, family, Problem(Cause.SKU_ON_AMAZON, taken), now())
            return
        if family.sending_at is not None and not family.sent and shown is not None:
            await self._sent(held, house, Outcome(True, ""))
            return
        if family.sending_at is not None and now() - family.sending_at < SENT_AGAIN_AFTER:
            async with held.recording():
                await families.later(db, family, family.sending_at + SENT_AGAIN_AFTER)
            return
        async with held.recording():
            if not await families.sending(db, family, home.plan.theme.name, now()):
                return
        place = family.marketplace_id
        try:
            async with held.deed():
                outcome = await ground.marketplace.publish_parent(
                    ground.seller.access, place, parent, ground.language(place)
                )
        except (Throttled, NotAuthorized, Unavailable) as error:
            if not (isinstance(error, Unavailable) and error.may_have_happened):
                async with held.recording():
                    await families.not_sent(db, family)
            raise
        except (Rejected, NotFound) as error:
            async with held.recording():
                await families.held(db, family, refusal(error), now(), request_id=error.request_id)
            return
        await self._sent(held, house, outcome)

    async def _sent(self, held: Held, house: Household, outcome: Outcome) -> None:
        assert house.home is not None
        db, family, now = held.resources.db, house.family, held.resources.now()
        async with held.recording():
            if outcome.accepted:
                await families.submitted(db, family, house.home.parent.key, outcome, now, now + LOOK_AFTER)
            else:
                await families.held(
                    db,
                    family,
                    why_refused(outcome),
                    now,
                    issues=outcome.issues,
                    request_id=outcome.request_id,
                )

    async def _confirm(self, held: Held, ground: Ground, house: Household) -> None:
        """Accepted is not there: the parent is looked for until Amazon shows it, or says what is wrong."""
        family, db, now = house.family, held.resources.db, held.resources.now()
        shown = await self._shown(ground, family)
        errors = errors_of(shown.issues) if shown else []
        async with held.recording():
            if errors and shown:
                await families.held(db, family, naming(Cause.REFUSED, errors), now, issues=shown.issues)
            elif shown is not None and shown.asin:
                await families.stands(db, family, shown.asin, now)
            else:
                wait = WAITS[min(family.attempts, len(WAITS) - 1)]
                await families.later(db, family, now + wait)

    async def _keep(self, held: Held, ground: Ground, house: Household) -> None:
        """New variations get their listings, children that may join do, and Amazon is read back."""
        family, home, db, now = house.family, house.home, held.resources.db, held.resources.now()
        if home is None or home.plan.theme is None:
            await self._look(held, ground, house, waits=False)
            return
        if home.parent.key != family.sent:
            async with held.recording():
                await families.to_state(db, family, FamilyState.MAKE, now)
            return
        new = [id for id in home.plan.children if id not in house.works]
        if new:
            async with held.recording("matching"):
                await family_members.add(db, spot_of(family), new, now)
                await families.later(db, family, now + SOON)
            return
        there = await read_there(ground, house)
        offered, linked = await link_twins(held, house, there)
        rules = await governed(held, ground)
        steps = {id: self._step(rules, house, id) for id in house.living if id not in offered}
        for id, step in steps.items():
            if step is ChildStep.JOIN:
                await self._join(held, house, id)
            elif step is ChildStep.HOLD:
                await self._hold(held, house, id)
        waits = linked or any(s is not ChildStep.NOTHING for s in steps.values())
        await self._look(held, ground, house, waits=waits, there=there)

    def _step(self, ground: Governed, house: Household, id: int) -> ChildStep:
        """What a child owes. One that joined already says other things by itself only where details follow the shop."""
        step, work = next_step(house.child(id)), house.works[id]
        if (
            step is ChildStep.JOIN
            and _belongs(work)
            and Field.DETAILS not in follows_of(work, ground.wish(work))
        ):
            return ChildStep.NOTHING
        return step

    async def _join(self, held: Held, house: Household, id: int) -> None:
        """What the child says is owed from now on; the offers lane sends it."""
        work, child = house.works[id], house.child(id)
        assert child.wanted is not None
        async with held.recording("offers"):
            await details.put(
                held.resources.db, work.listing.shop_id, {work.listing.id: child.wanted}, held.resources.now()
            )

    async def _hold(self, held: Held, house: Household, id: int) -> None:
        """Say once what is missing for a child that could join."""
        work, trouble = house.works[id], house.child(id).trouble
        assert trouble is not None
        problem = incomplete(trouble)
        if work.listing.problem != problem:
            async with held.recording():
                await outcomes.held(held.resources.db, work.listing, problem, held.resources.now())

    async def _look(
        self, held: Held, ground: Ground, house: Household, *, waits: bool, there: FamilyThere | None = None
    ) -> None:
        """What Amazon has of the family. Soon again while something is on its way, else hourly."""
        family, db = house.family, held.resources.db
        there = there or await read_there(ground, house)
        moving = any(line.state is ChildState.ON_ITS_WAY for line in house.lines(there))
        wait = WAITS[min(family.attempts, len(WAITS) - 1)] if waits or moving else HOURLY
        if family.state is FamilyState.SEEN:
            wait = DAILY
        lacking = house.home.plan.troubles if house.home else ()
        problem = incomplete(lacking[0], len(lacking)) if lacking else None
        now = held.resources.now()
        async with held.recording():
            await families.looked(db, family, there, problem, now, now + wait)

    async def _part(self, held: Held, ground: Ground, house: Household) -> None:
        """The children first: each says what it is without the family. Then the parent goes."""
        family, db, now = house.family, held.resources.db, held.resources.now()
        leaving = [work for work in house.works.values() if _belongs(work)]
        if leaving:
            async with held.recording("offers"):
                for work in leaving:
                    assert work.details is not None
                    said = work.details.details
                    alone = Details(said.product_type, without_family(said.attributes), said.exempt)
                    await details.put(db, family.shop_id, {work.listing.id: alone}, now)
                await families.later(db, family, now + SOON)
            return
        if any(_moving(work) for work in house.works.values()) and family.attempts < CHILDREN_FIRST:
            async with held.recording():
                await families.later(db, family, now + SOON)
            return
        outcome = Outcome(True, "")
        if family.sent or family.sending_at is not None:
            async with held.deed():
                outcome = await ground.marketplace.withdraw(
                    ground.seller.access, family.marketplace_id, family.parent_sku,
                    ground.language(family.marketplace_id),
                )  # fmt: skip
        async with held.recording():
            if outcome.accepted:
                await families.apart(db, family, outcome.request_id, held.resources.now())
            else:
                await families.held(db, family, why_refused(outcome), now, issues=outcome.issues)

    async def _shown(self, ground: Ground, family: Family) -> Shown | None:
        place = family.marketplace_id
        found = await ground.marketplace.shown(
            ground.seller.access, place, [family.parent_sku], ground.language(place)
        )
        return found.get(family.parent_sku)


def _why(house: Household) -> Problem:
    """What is missing before a parent can be sent."""
    home = house.home
    if home is not None and home.plan.theme is not None and (broken := unfit(home)):
        return broken
    troubles = home.plan.troubles if home else ()
    return incomplete(troubles[0], len(troubles)) if troubles else Problem(Cause.FAMILY_INCOMPLETE)


def _all_ended(house: Household) -> bool:
    """Whether no child is left that is on Amazon or on its way there."""
    return bool(house.works) and all(work.listing.status is Status.ENDED for work in house.works.values())


def _belongs(work: Work) -> bool:
    """Whether a listing that stays says that it is a child."""
    stays = work.listing.stage is not Stage.WITHDRAW and work.listing.status is not Status.ENDED
    return (
        stays
        and work.variation is not None
        and work.details is not None
        and is_child(work.details.details.attributes)
    )


def _moving(work: Work) -> bool:
    """Whether something of a listing is on its way to Amazon or off it."""
    return work.listing.stage in (Stage.SUBMIT, Stage.WITHDRAW)
