"""What a marketplace that sells parcels' labels must be able to do; a part of the port (marketplace.py)."""

from typing import Protocol

from backend.domain.labels import Bought, Purchase, Quote, RateWish, Whereabouts
from backend.domain.marketplace import SellerAccess


class Labels(Protocol):
    """`country` is that of the marketplace the order was made in. Raises the errors of transport/errors.py."""

    def serves(self, country: str) -> bool:
        """Whether labels can be bought for orders of a country."""

    async def rates(self, seller: SellerAccess, country: str, wish: RateWish) -> Quote:
        """What carriers offer for one package. A person waits; nothing is bought."""

    async def buy(self, seller: SellerAccess, country: str, purchase: Purchase) -> Bought:
        """Buy one offer: money is spent. Never repeated by itself; the same purchase asked for again under its key is
        the same one. Rejected with the code of `too_late` when the offers hold no more."""

    def too_late(self, code: str) -> bool:
        """Whether a refusal's code says that the offers hold no more."""

    async def document(
        self, seller: SellerAccess, country: str, shipment_code: str, package_code: str
    ) -> bytes | None:
        """The PDF of a label that was bought; None when there is none."""

    async def void(self, seller: SellerAccess, country: str, shipment_code: str) -> None:
        """Give a label back; the money is refunded. Rejected: it is too late for that, or it was never bought."""

    async def whereabouts(
        self, seller: SellerAccess, country: str, tracking: str, carrier_code: str
    ) -> Whereabouts:
        """Where the parcel is. NotFound: the carrier has not heard of it yet."""
