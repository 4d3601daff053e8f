"""The marketplaces there are. A new one: its folder beside amazon/, one entry here, one sandbox."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backend.marketplaces.amazon.amazon import AmazonMarketplace
from backend.marketplaces.amazon.limits import OTHERWISE, PLANS
from backend.marketplaces.marketplace import Marketplace
from backend.settings import Settings
from backend.transport.client import HttpClient
from backend.transport.throttling import Plan


@dataclass(frozen=True, slots=True)
class Entry:
    """How a marketplace is opened: its usage plans, and what makes it from settings, a client and a clock."""

    plans: Mapping[str, Plan]
    otherwise: Plan
    open: Callable[[Settings, HttpClient, Callable[[], float]], Marketplace]


def _amazon(settings: Settings, http: HttpClient, clock: Callable[[], float]) -> Marketplace:
    return AmazonMarketplace(
        settings.amazon, http, return_url=f"{settings.app_url}/amazon/return", clock=clock
    )


MARKETPLACES: dict[str, Entry] = {"amazon": Entry(PLANS, OTHERWISE, _amazon)}
