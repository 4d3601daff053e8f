"""The listings report: whatever its encoding, its language, its columns and its size."""

import gzip
import io
import tempfile
import tracemalloc
from collections.abc import Iterator
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.existing import RemoteItem, RemoteStatus
from backend.domain.money import Money
from backend.domain.policy import Condition
from backend.marketplaces.amazon.report_reading import ORDER, encoding_of, read_lines
from backend.transport.errors import Rejected

HEADER = "seller-sku\titem-name\tprice\tquantity\tasin1\titem-condition\tfulfillment-channel\tstatus"


def items(
    content: bytes, charset: str = "", guess: str = "cp1252", currency: str = "EUR"
) -> list[RemoteItem | None]:
    file = io.BytesIO(content)
    return [line.item for line in read_lines(file, encoding_of(file, charset, guess), currency)]


def test_a_line_is_an_item() -> None:
    line = "A-1\tBol en grès\t24.99\t3\tB000000001\t11\tDEFAULT\tActive"
    assert items(f"{HEADER}\n{line}\n".encode()) == [
        RemoteItem(
            "A-1", "B000000001", "Bol en grès", Money(2499, "EUR"), 3, RemoteStatus.ACTIVE, Condition.NEW,
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("encoding", "charset", "guess"),
    [
        ("utf-8", "UTF-8", "cp1252"), ("utf-8", "", "cp1252"), ("utf-8-sig", "", "cp1252"),
        ("cp1252", "Cp1252", "cp1252"), ("cp1252", "", "cp1252"), ("latin-1", "ISO-8859-1", "cp1252"),
        ("cp1252", "utf-8", "cp1252"), ("cp932", "Shift_JIS", "cp932"), ("cp932", "", "cp932"),
    ],
)  # fmt: skip
def test_the_encoding_is_made_out(encoding: str, charset: str, guess: str) -> None:
    title = (
        "食器 ボウル 青"
        if encoding == "cp932"
        else "Bol en grès – 14 cm"
        if encoding != "latin-1"
        else "grès"
    )
    content = f"{HEADER}\nA-1\t{title}\t5\t1\tB0\t11\tDEFAULT\tActive\n".encode(encoding)
    (found,) = items(content, charset, guess)
    assert found is not None
    assert (found.sku, found.title) == ("A-1", title)


def test_columns_are_found_in_other_languages_and_by_their_order() -> None:
    japanese = "商品名\t出品者SKU\t価格\t数量\tasin1\nボウル\tA-1\t1980\t2\tB01\n".encode("cp932")
    (found,) = items(japanese, "Shift_JIS", "cp932", "JPY")
    assert found == RemoteItem("A-1", "B01", "ボウル", Money(1980, "JPY"), 2)
    foreign = ["x"] * len(ORDER)
    cells = ["" for _ in ORDER]
    for name, value in (("seller-sku", "A-1"), ("price", "9,90"), ("quantity", "4"), ("status", "Aktiv")):
        cells[ORDER.index(name)] = value
    (found,) = items("\n".join(["\t".join(foreign), "\t".join(cells)]).encode())
    assert found == RemoteItem("A-1", price=Money(990, "EUR"), quantity=4, status=RemoteStatus.ACTIVE)
    with pytest.raises(Rejected):
        items(b"one\ttwo\nA\tB\n")


def test_missing_columns_and_odd_lines_stop_nothing() -> None:
    said = items(b"seller-sku\tprice\nA-1\nB-1\tcheap\n\n\t5\nC-1\t0\nD-1\t1,234.50\nE-1\t1.234,50\r\n")
    assert [(each.sku, each.price) if each else None for each in said] == [
        ("A-1", None), ("B-1", None), None, None, ("C-1", None), ("D-1", Money(123450, "EUR")),
        ("E-1", Money(123450, "EUR")),
    ]  # fmt: skip


def test_what_amazon_sends_has_no_quantity_and_barcodes_are_told_from_asins() -> None:
    header = f"{HEADER}\tproduct-id-type\tproduct-id"
    fba = "F-1\tT\t5\t7\t\t1\tAMAZON_EU\tInactive\t1\tB000000009"
    coded = "G-1\tT\t5\t7\tB01\t99\tDEFAULT\tIncomplete\t4\t4006381333931"
    first, second = items("\n".join([header, fba, coded]).encode())
    assert first is not None
    assert second is not None
    assert (first.by_amazon, first.quantity, first.asin, first.condition) == (
        True, None, "B000000009", Condition.USED_LIKE_NEW,
    )  # fmt: skip
    assert (second.barcodes, second.condition, second.status) == (
        ("4006381333931",), None, RemoteStatus.INCOMPLETE,
    )  # fmt: skip


@given(st.binary(max_size=400), st.sampled_from(["", "utf-8", "Shift_JIS", "nonsense"]))
def test_no_bytes_break_the_reader(noise: bytes, charset: str) -> None:
    for found in items(f"{HEADER}\n".encode() + noise, charset):
        assert found is None or found.sku


def large(file: BinaryIO, lines: int) -> Iterator[None]:
    file.write(f"{HEADER}\n".encode())
    for number in range(lines):
        title = "Un titre assez long pour ressembler à ceux d'Amazon, lot de 6" * 3
        file.write(f"SKU-{number}\t{title}\t24.99\t3\tB{number:09d}\t11\tDEFAULT\tActive\n".encode())
    file.seek(0)
    yield


def test_a_hundred_thousand_lines_take_little_memory() -> None:
    with tempfile.TemporaryFile() as file:
        for _ in large(file, 100_000):
            tracemalloc.start()
            try:
                count = sum(1 for _ in read_lines(file, encoding_of(file, "", "cp1252"), "EUR"))
                _, peak = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
    assert count == 100_000
    assert peak < 4_000_000, peak


def test_a_packed_document_unfolds_in_pieces() -> None:
    from backend.marketplaces.amazon import client

    packed = gzip.compress(b"a" * 5_000_000)
    with tempfile.TemporaryFile() as file:
        unpack = client.zlib.decompressobj(wbits=31)
        client._write(file, packed, unpack)
        assert file.tell() == 5_000_000
        assert unpack.eof
