"""What every page works with; made once in app.py."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from starlette.requests import Request

from backend.ecwid.client import ShopClient
from backend.marketplaces.marketplace import Marketplace
from backend.settings import Settings
from backend.storage.database import Database
from backend.storage.secrets import Vault
from backend.transport.throttling import Allowances


@dataclass(frozen=True, slots=True)
class Resources:
    """`clock`: epoch seconds UTC. `wake(kind, subject)`: a lane has work now. `allowances`: by kind of
    marketplace, what its accounts may still call."""

    settings: Settings
    db: Database
    vault: Vault
    clock: Callable[[], float]
    shop_client: ShopClient
    marketplaces: Mapping[str, Marketplace]
    wake: Callable[[str, int], Awaitable[None]]
    allowances: Mapping[str, Allowances] = field(default_factory=dict)

    def now(self) -> int:
        return int(self.clock())


def resources(request: Request) -> Resources:
    """The resources of the app a request is for."""
    found: Resources = request.app.state.resources
    return found
