"""Alerts: what a merchant is told by mail, at once or once a day, and never in the quiet hours; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

SETTLES = 120  # seconds that something holds before anybody is told: what mends itself is no news
APART = 900  # seconds between two mails that go at once
WORSE_BY, WORSE_TIMES = 10, 2  # a group that grew by that much and that often is news again
DAY_MINUTES = 1440


class Kind(StrEnum):
    """What there is to tell, the most urgent first."""

    SILENCE = "silence"  # something has not been looked at for too long
    CONSENT = "consent"  # the consent on the marketplace ends, or has ended
    LATE = "late"  # an order should have been sent
    WISHES = "wishes"  # a buyer asks to cancel
    ORDERS = "orders"  # orders are stuck
    PROBLEMS = "problems"  # listings are held back


class How(StrEnum):
    """When the merchant wants to hear of a kind."""

    OFF = "off"
    ONCE = "once"  # at once
    DIGEST = "digest"  # once a day, together


USUAL: Mapping[Kind, How] = {
    Kind.SILENCE: How.ONCE, Kind.CONSENT: How.ONCE, Kind.LATE: How.ONCE, Kind.WISHES: How.ONCE,
    Kind.ORDERS: How.ONCE, Kind.PROBLEMS: How.DIGEST,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """How a shop wants to be told. Minutes count from midnight in `zone`; equal ones: no quiet hours. `language` "" is
    that of the shop's admin."""

    zone: str = "UTC"
    language: str = ""
    digest_at: int = 8 * 60
    quiet_from: int = 21 * 60
    quiet_to: int = 7 * 60
    how: Mapping[Kind, How] = field(default_factory=lambda: USUAL)

    def wants(self, kind: Kind) -> How:
        return self.how.get(kind, How.OFF)


@dataclass(frozen=True, slots=True)
class News:
    """Something that holds now. `key` tells it again within its kind; `count` how many it is about; `details` short
    texts and numbers without anything personal, for the words."""

    kind: Kind
    key: str
    count: int = 1
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """The same as it is stored: since when it holds, and when and with how many it was told last (epoch seconds UTC;
    None: never)."""

    news: News
    since: int
    told_at: int | None = None
    told_count: int = 0

    @property
    def fresh(self) -> bool:
        """Whether it is news: never told, or much worse since."""
        if self.told_at is None:
            return True
        grown = self.news.count - self.told_count
        return grown >= WORSE_BY and self.news.count >= WORSE_TIMES * self.told_count


@dataclass(frozen=True, slots=True)
class Mailing:
    """What goes out now: `once` and `digest` are two mails, empty: none. `digest_done`: today's digest is dealt with,
    also when it said nothing. `next_at`: when to look again at the latest (epoch seconds UTC; None: nothing waits)."""

    once: tuple[Known, ...]
    digest: tuple[Known, ...]
    digest_done: bool
    next_at: int | None


def decide(setting: Setting, known: Iterable[Known], last_once: int, last_digest: int, now: int) -> Mailing:
    """What is told now of all that holds. A digest is only sent when something of it is news; then it says all that
    still holds."""
    settled = [each for each in known if now - each.since >= SETTLES]
    rank = list(Kind)
    settled.sort(key=lambda each: (rank.index(each.news.kind), each.since, each.news.key))
    urgent = [each for each in settled if each.fresh and setting.wants(each.news.kind) is How.ONCE]
    once_at = max(quiet_until(setting, now), last_once + APART)
    due = last_moment(setting.zone, setting.digest_at, now)
    daily = [each for each in settled if setting.wants(each.news.kind) is How.DIGEST]
    sends = last_digest < due and any(each.fresh for each in daily)
    waits = [once_at] if urgent and once_at > now else []
    return Mailing(
        tuple(urgent) if urgent and once_at <= now else (), tuple(daily) if sends else (), last_digest < due,
        min([*waits, next_moment(setting.zone, setting.digest_at, now)]),
    )  # fmt: skip


def quiet(setting: Setting, minute: int) -> bool:
    """Whether a minute of the day is within the quiet hours, which may reach over midnight."""
    begin, end = setting.quiet_from, setting.quiet_to
    if begin == end:
        return False
    return begin <= minute < end if begin < end else minute >= begin or minute < end


def quiet_until(setting: Setting, now: int) -> int:
    """When the quiet hours that hold now are over (epoch seconds UTC); `now` when none do."""
    here = datetime.fromtimestamp(now, ZoneInfo(setting.zone))
    if not quiet(setting, here.hour * 60 + here.minute):
        return now
    return next_moment(setting.zone, setting.quiet_to, now)


def next_moment(zone: str, minute: int, now: int) -> int:
    """The next time that clocks in a zone show a minute of the day, after `now` (epoch seconds UTC)."""
    return min(moment for moment in _moments(zone, minute, now) if moment > now)


def last_moment(zone: str, minute: int, now: int) -> int:
    """The last time that clocks in a zone showed a minute of the day, at or before `now`."""
    return max(moment for moment in _moments(zone, minute, now) if moment <= now)


def _moments(zone: str, minute: int, now: int) -> list[int]:
    """That minute on the days around now. One that a clock change leaves out counts as it would have been."""
    there = ZoneInfo(zone)
    today = datetime.fromtimestamp(now, there).date()
    days = [today + timedelta(days=n) for n in (-2, -1, 0, 1, 2)]
    hour, rest = divmod(minute % DAY_MINUTES, 60)
    return [
        int(datetime(day.year, day.month, day.day, hour, rest, tzinfo=there).astimezone(UTC).timestamp())
        for day in days
    ]
