"""The sentences for every cause (domain/issues.py): a title in a few words, and why, with its details."""

from collections.abc import Callable, Mapping

from backend.domain.issues import Cause
from backend.web.languages import _, ngettext

Details = Mapping[str, object]

TITLES: dict[Cause, Callable[[], str]] = {
    Cause.NO_SKU: lambda: _("No SKU"),
    Cause.DOUBLED_SKU: lambda: _("SKU used more than once"),
    Cause.SKU_TOO_LONG: lambda: _("SKU too long"),
    Cause.NO_IDENTIFIER: lambda: _("No barcode"),
    Cause.WRONG_CHECK_DIGIT: lambda: _("Barcode has a wrong check digit"),
    Cause.NOT_A_BARCODE: lambda: _("Not a barcode"),
    Cause.IN_STORE_BARCODE: lambda: _("Barcode for use inside a store only"),
    Cause.NOT_GOODS: lambda: _("Cannot be sold on Amazon"),
    Cause.NOT_ENABLED: lambda: _("Not enabled in your shop"),
    Cause.OUT_OF_STOCK: lambda: _("Out of stock"),
    Cause.NO_PRICE: lambda: _("No price"),
    Cause.UNDER_FLOOR: lambda: _("Price under your limit"),
    Cause.OTHER_CURRENCY: lambda: _("Another currency"),
    Cause.PRODUCT_DELETED: lambda: _("No longer in your shop"),
    Cause.NO_MATCH: lambda: _("Not found on Amazon"),
    Cause.SEVERAL_MATCHES: lambda: _("Several matches"),
    Cause.CONTRADICTION: lambda: _("Amazon's product is a different one"),
    Cause.PARENT_FOUND: lambda: _("Only a product family was found"),
    Cause.ASIN_TAKEN: lambda: _("Another product uses this ASIN"),
    Cause.SKU_ON_AMAZON: lambda: _("SKU already used on Amazon"),
    Cause.RESTRICTED: lambda: _("Amazon restricts this product"),
    Cause.REFUSED: lambda: _("Amazon does not accept it"),
    Cause.STUCK: lambda: _("Amazon has not answered"),
    Cause.DELETED_ON_AMAZON: lambda: _("Deleted on Amazon"),
    Cause.CONSENT: lambda: _("Consent has ended"),
    Cause.ROLE_MISSING: lambda: _("A permission is missing"),
    Cause.SUPPRESSED: lambda: _("Suppressed by Amazon"),
    Cause.UNREADABLE: lambda: _("Product data cannot be read"),
    Cause.OTHER_RULES: lambda: _("Other stock rules in another country"),
}


def _not_goods(said: Details) -> str:
    kinds = {
        "digital": _(
            "It is a digital product or a service: nothing is shipped, and Amazon lets only goods be listed."
        ),
        "gift_card": _("It is a gift card. Gift cards cannot be sold on Amazon."),
        "name_your_price": _("Its buyers name their own price. Amazon needs a fixed one."),
        "subscription": _("It is sold by subscription only. Amazon needs a single sale."),
        "sample": _("It is a sample product that came with your shop."),
    }
    return kinds.get(str(said["kind"]), _("It is not something that can be put in a box and sent."))


def _doubled(said: Details) -> str:
    count = said["count"]
    number = count if isinstance(count, int) else 2
    sentence = ngettext(
        "%(count)s product of your shop has the SKU %(sku)s. On Amazon the SKU is the name of one single thing.",
        "%(count)s products or variations of your shop have the SKU %(sku)s. On Amazon the SKU is the name of one"
        " single thing.",
        number,
    )
    return sentence % said


def _no_identifier(said: Details) -> str:
    if str(said["shared"]) != "…":
        return (
            _("The barcode %(shared)s stands at the product, but each of its variations needs its own.")
            % said
        )
    return _("Amazon finds products by their barcode (EAN, UPC, GTIN or ISBN), and this one has none.")


def _contradiction(said: Details) -> str:
    fields = {
        "brand": _("the brand"), "pack": _("the number of pieces in the pack"), "size": _("the size"),
        "colour": _("the colour"), "title": _("the title"),
    }  # fmt: skip
    told = {**said, "field": fields.get(str(said["field"]), said["field"])}
    told |= {key: said[key] for key in ("asin", "yours", "theirs")}
    return (
        _(
            "Amazon's product %(asin)s has your barcode, but %(field)s differs. Yours: %(yours)s. Amazon's: %(theirs)s."
        )
        % told
    )


