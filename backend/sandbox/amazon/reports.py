"""The Reports API: the report of a seller's listings and its life, computed whenever somebody calls."""

from collections.abc import Callable, Sequence
from typing import Any

from backend.sandbox.amazon.access import Asked, check_marketplaces
from backend.sandbox.amazon.catalogue import Catalogue
from backend.sandbox.amazon.config import Delays
from backend.sandbox.amazon.errors import bad_request, not_found
from backend.sandbox.amazon.feed_documents import FeedDocuments
from backend.sandbox.amazon.lifecycle import Listings
from backend.sandbox.amazon.listings import read_body
from backend.sandbox.amazon.past_work import past_work
from backend.sandbox.amazon.report_text import encoding_of, render
from backend.sandbox.amazon.views import moment
from backend.sandbox.faults import Faults
from backend.sandbox.store import Condition, Store

KIND = "amazon_report"
LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
QUEUED, WORKING, DONE, FATAL, CANCELLED = "IN_QUEUE", "IN_PROGRESS", "DONE", "FATAL", "CANCELLED"
FATES = ("slow_report", "cancelled_report", "fatal_report", "local_report")
# An equal report asked for again so soon is cancelled.
EQUAL_SECONDS = 1800
RETENTION = 90 * 86400
Report = dict[str, Any]


class ReportsApi:
    """The operations, each from a call to the body of its answer."""

    def __init__(
        self, store: Store, clock: Callable[[], float], faults: Faults, documents: FeedDocuments,
        listings: Listings, catalogue: Catalogue, delays: Delays,
    ) -> None:  # fmt: skip
        self._store, self._clock, self._faults = store, clock, faults
        self._documents, self._listings, self._catalogue, self._delays = (
            documents,
            listings,
            catalogue,
            delays,
        )
        names = ("seller_id", "status", "created_at")
        store.declare(KIND, {name: _field(name) for name in names})

    def create(self, asked: Asked) -> dict[str, Any]:
        """createReport."""
        needed = {"reportType", "marketplaceIds"}
        body = read_body(asked.body, {*needed, "dataStartTime", "dataEndTime", "reportOptions"}, needed)
        ids, now = body["marketplaceIds"], self._clock()
        if not isinstance(ids, list) or not 1 <= len(ids) <= 25:
            raise bad_request("'marketplaceIds' must hold 1 to 25 values.")
        check_marketplaces(asked.caller, ids)
        if body["reportType"] != LISTINGS:
            raise bad_request(f"Report type {body['reportType']} is not allowed.")
        id_ = str(self._store.next_number("amazon_report", 70_000))
        report: Report = {
            "id": id_, "seller_id": asked.caller.seller_id, "type": LISTINGS, "marketplace_ids": ids,
            "created_at": now, "start_at": now + self._delays.feed_start, "end_at": now + self._delays.feed_end,
            "status": QUEUED, "document_id": None, "fate": "cancelled_report" if self._equal(asked, ids) else "",
        }  # fmt: skip
        for fate in FATES:
            if armed := self._faults.take(fate, "amazon", f"{LISTINGS} {id_}"):
                report["fate"] = fate
                report["end_at"] += float(armed.options.get("seconds", 0))
        self._store.put(KIND, id_, report)
        return {"reportId": id_}

    def get(self, asked: Asked) -> dict[str, Any]:
        """getReport."""
        return _view(self._mine(asked))

    def get_document(self, asked: Asked) -> dict[str, Any]:
        """getReportDocument."""
        found = self._documents.get(asked.caller.seller_id, asked.path["reportDocumentId"])
        if found is None:
            raise not_found("The report document was not found.")
        return {
            "reportDocumentId" if name == "feedDocumentId" else name: said for name, said in found.items()
        }

    def list(self, asked: Asked) -> dict[str, Any]:
        """getReports: reportTypes first, then only nextToken."""
        found, token = past_work(asked, self._store, KIND, "reportTypes", self._clock() - RETENTION)
        return {"reports": [_view(each) for each in found], **token}

    def run_due(self) -> None:
        """Write every report whose time has come; called before anything is answered."""
        now = self._clock()
        for report in self._store.find(KIND, [("status", "in", [QUEUED, WORKING])], order=["key"]):
            if report["start_at"] <= now:
                with self._store.transaction():
                    report["status"] = WORKING
                    if report["end_at"] <= now:
                        self._finish(report)
                    self._store.put(KIND, report["id"], report)

    def _finish(self, report: Report) -> None:
        ends = {"cancelled_report": CANCELLED, "fatal_report": FATAL}
        report["status"] = ends.get(report["fate"], DONE)
        if report["status"] != DONE:
            return
        place = report["marketplace_ids"][0]
        found = self._listings.find(
            [("seller_id", "=", report["seller_id"]), ("marketplace_id", "in", report["marketplace_ids"])]
        )
        content = render(found, self._catalogue, place, local=report["fate"] == "local_report")
        kind = f"text/plain;charset={encoding_of(place)[1]}"
        report["document_id"] = self._documents.write(report["seller_id"], content, kind)

    def _equal(self, asked: Asked, ids: Sequence[str]) -> bool:
        since = self._clock() - EQUAL_SECONDS
        where: list[Condition] = [("seller_id", "=", asked.caller.seller_id), ("created_at", ">", since)]
        return any(
            report["marketplace_ids"] == ids and report["status"] not in (FATAL, CANCELLED)
            for report in self._store.find(KIND, where)
        )

    def _mine(self, asked: Asked) -> Report:
        report = self._store.get(KIND, asked.path["reportId"])
        if report is None or report["seller_id"] != asked.caller.seller_id:
            raise not_found("The report was not found.")
        return report


def _field(name: str) -> Callable[[Report], Any]:
    return lambda report: report[name]


def _view(report: Report) -> dict[str, Any]:
    view = {
        "reportId": report["id"], "reportType": report["type"], "marketplaceIds": report["marketplace_ids"],
        "createdTime": moment(report["created_at"]), "processingStatus": report["status"],
    }  # fmt: skip
    if report["status"] != QUEUED:
        view["processingStartTime"] = moment(report["start_at"])
    if report["status"] in (DONE, FATAL, CANCELLED):
        view["processingEndTime"] = moment(report["end_at"])
    if report["document_id"]:
        view["reportDocumentId"] = report["document_id"]
    return view
