"""Reading a catalogue file: every form is read, rubbish is refused with its place."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backend.sandbox.demo import catalogue_file
from backend.sandbox.demo.catalogue_file import read_catalogue
from backend.sandbox.demo.derived import amazon_items_for

THREE: list[dict[str, Any]] = [
    {"id": number, "name": f"Tasse à café n° {number}", "combinations": []} for number in (1, 2, 3)
]
FORMS: dict[str, Callable[[], str]] = {
    "search answer": lambda: json.dumps({"total": 3, "items": THREE, "limit": 100}),
    "search answer over lines": lambda: json.dumps({"total": 3, "items": THREE}, indent=1),
    "bare list": lambda: json.dumps(THREE, ensure_ascii=False),
    "JSON lines": lambda: "\n".join(map(json.dumps, THREE)) + "\n",
    "answers one after another": lambda: "\n".join(json.dumps({"items": [product]}) for product in THREE),
    "with a byte order mark": lambda: "\ufeff" + json.dumps(THREE),
}


@pytest.mark.parametrize("form", FORMS)
def test_it_reads_every_form(form: str, tmp_path: Path) -> None:
    file = tmp_path / "catalogue.json"
    file.write_text(FORMS[form](), encoding="utf-8")
    assert list(read_catalogue(file)) == THREE


def test_it_reads_values_that_lie_across_the_windows(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.json"
    many = [{"id": number, "name": "é" * 7001, "price": 12.5} for number in range(1, 120)]
    many.append({"id": 500, "name": "large", "description": "<p>" + "x" * 900_000 + "</p>"})
    file.write_text(json.dumps({"items": many, "total": 120}, ensure_ascii=False), encoding="utf-8")
    assert list(read_catalogue(file)) == many
    assert file.stat().st_size > 4 * catalogue_file.WINDOW


def test_it_reads_an_empty_answer_as_no_products(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.json"
    file.write_text('{"total": 0, "items": []}')
    assert list(read_catalogue(file)) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "line 1, column 1: there is nothing in it"),
        ("hello", "line 1, column 1: expected a list of products"),
        ('[{"id": 1},\n 7]', "line 2, column 2: expected a product"),
        ('[{"id": 1}\n {"id": 2}]', "line 2, column 2: expected , or ]"),
        ('[{"id": 1}, {"id": "x"}]', 'has no "id"'),
        ('[{"id": 1, "name": 5}]', 'the "name" of product 1 is not a text'),
        ('[{"id": 1, "combinations": [4]}]', 'the "combinations" of product 1'),
        ('{"items": [{"id": 1}, {"id": 2, "na', "this is not JSON"),
        ('[{"id": 1, "price": NaN}]', "NaN is not a number"),
        ('[{"id": 1}', "expected , or ], found the end of the file"),
        ('{"errorCode": "INVALID_API_TOKEN"}', 'has no "id"'),
    ],
)
def test_it_refuses_rubbish_with_its_place(text: str, place: str, tmp_path: Path) -> None:
    file = tmp_path / "catalogue.json"
    file.write_text(text)
    with pytest.raises(ValueError, match="line") as refusal:
        list(read_catalogue(file))
    assert place in str(refusal.value) and str(refusal.value).startswith("catalogue.json, line ")


def test_it_refuses_what_is_not_text(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.json"
    file.write_bytes(b"[\xff\xfe\x00]")
    with pytest.raises(ValueError, match=r"catalogue\.json, line 1, column 1: .*UTF-8"):
        list(read_catalogue(file))


def test_it_derives_items_for_whatever_a_file_holds() -> None:
    odd: list[dict[str, Any]] = [
        {"id": 1},
        {"id": 2, "price": "x", "attributes": [{"type": "UPC", "value": None}]},
    ]
    assert list(amazon_items_for(odd)) == []
    named = {"id": 3, "name": "Mug", "attributes": [{"type": "UPC", "value": "3769990001035"}]}
    assert all(item["identifiers"] == {"EAN": ["3769990001035"]} for item in amazon_items_for([named]))
