"""Conditions: what a marketplace lets a seller call goods, before single products are asked for.

Amazon's own list (Amazon facts 4.2) is the same everywhere; what follows narrows it by Amazon's condition guidelines.
Whether one seller may offer one product in a condition is asked for each product before it is sent.
"""

from enum import StrEnum

from backend.domain.policy import Condition


class Standing(StrEnum):
    """What a marketplace says to a condition."""

    FINE = "fine"
    SOME_KINDS = "some_kinds"  # only for some kinds of products: books, music, films, games, toys, sports
    PROGRAMME = "programme"  # only for sellers in Amazon Renewed
    NEVER = "never"


NOTE_LENGTH = 2000  # characters that Amazon takes for a note
_COLLECTIBLES = frozenset(("US", "CA", "GB", "DE", "FR", "IT", "ES", "JP"))
_NOTHING_USED = frozenset(("IN", "SG", "EG"))
_PROGRAMME = frozenset(
    ("US", "CA", "MX", "BR", "GB", "DE", "FR", "IT", "ES", "NL", "SE", "PL", "BE", "IE", "IN", "JP", "AU", "AE", "SA")
)  # fmt: skip


def standing(condition: Condition, country: str) -> Standing:
    """What the marketplace of a country (ISO 3166) says to a condition."""
    if condition.value.startswith("collectible_"):
        return Standing.SOME_KINDS if country in _COLLECTIBLES else Standing.NEVER
    if condition is Condition.REFURBISHED:
        return Standing.PROGRAMME if country in _PROGRAMME else Standing.NEVER
    if condition.value.startswith("used_") and country in _NOTHING_USED:
        return Standing.NEVER
    return Standing.FINE


def refusing(condition: Condition, countries: tuple[str, ...]) -> tuple[str, ...]:
    """The countries among these that never take a condition."""
    return tuple(each for each in countries if standing(condition, each) is Standing.NEVER)
