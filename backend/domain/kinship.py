"""A family as we want it against the family as Amazon has it: which children are live, missing, extra, elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Kin:
    """What Amazon's catalogue says of one product's family."""

    asin: str
    parents: tuple[str, ...] = ()  # ASINs
    children: tuple[str, ...] = ()  # ASINs
    theme: str = ""
    title: str = ""
    varies: tuple[tuple[str, str], ...] = ()  # (attribute, value) by which its family varies


@dataclass(frozen=True, slots=True)
class Relative:
    """One of the seller's SKUs that names a parent SKU, as Amazon shows it."""

    sku: str
    asin: str = ""
    parent_skus: tuple[str, ...] = ()
    live: bool = False


class FamilyState(StrEnum):
    """How far a family is; a product that was never made one has none."""

    SEEN = "seen"  # only looked at: nothing of it is ours
    MAKE = "make"  # its parent is to be sent
    CONFIRM = "confirm"  # sent; looked for until Amazon shows it
    STANDS = "stands"  # the parent is there; children are kept joined
    PART = "part"  # to be taken apart: the children first, then the parent
    APART = "apart"
    HELD = "held"  # something must be cured by a person


MANAGED = (FamilyState.MAKE, FamilyState.CONFIRM, FamilyState.STANDS, FamilyState.HELD)


class ChildState(StrEnum):
    LIVE = "live"  # in the family, and buyers can order it
    JOINED = "joined"  # in the family, not on sale
    ON_ITS_WAY = "on_its_way"
    MISSING = "missing"
    ELSEWHERE = "elsewhere"  # in another family
    EXTRA = "extra"  # Amazon has it, your shop does not


@dataclass(frozen=True, slots=True)
class Wanted:
    """A child as we want it. `sent`: it was sent as a child of this family; `live`: buyers can order it."""

    id: int
    sku: str
    asin: str = ""
    sent: bool = False
    live: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One child: `id` is our variation's, 0 for an extra one; `other`: the parent ASIN of another family."""

    state: ChildState
    id: int
    sku: str
    asin: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class FamilyThere:
    """All that Amazon was seen to have: the parent's ASIN ("" unknown), SKUs that name it, kin of children's ASINs."""

    parent_asin: str = ""
    relatives: tuple[Relative, ...] = ()
    kin: tuple[Kin, ...] = ()


def compare(wanted: Sequence[Wanted], there: FamilyThere) -> list[Line]:
    """Each wanted child once, in its order, then what Amazon has beside them."""
    named = {each.sku: each for each in there.relatives}
    kin = {each.asin: each for each in there.kin}
    lines = []
    for child in wanted:
        relative = named.get(child.sku)
        asin = child.asin or (relative.asin if relative else "")
        parents = kin[asin].parents if asin in kin else ()
        lines.append(_line(child, asin, parents, there.parent_asin, named=relative is not None))
    known = {line.sku for line in lines} | {line.asin for line in lines if line.asin}
    extra = [each for each in there.relatives if each.sku not in known and each.asin not in known]
    seen = known | {each.asin for each in extra}
    family = next((each for each in there.kin if there.parent_asin and each.asin == there.parent_asin), None)
    others = [asin for asin in (family.children if family else ()) if asin not in seen]
    lines += [Line(ChildState.EXTRA, 0, each.sku, each.asin) for each in extra]
    return lines + [Line(ChildState.EXTRA, 0, "", asin) for asin in others]


def _line(child: Wanted, asin: str, parents: Sequence[str], family: str, *, named: bool) -> Line:
    other = next((each for each in parents if each != family), "") if family not in parents else ""
    if other:
        return Line(ChildState.ELSEWHERE, child.id, child.sku, asin, other)
    if named or (family and family in parents):
        return Line(ChildState.LIVE if child.live else ChildState.JOINED, child.id, child.sku, asin)
    return Line(ChildState.ON_ITS_WAY if child.sent else ChildState.MISSING, child.id, child.sku, asin)


def common_parent(kin: Sequence[Kin]) -> str:
    """The one parent ASIN under which all of these products are on Amazon already, or ""."""
    parents = {each.parents for each in kin}
    return next(iter(parents))[0] if len(parents) == 1 and len(next(iter(parents))) == 1 else ""
