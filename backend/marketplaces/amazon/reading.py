"""Reading Amazon's JSON: what is missing or has another shape is empty, so that one odd entry stops no other."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from backend.transport.errors import Unavailable
from backend.transport.retrying import retry_after

Entry = Mapping[str, Any]
USUAL_WAIT = 2.0  # seconds after a refusal that names none, as Amazon's do (Amazon facts 3.3)


def parsed(content: bytes, *, listed: bool = False) -> Entry | None:
    """The JSON object of a body; None for anything else. `listed`: a bare list stands under `list`."""
    try:
        said = json.loads(content)
    except ValueError:
        return None
    if listed and isinstance(said, list):
        return {"list": said}
    return said if isinstance(said, dict) else None


def entries(said: object) -> list[Entry]:
    """The objects of a list; none of anything else."""
    return [one for one in said if isinstance(one, Mapping)] if isinstance(said, list) else []


def entry(said: object) -> Entry:
    """An object; an empty one for anything else."""
    return said if isinstance(said, Mapping) else {}


def of_marketplace(said: object, marketplace_id: str) -> list[Entry]:
    """The objects of a list that are about one marketplace."""
    return [one for one in entries(said) if one.get("marketplaceId") == marketplace_id]


def first(found: Iterable[Entry]) -> Entry:
    return next(iter(found), {})


def text(said: object) -> str:
    """A text, or a number as text; "" for anything else."""
    return str(said) if isinstance(said, str | int | float) and not isinstance(said, bool) else ""


def texts(said: object) -> tuple[str, ...]:
    """The texts of a list that are not empty."""
    return tuple(filter(None, map(text, said))) if isinstance(said, list) else ()


def needed(said: Entry, name: str) -> str:
    """A text that an answer to a deed must hold. Raises Unavailable where it does not: the deed may be done."""
    found = text(said.get(name))
    if not found:
        raise Unavailable(f"an answer without {name}", may_have_happened=True)
    return found


def told_wait(headers: Mapping[str, str]) -> float:
    """Seconds to wait after a throttle, never none."""
    told = retry_after(headers.get("retry-after", ""), headers.get("date", ""))
    return max(told, 1.0) if told is not None else USUAL_WAIT


def moment(written: str) -> int:
    """Epoch seconds; 0 for what is no moment. Amazon writes UTC, with or without saying so."""
    try:
        read = datetime.fromisoformat(written)
    except ValueError:
        return 0
    return int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp())
