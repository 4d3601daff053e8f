"""All addresses of the app, on one screen."""

from starlette.convertors import register_url_convertor
from starlette.routing import BaseRoute, Route

from backend.web import (
    accounts,
    approvals,
    appstore,
    audit,
    auto_add,
    auto_review,
    auto_rule_form,
    bulk,
    connect,
    creating,
    creation_form,
    dashboard,
    detail,
    drift,
    existing,
    existing_choose,
    families,
    fee_rows,
    groups,
    health,
    install,
    journal,
    limits_used,
    linking,
    listing,
    listing_export,
    listings,
    matches,
    metrics,
    opening,
    orders,
    policies,
    policy_acts,
    policy_editing,
    policy_examples,
    policy_preview,
    preview,
    products,
    publish,
    rates,
    register,
    runs,
    sales,
    saved_views,
    selecting,
    selection,
    set_by_hand,
    setup,
    shipping_templates,
    summary,
    transfer,
    type_changes,
    webhooks,
    why,
)
from backend.web.assets import Assets
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
        *_sync(),
        *_publishing(),
        *_listings(),
        Route("/families", families.page, name="families"),
        Route("/families/{product_id:id}", families.one, methods=["GET"], name="family"),
        Route("/families/{product_id:id}", families.act, methods=["POST"], name="change_family"),
        *_problems(),
        *_creating(),
        *_links(),
        *_existing(),
        *_auto_add(),
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
        Route("/accounts/{seller_id:id}/orders", accounts.fill, methods=["POST"], name="fill_orders"),
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
        Route("/orders", orders.page, name="orders"),
        Route("/orders/retry", orders.retry_all, methods=["POST"], name="retry_orders"),
        Route("/orders/{order_id:id}/retry", orders.retry, methods=["POST"], name="retry_order"),
        Route("/orders/{order_id:id}/settled", orders.settled, methods=["POST"], name="settle_order"),
        Route("/drift", drift.page, name="drift"),
        Route("/drift/{listing_id:id}/look", drift.look, methods=["POST"], name="look_now"),
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
        Route("/problems/acts/{act_id:id}", bulk.one, methods=["GET"], name="bulk_act"),
        Route("/problems/acts/{act_id:id}", bulk.move, methods=["POST"], name="move_act"),
    ]


def _creating() -> list[BaseRoute]:
    return [
        Route("/listings/{listing_id:id}/create", creating.types, methods=["GET"], name="create"),
        Route(
            "/listings/{listing_id:id}/create/form",
            creation_form.page,
            methods=["GET", "POST"],
            name="create_form",
        ),
        Route("/product-types/changes", type_changes.page, methods=["GET"], name="type_changes"),
        Route("/product-types/changes", type_changes.look, methods=["POST"], name="look_at_types"),
        Route(
            "/product-types/changes/{change_id:id}",
            type_changes.confirm,
            methods=["POST"],
            name="confirm_type_change",
        ),
    ]


def _links() -> list[BaseRoute]:
    return [
        Route("/listings/{listing_id:id}/link", linking.page, methods=["GET"], name="link_listing"),
        Route("/listings/{listing_id:id}/link", linking.assign, methods=["POST"], name="assign_asin"),
        Route("/listings/{listing_id:id}/unlink", linking.unlink, methods=["POST"], name="unlink_listing"),
        Route("/matches", matches.page, methods=["GET"], name="matches"),
        Route("/matches", matches.decide, methods=["POST"], name="decide_matches"),
        Route("/matches/undo", matches.undo, methods=["POST"], name="undo_matches"),
    ]


def _existing() -> list[BaseRoute]:
    return [
        Route("/unmanaged", existing.page, methods=["GET"], name="existing"),
        Route("/unmanaged", existing.decide, methods=["POST"], name="decide_existing"),
        Route("/unmanaged/read", existing.read, methods=["POST"], name="read_existing"),
        Route("/unmanaged/{item_id:id}", existing_choose.page, methods=["GET"], name="choose_product"),
        Route("/unmanaged/{item_id:id}", existing_choose.choose, methods=["POST"], name="link_existing"),
    ]


