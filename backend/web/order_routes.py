"""The addresses of orders: their list, one order with its parts, and how orders are dealt with."""

from starlette.routing import BaseRoute, Route

from backend.web import order, order_settings, order_warehouse, orders

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
        Route("/orders/settings/warehouse", order_warehouse.save, methods=["POST"], name="warehouse_orders"),
        # Sending the shop's own orders from Amazon's warehouse
        # Buying labels
        # Writing to the buyer
        # Personal data
        # Alerts
    ]
