"""Rows as CSV text, for what is downloaded: harmless in a spreadsheet, moments in UTC."""

import csv
import io
from datetime import UTC, datetime

from backend.web.audit import harmless


def csv_text(rows: list[list[str]]) -> str:
    """Some rows, each value such that a spreadsheet takes it for no formula."""
    text = io.StringIO()
    csv.writer(text).writerows([[harmless(value) for value in row] for row in rows])
    return text.getvalue()


def moment_text(at: int | None) -> str:
    """A moment (epoch seconds UTC); "" for none."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""
