"""Statements and rows, the same for both databases: SQL text with `:name` parameters, values by column name."""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, Protocol

Dialect = Literal["sqlite", "postgresql"]
Values = Mapping[str, Any]


class Row(Protocol):
    """A row: values by column name, the same Python values from both databases."""

    def __getitem__(self, name: str) -> Any: ...

    def keys(self) -> Any: ...


_PARAMETER = re.compile(r"'[^']*'|(?<![:\w]):([a-z_]\w*)", re.IGNORECASE)


@functools.lru_cache(maxsize=2048)
def translated(sql: str, dialect: Dialect) -> tuple[str, tuple[str, ...]]:
    """The statement in the driver's own marks, and which value goes where. Text in quotes stays as it is."""
    names: list[str] = []

    def mark(found: re.Match[str]) -> str:
        name = found.group(1)
        if name is None:
            return found.group(0)
        if dialect == "sqlite":
            names.append(name)
            return "?"
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    return _PARAMETER.sub(mark, sql), tuple(names)


def arguments(names: Sequence[str], values: Values | None) -> list[Any]:
    """The values in the order of the marks. Raises KeyError with the name of a missing one."""
    return [(values or {})[name] for name in names]


def bound(sql: str, dialect: Dialect, values: Values | None) -> tuple[str, list[Any]]:
    """A statement and its values, ready for the driver."""
    text, names = translated(sql, dialect)
    return text, arguments(names, values)


def among(prefix: str, found: Iterable[Any]) -> tuple[str, dict[str, Any]]:
    """The marks for `in (...)` and their values, named after `prefix`; there must be one value at least."""
    given = {f"{prefix}{n}": value for n, value in enumerate(found)}
    return ", ".join(f":{name}" for name in given), given


def one_row(table: str, columns: Iterable[str]) -> str:
    """The insert of one row, its values named after the columns: for one the bulk calls cost a savepoint more, and on
    PostgreSQL a COPY with a question for the columns' types."""
    names = list(columns)
    return f"insert into {table} ({', '.join(names)}) values ({', '.join(f':{name}' for name in names)})"


def writes(sql: str) -> bool:
    """Whether a statement may write: all but those that plainly read."""
    return not sql.lstrip().lower().startswith(("select", "pragma", "explain"))
