"""The synchronization policy: when a product is listed, follows the shop, comes back and stops."""

from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """What of a listing follows the shop, one by one. A quantity always falls: without QUANTITY only a rise is not
    sent, so that nothing is ever oversold."""

    PRICE = "price"
    SALE_PRICE = "sale_price"
    LIST_PRICE = "list_price"
    BUSINESS_PRICE = "business_price"
    QUANTITY = "quantity"
    HANDLING = "handling"
    SHIPPING = "shipping"
    DETAILS = "details"  # title, description and all that it says of a product of its own


class Subject(StrEnum):
    """What a condition asks about."""

    ENABLED = "enabled"
    IN_STOCK = "in_stock"
    QUANTITY = "quantity"  # what the selling policy would offer
    PRICE = "price"  # the shop's price, in its currency
    CATEGORY = "category"
    ATTRIBUTE = "attribute"


class Asks(StrEnum):
    """How it is asked. `yes` and `no`: ENABLED, IN_STOCK, an attribute that is there. The numbers: QUANTITY, PRICE, an
    attribute. `within` and `outside`: CATEGORY, its children included. The texts: an attribute, by folded letters."""

    YES = "yes"
    NO = "no"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    WITHIN = "within"
    OUTSIDE = "outside"
    EQUALS = "equals"
    DIFFERS = "differs"
    CONTAINS = "contains"


@dataclass(frozen=True, slots=True)
class Test:
    """One condition. `value`: decimal text in major units for a price, a whole number, a category's id, or text."""

    subject: Subject
    asks: Asks
    value: str = ""
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Tests and further conditions within: all of them must hold, or any. Without parts they hold, if `all`; else they
    do not."""

    all: bool = True
    parts: tuple["Test | Conditions", ...] = ()


_ANY = Conditions(all=False)


@dataclass(frozen=True, slots=True)
class SynchronizationPolicy:
    """Four rules and the fields that are revised.

    `lists`: a product that nothing of ours is on Amazon for is listed when `list_when` holds, is enabled and in stock
    (the two switches). `revises`: what sells follows the shop, field by field (`fields`), while `revise_when` holds; a
    quantity always falls. `relists`: what was stopped sells again when `relist_when` (None: as `list_when`) and the
    switches hold. `stops`: what sells is stopped, its quantity 0, when a switch does not hold or `stop_when` does; one
    without parts stops nothing.
    """

    only_enabled: bool = True
    only_in_stock: bool = True
    lists: bool = True
    list_when: Conditions = Conditions()
    revises: bool = True
    revise_when: Conditions = Conditions()
    fields: frozenset[Field] = frozenset(Field)
    relists: bool = True
    relist_when: Conditions | None = None
    stops: bool = True
    stop_when: Conditions = _ANY

    @property
    def again_when(self) -> Conditions:
        """The conditions by which what was stopped sells again."""
        return self.list_when if self.relist_when is None else self.relist_when

    @property
    def remembers(self) -> bool:
        """Whether a product may stay stopped although nothing stops it: then the countries that share the quantity of
        one SKU must stop it, and sell it again, together."""
        return not self.relists or self.again_when != Conditions()

    @property
    def of_quantity(self) -> tuple[object, ...]:
        """The rules that a quantity comes from; a SKU has one quantity, so its countries must share them."""
        rises = self.revises and Field.QUANTITY in self.fields
        return (
            self.only_enabled, self.only_in_stock, self.relists, self.again_when, self.stops, self.stop_when, rises,
            self.revise_when if rises else None,
        )  # fmt: skip
