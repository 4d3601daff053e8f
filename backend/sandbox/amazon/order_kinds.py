"""Strange orders that Amazon's model allows and that sellers do get."""

from collections.abc import Callable

from backend.sandbox.store import Document

Shape = Callable[[Document], None]
_OLD = 788_918_400.0  # 1 January 1995
# Sold without being on sale here.
NEW = ("unknown_sku", "non_amazon_channel", "fulfilled_by_amazon")


def shape(order: Document, number: int) -> Document:
    """Give an ordinary order its buyer, then what makes its kind strange."""
    order["buyer"] = {
        "name": f"Camille Exemple {number % 100}",
        "email": f"b{number}@marketplace.amazon.example",
    }
    order["address"] = {
        "name": order["buyer"]["name"], "addressLine1": f"{number % 90 + 1} rue des Essais", "city": "Lyon",
        "postalCode": "69001", "countryCode": "FR", "phone": "+33 1 00 00 00 00",
    }  # fmt: skip
    order["programs"], order["replaces"], order["discount"] = [], "", False
    order["exchange"], order["customized"], order["needs"], order["ioss"] = False, False, [], ""
    order["item_programs"], order["packages"] = [], []
    order["gift"], order["shipping"] = "", "4.90" if order["currency"] != "JPY" else "490"
    if order["currency"] == "JPY":
        for item in order["items"]:
            item["price"] = item["price"].split(".")[0]
    KINDS[order["kind"]](order)
    return order


def _second_line(order: Document) -> None:
    first = order["items"][0]
    order["items"].append({**first, "id": f"{first['id'][:-2]}02", "quantity": 1})


def _free(order: Document) -> None:
    order["discount"], order["shipping"] = True, "0"


def _replacement(order: Document) -> None:
    order["replaces"], order["shipping"] = "402-0000000-0000001", "0"
    for item in order["items"]:
        item["price"] = "0" if order["currency"] == "JPY" else "0.00"


def _exchange(order: Document) -> None:
    order["replaces"], order["exchange"] = "402-0000000-0000001", True


def _preorder(order: Document) -> None:
    order["programs"] = ["PREORDER"]
    if order["status"] == "UNSHIPPED":
        order["status"] = "PENDING_AVAILABILITY"


def _company(order: Document) -> None:
    order["programs"] = ["AMAZON_BUSINESS"]
    order["buyer"] |= {"company": "Exemple & Fils SARL", "purchase_number": "PO-2026-0815"}
    order["address"]["companyName"] = "Exemple & Fils SARL"


def _two_gifts(order: Document) -> None:
    _second_line(order)
    order["gift"] = "Joyeux anniversaire !"
    order["items"][1]["gift"] = "Et bonne fête à toi aussi."


def _long_name(order: Document) -> None:
    order["address"]["name"] = order["buyer"]["name"] = "Ünïcødé 東京 " + "Maximiliane-Éléonore " * 8
    order["items"][0]["title"] = "Très long titre 😀 " * 25


def _old(order: Document) -> None:
    order["created_at"] = _OLD


def _unknown_sku(order: Document) -> None:
    order["moved"] = False
    for item in order["items"]:
        item["sku"] = f"NOBODY-{item['sku']}"[:40]


def _elsewhere(order: Document) -> None:
    order["channel"], order["fulfilled_by"], order["moved"] = "NON_AMAZON", "AMAZON", False


def _by_amazon(order: Document) -> None:
    order["fulfilled_by"], order["moved"] = "AMAZON", False


def _region(said: str, city: str, postal_code: str) -> Shape:
    """An address in Spain with its region as the buyer wrote it."""
    spain = {"city": city, "stateOrRegion": said, "postalCode": postal_code, "countryCode": "ES"}
    return lambda order: order["address"].update(spain)


def _sets(**values: object) -> Shape:
    return lambda order: order.update(values)


KINDS: dict[str, Shape] = {
    "ordinary": lambda order: None,
    "no_name": lambda order: order.update(buyer={}, address={**order["address"], "name": ""}),
    "no_address": _sets(address=None),
    "zero_price": _free,
    "unknown_sku": _unknown_sku,
    "old_date": _old,
    "gift": _sets(gift="Joyeux anniversaire !"),
    "replacement": _replacement,
    "tax_in": _sets(tax="in"),
    "tax_out": _sets(tax="out"),
    "exchange": _exchange,
    "preorder": _preorder,
    "business": _company,
    "prime": _sets(programs=["PRIME"]),
    "premium": _sets(programs=["PREMIUM"]),
    "subscription": _sets(item_programs=["SUBSCRIBE_AND_SAVE"]),
    "transparency": _sets(item_programs=["TRANSPARENCY"]),
    "customized": _sets(customized=True),
    "signature": _sets(needs=["signatureConfirmation", "recipientAgeVerification"]),
    "customs": _sets(ioss="IM4420000001"),
    "region_by_name": _region("Cádiz", "Cádiz", "11001"),
    "strange_region": _region("Comarca del Ensayo", "Ensayo", "08001"),
    "two_gifts": _two_gifts,
    "two_lines": _second_line,
    "long_name_unicode": _long_name,
    "non_amazon_channel": _elsewhere,
    "fulfilled_by_amazon": _by_amazon,
}
