"""The addresses of orders: their list, one order with its parts, and how orders are dealt with."""

from starlette.routing import BaseRoute, Route

from backend.web import order, order_settings, orders, reversal_settings, reversals

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
        # Cancelling and giving money back
        Route(f"{ONE}/cancel", reversals.cancel_page, methods=["GET", "POST"], name="cancel_order"),
        Route(f"{ONE}/refund", reversals.refund_page, methods=["GET", "POST"], name="refund_order"),
        Route(f"{ONE}/request", reversals.answer_request, methods=["POST"], name="answer_request"),
        Route(f"{ONE}/amounts", reversals.read_amounts, methods=["POST"], name="read_amounts"),
        Route(
            f"{ONE}/reversals/{{reversal_id:id}}", reversals.answer, methods=["POST"], name="answer_reversal"
        ),
        Route(
            "/orders/settings/cancelling",
            reversal_settings.save,
            methods=["POST"],
            name="save_reversal_settings",
        ),
        # Fulfilment by Amazon
        # Sending the shop's own orders from Amazon's warehouse
        # Buying labels
        # Writing to the buyer
        # Personal data
        # Alerts
    ]
