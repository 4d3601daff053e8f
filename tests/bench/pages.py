"""Every page and fragment with the big shop, one client, server time only; beside them a bare table as the floor."""

import time
from collections.abc import Awaitable, Callable

import httpx
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tests.bench.table import Table
from tests.web.desk import HTMX, SAME, merchant
from tests.world import World

ROUNDS, WARM = 40, 4
PAGE, SEARCH = 20.0, 10.0  # milliseconds, as demanded
HOW = f"n={ROUNDS} after {WARM}, in process, ASGI"
PREFIXES = (
    "mug", "lam", "lampe", "cot", "coton", "boi", "bois", "caf", "tab", "table", "jar", "jardin", "ver", "vert", "rou",
    "p-12", "line 4", "bleu", "gris", "xyzzy",
)  # fmt: skip
WHOLE = (
    "/dashboard", "/products", "/products?page=900", "/products?ready=1", "/products?cause=no_identifier",
    "/products?stock=out", "/listings", "/listings?page=2000", "/listings?status=active",
    "/listings?status=active&page=1500", "/listings?status=incomplete", "/listings?cause=no_identifier",
    "/listings?run=1", "/listings?sort=title", "/listings?sort=-price&page=2", "/listings?differs=1",
    "/listings?manual=1", "/listings/1", "/orders", "/orders?tab=stuck", "/drift", "/drift?tab=healed", "/approvals",
    "/policies", "/policies/1", "/journal", "/accounts", "/accounts/connect", "/accounts/code?code=x",
    "/problems", "/problems?muted=1", "/problems/group?cause=no_identifier", "/listings?status=muted",
    "/problems/preview?cause=no_identifier&cure=mute&all=1", "/audit", "/audit?field=price", "/families",
    "/families?tab=families", "/families?page=200", "/matches", "/matches?state=dismissed", "/unmanaged",
    "/product-types/changes", "/dashboard/sales", "/dashboard/limits", "/runs", "/runs/1", "/auto-add",
    "/auto-add/review",
    "/policies/1/edit", "/policies/new?kind=synchronization", "/policies/rates", "/policies/templates", "/transfer",
)  # fmt: skip
PARTS = ("/dashboard", "/products?page=2", "/listings?page=2", "/listings/1", "/journal?page=2", "/orders",
         "/drift", "/approvals", "/accounts", "/problems", "/problems/group?cause=no_identifier", "/audit")  # fmt: skip
PUBLIC = ("/metrics",)


async def measure(world: World, shop_id: int, table: Table, *, limits: bool = True) -> None:
    """All lines; without `limits` they are only printed."""
    browser = merchant(world, shop_id)
    page, search = (PAGE, SEARCH) if limits else (None, None)
    table.head("Pages and fragments")
    for path in WHOLE:
        await _line(table, f"GET {path}", lambda path=path: browser.get(path), page)
    for path in PUBLIC:
        await _line(table, f"GET {path}", lambda path=path: browser.get(path), page)
    for path in PARTS:
        await _line(table, f"part {path}", lambda path=path: browser.get(path, headers=HTMX), page)
    incomplete = await world.house.db.fetch_val("select min(id) from listing where cause <> ''")
    why = f"/listings/{incomplete}/why"
    await _line(table, "part /listings/…/why", lambda: browser.get(why, headers=HTMX), page)
    await _wizard(browser, table, page)
    table.head("Search as you type")
    for path in ("/products", "/listings"):
        took = [
            await _timed(lambda word=word: browser.get(path, params={"words": word}, headers=HTMX))  # noqa: B023
            for _ in range(3)
            for word in PREFIXES
        ]
        table.times(
            f"part {path}?words=…",
            took[len(PREFIXES) :],
            search,
            f"{len(PREFIXES)} prefixes, twice, after one",
        )
    await _floor(browser, table)


async def _wizard(browser: httpx.AsyncClient, table: Table, limit: float | None) -> None:
    draft = (await browser.get("/publish")).headers["location"]
    await _line(table, "GET /publish/…", lambda: browser.get(draft), limit)
    products = f"{draft}/products"
    await _line(table, "GET /publish/…/products", lambda: browser.get(products), limit)
    await _line(
        table,
        "part /publish/…/products?page=2",
        lambda: browser.get(f"{products}?page=2", headers=HTMX),
        limit,
    )
    one = {"one": "7", "product": "7"}
    choose = f"{draft}/choose"
    await _line(
        table, "POST …/choose, one", lambda: browser.post(choose, data=one, headers={**HTMX, **SAME}), limit
    )
    everything = {"do": "all"}
    await _line(
        table,
        "POST …/choose, all",
        lambda: browser.post(choose, data=everything, headers={**HTMX, **SAME}),
        limit,
    )
    await _line(table, "GET …/products, all chosen", lambda: browser.get(products), limit)


async def _floor(browser: httpx.AsyncClient, table: Table) -> None:
    """The rows of the listings page, rendered from memory by a route that does nothing else."""
    rows = [
        {"id": n, "name": f"Product {n}", "sku": f"SKU-{n}", "asin": f"B0{n:08}", "price": "22,99 €", "stock": 7,
         "status": "Active"} for n in range(50)
    ]  # fmt: skip
    template = Environment(autoescape=True).from_string(
        "<table>{% for r in rows %}<tr><td>{{ r.id }}</td><td>{{ r.name }}</td><td>{{ r.sku }}</td>"
        "<td>{{ r.asin }}</td><td>{{ r.price }}</td><td>{{ r.stock }}</td><td>{{ r.status }}</td></tr>"
        "{% endfor %}</table>"
    )

    async def bare(request: Request) -> Response:
        return HTMLResponse(template.render(rows=rows))

    site = httpx.ASGITransport(Starlette(routes=[Route("/", bare)]))
    async with httpx.AsyncClient(transport=site, base_url="http://floor") as floor:
        await _line(table, "the floor: 50 rows, bare Starlette", lambda: floor.get("/"), None)


async def _line(
    table: Table, name: str, call: Callable[[], Awaitable[httpx.Response]], limit: float | None
) -> None:
    for _ in range(WARM):
        await _timed(call)
    table.times(name, [await _timed(call) for _ in range(ROUNDS)], limit, HOW)


async def _timed(call: Callable[[], Awaitable[httpx.Response]]) -> float:
    """Milliseconds of one call. Nothing but a page may be measured as one."""
    started = time.perf_counter()
    answer = await call()
    took = (time.perf_counter() - started) * 1000
    assert answer.status_code < 400, (answer.request.url, answer.status_code)
    return took
