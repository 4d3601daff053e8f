"""Who may call the shop platform, how often, and what installing, OAuth and uninstalling do to it."""

from urllib.parse import parse_qs, urlsplit

import pytest

from backend.sandbox.shop import ShopConfig
from tests.sandbox.shop_ground import STORE, Stage, set_stage


@pytest.fixture
def stage() -> Stage:
    return set_stage(ShopConfig(address="http://shop.test", stores=(STORE, 2004), public_token=True))


async def test_only_a_living_token_of_this_store_opens_the_api(stage: Stage) -> None:
    async with stage.api("nonsense") as api:
        answer = await api.get("/profile")
        assert (answer.status_code, answer.json()["errorCode"]) == (403, "INVALID_API_TOKEN")
    other = stage.shop.platform.installation(2004)
    assert other is not None
    async with stage.api(other["token"]) as api:
        assert (await api.get("/profile")).status_code == 403
    async with stage.api(other["token"], 2004) as api:
        assert (await api.get("/profile")).json()["generalInfo"]["storeId"] == 2004
    async with stage.api(store=77) as api:
        assert (await api.get("/profile")).json()["errorCode"] == "STORE_NOT_FOUND"
    assert (
        await stage.browser.get("/api/v3/2004/profile", params={"token": other["token"]})
    ).status_code == 200


async def test_a_scope_that_was_not_granted_is_missed(stage: Stage) -> None:
    token = stage.shop.installations.install(STORE, ["read_catalog"])["token"]
    async with stage.api(token) as api:
        assert (await api.get("/products")).status_code == 200
        answer = await api.get("/orders")
        assert (answer.status_code, answer.json()["errorCode"]) == (403, "INSUFFICIENT_APP_SCOPE")
        assert (await api.get("/application/token")).json()["permissions"] == ["read_catalog"]


async def test_a_public_token_sees_the_storefront_only(stage: Stage) -> None:
    stage.shop.load_products(
        [{"id": 1, "name": "a", "enabled": False}, {"id": 2, "name": "b", "enabled": True}]
    )
    installation = stage.shop.platform.installation(STORE)
    assert installation is not None
    async with stage.api(installation["public_token"]) as api:
        assert [each["id"] for each in (await api.get("/products")).json()["items"]] == [2]
        assert (await api.get("/products/1")).status_code == 404
        assert (await api.get("/orders")).status_code == 403


async def test_plan_and_suspension_close_the_api(stage: Stage) -> None:
    async with stage.api() as api:
        stage.shop.profiles.change_plan(STORE, "Venture", False)
        flags = (await api.get("/profile")).json()["account"]["availableFeatures"]
        assert "API" in flags and "MARKETPLACES" not in flags
        stage.shop.profiles.change_plan(STORE, "Unlimited", False)
        flags = (await api.get("/profile")).json()["account"]["availableFeatures"]
        assert {"MARKETPLACES", "EBAY_AMAZON_THIRD_PARTY"} <= set(flags)
        stage.shop.platform.switches.set("plan_flags", "MARKETPLACES")
        assert (
            "EBAY_AMAZON_THIRD_PARTY"
            not in (await api.get("/profile")).json()["account"]["availableFeatures"]
        )
        stage.shop.profiles.change_plan(STORE, "Unlimited", True)
        answer = await api.get("/profile")
        assert (answer.status_code, answer.json()["errorCode"]) == (402, "STORE_IS_SUSPENDED")
        stage.shop.profiles.change_plan(STORE, "Free", False)
        assert (await api.get("/profile")).json()["errorCode"] == "NOT_AVAILABLE_ON_CURRENT_PLAN"
    await stage.shop.webhooks.deliver_due()
    changes = [
        each["data"]
        for each in stage.inbox.letters
        if each["eventType"] == "profile.subscriptionStatusChanged"
    ]
    assert changes[0] == {"oldSubscriptionName": "ECWID_BUSINESS", "newSubscriptionName": "ECWID_VENTURE"}


async def test_the_six_hundred_and_first_call_of_a_minute_waits() -> None:
    stage = set_stage(ShopConfig(address="http://shop.test", calls_per_minute=5))
    async with stage.api() as api:
        stage.shop.platform.switches.set("rate_headers", "on")
        first = await api.get("/application")
        assert first.headers["x-ratelimit-remaining"] == "4"
        for _ in range(4):
            await api.get("/application")
        refused = await api.get("/application")
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "12")
        stage.ground.clock.advance(12)
        assert (await api.get("/application")).status_code == 200
        for _ in range(30):
            refused = await api.get("/application")
        assert int(refused.headers["retry-after"]) > 60


async def test_installing_again_gives_a_new_token_and_kills_the_old_one(stage: Stage) -> None:
    before = stage.shop.platform.installation(STORE)
    await stage.browser.post(f"/store/{STORE}/apps/install")
    after = stage.shop.platform.installation(STORE)
    assert before is not None and after is not None and before["token"] != after["token"]
    async with stage.api(before["token"]) as api:
        assert (await api.get("/profile")).status_code == 403
    await stage.browser.post(f"/store/{STORE}/apps/uninstall")
    async with stage.api(after["token"]) as api:
        assert (await api.get("/profile")).status_code == 403
    await stage.shop.webhooks.deliver_due()
    assert stage.inbox.events() == ["application.installed", "application.uninstalled"]
    assert stage.inbox.letters[0]["entityId"] == str(STORE)


