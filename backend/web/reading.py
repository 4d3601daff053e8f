"""Reading what addresses and forms say; what makes no sense is passed over, never an error."""

import re

from starlette.convertors import Convertor

DIGITS = 15  # of a number at most: every table can hold it
DRAFT = re.compile(r"[A-Za-z0-9_-]{1,64}")  # the code of a wizard's selection


class Id(Convertor[int]):
    """An id of ours in an address; one that no table can hold is no address at all: 404."""

    regex = f"[0-9]{{1,{DIGITS}}}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


def whole(text: object) -> int:
    """A whole number that a table's id or a page can have; 0 for anything else."""
    said = str(text or "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= DIGITS else 0


def paged(number: int, total: int, lines: int) -> tuple[int, int]:
    """The page nearest to `number` that a list of `total` lines has, and how many pages it has."""
    pages = max(1, -(-total // lines))
    return min(number, pages), pages


def wholes(texts: list[object], most: int) -> list[int]:
    """Whole numbers above 0, `most` of them at most."""
    return [number for number in map(whole, texts[:most]) if number]
