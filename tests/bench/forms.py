"""The form of Amazon's own product type of 100 attributes: its first view, and one change of a value."""

import gc
import json
import time
from collections.abc import Awaitable, Callable
from itertools import cycle

from backend.domain.product_form.tree import Group
from tests.bench.table import Table
from tests.contract.reference import PRODUCT_TYPES
from tests.web.form_page import form_site, visitor
from tests.web.test_product_form import HTMX, Page

FILE = PRODUCT_TYPES / "MANUAL_FOOD_MILL_GRINDER.US.json"
FIRST, CHANGE = 200.0, 50.0  # milliseconds, as demanded
ROUNDS, WARM = 40, 4
GROUPS = 8


async def measure(table: Table) -> None:
    """Both lines, in process; first views read a new copy of the document each, as after a restart."""
    table.head("The form of a product type")
    if not FILE.is_file():
        print(f"not measured: {FILE.name} is not here (set STORELANE_REFERENCE)")
        return
    text = FILE.read_text("utf-8")
    names = list(json.loads(text)["properties"])
    groups = [Group(f"g{at}", f"Group {at}", "", tuple(names[at::GROUPS])) for at in range(GROUPS)]

    async def first() -> None:
        async with visitor(form_site(json.loads(text), groups)) as client:
            assert (await client.get("/form")).status_code == 200

    gc.collect()
    gc.freeze()  # as the app does at its start
    how = f"{len(names)} attributes, n={ROUNDS} after {WARM}, in process, ASGI"
    table.times("first view", await _times(first), FIRST, f"{how}, document parsed anew")
    async with visitor(form_site(json.loads(text), groups)) as client:
        for opened, name in (
            ((), "one change"),
            (tuple(f"g{at}" for at in range(GROUPS)), "one change, all open"),
        ):
            page = await client.post("/form", data={"do": "check", "opened": list(opened)})
            posted = dict(Page(page.text).controls)
            stamps = [text for word, text in Page(page.text).controls if word == "stamp"]
            answers = cycle(("~true", "~false"))

            async def change(posted: dict[str, str] = posted, stamps: list[str] = stamps) -> None:
                said = {**posted, "stamp": stamps, "opened": list(opened)}  # noqa: B023
                said["f.batteries_required.0.value.~pick"] = next(answers)  # noqa: B023
                answer = await client.post("/form", data=said, headers=HTMX)
                assert answer.status_code == 200

            table.times(name, await _times(change), CHANGE, how)


async def _times(call: Callable[[], Awaitable[None]]) -> list[float]:
    for _ in range(WARM):
        await call()
    took = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        await call()
        took.append((time.perf_counter() - started) * 1000)
    return took
