"""Barcodes of the demo data. Every number is invented, in the made-up ranges 376999 and 3768."""

_DEMO, _GENERATED = "376999", "3768"


def check_digit(digits: str) -> str:
    """The last digit of a GS1 number: weights 3 and 1 from the right, to the next ten."""
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def is_right(value: str) -> bool:
    """Whether a value is a GS1 number of 8, 12, 13 or 14 digits with the right check digit."""
    right_length = len(value) in (8, 12, 13, 14) and value.isascii() and value.isdigit()
    return right_length and check_digit(value[:-1]) == value[-1]


def is_known_to_others(value: str) -> bool:
    """Whether others can know a right barcode: it is none that a shop gave itself (GS1 02, 04, 2x)."""
    digits = value.zfill(14)[1:]
    return is_right(value) and digits[0] != "2" and digits[:2] not in ("02", "04")


def demo_ean(number: int) -> str:
    """The EAN-13 of a numbered row in the tables; `number` below a million."""
    digits = f"{_DEMO}{number:06d}"
    return digits + check_digit(digits)


def generated_ean(number: int) -> str:
    """The EAN-13 of a generated thing; `number` below a hundred million."""
    digits = f"{_GENERATED}{number:08d}"
    return digits + check_digit(digits)


def read_barcode(written: int | str) -> str:
    """A barcode as a table has it: a row's number, "isbn:" and twelve digits, or the value as it stands."""
    if isinstance(written, int):
        return demo_ean(written)
    if written.startswith("isbn:"):
        digits = written.removeprefix("isbn:")
        return digits + check_digit(digits)
    return written
