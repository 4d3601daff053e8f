"""The same revisions, sent by us and by a loop over python-amazon-sp-api, against one served sandbox in one run."""

import asyncio
import json
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import httpx
from sp_api.api import ListingsItems  # type: ignore[import-untyped]
from sp_api.auth import AccessTokenClient  # type: ignore[import-untyped]
from sp_api.base.exceptions import SellingApiRequestThrottledException  # type: ignore[import-untyped]

from backend.house import House, open_house
from backend.settings import read_settings
from backend.storage import products, sellers
from backend.storage.migrate import upgrade
from tests.bench.table import Table
from tests.lanes.ground import FRANCE, list_now
from tests.lanes.processes import connect, environment, free_port, install, running, working

PRODUCTS = 140
Body = dict[str, Any]


class Recording(httpx.AsyncHTTPTransport):
    """Our line: counts the calls to Amazon's listings, and keeps what each revision said."""

    def __init__(self, host: str) -> None:
        super().__init__()
        self._host, self.calls, self.refused = host, 0, 0
        self.bodies: dict[str, Body] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        if request.url.netloc.decode() == self._host and "/listings/" in request.url.path:
            self.calls += 1
            self.refused += response.status_code == 429
            if request.method == "PATCH" and response.status_code == 200:
                self.bodies[request.url.path.rpartition("/")[2]] = json.loads(request.content)
        return response


async def measure(table: Table) -> None:
    """Two lines: our time and our calls as a share of theirs."""
    table.head("Beside an integrator's loop over python-amazon-sp-api")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/bench.sqlite3"
        await asyncio.to_thread(upgrade, url)
        told = {**environment(folder, free_port(), url), "STORELANE_SANDBOX_PACE": "1"}
        async with running(told, "sandbox", "--products", str(PRODUCTS)):
            line = Recording(urlsplit(told["STORELANE_AMAZON_SANDBOX_URL"]).netloc)
            async with open_house(read_settings(told), network=line) as house:
                ours = await _ours(house, folder, line)
                seller = await sellers.find(house.db, house.web.vault, ours["seller_id"])
                assert seller is not None
                await asyncio.sleep(5)  # their allowance begins full, as ours did
                theirs = await asyncio.to_thread(
                    _theirs, told["STORELANE_AMAZON_SANDBOX_URL"], house.settings.amazon.client_id,
                    house.settings.amazon.client_secret, seller.refresh_token, seller.seller_code, line.bodies,
                )  # fmt: skip
    how = (
        f"{len(line.bodies)} price changes, real plans: {ours['seconds']:.1f} s, {ours['calls']} calls,"
        f" {ours['refused']} refused;"
        f" theirs {theirs['seconds']:.1f} s, {theirs['calls']} calls, {theirs['refused']} refused"
    )
    table.figure("our time ÷ theirs", ours["seconds"] / theirs["seconds"], "×", 1.0, how)
    table.figure(
        "our calls ÷ theirs", ours["calls"] / theirs["calls"], "×", 1.1, "ours read before they write, by 20"
    )


async def _ours(house: House, folder: Path, line: Recording) -> Body:
    """Everything is published; then every price changes."""
    stop = asyncio.Event()
    work = asyncio.create_task(house.worker.run(stop))
    shop_id = await install(house, folder / f"products-{PRODUCTS}" / "sandbox")
    await house.web.wake("catalog", shop_id)
    while (await products.progress(house.db, shop_id)).phase != "idle":
        await asyncio.sleep(0.1)
    seller_id = await connect(house, shop_id)
    await list_now(house, shop_id, seller_id, "d1", house.web.now())
    while await working(house, shop_id):
        await asyncio.sleep(0.2)
    await asyncio.sleep(10)
    await house.db.execute(
        "update policy set body = replace(replace(body, '\"change\": 0', '\"change\": 100'), '\"change\":0',"
        " '\"change\":100') where kind = 'selling'"
    )
    line.calls = line.refused = 0
    began = time.perf_counter()
    await house.db.execute(
        "update listing set revise_at = :now, revise_n = revise_n + 1 where sent <> '' and status = 'active'",
        {"now": house.web.now()},
    )
    await house.web.wake("offers", seller_id)
    while await house.db.fetch_val("select count(*) from listing where revise_at is not null"):
        await asyncio.sleep(0.05)
    took = time.perf_counter() - began
    told = {"seller_id": seller_id, "seconds": took, "calls": line.calls, "refused": line.refused}
    stop.set()
    await work
    return told


def _theirs(
    address: str, client_id: str, client_secret: str, refresh_token: str, seller: str, bodies: dict[str, Body]
) -> Body:
    """A loop with the pause after a refusal that the library's own decorator would make."""

    class Tokens(AccessTokenClient):  # type: ignore[misc]
        scheme, host = "http://", urlsplit(address).netloc

    place = SimpleNamespace(endpoint=address, marketplace_id=FRANCE, region="eu-west-1")
    keys = {"lwa_app_id": client_id, "lwa_client_secret": client_secret, "refresh_token": refresh_token}
    client = ListingsItems(
        marketplace=place, credentials=keys, refresh_token=refresh_token, auth_token_client_class=Tokens
    )
    calls = refused = 0
    began = time.perf_counter()
    for sku, body in bodies.items():
        while True:
            calls += 1
            try:
                client.patch_listings_item(seller, sku, marketplaceIds=[FRANCE], body=body)
                break
            except SellingApiRequestThrottledException:
                refused += 1
                time.sleep(5)
    return {"seconds": time.perf_counter() - began, "calls": calls, "refused": refused}
