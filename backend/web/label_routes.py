"""The addresses of labels: buying one, the label itself, what becomes of it, and what is kept for the next one."""

from starlette.routing import BaseRoute, Route

from backend.web import label_prices, label_settings, labels

FORM = "/orders/{order_id:id}/label"
QUOTE = f"{FORM}/{{quote_id:id}}"
LABEL = "/orders/{order_id:id}/labels/{label_id:id}"
ORIGINS = "/orders/settings/labels/origins"
ORIGIN = f"{ORIGINS}/{{origin_id:id}}"
PRESETS = "/orders/settings/labels/packages"


def label_routes() -> list[BaseRoute]:
    """GET shows, POST changes."""
    return [
        Route(FORM, label_prices.form, methods=["GET"], name="label_form"),
        Route(FORM, label_prices.ask, methods=["POST"], name="ask_label_prices"),
        Route(f"{FORM}/seen", labels.seen, methods=["POST"], name="label_trouble_seen"),
        Route(QUOTE, label_prices.prices, methods=["GET"], name="label_prices"),
        Route(f"{QUOTE}/buy", label_prices.confirm, methods=["GET"], name="confirm_label"),
        Route(f"{QUOTE}/buy", label_prices.buy, methods=["POST"], name="buy_label"),
        Route(f"{LABEL}/void", labels.void, methods=["POST"], name="void_label"),
        Route(f"{LABEL}/settle", labels.settle, methods=["POST"], name="settle_label"),
        Route(f"{LABEL}/look", labels.ask_again, methods=["POST"], name="look_after_label"),
        Route("/labels/{token}.pdf", labels.print_label, methods=["GET"], name="print_label"),
        Route("/orders/settings/labels/paper", label_settings.paper, methods=["POST"], name="label_paper"),
        Route(ORIGINS, label_settings.origin_form, methods=["GET"], name="new_label_origin"),
        Route(ORIGINS, label_settings.keep_origin, methods=["POST"], name="add_label_origin"),
        Route(ORIGIN, label_settings.origin_form, methods=["GET"], name="label_origin"),
        Route(ORIGIN, label_settings.keep_origin, methods=["POST"], name="keep_label_origin"),
        Route(f"{ORIGIN}/change", label_settings.change_origin, methods=["POST"], name="change_label_origin"),
        Route(PRESETS, label_settings.preset_form, methods=["GET"], name="label_preset"),
        Route(PRESETS, label_settings.add_preset, methods=["POST"], name="add_label_preset"),
        Route(
            f"{PRESETS}/{{preset_id:id}}",
            label_settings.drop_preset,
            methods=["POST"],
            name="drop_label_preset",
        ),
    ]
