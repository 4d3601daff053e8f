"""The addresses of orders: their list, one order with its parts, and how orders are dealt with."""

from starlette.routing import BaseRoute, Route

from backend.web import (
    alerts,
    messages,
    order,
    order_bulk,
    order_buyer,
    order_export,
    order_fill,
    order_matching,
    order_region,
    order_settings,
    order_warehouse,
    orders,
    outbound,
    outbound_order,
    personal,
    reversal_settings,
    reversals,
    review_settings,
    sending_acts,
    shipping_settings,
)
from backend.web.label_routes import label_routes
from backend.web.message_forms import TAKEN

ONE = "/orders/{order_id:id}"
OWN = "/outbound/{shop_code:path}"


def order_routes() -> list[BaseRoute]:
    """GET shows, POST changes."""
    return [
        *_list(),
        *_one(),
        *_settings(),
        *_sending(),
        *_reversals(),
        *_outbound(),
        *label_routes(),
        *_messages(),
        *_personal(),
        *_alerts(),
    ]


def _list() -> list[BaseRoute]:
    """The list."""
    return [
        Route("/orders", orders.page, name="orders"),
        Route("/orders.csv", order_export.export, methods=["GET"], name="orders_csv"),
        Route("/orders/retry", orders.retry_all, methods=["POST"], name="retry_orders"),
        Route("/orders/bulk", order_bulk.preview, methods=["GET"], name="foresee_orders"),
        Route("/orders/bulk", order_bulk.start, methods=["POST"], name="act_on_orders"),
        Route("/orders/older", order_fill.page, methods=["GET"], name="older_orders"),
        Route("/orders/older", order_fill.fill, methods=["POST"], name="bring_in_orders"),
        Route("/orders/older/stop", order_fill.stop, methods=["POST"], name="stop_older_orders"),
    ]


def _one() -> list[BaseRoute]:
    """One order and its way into the shop."""
    return [
        Route(ONE, order.page, name="order"),
        Route(f"{ONE}/retry", orders.retry, methods=["POST"], name="retry_order"),
        Route(f"{ONE}/settled", orders.settled, methods=["POST"], name="settle_order"),
        Route(f"{ONE}/match", order_matching.choose, methods=["POST"], name="match_item"),
        Route("/orders/matches/forget", order_matching.forget, methods=["POST"], name="forget_match"),
        Route(f"{ONE}/region", order_region.choose, methods=["POST"], name="choose_region"),
        Route("/orders/regions/forget", order_region.forget, methods=["POST"], name="forget_region"),
    ]


def _settings() -> list[BaseRoute]:
    """How orders are dealt with."""
    return [
        Route("/orders/settings", order_settings.page, methods=["GET"], name="order_settings"),
        Route("/orders/settings/unknown", order_matching.keep_setting, methods=["POST"], name="keep_unknown"),
        Route("/orders/settings/warehouse", order_warehouse.save, methods=["POST"], name="warehouse_orders"),
    ]


def _sending() -> list[BaseRoute]:
    """Sending them."""
    return [
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
    ]


def _reversals() -> list[BaseRoute]:
    """Cancelling and giving money back."""
    return [
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
    ]


def _outbound() -> list[BaseRoute]:
    """Sending the shop's own orders from Amazon's warehouse."""
    return [
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
    ]


def _messages() -> list[BaseRoute]:
    """Writing to the buyer."""
    return [
        Route(f"{ONE}/writing", messages.writing, methods=["GET"], name="writing"),
        Route(f"{ONE}/messages", messages.send, methods=["POST"], name="send_message", max_body_size=TAKEN),
        Route(f"{ONE}/messages/{{message_id:id}}/again", messages.again, methods=["POST"], name="send_again"),
        Route(
            f"{ONE}/messages/{{message_id:id}}/leave", messages.leave, methods=["POST"], name="leave_message"
        ),
        Route("/orders/settings/reviews", review_settings.keep, methods=["POST"], name="keep_reviews"),
    ]


def _personal() -> list[BaseRoute]:
    """Personal data."""
    return [
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
    ]


def _alerts() -> list[BaseRoute]:
    """Alerts."""
    return [
        Route("/alerts", alerts.page, methods=["GET"], name="alerts"),
        Route("/alerts", alerts.save, methods=["POST"], name="save_alerts"),
        Route("/alerts/off", alerts.off, methods=["POST"], name="alerts_off"),
        Route("/alerts/mail/{token}", alerts.confirm, methods=["GET", "POST"], name="confirm_alerts"),
        Route("/alerts/stop/{token}", alerts.stop, methods=["GET", "POST"], name="stop_alerts"),
    ]
