"""A few open orders of the demo shop's own, and pieces of some products in Amazon's warehouse to send them from."""

from backend.sandbox.amazon.warehouse import Warehouse
from backend.sandbox.shop.orders import Orders
from backend.sandbox.shop.own_orders import make_order
from backend.sandbox.shop.products import Products
from backend.sandbox.shop.state import time_text

SELLER, REGION = "A2ATELIERNORD0", "eu"
# What lies in the warehouse; of one thing too few, of MV-COUT-20 nothing.
PIECES = {"MV-BOL-BLEU": 40, "MV-NAPPE": 12, "MV-CARAFE-1L": 1, "MV-VERRE-6": 20}
_ORDERS = (
    ("MV-BOL-BLEU MV-NAPPE", 2, ("Léa Fontaine", "14 rue des Tilleuls", "Nantes", "44000", "FR"), False),
    ("MV-CARAFE-1L", 3, ("Hugo Petit", "7 quai du Port", "Marseille", "13002", "FR"), False),
    ("MV-VERRE-6", 1, ("Anna Berger", "Lindenstraße 12", "Köln", "50674", "DE"), False),
    ("MV-COUT-20", 1, ("Inès Roux", "3 allée des Pins", "Pau", "64000", "FR"), False),
    ("MV-BOL-BLEU", 1, ("Paul Garnier", "28 cours Mirabeau", "", "13100", "FR"), False),
    ("MV-PLAT-OV", 1, ("Nina Leroy", "2 rue du Four", "Lyon", "69001", "FR"), True),
)  # the last but one lacks its city; the last is picked up in the shop
_HOUR = 3600


def make_own_orders(products: Products, orders: Orders, shop: int, now: float) -> None:
    """The orders, one an hour until now. The shop's stock is what it is without them: it was counted after them."""
    for number, (skus, quantity, person, pickup) in enumerate(_ORDERS):
        for sku in skus.split():
            product = products.by_sku(shop, sku)
            if product is not None:
                products.move_stock(shop, product["id"], None, quantity)
        name, street, city, postal, country = person
        form = {
            "skus": skus, "quantity": str(quantity), "name": name, "street": street, "city": city,
            "postalCode": postal, "countryCode": country, "pickup": "1" if pickup else "",
        }  # fmt: skip
        order = make_order(products, orders, shop, form)
        at = int(now) - _HOUR * (len(_ORDERS) - number)
        orders.update(shop, order["id"], {"createDate": time_text(at)})


def bring_to_warehouse(warehouse: Warehouse) -> None:
    """The pieces lie there."""
    for sku, pieces in PIECES.items():
        warehouse.move(SELLER, REGION, sku, "fulfillable", pieces)
