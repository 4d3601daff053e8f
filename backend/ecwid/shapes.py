"""Weights, sizes and pictures of the platform's products."""

from decimal import ROUND_HALF_UP, Decimal

from backend.domain.catalog import ShopProfile
from backend.domain.money import Money, from_major
from backend.ecwid.fields import Fields

_GRAMS = {
    "GRAM": Decimal(1),
    "KILOGRAM": Decimal(1000),
    "OUNCE": Decimal("28.349523125"),
    "POUND": Decimal("453.59237"),
    "CARAT": Decimal("0.2"),
}


_MILLIMETRES = {"MM": Decimal(1), "CM": Decimal(10), "IN": Decimal("25.4"), "YD": Decimal("914.4")}


def grams(said: Fields, profile: ShopProfile) -> int | None:
    weight, unit = said.number("weight"), _GRAMS.get(profile.weight_unit)
    if weight is None or unit is None or weight <= 0:
        return None
    return int((weight * unit).to_integral_value(rounding=ROUND_HALF_UP)) or None


def size_of(said: Fields, profile: ShopProfile) -> tuple[int, int, int] | None:
    """Length, width and height in whole millimetres; None unless all three are there."""
    unit, dimensions = _MILLIMETRES.get(profile.size_unit), said.fields("dimensions")
    sides = [dimensions.number(name) for name in ("length", "width", "height")]
    if unit is None or any(side is None or side <= 0 for side in sides):
        return None
    length, width, height = (
        max(1, int(((side or 0) * unit).to_integral_value(rounding=ROUND_HALF_UP))) for side in sides
    )
    return length, width, height


def pictures(said: Fields) -> tuple[str, ...]:
    """All pictures in their full size, the main one first (shop facts 4.2)."""
    images = said.fields("media").many("images")
    images.sort(key=lambda picture: not picture.flag("isMain"))
    sizes = ("imageOriginalUrl", "image1500pxUrl", "image800pxUrl", "image400pxUrl")
    wanted = [next(filter(None, map(picture.text, sizes)), "") for picture in images]
    if not images:
        wanted = [said.text("originalImageUrl") or said.text("imageUrl")]
        gallery = said.many("galleryImages")
        wanted += [picture.text("originalImageUrl") or picture.text("url") for picture in gallery]
    return tuple(dict.fromkeys(filter(None, map(address, wanted))))


def image(said: Fields) -> str:
    """A picture of middling size: the main one of the media, else the first that the older fields name."""
    pictures = said.fields("media").many("images")
    pictures.sort(key=lambda picture: not picture.flag("isMain"))
    wanted = [
        *(picture.text("image400pxUrl") or picture.text("imageOriginalUrl") for picture in pictures[:1]),
        *(said.text(name) for name in ("thumbnailUrl", "hdThumbnailUrl", "imageUrl", "originalImageUrl")),
    ]
    return next((found for found in map(address, wanted) if found), "")


def address(text: str) -> str:
    """An address of the web, or nothing: what comes from outside is shown as a link or a picture."""
    return text if text.startswith(("https://", "http://")) else ""


def wholesale(
    own: Fields, product: Fields, profile: ShopProfile, price: Money | None
) -> tuple[tuple[int, Money], ...]:
    """Prices of one from so many pieces on, pieces growing; what is none is left out. A variation without its own has
    the product's, as long as it costs what the product costs."""
    said = own.many("wholesalePrices")
    if not said and own is not product:
        base = product.number("price")
        if base is None or price != from_major(base, profile.currency):
            return ()
        said = product.many("wholesalePrices")
    found: dict[int, Money] = {}
    for line in said:
        pieces, amount = line.whole("quantity"), line.number("price")
        if pieces and pieces > 1 and amount is not None and amount > 0:
            found[pieces] = from_major(amount, profile.currency)
    return tuple(sorted(found.items()))
