"""What the lane tests share: a judged world, a line to Amazon that can be cut, and the acts of the wizard."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from backend.domain.policy import Condition, PolicyKind
from backend.house import House
from backend.sandbox.amazon.judge import Judge
from backend.sandbox.shop.products import Products
from backend.sandbox.sites import Wish
from backend.storage import drafts, listing_pages, policies, runs
from backend.storage.drafts import Draft
from backend.storage.listings import Listing
from backend.storage.searching import Place, Search
from tests.beginnings import Beginning, begin
from tests.contract.judged import JudgedTransport
from tests.contract.reference import MODELS, present
from tests.world import STORE, Stage, World, open_world

FRANCE, GERMANY = "A13V1IB3VIYZZH", "A1PA6795UKMFR9"
# Products of the demo shop that become live without a word.
LIVE = ("MV-BOL-BLEU", "MV-NAPPE", "MV-CARAFE-1L", "MV-VERRE-6", "MV-PLAT-OV", "MV-COUT-20")
Touch = Callable[[httpx.Request], None]


class Line(httpx.AsyncBaseTransport):
    """The line to a site: `before` and `after` see every request and may raise, as a cut line or a kill would.

    What happens elsewhere while a request is under way happens in `during`, before the site answers, or in `hearing`,
    after it did.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.before: Touch = lambda request: None
        self.after: Touch = lambda request: None
        self.during: Callable[[httpx.Request], Awaitable[None]] | None = None
        self.hearing: Callable[[httpx.Request], Awaitable[None]] | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.before(request)
        if self.during:
            await self.during(request)
        response = await self._inner.handle_async_request(request)
        if self.hearing:
            await self.hearing(request)
        self.after(request)
        return response


@asynccontextmanager
async def judged_world(
    database_url: str, folder: Path, *, wish: Wish | None = None, rate_factor: float = 0.0,
    stage: Stage | None = None, **environment: str,
) -> AsyncIterator[tuple[World, Line]]:  # fmt: skip
    """A world whose every call to Amazon is judged by Amazon's models, where they are; ends with no complaint."""
    opened = open_world(database_url, folder, wish=wish, rate_factor=rate_factor, stage=stage, **environment)
    async with opened as world:
        place = urlsplit(world.settings.amazon_sandbox_url).netloc
        judged = JudgedTransport(world.network.sites[place], Judge.load(MODELS) if present else None)
        line = Line(judged)
        world.network.sites[place] = line
        yield world, line
        # What a test broke on purpose is no answer of Amazon's.
        mended = ("is not JSON", "(login.token), answer")
        problems = [one for one in judged.problems if not any(words in one for words in mended)]
        assert not problems, problems


async def start(world: World, country: str = "FR") -> tuple[int, int]:
    """The shop installed and read, a seller connected: (shop, seller)."""
    shop_id = await world.install()
    await world.house.worker.run_until_idle()
    return shop_id, await world.connect(shop_id, country)


@asynccontextmanager
async def started_world(
    database_url: str, folder: Path, *, wish: Wish | None = None, rate_factor: float = 0.0, **environment: str
) -> AsyncIterator[tuple[World, Line, int, int]]:
    """A judged world after `start`, with the shop and the seller."""

    beginning = await started(database_url, folder, wish, environment)
    opened = judged_world(
        database_url, folder, wish=wish, rate_factor=rate_factor, stage=beginning.stage, **environment
    )
    async with opened as (world, line):
        yield world, line, beginning.shop_id, beginning.seller_id


@asynccontextmanager
async def started_unjudged(database_url: str, folder: Path) -> AsyncIterator[tuple[World, int, int]]:
    """A world after `start`, for tests in which Amazon matters little."""
    beginning = await started(database_url, folder, None, {})
    async with open_world(database_url, folder, stage=beginning.stage) as world:
        yield world, beginning.shop_id, beginning.seller_id


async def started(
    database_url: str, folder: Path, wish: Wish | None, environment: dict[str, str]
) -> Beginning:
    """Where `start` leads, judged."""

    @asynccontextmanager
    async def made() -> AsyncIterator[tuple[World, int, int]]:
        async with judged_world(database_url, folder, wish=wish, **environment) as (world, _):
            yield world, *await start(world)

    return await begin(("started", wish, *sorted(environment.items())), database_url, made)


async def press(
    world: World, shop_id: int, seller_id: int, skus: Sequence[str] = (), *, marketplace_id: str = FRANCE
) -> int:
    """The wizard: products with these SKUs (all without any), and List now. The worker has not moved yet."""
    name = f"draft-{await world.house.db.fetch_val('select count(*) from draft')}"
    return await list_now(world.house, shop_id, seller_id, name, world.now, skus, marketplace_id)


async def list_now(
    house: House,
    shop_id: int,
    seller_id: int,
    name: str,
    now: int,
    skus: Sequence[str] = (),
    place: str = FRANCE,
) -> int:
    """A draft with the default policies, its choice, and its run."""
    kept = await policies.defaults(house.db, shop_id)
    draft = Draft(
        name, shop_id, seller_id, place, kept[PolicyKind.SELLING].id, kept[PolicyKind.SYNCHRONIZATION].id,
        kept[PolicyKind.SHIPPING].id, Condition.NEW, False, Search(), None,
    )  # fmt: skip
    await drafts.begin(house.db, draft, now)
    if skus:
        names = {f"s{n}": sku for n, sku in enumerate(skus)}
        among = ", ".join(f":{name}" for name in names)
        rows = await house.db.fetch_all(
            f"select distinct product_id from variation where sku in ({among})", names
        )
        await drafts.choose(house.db, name, [row["product_id"] for row in rows], True, now)
    else:
        await drafts.choose_all(house.db, name, Search(), now)
    found = await drafts.find(house.db, shop_id, name)
    assert found is not None
    total = await runs.count_chosen(house.db, found, Place(seller_id, place, "EUR"))
    run_id = await runs.start(house.db, found, total, now)
    await house.web.wake("publishing", seller_id)
    return run_id


async def publish(
    world: World, shop_id: int, seller_id: int, skus: Sequence[str] = (), seconds: int = 60
) -> None:
    """List now, and time for it."""
    await press(world, shop_id, seller_id, skus)
    await world.settle(seconds)


async def listings_of(world: World, shop_id: int) -> list[Listing]:
    lines = await listing_pages.page(world.house.db, shop_id, listing_pages.Filter(), 0, 100_000)
    return [line.listing for line in lines]


async def listing(world: World, shop_id: int, sku: str) -> Listing:
    """The one listing of a SKU, as it is now."""
    (found,) = [each for each in await listings_of(world, shop_id) if each.sku == sku]
    return found


async def statuses(world: World, shop_id: int) -> dict[str, str]:
    """Status by SKU."""
    return {each.sku: each.status.value for each in await listings_of(world, shop_id)}


def product_of(world: World, sku: str) -> int:
    """The shop's id of the product with a SKU."""
    found = Products(world.other.shop.platform).by_sku(STORE, sku)
    assert found is not None
    return int(found["id"])


def edit(world: World, sku: str, **wish: object) -> None:
    """The merchant changes a product in the shop."""
    Products(world.other.shop.platform).update(STORE, product_of(world, sku), dict(wish))


def is_deed(request: httpx.Request) -> bool:
    """Whether a request publishes an offer (a preview does not)."""
    return request.method == "PUT" and "/listings/" in request.url.path and "mode" not in request.url.params
