"""Days as ISO dates and moments as epoch seconds, both in UTC."""

from datetime import UTC, date, datetime


def day_of(at: int) -> str:
    """The day of a moment, as an ISO date."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def begin_of(day: date) -> int:
    """The moment at which a day begins."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
