"""Pre-flight: what List now would do with each variation at each place of a draft, by the rules that decide later."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from backend.domain.issues import Problem
from backend.domain.listing import Offer
from backend.domain.money import Money
from backend.domain.preflight import Foreseen, foresee
from backend.storage import hypothetical, wishes
from backend.storage.catalogue import KeptProduct, KeptVariation
from backend.storage.database import Database
from backend.storage.drafts import Draft
from backend.storage.listings import Work
from backend.storage.wishes import Wishes
from backend.web.places import Spot
from backend.web.problems import Words, words
from backend.web.rendering import named


@dataclass(frozen=True, slots=True)
class AtPlace:
    """One variation at one place. `listed`: it has a listing there that is left as it is."""

    spot: Spot
    work: Work
    foreseen: Foreseen
    listed: bool
    words: Words | None

    @property
    def problem(self) -> Problem | None:
        return None if self.listed else self.foreseen.problem

    @property
    def goes(self) -> bool:
        """Whether it will be published there, as far as it can be known before Amazon is asked."""
        return not self.listed and self.foreseen.problem is None and self.foreseen.explained is not None

    @property
    def offer(self) -> Offer | None:
        return self.foreseen.explained.offer if self.foreseen.explained else None


@dataclass(frozen=True, slots=True)
class Line:
    """One variation at all places."""

    kept: KeptVariation
    at: tuple[AtPlace, ...]

    @property
    def stop(self) -> AtPlace | None:
        """The first place where something stops it; None where nothing does."""
        return next((each for each in self.at if each.problem), None)

    @property
    def goes(self) -> bool:
        return any(each.goes for each in self.at)

    @property
    def all_go(self) -> bool:
        return all(each.goes for each in self.at)

    @property
    def same_problem(self) -> bool:
        """Whether one and the same thing stops it everywhere."""
        return self.at[0].problem is not None and len({str(each.problem) for each in self.at}) == 1


@dataclass(frozen=True, slots=True)
class Row:
    """A product to tick, with its variations as they would be."""

    kept: KeptProduct
    name: str
    ticked: bool
    lines: tuple[Line, ...] = field(repr=False)

    @property
    def sku(self) -> str:
        """The first SKU that one of its variations has, or ""."""
        return next((line.kept.variation.sku for line in self.lines if line.kept.variation.sku), "")

    @property
    def going(self) -> int:
        return sum(line.goes for line in self.lines)

    @property
    def listed(self) -> AtPlace | None:
        """The first listing that stands already; None where there is none."""
        return next((at for line in self.lines for at in line.at if at.listed), None)

    @property
    def stop(self) -> AtPlace | None:
        return next((line.stop for line in self.lines if line.stop), None)

    def prices(self, number: int) -> tuple[Money, Money] | None:
        """The least and the largest price at a place of the draft; None where none is known."""
        found = [offer.price for line in self.lines if (offer := line.at[number].offer)]
        amounts = [price.amount for price in found]
        return (
            (Money(min(amounts), found[0].currency), Money(max(amounts), found[0].currency))
            if found
            else None
        )

    @property
    def price_ranges(self) -> list[tuple[Money, Money] | None]:
        """At each place, those that are the same once."""
        return list(
            dict.fromkeys(self.prices(number) for number in range(len(self.lines[0].at) if self.lines else 0))
        )

    def pieces(self, number: int) -> int | None:
        """The pieces that would be offered at a place; None where no offer is known."""
        found = [offer.quantity for line in self.lines if (offer := line.at[number].offer)]
        return sum(found) if found else None


@dataclass(frozen=True, slots=True)
class Preflight:
    """All that is needed to foresee: the draft, its places, the shop's policies."""

    db: Database
    draft: Draft
    spots: Sequence[Spot]
    wishes: Wishes

    async def rows(self, products: Sequence[KeptProduct], ticked: set[int]) -> list[Row]:
        """Products as rows, in their order."""
        ids = [variation.id for kept in products for variation in kept.variations]
        works = await hypothetical.listed(self.db, ids)
        return [
            Row(kept, named(kept.product), kept.id in ticked,
                tuple(self._line(kept, variation, works) for variation in kept.variations))
            for kept in products
        ]  # fmt: skip

    def _line(
        self, kept: KeptProduct, variation: KeptVariation, works: dict[tuple[int, int, str], Work]
    ) -> Line:
        return Line(variation, tuple(self._at(kept, variation, spot, works) for spot in self.spots))

    def _at(
        self, kept: KeptProduct, variation: KeptVariation, spot: Spot, works: dict[tuple[int, int, str], Work]
    ) -> AtPlace:
        place = spot.place
        known = works.get((variation.id, place.seller_id, place.marketplace_id))
        stays = known is not None and hypothetical.left_alone(known)
        if known is None:
            work = hypothetical.would_be(self.draft, place, kept, variation)
        elif stays:
            work = known
        else:
            work = hypothetical.taken_up(self.draft, place, known)
        wish = self.wishes.wish(work, spot.currency)
        found = foresee(kept.product, variation.variation, wish)
        said = words(found.problem) if found.problem and not stays else None
        return AtPlace(spot, work, found, stays, said)


async def preflight(db: Database, draft: Draft, spots: Sequence[Spot], now: int) -> Preflight:
    """The policies are read once for all rows."""
    return Preflight(db, draft, spots, await wishes.read(db, draft.shop_id, now))
