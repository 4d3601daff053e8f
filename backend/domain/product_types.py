"""Amazon's product types: what a person chooses from, and what one of them asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.domain.product_form.tree import Group

# The languages in which Amazon describes its types for countries of another one (Amazon facts 4.5).
_ELSEWHERE = {
    "de": "de_DE", "en": "en_GB", "es": "es_ES", "fr": "fr_FR", "it": "it_IT", "nl": "nl_NL", "pl": "pl_PL",
    "pt": "pt_PT", "sv": "sv_SE", "tr": "tr_TR",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundType:
    """A product type as a search found it: Amazon's name of it, and its title for people."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A product type in one marketplace and language. `checksum` names its schema document exactly (base64 of its MD5),
    `link` is where that can be had for seven days; "" once it is kept here."""

    name: str
    title: str
    version: str
    checksum: str
    locale: str
    groups: tuple[Group, ...]
    link: str = ""


@dataclass(frozen=True, slots=True)
class KeptType:
    """A definition that is kept, with its schema; `looked_at`: when Amazon was last asked (epoch seconds UTC)."""

    definition: Definition
    schema: Mapping[str, Any]
    looked_at: int


def locale_for(language: str, place_language: str) -> str:
    """Amazon's tag for a person's language (fr, en) in a marketplace whose own tag is fr_FR or de_DE."""
    short = language.replace("-", "_").split("_")[0].lower()
    if place_language.lower().startswith(short) or not short:
        return place_language or "DEFAULT"
    return _ELSEWHERE.get(short, place_language or "DEFAULT")
