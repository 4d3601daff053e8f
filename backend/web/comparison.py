"""A candidate beside the product, in words: what agrees, what differs, what cannot be said, and the score's reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backend.domain.comparing import Finding
from backend.web.languages import _

AGREES, DIFFERS, UNKNOWN = "agrees", "differs", "unknown"


@dataclass(frozen=True, slots=True)
class Line:
    """One field: the product's value and the candidate's. `verdict`: agrees, differs, unknown; `told`: in words, where
    they differ."""

    label: str
    yours: str
    theirs: str
    verdict: str
    told: str


def lines(findings: Iterable[Finding]) -> list[Line]:
    """Every field that was compared, in its order."""
    return [_line(each) for each in findings]


def _line(each: Finding) -> Line:
    verdict = UNKNOWN if each.agrees is None else AGREES if each.agrees else DIFFERS
    label = field_name(each.field, each.name)
    told = _differs(each, label) if each.agrees is False else ""
    return Line(label, each.yours, each.theirs, verdict, told)


def _differs(each: Finding, label: str) -> str:
    match each.field:
        case "pack":
            return _("Your pack: %(yours)s · theirs: %(theirs)s") % _both(each)
        case "identifier":
            return _("Your barcode %(yours)s is not among theirs: %(theirs)s") % _both(each)
        case "title":
            return _("The titles have no word in common")
        case _:
            return _("%(what)s · yours: %(yours)s · theirs: %(theirs)s") % {"what": label, **_both(each)}


def _both(each: Finding) -> dict[str, str]:
    return {"yours": each.yours or "–", "theirs": each.theirs or "–"}


def field_name(field: str, name: str = "") -> str:
    """What was compared; `name` is the option's as the shop writes it."""
    names = {
        "identifier": _("barcode"), "family": _("barcode of its family"), "brand": _("brand"), "title": _("title"),
        "pack": _("pieces in the pack"), "size": _("size"), "colour": _("colour"), "option": _("option"),
        "measure": _("measures"),
    }  # fmt: skip
    return name or names.get(field, field)


def reasons(findings: Sequence[Finding]) -> str:
    """Why the score is what it is: what agrees, and what does not."""
    agree = [field_name(each.field, each.name) for each in findings if each.agrees]
    differ = [field_name(each.field, each.name) for each in findings if each.agrees is False]
    said = [_("agrees: %s") % ", ".join(agree)] if agree else [_("nothing agrees for certain")]
    return " · ".join([*said, *([_("differs: %s") % ", ".join(differ)] if differ else [])])


def rests_words(rests_on: str) -> str:
    """What a candidate rests on, in a few words."""
    match rests_on:
        case "identifier":
            return _("same barcode")
        case "family":
            return _("same family, and every option agrees")
        case "brand":
            return _("brand and title")
        case "title":
            return _("the title alone")
        case _:
            return _("hardly anything")
