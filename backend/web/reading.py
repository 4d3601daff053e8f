"""Reading what addresses and forms say; what makes no sense is passed over, never an error."""


def whole(text: object) -> int:
    """A whole number that a table's id or a page can have; 0 for anything else."""
    said = str(text or "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= 15 else 0


def paged(number: int, total: int, lines: int) -> tuple[int, int]:
    """The page nearest to `number` that a list of `total` lines has, and how many pages it has."""
    pages = max(1, -(-total // lines))
    return min(number, pages), pages


def wholes(texts: list[object], most: int) -> list[int]:
    """Whole numbers above 0, `most` of them at most."""
    return [number for number in map(whole, texts[:most]) if number]
