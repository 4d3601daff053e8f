"""All addresses of the app, on one screen."""

from starlette.routing import BaseRoute, Route

from backend.web import (
    accounts,
    approvals,
    appstore,
    connect,
    dashboard,
    drift,
    existing,
    existing_choose,
    health,
    install,
    journal,
    listing,
    listings,
    metrics,
    opening,
    orders,
    policies,
    products,
    publish,
    selection,
    webhooks,
)
from backend.web.assets import Assets

WEBHOOKS = "/webhooks/shop"
PUBLIC = (
    "/",
    "/open",
    "/install",
    "/install/return",
    "/amazon/return",
    "/amazon/login",
    WEBHOOKS,
    "/health",
    "/metrics",
)


def routes(assets: Assets) -> list[BaseRoute]:
    """GET shows, POST changes. Everything outside PUBLIC needs a session."""
    return [
        Route("/", opening.page, name="opening"),
        Route("/open", opening.plain, methods=["POST"], name="open"),
        Route("/install", install.start, name="install"),
        Route("/install/return", install.finish, name="install_return"),
        Route(WEBHOOKS, webhooks.receive, methods=["POST"], name="webhook"),
        Route("/amazon/return", connect.finish, name="amazon_return"),
        Route("/amazon/login", appstore.begin, name="amazon_login"),
        Route("/dashboard", dashboard.page, name="dashboard"),
        Route("/products", products.page, name="products"),
        Route("/products/check", products.check, methods=["POST"], name="check_products"),
        *_accounts(),
        *_sync(),
        *_listings(),
        *_existing(),
        Route("/policies", policies.page, name="policies"),
        Route("/policies/{policy_id:int}", policies.one, name="policy"),
        Route("/journal", journal.page, name="journal"),
        Route("/health", health.page, name="health"),
        Route("/metrics", metrics.page, name="metrics"),
        Route("/assets/{name}", assets.serve, name="asset"),
    ]


def _accounts() -> list[BaseRoute]:
    return [
        Route("/accounts", accounts.page, name="accounts"),
        Route("/accounts/connect", connect.choose, methods=["GET"], name="choose_country"),
        Route("/accounts/connect", connect.begin, methods=["POST"], name="begin_connect"),
        Route("/accounts/connect/{nonce}", connect.wait, name="wait_connect"),
        Route("/accounts/code", appstore.enter, name="enter_code"),
        Route("/accounts/appstore/{nonce}", appstore.finish, methods=["GET", "POST"], name="finish_appstore"),
        Route(
            "/accounts/{seller_id:int}/disconnect", accounts.disconnect, methods=["POST"], name="disconnect"
        ),
        Route("/accounts/{seller_id:int}/refresh", accounts.refresh, methods=["POST"], name="refresh_seller"),
        Route("/accounts/{seller_id:int}/pause", accounts.pause, methods=["POST"], name="pause_seller"),
        Route("/accounts/{seller_id:int}/observe", accounts.observe, methods=["POST"], name="observe_seller"),
        Route("/accounts/{seller_id:int}/orders", accounts.fill, methods=["POST"], name="fill_orders"),
        Route("/accounts/{seller_id:int}/cancel", accounts.cancel, methods=["POST"], name="cancel_seller"),
    ]


def _sync() -> list[BaseRoute]:
    return [
        Route("/orders", orders.page, name="orders"),
        Route("/orders/retry", orders.retry_all, methods=["POST"], name="retry_orders"),
        Route("/orders/{order_id:int}/retry", orders.retry, methods=["POST"], name="retry_order"),
        Route("/orders/{order_id:int}/settled", orders.settled, methods=["POST"], name="settle_order"),
        Route("/drift", drift.page, name="drift"),
        Route("/drift/{listing_id:int}/look", drift.look, methods=["POST"], name="look_now"),
        Route("/approvals", approvals.page, methods=["GET"], name="approvals"),
        Route("/approvals", approvals.decide, methods=["POST"], name="decide_prices"),
    ]


def _existing() -> list[BaseRoute]:
    return [
        Route("/unmanaged", existing.page, methods=["GET"], name="existing"),
        Route("/unmanaged", existing.decide, methods=["POST"], name="decide_existing"),
        Route("/unmanaged/read", existing.read, methods=["POST"], name="read_existing"),
        Route("/unmanaged/{item_id:int}", existing_choose.page, methods=["GET"], name="choose_product"),
        Route("/unmanaged/{item_id:int}", existing_choose.choose, methods=["POST"], name="link_existing"),
    ]


def _listings() -> list[BaseRoute]:
    return [
        Route("/publish", publish.begin, name="publish"),
        Route("/publish/{draft_id}", publish.how, methods=["GET"], name="publish_how"),
        Route("/publish/{draft_id}", publish.save, methods=["POST"], name="save_how"),
        Route("/publish/{draft_id}/products", selection.page, name="publish_what"),
        Route("/publish/{draft_id}/choose", selection.choose, methods=["POST"], name="choose"),
        Route("/publish/{draft_id}/list", selection.list_now, methods=["POST"], name="list_now"),
        Route("/listings", listings.page, name="listings"),
        Route("/listings/{listing_id:int}", listing.page, name="listing"),
        Route("/listings/{listing_id:int}/why", listing.why, name="why"),
        Route("/listings/{listing_id:int}/retry", listing.retry, methods=["POST"], name="retry"),
        Route("/listings/{listing_id:int}/withdraw", listing.withdraw, methods=["POST"], name="withdraw"),
        Route("/listings/{listing_id:int}/pause", listing.pause, methods=["POST"], name="pause_listing"),
        Route("/listings/cancel", listings.cancel, methods=["POST"], name="cancel_run"),
    ]
