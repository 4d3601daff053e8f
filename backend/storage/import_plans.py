"""What an import's line comes to: its verdict, and all that doing it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from backend.domain.policy import PolicyKind
from backend.domain.transfer import JournalLine, ListingLine, PolicyLine
from backend.domain.transfer_of_listings import ByHandLine, DetailsLine, MutedLine
from backend.storage.database import Row
from backend.storage.importing import Line
from backend.storage.policies import KeptPolicy

OfListing = ByHandLine | MutedLine | DetailsLine
Said = PolicyLine | ListingLine | JournalLine | OfListing


@dataclass(frozen=True, slots=True)
class Spoken:
    """A marketplace that a seller is in: what is paid and what is spoken there."""

    currency: str
    language: str


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
    language: str = ""  # what is spoken at its marketplace

    def says(self, verdict: str, why: str = "", our_id: int | None = None) -> "Plan":
        return replace(self, line=replace(self.line, verdict=verdict, why=why, our_id=our_id))


@dataclass(frozen=True, slots=True)
class Here:
    """What there is here: sellers by code and region, the marketplaces that each is in, the policies."""

    shop_id: int
    sellers: Mapping[tuple[str, str], int]
    places: Mapping[tuple[int, str], Spoken]
    kept: Sequence[KeptPolicy]
    defaults: Mapping[PolicyKind, int]
    refs: Mapping[str, int | None]  # of the file's policies; None: it is still to be added

    def missing(self, seller_id: int, marketplace_id: str, variation: Row | None) -> str:
        """Why there is nothing here that a line can be about, as a key; "" where there is."""
        if not seller_id:
            return "no_seller"
        if (seller_id, marketplace_id) not in self.places:
            return "no_place"
        if variation is None:
            return "no_sku"
        return "doubled_sku" if variation["sku_count"] > 1 else ""

    def seller(self, code: str, region: str) -> int:
        """Of several of a code the one of the region."""
        if region:
            return self.sellers.get((code, region), 0)
        return next((id for (each, _), id in self.sellers.items() if each == code), 0)


def would_bring(seller_id: int, marketplace_id: str, variation_id: int) -> str:
    """A listing that a line brings, by our ids, for the lines that are about it."""
    return f"{seller_id} {marketplace_id} {variation_id}"
