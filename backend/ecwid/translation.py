"""Translation: the platform's JSON becomes the trade's products. One broken thing never stops the page it stands on."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from backend.domain.catalog import Attribute, CatalogStats, Category, Kind, Product, ShopProfile, Variation
from backend.domain.money import Money, from_major
from backend.ecwid.fields import Fields, Unreadable
from backend.ecwid.shapes import address, grams, image, pictures, size_of, wholesale


@dataclass(frozen=True, slots=True)
class SetAside:
    """Something in a list that cannot be told to be a product: its id (0 when unknown) and why, for the journal."""

    external_id: int
    why: str


@dataclass(frozen=True, slots=True)
class Deletion:
    """A product that the shop deleted, and when (epoch seconds UTC)."""

    external_id: int
    deleted_at: int


def read_product(data: object, profile: ShopProfile) -> Product:
    """A product with its variations. What it cannot be sold without and is wrong goes into `trouble`; what is missing
    stays empty ("", price 0) and the rules say so. Raises Unreadable for what has no id."""
    said = Fields(data)
    external_id = said.whole("id")
    if not external_id or external_id < 0:
        raise Unreadable("a product without an id")
    trouble: list[str] = []
    name, names = _in_languages(said, "name", profile)
    description, descriptions = _in_languages(said, "description", profile)
    return Product(
        external_id=external_id,
        name=name,
        names=names,
        description=description,
        descriptions=descriptions,
        kind=_kind(said),
        enabled=said.flag("enabled", missing=True),
        variations=_variations(said, profile, trouble),
        attributes=_attributes(said),
        sku=said.text("sku"),
        image_url=image(said),
        url=address(said.text("url")),
        category_ids=tuple(number for number in said.values("categoryIds") if isinstance(number, int)),
        created_at=said.whole("createTimestamp") or said.moment("created"),
        updated_at=said.whole("updateTimestamp") or said.moment("updated"),
        preorder=said.text("outOfStockVisibilityBehaviour") == "ALLOW_PREORDER",
        trouble=tuple(dict.fromkeys(trouble)),
        pictures=pictures(said),
    )


def read_products(
    items: Iterable[object], profile: ShopProfile
) -> tuple[tuple[Product, ...], tuple[SetAside, ...]]:
    """The products of a page, and what on it cannot be told to be one."""
    products: dict[int, Product] = {}
    aside: list[SetAside] = []
    for item in items:
        try:
            product = read_product(item, profile)
            products[product.external_id] = product
        except ValueError as error:
            aside.append(SetAside(Fields(item).whole("id") or 0, str(error)[:200]))
    return tuple(products.values()), tuple(aside)


def read_category(data: object, profile: ShopProfile) -> Category:
    """A category. Raises Unreadable for what has no id."""
    said = Fields(data)
    external_id = said.whole("id")
    if not external_id or external_id < 0:
        raise Unreadable("a category without an id")
    name, names = _in_languages(said, "name", profile)
    return Category(external_id, name, names, said.whole("parentId") or 0)


def read_profile(data: object) -> ShopProfile:
    """What the shop says of itself. Raises Unreadable without a store id and a currency."""
    said = Fields(data)
    account, formats, languages = (
        said.fields("account"),
        said.fields("formatsAndUnits"),
        said.fields("languages"),
    )
    general, settings = said.fields("generalInfo"), said.fields("settings")
    store_id, currency = general.whole("storeId"), formats.text("currency").upper()
    if not store_id or len(currency) != 3:
        raise Unreadable("a profile without a store id and a currency")
    default = languages.text("defaultLanguage") or "en"
    enabled = [code for code in languages.values("enabledLanguages") if isinstance(code, str) and code]
    return ShopProfile(
        store_id=store_id,
        name=settings.text("storeName") or account.text("accountName"),
        url=address(general.text("storeUrl")),
        currency=currency,
        default_language=default,
        languages=tuple(dict.fromkeys([default, *enabled])),
        country=said.fields("company").text("countryCode").upper(),
        weight_unit=formats.text("weightUnit") or "KILOGRAM",
        features=frozenset(name for name in account.values("availableFeatures") if isinstance(name, str)),
        suspended=account.flag("suspended"),
        closed=settings.flag("closed"),
        size_unit=formats.text("dimensionsUnit") or "CM",
        timezone=formats.text("timezone")[:60],
    )


def read_stats(data: object) -> CatalogStats:
    """When the catalogue last changed; 0 for what was not said."""
    said = Fields(data)
    return CatalogStats(
        products_changed_at=said.moment("productsUpdated"),
        product_count=said.whole("productCount"),
        profile_changed_at=said.moment("profileUpdated"),
        categories_changed_at=said.moment("categoriesUpdated"),
    )


def read_deletions(items: Iterable[object]) -> tuple[Deletion, ...]:
    """The products of a deleted list; a line without an id says nothing."""
    lines = [Fields(item) for item in items]
    return tuple(Deletion(line.whole("id") or 0, line.moment("date")) for line in lines if line.whole("id"))


def _kind(said: Fields) -> Kind:
    subscription = said.fields("subscriptionSettings")
    for kind, holds in (
        (Kind.GIFT_CARD, said.flag("isGiftCard")),
        (Kind.SAMPLE, said.flag("isSampleProduct")),
        (Kind.NAME_YOUR_PRICE, said.flag("nameYourPriceEnabled")),
        (
            Kind.SUBSCRIPTION,
            subscription.flag("subscriptionAllowed")
            and not subscription.flag("oneTimePurchaseAllowed", missing=True),
        ),
        (Kind.DIGITAL, not said.flag("isShippingRequired", missing=True)),
    ):
        if holds:
            return kind
    return Kind.GOODS


def _variations(said: Fields, profile: ShopProfile, trouble: list[str]) -> tuple[Variation, ...]:
    """The product's combinations; the product itself, with id 0, where it has none."""
    found: dict[int, Variation] = {}
    for combination in said.many("combinations"):
        number = combination.whole("id")
        if number and number > 0:
            found[number] = _variation(number, combination, said, profile, trouble)
        else:
            trouble.append("a variation without an id")
    if found or said.values("combinations"):
        return tuple(found.values())
    return (_variation(0, said, said, profile, trouble),)


