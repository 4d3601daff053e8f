"""What Amazon's codes mean for a merchant: title, why, whose turn, cure and its buttons. Amazon's own text is shown
beside, never read.

Codes and meanings as sellers meet them (Amazon facts 4.2 and 7, field 11); a code that is not here is told by Amazon's
text alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

from backend.domain.issues import Owner
from backend.web.causes import ASSIGN, POLICIES, RETRY, SHOP
from backend.web.languages import _

Say = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Told:
    """A code for people."""

    title: Say
    why: Say
    cure: Say
    owner: Owner
    actions: tuple[str, ...]


_BRAND = Told(
    lambda: _("Brand not approved"),
    lambda: _("Your Amazon account is not approved for this brand."),
    lambda: _("Ask for approval of the brand in Seller Central, then try again."), Owner.YOU, (RETRY,),
)  # fmt: skip
_OTHER_BRANDS_BARCODE = Told(
    lambda: _("Barcode of another brand"),
    lambda: _("The barcode is not registered to the brand that the product has."),
    lambda: _("Compare brand and barcode with what is printed on the product, and correct your shop."),
    Owner.SHOP, (SHOP, ASSIGN, RETRY),
)  # fmt: skip
_MISSING = Told(
    lambda: _("A detail is missing"),
    lambda: _("A detail that Amazon requires is missing."),
    lambda: _("Add the detail that Amazon names below: in your shop, or by creating the product on Amazon with it."),
    Owner.YOU, (ASSIGN, SHOP, RETRY),
)  # fmt: skip
_VALUE = Told(
    lambda: _("A value is not taken"),
    lambda: _("Amazon does not take one of the values."),
    lambda: _("Correct the value that Amazon names below in your shop."), Owner.SHOP, (SHOP, ASSIGN, RETRY),
)  # fmt: skip
_HOW_MANY = Told(
    lambda: _("Too few or too many values"),
    lambda: _("Amazon wants another number of values for one of the details."),
    lambda: _("Correct the detail that Amazon names below in your shop."), Owner.SHOP, (SHOP, ASSIGN, RETRY),
)  # fmt: skip
_NO_PRODUCT = Told(
    lambda: _("Not in Amazon's catalogue"),
    lambda: _("Amazon's catalogue does not have this product, so nothing can be offered on it."),
    lambda: _(
        "Check the barcode in your shop. If it is right, the product is new to Amazon: choose a product of Amazon"
        " yourself, or create it there."
    ),
    Owner.YOU, (ASSIGN, SHOP, RETRY),
)  # fmt: skip
_FAMILY = Told(
    lambda: _("Does not fit its product family"),
    lambda: _("Amazon has the product in another family, or the family's variations do not fit together."),
    lambda: _("Compare the variations with Amazon's family, and choose the right product of Amazon for each."),
    Owner.YOU, (ASSIGN, SHOP, RETRY),
)  # fmt: skip
_PRICE_LIMITS: Say = lambda: _("Check the price in your shop, and the price limits in Seller Central.")  # noqa: E731
_POLICY = Told(
    lambda: _("Amazon's rules forbid it"),
    lambda: _("Amazon holds the product against one of its own rules or waits for papers about it."),
    lambda: _("Read what Amazon says, and send what it asks for in Seller Central."), Owner.YOU, (RETRY,),
)  # fmt: skip

CODES: dict[str, Told] = {
    "8541": Told(
        lambda: _("Amazon's product differs from yours"),
        lambda: _("What you sell and Amazon's product differ: brand, size, colour or number of pieces."),
        lambda: _(
            "Compare your product with Amazon's. Correct the barcode or details in your shop, or choose another."
        ),
        Owner.YOU, (ASSIGN, SHOP, RETRY),
    ),
    "8542": Told(
        lambda: _("The barcode has several products"),
        lambda: _("The barcode belongs to several Amazon products, so Amazon cannot tell which one is meant."),
        lambda: _("Choose the right product of Amazon yourself; Amazon's seller support can merge the doubles."),
        Owner.YOU, (ASSIGN, SHOP, RETRY),
    ),
    "8005": Told(
        lambda: _("SKU stands on another product"),
        lambda: _("The SKU stands on another Amazon product already, and Amazon does not move a SKU."),
        lambda: _("Give the product another SKU in your shop, or end the old listing in Seller Central."),
        Owner.SHOP, (SHOP, RETRY),
    ),
    "8571": Told(
        lambda: _("Weekly limit of new products"),
        lambda: _("Your account has used up the number of new products that Amazon allows in a week."),
        lambda: _("Wait until next week, or sell more on Amazon: the limit grows with your sales."),
        Owner.AMAZON, (RETRY,),
    ),
    "8026": Told(
        lambda: _("Category not open"),
        lambda: _("Amazon has not opened this category to your account."),
        lambda: _("Ask for approval of the category in Seller Central, then try again."), Owner.YOU, (RETRY,),
    ),
    "8059": Told(
        lambda: _("Not allowed in this country"),
        lambda: _("Amazon does not allow this product in this country."),
        lambda: _("Leave it out of this country; it may be allowed in others."), Owner.AMAZON, (),
    ),
    "8115": Told(
        lambda: _("Condition not allowed"),
        lambda: _("Amazon does not allow this condition for the product."),
        lambda: _("Offer it in another condition, if that is what you sell."), Owner.YOU, (RETRY,),
    ),
    "14016": Told(
        lambda: _("Sale price without dates"),
        lambda: _("A sale price was sent without the days from when and until when it holds."),
        lambda: _("Give the sale its first and its last day, or leave the sale price out."), Owner.YOU, (RETRY,),
    ),
    "90113": Told(
        lambda: _("Price above Amazon's limit"),
        lambda: _("The price is above what Amazon allows for this product."), _PRICE_LIMITS,
        Owner.SHOP, (SHOP, POLICIES, RETRY),
    ),
    "90114": Told(
        lambda: _("Price below Amazon's limit"),
        lambda: _("The price is below what Amazon allows for this product."), _PRICE_LIMITS,
        Owner.SHOP, (SHOP, POLICIES, RETRY),
    ),
    "18155": Told(
        lambda: _("Price taken for a mistake"),
        lambda: _("Amazon holds the price for a mistake: it is far from what the product usually costs."),
        lambda: _("Check the price in your shop. If it is right, confirm it in Seller Central."),
        Owner.SHOP, (SHOP, POLICIES, RETRY),
    ),
    "100708": Told(
        lambda: _("Price not competitive"),
        lambda: _("Amazon finds the price too high beside others and may not feature the offer."),
        lambda: _("Nothing has to be done. A lower price brings the offer forward."), Owner.YOU, (SHOP, POLICIES),
    ),
    "18027": Told(
        lambda: _("Main picture breaks the rules"),
        lambda: _("The main picture breaks Amazon's rules: no text, no logo, a white background."),
        lambda: _("Replace the main picture in Seller Central."), Owner.YOU, (RETRY,),
    ),
    "18448": Told(
        lambda: _("Recommended details are missing"),
        lambda: _("Amazon recommends more details; without them fewer buyers find the product."),
        lambda: _("Nothing has to be done. Adding the details that Amazon names below helps."), Owner.YOU, (SHOP,),
    ),
    "20000": Told(
        lambda: _("Picture cannot be fetched"),
        lambda: _("Amazon could not fetch the picture."),
        lambda: _("See whether the picture opens in your shop, and save it there again."), Owner.SHOP, (SHOP, RETRY),
    ),
    "99038": Told(
        lambda: _("Characters that Amazon does not take"),
        lambda: _("A text has characters that Amazon does not take."),
        lambda: _("Remove emoji and unusual characters from the detail that Amazon names below."),
        Owner.SHOP, (SHOP, RETRY),
    ),
    "90000900": Told(
        lambda: _("A detail that does not belong here"),
        lambda: _("A detail does not belong to this kind of product."),
        lambda: _("Choose another kind of product, or leave out the detail that Amazon names below."),
        Owner.YOU, (ASSIGN, RETRY),
    ),
    "4000000": Told(
        lambda: _("A fault of Amazon's"),
        lambda: _("Amazon had a fault of its own."),
        lambda: _("Nothing is wrong with your product: trying again a little later helps."), Owner.AMAZON, (RETRY,),
    ),
    "4002005": Told(
        lambda: _("Amazon could not read what was sent"),
        lambda: _("Amazon could not read the document in which the offers were sent."),
        lambda: _("Try again. If it comes back, the operator of this Storelane has to look."),
        Owner.OPERATOR, (RETRY,),
    ),
    **dict.fromkeys(("5665", "6024"), _BRAND),
    **dict.fromkeys(("8572", "5461"), _OTHER_BRANDS_BARCODE),
    **dict.fromkeys(("90220", "90057", "99001", "99010"), _MISSING),
    **dict.fromkeys(("8105", "90244", "4000001"), _VALUE),
    **dict.fromkeys(("99022", "99016"), _HOW_MANY),
    **dict.fromkeys(("8560", "8566", "13013"), _NO_PRODUCT),
    **dict.fromkeys(("8007", "8008", "8016", "8032"), _FAMILY),
    **dict.fromkeys(("18299", "18742", "99300", "20005"), _POLICY),
}  # fmt: skip


def told(codes: str) -> Told | None:
    """What the first known one of some codes ("5665, 18027") means; None when we know none of them."""
    return next((CODES[code] for code in codes.split(", ") if code in CODES), None)
