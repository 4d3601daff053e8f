"""What the platform keeps of each store, and the acts that every other file needs."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from backend.sandbox.clock import SandboxClock
from backend.sandbox.faults import Faults
from backend.sandbox.shop.config import ShopConfig
from backend.sandbox.store import Document, Field, Scalar, Store
from backend.sandbox.switches import Switches


def time_text(moment: float) -> str:
    """A moment as the platform writes it: "2024-05-01 05:26:28 +0000"."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S +0000")


def number_key(number: int | str) -> str:
    """A number as a key that sorts."""
    return str(number).zfill(14)


def skus_of(product: Document) -> list[str]:
    """The SKUs of a product and of its variations."""
    variations = product.get("combinations") or []
    return [sku for sku in (product.get("sku"), *(each.get("sku") for each in variations)) if sku]


def _words(product: Document) -> str:
    attributes = [str(each.get("value", "")) for each in product.get("attributes") or []]
    for variation in product.get("combinations") or []:
        attributes += [str(each.get("value", "")) for each in variation.get("attributes") or []]
    return "\n".join([str(product.get("name", "")), *skus_of(product), *attributes]).casefold()


def _sortable(name: str) -> Field:
    return lambda product: f"{int(product.get(name) or 0):011}{int(product['id']):012}"


def _categories(product: Document) -> Scalar:
    return "," + ",".join(str(number) for number in product.get("categoryIds") or []) + ","


PRODUCT_FIELDS: dict[str, Field] = {
    "created": _sortable("createTimestamp"),
    "updated": _sortable("updateTimestamp"),
    "name": lambda product: str(product.get("name", "")).casefold(),
    "price": lambda product: float(product.get("price") or 0),
    "enabled": lambda product: int(bool(product.get("enabled", True))),
    "in_stock": lambda product: int(bool(product.get("inStock", True))),
    "skus": lambda product: "\n" + "\n".join(skus_of(product)) + "\n",
    "words": _words,
    "categories": _categories,
    "external": lambda product: product.get("externalReferenceId"),
}

ORDER_FIELDS: dict[str, Field] = {
    "name": lambda order: order["id"],
    "created": lambda order: order["createTimestamp"],
    "updated": lambda order: order["updateTimestamp"],
    "payment": lambda order: order.get("paymentStatus"),
    "fulfillment": lambda order: order.get("fulfillmentStatus"),
    "email": lambda order: str(order.get("email", "")).casefold(),
    "referer": lambda order: order.get("refererId"),
    "reference": lambda order: order.get("paymentReference"),
    "customer": lambda order: order.get("customerId"),
    "total": lambda order: float(order.get("total") or 0),
    "words": lambda order: order_words(order),
}


def order_words(order: Document) -> str:
    """What the keyword search of orders looks through."""
    person = order.get("shippingPerson") or {}
    parts = [
        order.get(name)
        for name in ("id", "externalTransactionId", "email", "trackingNumber", "privateAdminNotes")
    ]
    parts += [person.get(name) for name in ("name", "street", "city", "postalCode")]
    for item in order.get("items") or []:
        parts += [item.get("sku"), item.get("name")]
    return "\n".join(str(part) for part in parts if part).casefold()


@dataclass(slots=True)
class Platform:
    """The whole platform: several stores over one document store. `chance` gives random bytes."""

    config: ShopConfig
    store: Store
    clock: SandboxClock
    faults: Faults
    switches: Switches
    chance: Callable[[int], bytes] = secrets.token_bytes
    on_event: Callable[[], None] = field(default=lambda: None)

    def prepare(self) -> None:
        """Make the kinds of every store ready."""
        indexed = ("created", "updated", "external")
        for shop in self.config.stores:
            self.store.declare(f"product_{shop}", PRODUCT_FIELDS, indexed=indexed)
            self.store.declare(
                f"order_{shop}", ORDER_FIELDS, indexed=("name", "created", "updated", "reference")
            )
            self.store.declare(f"customer_{shop}", {})
            self.store.declare(
                f"deleted_{shop}", {"kind": lambda each: each["kind"], "at": lambda each: each["at"]}
            )
        self.store.declare(
            "delivery", {"due": lambda each: each["due_at"], "shop": lambda each: each["shop"]}
        )

    def now(self) -> int:
        """Whole seconds since 1970."""
        return int(self.clock())

    def token(self, prefix: str) -> str:
        """A new token: prefix and 32 characters."""
        return prefix + self.chance(16).hex()

    def settings(self, shop: int) -> Document:
        """What the merchant chose: lang, plan, suspended."""
        kept = self.store.get("merchant", str(shop)) or {}
        return {"lang": self.config.language, "plan": self.config.plan, "suspended": False, **kept}

    def choose(self, shop: int, **choices: Any) -> None:
        """Keep choices of the merchant."""
        self.store.put("merchant", str(shop), {**self.settings(shop), **choices})

    def touch(self, shop: int, what: str) -> None:
        """Note for latest-stats that something changed now: products, orders, profile, categories."""
        stats = self.store.get("stats", str(shop)) or {}
        self.store.put("stats", str(shop), {**stats, what: self.now()})

    def forget(self, shop: int, kind: str, entity: int, **more: Any) -> None:
        """Write a line into the deleted list."""
        number = self.store.next_number("deleted")
        line = {"kind": kind, "id": entity, "at": self.now(), **more}
        self.store.put(f"deleted_{shop}", number_key(number), line)

    def installation(self, shop: int) -> Document | None:
        """The app's installation in a store: token, public_token, scopes, at, status; None when absent."""
        return self.store.get("installation", str(shop))

    def emit(self, shop: int, event: str, entity: int | str, data: Document | None = None) -> None:
        """Queue a webhook when the app is installed and lives in this store."""
        if self.installation(shop) is None and event != "application.uninstalled":
            return
        number = self.store.next_number("delivery")
        raw = self.chance(16).hex()
        uuid = f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}"
        body: Document = {"eventId": uuid, "eventCreated": self.now(), "storeId": shop, "entityId": entity}
        body["eventType"] = event
        if data is not None:
            body["data"] = data
        delivery = {
            "number": number,
            "shop": shop,
            "event": event,
            "body": body,
            "tries": 0,
            "due_at": self.clock(),
        }
        self.store.put("delivery", number_key(number), delivery)
        self.on_event()


def decimal(value: Any) -> Decimal:
    """A JSON number as an exact decimal; nothing is zero."""
    return Decimal(str(value or 0))


def plain(value: Decimal) -> int | float:
    """A decimal as a JSON number: whole numbers without a point."""
    return int(value) if value == value.to_integral_value() else float(value)


def money_text(profile: Document, amount: Decimal) -> str:
    """An amount as the storefront shows it, for example "€10,00"."""
    formats = profile["formatsAndUnits"]
    text = f"{amount:.{formats.get('currencyPrecision', 2)}f}".replace(
        ".", formats.get("currencyDecimalSeparator", ".")
    )
    return f"{formats.get('currencyPrefix', '')}{text}{formats.get('currencySuffix', '')}"
