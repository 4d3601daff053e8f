"""Variations that a family of Amazon's has already: by the very same option values, and by nothing less."""

from collections.abc import Collection, Mapping, Sequence

from backend.domain.kinship import FamilyThere, Kin
from backend.domain.packs import is_size, same_size
from backend.domain.words import bare, words

Pairs = Sequence[tuple[str, str]]  # (option or attribute, value)


def twins(options: Mapping[int, Pairs], there: FamilyThere, taken: Collection[str]) -> dict[int, Kin]:
    """The member of Amazon's family that each variation is; none where two members say the same.

    `options` by variation; `taken`: ASINs that something else is sold on.
    """
    members = [
        each for each in there.kin
        if there.parent_asin and there.parent_asin in each.parents and each.asin not in taken
    ]  # fmt: skip
    found = {id: [each for each in members if same_values(said, each.varies)] for id, said in options.items()}
    return {id: same[0] for id, same in found.items() if len(same) == 1}


def same_values(options: Pairs, varies: Pairs) -> bool:
    """Whether each option's value is one of those by which a family varies, and none is left over."""
    left = [value for _, value in varies]
    for name, value in options:
        same = next((other for other in left if _same(name, value, other)), None)
        if same is None:
            return False
        left.remove(same)
    return bool(options) and not left


def _same(name: str, value: str, other: str) -> bool:
    """Sizes of one word may be written out ("L", "Large"); others are the same to the letter."""
    letters = is_size(name) and all(len(words(text)) == 1 and text.isalpha() for text in (value, other))
    return bool(bare(value)) and (bare(value) == bare(other) or (letters and same_size(value, other) is True))
