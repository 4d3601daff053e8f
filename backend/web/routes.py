"""All addresses of the app, on one screen."""

from starlette.convertors import register_url_convertor
from starlette.routing import BaseRoute, Route

from backend.web import (
    accounts,
    approvals,
    appstore,
    audit,
    connect,
    dashboard,
    drift,
    families,
    health,
    install,
    journal,
    limits_used,
    metrics,
    opening,
    policies,
    policy_acts,
    policy_editing,
    policy_examples,
    policy_preview,
    products,
    rates,
    register,
    sales,
    setup,
    shipping_templates,
    transfer,
    webhooks,
)
from backend.web.assets import Assets
from backend.web.listing_routes import listing_routes
from backend.web.order_routes import order_routes
from backend.web.reading import Id

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
    "/alerts/mail/{token}",
    "/alerts/stop/{token}",
)


register_url_convertor("id", Id())


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
        Route("/dashboard/sales", sales.page, name="sales"),
        Route("/dashboard/limits", limits_used.page, name="limits"),
        Route("/dashboard/policies", setup.seen, methods=["POST"], name="seen_policies"),
        Route("/products", products.page, name="products"),
        Route("/products/check", products.check, methods=["POST"], name="check_products"),
        Route("/register", register.page, name="register"),
        *_accounts(),
        *listing_routes(),
        *_sync(),
        Route("/families", families.page, name="families"),
        Route("/families/{product_id:id}", families.one, methods=["GET"], name="family"),
        Route("/families/{product_id:id}", families.act, methods=["POST"], name="change_family"),
        *_policies(),
        *_read_elsewhere(),
        *_transfer(),
        Route("/journal", journal.page, name="journal"),
        Route("/audit", audit.page, name="audit"),
        Route("/audit.csv", audit.export, name="export_audit"),
        Route("/health", health.page, name="health"),
        Route("/metrics", metrics.page, name="metrics"),
        Route("/assets/{name}", assets.serve, name="asset"),
    ]


def _transfer() -> list[BaseRoute]:
    return [
        Route("/transfer", transfer.page, methods=["GET"], name="transfer"),
        Route("/transfer", transfer.upload, methods=["POST"], name="upload", max_body_size=transfer.TAKEN),
        Route("/transfer/export.json", transfer.export, name="export_all"),
        Route("/transfer/links.csv", transfer.links, name="export_links"),
        Route("/transfer/{import_id:id}", transfer.move, methods=["POST"], name="move_import"),
    ]


def _read_elsewhere() -> list[BaseRoute]:
    return [
        Route("/policies/rates", rates.page, name="rates"),
        Route("/policies/rates/refresh", rates.refresh, methods=["POST"], name="read_rates"),
        Route("/policies/templates", shipping_templates.page, name="templates"),
        Route(
            "/policies/templates/refresh", shipping_templates.refresh, methods=["POST"], name="read_templates"
        ),
        Route(
            "/policies/templates/choice",
            shipping_templates.choice,
            methods=["GET", "POST"],
            name="choose_template",
        ),
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
            "/accounts/{seller_id:id}/disconnect", accounts.disconnect, methods=["POST"], name="disconnect"
        ),
        Route("/accounts/{seller_id:id}/refresh", accounts.refresh, methods=["POST"], name="refresh_seller"),
        Route("/accounts/{seller_id:id}/pause", accounts.pause, methods=["POST"], name="pause_seller"),
        Route("/accounts/{seller_id:id}/observe", accounts.observe, methods=["POST"], name="observe_seller"),
        Route("/accounts/{seller_id:id}/cancel", accounts.cancel, methods=["POST"], name="cancel_seller"),
    ]


def _policies() -> list[BaseRoute]:
    one = "/policies/{policy_id:id}"
    return [
        Route("/policies", policies.page, name="policies"),
        Route("/policies/new", policy_editing.new, name="new_policy"),
        Route("/policies/new/preview", policy_preview.start, methods=["POST"], name="preview_new_policy"),
        Route("/policies/example", policy_examples.live, methods=["POST"], name="policy_example"),
        Route("/policies/previews/{code}", policy_preview.page, methods=["GET"], name="policy_preview"),
        Route("/policies/previews/{code}", policy_preview.save, methods=["POST"], name="save_policy"),
        Route("/policies/previews/{code}/form", policy_preview.form, name="back_to_policy_form"),
        Route(one, policies.one, name="policy"),
        Route(f"{one}/undo", policy_acts.undo, methods=["POST"], name="undo_policy"),
        Route(f"{one}/default", policy_acts.make_default, methods=["POST"], name="default_policy"),
        Route(f"{one}/delete", policy_acts.ask_delete, methods=["GET"], name="ask_delete_policy"),
        Route(f"{one}/delete", policy_acts.delete, methods=["POST"], name="delete_policy"),
        Route(f"{one}/restore", policy_acts.restore, methods=["POST"], name="restore_policy"),
        Route(f"{one}/edit", policy_editing.edit, name="edit_policy"),
        Route(f"{one}/preview", policy_preview.start, methods=["POST"], name="preview_policy"),
    ]


def _sync() -> list[BaseRoute]:
    return [
        *order_routes(),
        Route("/drift", drift.page, name="drift"),
        Route("/drift/{listing_id:id}/look", drift.look, methods=["POST"], name="look_now"),
        Route("/approvals", approvals.page, methods=["GET"], name="approvals"),
        Route("/approvals", approvals.decide, methods=["POST"], name="decide_prices"),
    ]
