"""The addresses of orders: their list, one order with its parts, and how orders are dealt with."""

from starlette.routing import BaseRoute, Route

from backend.web import order, order_settings, orders, sending_acts, shipping_settings

ONE = "/orders/{order_id:id}"


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
        Route(f"{ONE}/sending", sending_acts.send, methods=["POST"], name="send_package"),
        Route(
            f"{ONE}/sending/untracked", sending_acts.without_number, methods=["POST"], name="send_untracked"
        ),
        Route(f"{ONE}/sending/carrier", sending_acts.answer_carrier, methods=["POST"], name="answer_carrier"),
        Route(
            f"{ONE}/sending/replaced", sending_acts.answer_replaced, methods=["POST"], name="answer_replaced"
        ),
        Route(f"{ONE}/sending/retry", sending_acts.retry, methods=["POST"], name="retry_package"),
        Route(f"{ONE}/sending/forget", sending_acts.forget, methods=["POST"], name="forget_package"),
        Route(
            "/orders/settings/shipping", shipping_settings.keep, methods=["POST"], name="shipping_settings"
        ),
        Route(
            "/orders/settings/carriers", shipping_settings.answer, methods=["POST"], name="carrier_settings"
        ),
        # Cancelling and giving money back
        # Fulfilment by Amazon
        # Sending the shop's own orders from Amazon's warehouse
        # Buying labels
        # Writing to the buyer
        # Personal data
        # Alerts
    ]
