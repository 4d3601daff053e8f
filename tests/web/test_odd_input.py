"""What nobody types but anybody can send: ids that no table holds, and NULs, which PostgreSQL takes nowhere."""

from pathlib import Path

import pytest
from starlette.convertors import IntegerConvertor
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from backend.web.assets import Assets
from backend.web.protection import NoNul
from backend.web.reading import DIGITS, whole
from backend.web.routes import routes
from tests.web.desk import SAME, Desk, open_desk

ODD = ("9" * 16, "9" * 19, "1" * 40, "²", "٣", "-1", "%00", "1%00")
NUL = "x%00y"


async def answers(desk: Desk, method: str, path: str) -> int:
    return (await desk.browser.request(method, path, headers=SAME)).status_code


async def test_an_id_that_no_table_holds_is_not_found_at_any_address(
    database_url: str, tmp_path: Path
) -> None:
    addresses = [
        (method, each.path)
        for each in routes(Assets())
        if isinstance(each, Route)
        for method in sorted((each.methods or set()) - {"HEAD"})
        if ":id}" in each.path
    ]
    assert len(addresses) > 12
    async with open_desk(database_url, tmp_path, published=False) as desk:
        for method, path in addresses:
            before, _, rest = path.partition("{")
            for odd in ODD:
                where = before + odd + rest.partition("}")[2]
                assert await answers(desk, method, where) == 404, (method, where)
            assert await answers(desk, method, before + "9" * DIGITS + rest.partition("}")[2]) == 404, path


def test_no_address_takes_ids_of_any_length() -> None:
    for each in routes(Assets()):
        if isinstance(each, Route):
            kinds = [type(convertor) for convertor in each.param_convertors.values()]
            assert IntegerConvertor not in kinds, each.path


@pytest.mark.parametrize("text", [*ODD, "", "1.0", "1e3", " 1", "+1", None])
def test_a_number_in_a_query_or_a_form_that_makes_no_sense_is_none(text: str | None) -> None:
    assert whole(text) == 0


async def test_a_nul_reaches_no_database(database_url: str, tmp_path: Path) -> None:
    async with open_desk(database_url, tmp_path, published=False) as desk:
        await desk.world.connect(desk.shop_id)
        for path in ("/products", "/listings", "/orders", "/drift", "/journal", "/approvals", "/accounts"):
            names = (
                "words",
                "status",
                "marketplace",
                "cause",
                "place",
                "run",
                "tab",
                "page",
                "said",
                "seller",
            )
            query = "&".join(f"{name}={NUL}" for name in names)
            assert await answers(desk, "GET", f"{path}?{query}") == 200, path
        for path in (f"/publish/{NUL}", f"/publish/{NUL}/products", f"/policies/{NUL}", f"/assets/{NUL}"):
            assert await answers(desk, "GET", path) == 404, path
        for path in (f"/accounts/connect/{NUL}", f"/accounts/code?code={NUL}", f"/accounts/appstore/{NUL}"):
            assert await answers(desk, "GET", path) < 500, path
        for path in (
            f"/amazon/return?state={NUL}",
            f"/install/return?state={NUL}&code=1",
            f"/?payload={NUL}",
        ):
            assert await answers(desk, "GET", path) < 500, path
        begun = (await desk.browser.get("/publish")).headers["location"]
        seller = await desk.world.house.db.fetch_val("select id from seller")
        forms = (f"{begun}/list", f"{begun}/choose", begun, f"/accounts/{seller}/pause", "/accounts/connect")
        body = f"product={NUL}&one={NUL}&do=all&place={NUL}&marketplace={NUL}&on=1&country={NUL}&words={NUL}"
        for path in forms:
            kind = {"content-type": "application/x-www-form-urlencoded"}
            answer = await desk.browser.post(f"{path}?words={NUL}", content=body, headers={**SAME, **kind})
            assert answer.status_code < 500, (path, answer.status_code)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
async def test_a_nul_of_a_form_is_found_however_the_network_cuts_it(size: int) -> None:
    form = b"words=a%00b%41&%00=%2500\x00&more=%%0000&end=100%25&last=%0"
    said: list[Message] = []

    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        found = await Request(scope, receive).form()
        await JSONResponse([*found.multi_items()])(scope, receive, send)

    parts = [form[at : at + size] for at in range(0, len(form), size)]

    async def receive() -> Message:
        return {"type": "http.request", "body": parts.pop(0), "more_body": len(parts) > 0}

    async def send(message: Message) -> None:
        said.append(message)

    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}
    await NoNul(page)(scope, receive, send)
    words = '[["words","a bA"],[" ","%00 "],["more","% 00"],["end","100%"],["last","%0"]]'
    assert said[1]["body"].decode() == words
