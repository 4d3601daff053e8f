"""Rates between currencies: how a price crosses over, from where the rate came and how old it is."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Rate:
    """One major unit of `source` is `rate` major units of `target` (both ISO 4217), as `origin` said ("ecb", "own"),
    for the day `day` (ISO date; "" for the merchant's own)."""

    source: str
    target: str
    rate: Decimal
    origin: str
    day: str = ""