async def test_the_app_can_remove_itself(stage: Stage) -> None:
    async with stage.api() as api:
        assert (await api.delete("/application")).status_code == 400
        assert (await api.get("/application")).json()["subscriptionStatus"] == "ACTIVE"
        assert (await api.delete("/application", params={"namespace": "storelane"})).json() == {
            "deleteCount": 1
        }
        assert (await api.get("/application")).status_code == 403


ASK = {
    "client_id": "storelane",
    "redirect_uri": "http://localhost:8800/install/return",
    "response_type": "code",
    "scope": "read_catalog read_orders",
    "state": "s1",
}


async def consent(stage: Stage, decision: str = "allow") -> dict[str, str]:
    page = await stage.browser.get("/api/oauth/authorize", params=ASK)
    assert page.status_code == 200 and "read_orders" in page.text
    answer = await stage.browser.post("/api/oauth/authorize", data={**ASK, "decision": decision})
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def form(code: str) -> dict[str, str]:
    return {
        "client_id": "storelane", "client_secret": "storelane-sandbox-secret-0001", "code": code,
        "redirect_uri": ASK["redirect_uri"], "grant_type": "authorization_code",
    }  # fmt: skip


async def test_a_code_becomes_a_token_once_and_a_second_exchange_kills_it(stage: Stage) -> None:
    back = await consent(stage)
    assert (back["state"], back["store_id"]) == ("s1", str(STORE))
    token = (await stage.browser.post(f"/api/oauth/token/{STORE}", data=form(back["code"]))).json()
    assert (token["token_type"], token["scope"]) == ("bearer", "read_catalog read_orders")
    async with stage.api(token["access_token"]) as api:
        assert (await api.get("/products")).status_code == 200
        again = await stage.browser.post("/api/oauth/token", data=form(back["code"]))
        assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
        assert (await api.get("/products")).status_code == 403


async def test_refusal_and_wrong_links_and_wrong_exchanges(stage: Stage) -> None:
    assert await consent(stage, "refuse") == {"error": "access_denied", "state": "s1"}
    for change in (
        {"client_id": "x"},
        {"redirect_uri": "http://evil.test/"},
        {"scope": "charge"},
        {"scope": ""},
    ):
        assert (await stage.browser.get("/api/oauth/authorize", params={**ASK, **change})).status_code == 400
    code = (await consent(stage))["code"]
    for change, status in (({"client_secret": "x"}, 403), ({"code": "x"}, 400), ({"grant_type": "x"}, 400)):
        assert (
            await stage.browser.post("/api/oauth/token", data={**form(code), **change})
        ).status_code == status
    assert (await stage.browser.post("/api/oauth/token", json=form(code))).status_code == 415
    stage.ground.clock.advance(301)
    assert (await stage.browser.post("/api/oauth/token", data=form(code))).status_code == 400


async def test_the_revoked_fault_refuses_the_token_as_often_as_armed(stage: Stage) -> None:
    stage.ground.faults.arm("revoked", times=1)
    async with stage.api() as api:
        assert [(await api.get("/profile")).status_code for _ in range(2)] == [403, 200]


async def test_outage_and_throttle_speak_the_platform_s_words(stage: Stage) -> None:
    stage.ground.faults.arm("throttle", times=1, retry_after=7)
    stage.ground.faults.arm("outage", times=1)
    async with stage.api() as api:
        first, second = await api.get("/profile"), await api.get("/profile")
        assert (first.status_code, first.json()["errorCode"]) == (503, "INTERNAL_ERROR")
        assert (second.status_code, second.headers["retry-after"]) == (429, "7")
    stage.ground.faults.arm("outage")
    assert (await stage.browser.get(f"/store/{STORE}")).status_code == 200
    stage.ground.faults.arm("outage", operation=f"GET /store/{STORE}")
    assert (await stage.browser.get(f"/store/{STORE}")).status_code == 503


async def test_profile_stats_and_storage(stage: Stage) -> None:
    async with stage.api() as api:
        assert (await api.get("/profile", params={"showExtendedInfo": "true"})).status_code == 403
        assert (await api.get("/profile/order_statuses")).json()["paymentStatuses"][0][
            "id"
        ] == "AWAITING_PAYMENT"
        before = (await api.get("/latest-stats", params={"productCountRequired": "true"})).json()
        stage.ground.clock.advance(5)
        await api.post("/products", json={"name": "x"})
        after = (await api.get("/latest-stats", params={"productCountRequired": "true"})).json()
        assert (after["productCount"], after["productsUpdated"] > before["productsUpdated"]) == (1, True)
        assert (await api.get("/storage/settings")).status_code == 404
        assert (await api.put("/storage/settings", content=b"raw {text")).json() == {"updateCount": 1}
        assert (await api.get("/storage/settings")).json() == {"key": "settings", "value": "raw {text"}
        assert (await api.get("/storage")).json() == [{"key": "settings", "value": "raw {text"}]
        assert (await api.delete("/storage/settings")).status_code == 200
