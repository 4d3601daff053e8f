"""What the shop's order says to whoever packs it, in English or French: the private notes, and titles of fields."""

from collections.abc import Mapping

from backend.domain.orders import Kind
from backend.domain.shop_orders import ShopOrder

Words = tuple[str, str]  # English, French

_NOTES: Mapping[str, Words] = {
    "no_prices": (
        "Amazon tells prices and address once the order is released. Do not send anything yet.",
        "Amazon communiquera les prix et l’adresse quand la commande sera libérée. Ne rien expédier avant.",
    ),
    "other_total": ("The total is Amazon’s own.", "Le total est celui d’Amazon."),
    "other_currency": ("All amounts are in {currency}.", "Tous les montants sont en {currency}."),
    "tax_by_marketplace": ("Amazon collects and pays the tax.", "Amazon perçoit et reverse la taxe."),
    "unreadable": ("Some of Amazon’s data could not be read.", "Certaines données d’Amazon étaient illisibles."),
}  # fmt: skip
_KINDS: Mapping[Kind, Words] = {
    Kind.BUSINESS: ("A business order.", "Commande professionnelle."),
    Kind.PRIME: ("A Prime order.", "Commande Prime."),
    Kind.PREMIUM: ("Premium delivery: Amazon watches the date.", "Livraison premium : Amazon surveille la date."),
    Kind.PREORDER: (
        "A pre-order: send it when Amazon releases it.",
        "Une précommande : l’expédier quand Amazon la libère.",
    ),
    Kind.REPLACEMENT: ("A replacement for order {replaces}.", "Remplace la commande {replaces}."),
    Kind.EXCHANGE: ("An exchange for order {replaces}.", "Échange de la commande {replaces}."),
    Kind.CUSTOMIZED: ("Made to the buyer’s wishes:", "Personnalisé selon les souhaits de l’acheteur :"),
    Kind.GIFT: ("A gift: no prices in the parcel.", "Un cadeau : pas de prix dans le colis."),
    Kind.SUBSCRIPTION: ("Bought by subscription.", "Acheté par abonnement."),
    Kind.TRANSPARENCY: (
        "Every piece has a Transparency code that Amazon asks for when it is sent.",
        "Chaque pièce porte un code Transparency qu’Amazon demande à l’expédition.",
    ),
}  # fmt: skip
_NEEDS: Mapping[str, Words] = {
    "signatureConfirmation": ("a signature", "une signature"),
    "recipientIdentityVerification": ("an identity check", "une vérification d’identité"),
    "recipientAgeVerification": ("an age check", "une vérification d’âge"),
    "cashOnDelivery": ("payment at the door", "un paiement à la livraison"),
    "palletDelivery": ("delivery on a pallet", "une livraison sur palette"),
}
_AT_THE_DOOR: Words = ("At the door: {what}.", "À la livraison : {what}.")
_TITLES: Mapping[str, Words] = {
    "amazon_order_id": ("Amazon order ID", "N° de commande Amazon"),
    "amazon_purchase_number": ("Purchase order number", "N° de bon de commande"),
    "amazon_replaces": ("Replaces Amazon order", "Remplace la commande Amazon"),
    "amazon_customs_number": ("IOSS number (customs)", "N° IOSS (douane)"),
}


def notes(wish: ShopOrder, language: str) -> str:
    """The private notes of an order, one a line. `language`: en or fr, anything else is English."""
    which = _which(language)
    said = [(f"Amazon order {wish.order_code}", f"Commande Amazon {wish.order_code}")[which]]
    said += [_NOTES[key][which].format(currency=wish.total.currency) for key in wish.notes if key in _NOTES]
    for kind in wish.kinds:
        said.append(_KINDS[kind][which].format(replaces=wish.replaces))
        if kind is Kind.CUSTOMIZED:
            said += [f"  {sku}: {address}" for sku, address in wish.customizations]
    if wish.needs:
        what = ", ".join(_NEEDS[need][which] if need in _NEEDS else need for need in wish.needs)
        said.append(_AT_THE_DOOR[which].format(what=what))
    return "\n".join(said)


def field_title(name: str, language: str) -> str:
    """The title of one of the order page's own lines."""
    return _TITLES[name][_which(language)]


def _which(language: str) -> int:
    return 1 if language.startswith("fr") else 0
