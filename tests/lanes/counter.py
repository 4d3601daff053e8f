"""Both sides of the counter for tests of the sync: what Amazon shows, what somebody buys, what the merchant changes."""

import httpx

from backend.domain.policy import PolicyKind, ShippingPolicy
from backend.domain.selling import SellingPolicy
from backend.sandbox.store import Document
from backend.storage import policies, shipping_templates
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


async def set_shipping(world: World, shop_id: int, policy: ShippingPolicy) -> None:
    """Change the shop's one shipping policy, behind everybody's back."""
    kept = (await policies.defaults(world.house.db, shop_id))[PolicyKind.SHIPPING]
    await world.house.db.execute(
        "update policy set body = :body where id = :id", {"body": write_policy(policy), "id": kept.id}
    )


async def templates(world: World, shop_id: int, seller_id: int, place: str = FRANCE) -> dict[str, str]:
    """The seller's shipping templates as we know them: id by name, those that are there."""
    kept = (await shipping_templates.of_shop(world.house.db, shop_id))[seller_id, place]
    return {each.name: each.id for each in kept.templates.listed if not each.gone}


async def name_lost_template(world: World, shop_id: int, seller_id: int) -> None:
    """The shop's shipping policy names a template that the seller took away since the list was read."""
    name = "Parcel, 2 days"
    code = (await templates(world, shop_id, seller_id))[name]
    await set_shipping(world, shop_id, ShippingPolicy(code, name, "", seller_id, FRANCE))
    world.other.templates.change(SELLER, "FR", "remove", code)
