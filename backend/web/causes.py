"""The catalogue of our own causes (domain/issues.py): title, why, cure and the buttons that cure. Amazon's codes stand
in web/codes.py, whose turn it is in domain/issues.py, the buttons in pieces/cure.html.
"""

from collections.abc import Callable
from dataclasses import dataclass

from backend.domain.issues import Cause
from backend.web import warehouse_words
from backend.web.cause_sentences import (
    Details,
    barcode_in_shop,
    by_rule,
    choose,
    contradiction,
    cure_of_restriction,
    doubled,
    in_shop,
    moved_too_far,
    no_cure,
    no_identifier,
    no_price,
    no_such_price,
    not_goods,
    plan_used_up,
    restricted,
    several,
    unknown_template,
    where,
)
from backend.web.family_words import missing_said
from backend.web.languages import _
from backend.web.synchronization_words import why_stopped, why_unmet

# What a button can do: shop (open the product in the shop), assign (link to an ASIN or create one), apply (at Amazon),
# connect, plans, policies, rules (its synchronization policy), approvals, changes (of a product type), family, existing
# (link what is there already), retry, plans, sender (who sends it).
SHOP, ASSIGN, APPLY, CONNECT, POLICIES, RULES, APPROVALS, CHANGES, FAMILY, EXISTING, RETRY, PLANS, SENDER = (
    "shop", "assign", "apply", "connect", "policies", "rules", "approvals", "changes", "family", "existing", "retry",
    "plans", "sender",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A cause for people; the sentences get the problem's details. `actions`: its buttons, the best first."""

    title: Callable[[], str]
    why: Callable[[Details], str]
    cure: Callable[[Details], str]
    actions: tuple[str, ...] = ()


ENTRIES: dict[Cause, Entry] = {
    Cause.NO_SKU: Entry(
        lambda: _("No SKU"),
        lambda said: _("Amazon knows every offer by its SKU, and this product has none."), in_shop, (SHOP,),
    ),
    Cause.DOUBLED_SKU: Entry(lambda: _("SKU used more than once"), doubled, in_shop, (SHOP,)),
    Cause.SKU_TOO_LONG: Entry(
        lambda: _("SKU too long"),
        lambda said: _("The SKU has %(length)s characters; Amazon takes at most %(limit)s.") % said, in_shop, (SHOP,),
    ),
    Cause.NO_IDENTIFIER: Entry(lambda: _("No barcode"), no_identifier, barcode_in_shop, (ASSIGN, SHOP)),
    Cause.WRONG_CHECK_DIGIT: Entry(
        lambda: _("Barcode has a wrong check digit"),
        lambda said: _(
            "The last digit of %(value)s does not fit the others; %(expected)s would. One digit is probably mistyped."
        ) % said + where(said),
        barcode_in_shop, (SHOP, ASSIGN),
    ),
    Cause.NOT_A_BARCODE: Entry(
        lambda: _("Not a barcode"),
        lambda said: _(
            "“%(value)s” is not a barcode: those have 8, 12, 13 or 14 digits and nothing else."
        ) % said + where(said),
        barcode_in_shop, (SHOP, ASSIGN),
    ),
    Cause.IN_STORE_BARCODE: Entry(
        lambda: _("Barcode for use inside a store only"),
        lambda said: _(
            "%(value)s begins like the codes that stores print for themselves. Nobody outside knows it."
        ) % said + where(said),
        barcode_in_shop, (SHOP, ASSIGN),
    ),
    Cause.NOT_GOODS: Entry(lambda: _("Cannot be sold on Amazon"), not_goods, no_cure),
    Cause.NOT_ENABLED: Entry(
        lambda: _("Not enabled in your shop"),
        lambda said: _("It is switched off in your shop, so it is not offered on Amazon either."), in_shop, (SHOP,),
    ),
    Cause.OUT_OF_STOCK: Entry(
        lambda: _("Out of stock"), lambda said: _("There is nothing left to sell."), in_shop, (SHOP,)
    ),
    Cause.NO_PRICE: Entry(lambda: _("No price"), no_price, in_shop, (SHOP, POLICIES)),
    Cause.UNDER_FLOOR: Entry(
        lambda: _("Price under your limit"),
        lambda said: _("The price would fall under the limit of your selling policy."),
        lambda said: _("Change the price in your shop, or the limit in your selling policy."), (POLICIES, SHOP),
    ),
    Cause.OTHER_CURRENCY: Entry(
        lambda: _("Another currency"),
        lambda said: _(
            "Your shop sells in %(yours)s, this country in %(theirs)s. Storelane does not guess a rate."
        ) % said,
        lambda said: _(
            "Let your selling policy convert prices, or choose a country that sells in your shop's currency."
        ),
        (POLICIES, RETRY),
    ),
    Cause.NO_RATE: Entry(
        lambda: _("No exchange rate"),
        lambda said: _("The price is to be converted from %(yours)s to %(theirs)s, and there is no rate for that.")
        % said,
        lambda said: _("Enter a rate of your own in your selling policy."), (POLICIES, RETRY),
    ),
    Cause.PRICE_UNREADABLE: Entry(
        lambda: _("Price in an attribute cannot be read"),
        lambda said: _("The attribute “%(attribute)s” says “%(value)s”. That is no number that can be read in one way.")
        % said,
        lambda said: _("Write it in your shop like 12.50, or choose another source in your selling policy."),
        (SHOP, POLICIES),
    ),
    Cause.NO_SUCH_PRICE: Entry(
        lambda: _("Price missing in your shop"), no_such_price,
        lambda said: _("Enter it in your shop, or let your selling policy take the price instead."), (SHOP, POLICIES),
    ),
    Cause.NOTHING_LEFT: Entry(
        lambda: _("Nothing left of the price"),
        lambda said: _("The changes of your selling policy leave %(price)s of it.") % said,
        lambda said: _("Take less off in your selling policy, or correct the price in your shop."), (POLICIES, SHOP),
    ),
    Cause.FLOOR_OVER_CEILING: Entry(
        lambda: _("Lowest price over the highest"),
        lambda said: _(
            "With its ending, the price may not be under %(floor)s, and not over %(ceiling)s: nothing lies between."
        ) % said,
        lambda said: _("Change the limits or the ending in your selling policy, or the cost price in your shop."),
        (POLICIES, SHOP),
    ),
    Cause.PRODUCT_DELETED: Entry(
        lambda: _("No longer in your shop"),
        lambda said: _("The product or the variation was deleted in your shop."),
        lambda said: _("Nothing to do. If it comes back into your shop, publish it again."),
    ),
    Cause.NO_MATCH: Entry(
        lambda: _("Not found on Amazon"),
        lambda said: _("Amazon's catalogue has no product with the barcode %(identifier)s.") % said,
        lambda said: _(
            "Check the barcode in your shop. If it is right, the product is new to Amazon: choose a product of Amazon"
            " yourself, or create it there."
        ),
        (ASSIGN, SHOP),
    ),
    Cause.SEVERAL_MATCHES: Entry(lambda: _("Several matches"), several, choose, (ASSIGN,)),
    Cause.CONTRADICTION: Entry(
        lambda: _("Amazon's product is a different one"), contradiction,
        lambda said: _(
            "Compare the two. Correct barcode or details in your shop, or choose the right product of Amazon yourself."
        ),
        (ASSIGN, SHOP),
    ),
    Cause.PARENT_FOUND: Entry(
        lambda: _("Only a product family was found"),
        lambda said: _(
            "The barcode leads to %(asins)s, which stands for a family of products and cannot be bought itself."
        ) % said,
        choose, (ASSIGN, FAMILY),
    ),
    Cause.ASIN_TAKEN: Entry(
        lambda: _("Another product uses this ASIN"),
        lambda said: _("Your product with the SKU %(sku)s is already listed on %(asin)s.") % said,
        lambda said: _("Take the other listing off Amazon, or choose another product of Amazon for this one."),
        (ASSIGN, SHOP),
    ),
    Cause.SKU_ON_AMAZON: Entry(
        lambda: _("SKU already used on Amazon"),
        lambda said: _(
            "Your Amazon account sells the SKU %(sku)s there already, on %(asin)s and without Storelane. It is left as"
            " it is."
        ) % said,
        lambda said: _("Link it under “Already on Amazon”, or give the product another SKU in your shop."),
        (EXISTING, SHOP),
    ),
    Cause.RESTRICTED: Entry(
        lambda: _("Amazon restricts this product"), restricted, cure_of_restriction, (APPLY, ASSIGN, RETRY)
    ),
    Cause.REFUSED: Entry(
        lambda: _("Amazon does not accept it"),
        lambda said: _("Amazon looked at the offer and found something wrong with it."),
        lambda said: _("Read what Amazon says, and correct it in your shop or in Seller Central."), (RETRY, SHOP),
    ),
    Cause.STUCK: Entry(
        lambda: _("Amazon has not answered"),
        lambda said: _("Amazon took the offer but has not said for hours what became of it."),
        lambda said: _("Nothing to do now: Storelane keeps looking and says so when Amazon answers."),
    ),
    Cause.DELETED_ON_AMAZON: Entry(
        lambda: _("Deleted on Amazon"),
        lambda said: _("The listing was live and is no longer there: it was deleted on Amazon."),
        lambda said: _("If that was not meant, publish it again."), (RETRY,),
    ),
    Cause.CONSENT: Entry(
        lambda: _("Consent has ended"),
        lambda said: _("The consent you gave on Amazon has ended, so nothing can be sent."),
        lambda said: _("Connect your Amazon account again."), (CONNECT,),
    ),
    Cause.ROLE_MISSING: Entry(
        lambda: _("A permission is missing"),
        lambda said: _("Amazon refuses us something that this needs."),
        lambda said: _("The operator has to ask Amazon for the missing permission."),
    ),
    Cause.SUPPRESSED: Entry(
        lambda: _("Suppressed by Amazon"),
        lambda said: _("The offer exists, but Amazon hides it from buyers."),
        lambda said: _("Read what Amazon says, and correct it in your shop or in Seller Central."), (SHOP, RETRY),
    ),
    Cause.UNREADABLE: Entry(
        lambda: _("Product data cannot be read"),
        lambda said: _("Something in the product's data makes no sense: %(what)s") % said, in_shop, (SHOP,),
    ),
    Cause.UNLINKED: Entry(
        lambda: _("Its ASIN was taken off"),
        lambda said: _(
            "Its barcode leads to %(asin)s alone, and you said that this is not your product."
        ) % said,
        lambda said: _("Choose the right Amazon product yourself, or correct the barcode in your shop."),
        (ASSIGN, SHOP),
    ),
    Cause.OTHER_RULES: Entry(
        lambda: _("Other stock rules in another country"),
        lambda said: _(
            "In %(country)s the same SKU follows other rules for its quantity, but Amazon keeps one stock for all"
            " countries of a region. Until the rules agree, this one is left as it is."
        ) % said,
        lambda said: _("Give both countries the same selling policy."), (POLICIES, RETRY),
    ),
    Cause.TEMPLATE_GONE: Entry(
        lambda: _("Shipping template is gone"),
        lambda said: _("Amazon no longer lists the shipping template “%(template)s” that your policy names.") % said,
        lambda said: _("Choose another template in the shipping policy. What is live already goes on selling."),
        (POLICIES, RETRY),
    ),
    Cause.TEMPLATE_UNKNOWN: Entry(
        lambda: _("Unknown shipping template"), unknown_template,
        lambda said: _("Correct the value in your shop, or make a template of this name on Amazon."), (SHOP, POLICIES),
    ),
    Cause.TYPE_CHANGED: Entry(
        lambda: _("Amazon changed its form"),
        lambda said: _(
            "Amazon changed what it asks for this kind of product (%(type)s). What you confirmed before is not sent"
            " again until you have looked at the change."
        ) % said,
        lambda said: _("Look at what Amazon changed, and confirm the details of your product again."), (CHANGES,),
    ),
    Cause.CHILD_OF_OTHER_FAMILY: Entry(
        lambda: _("Belongs to another family"),
        lambda said: _("Amazon has this product in another family of variations, and a product can be in one only."),
        lambda said: _("Look at the family, and let the variations join the one that Amazon has."), (FAMILY,),
    ),
    Cause.FAMILY_INCOMPLETE: Entry(
        lambda: _("Something is missing for its family"), missing_said,
        lambda said: _("Look at the family: it says what is missing, in your shop or in what the options mean."),
        (FAMILY, SHOP),
    ),
    Cause.RULE_UNMET: Entry(
        lambda: _("Your rule does not let it sell"), why_unmet, by_rule, (RULES, SHOP),
    ),
    Cause.STOPPED_BY_RULE: Entry(lambda: _("Stopped by your rule"), why_stopped, by_rule, (RULES, SHOP)),
    Cause.LISTING_OFF: Entry(
        lambda: _("Its policy lists nothing"),
        lambda said: _("Its synchronization policy puts nothing new on Amazon."),
        lambda said: _("Switch listing on in the policy, or give the listing another policy."), (RULES, RETRY),
    ),
    Cause.RELISTING_OFF: Entry(
        lambda: _("Its policy relists nothing"),
        lambda said: _(
            "It was stopped or sold out, and its synchronization policy does not let it sell again by itself."
        ),
        lambda said: _("Switch relisting on in the policy, or give the listing another policy."), (RULES,),
    ),
    Cause.PLAN_LIMIT: Entry(
        lambda: _("Waits for a larger plan"),
        plan_used_up,
        lambda said: _(
            "Choose a larger plan, or take something else off Amazon. It then goes on by itself within minutes."
        ),
        (PLANS,),
    ),
    Cause.SWITCH_REFUSED: Entry(
        warehouse_words.switch_refused, warehouse_words.failed_words, warehouse_words.switch_again, (SENDER,)
    ),
    Cause.WAREHOUSE_EMPTY: Entry(
        warehouse_words.warehouse_empty, warehouse_words.nothing_lies, warehouse_words.send_pieces, (SENDER,)
    ),
    Cause.PRICE_WAITS: Entry(
        lambda: _("Large price change"), moved_too_far,
        lambda said: _("Look at the new price, and let it pass or keep the old one."), (APPROVALS,),
    ),
}  # fmt: skip
