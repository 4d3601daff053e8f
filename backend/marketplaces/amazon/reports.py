"""Reports: the one that lists everything a seller has in a marketplace (Amazon facts 4.14)."""

import itertools
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from backend.domain.existing import Report, ReportState
from backend.domain.marketplace import SellerAccess
from backend.marketplaces.amazon.client import AmazonClient, path_part
from backend.marketplaces.amazon.reading import Entry, entries, moment, needed, text
from backend.marketplaces.amazon.report_reading import Line, encoding_of, read_lines

ROOT = "/reports/2021-06-30"
KIND = "GET_MERCHANT_LISTINGS_ALL_DATA"
AT_ONCE = 500  # lines a piece
JAPAN = "A1VC38T7YXB528"
_STATES = {"DONE": ReportState.DONE, "CANCELLED": ReportState.FAILED, "FATAL": ReportState.FAILED}


async def start(client: AmazonClient, seller: SellerAccess, marketplace_id: str) -> str:
    """Ask for the report; returns its id. Not to be repeated without a look (recent)."""
    body = {"reportType": KIND, "marketplaceIds": [marketplace_id]}
    made = await client.call(seller, "createReport", "POST", f"{ROOT}/reports", body=body)
    return needed(made.data, "reportId")


async def recent(client: AmazonClient, seller: SellerAccess, marketplace_id: str, since: int) -> list[Report]:
    """Reports of this kind asked for since a moment (epoch seconds UTC), the newest hundred."""
    query = {
        "reportTypes": KIND, "marketplaceIds": marketplace_id, "pageSize": "100",
        "createdSince": datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }  # fmt: skip
    said = await client.call(seller, "getReports", "GET", f"{ROOT}/reports", query=query)
    found = [one for one in entries(said.data.get("reports")) if text(one.get("reportId"))]
    return [
        _report(one) for one in found if marketplace_id in (one.get("marketplaceIds") or [marketplace_id])
    ]


async def one(client: AmazonClient, seller: SellerAccess, report_id: str) -> Report:
    said = await client.call(seller, "getReport", "GET", f"{ROOT}/reports/{path_part(report_id)}")
    return _report(said.data)


async def lines(
    client: AmazonClient, seller: SellerAccess, marketplace_id: str, document_id: str, currency: str
) -> AsyncIterator[list[Line]]:
    """The report's lines, some hundred at a time: it goes to a file first, so that its size is nobody's memory and a
    slow reader does not keep Amazon's line open."""
    path = f"{ROOT}/documents/{path_part(document_id)}"
    place = await client.call(seller, "getReportDocument", "GET", path)
    packed = text(place.data.get("compressionAlgorithm")) == "GZIP"
    with tempfile.TemporaryFile() as file:
        charset = await client.download_to(needed(place.data, "url"), file, packed=packed)
        file.seek(0)
        for piece in _pieces(file, charset, "cp932" if marketplace_id == JAPAN else "cp1252", currency):
            yield piece


def _pieces(file: BinaryIO, charset: str, guess: str, currency: str) -> Iterator[list[Line]]:
    found = read_lines(file, encoding_of(file, charset, guess), currency)
    while piece := list(itertools.islice(found, AT_ONCE)):
        yield piece


def _report(said: Entry) -> Report:
    return Report(
        id=needed(said, "reportId"),
        state=_STATES.get(text(said.get("processingStatus")), ReportState.WORKING),
        created_at=moment(text(said.get("createdTime"))),
        document_id=text(said.get("reportDocumentId")),
    )
