"""The longer sentences of causes: what the details of a problem come to in words. Used by web/causes.py."""

from collections.abc import Mapping

from backend.web.languages import _, ngettext
from backend.web.price_words import source_name

Details = Mapping[str, object]


def not_goods(said: Details) -> str:
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


def doubled(said: Details) -> str:
    count = said["count"]
    number = count if isinstance(count, int) else 2
    sentence = ngettext(
        "%(count)s product of your shop has the SKU %(sku)s. On Amazon the SKU is the name of one single thing.",
        "%(count)s products or variations of your shop have the SKU %(sku)s. On Amazon the SKU is the name of one"
        " single thing.",
        number,
    )
    return sentence % said


def no_identifier(said: Details) -> str:
    if str(said["shared"]) != "…":
        return (
            _("The barcode %(shared)s stands at the product, but each of its variations needs its own.")
            % said
        )
    return _("Amazon finds products by their barcode (EAN, UPC, GTIN or ISBN), and this one has none.")


def contradiction(said: Details) -> str:
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


def where(said: Details) -> str:
    """In which field of the product a barcode stands, where that is known."""
    return " " + _("It stands in the field “%(attribute)s”.") % said if said["attribute"] != "…" else ""


def no_price(said: Details) -> str:
    price = said["price"]
    if isinstance(price, int) and price > 0:
        return _("With your selling policy nothing is left of the price.")
    return _("The price in your shop is zero.")


def no_such_price(said: Details) -> str:
    return _("Your selling policy takes %s, and your shop does not have it for this product.") % source_name(
        str(said["source"])
    )


def restricted(said: Details) -> str:
    if said["reason"] == "APPROVAL_REQUIRED":
        return _("Amazon asks for its approval before you may sell %(asin)s. Amazon says: %(message)s") % said
    return _("Amazon does not let your account sell %(asin)s. Amazon says: %(message)s") % said


def several(said: Details) -> str:
    return (
        _("%(count)s Amazon products carry this barcode (%(asins)s). We do not guess which one is yours.")
        % said
    )


def in_shop(said: Details) -> str:
    return _("Change the product in your shop. Storelane notices it within a minute and goes on by itself.")


def barcode_in_shop(said: Details) -> str:
    return _(
        "Correct the barcode in your shop, or choose Amazon's product yourself. What Amazon does not know yet can be"
        " created there."
    )


def choose(said: Details) -> str:
    return _("Choose the right product of Amazon yourself, or create a new one there.")


def by_rule(said: Details) -> str:
    return _(
        "Change the product in your shop, or the rule in its synchronization policy. It goes on by itself."
    )


def no_cure(said: Details) -> str:
    return _("This product cannot be sold on Amazon. Leave it out of the next publication.")


def cure_of_restriction(said: Details) -> str:
    if str(said["link"]).startswith(("https://", "http://")):
        return _("Ask Amazon for approval with its own form. When Amazon agrees, try again.")
    return _("Amazon does not let you sell this product. There is nothing to apply for.")


def moved_too_far(said: Details) -> str:
    return _(
        "The price moved further than your policy lets pass by itself. The old price stands until you decide."
    )


def unknown_template(said: Details) -> str:
    """An attribute that leads to no template, and what stands in."""
    words = _(
        "“%(attribute)s” says “%(value)s”: you have no shipping template of this name or id on Amazon there."
    )
    used = (
        _("“%s” is used instead.") % said["used"]
        if said.get("used")
        else _("Your default one is used instead.")
    )
    return f"{words % said} {used}"


def plan_used_up(said: Details) -> str:
    if not said["plan"]:
        return _(
            "The free trial is over and no plan was chosen, so nothing new is listed. What sells goes on."
        )
    return (
        _("Your plan %(plan)s includes %(limit)s listings, and they are all used. What sells goes on.") % said
    )
