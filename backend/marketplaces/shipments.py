"""The port's part for packages that the merchant sends himself."""

from typing import Protocol

from backend.domain.marketplace import SellerAccess
from backend.domain.shipments import Shipment


class Shipments(Protocol):
    """May raise the errors of transport/errors.py."""

    async def confirm(
        self, seller: SellerAccess, marketplace_id: str, order_code: str, shipment: Shipment, number: str, *,
        urgent: bool = False,
    ) -> None:  # fmt: skip
        """Tell of a package; telling of one reference again corrects that package. `number`: what is said as its
        tracking number, also of a letter that has none. `urgent`: it goes before the waiting calls of the same seller.

        Returning is acceptance only: the order says what is shown. Rejected with the marketplace's words.
        """
