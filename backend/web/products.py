"""The catalogue as we read it: every product with what would stop it."""

from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from backend.domain.conversion import Market
from backend.domain.days import begin_of, day_of
from backend.domain.issues import CAUSES, Problem
from backend.domain.money import Money, NotMoney, from_major, to_major
from backend.domain.obstacles import obstacles
from backend.domain.selling import SellingPolicy
from backend.domain.synchronization import SynchronizationPolicy
from backend.storage import catalogue, warehouse
from backend.storage.catalogue import KeptProduct, KeptVariation
from backend.storage.searching import CAP, Place, Search
from backend.web.languages import spoken
from backend.web.problems import Words, title_of, words
from backend.web.reading import paged, whole
from backend.web.rendering import named, render, wants_fragment
from backend.web.resources import Resources, resources
from backend.web.session import require
from backend.web.shell import Shell, shell
from backend.web.warehouse_words import lying_words

LINES, TYPED = 25, 20  # rows of a page, and of one that follows the typing


@dataclass(frozen=True, slots=True)
class Line:
    """A product on a page: its name in the page's language, and what stops how many of its variations."""

    kept: KeptProduct
    name: str
    problem: Words | None  # the first one; None when nothing stops any variation
    stopped: int
    sku: str
    barcode: str


async def page(request: Request) -> Response:
    """A page of products; the search is in the address, so it can be kept and shared."""
    home = resources(request)
    frame = await shell(request, "products")
    search, number = read_search(request, frame.shop.currency)
    part = wants_fragment(request)
    found = await find(home, frame, search, None, number, LINES)
    context = {
        "shell": frame, "search": search, "query": as_query(search, frame.shop.currency),
        "page": found.number, "pages": found.pages,
        "total": found.total, "more": found.more, "lines": [line_of(kept) for kept in found.products],
        "categories": [] if part else await catalogue.categories(home.db, frame.shop.id, spoken()),
        "importing": frame.catalog.importing,
        "lies": await warehouse.of_products(home.db, frame.shop.id, [kept.id for kept in found.products]),
        "lying_words": lying_words,
        "said": request.query_params.get("said", ""), "cause_words": title_of, "causes": [],
    }  # fmt: skip
    return render(request, "products/page.html", context, fragment="found" if part else None)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what a search finds: page `number` of `pages`, of `total` products; `more`: there are more than that,
    which nobody counted."""

    products: list[KeptProduct]
    number: int
    pages: int
    total: int
    more: bool = False


async def find(
    home: Resources, frame: Shell, search: Search, place: Place | None, number: int, lines: int
) -> Found:
    """The page nearest to `number`."""
    db, shop_id = home.db, frame.shop.id
    if search.words.strip():
        ids = await catalogue.find(db, shop_id, search, place)
        more = len(ids) > CAP
        ids = ids[:CAP]
        number, pages = paged(number, len(ids), TYPED)
        shown = await catalogue.of_ids(db, ids[(number - 1) * TYPED : number * TYPED], place)
        return Found(shown, number, pages, len(ids), more)
    total = await catalogue.count(db, shop_id, search, place)
    number, pages = paged(number, total, lines)
    shown = await catalogue.page(db, shop_id, search, place, (number - 1) * lines, lines)
    return Found(shown, number, pages, total)


async def check(request: Request) -> Response:
    """POST: look into the shop now instead of within the minute."""
    await resources(request).wake("catalog", require(request).shop_id)
    return RedirectResponse("/products?said=check", 303)


def read_search(request: Request, currency: str) -> tuple[Search, int]:
    """The search and the page number of an address; what makes no sense is passed over. Prices are in `currency`."""
    said = request.query_params
    search = Search(
        words=said.get("words", "")[:200],
        category=whole(said.get("category")),
        stock=said.get("stock", "") if said.get("stock") in ("in", "out") else "",
        ready=bool(said.get("ready")),
        unlisted=bool(said.get("unlisted")),
        cause=said.get("cause", "") if said.get("cause") in CAUSES else "",
        price_from=_amount(said.get("price_from", ""), currency),
        price_to=_amount(said.get("price_to", ""), currency),
        barcode=bool(said.get("barcode")),
        changed_since=_day(said.get("changed", "")),
    )
    return search, max(1, whole(said.get("page")))


def _amount(text: str, currency: str) -> int | None:
    """Minor units of what a person typed as a price, with a comma or a point; None for anything else."""
    written = "".join(text.split()).replace(",", ".")[:15]
    try:
        amount = from_major(written, currency).amount if written and written[0].isdigit() else None
    except NotMoney:
        return None
    return amount if amount is not None and amount < 2**53 else None


def price_text(amount: int | None, currency: str) -> str:
    """A price as a field of the filters holds it."""
    return "" if amount is None else str(to_major(Money(amount, currency)))


def _day(text: str) -> int:
    """The beginning of a day (2026-11-24) in epoch seconds UTC; 0 for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return 0
    return begin_of(day) if day.year >= 1990 else 0


def as_query(search: Search, currency: str) -> dict[str, object]:
    """The search for addresses."""
    said = search.as_dict()
    since = said.pop("changed_since")
    said |= {name: price_text(said[name], currency) for name in ("price_from", "price_to")}
    said["changed"] = day_of(since) if since else ""
    return {key: (1 if value is True else value) for key, value in said.items() if value}


def line_of(kept: KeptProduct, currency: str = "") -> Line:
    """What stops a product under the default rules; with `currency` also in a marketplace that asks for it."""
    problems = [problem_of(kept, variation, currency) for variation in kept.variations]
    first = next((p for p in problems if p), None)
    skus = [v.variation.sku for v in kept.variations if v.variation.sku]
    return Line(
        kept=kept,
        name=named(kept.product),
        problem=words(first) if first else None,
        stopped=sum(1 for p in problems if p),
        sku=skus[0] if skus else "",
        barcode=next((v.identifier for v in kept.variations if v.identifier), ""),
    )


def problem_of(kept: KeptProduct, variation: KeptVariation, currency: str) -> Problem | None:
    """The first thing that stops a variation before Amazon is asked."""
    return obstacles(
        kept.product, variation.variation, sku_count=variation.sku_count,
        market=Market(currency or variation.variation.price.currency), selling=SellingPolicy(),
        synchronization=SynchronizationPolicy(),
    )  # fmt: skip
