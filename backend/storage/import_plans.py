"""What an import's line comes to: its verdict, and all that doing it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from backend.domain.policy import PolicyKind
from backend.domain.transfer import JournalLine, ListingLine, PolicyLine
from backend.storage.importing import Line
from backend.storage.policies import KeptPolicy

Said = PolicyLine | ListingLine | JournalLine


@dataclass(frozen=True, slots=True)
class Plan:
    """A line with its verdict and all that doing it needs: our ids of what it is about, 0 for none."""

    line: Line
    said: Said | None = None
    body: str = ""  # a policy as it is kept here
    seller_id: int = 0
    variation_id: int = 0
    listing_id: int = 0
    item_id: int = 0
    policies: Mapping[PolicyKind, int] = field(default_factory=dict)

    def says(self, verdict: str, why: str = "", our_id: int | None = None) -> "Plan":
        return replace(self, line=replace(self.line, verdict=verdict, why=why, our_id=our_id))


@dataclass(frozen=True, slots=True)
class Here:
    """What there is here: sellers by code and region, the marketplaces that each is in, the policies."""

    shop_id: int
    sellers: Mapping[tuple[str, str], int]
    places: frozenset[tuple[int, str]]
    kept: Sequence[KeptPolicy]
    defaults: Mapping[PolicyKind, int]
    refs: Mapping[str, int | None]  # of the file's policies; None: it is still to be added

    def seller(self, code: str, region: str) -> int:
        """Of several of a code the one of the region."""
        if region:
            return self.sellers.get((code, region), 0)
        return next((id for (each, _), id in self.sellers.items() if each == code), 0)
