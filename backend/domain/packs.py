"""Pack sizes and the words for sizes and colours, as titles and options write them in the shops' languages."""

import re
from decimal import Decimal

from backend.domain.words import bare, words

_PACK = (
    "lot|lots|pack|packs|paquet|paquets|set|bundle|case|box|boite|carton|coffret|multipack|packung|karton|"
    "paquete|caja|juego|confezione|scatola|verpakking|doos|sada|baleni|count|ct|pk|er pack|er set"
)
_PIECES = "pcs|pieces|piece|pz|stk|stuck|unites|unidades|unita|pezzi|stuks|kusu"
_UNITS = "g|kg|mg|ml|cl|l|cm|mm|m|oz|lb|w|v"
_PACKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:{_PACK}) (?:(?:de|of|d|von|da|di|van|mit|x) ?)?(\d{{1,4}})\b(?! ?(?:{_UNITS})\b)",
        rf"\b(\d{{1,4}}) ?(?:x )?(?:{_PACK})\b",
        rf"\b(\d{{1,2}}) ?(?:{_PIECES})\b",  # a puzzle of 500 pieces is one thing
        rf"\bx(\d{{1,4}})\b(?! ?(?:{_UNITS}|\d)\b)",
        r"\b(\d{1,4}) ?x(?: (?!\d)|$)",
        r"\b(\d{1,3}) ?x ?(?=\d{1,4} ?(?:g|kg|mg|ml|cl|l|oz|lb)\b)",
    )
)

_SIZE_NAMES = frozenset(
    words("size taille grosse groesse talla taglia maat velikost rozmiar storlek tamanho")
)
_COLOUR_NAMES = frozenset(words("teinte shade color colour couleur farbe colore kleur barva kolor farg cor"))

_COLOURS = {
    alias: colour
    for colour, aliases in {
        "black": "black noir noire schwarz negro negra nero nera zwart cerna",
        "white": "white blanc blanche weiss blanco blanca bianco bianca wit bila",
        "red": "red rouge rot rojo roja rosso rossa rood cervena",
        "blue": "blue bleu bleue blau azul blu blauw modra",
        "green": "green vert verte grun gruen verde groen zelena",
        "yellow": "yellow jaune gelb amarillo amarilla giallo gialla geel zluta",
        "orange": "orange naranja arancione oranje",
        "pink": "pink rose rosa roze ruzova",
        "purple": "purple violet violette lila morado viola paars fialova",
        "brown": "brown marron brun brune braun marrone bruin hneda",
        "grey": "grey gray gris grise grau grigio grigia grijs seda",
        "beige": "beige creme cream crema",
    }.items()
    for alias in aliases.split()
}
_LETTER_SIZES = {
    alias: size
    for size, aliases in {
        "xxs": "xxs 2xs",
        "xs": "xs extrasmall",
        "s": "s small petit petite klein pequeno pequena piccolo piccola",
        "m": "m medium moyen moyenne mittel mediano mediana medio media",
        "l": "l large grand grande gross",
        "xl": "xl xlarge extralarge",
        "xxl": "xxl 2xl",
        "xxxl": "xxxl 3xl",
    }.items()
    for alias in aliases.split()
}


def pack_size(text: str) -> int | None:
    """How many pieces a title or an option says are in the pack ("lot de 6", "6-pack", "x6"); None when it does not."""
    folded = bare(text)
    for pattern in _PACKS:
        found = pattern.search(folded)
        if found and int(found[1]) > 0:
            return int(found[1])
    return None


_MEASURE = re.compile(
    r"(?<![\w.,])(\d{1,5}(?:[.,]\d{1,3})?) ?(mm|cm|m|ml|cl|litres?|liters?|liter|l|mg|g|kg|w|v)\b(?![²³/])",
    re.IGNORECASE,
)
_INTO = {
    "mm": ("length", 1), "cm": ("length", 10), "m": ("length", 1000), "ml": ("volume", 1), "cl": ("volume", 10),
    "l": ("volume", 1000), "mg": ("mass", 1), "g": ("mass", 1000), "kg": ("mass", 1_000_000), "w": ("power", 1),
    "v": ("voltage", 1),
}  # fmt: skip


def measures(text: str) -> dict[str, set[Decimal]]:
    """The lengths (millimetres), volumes (millilitres), masses (milligrams), watts and volts that a text names."""
    found: dict[str, set[Decimal]] = {}
    for number, unit in _MEASURE.findall(text):
        name = unit.lower()
        kind, times = _INTO["l" if name.startswith("lit") else name]
        found.setdefault(kind, set()).add(Decimal(number.replace(",", ".")) * times)
    return found


def measured(text: str) -> list[str]:
    """The measures of a text as they are written in it."""
    return [found[0].strip() for found in _MEASURE.finditer(text)]


def same_measures(ours: str, theirs: str) -> bool | None:
    """Whether two texts name a measure in common; False where they name only different ones of the same kind."""
    mine, other = measures(ours), measures(theirs)
    kinds = [kind for kind in mine if kind in other]
    if not kinds:
        return None
    return all(not mine[kind].isdisjoint(other[kind]) for kind in kinds)


def is_size(option_name: str) -> bool:
    """Whether an option or attribute of this name is a size."""
    return not _SIZE_NAMES.isdisjoint(words(option_name.replace("ß", "ss")))


def is_colour(option_name: str) -> bool:
    """Whether an option or attribute of this name is a colour."""
    return not _COLOUR_NAMES.isdisjoint(words(option_name))


def same_colour(ours: str, theirs: str) -> bool | None:
    """Whether two colours are the same in any of the known languages; None when that cannot be said."""
    if bare(ours) == bare(theirs):
        return True
    mine, other = ({_COLOURS[word] for word in words(text) if word in _COLOURS} for text in (ours, theirs))
    return not mine.isdisjoint(other) if mine and other else None


def same_size(ours: str, theirs: str) -> bool | None:
    """Whether two sizes are the same ("M" and "Medium", "38" and "EU 38"); None when that cannot be said."""
    if bare(ours) == bare(theirs):
        return True
    mine, other = (_numbers(text) for text in (ours, theirs))
    if mine and other:
        return not mine.isdisjoint(other)
    mine, other = ({_LETTER_SIZES[w] for w in words(text) if w in _LETTER_SIZES} for text in (ours, theirs))
    return not mine.isdisjoint(other) if mine and other else None


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", text.replace(",", ".")))
