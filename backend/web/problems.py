"""Why a product is not live, in the merchant's words: what happened, whose turn it is, what cures it."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.domain.issues import CAUSES, SPOKEN, Cause, Owner, Problem
from backend.web import codes
from backend.web.causes import APPLY, ENTRIES
from backend.web.languages import _


@dataclass(frozen=True, slots=True)
class Words:
    """A problem as a page shows it. `actions`: the keys of its buttons (web/causes.py), the best first.

    `said` is Amazon's own text where no issue of the listing carries it; `raw` the codes as Amazon gives them.
    """

    title: str
    why: str
    who: str
    cure: str
    actions: tuple[str, ...]
    link: str = ""
    said: str = ""
    raw: str = ""

    @property
    def action(self) -> str:
        """The best button, or ""."""
        return self.actions[0] if self.actions else ""


def title_of(cause: str, topic: str = "") -> str:
    """A cause in a few words, for lists and counts; `topic` tells which of Amazon's (domain/issues.py)."""
    if cause not in CAUSES:
        return cause
    known = codes.told(topic.partition(" ")[0]) if topic else None
    return known.title() if known else ENTRIES[Cause(cause)].title()


def title_of_problem(problem: Problem) -> str:
    known = _told(problem)
    return known.title() if known else ENTRIES[problem.cause].title()


def words(problem: Problem) -> Words:
    """Everything a page says of a problem. Details that are missing leave their place empty."""
    entry, known = ENTRIES[problem.cause], _told(problem)
    details = _Blank(problem.details)
    link = str(problem.details.get("link", "")) if problem.cause is Cause.RESTRICTED else ""
    if not link.startswith(("https://", "http://")):
        link = ""
    actions = known.actions if known else entry.actions
    return Words(
        title=title_of_problem(problem),
        why=known.why() if known else entry.why(details),
        who=name_of(known.owner if known else problem.owner),
        cure=known.cure() if known else entry.cure(details),
        actions=tuple(action for action in actions if link or action != APPLY),
        link=link,
        said=str(problem.details.get("text", "")),
        raw=" ".join(str(problem.details.get(key, "")) for key in ("codes", "attributes")).strip(),
    )


def owner_of(cause: str, topic: str = "") -> Owner:
    """Whose turn it is in a group of problems."""
    known = codes.told(topic.partition(" ")[0]) if topic else None
    if known:
        return known.owner
    return Problem(Cause(cause)).owner if cause in CAUSES else Owner.YOU


def name_of(owner: Owner) -> str:
    """An owner for people."""
    match owner:
        case Owner.YOU:
            return _("You")
        case Owner.SHOP:
            return _("You, in your shop")
        case Owner.AMAZON:
            return _("Amazon")
        case Owner.OPERATOR:
            return _("The operator of this Storelane")


class _Blank(dict[str, object]):
    """Details for a sentence; what is missing is an ellipsis, never an error."""

    def __init__(self, details: Mapping[str, str | int]) -> None:
        super().__init__(details)

    def __missing__(self, key: str) -> str:
        return "…"


def _told(problem: Problem) -> codes.Told | None:
    """What Amazon's codes mean, for the causes that stand for whatever Amazon says."""
    return codes.told(str(problem.details.get("codes", ""))) if problem.cause in SPOKEN else None
