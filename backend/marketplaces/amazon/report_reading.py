"""The listings report as items: its encoding, its columns and its lines, read in pieces (Amazon facts 4.14).

The header comes in English or in the seller's language, the bytes in the encoding of the marketplace, and columns may
be missing. What one line says wrongly stops no other.
"""

import codecs
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from backend.domain.existing import RemoteItem, RemoteStatus
from backend.domain.money import Money, NotMoney, from_major
from backend.domain.policy import Condition
from backend.transport.errors import Rejected

PIECE = 1 << 16
LONGEST_LINE = 1 << 20  # letters; a longer line is no line of a report
# The columns in their usual order, for a header in a language that is not known here.
ORDER = (
    "item-name", "item-description", "listing-id", "seller-sku", "price",
    "quantity", "open-date", "image-url", "item-is-marketplace", "product-id-type",
    "zshop-shipping-fee", "item-note", "item-condition", "zshop-category1", "zshop-browse-path",
    "zshop-storefront-feature", "asin1", "asin2", "asin3", "will-ship-internationally",
    "expedited-shipping", "zshop-boldface", "product-id", "bid-for-featured-placement", "add-delete",
    "pending-quantity", "fulfillment-channel", "merchant-shipping-group", "status",
)  # fmt: skip
_ALIASES = {
    "出品者sku": "seller-sku", "商品名": "item-name", "価格": "price", "数量": "quantity", "商品id": "product-id",
    "商品idタイプ": "product-id-type", "コンディション": "item-condition",
    "フルフィルメント・チャンネル": "fulfillment-channel",
    "ステータス": "status", "händler-sku": "seller-sku", "artikelbezeichnung": "item-name", "preis": "price",
    "menge": "quantity", "artikelzustand": "item-condition", "versender": "fulfillment-channel",
    "produkt-id": "product-id", "sku du vendeur": "seller-sku", "sku vendeur": "seller-sku",
    "nom de l'article": "item-name", "prix": "price", "quantité": "quantity", "sku": "seller-sku", "asin": "asin1",
    "asin 1": "asin1", "produkt-id-typ": "product-id-type", "état de l'article": "item-condition",
    "canal d'expédition": "fulfillment-channel", "statut": "status",
}  # fmt: skip
_STATUS = {
    RemoteStatus.ACTIVE: ("active", "aktiv", "actif", "activo", "attivo", "actief", "出品中"),
    RemoteStatus.INACTIVE: ("inactive", "inaktiv", "inactif", "inactivo", "inattivo", "inactief", "停止中"),
    RemoteStatus.INCOMPLETE: (
        "incomplete",
        "unvollständig",
        "incomplet",
        "incompleto",
        "onvolledig",
        "不完全",
    ),
}
_STATUS_OF = {word: status for status, words in _STATUS.items() for word in words}
# Amazon's numbers of conditions in flat files (Amazon facts 4.14).
_CONDITIONS = {
    "1": Condition.USED_LIKE_NEW, "2": Condition.USED_VERY_GOOD, "3": Condition.USED_GOOD,
    "4": Condition.USED_ACCEPTABLE, "5": Condition.COLLECTIBLE_LIKE_NEW, "6": Condition.COLLECTIBLE_VERY_GOOD,
    "7": Condition.COLLECTIBLE_GOOD, "8": Condition.COLLECTIBLE_ACCEPTABLE, "10": Condition.REFURBISHED,
    "11": Condition.NEW,
}  # fmt: skip
_ASIN, _BARCODES = "1", ("2", "3", "4")  # product-id-type: ASIN; ISBN, UPC, EAN
_CHARSETS = {
    "utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "utf-8", "iso-8859-1": "cp1252", "latin-1": "cp1252",
    "latin1": "cp1252", "cp1252": "cp1252", "windows-1252": "cp1252", "shift_jis": "cp932", "shift-jis": "cp932",
    "sjis": "cp932", "windows-31j": "cp932", "cp932": "cp932", "ms932": "cp932",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a report: its number from 1, and the item, or None where it says none."""

    number: int
    item: RemoteItem | None


def encoding_of(file: BinaryIO, said: str, guess: str) -> str:
    """The encoding of an open file, which is read once and then stands at its beginning. `said` is the charset that
    came with it, `guess` the marketplace's own for bytes that are not UTF-8."""
    known = _CHARSETS.get(said.strip().lower().strip('"'))
    if known and known != "utf-8":
        return known
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(PIECE):
            decoder.decode(piece)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return guess
    finally:
        file.seek(0)
    return "utf-8-sig"


def read_lines(file: BinaryIO, encoding: str, currency: str) -> Iterator[Line]:
    """The lines after the header, one after the other, in the marketplace's currency. Letters that cannot be are
    replaced. Raises Rejected for a header that nobody can make out."""
    text = io.TextIOWrapper(file, encoding, errors="replace", newline="\n")
    try:
        places = columns(_cells(text.readline(LONGEST_LINE)))
        number = 0
        while line := text.readline(LONGEST_LINE):
            number += 1
            yield Line(number, _item(_cells(line), places, currency))
    finally:
        text.detach()


def columns(header: Sequence[str]) -> Mapping[str, int]:
    """Where each column stands: by its English name, by a name of another language, or by the usual order."""
    places: dict[str, int] = {}
    for place, name in enumerate(header):
        bare = name.strip().strip('"').lower()
        places.setdefault(bare if bare in ORDER else _ALIASES.get(bare, bare), place)
    if "seller-sku" in places:
        return places
    if len(header) == len(ORDER):
        return {name: place for place, name in enumerate(ORDER)}
    raise Rejected("a listings report with columns that are not known", code="columns")


def _cells(line: str) -> list[str]:
    return line.rstrip("\r\n").split("\t")


def _item(cells: Sequence[str], places: Mapping[str, int], currency: str) -> RemoteItem | None:
    def said(name: str) -> str:
        place = places.get(name)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    sku = said("seller-sku")
    if not sku or len(sku) > 100:
        return None
    kind, code = said("product-id-type"), said("product-id")
    channel = said("fulfillment-channel").upper()
    by_amazon = channel.startswith(("AMAZON", "AFN"))
    return RemoteItem(
        sku=sku,
        asin=said("asin1") or (code if kind == _ASIN else ""),
        title=said("item-name")[:500],
        price=_price(said("price"), currency),
        quantity=None if by_amazon else _pieces(said("quantity")),
        status=_STATUS_OF.get(said("status").lower(), RemoteStatus.UNKNOWN),
        condition=_CONDITIONS.get(said("item-condition")),
        by_amazon=by_amazon,
        barcodes=(code,) if code and kind in _BARCODES else (),
        image_url=_address(said("image-url")),
    )


def _price(said: str, currency: str) -> Money | None:
    """A price as the seller's language writes it: 1,234.50, 1.234,50, 24,99; None for what is none."""
    plain = said.replace("\u00a0", "").replace(" ", "")
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma > point and len(plain) - comma - 1 != 3:
        plain = plain.replace(".", "").replace(",", ".")
    else:
        plain = plain.replace(",", "")
    try:
        price = from_major(plain, currency)
    except NotMoney:
        return None
    return price if price.amount > 0 else None


def _pieces(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else None


def _address(said: str) -> str:
    return said if said.startswith("https://") and len(said) < 1000 else ""