def _auto_add() -> list[BaseRoute]:
    return [
        Route("/auto-add", auto_add.page, methods=["GET"], name="auto_add"),
        Route("/auto-add/new", auto_rule_form.new, methods=["GET", "POST"], name="new_rule"),
        Route("/auto-add/review", auto_review.page, methods=["GET"], name="auto_review"),
        Route("/auto-add/review", auto_review.decide, methods=["POST"], name="decide_new"),
        Route("/auto-add/review/undo", auto_review.undo, methods=["POST"], name="undo_refusal"),
        Route("/auto-add/{rule_id:id}", auto_add.one, methods=["GET"], name="auto_rule"),
        Route("/auto-add/{rule_id:id}/edit", auto_rule_form.edit, methods=["GET", "POST"], name="edit_rule"),
        Route("/auto-add/{rule_id:id}/switch", auto_add.switch, methods=["POST"], name="switch_rule"),
        Route("/auto-add/{rule_id:id}/remove", auto_add.remove, methods=["POST"], name="remove_rule"),
        Route("/auto-add/{rule_id:id}/known", auto_add.known, methods=["POST"], name="list_known"),
    ]


def _publishing() -> list[BaseRoute]:
    return [
        Route("/publish", publish.begin, name="publish"),
        Route("/publish/{draft_id}", publish.how, methods=["GET"], name="publish_how"),
        Route("/publish/{draft_id}", publish.save, methods=["POST"], name="save_how"),
        Route("/publish/{draft_id}/products", selection.page, name="publish_what"),
        Route("/publish/{draft_id}/choose", selection.choose, methods=["POST"], name="choose"),
        Route("/publish/{draft_id}/fees", fee_rows.of_page, name="publish_fees"),
        Route("/publish/{draft_id}/preview/{variation_id:id}", preview.page, name="preview"),
        Route("/publish/{draft_id}/summary", summary.page, name="publish_summary"),
        Route("/publish/{draft_id}/list", summary.list_now, methods=["POST"], name="list_now"),
        Route("/runs", runs.page, name="runs"),
        Route("/runs/{run_id:id}", runs.one, name="run"),
        Route("/runs/{run_id:id}/pause", runs.pause, methods=["POST"], name="pause_run"),
        Route("/runs/{run_id:id}/cancel", runs.cancel, methods=["POST"], name="stop_run"),
    ]


def _listings() -> list[BaseRoute]:
    return [
        Route("/listings", listings.page, name="listings"),
        Route("/listings.csv", listing_export.export, name="export_listings"),
        Route("/listings/bulk", selecting.preview, methods=["GET"], name="preview_bulk"),
        Route("/listings/bulk", selecting.start, methods=["POST"], name="start_bulk"),
        Route("/listings/columns", saved_views.choose_columns, methods=["POST"], name="choose_columns"),
        Route("/listings/views", saved_views.save, methods=["POST"], name="save_view"),
        Route("/listings/views/{view_id:id}", saved_views.change, methods=["POST"], name="change_view"),
        Route("/listings/{listing_id:id}/by-hand", set_by_hand.save, methods=["POST"], name="set_by_hand"),
        Route("/listings/{listing_id:id}", listing.page, name="listing"),
        Route("/listings/{listing_id:id}/fees", fee_rows.of_listing, name="listing_fees"),
        Route("/listings/{listing_id:id}/why", why.view, name="why"),
        Route("/listings/{listing_id:id}/retry", listing.retry, methods=["POST"], name="retry"),
        Route("/listings/{listing_id:id}/withdraw", listing.withdraw, methods=["POST"], name="withdraw"),
        Route("/listings/{listing_id:id}/pause", listing.pause, methods=["POST"], name="pause_listing"),
        Route("/listings/{listing_id:id}/mute", why.mute, methods=["POST"], name="mute"),
        Route("/listings/{listing_id:id}/unmute", why.unmute, methods=["POST"], name="unmute"),
        Route("/listings/cancel", listings.cancel, methods=["POST"], name="cancel_run"),
    ]
