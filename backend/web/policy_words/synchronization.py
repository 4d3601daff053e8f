"""The synchronization policy in words: every rule a sentence."""

from collections.abc import Iterator

from backend.domain.clashes import clashes
from backend.domain.synchronization import Conditions, Field, SynchronizationPolicy
from backend.web.languages import _
from backend.web.synchronization_words import NO_NAMES, Names, clash_words, clause, field_name


def said(policy: SynchronizationPolicy, names: Names = NO_NAMES) -> list[tuple[str, str]]:
    """(what it is about, the sentence), one for each rule, in the order of the form. `names`: of categories."""
    rules = (
        (_("When it is listed"), _listing(policy, names)), (_("What follows your shop"), _revising(policy, names)),
        (_("When it is stopped"), _stopping(policy, names)), (_("When it sells again"), _relisting(policy, names)),
    )  # fmt: skip
    return [(about, sentence) for about, sentences in rules for sentence in sentences]


def _listing(policy: SynchronizationPolicy, names: Names) -> Iterator[str]:
    yield (
        _("A product is listed only while it is enabled in your shop.")
        if policy.only_enabled
        else _("A product is listed also when it is not enabled in your shop.")
    )
    yield (
        _("A product is listed only while it is in stock.")
        if policy.only_in_stock
        else _("A product is listed also when it is out of stock, with quantity 0.")
    )
    if not policy.lists:
        yield _("It puts nothing new on Amazon.")
    elif policy.list_when != Conditions():
        yield _("It lists only where %s.") % clause(policy.list_when, names)


def _revising(policy: SynchronizationPolicy, names: Names) -> Iterator[str]:
    if not policy.revises or not policy.fields:
        yield _("What sells does not follow your shop: only its quantity falls.")
        return
    apart = ", ".join(field_name(field) for field in Field if field not in policy.fields)
    yield (
        _("What sells follows your shop, but for: %s.") % apart
        if apart
        else _("What sells follows your shop.")
    )
    if policy.revise_when != Conditions():
        yield _("It follows only where %s.") % clause(policy.revise_when, names)


def _stopping(policy: SynchronizationPolicy, names: Names) -> Iterator[str]:
    if not policy.stops:
        yield _("Nothing is stopped: only its quantity falls when the stock does.")
    elif policy.stop_when.parts:
        yield _("It stops what sells where %s.") % clause(policy.stop_when, names)
    yield from clash_words(clashes(policy))


def _relisting(policy: SynchronizationPolicy, names: Names) -> Iterator[str]:
    if not policy.relists:
        yield _("What was stopped, or sold out, does not sell again by itself.")
    elif policy.relist_when == Conditions() != policy.list_when:
        yield _("What was stopped sells again without the conditions of listing.")
    elif policy.relist_when is not None and policy.relist_when != policy.list_when:
        yield _("What was stopped sells again only where %s.") % clause(policy.relist_when, names)
