"""Tracking numbers: taken out of what somebody typed, and whose they may be, by their form and their check digits."""

import re
from collections.abc import Callable
from dataclasses import dataclass

LONGEST = 50  # characters; no carrier's number is longer
FEWEST_DIGITS = 3
_MARKS = re.compile(r"[^0-9A-Z]")
_BETWEEN = re.compile(r"[,;\n\r\t|]+")


@dataclass(frozen=True, slots=True)
class Guess:
    """Who may have given a number. `sure`: its check digit or its letters say so, and no other
    carrier's form fits as well."""

    carriers: tuple[str, ...] = ()
    sure: bool = False


def bare(number: str) -> str:
    """A number without blanks and marks, in capitals: what two ways to write it have in common."""
    return _MARKS.sub("", number.upper())


def is_number(text: str) -> bool:
    """Whether a text can be a tracking number: words without digits are a remark, and may name a person."""
    return sum(c.isdigit() for c in bare(text)) >= FEWEST_DIGITS


def numbers_in(text: str) -> tuple[str, ...]:
    """The numbers in a text, each once: separated by comma, semicolon or line, and by blanks, unless what stands
    between them is one number written in groups."""
    found: dict[str, str] = {}
    for piece in _BETWEEN.split(text):
        words = piece.split()
        for one in [piece.strip()] if len(words) < 2 or not _several(words) else words:
            if is_number(one):
                found.setdefault(bare(one), "".join(one.split()))
    return tuple(found.values())


def _several(words: list[str]) -> bool:
    """Whether words are numbers of their own: long enough each, and together no number that is known for sure."""
    whole = guess("".join(words))
    return all(len(bare(word)) >= 8 for word in words) and not whole.sure


def shape(number: str) -> str:
    """The form of a number: its letters, and nines for digits. Numbers of one contract share it."""
    return re.sub(r"[0-9]", "9", bare(number))


def guess(number: str) -> Guess:
    """Whose number it may be, the likeliest first; nobody's when no form fits."""
    text = bare(number)
    found = [carrier for form, check, carrier in _CHECKED if form.fullmatch(text) and check(text)]
    if _S10.fullmatch(text) and _s10(text):
        found += _postal(text[0], text[-2:])
    checked = len(found)
    found += [carrier for form, carriers in _PLAIN if form.fullmatch(text) for carrier in carriers]
    carriers = tuple(dict.fromkeys(found))
    return Guess(carriers, len(carriers) == 1 and checked > 0)


def _postal(service: str, country: str) -> tuple[str, ...]:
    """Whose number of the postal union it is: its first letter tells parcels from letters and express."""
    return _SERVICES.get((country, service)) or _COUNTRIES.get(country, ())


def _ups(text: str) -> bool:
    """1Z, fifteen signs, and their weighted sum modulo ten; letters count by their place in the alphabet."""
    values = [int(c) if c.isdigit() else (ord(c) - 63) % 10 for c in text[2:17]]
    total = sum(values[::2]) + 2 * sum(values[1::2])
    return text[17].isdigit() and (10 - total % 10) % 10 == int(text[17])


def _three_one(text: str) -> bool:
    """The last digit makes the sum of all, those before it weighted 3 1 3 1 from the right, a multiple of ten."""
    digits = [int(c) for c in reversed(text)]
    return (digits[0] + 3 * sum(digits[1::2]) + sum(digits[2::2])) % 10 == 0


def _imb(text: str) -> bool:
    """USPS: a routing code before the number (420 and a postal code) is not part of it."""
    return _three_one(text[8:] if text.startswith("420") and len(text) == 30 else text)


