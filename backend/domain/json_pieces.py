"""A JSON object read while it comes, piece by piece: its lists are given out item by item, so that a file of any length
is never held whole. A file that ends or breaks in its middle has given all that was whole before."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

LARGEST = 1 << 20  # characters of one item; more is no item of ours
_BLANKS = " \t\r\n"
Piece = tuple[str, Any]  # the key of the object, and a value: an item of its list, or what else stands there


class NotAnObject(ValueError):
    """It does not even begin like a JSON object; its text says whether there was anything: empty or other."""


class Pieces:
    """Give it the text with `feed`, end with `close`. `begun`: it is an object at all; `whole`: it came to its end;
    `broken`: something in it is no JSON, and nothing is read after that."""

    def __init__(self) -> None:
        self._decoder = json.JSONDecoder(parse_constant=_refuse)
        self._text, self._at = "", 0
        self._key: str | None = None
        self._in_list = False
        self.begun = self.whole = self.broken = False

    def feed(self, text: str) -> Iterator[Piece]:
        """What can be read now. Raises NotAnObject."""
        self._text, self._at = self._text[self._at :] + text, 0
        while not self.whole and not self.broken:
            before = (self._at, self._key, self._in_list, self.begun)
            found = self._step()
            if found is not None:
                yield found
            if (self._at, self._key, self._in_list, self.begun) == before:
                break
        if len(self._text) - self._at > LARGEST:
            self.broken = True

    def close(self) -> bool:
        """Whether it was whole. Raises NotAnObject when nothing came."""
        if not self.begun:
            raise NotAnObject("empty")
        return self.whole

    def _step(self) -> Piece | None:
        """One sign further; nothing moves when more text is needed."""
        while self._at < len(self._text) and self._text[self._at] in _BLANKS:
            self._at += 1
        if self._at >= len(self._text):
            return None
        sign = self._text[self._at]
        if not self.begun:
            if sign != "{":
                raise NotAnObject("other")
            self.begun = True
            self._at += 1
        elif sign == ",":
            self._at += 1
        elif self._in_list:
            return self._item(sign)
        elif self._key is None:
            self._open(sign)
        elif sign == "[":
            self._in_list = True
            self._at += 1
        else:
            return self._item(sign)
        return None

    def _open(self, sign: str) -> None:
        """A key with its colon, or the end of the object."""
        if sign == "}":
            self.whole = True
            self._at += 1
            return
        if sign != '"':
            self.broken = True
            return
        at = self._at
        key = self._value()
        if key is None:
            return
        rest = self._text[self._at :].lstrip(_BLANKS)
        if not rest:
            self._at = at  # the colon is still to come
        elif rest[0] != ":":
            self.broken = True
        else:
            self._at = len(self._text) - len(rest) + 1
            self._key = str(key[0])

    def _item(self, sign: str) -> Piece | None:
        assert self._key is not None
        if self._in_list and sign == "]":
            self._in_list, self._key = False, None
            self._at += 1
            return None
        found = self._value()
        if found is None:
            return None
        piece = (self._key, found[0])
        if not self._in_list:
            self._key = None
        return piece

    def _value(self) -> tuple[Any] | None:
        """The value that begins here, once it is whole and something comes after it."""
        try:
            value, end = self._decoder.raw_decode(self._text, self._at)
        except (ValueError, RecursionError):
            return None  # cut, or no JSON: which of them shows when more has come
        if end >= len(self._text):
            return None
        self._at = end
        return (value,)


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")
