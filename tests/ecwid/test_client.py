"""The client against the simulated platform: everything it asks, and every way to be refused."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

import httpx
import pytest

from backend.domain.catalog import Product
from backend.ecwid.client import PLAN, ShopAccess, ShopClient
from backend.ecwid.translation import Deletion, read_products
from backend.sandbox.clock import SandboxClock
from backend.sandbox.outgoing import Delivery
from backend.sandbox.shop import ShopConfig, ShopSite, create_shop
from backend.sandbox.site import Ground, create_ground
from backend.transport.client import open_client
from backend.transport.errors import NotAuthorized, NotFound, Rejected, Throttled, Unavailable
from tests.ecwid.samples import PROFILE, a_product, sample

NOW = 1_780_000_000
ADDRESS = "http://shop.test"


class Platform:
    """A simulated platform with one shop and a client for it."""

    def __init__(self, http: httpx.AsyncClient, site: ShopSite, ground: Ground) -> None:
        self.site, self.ground = site, ground
        self.http = http
        self.client = ShopClient(
            http,
            api_url=f"{ADDRESS}/api/v3",
            oauth_url=f"{ADDRESS}/api/oauth",
            client_id="storelane",
            client_secret="storelane-sandbox-secret-0001",
        )

    @property
    def access(self) -> ShopAccess:
        return ShopAccess(1003, self.site.installations.install(1003)["token"])


async def no_post(url: str, body: bytes, headers: Mapping[str, str]) -> Delivery:
    return Delivery(200)


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    ground = create_ground(clock=SandboxClock.standing(NOW))
    site = create_shop(ShopConfig(address=ADDRESS), ground, no_post)
    sandbox = httpx.ASGITransport(site.app, raise_app_exceptions=False)

    passed = [0.0]

    async def sleep(seconds: float) -> None:
        passed[0] += seconds
        ground.clock.advance(seconds)

    async with open_client(
        {}, PLAN, clock=lambda: passed[0], sleep=sleep, chance=lambda: 0.5, network=sandbox
    ) as http:
        yield Platform(http, site, ground)


async def test_the_profile_is_read(platform: Platform) -> None:
    profile = await platform.client.profile(platform.access)
    assert (profile.store_id, profile.currency, profile.default_language) == (1003, "EUR", "fr")
    assert "MARKETPLACES" in profile.features and not profile.suspended


async def test_products_come_page_by_page_and_all_of_them(platform: Platform) -> None:
    platform.site.load_products([a_product(id=number, sku=f"P-{number}") for number in range(1, 251)])
    access, offset = platform.access, 0
    found: list[Product] = []
    while True:
        page = await platform.client.products_page(access, PROFILE, offset=offset)
        found += page.products
        assert page.total == 250
        if page.next_offset is None:
            break
        offset = page.next_offset
    assert sorted(product.external_id for product in found) == list(range(1, 251))


async def test_asking_for_less_reads_the_same(platform: Platform) -> None:
    items = [*sample("search-products")["items"], a_product(combinations=sample("search-product-variations"))]
    platform.site.load_products(items)
    page = await platform.client.products_page(platform.access, PROFILE)
    whole, _ = read_products(items, PROFILE)
    by_id = {product.external_id: product for product in page.products}
    for product in whole:
        found = by_id[product.external_id]
        assert replace(found, created_at=0, updated_at=0) == replace(product, created_at=0, updated_at=0)


async def test_only_what_changed_is_read(platform: Platform) -> None:
    platform.site.load_products(
        [a_product(id=1, updateTimestamp=NOW - 500), a_product(id=2, updateTimestamp=NOW)]
    )
    page = await platform.client.products_page(platform.access, PROFILE, updated_from=NOW - 100)
    assert [product.external_id for product in page.products] == [2] and page.next_offset is None


async def test_an_empty_shop_is_one_empty_page(platform: Platform) -> None:
    page = await platform.client.products_page(platform.access, PROFILE)
    assert (page.total, page.products, page.next_offset) == (0, (), None)


async def test_one_product_and_several_by_their_ids(platform: Platform) -> None:
    platform.site.load_products([a_product(id=number) for number in (1, 2, 3)])
    access = platform.access
    assert (await platform.client.product(access, PROFILE, 2, interactive=True)).external_id == 2
    products, aside = await platform.client.products(access, PROFILE, [1, 3, 9])
    assert sorted(product.external_id for product in products) == [1, 3] and aside == ()
    with pytest.raises(NotFound) as caught:
        await platform.client.product(access, PROFILE, 9)
    assert caught.value.code == "PRODUCT_NOT_FOUND"


@pytest.mark.parametrize("count", [0, 101])
async def test_too_many_ids_are_a_mistake_of_ours(platform: Platform, count: int) -> None:
    with pytest.raises(ValueError, match="ids"):
        await platform.client.products(platform.access, PROFILE, list(range(1, count + 1)))


async def test_all_categories_are_read(platform: Platform) -> None:
    platform.site.load_categories(
        {"id": number, "name": f"C{number}", "parentId": 1} for number in range(1, 131)
    )
    categories = await platform.client.categories(platform.access, PROFILE)
    assert len(categories) == 130 and categories[0].parent_id == 1


async def test_stats_say_when_products_changed(platform: Platform) -> None:
    platform.site.load_products([a_product()])
    stats = await platform.client.stats(platform.access)
    assert (stats.products_changed_at, stats.product_count) == (NOW, 1)


async def test_deleted_products_are_listed_since_a_moment(platform: Platform) -> None:
    for number in range(1, 151):
        platform.site.platform.forget(1003, "product", number)
    access = platform.access
    first = await platform.client.deleted_products(access, NOW - 1)
    assert first.next_offset == 100 and first.deletions[0] == Deletion(1, NOW)
    last = await platform.client.deleted_products(access, NOW - 1, offset=100)
    assert len(last.deletions) == 50 and last.next_offset is None
    assert (await platform.client.deleted_products(access, NOW + 1)).deletions == ()


async def test_a_token_says_what_it_may_be_used_for(platform: Platform) -> None:
    token = platform.site.installations.install(1003, ["read_catalog", "add_to_cp"])["token"]
    assert await platform.client.scopes(ShopAccess(1003, token)) == {"read_catalog", "add_to_cp"}
    assert await platform.client.subscription(ShopAccess(1003, token)) == "ACTIVE"


async def test_a_dead_token_asks_for_consent_again(platform: Platform) -> None:
    access = platform.access
    platform.site.installations.uninstall(1003)
    with pytest.raises(NotAuthorized) as caught:
        await platform.client.profile(access)
    assert (caught.value.reason, caught.value.code) == ("consent", "INVALID_API_TOKEN")
    assert access.token not in str(caught.value) and access.token not in repr(access)


async def test_a_missing_scope_is_told_apart(platform: Platform) -> None:
    token = platform.site.installations.install(1003, ["read_store_profile"])["token"]
    with pytest.raises(NotAuthorized) as caught:
        await platform.client.products_page(ShopAccess(1003, token), PROFILE)
    assert caught.value.reason == "scope"


@pytest.mark.parametrize(("plan", "reason"), [("Free", "plan"), ("Business", "suspended")])
async def test_a_small_plan_and_a_suspended_shop_are_told_apart(
    platform: Platform, plan: str, reason: str
) -> None:
    access = platform.access
    platform.site.profiles.change_plan(1003, plan, reason == "suspended")
    with pytest.raises(NotAuthorized) as caught:
        await platform.client.stats(access)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("fault", "options", "error"),
    [
        ("outage", {}, Unavailable),
        ("outage", {"body": "html"}, Unavailable),
        ("throttle", {"retry_after": 7}, Throttled),
        ("answer_lost", {}, Unavailable),
        ("broken_json", {}, Unavailable),
    ],
)
async def test_every_fault_has_its_error(
    platform: Platform, fault: str, options: dict[str, Any], error: type[Exception]
) -> None:
    access = platform.access
    platform.ground.faults.arm(fault, site="shop", **options)
    with pytest.raises(error) as caught:
        await platform.client.profile(access)
    if isinstance(caught.value, Throttled):
        assert caught.value.retry_after == 7


async def test_passing_trouble_is_waited_out(platform: Platform) -> None:
    access = platform.access
    platform.ground.faults.arm("outage", site="shop", times=2)
    assert (await platform.client.profile(access)).store_id == 1003


async def test_a_long_import_stays_under_the_limit_of_the_minute(platform: Platform) -> None:
    access = platform.access
    for _ in range(700):
        await platform.client.stats(access)
    assert 60 < platform.ground.clock() - NOW < 120
    answers = [call.status for call in platform.ground.calls.newest(1_000)]
    assert 429 not in answers


async def test_a_person_goes_before_the_lanes(platform: Platform) -> None:
    access = platform.access
    for _ in range(58):
        await platform.client.stats(access)
    before = platform.ground.clock()
    await platform.client.profile(access, interactive=True)
    assert platform.ground.clock() == before
    await platform.client.stats(access)
    assert platform.ground.clock() > before


async def test_a_code_is_redeemed_once(platform: Platform) -> None:
    back = "http://localhost:8800/install/return"
    code = platform.site.installations.issue_code(1003, ["read_catalog"], back)
    grant = await platform.client.redeem(1003, code, back)
    assert grant.store_id == 1003 and grant.scopes == {"read_catalog"}
    with pytest.raises(Rejected) as caught:
        await platform.client.redeem(1003, code, back)
    assert caught.value.code == "invalid_grant"


async def test_our_own_wrong_secret_is_our_own_alarm(platform: Platform) -> None:
    client = ShopClient(
        platform.http,
        api_url=f"{ADDRESS}/api/v3",
        oauth_url=f"{ADDRESS}/api/oauth",
        client_id="storelane",
        client_secret="not the secret",
    )
    with pytest.raises(NotAuthorized) as caught:
        await client.redeem(1003, "code", "http://localhost:8800/install/return")
    assert caught.value.reason == "client"


async def test_a_lost_answer_to_a_code_may_have_spent_it(platform: Platform) -> None:
    back = "http://localhost:8800/install/return"
    code = platform.site.installations.issue_code(1003, ["read_catalog"], back)
    platform.ground.faults.arm("answer_lost", site="shop")
    with pytest.raises(Unavailable) as caught:
        await platform.client.redeem(1003, code, back)
    assert caught.value.may_have_happened
