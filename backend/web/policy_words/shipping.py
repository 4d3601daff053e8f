"""The shipping policy in words."""

from backend.domain.policy import ShippingPolicy
from backend.web.languages import _


def said(policy: ShippingPolicy) -> list[tuple[str, str]]:
    """(what it is about, the sentence), one for each rule."""
    about = _("Shipping template")
    if policy.template_id:
        words = _("Offers use your Amazon shipping template “%s”.") % policy.template_name
        return [(about, words)]
    return [(about, _("Offers use the shipping template that is your default on Amazon."))]
