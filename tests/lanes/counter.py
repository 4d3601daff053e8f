"""Both sides of the counter for tests of the sync: what Amazon shows, what somebody buys, what the merchant changes."""

import httpx

from backend.domain.policy import PolicyKind
from backend.domain.selling import SellingPolicy
from backend.sandbox.store import Document
from backend.storage import policies
from backend.storage.policy_encoding import write_policy
from tests.lanes.ground import (
    FRANCE,
    LIVE,
    listing,
)
from tests.world import STORE, World

SELLER = "A2ATELIERNORD0"
BOWL, CLOTH = LIVE[0], LIVE[1]


def there(world: World, sku: str = BOWL) -> int | None:
    """The quantity that Amazon shows."""
    return world.other.orders.quantity(SELLER, sku)


def shop_orders(world: World) -> list[Document]:
    """All orders of the shop."""
    return world.other.shop_ground.store.find(f"order_{STORE}")


async def price_there(world: World, shop_id: int, sku: str = BOWL) -> int:
    kept = await listing(world, shop_id, sku)
    assert kept.sent is not None
    return kept.sent.price.amount


def is_revision(request: httpx.Request) -> bool:
    return request.method == "PATCH" and "/listings/" in request.url.path


async def set_selling(world: World, shop_id: int, **wish: object) -> None:
    """Change the shop's one selling policy, behind everybody's back."""
    kept = (await policies.defaults(world.house.db, shop_id))[PolicyKind.SELLING]
    body = write_policy(SellingPolicy(**wish))  # type: ignore[arg-type]
    await world.house.db.execute(
        "update policy set body = :body where id = :id", {"body": body, "id": kept.id}
    )


async def wake(world: World, seller_id: int, *kinds: str) -> None:
    for kind in kinds:
        await world.house.web.wake(kind, seller_id)


def sell(
    world: World, pieces: int = 1, *, sku: str = BOWL, pending: bool = False, kind: str = "ordinary"
) -> str:
    return world.other.orders.sell(SELLER, FRANCE, sku, pieces, pending=pending, kind=kind)
