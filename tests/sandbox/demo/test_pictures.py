"""The drawings: each is well-formed, of the size asked for, and every demo product has its own."""

import re
from xml.etree import ElementTree

import pytest

from backend.sandbox.demo.pictures import picture, shape_names
from backend.sandbox.demo.rows import demo_rows, read_document

DRAWN = [row for row in demo_rows() if row.shape]


@pytest.mark.parametrize("shape", shape_names())
def test_it_draws_every_shape_as_well_formed_svg(shape: str) -> None:
    drawing = picture(f"drawn-{shape}-aa5533-225577-800.svg")
    assert drawing is not None
    root = ElementTree.fromstring(drawing)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("width") == root.get("height") == "800"
    assert not re.search(rb"[{}]|script|http(?!://www.w3.org)", drawing)


def test_it_gives_every_demo_product_a_picture_of_its_own() -> None:
    drawings = [picture(f"{row.slug}-160.svg") for row in DRAWN]
    assert None not in drawings
    assert len(set(drawings)) == len(DRAWN)


def test_it_draws_on_white_ground_for_amazon() -> None:
    plain, toned = picture("bol-gres-bleu-plain-1500.svg"), picture("bol-gres-bleu-1500.svg")
    assert plain and toned and b"fill='#fff'/>" in plain and plain != toned


def test_it_draws_every_thing_that_is_generated() -> None:
    assert {thing[1] for thing in read_document("generated")["things"]} <= set(shape_names())


@pytest.mark.parametrize(
    "name",
    [
        "",
        "bol-gres-bleu.svg",
        "nothing-160.svg",
        "drawn-nothing-aa5533-225577-160.svg",
        "../profile-160.svg",
        "bol-gres-bleu-0.svg",
        "bol-gres-bleu-99999.svg",
        "pinceau-rond-160.svg",
    ],
)
def test_it_knows_nothing_else(name: str) -> None:
    assert picture(name) is None
