"""The addresses of listings: publishing, problems, links, new products, what was on Amazon before."""

from starlette.routing import BaseRoute, Route

from backend.web import (
    auto_add,
    auto_review,
    auto_rule_form,
    bulk,
    condition_note,
    creating,
    creation_form,
    detail,
    existing,
    existing_choose,
    fee_rows,
    groups,
    linking,
    listing,
    listing_export,
    listings,
    matches,
    preview,
    publish,
    runs,
    saved_views,
    selecting,
    selection,
    set_by_hand,
    summary,
    type_changes,
    warehouse,
    why,
)


def listing_routes() -> list[BaseRoute]:
    """All of them."""
    return [
        *_problems(),
        *_creating(),
        *_links(),
        *_existing(),
        *_auto_add(),
        *_publishing(),
        *_listings(),
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
        Route("/listings/{listing_id:id}/note", condition_note.save, methods=["POST"], name="condition_note"),
        Route("/listings/{listing_id:id}", listing.page, name="listing"),
        Route("/listings/{listing_id:id}/fees", fee_rows.of_listing, name="listing_fees"),
        Route("/listings/{listing_id:id}/why", why.view, name="why"),
        Route("/listings/{listing_id:id}/retry", listing.retry, methods=["POST"], name="retry"),
        Route("/listings/{listing_id:id}/sender", warehouse.page, methods=["GET"], name="sender"),
        Route("/listings/{listing_id:id}/sender", warehouse.change, methods=["POST"], name="change_sender"),
        Route("/listings/{listing_id:id}/withdraw", listing.withdraw, methods=["POST"], name="withdraw"),
        Route("/listings/{listing_id:id}/pause", listing.pause, methods=["POST"], name="pause_listing"),
        Route("/listings/{listing_id:id}/mute", why.mute, methods=["POST"], name="mute"),
        Route("/listings/{listing_id:id}/unmute", why.unmute, methods=["POST"], name="unmute"),
        Route("/listings/cancel", listings.cancel, methods=["POST"], name="cancel_run"),
    ]
