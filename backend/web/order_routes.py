"""The addresses of orders: their list, one order with its parts, and how orders are dealt with."""

from starlette.routing import BaseRoute, Route

from backend.web import order, order_settings, orders, outbound, outbound_order

ONE = "/orders/{order_id:id}"
OWN = "/outbound/{shop_code:path}"


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
        Route("/outbound", outbound.page, name="outbound"),
        Route(
            "/orders/settings/outbound", outbound.keep_settings, methods=["POST"], name="outbound_settings"
        ),
        Route(f"{OWN}/preview", outbound_order.preview, methods=["GET", "POST"], name="preview_outbound"),
        Route(f"{OWN}/send", outbound_order.send, methods=["POST"], name="send_outbound"),
        Route(f"{OWN}/cancel", outbound.cancel, methods=["POST"], name="cancel_outbound"),
        Route(f"{OWN}/look", outbound.look, methods=["POST"], name="look_at_outbound"),
        Route(f"{OWN}/retry", outbound.retry, methods=["POST"], name="retry_outbound"),
        Route(f"{OWN}/let-go", outbound.let_go, methods=["POST"], name="let_go_outbound"),
        Route(f"{OWN}/settled", outbound.settle, methods=["POST"], name="settle_outbound"),
        Route(f"{OWN}/stock", outbound.settle_stock, methods=["POST"], name="settle_outbound_stock"),
        Route(OWN, outbound_order.page, methods=["GET"], name="outbound_order"),
        # Buying labels
        # Writing to the buyer
        # Personal data
        # Alerts
    ]
