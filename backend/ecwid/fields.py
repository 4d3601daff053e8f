"""Fields of JSON from outside: read one by one, none of them trusted to be there or to be what it should."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import NoReturn


class Unreadable(ValueError):
    """A value that cannot be done without is missing or makes no sense; the text says which."""


def parse_json(text: str | bytes, *, strict: bool = False) -> object:
    """JSON with exact decimals. Raises Unreadable; `strict` also refuses names that stand twice in one object."""
    try:
        return json.loads(
            text,
            parse_float=Decimal,
            parse_constant=_refuse,
            object_pairs_hook=_once if strict else None,
        )
    except (ValueError, RecursionError) as error:
        raise Unreadable("not JSON") from error


class Fields:
    """A JSON object. Every method gives an empty value for what is missing or of another kind, and never raises."""

    __slots__ = ("_values",)

    def __init__(self, values: object) -> None:
        self._values: Mapping[str, object] = values if isinstance(values, dict) else {}

    def has(self, name: str) -> bool:
        """Whether something stands there that is not null."""
        return self._values.get(name) is not None

    def raw(self, name: str) -> object:
        return self._values.get(name)

    def text(self, name: str) -> str:
        """A text without the space around it, and without what no database takes; a number as its digits."""
        value = self._values.get(name)
        if isinstance(value, str):
            return value.replace("\x00", "").encode("utf-8", "ignore").decode().strip()
        return str(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else ""

    def whole(self, name: str) -> int | None:
        """A whole number, also when it is written as 7.0 or "7"."""
        number = self.number(name)
        return int(number) if number is not None and number == number.to_integral_value() else None

    def number(self, name: str) -> Decimal | None:
        """A finite number of a sane size; a float is read by its shortest text."""
        value = self._values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
            return None
        try:
            number = Decimal(str(value).strip())
        except ArithmeticError:
            return None
        return number if number.is_finite() and abs(number) < 10**15 else None

    def flag(self, name: str, *, missing: bool = False) -> bool:
        value = self._values.get(name)
        return value if isinstance(value, bool) else missing

    def fields(self, name: str) -> "Fields":
        return Fields(self._values.get(name))

    def many(self, name: str) -> list["Fields"]:
        """The objects of a list; what is no object is left out."""
        return [Fields(value) for value in self.values(name) if isinstance(value, dict)]

    def values(self, name: str) -> list[object]:
        value = self._values.get(name)
        return value if isinstance(value, list) else []

    def texts(self, name: str) -> dict[str, str]:
        """A map of texts, such as language to name; blank ones are left out."""
        inner = self.fields(name)
        return {key: inner.text(key) for key in inner if key.isascii() and len(key) <= 20 and inner.text(key)}

    def moment(self, name: str) -> int:
        """Epoch seconds of "2024-05-01 05:26:28 +0000" or of a number of seconds; 0 when it cannot be read."""
        value = self.text(name)
        for shape in ("%Y-%m-%d %H:%M:%S %z", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d"):
            try:
                read = datetime.strptime(value, shape)
            except ValueError:
                continue
            return int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp())
        return self.whole(name) or 0

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a name stands twice")
    return values
