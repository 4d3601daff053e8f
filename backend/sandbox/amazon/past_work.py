"""What getFeeds and getReports share: the seller's feeds or reports, the newest first, page by page."""

from datetime import datetime

from backend.sandbox.amazon.access import Asked
from backend.sandbox.amazon.errors import bad_request
from backend.sandbox.amazon.paging import read_token, token_for
from backend.sandbox.store import Condition, Document, Store


def past_work(
    asked: Asked, store: Store, kind: str, types: str, oldest: float
) -> tuple[list[Document], dict[str, str]]:
    """One page and its token. `kind`: of the store's documents; `types`: the parameter that names their types, needed
    first, after which nextToken goes alone; `oldest`: what was made before (epoch seconds) is gone. Raises 400."""
    token = asked.text("nextToken")
    if token and len(asked.query) > 1:
        raise bad_request("nextToken goes alone.")
    if not token and types not in asked.query:
        raise bad_request(f"{types} or nextToken is required.")
    start, question = read_token(token) if token else (0, _question(asked, types))
    wanted, statuses, places, size, since, until = question.split(";")
    where: list[Condition] = [
        ("seller_id", "=", asked.caller.seller_id), ("created_at", ">=", max(float(since or 0), oldest)),
    ]  # fmt: skip
    if until:
        where.append(("created_at", "<=", float(until)))
    if statuses:
        where.append(("status", "in", statuses.split(",")))
    found = [
        each
        for each in store.find(kind, where, order=["-created_at", "-key"])
        if each["type"] in wanted.split(",")
        and (not places or set(places.split(",")) & set(each["marketplace_ids"]))
    ]
    end = start + int(size)
    return found[start:end], {"nextToken": token_for(end, question)} if end < len(found) else {}


def _question(asked: Asked, types: str) -> str:
    times = [_epoch(asked.text(name)) for name in ("createdSince", "createdUntil")]
    lists = [",".join(asked.items(name)) for name in (types, "processingStatuses", "marketplaceIds")]
    return ";".join([*lists, str(asked.number("pageSize", 10)), *times])


def _epoch(text: str) -> str:
    try:
        return str(datetime.fromisoformat(text).timestamp()) if text else ""
    except ValueError:
        raise bad_request(f"{text} is not a date and time.") from None