def _s10(text: str) -> bool:
    """UPU S10: eight digits weighted 8 6 4 2 3 5 9 7, modulo eleven."""
    total = sum(int(c) * w for c, w in zip(text[2:10], (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
    wanted = 11 - total % 11
    return int(text[10]) == {10: 0, 11: 5}.get(wanted, wanted)


def _fedex_12(text: str) -> bool:
    total = sum(int(c) * w for c, w in zip(text[:11], (3, 1, 7) * 3 + (3, 1), strict=True))
    return total % 11 % 10 == int(text[11])


def _modulo_seven(text: str) -> bool:
    """DHL Express waybills: the tenth digit is the first nine modulo seven."""
    return int(text[:9]) % 7 == int(text[9])


def _identcode(text: str) -> bool:
    """Deutsche Post's identcode: weights 4 and 9 from the left."""
    total = sum(int(c) * (4, 9)[n % 2] for n, c in enumerate(text[:-1]))
    return (10 - total % 10) % 10 == int(text[-1])


def _by_form(text: str) -> bool:
    """The form itself says whose it is: letters that only one carrier writes."""
    return bool(text)


Check = Callable[[str], bool]
_CHECKED: tuple[tuple[re.Pattern[str], Check, str], ...] = (
    (re.compile(r"1Z[0-9A-Z]{16}"), _ups, "ups"),
    (re.compile(r"(420\d{5})?9[1-5]\d{20}"), _imb, "usps"),
    (re.compile(r"96\d{20}"), _three_one, "fedex"),
    (re.compile(r"\d{12}"), _fedex_12, "fedex"),
    (re.compile(r"\d{12}"), _identcode, "dhl"),
    (re.compile(r"00340\d{15}"), _three_one, "dhl"),
    (re.compile(r"\d{10}"), _modulo_seven, "dhl"),
    (re.compile(r"TB[ACM]\d{12}"), _by_form, "amazon"),
    (re.compile(r"JD0\d{12,18}"), _by_form, "dhl"),
    (re.compile(r"JJD\d{16,21}"), _by_form, "dhl"),
    (re.compile(r"3S[0-9A-Z]{11,13}"), _by_form, "postnl"),
    (re.compile(r"JJFI\d{14,16}"), _by_form, "postnord"),
    (re.compile(r"JJD00[0-9A-Z]{10,16}"), _by_form, "dhl"),
    (re.compile(r"C1\d{13}"), _by_form, "ontrac"),
    (re.compile(r"JD0002\d{12}"), _by_form, "yodel"),
    (re.compile(r"(6[A-Z]|8[A-Z])\d{11}"), _by_form, "colissimo"),
    (re.compile(r"[1-3]L\d{11}"), _by_form, "la_poste"),
    (re.compile(r"P[KQ][0-9A-Z]{14,21}"), _by_form, "correos"),
    (re.compile(r"BRT[0-9]{6,12}"), _by_form, "brt"),
    (re.compile(r"GD\d{9}WW"), _by_form, "tnt"),
    (re.compile(r"1LS[0-9A-Z]{8,18}"), _by_form, "lasership"),
)
_S10 = re.compile(r"[A-Z]{2}\d{9}[A-Z]{2}")
_SERVICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("FR", "C"): ("colissimo",), ("FR", "E"): ("chronopost",), ("FR", "X"): ("chronopost",), ("FR", "L"): ("la_poste",),
    ("FR", "R"): ("la_poste",), ("GB", "L"): ("royal_mail",), ("GB", "R"): ("royal_mail",), ("DE", "C"): ("dhl",),
    ("DE", "L"): ("deutsche_post",), ("DE", "R"): ("deutsche_post",),
}  # fmt: skip
_COUNTRIES: dict[str, tuple[str, ...]] = {
    "FR": ("colissimo", "la_poste", "chronopost"), "GB": ("royal_mail", "parcelforce"), "DE": ("dhl", "deutsche_post"),
    "US": ("usps",), "CA": ("canada_post",), "IT": ("poste_italiane",), "ES": ("correos",), "NL": ("postnl",),
    "BE": ("bpost",), "AT": ("osterreichische_post",), "CH": ("swiss_post",), "SE": ("postnord",), "DK": ("postnord",),
    "PT": ("ctt",), "JP": ("japan_post",),
}  # fmt: skip
# Forms without a check digit, or with one that nobody published: several carriers' may fit.
_PLAIN: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"[04579][A-Z]\d{11}"), ("colissimo", "la_poste")),
    (re.compile(r"[A-Z]{2}\d{9}(EE|JB|JF|TS)"), ("chronopost",)),
    (re.compile(r"\d{14}[0-9A-Z]?"), ("dpd",)),
    (re.compile(r"\d{11,12}"), ("gls",)),
    (re.compile(r"[0-9A-Z]{8}"), ("gls", "mondial_relay")),
    (re.compile(r"\d{8}"), ("mondial_relay",)),
    (re.compile(r"\d{12}"), ("fedex", "dhl", "purolator", "mondial_relay")),
    (re.compile(r"\d{15}"), ("fedex",)),
    (re.compile(r"\d{10}"), ("dhl", "mondial_relay")),
    (re.compile(r"\d{16}"), ("evri", "canada_post")),
    (re.compile(r"[TH]\d{2}[0-9A-Z]{13}"), ("evri",)),
    (re.compile(r"[CH]\d{19}"), ("evri", "hermes_de")),
    (re.compile(r"H\d{19}"), ("hermes_de",)),
    (re.compile(r"\d{14}"), ("hermes_de",)),
    (re.compile(r"\d{24}"), ("inpost", "bpost")),
    (re.compile(r"\d{23}"), ("correos",)),
    (re.compile(r"\d{17}"), ("seur",)),
    (re.compile(r"\d{19}"), ("brt",)),
    (re.compile(r"[A-Z]{3}\d{9}"), ("purolator",)),
    (re.compile(r"\d{9}"), ("tnt", "dhl")),
)
