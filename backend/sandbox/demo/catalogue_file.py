"""Reading a catalogue file as the shop's REST API gives it out: streamed, with the place of what is wrong."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Never, TextIO

WINDOW = 1 << 18
_SPACE = " \t\r\n"


def read_catalogue(path: Path | str) -> Iterator[dict[str, Any]]:
    """The products in a file: search answers `{"items": [...]}`, bare lists, or products, one after another.

    Only one product is held at a time. Raises ValueError with file, line and column for what is no catalogue,
    and OSError for a file that cannot be opened.
    """
    with Path(path).open(encoding="utf-8-sig") as file:
        reader = _Reader(file, Path(path).name)
        count = 0
        for product in _documents(reader):
            count += 1
            yield product
        if not count and not reader.answers:
            reader.refuse("there is nothing in it; expected a list of products")


class _Reader:
    """A window over the text that moves on as values are taken; it knows where it stands."""

    def __init__(self, file: TextIO, name: str) -> None:
        self._file, self._name = file, name
        self._text, self._at, self._ended = "", 0, False
        self._line, self._column = 1, 1
        self._decoder = json.JSONDecoder(parse_constant=self._no_number)
        self.answers = 0

    def peek(self) -> str:
        """The next character that is not space, or "" at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def skip(self, expected: str) -> str:
        """Move over one of the characters expected and return it, or refuse."""
        found = self.peek()
        if not found or found not in expected:
            self.refuse(f"expected {' or '.join(expected)}, found {found or 'the end of the file'}")
        self._at += 1
        return found

    def value(self) -> Any:
        """The next whole value."""
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._more(grow=True):
                    continue
                self._at = max(self._at, min(error.pos, len(self._text)))
                self.refuse(f"this is not JSON ({error.msg})")
            # A number at the very end of the window may go on in the next chunk.
            if end == len(self._text) and not isinstance(value, (dict, list, str)) and self._more(grow=True):
                continue
            self._at = end
            return value

    def refuse(self, sentence: str) -> Never:
        """Say what is wrong, and where."""
        self._forget()
        raise ValueError(f"{self._name}, line {self._line}, column {self._column}: {sentence}")

    def _more(self, *, grow: bool = False) -> bool:
        """Read on; False at the end. A value that does not fit makes the window twice as large each time."""
        if self._ended:
            return False
        self._forget()
        try:
            chunk = self._file.read(max(WINDOW, len(self._text)) if grow else WINDOW)
        except UnicodeDecodeError:
            self._ended = True
            self.refuse("after this the file is not text in UTF-8")
        self._ended = not chunk
        self._text += chunk
        return bool(chunk)

    def _forget(self) -> None:
        """Drop what was taken, counting its lines."""
        taken = self._text[: self._at]
        lines = taken.count("\n")
        self._column = len(taken) - taken.rfind("\n") if lines else self._column + len(taken)
        self._line += lines
        self._text, self._at = self._text[self._at :], 0

    def _no_number(self, name: str) -> Never:
        self.refuse(f"{name} is not a number of JSON")


def _documents(reader: _Reader) -> Iterator[dict[str, Any]]:
    while found := reader.peek():
        if found == "[":
            yield from _list(reader)
        elif found == "{":
            yield from _answer_or_product(reader)
        else:
            reader.refuse("expected a list of products, a search answer or a product")


def _list(reader: _Reader) -> Iterator[dict[str, Any]]:
    reader.skip("[")
    reader.answers += 1
    if reader.peek() == "]":
        reader.skip("]")
        return
    while True:
        if reader.peek() != "{":
            reader.refuse("expected a product, which is an object in braces")
        yield _checked(reader, reader.value())
        if reader.skip(",]") == "]":
            return


def _answer_or_product(reader: _Reader) -> Iterator[dict[str, Any]]:
    """An object whose "items" is a list is a search answer; any other is a product."""
    fields: dict[str, Any] = {}
    is_answer = False
    reader.skip("{")
    while reader.peek() != "}":
        name = reader.value()
        if not isinstance(name, str):
            reader.refuse("expected the name of a field in quotation marks")
        reader.skip(":")
        if name == "items" and reader.peek() == "[":
            is_answer = True
            yield from _list(reader)
        else:
            fields[name] = reader.value()
        if reader.peek() != "}":
            reader.skip(",")
    reader.skip("}")
    if not is_answer:
        yield _checked(reader, fields)


def _checked(reader: _Reader, product: dict[str, Any]) -> dict[str, Any]:
    number = product.get("id")
    if not isinstance(number, int) or isinstance(number, bool) or number <= 0:
        reader.refuse('this product has no "id", which is a whole number above zero')
    if not isinstance(product.get("name", ""), str):
        reader.refuse(f'the "name" of product {number} is not a text')
    for field in ("combinations", "attributes", "options"):
        rows = product.get(field) or []
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            reader.refuse(f'the "{field}" of product {number} are not a list of objects')
    return product
