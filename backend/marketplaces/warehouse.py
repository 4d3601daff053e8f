"""The port to a marketplace's own warehouses: what lies there for a seller."""

from collections.abc import Sequence
from typing import Protocol

from backend.domain.marketplace import SellerAccess
from backend.domain.warehouse import Lying


class Warehouse(Protocol):
    """Every method may raise the errors of transport/errors.py."""

    async def lying(
        self, seller: SellerAccess, marketplace_id: str, *, since: int | None = None, skus: Sequence[str] = ()
    ) -> list[Lying]:
        """All that can be sent to buyers of a marketplace; only what changed `since` (epoch seconds UTC), or only these
        SKUs. What is under way to the warehouse is no change."""
