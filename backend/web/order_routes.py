"""The addresses of orders: their list, one order with its parts, and how orders are dealt with."""

from starlette.routing import BaseRoute, Route

from backend.web import order, order_buyer, order_settings, orders, personal

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
        # Fulfilment by Amazon
        # Sending the shop's own orders from Amazon's warehouse
        # Buying labels
        # Writing to the buyer
        # Personal data
        Route(f"{ONE}/erase", order_buyer.erase, methods=["POST"], name="erase_buyer"),
        Route("/orders/personal", personal.page, methods=["GET"], name="personal"),
        Route("/orders/personal", personal.ask, methods=["POST"], name="ask_personal"),
        Route("/orders/personal/days", personal.keep_days, methods=["POST"], name="personal_days"),
        Route("/orders/personal/{request_id:id}/data.json", personal.take, name="take_personal"),
        Route(
            "/orders/personal/{request_id:id}/retry", personal.retry, methods=["POST"], name="retry_personal"
        ),
        Route(
            "/orders/personal/{request_id:id}/remove", personal.remove, methods=["POST"], name="remove_all"
        ),
        # Alerts
    ]
