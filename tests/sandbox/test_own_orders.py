"""The shop's own orders: entered by hand in the admin, and those that the demo begins with."""

from backend.other_side import amazon_config, shop_config
from backend.sandbox.sites import Wish, open_other_side
from backend.settings import read_settings
from tests.sandbox.shop_ground import STORE


def test_the_demo_has_open_orders_and_pieces_in_the_warehouse_and_its_stock_is_as_without() -> None:
    settings = read_settings({"STORELANE_DATA": "data"})
    plain, demo = (
        open_other_side(shop_config(settings), amazon_config(settings), Wish(own_orders=own))
        for own in (False, True)
    )
    orders = demo.shop_ground.store.find(f"order_{STORE}")
    assert len(orders) == 6 and plain.shop_ground.store.count(f"order_{STORE}") == 0
    assert {(each["paymentStatus"], each["fulfillmentStatus"]) for each in orders} == {
        ("PAID", "AWAITING_PROCESSING")
    }
    assert sum(each["shippingOption"]["isPickup"] for each in orders) == 1
    stocks = [
        {each["sku"]: each.get("quantity") for each in side.shop_ground.store.all(f"product_{STORE}")}
        for side in (plain, demo)
    ]
    assert stocks[0] == stocks[1]
    assert {row["sku"]: row["fulfillable"] for row in demo.warehouse.of_seller("A2ATELIERNORD0", "eu")} == {
        "MV-BOL-BLEU": 40, "MV-NAPPE": 12, "MV-CARAFE-1L": 1, "MV-VERRE-6": 20,
    }  # fmt: skip
    assert plain.warehouse.of_seller("A2ATELIERNORD0", "eu") == []
