"""What the shop sells: products and their variations, as the catalogue lane reads them and every rule sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from backend.domain.money import Money


class Kind(StrEnum):
    """What sort of thing a product is; only `goods` can be sold on Amazon."""

    GOODS = "goods"
    DIGITAL = "digital"
    GIFT_CARD = "gift_card"
    NAME_YOUR_PRICE = "name_your_price"
    SUBSCRIPTION = "subscription"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Attribute:
    """A named value of a product or variation; `type` is the shop's word (UPC, BRAND, EXTERNAL_EAN, CUSTOM, ...)."""

    type: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Variation:
    """One thing that can be put in a box. A product without variations has exactly one, with external id 0."""

    external_id: int
    sku: str  # stripped; "" when the shop has none of its own
    options: tuple[tuple[str, str], ...]  # ("Size", "32"), in the shop's order and default language
    price: Money
    stock: int | None  # None: unlimited; may be negative
    attributes: tuple[Attribute, ...] = ()  # its own ones, before the product's
    image_url: str = ""
    compare_at_price: Money | None = None
    cost_price: Money | None = None
    weight_grams: int | None = None
    size_mm: tuple[int, int, int] | None = None  # length, width and height of the parcel
    picture_url: str = ""  # its own one, in its full size
    wholesale: tuple[tuple[int, Money], ...] = ()  # (pieces, price of one from so many on), pieces growing


@dataclass(frozen=True, slots=True)
class Product:
    """A product of the shop with all its variations; times are epoch seconds UTC."""

    external_id: int
    name: str  # in the shop's default language
    names: Mapping[str, str]  # language code -> name, blank ones left out
    description: str  # HTML, default language
    kind: Kind
    enabled: bool
    variations: tuple[Variation, ...]
    attributes: tuple[Attribute, ...] = ()
    sku: str = ""
    image_url: str = ""
    url: str = ""
    category_ids: tuple[int, ...] = ()
    created_at: int = 0
    updated_at: int = 0
    descriptions: Mapping[str, str] = field(default_factory=dict)
    preorder: bool = False  # may be bought when out of stock
    trouble: tuple[str, ...] = ()  # what could not be read, in words for the journal
    pictures: tuple[str, ...] = ()  # addresses in their full size, the main one first


@dataclass(frozen=True, slots=True)
class Category:
    """A category of the shop; `parent_id` is 0 at the top."""

    external_id: int
    name: str
    names: Mapping[str, str]
    parent_id: int = 0


@dataclass(frozen=True, slots=True)
class ShopProfile:
    """What the shop says of itself."""

    store_id: int
    name: str
    url: str
    currency: str
    default_language: str
    languages: tuple[str, ...]
    country: str
    weight_unit: str  # GRAM, KILOGRAM, OUNCE, POUND, CARAT
    features: frozenset[str]  # what the plan offers
    suspended: bool = False
    closed: bool = False
    size_unit: str = "CM"  # MM, CM, IN, YD
    timezone: str = ""  # such as Europe/Paris


@dataclass(frozen=True, slots=True)
class CatalogStats:
    """When something of the catalogue last changed (epoch seconds UTC), and how many products there are."""

    products_changed_at: int
    product_count: int | None
    profile_changed_at: int
    categories_changed_at: int
