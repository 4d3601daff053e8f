"""Amazon's issues of a listing, as they are written."""

from collections.abc import Sequence

from backend.domain.issues import Issue
from backend.storage.database import Database
from backend.storage.encoding import write_issue


async def save_issues(db: Database, listing_id: int, issues: Sequence[Issue], now: int) -> None:
    """Replace Amazon's issues of a listing; an issue that was there keeps its first moment."""
    rows = await db.fetch_all(
        "select code, message, first_at from issue where listing_id = :id", {"id": listing_id}
    )
    if not rows and not issues:
        return
    first = {(row["code"], row["message"]): row["first_at"] for row in rows}
    await db.execute("delete from issue where listing_id = :id", {"id": listing_id})
    await db.execute_many(
        "insert into issue (listing_id, position, code, message, severity, attribute_names, categories, actions,"
        " first_at) values (:listing, :position, :code, :message, :severity, :attribute_names, :categories, :actions,"
        " :first)",
        [
            {**write_issue(issue), "listing": listing_id, "position": position,
             "first": first.get((issue.code, issue.message), now)}
            for position, issue in enumerate(issues)
        ],
    )  # fmt: skip
