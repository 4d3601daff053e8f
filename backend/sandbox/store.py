"""A small document store over SQLite: what the sandbox knows, kept through kill -9."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

Document = dict[str, Any]
Scalar = str | int | float | None
Field = Callable[[Document], Scalar]
Condition = tuple[str, str, Scalar | Sequence[Scalar]]

_COMPARISONS = {"=", "!=", "<", "<=", ">", ">="}
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_PAGE = 500


class Store:
    """Documents addressed by (kind, key); each kind may carry indexed fields computed from its documents.

    `path` is the database file, or None for memory. One connection, one lock: safe from several threads.
    """

    def __init__(self, path: Path | None = None) -> None:
        target = ":memory:" if path is None else str(path)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(target, check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute("PRAGMA busy_timeout=5000")
        self._connection.execute("CREATE TABLE IF NOT EXISTS numbers(name TEXT PRIMARY KEY, value INTEGER)")
        self._lock = RLock()
        self._depth = 0
        self._fields: dict[str, dict[str, Field]] = {}

    def declare(
        self, kind: str, fields: Mapping[str, Field] | None = None, *, indexed: Sequence[str] | None = None
    ) -> None:
        """Make a kind ready. `fields` maps a column name to the function that computes it from a document.

        `indexed` names the fields that get an index (all when None).
        Declaring again with other fields adds the new ones and computes them for the documents already there.
        """
        wanted = dict(fields or {})
        for name in (kind, *wanted):
            if not _NAME.match(name):
                raise ValueError(f"not a plain name: {name!r}")
        with self.transaction():
            columns = "".join(f", f_{name}" for name in wanted)
            table = f"d_{kind}"
            self._run(
                f"CREATE TABLE IF NOT EXISTS {table}(key TEXT PRIMARY KEY{columns}, body TEXT NOT NULL)"
            )
            present = {row[1] for row in self._run(f"PRAGMA table_info({table})")}
            missing = [name for name in wanted if f"f_{name}" not in present]
            for name in missing:
                self._run(f"ALTER TABLE {table} ADD COLUMN f_{name}")
            for name in wanted if indexed is None else indexed:
                self._run(f"CREATE INDEX IF NOT EXISTS i_{kind}_{name} ON {table}(f_{name})")
            self._fields[kind] = wanted
            if missing:
                self.put_many(kind, list(self.items(kind)))

    def put(self, kind: str, key: str, document: Document) -> None:
        """Insert or replace one document."""
        self.put_many(kind, [(key, document)])

    def put_many(self, kind: str, documents: Iterable[tuple[str, Document]]) -> int:
        """Insert or replace many documents in one transaction; the iterable is streamed. Returns how many."""
        fields = self._fields_of(kind)
        names = ", ".join(["key", *(f"f_{name}" for name in fields), "body"])
        marks = ", ".join("?" * (len(fields) + 2))
        count = 0

        def rows() -> Iterator[tuple[Scalar, ...]]:
            nonlocal count
            for key, document in documents:
                count += 1
                body = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
                yield (key, *(compute(document) for compute in fields.values()), body)

        with self.transaction():
            self._connection.executemany(f"INSERT OR REPLACE INTO d_{kind}({names}) VALUES({marks})", rows())
        return count

    def get(self, kind: str, key: str) -> Document | None:
        """One document, or None."""
        self._fields_of(kind)
        rows = self._run(f"SELECT body FROM d_{kind} WHERE key = ?", (key,))
        return json.loads(rows[0][0]) if rows else None

    def delete(self, kind: str, key: str) -> bool:
        """Remove one document; True when it was there."""
        self._fields_of(kind)
        return bool(self._run(f"DELETE FROM d_{kind} WHERE key = ? RETURNING 1", (key,)))

    def delete_where(self, kind: str, where: Sequence[Condition]) -> int:
        """Remove every document that meets the conditions; returns how many."""
        clause, values = self._where(kind, where)
        return len(self._run(f"DELETE FROM d_{kind}{clause} RETURNING 1", values))

    def find(
        self,
        kind: str,
        where: Sequence[Condition] = (),
        *,
        order: Sequence[str] = (),
        offset: int = 0,
        limit: int | None = None,
    ) -> list[Document]:
        """Documents that meet all conditions `(field, comparison, value)`, ordered and cut in SQL.

        Comparisons: = != < <= > >= in has (the value is part of the text). `order` names fields, "-field"
        descending; the field `key` is always there.
        """
        clause, values = self._where(kind, where)
        sort = ", ".join(
            f"{self._column(kind, name.lstrip('-'))}{' DESC' if name[0] == '-' else ''}" for name in order
        )
        statement = f"SELECT body FROM d_{kind}{clause}{' ORDER BY ' + sort if sort else ''} LIMIT ? OFFSET ?"
        rows = self._run(statement, (*values, -1 if limit is None else limit, offset))
        return [json.loads(row[0]) for row in rows]

    def first(
        self, kind: str, where: Sequence[Condition] = (), *, order: Sequence[str] = ()
    ) -> Document | None:
        """The first document found, or None."""
        found = self.find(kind, where, order=order, limit=1)
        return found[0] if found else None

    def keys(self, kind: str, where: Sequence[Condition] = ()) -> list[str]:
        """The keys of the documents that meet the conditions."""
        clause, values = self._where(kind, where)
        return [row[0] for row in self._run(f"SELECT key FROM d_{kind}{clause} ORDER BY key", values)]

    def count(self, kind: str, where: Sequence[Condition] = ()) -> int:
        """How many documents meet the conditions."""
        clause, values = self._where(kind, where)
        return int(self._run(f"SELECT count(*) FROM d_{kind}{clause}", values)[0][0])

    def top(self, kind: str, field: str, where: Sequence[Condition] = ()) -> Scalar:
        """The highest value of a field, or None."""
        clause, values = self._where(kind, where)
        value: Scalar = self._run(f"SELECT max({self._column(kind, field)}) FROM d_{kind}{clause}", values)[
            0
        ][0]
        return value

    def items(self, kind: str) -> Iterator[tuple[str, Document]]:
        """Every (key, document) in the order of keys, read in pages so that memory stays small."""
        self._fields_of(kind)
        last = ""
        while rows := self._run(
            f"SELECT key, body FROM d_{kind} WHERE key > ? ORDER BY key LIMIT {_PAGE}", (last,)
        ):
            for key, body in rows:
                yield key, json.loads(body)
            last = rows[-1][0]

    def all(self, kind: str) -> Iterator[Document]:
        """Every document of a kind, in the order of keys."""
        return (document for _, document in self.items(kind))

    def next_number(self, name: str, start: int = 1) -> int:
        """The next number of a named sequence that begins at `start`."""
        statement = (
            "INSERT INTO numbers(name, value) VALUES(?, ?) "
            "ON CONFLICT(name) DO UPDATE SET value = max(value + 1, excluded.value) RETURNING value"
        )
        return int(self._run(statement, (name, start))[0][0])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; may be nested, the outermost decides. Do not await inside."""
        with self._lock:
            if self._depth == 0:
                self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._connection.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._connection.execute("COMMIT")

    def copied(self) -> "Store":
        """Another store in memory that knows the same, and goes its own way from now on."""
        copy = Store()
        with self._lock:
            self._connection.backup(copy._connection)
        return copy

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _run(self, statement: str, values: Sequence[Scalar] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def _fields_of(self, kind: str) -> dict[str, Field]:
        if kind not in self._fields:
            self.declare(kind)
        return self._fields[kind]

    def _column(self, kind: str, name: str) -> str:
        if name == "key":
            return "key"
        if name not in self._fields_of(kind):
            raise KeyError(f"{kind} has no field {name!r}")
        return f"f_{name}"

    def _where(self, kind: str, where: Sequence[Condition]) -> tuple[str, tuple[Scalar, ...]]:
        self._fields_of(kind)
        parts: list[str] = []
        values: list[Scalar] = []
        for name, comparison, value in where:
            column = self._column(kind, name)
            if comparison == "in" and isinstance(value, Sequence) and not isinstance(value, str):
                parts.append(f"{column} IN ({', '.join('?' * len(value))})")
                values.extend(value)
            elif comparison == "has" and isinstance(value, str):
                parts.append(f"instr({column}, ?) > 0")
                values.append(value)
            elif comparison in _COMPARISONS and (value is None or isinstance(value, str | int | float)):
                negated = "IS NOT" if comparison == "!=" else "IS"
                parts.append(f"{column} {negated if comparison in ('=', '!=') else comparison} ?")
                values.append(value)
            else:
                raise ValueError(f"not a comparison: {comparison!r}")
        return (" WHERE " + " AND ".join(parts) if parts else ""), tuple(values)
