"""Export and import on a page: everything in one file, what would happen first, clear words for a wrong file."""

import csv
import html
import io
import json
from pathlib import Path

import pytest

from backend.domain.transfer import LISTS
from backend.storage import importing
from backend.web import transfer
from tests.web.desk import HTMX, SAME, Desk, merchant, open_desk, other_shop


async def send(desk: Desk, content: bytes, name: str = "export.json") -> str:
    """Choose a file and press; the text of the page that comes."""
    answer = await desk.browser.post("/transfer", files={"file": (name, content)}, headers=SAME)
    if answer.status_code == 303:
        await desk.world.house.worker.run_until_idle()
        return html.unescape(await desk.page("/transfer"))
    assert answer.status_code == 422, answer.text[:300]
    return html.unescape(answer.text)


async def exported(desk: Desk) -> bytes:
    answer = await desk.browser.get("/transfer/export.json")
    assert "attachment" in answer.headers["content-disposition"]
    return answer.content


async def test_everything_goes_into_one_file_and_comes_back_as_known(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        content = await exported(desk)
        said = json.loads(content)
        assert (said["format"], said["version"], said["store"]) == ("storelane-export", 2, 1003)
        assert len(said["listings"]) == 90 and len(said["policies"]) == 3 and len(said["journal"]) > 91
        assert [key for key in said if isinstance(said[key], list)] == list(LISTS)
        page = await send(desk, content)
        assert "What would happen" in page and "nothing to import" in page and "Import now" not in page


async def test_a_policy_is_foreseen_then_imported_then_known(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        said = json.loads(await exported(desk))
        rule = {"ref": "9", "kind": "selling", "name": "Dearer", "policy": {"changes": []}}
        said["policies"].append(rule | {"policy": {"buffer": 2}})
        page = await send(desk, json.dumps(said).encode(), "mine.json")
        assert "Would be added" in page and "Dearer" in page and "mine.json" in page
        assert "Dearer" not in await desk.page("/policies")
        last = await importing.latest(desk.world.house.db, desk.shop_id)
        assert last is not None
        answer = await desk.browser.post(f"/transfer/{last.id}", data={"do": "start"}, headers=SAME)
        assert answer.status_code == 303
        part = (await desk.browser.get("/transfer", headers=HTMX)).text
        assert 'hx-trigger="load delay' in part and "<html" not in part
        await desk.world.house.worker.run_until_idle()
        page = html.unescape((await desk.browser.get("/transfer", headers=HTMX)).text)
        assert "The last import" in page and "Added" in page and "hx-trigger" not in page
        assert "Dearer" in await desk.page("/policies")
        assert "You imported a file: 1 line" in await desk.page("/journal")


async def test_values_by_hand_are_foreseen_with_their_numbers(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        said = json.loads(await exported(desk))
        place = {key: said["listings"][0][key] for key in ("sku", "seller", "region", "marketplace")}
        said["by_hand"] = [{**place, "price": [1, "EUR"]}, {**place, "quantity": 1}]
        said["muted"] = [{**place, "cause": "no_match"}]
        said["details"] = [{**place, "product_type": "HOME"}]
        page = await send(desk, json.dumps(said).encode())
        for words in (
            "far from the one that is wanted now", f"{place['sku']}: €0.01", f"{place['sku']}: 1",
            "It has no such problem here now", "Muted problems", "Details of your own products", "cannot be read",
        ):  # fmt: skip
            assert words in page, words
        last = await importing.latest(desk.world.house.db, desk.shop_id)
        assert last is not None
        await desk.browser.post(f"/transfer/{last.id}", data={"do": "start"}, headers=SAME)
        await desk.world.house.worker.run_until_idle()
        assert "You set by hand, until you take it back: quantity 1" in await desk.page("/journal")


async def test_a_file_can_be_forgotten(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        await send(desk, await exported(desk))
        last = await importing.latest(desk.world.house.db, desk.shop_id)
        assert last is not None
        await desk.browser.post(f"/transfer/{last.id}", data={"do": "forget"}, headers=SAME)
        assert "What would happen" not in await desk.page("/transfer")
        assert await desk.world.house.db.fetch_val("select count(*) from import_line") == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty"), (b"\x03\x04\xff\xfe", "cannot be read as text"),
        (b"sku,asin\n", "no export of Storelane"),
        (b'{"format": "storelane-export", "version": 9, "policies": [{}]}', "newer Storelane"),
    ],
)  # fmt: skip
async def test_a_wrong_file_gets_a_sentence_beside_its_field(
    migrated_url: str, tmp_path: Path, content: bytes, words: str
) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        page = await send(desk, content)
        assert words in page and 'aria-invalid="true"' in page
        assert await importing.latest(desk.world.house.db, desk.shop_id) is None


async def test_no_file_and_too_large_a_file_are_told(
    migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        answer = await desk.browser.post("/transfer", data={"file": ""}, headers=SAME)
        assert answer.status_code == 422 and "Choose a file first." in answer.text
        large = b'{"format": "storelane-export", "policies": [' + b" " * 2_000_000 + b"]}"
        assert "no line in this file" in await send(desk, large)  # more than any other page takes
        monkeypatch.setattr(transfer, "LARGEST", 1_000_000)
        assert "larger than" in await send(desk, large)


async def test_the_links_open_in_a_spreadsheet(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        answer = await desk.browser.get("/transfer/links.csv")
        rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        assert len(rows) == 90 and rows[0]["seller"] == "A2ATELIERNORD0" and rows[0]["selling_policy"]


async def test_another_shop_sees_and_moves_nothing_of_it(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        await send(desk, await exported(desk))
        last = await importing.latest(desk.world.house.db, desk.shop_id)
        assert last is not None
        stranger = await other_shop(desk.world)
        assert "export.json</p>" not in (await stranger.get("/transfer")).text
        refused = await stranger.post(f"/transfer/{last.id}", data={"do": "forget"}, headers=SAME)
        assert refused.status_code == 404
        theirs = json.loads((await stranger.get("/transfer/export.json")).content)
        assert theirs["listings"] == [] and theirs["journal"] == []
        french = (await merchant(desk.world, desk.shop_id, "fr").get("/transfer")).text
        assert "Exporter et importer" in french and "Tout télécharger" in french
