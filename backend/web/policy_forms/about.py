"""What a form of a policy is about: whose it is, which currencies and attributes there are, what was entered."""

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request

from backend.storage.sellers import Seller
from backend.storage.shops import Shop


@dataclass(frozen=True, slots=True)
class About:
    """`currencies`: those of the marketplaces of the shop's sellers, the shop's own first. `attributes`: names that
    attributes of its products have. `policy_id`: 0 for a new one. `draft`: the wizard's selection it is made for."""

    shop: Shop
    sellers: tuple[Seller, ...]
    currencies: tuple[str, ...]
    attributes: tuple[str, ...]
    policy_id: int = 0
    draft: str = ""

    @property
    def currency(self) -> str:
        """The shop's."""
        return self.shop.currency


def about(request: Request) -> About:
    """What the form that is drawn is about."""
    found: About = request.state.about
    return found


def entered(request: Request) -> FormData | None:
    """What was entered in the form that is drawn again; None: nothing yet, it says what the policy says."""
    found: FormData | None = getattr(request.state, "entered", None)
    return found
