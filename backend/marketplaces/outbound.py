"""The part of the port that sends the shop's own orders from a marketplace's warehouse."""

from collections.abc import Sequence
from typing import Protocol

from backend.domain.marketplace import SellerAccess
from backend.domain.outbound import Following, Handover, Parcel, SpeedOffer


class Outbound(Protocol):
    """Every method may raise the errors of transport/errors.py."""

    async def offers(self, seller: SellerAccess, handover: Handover) -> Sequence[SpeedOffer]:
        """What each speed would cost, when it would arrive and what stands in the way; a person waits. Nothing is
        asked of the warehouse. Rejected: the address or a SKU makes no sense."""

    async def hand_over(self, seller: SellerAccess, handover: Handover) -> None:
        """Have it sent. Rejected also when the code is known there already: look with `follow`."""

    async def follow(self, seller: SellerAccess, code: str) -> Following:
        """How it stands. NotFound: no such order was taken."""

    async def parcel(self, seller: SellerAccess, parcel: Parcel) -> Parcel:
        """The same parcel with where it is now."""

    async def let_go(self, seller: SellerAccess, code: str) -> None:
        """End its hold; doing it twice is doing it once."""

    async def cancel(self, seller: SellerAccess, code: str) -> None:
        """Nothing of it leaves. Rejected when it is too late for that."""
