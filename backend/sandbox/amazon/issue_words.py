"""Amazon's issues in the language that is asked for: English and French; every other language gets English."""

import functools
import re
from typing import Any

from backend.sandbox.amazon.issues import SEEDS, Issue
from backend.sandbox.amazon.regions import MARKETPLACES

FRENCH = {
    "90220": "« {name} » est obligatoire, mais n'est pas renseigné.",
    "90000900": "L'attribut '{name}' ne fait pas partie de ce type de produit.",
    "99022": "Trop peu de valeurs sont fournies pour '{name}'.",
    "99016": "Trop de valeurs sont fournies pour '{name}'.",
    "90244": "La valeur de '{name}' ne fait pas partie des valeurs acceptées.",
    "8105": "La valeur de '{name}' n'est pas valide.",
    "4000001": "La valeur de '{name}' n'a pas la bonne forme.",
    "90113": "La valeur de '{name}' est supérieure au maximum autorisé.",
    "90114": "La valeur de '{name}' est inférieure au minimum autorisé.",
    "8541": "Les données fournies pour ce SKU contredisent le catalogue Amazon : l'identifiant appartient à {name}.",
    "8542": "L'identifiant du produit correspond à plusieurs ASIN : {name}.",
    "8007": "La relation ne peut pas être établie : {name} n'est pas un parent pour ce produit.",
    "8008": "Le thème de variante {name} ne convient pas : le thème et ses attributs doivent être ceux du parent.",
    "8016": "{name} est la même variante du même parent : rien ne les distingue.",
    "8032": "Ce produit appartient déjà à {name}. Un enfant n'a qu'un seul parent.",
    "8005": "Ce SKU est déjà associé à l'ASIN {name}. L'ASIN d'un SKU ne peut pas être modifié.",
    "8560": (
        "Aucun ASIN ne correspond, et les données ne suffisent pas pour en créer un. Manquant ou invalide : {name}."
    ),
    "8115": "L'état n'est pas autorisé pour ce produit.",
    "13013": "L'offre ne peut pas être ajoutée : {name} n'est pas dans le catalogue Amazon.",
    "5665": "La marque '{name}' n'est pas approuvée pour votre compte. Demandez l'approbation dans Seller Central.",
    "18155": "Le prix est éloigné du prix de référence {name} : l'offre est inactive.",
    "18027": "L'image principale contient un texte, un logo ou un filigrane.",
    "18448": "Des attributs recommandés manquent : {name}.",
    "100708": "Le prix n'est pas compétitif.",
    "20000": "L'image n'a pas pu être téléchargée.",
}


def locale_for(asked: str, marketplace_id: str) -> str:
    """The locale of an answer: the one asked for, else the marketplace's own."""
    return asked or MARKETPLACES[marketplace_id].language


def spoken(found: Issue, locale: str) -> Issue:
    """The issue with its message in the language of a locale (fr_FR)."""
    words = FRENCH.get(found["code"]) if locale.startswith("fr") else None
    said = _template(found["code"]).fullmatch(found["message"]) if words else None
    if words is None or said is None:
        return found
    return {**found, "message": words.format(**said.groupdict())}


def answered(answer: dict[str, Any], asked: str) -> dict[str, Any]:
    """An answer with all its issues in the language asked for."""
    if "issues" in answer:
        answer = {**answer, "issues": [_one(entry, asked) for entry in answer["issues"]]}
    if "items" in answer:
        answer = {**answer, "items": [answered(item, asked) for item in answer["items"]]}
    return answer


def _one(entry: Issue, asked: str) -> Issue:
    return spoken(entry, locale_for(asked, entry["marketplaceIds"][0]))


@functools.cache
def _template(code: str) -> re.Pattern[str]:
    """What finds again the name that the English message was made with."""
    return re.compile(re.escape(SEEDS[code].message).replace(r"\{name\}", "(?P<name>.*)"), re.DOTALL)