def _variation(
    number: int, own: Fields, product: Fields, profile: ShopProfile, trouble: list[str]
) -> Variation:
    """A variation; what it does not say itself is the product's (facts 4.3): SKU, weight, and the price with what the
    chosen options add."""
    options = tuple((option.text("name"), option.text("value")) for option in own.many("options") if number)
    if own.has("price") or own is product:
        price = _money(own, "price", profile, trouble)
    else:
        price = _price_with_options(product, options, profile, trouble)
    return Variation(
        external_id=number,
        sku=own.text("sku") or product.text("sku"),
        options=options,
        price=price or Money(0, profile.currency),
        stock=_stock(own, product, trouble),
        attributes=_attributes(own) if number else (),
        image_url=image(own),
        compare_at_price=_money(own, "compareToPrice", profile),
        cost_price=_money(own, "costPrice", profile) or _money(product, "costPrice", profile),
        weight_grams=grams(own, profile) or grams(product, profile),
        size_mm=size_of(own, profile) or size_of(product, profile),
        picture_url=address(own.text("originalImageUrl") or own.text("imageUrl")) if number else "",
        wholesale=wholesale(own, product, profile, price),
    )


def _price_with_options(
    product: Fields, chosen: tuple[tuple[str, str], ...], profile: ShopProfile, trouble: list[str]
) -> Money | None:
    base = product.number("price")
    if base is None:
        return _money(product, "price", profile, trouble)
    modifiers = {
        (option.text("name"), choice.text("text")): choice
        for option in product.many("options")
        for choice in option.many("choices")
    }
    total = base
    for pair in chosen:
        choice = modifiers.get(pair, Fields(None))
        modifier = choice.number("priceModifier") or Decimal(0)
        percent = choice.text("priceModifierType") == "PERCENT"
        total += base * modifier / 100 if percent else modifier
    return from_major(total, profile.currency)


def _money(said: Fields, name: str, profile: ShopProfile, trouble: list[str] | None = None) -> Money | None:
    """An amount, or None when there is none; one that stands there and is no amount is trouble."""
    number = said.number(name)
    if number is not None:
        return from_major(number, profile.currency)
    if said.has(name) and trouble is not None:
        trouble.append(f"{name}: {str(said.raw(name))[:60]}")
    return None


def _stock(own: Fields, product: Fields, trouble: list[str]) -> int | None:
    """Pieces, None for unlimited. A counted stock that cannot be read is 0: nothing is sold that may not be there."""
    if own.flag("unlimited"):
        return None
    if own.has("quantity"):
        pieces = own.whole("quantity")
        if pieces is None:
            trouble.append(f"quantity: {str(own.raw('quantity'))[:60]}")
        return pieces or 0
    places = own.fields("locationInventory")
    if any(places):
        return sum(places.whole(place) or 0 for place in places)
    if not own.has("unlimited"):
        return None if own is product else _stock(product, product, trouble)
    trouble.append("quantity: missing, and not unlimited")
    return 0


def _attributes(said: Fields) -> tuple[Attribute, ...]:
    found = (
        Attribute(line.text("type") or "CUSTOM", line.text("name"), line.text("value"))
        for line in said.many("attributes")
    )
    return tuple(attribute for attribute in found if attribute.value)


def _in_languages(said: Fields, name: str, profile: ShopProfile) -> tuple[str, dict[str, str]]:
    """A text in the shop's language (in any other one where that is blank) and in all of them."""
    every = said.texts(f"{name}Translated")
    first = said.text(name) or every.get(profile.default_language, "")
    if first:
        every[profile.default_language] = first
    return first or next(iter(every.values()), ""), every
