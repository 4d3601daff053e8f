"""All addresses of the app, on one screen."""

from starlette.routing import BaseRoute, Route

from backend.web import (
    accounts,
    approvals,
    appstore,
    audit,
    bulk,
    connect,
    creating,
    creation_form,
    dashboard,
    detail,
    drift,
    groups,
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
    type_changes,
    webhooks,
    why,
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
        *_problems(),
        *_creating(),
        Route("/policies", policies.page, name="policies"),
        Route("/policies/{policy_id:int}", policies.one, name="policy"),
        Route("/journal", journal.page, name="journal"),
        Route("/audit", audit.page, name="audit"),
        Route("/audit.csv", audit.export, name="export_audit"),
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


def _problems() -> list[BaseRoute]:
    return [
        Route("/problems", groups.page, name="problems"),
        Route("/problems/group", groups.one, name="problem_group"),
        Route("/problems/preview", bulk.preview, name="preview_cure"),
        Route("/problems/detail", detail.page, methods=["GET", "POST"], name="set_detail"),
        Route("/problems/act", bulk.start, methods=["POST"], name="cure"),
        Route("/problems/acts/{act_id:int}", bulk.one, methods=["GET"], name="bulk_act"),
        Route("/problems/acts/{act_id:int}", bulk.move, methods=["POST"], name="move_act"),
    ]


def _creating() -> list[BaseRoute]:
    return [
        Route("/listings/{listing_id:int}/create", creating.types, methods=["GET"], name="create"),
        Route(
            "/listings/{listing_id:int}/create/form",
            creation_form.page,
            methods=["GET", "POST"],
            name="create_form",
        ),
        Route("/product-types/changes", type_changes.page, methods=["GET"], name="type_changes"),
        Route("/product-types/changes", type_changes.look, methods=["POST"], name="look_at_types"),
        Route(
            "/product-types/changes/{change_id:int}",
            type_changes.confirm,
            methods=["POST"],
            name="confirm_type_change",
        ),
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
        Route("/listings/{listing_id:int}/why", why.view, name="why"),
        Route("/listings/{listing_id:int}/retry", listing.retry, methods=["POST"], name="retry"),
        Route("/listings/{listing_id:int}/withdraw", listing.withdraw, methods=["POST"], name="withdraw"),
        Route("/listings/{listing_id:int}/pause", listing.pause, methods=["POST"], name="pause_listing"),
        Route("/listings/{listing_id:int}/mute", why.mute, methods=["POST"], name="mute"),
        Route("/listings/{listing_id:int}/unmute", why.unmute, methods=["POST"], name="unmute"),
        Route("/listings/cancel", listings.cancel, methods=["POST"], name="cancel_run"),
    ]
