"""The addresses of orders: their list, one order with its parts, and how orders are dealt with."""

from starlette.routing import BaseRoute, Route

from backend.web import label_prices, label_settings, labels, order, order_settings, orders

ONE = "/orders/{order_id:id}"
QUOTE = f"{ONE}/label/{{quote_id:id}}"
LABEL = f"{ONE}/labels/{{label_id:id}}"
ORIGIN = "/orders/settings/labels/origins/{origin_id:id}"
PRESETS = "/orders/settings/labels/packages"


def order_routes() -> list[BaseRoute]:
    """GET shows, POST changes."""
    return [
        # The list
        Route("/orders", orders.page, name="orders"),
        Route("/orders/retry", orders.retry_all, methods=["POST"], name="retry_orders"),
        # One order and its way into the shop
        Route(ONE, order.page, name="order"),
        Route(f"{ONE}/retry", orders.retry, methods=["POST"], name="retry_order"),
        Route(f"{ONE}/settled", orders.settled, methods=["POST"], name="settle_order"),
        # How orders are dealt with
        Route("/orders/settings", order_settings.page, methods=["GET"], name="order_settings"),
        # Sending them
        # Cancelling and giving money back
        # Fulfilment by Amazon
        # Sending the shop's own orders from Amazon's warehouse
        # Buying labels
        Route(f"{ONE}/label", label_prices.form, methods=["GET"], name="label_form"),
        Route(f"{ONE}/label", label_prices.ask, methods=["POST"], name="ask_label_prices"),
        Route(f"{ONE}/label/seen", labels.seen, methods=["POST"], name="label_trouble_seen"),
        Route(f"{QUOTE}", label_prices.prices, methods=["GET"], name="label_prices"),
        Route(f"{QUOTE}/buy", label_prices.confirm, methods=["GET"], name="confirm_label"),
        Route(f"{QUOTE}/buy", label_prices.buy, methods=["POST"], name="buy_label"),
        Route(f"{LABEL}/label.pdf", labels.print_label, methods=["GET"], name="print_label"),
        Route(f"{LABEL}/void", labels.void, methods=["POST"], name="void_label"),
        Route(f"{LABEL}/settle", labels.settle, methods=["POST"], name="settle_label"),
        Route(f"{LABEL}/look", labels.ask_again, methods=["POST"], name="look_after_label"),
        Route("/labels/{token}.pdf", labels.open_label, methods=["GET"], name="open_label"),
        Route("/orders/settings/labels/paper", label_settings.paper, methods=["POST"], name="label_paper"),
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
        # Writing to the buyer
        # Personal data
        # Alerts
    ]
