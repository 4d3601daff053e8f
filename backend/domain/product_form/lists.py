"""How many entries a list may have, with Amazon's selectors: each combination of their values so many times."""

from collections.abc import Sequence

from backend.domain.product_form.document import Document
from backend.domain.product_form.facts import facts_of, known_members
from backend.domain.product_form.filling import is_unseen
from backend.domain.product_form.parts import Part, expand
from backend.domain.product_form.tree import FormPlace, Kind


def most_entries(
    document: Document, expanded: Sequence[Part], below: Sequence[Part], most: int | None, place: FormPlace
) -> int | None:
    """The most entries that a list may have; None without a limit."""
    limits = [most] if most is not None else []
    for part in expanded:
        times, selectors = part.schema.get("maxUniqueItems"), part.schema.get("selectors")
        if times is not None and selectors:
            combinations = _combinations(document, below, selectors, place)
            limits += [times * combinations] if combinations else []
    return min(limits, default=None)


def _combinations(
    document: Document, below: Sequence[Part], selectors: Sequence[str], place: FormPlace
) -> int | None:
    """How many combinations the selectors have; None where one of them is free text, or no member at all."""
    known = known_members(document, expand(document, below, {}, ()))
    count = 1
    for name in selectors:
        if name not in known:
            continue
        parts = expand(document, known[name], None, ())
        facts = facts_of(document, parts)
        if is_unseen(document, parts, name, place):
            continue
        if facts.kind not in (Kind.CHOICE, Kind.SEARCHED):
            return None
        count *= max(1, len(facts.values))
    return count
