"""The shipping policy in words."""

from backend.domain.policy import ShippingPolicy
from backend.web.languages import _


def said(policy: ShippingPolicy) -> list[tuple[str, str]]:
    """(what it is about, the sentence), one for each rule."""
    about, by_attribute = _("Shipping template"), _("By attribute")
    found = [(about, _("Offers use the shipping template that is your default on Amazon."))]
    if policy.template_id:
        found = [(about, _("Offers use your Amazon shipping template “%s”.") % policy.template_name)]
        if policy.seller_id:
            found.append(
                (about, _("Where the account or the country is another one, your default template is used."))
            )
    if policy.attribute:
        words = _("Where the attribute “%s” names another template by name or id, that one is used.")
        found.append((by_attribute, words % policy.attribute))
    return found
