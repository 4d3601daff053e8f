"""The synchronization policy in words."""

from backend.domain.synchronization import SynchronizationPolicy
from backend.web.languages import _


def said(policy: SynchronizationPolicy) -> list[tuple[str, str]]:
    """(what it is about, the sentence), one for each rule."""
    about = _("When it is listed")
    return [
        (
            about,
            _("A product is listed only while it is enabled in your shop.")
            if policy.only_enabled
            else _("A product is listed also when it is not enabled in your shop."),
        ),
        (
            about,
            _("A product is listed only while it is in stock.")
            if policy.only_in_stock
            else _("A product is listed also when it is out of stock, with quantity 0."),
        ),
    ]
