"""Static files: hashed addresses that browsers keep, and htmx from its package."""

import re

from backend.web.assets import Assets
from tests.web.ground import browser


async def test_a_page_names_its_files_by_their_content_and_browsers_keep_them() -> None:
    async with browser() as client:
        page = (await client.get("/")).text
        found = re.findall(r'(?:src|href)="(/assets/[^"]+)"', page)
        assert {re.sub(r"\.[0-9a-f]{12}\.", ".", path) for path in found} == {
            "/assets/app.css", "/assets/app.js", "/assets/htmx.js", "/assets/pages.css", "/assets/site.css",
        }  # fmt: skip
        for path in found:
            answer = await client.get(path)
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
            assert answer.headers["content-type"].split(";")[0] in ("text/css", "text/javascript")


async def test_an_outdated_or_foreign_name_is_not_found() -> None:
    async with browser() as client:
        for name in ("app.000000000000.css", "app.css", "..%2Fapp.css"):
            answer = await client.get(f"/assets/{name}")
            assert answer.status_code == 404
            assert "immutable" not in answer.headers["cache-control"]


def test_the_address_changes_only_with_the_content() -> None:
    assert Assets().address("app.css") == Assets().address("app.css")
