"""What Amazon's most frequent codes mean for a merchant, and what to do. Amazon's own text is shown beside, never read.

Codes and meanings as sellers meet them (Amazon facts 4.2); a code that is not here is told by Amazon's text alone.
"""

from collections.abc import Callable

from backend.web.languages import _

Told = tuple[Callable[[], str], Callable[[], str]]  # why, cure

_BRAND: Told = (
    lambda: _("Your Amazon account is not approved for this brand."),
    lambda: _("Ask for approval of the brand in Seller Central."),
)
_CATEGORY: Told = (
    lambda: _("Amazon has not opened this category to your account."),
    lambda: _("Ask for approval of the category in Seller Central."),
)
_OTHER_BRANDS_BARCODE: Told = (
    lambda: _("The barcode is not registered to the brand that the product has."),
    lambda: _("Compare brand and barcode with what is printed on the product, and correct your shop."),
)
_MISSING: Told = (
    lambda: _("A detail that Amazon requires is missing."),
    lambda: _("Add the detail that Amazon names below to the product in your shop."),
)
_VALUE: Told = (
    lambda: _("Amazon does not take one of the values."),
    lambda: _("Correct the value that Amazon names below in your shop."),
)
_HOW_MANY: Told = (
    lambda: _("Amazon wants another number of values for one of the details."),
    lambda: _("Correct the detail that Amazon names below in your shop."),
)
_NO_PRODUCT: Told = (
    lambda: _("Amazon's catalogue does not have this product, so nothing can be offered on it."),
    lambda: _("Check the barcode in your shop. If it is right, the product is new to Amazon."),
)

CODES: dict[str, Told] = {
    "8541": (
        lambda: _("What you sell and Amazon's product differ: brand, size, colour or number of pieces."),
        lambda: _("Compare the two below. Correct the barcode or the details in your shop."),
    ),
    "8542": (
        lambda: _(
            "The barcode belongs to several Amazon products, so Amazon cannot tell which one is meant."
        ),
        lambda: _(
            "Check the barcode in your shop; if it is right, Amazon's seller support can merge the products."
        ),
    ),
    "8005": (
        lambda: _("The SKU stands on another Amazon product already, and Amazon does not move a SKU."),
        lambda: _("Give the product another SKU in your shop, or end the old listing in Seller Central."),
    ),
    "8571": (
        lambda: _("Your account has used up the number of new products that Amazon allows in a week."),
        lambda: _("Wait until next week, or sell more on Amazon: the limit grows with your sales."),
    ),
    "8059": (
        lambda: _("Amazon does not allow this product in this country."),
        lambda: _("Leave it out of this country; it may be allowed in others."),
    ),
    "8115": (
        lambda: _("Amazon does not allow this condition for the product."),
        lambda: _("Publish it in another condition, if that is what you sell."),
    ),
    "90113": (
        lambda: _("The price is above what Amazon allows for this product."),
        lambda: _("Check the price in your shop, and the price limits in Seller Central."),
    ),
    "90114": (
        lambda: _("The price is below what Amazon allows for this product."),
        lambda: _("Check the price in your shop, and the price limits in Seller Central."),
    ),
    "18155": (
        lambda: _("Amazon holds the price for a mistake: it is far from what the product usually costs."),
        lambda: _("Check the price in your shop. If it is right, confirm it in Seller Central."),
    ),
    "18027": (
        lambda: _("The main picture breaks Amazon's rules: no text, no logo, a white background."),
        lambda: _("Replace the main picture in Seller Central."),
    ),
    "20000": (
        lambda: _("Amazon could not fetch the picture."),
        lambda: _("See whether the picture opens in your shop, and save it there again."),
    ),
    "99038": (
        lambda: _("A text has characters that Amazon does not take."),
        lambda: _("Remove emoji and unusual characters from the detail that Amazon names below."),
    ),
    "4000000": (
        lambda: _("Amazon had a fault of its own."),
        lambda: _("Nothing is wrong with your product: trying again a little later helps."),
    ),
    **dict.fromkeys(("5665", "6024"), _BRAND),
    "8026": _CATEGORY,
    **dict.fromkeys(("8572", "5461"), _OTHER_BRANDS_BARCODE),
    **dict.fromkeys(("90220", "90057", "99001", "99010"), _MISSING),
    **dict.fromkeys(("8105", "90244", "4000001"), _VALUE),
    **dict.fromkeys(("99022", "99016"), _HOW_MANY),
    **dict.fromkeys(("8560", "8566", "13013"), _NO_PRODUCT),
}


def told(codes: str) -> Told | None:
    """What the first known one of some codes ("5665, 18027") means; None when we know none of them."""
    return next((CODES[code] for code in codes.split(", ") if code in CODES), None)
