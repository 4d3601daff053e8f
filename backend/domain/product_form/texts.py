"""Values as texts in a form, and texts as values. What cannot be read stays the text that it is, so nothing is lost."""

import json
import re
from collections.abc import Iterable
from typing import Any

from backend.domain.product_form.listed import Value
from backend.domain.product_form.names import JSON, MOMENT, NUMBER, PICK
from backend.domain.product_form.numbers import read_number, write_number
from backend.domain.product_form.tree import Kind

_MINUTE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
_SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}")
DEEPEST = 40
ENDINGS = {
    Kind.NUMBER: NUMBER, Kind.WHOLE: NUMBER, Kind.CHOICE: PICK, Kind.MOMENT: MOMENT, Kind.RAW: JSON,
}  # fmt: skip


def write(value: Any, kind: Kind, decimal: str, values: Iterable[Value] = ()) -> str:
    """A value as the text of a field of a kind. The value must fit the kind (`fits_kind`)."""
    if kind is Kind.RAW:
        return _json_text(value)
    if kind is Kind.CHOICE:
        return key_of(value)
    if kind in (Kind.SUGGESTED, Kind.SEARCHED):
        return next((each.label for each in values if each.label and each.value == value), str(value))
    if kind in (Kind.NUMBER, Kind.WHOLE) and not isinstance(value, str):
        return write_number(value, decimal)
    if kind is Kind.MOMENT and value.endswith(":00Z") and _MINUTE.fullmatch(value[:-4]):
        return str(value[:-4])
    return str(value)


def fits_kind(value: Any, kind: Kind) -> bool:
    """Whether a field of a kind can hold a value without changing it."""
    match kind:
        case Kind.LIST:
            return isinstance(value, list)
        case Kind.OBJECT:
            return isinstance(value, dict)
        case Kind.NUMBER | Kind.WHOLE:
            return (isinstance(value, int | float | str)) and not isinstance(value, bool)
        case Kind.CHOICE | Kind.RAW | Kind.SHAPES:
            return True
        case _:
            return isinstance(value, str)


def read(text: str, ending: str, decimal: str) -> Any:
    """The value of a posted text; None when it is blank."""
    if ending == PICK:
        return value_of(text) if text else None
    said = cleaned(text)
    if not said:
        return None
    match ending:
        case "~number":
            number = read_number(said, decimal)
            return said if number is None else number
        case "~moment":
            return (
                said + ":00Z" if _MINUTE.fullmatch(said) else said + "Z" if _SECOND.fullmatch(said) else said
            )
        case "~json":
            return _json_value(said)
        case _:
            return said


def cleaned(text: str) -> str:
    """A text without what a form adds or a database cannot keep: outer blanks, returns, zero bytes, lone surrogates."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return plain.encode("utf-8", "ignore").decode().strip()


def key_of(value: Any) -> str:
    """A value of a list as one text: itself where it is a plain word, else as JSON after a tilde."""
    if (
        isinstance(value, str)
        and value
        and not value.startswith("~")
        and cleaned(value) == value
        and "\n" not in value
    ):
        return value
    return "~" + json.dumps(value, ensure_ascii=True, sort_keys=True, default=str)


def value_of(key: str) -> Any:
    """The value of a key; the key itself where nobody made it."""
    if key.startswith("~"):
        try:
            return json.loads(key[1:])
        except (ValueError, RecursionError):
            return key
    return cleaned(key) or None


def _json_text(value: Any) -> str:
    if isinstance(value, str) and _json_value(value) == value:
        return value  # what could not be read as JSON is shown as it was written
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


def _json_value(text: str) -> Any:
    try:
        value = json.loads(text, parse_constant=lambda name: text)
    except (ValueError, RecursionError):
        return text
    return value if _depth(value) <= DEEPEST else text


def _depth(value: Any, level: int = 1) -> int:
    if level > DEEPEST or not isinstance(value, dict | list):
        return level
    below = value.values() if isinstance(value, dict) else value
    return max((_depth(each, level + 1) for each in below), default=level)
