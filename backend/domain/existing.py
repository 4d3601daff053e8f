"""Existing listings: what a seller has on the marketplace without us, and which variation of the shop each of them is.

Nothing here links anything: a claim is a proposal, and a person decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from backend.domain.folding import fold
from backend.domain.identifiers import Identifier, read_identifier
from backend.domain.listing import Offer, Shown
from backend.domain.money import Money
from backend.domain.policy import Condition


class RemoteStatus(StrEnum):
    """How the marketplace calls an item of the seller's own."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    INCOMPLETE = "incomplete"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class RemoteItem:
    """A SKU that the seller has in one marketplace. `quantity` None: not said, or the marketplace's own warehouse's
    (`by_amazon`); `barcodes` as they were written; `condition` None: not said."""

    sku: str
    asin: str = ""
    title: str = ""
    price: Money | None = None
    quantity: int | None = None
    status: RemoteStatus = RemoteStatus.UNKNOWN
    condition: Condition | None = None
    by_amazon: bool = False
    product_type: str = ""
    barcodes: tuple[str, ...] = ()
    image_url: str = ""


@dataclass(frozen=True, slots=True)
class RemotePage:
    """A page of the seller's own items. `total`: how many there are. `token` "" at its end; `until`: the moment at
    which its last item was made, as the marketplace writes it, from which a new search can go on."""

    items: tuple[RemoteItem, ...]
    total: int
    token: str = ""
    until: str = ""


class ReportState(StrEnum):
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Report:
    """A report of the seller's listings that the marketplace was asked for; `created_at` epoch seconds UTC."""

    id: str
    state: ReportState
    created_at: int
    document_id: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A variation of the shop that an item may be. `sku_count`: how many variations carry its SKU; `barcode` with
    fourteen digits, "" for none; `listed_as`: the SKU under which it is a listing of ours at the place, "" for none."""

    variation_id: int
    sku: str
    sku_count: int = 1
    barcode: str = ""
    listed_as: str = ""


class By(StrEnum):
    """What speaks for a link, the surest first."""

    SKU = "sku"
    LIKE_SKU = "like_sku"  # the same but for case and spaces
    BARCODE = "barcode"
    HAND = "hand"


class Finding(StrEnum):
    PROPOSED = "proposed"
    CONFLICT = "conflict"  # a person has to decide
    UNMANAGED = "unmanaged"  # nothing in the shop is it


class Why(StrEnum):
    """Why a person has to decide."""

    DOUBLED_SKU = "doubled_sku"  # several variations of the shop carry the SKU
    SEVERAL = "several"  # several variations fit
    TWO_SKUS = "two_skus"  # another SKU of the seller is the same variation
    LISTED = "listed"  # we list the variation under another SKU already
    BY_AMAZON = "by_amazon"  # sent from the marketplace's warehouse: its quantity is not ours
    NOT_THERE = "not_there"  # it was to be linked, and is not on the marketplace any more
    OTHER_RULES = "other_rules"  # its SKU is listed in another country by other rules for the quantity
    NO_PRODUCT = "no_product"  # it was to be linked, and the product is gone from the shop


@dataclass(frozen=True, slots=True)
class Claim:
    """What an item was found to be; `variation_id` None where nothing or nothing single fits. `details`: short texts
    for the sentence of `why`."""

    sku: str
    finding: Finding
    variation_id: int | None = None
    by: By | None = None
    why: Why | None = None
    details: Mapping[str, str | int] = field(default_factory=dict)


_SURENESS = tuple(By)


def like(sku: str) -> str:
    """A SKU without case, accents and spaces."""
    return fold(sku).replace(" ", "")


def gtin14(barcodes: Iterable[str]) -> frozenset[str]:
    """The barcodes that can be ones, with fourteen digits."""
    read = map(read_identifier, barcodes)
    return frozenset(found.gtin14 for found in read if isinstance(found, Identifier))


class Index:
    """Variations by what speaks for them, so that many items are claimed without looking at every one each time."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._found: dict[str, list[Known]] = {}
        for each in known:
            for word in {f"sku {like(each.sku)}" if each.sku else "", f"code {each.barcode}"} - {"", "code "}:
                self._found.setdefault(word, []).append(each)

    def near(self, item: RemoteItem) -> list[Known]:
        """Those that may be the item."""
        wanted = [f"sku {like(item.sku)}", *(f"code {code}" for code in gtin14(item.barcodes))]
        return [each for word in wanted for each in self._found.get(word, ())]


