"""What stands around the form of a new product: its groups, what Amazon will show, and what is left to do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from backend.domain.details import IDENTIFIER
from backend.domain.issues import Issue, Problem, Severity, errors_of
from backend.domain.listing import Offer, Outcome
from backend.domain.prefill import PICTURES
from backend.storage.details import KeptDetails
from backend.web.languages import _
from backend.web.problems import words
from backend.web.product_form import FormView, Line, SectionView
from backend.web.sent_words import attribute_name

JOINS = "joins"  # the code of our own warning; Amazon's are numbers


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group in the list on the left: what of it is missing."""

    id: str
    title: str
    missing: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What buyers will see."""

    title: str
    brand: str
    picture: str
    pictures: int
    points: tuple[str, ...]
    description: str


@dataclass(frozen=True, slots=True)
class Finish:
    """What is left to do. `obstacle`: what of the shop's stops it; `said`: what Amazon found that stands beside no
    field; `warnings` do not stop it. `good`: Amazon found nothing wrong, it can be confirmed."""

    missing: tuple[tuple[str, str], ...]
    wrong: int
    elsewhere: tuple[str, ...]
    obstacle: str
    said: tuple[str, ...]
    warnings: tuple[str, ...]
    refused: int
    good: bool
    checked_at: int


@dataclass(frozen=True, slots=True)
class Told:
    """What a listing says of its product, for the listing's page. `sent`: Amazon has exactly this."""

    type: str
    confirmed_at: int
    held: bool
    sent: bool
    lines: tuple[tuple[str, str], ...]


def told_of(kept: KeptDetails | None, sent: Offer | None, labels: Mapping[str, str]) -> Told | None:
    """The details of a listing in short, attribute by attribute with Amazon's `labels`; None where it has none."""
    if kept is None:
        return None
    lines = tuple(
        (attribute_name(name, labels), words)
        for name, entries in kept.details.sent.items()
        if (words := " · ".join(_short(entries)))
    )
    with_amazon = sent is not None and sent.details == kept.details.key
    return Told(kept.details.product_type, kept.confirmed_at, kept.held, with_amazon, lines)


def _short(said: object) -> Iterator[str]:
    """The values inside of what is sent, without where and in which language they are said."""
    if isinstance(said, Mapping):
        for name, inner in said.items():
            if name not in ("marketplace_id", "language_tag"):
                yield from _short(inner)
    elif isinstance(said, list):
        for inner in said:
            yield from _short(inner)
    elif said is not None:
        yield str(said)[:300]


def groups_of(view: FormView) -> tuple[GroupLine, ...]:
    """The groups with something in them."""
    lacking = {name for _, name in view.missing}
    return tuple(
        GroupLine(section.id, section.title, len(lacking & set(_names(section))))
        for section in view.sections
        if not section.empty
    )


def _names(section: SectionView) -> Iterator[str]:
    for line in (*section.needed, *section.filled, *section.rest):
        yield from _of_line(line)


def _of_line(line: Line) -> Iterator[str]:
    yield line.name
    if line.unit:
        yield from _of_line(line.unit)
    for inner in line.lines:
        yield from _of_line(inner)


def with_said(view: FormView, said: Sequence[Issue]) -> FormView:
    """The form with Amazon's own words beside the fields that they name. `stamp` says that something changed."""
    beside: dict[str, list[str]] = {}
    for issue in errors_of(said):
        for name in issue.attribute_names:
            beside.setdefault(name.partition(".")[0].partition("/")[0], []).append(issue.message)
    if not beside:
        return view
    return replace(view, sections=tuple(_section(section, beside) for section in view.sections))


def _section(section: SectionView, beside: Mapping[str, list[str]]) -> SectionView:
    struck = False

    def told(lines: Sequence[Line]) -> tuple[Line, ...]:
        nonlocal struck
        found = []
        for line in lines:
            more = beside.get(str(line.field.path[0]) if line.field.path else "", ())
            struck = struck or bool(more)
            found.append(replace(line, errors=tuple(dict.fromkeys((*line.errors, *more)))) if more else line)
        return tuple(found)

    needed, filled, rest = told(section.needed), told(section.filled), told(section.rest)
    stamp = f"{section.stamp}!" if struck else section.stamp
    return replace(section, needed=needed, filled=filled, rest=rest, stamp=stamp)


def preview_of(attributes: Mapping[str, Any]) -> Preview:
    """What buyers will see of these attributes."""
    pictures = [_first(attributes, name, "media_location") for name in PICTURES if attributes.get(name)]
    return Preview(
        title=_first(attributes, "item_name"), brand=_first(attributes, "brand"),
        picture=next((address for address in pictures if address.startswith(("https://", "http://"))), ""),
        pictures=len(pictures), points=tuple(_all(attributes, "bullet_point")),
        description=_first(attributes, "product_description"),
    )  # fmt: skip


def joining(outcome: Outcome, own: str) -> tuple[Issue, ...]:
    """A warning of ours where Amazon would not make a product, but join one that it has: the barcode is that one's."""
    if outcome.matched_asin in ("", own):
        return ()
    return (Issue(JOINS, outcome.matched_asin, Severity.WARNING, (IDENTIFIER,)),)


def _warning(issue: Issue) -> str:
    if issue.code != JOINS:
        return issue.message
    return (
        _(
            "Amazon has a product with this barcode already (%s): yours would join it, or be refused where they differ."
            " If it is the same thing, link to it instead."
        )
        % issue.message
    )


def finish_of(
    view: FormView, said: Sequence[Issue], obstacle: Problem | None, *, good: bool, checked_at: int
) -> Finish:
    drawn = {
        str(line.field.path[0])
        for section in view.sections
        for line in (*section.needed, *section.filled, *section.rest)
        if line.field.path
    }
    errors = errors_of(said)
    loose = [issue for issue in errors if drawn.isdisjoint(issue.attribute_names)]
    why = words(obstacle) if obstacle else None
    return Finish(
        missing=view.missing, wrong=view.wrong, elsewhere=view.elsewhere,
        obstacle=f"{why.why} {why.cure}" if why else "",
        said=tuple(issue.message for issue in loose),
        warnings=tuple(_warning(issue) for issue in said if issue.severity is not Severity.ERROR),
        refused=len(errors), good=good and not (view.missing or view.wrong or view.elsewhere or obstacle),
        checked_at=checked_at,
    )  # fmt: skip


def _all(attributes: Mapping[str, Any], name: str, field: str = "value") -> Iterator[str]:
    entries = attributes.get(name)
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, Mapping) and isinstance(entry.get(field), str):
            yield entry[field]


def _first(attributes: Mapping[str, Any], name: str, field: str = "value") -> str:
    return next(_all(attributes, name, field), "")