def _where(said: Details) -> str:
    """In which field of the product a barcode stands, where that is known."""
    return " " + _("It stands in the field “%(attribute)s”.") % said if said["attribute"] != "…" else ""


def _no_price(said: Details) -> str:
    price = said["price"]
    if isinstance(price, int) and price > 0:
        return _("With your selling policy nothing is left of the price.")
    return _("The price in your shop is zero.")


def _restricted(said: Details) -> str:
    if said["reason"] == "APPROVAL_REQUIRED":
        return _("Amazon asks for its approval before you may sell %(asin)s. Amazon says: %(message)s") % said
    return _("Amazon does not let your account sell %(asin)s. Amazon says: %(message)s") % said


def _several(said: Details) -> str:
    return (
        _("%(count)s Amazon products carry this barcode (%(asins)s). We do not guess which one is yours.")
        % said
    )


WHY: dict[Cause, Callable[[Details], str]] = {
    Cause.NO_SKU: lambda said: _("Amazon knows every offer by its SKU, and this product has none."),
    Cause.DOUBLED_SKU: _doubled,
    Cause.SKU_TOO_LONG: lambda said: _("The SKU has %(length)s characters; Amazon takes at most %(limit)s.") % said,
    Cause.NO_IDENTIFIER: _no_identifier,
    Cause.WRONG_CHECK_DIGIT: lambda said: _(
        "The last digit of %(value)s does not fit the others; %(expected)s would. One digit is probably mistyped."
    ) % said + _where(said),
    Cause.NOT_A_BARCODE: lambda said: _(
        "“%(value)s” is not a barcode: those have 8, 12, 13 or 14 digits and nothing else."
    ) % said + _where(said),
    Cause.IN_STORE_BARCODE: lambda said: _(
        "%(value)s begins like the codes that stores print for themselves. Nobody outside knows it."
    ) % said + _where(said),
    Cause.NOT_GOODS: _not_goods,
    Cause.NOT_ENABLED: lambda said: _("It is switched off in your shop, so it is not offered on Amazon either."),
    Cause.OUT_OF_STOCK: lambda said: _("There is nothing left to sell."),
    Cause.NO_PRICE: _no_price,
    Cause.UNDER_FLOOR: lambda said: _("The price would fall under the limit of your selling policy."),
    Cause.OTHER_CURRENCY: lambda said: _(
        "Your shop sells in %(yours)s, this country in %(theirs)s. Storelane does not guess a rate."
    ) % said,
    Cause.PRODUCT_DELETED: lambda said: _("The product or the variation was deleted in your shop."),
    Cause.NO_MATCH: lambda said: _("Amazon's catalogue has no product with the barcode %(identifier)s.") % said,
    Cause.SEVERAL_MATCHES: _several,
    Cause.CONTRADICTION: _contradiction,
    Cause.PARENT_FOUND: lambda said: _(
        "The barcode leads to %(asins)s, which stands for a family of products and cannot be bought itself."
    ) % said,
    Cause.ASIN_TAKEN: lambda said: _("Your product with the SKU %(sku)s is already listed on %(asin)s.") % said,
    Cause.SKU_ON_AMAZON: lambda said: _(
        "Your Amazon account sells the SKU %(sku)s there already, on %(asin)s and without Storelane. It is left as it"
        " is."
    ) % said,
    Cause.RESTRICTED: _restricted,
    Cause.REFUSED: lambda said: _("Amazon looked at the offer and found something wrong with it."),
    Cause.STUCK: lambda said: _("Amazon took the offer but has not said for hours what became of it."),
    Cause.DELETED_ON_AMAZON: lambda said: _("The listing was live and is no longer there: it was deleted on Amazon."),
    Cause.CONSENT: lambda said: _("The consent you gave on Amazon has ended, so nothing can be sent."),
    Cause.ROLE_MISSING: lambda said: _("Amazon refuses us something that this needs."),
    Cause.SUPPRESSED: lambda said: _("The offer exists, but Amazon hides it from buyers."),
    Cause.OTHER_RULES: lambda said: _(
        "In %(country)s the same SKU follows other rules for its quantity, but Amazon keeps one stock for all"
        " countries of a region. Until the rules agree, this one is left as it is."
    ) % said,
    Cause.UNREADABLE: lambda said: _("Something in the product's data makes no sense: %(what)s") % said,
}  # fmt: skip