def claim(item: RemoteItem, known: Sequence[Known]) -> Claim:
    """Which of the variations an item is: by its SKU, else by one that is the same but for case and spaces, else by a
    barcode. More than one at the first of them that fits is for a person to decide."""
    codes = gtin14(item.barcodes)
    steps = (
        (By.SKU, [each for each in known if each.sku and each.sku == item.sku]),
        (By.LIKE_SKU, [each for each in known if each.sku and like(each.sku) == like(item.sku)]),
        (By.BARCODE, [each for each in known if each.barcode in codes]),
    )
    for by, fitting in steps:
        found = {each.variation_id: each for each in fitting}
        if len(found) == 1:
            return _one(item, next(iter(found.values())), by)
        if found:
            why = Why.DOUBLED_SKU if by is By.SKU else Why.SEVERAL
            return Claim(item.sku, Finding.CONFLICT, by=by, why=why, details={"count": len(found)})
    return Claim(item.sku, Finding.UNMANAGED)


def _one(item: RemoteItem, known: Known, by: By) -> Claim:
    if known.listed_as not in ("", item.sku):
        details = {"sku": known.listed_as}
        return Claim(item.sku, Finding.CONFLICT, known.variation_id, by, Why.LISTED, details)
    if by is not By.BARCODE and known.sku_count > 1:
        return Claim(item.sku, Finding.CONFLICT, None, by, Why.DOUBLED_SKU, {"count": known.sku_count})
    if item.by_amazon:
        return Claim(item.sku, Finding.CONFLICT, known.variation_id, by, Why.BY_AMAZON)
    return Claim(item.sku, Finding.PROPOSED, known.variation_id, by)


def settle(claims: Iterable[Claim]) -> dict[str, Claim]:
    """The claims of one marketplace by SKU, no variation proposed for two of them: the surest one stays, and when two
    are equally sure neither does."""
    settled = {each.sku: each for each in claims}
    rivals: dict[int, list[Claim]] = {}
    for each in settled.values():
        if each.variation_id is not None and each.why in (None, Why.BY_AMAZON):
            rivals.setdefault(each.variation_id, []).append(each)
    for several in rivals.values():
        best = min(map(_rank, several))
        first = [each for each in several if _rank(each) == best]
        for each in several:
            if len(several) > 1 and first != [each]:
                other = min(rival.sku for rival in several if rival.sku != each.sku)
                settled[each.sku] = replace(
                    each, finding=Finding.CONFLICT, why=Why.TWO_SKUS, details={"sku": other}
                )
    return settled


def judge(items: Iterable[RemoteItem], known: Sequence[Known]) -> dict[str, Claim]:
    """All items of one marketplace against all variations that may be meant, by SKU."""
    index = Index(known)
    return settle(claim(item, index.near(item)) for item in items)


def _rank(each: Claim) -> int:
    assert each.by is not None
    return _SURENESS.index(each.by)


def standing_offer(item: RemoteItem, shown: Shown | None, currency: str) -> Offer:
    """What stands on the marketplace as an offer, as if it had been sent: so that nothing is sent when nothing differs.

    `shown` is fresher than the item. A price that is not said counts as none at all (0), so that the first one is
    asked about. Templates and handling times that the merchant set there stay as they are.
    """
    fresh = shown if shown and shown.known else None
    price = (fresh.price if fresh else None) or item.price
    by_amazon = fresh.fulfilled_by_amazon if fresh else item.by_amazon
    quantity = fresh.quantity if fresh else item.quantity
    return Offer(
        sku=item.sku,
        asin=(fresh.asin if fresh else "") or item.asin,
        price=price if price and price.currency == currency else Money(0, currency),
        quantity=0 if by_amazon else quantity or 0,
        condition=item.condition or Condition.NEW,
        handling_days=None if by_amazon else fresh.handling_days if fresh else None,
        by_amazon=by_amazon,
    )
