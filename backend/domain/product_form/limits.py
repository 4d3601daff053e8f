"""What may be entered, the tightest of what several schemas say of the same place."""

from collections.abc import Callable, Iterable
from typing import Any

from backend.domain.product_form.document import Schema
from backend.domain.product_form.tree import Limits


def limits_of(schemas: Iterable[Schema]) -> Limits:
    """The tightest limits. Of several patterns and steps the first."""
    said = list(schemas)
    return Limits(
        least_length=_said(said, "minLength", max), most_length=_said(said, "maxLength", min),
        least_bytes=_said(said, "minUtf8ByteLength", max), most_bytes=_said(said, "maxUtf8ByteLength", min),
        minimum=_said(said, "minimum", max), maximum=_said(said, "maximum", min),
        above=_said(said, "exclusiveMinimum", max), below=_said(said, "exclusiveMaximum", min),
        step=_said(said, "multipleOf", _first), pattern=_said(said, "pattern", _first),
    )  # fmt: skip


def count_limits(schemas: Iterable[Schema]) -> tuple[int, int | None]:
    """The least and most entries of a list, without what selectors allow."""
    said = list(schemas)
    least = max(_said(said, "minItems", max) or 0, _said(said, "minUniqueItems", max) or 0)
    return least, _said(said, "maxItems", min)


def _said(schemas: list[Schema], word: str, tightest: Callable[[list[Any]], Any]) -> Any:
    found = [schema[word] for schema in schemas if word in schema]
    return tightest(found) if found else None


def _first(found: list[Any]) -> Any:
    return found[0]
