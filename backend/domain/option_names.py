"""What the names of options mean, in the shops' languages: which of Amazon's attributes could carry such an option."""

from collections.abc import Mapping, Sequence

from backend.domain.words import bare, words

# What an option is about: the words it is named by, and the attributes that carry it, the most fitting first.
_MEANINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "color colour couleur coloris teinte nuance farbe farbton colore colori tinta kleur tint shade barva kolor"
        " farg cor coloris",
        ("color",),
    ),
    (
        "size taille pointure grosse groesse groessen talla tamano taglia misura maat velikost rozmiar storlek"
        " tamanho dimension dimensions format formaat diametre diameter durchmesser diametro longueur length lange"
        " laenge longitud lunghezza lengte largeur width breite",
        ("size",),
    ),
    (
        "contenance volume capacite capacity fassungsvermogen volumen inhalt fullmenge capacidad capacita contenuto"
        " inhoud",
        ("capacity", "volume", "item_volume", "liquid_volume", "size"),
    ),
    (
        "poids weight gewicht peso grammage",
        ("item_display_weight", "item_weight", "size"),
    ),
    (
        "material materials matiere matieres materiau stoff materiale materiali tessuto tejido tissu fabric materiaal"
        " stof",
        ("material", "material_type", "fabric_type"),
    ),
    ("style styles stil estilo stile stijl", ("style",)),
    (
        "pattern motif motifs muster dessin design estampado patron fantasia motivo patroon motief",
        ("pattern", "style"),
    ),
    (
        "scent parfum senteur odeur fragrance duft aroma fragancia olor profumo fragranza profumazione geur",
        ("scent", "flavor"),
    ),
    (
        "flavour flavor flavours gout saveur arome geschmack geschmacksrichtung sabor gusto sapore smaak",
        ("flavor", "scent"),
    ),
    (
        "pack packs lot lots quantity quantite conditionnement anzahl menge packung packungsgrosse stuckzahl"
        " cantidad paquete unidades quantita confezione pezzi aantal verpakking stuks pieces pcs",
        ("number_of_items", "item_package_quantity", "unit_count"),
    ),
    ("wattage watt power puissance leistung potencia potenza vermogen", ("wattage",)),
    ("voltage tension spannung voltaje tensione spanning", ("voltage",)),
    ("model modele modell modelo modello", ("model_name", "model", "model_number", "style")),
)
_ABOUT: Mapping[str, tuple[str, ...]] = {
    word: attributes for named, attributes in _MEANINGS for word in named.split()
}


def folded(option: str) -> str:
    """An option's name as it is remembered: case, accents and punctuation make no other name."""
    return bare(option.replace("ß", "ss")) or option.strip()


def candidates(option: str) -> tuple[str, ...]:
    """The attributes an option may be, the most fitting first; () when its name says nothing, or two things."""
    found = {_ABOUT[word] for word in words(option.replace("ß", "ss")) if word in _ABOUT}
    return found.pop() if len(found) == 1 else ()


def meant(option: str, possible: Sequence[str], remembered: Mapping[str, str]) -> str:
    """The attribute an option stands for among those `possible`, or "": then the merchant must say it.

    `remembered`: what the merchant said before, by folded name; it goes before every guess.
    """
    said = remembered.get(folded(option), "")
    if said in possible:
        return said
    return next((name for name in candidates(option) if name in possible), "")
