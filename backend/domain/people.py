"""Who buys and where it goes, as far as the marketplace says: all of it personal. And texts without it."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from backend.domain.orders import Order, Recipient

_LEAST = 3  # signs of a word that may tell who somebody is
_SHORT = 10  # words of a name or an address at most
_ANYWHERE = 6  # signs from which on it is found inside other words too


@dataclass(frozen=True, slots=True)
class Person:
    """The buyer and the recipient of an order. Every field may be missing ("")."""

    buyer_name: str = ""
    buyer_email: str = ""  # the marketplace's alias
    buyer_company: str = ""
    purchase_number: str = ""
    recipient: Recipient | None = None

    @property
    def known(self) -> bool:
        return self != Person()

    @property
    def name(self) -> str:
        """What a list calls them: the buyer, else who receives it, else the company."""
        return self.buyer_name or (self.recipient.name if self.recipient else "") or self.buyer_company

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that is said of them, country apart."""
        to = self.recipient or Recipient()
        said = (
            self.buyer_name, self.buyer_email, self.buyer_company, self.purchase_number, to.name, to.company,
            *to.lines, to.city, to.postal_code, to.phone,
        )  # fmt: skip
        return tuple(text for text in said if text)


def person_of(order: Order) -> Person:
    """What an order says of people."""
    return Person(
        order.buyer_name, order.buyer_email, order.buyer_company, order.purchase_number, order.recipient
    )


def hushed(text: str, said: Iterable[str]) -> str:
    """The text without what was said of people: neither the whole of it, nor a word of it, nor its digits in a row.
    Of what is longer than a name or an address only the whole is hidden: its words are anybody's."""
    hidden: set[str] = set()
    for each in said:
        digits = re.sub(r"\D", "", each)
        parts = re.split(r"\W+", each)
        hidden |= {
            each.strip(),
            *(parts if len(parts) <= _SHORT else ()),
            digits if len(digits) >= _ANYWHERE else "",
        }
    for word in sorted(hidden, key=lambda word: (-len(word), word)):
        if len(word) >= _LEAST:
            edge = len(word) < _ANYWHERE
            pattern = f"(?<!\\w){re.escape(word)}(?!\\w)" if edge else re.escape(word)
            text = re.sub(pattern, "…", text, flags=re.IGNORECASE)
    return text


def said_under(body: object, names: Collection[str]) -> Iterator[str]:
    """The texts that stand in a JSON body under fields of these names (small letters), however deep."""
    if isinstance(body, Mapping):
        for name, value in body.items():
            below = _texts(value) if str(name).casefold() in names else said_under(value, names)
            yield from below
    elif isinstance(body, list | tuple):
        for each in body:
            yield from said_under(each, names)


def _texts(body: object) -> Iterator[str]:
    if isinstance(body, str):
        yield from body.splitlines()
    elif isinstance(body, Mapping):
        for value in body.values():
            yield from _texts(value)
    elif isinstance(body, list | tuple):
        for each in body:
            yield from _texts(each)
