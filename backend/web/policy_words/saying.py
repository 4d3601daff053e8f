"""What a policy does, in sentences, whatever its kind."""

import re

from backend.domain.policy import Policy, PolicyKind, ShippingPolicy
from backend.domain.selling import SellingPolicy
from backend.domain.synchronization import SynchronizationPolicy
from backend.storage.policies import KeptPolicy
from backend.web.languages import _
from backend.web.policy_words import selling, shipping, synchronization
from backend.web.synchronization_words import NO_NAMES, Names

_NUMBERED = re.compile(r" \(\d+\)$")


def said(policy: Policy, names: Names = NO_NAMES, currency: str = "EUR") -> list[tuple[str, str]]:
    """(what it is about, the sentence), one for each rule, in the order of the form. `names`: of the categories;
    `currency`: the shop's, in which roundings for every currency are said."""
    match policy:
        case SellingPolicy():
            return selling.said(policy, currency)
        case SynchronizationPolicy():
            return synchronization.said(policy, names)
        case ShippingPolicy():
            return shipping.said(policy)


def sentences(policy: Policy, names: Names = NO_NAMES, currency: str = "EUR") -> list[str]:
    """What a policy does, one sentence for each rule."""
    return [words for _about, words in said(policy, names, currency)]


def differences(
    before: Policy, after: Policy, names: Names = NO_NAMES, currency: str = "EUR"
) -> list[tuple[str, str, str]]:
    """(what it is about, before, after) of all that two policies say differently; "" where one says nothing."""
    was, now = topics(before, names, currency), topics(after, names, currency)
    pairs = ((topic, was.get(topic, []), now.get(topic, [])) for topic in dict.fromkeys([*now, *was]))
    return [
        (topic, " ".join(w for w in old if w not in new), " ".join(w for w in new if w not in old))
        for topic, old, new in pairs
        if old != new
    ]


def topics(policy: Policy, names: Names = NO_NAMES, currency: str = "EUR") -> dict[str, list[str]]:
    """What a policy does: its sentences by what they are about."""
    found: dict[str, list[str]] = {}
    for topic, words in said(policy, names, currency):
        found.setdefault(topic, []).append(words)
    return found


def policy_name(kept: KeptPolicy) -> str:
    """A policy's name in the page's language."""
    return named(kept.name)


def named(name: str) -> str:
    """A name as it is kept; the names of the defaults are keys, so that they follow the language, also with the number
    that an import gives to a second one."""
    names = {
        ":shop_price": _("Shop price and stock"),
        ":in_stock_and_enabled": _("What is enabled and in stock"),
        ":amazon_default": _("Amazon's default template"),
    }
    key = _NUMBERED.sub("", name)
    return names[key] + name[len(key) :] if key in names else name


def kind_name(kind: PolicyKind) -> str:
    """Policies of a kind."""
    names = {
        PolicyKind.SELLING: _("Selling policies"),
        PolicyKind.SYNCHRONIZATION: _("Synchronization policies"),
        PolicyKind.SHIPPING: _("Shipping policies"),
    }
    return names[kind]
