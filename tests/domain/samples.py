"""Products, variations and catalogue items for the tests of the rules, with only what a test cares about."""

from backend.domain.catalog import Attribute, Kind, Product, Variation
from backend.domain.marketplace import CatalogItem
from backend.domain.money import Money

EAN = "3760123456784"
PRICE = Money(2299, "EUR")
ONE = Variation(0, "MILL-01", (), PRICE, 7)


def an_attribute(value: str, type: str = "UPC", name: str = "") -> Attribute:
    return Attribute(type, name or type, value)


def a_variation(
    *attributes: Attribute,
    sku: str = "MILL-01",
    price: Money = PRICE,
    stock: int | None = 7,
    options: tuple[tuple[str, str], ...] = (),
    external_id: int = 0,
) -> Variation:
    return Variation(external_id, sku, options, price, stock, attributes)


def a_product(
    *attributes: Attribute,
    name: str = "Moulin à légumes inox",
    names: dict[str, str] | None = None,
    variations: tuple[Variation, ...] = (ONE,),
    kind: Kind = Kind.GOODS,
    enabled: bool = True,
    trouble: tuple[str, ...] = (),
) -> Product:
    return Product(1, name, names or {"fr": name}, "", kind, enabled, variations, attributes, trouble=trouble)


def an_item(
    asin: str = "B07MILL001",
    title: str = "Moulin à légumes en inox, 3 grilles",
    *,
    brand: str = "",
    size: str = "",
    colour: str = "",
    pieces: int | None = None,
    eans: tuple[str, ...] = (EAN,),
    is_parent: bool = False,
) -> CatalogItem:
    return CatalogItem(
        asin,
        title,
        brand=brand,
        size=size,
        colour=colour,
        package_quantity=pieces,
        identifiers=tuple(("EAN", ean) for ean in eans),
        is_parent=is_parent,
    )
