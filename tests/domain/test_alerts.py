"""Alerts: what is told when, whatever the zone, the hour and the clocks do."""

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.alerts import (
    APART,
    SETTLES,
    How,
    Kind,
    Known,
    News,
    Setting,
    decide,
    last_moment,
    next_moment,
    quiet,
    quiet_until,
)

ZONES = st.sampled_from(["UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])
MINUTE, NOW = st.integers(0, 1439), st.integers(1_770_000_000, 1_810_000_000)
SETTINGS = st.builds(Setting, zone=ZONES, digest_at=MINUTE, quiet_from=MINUTE, quiet_to=MINUTE)


def known(
    kind: Kind = Kind.LATE, key: str = "1", since: int = 0, told: int | None = None, count: int = 1
) -> Known:
    return Known(News(kind, key, count), since, told, count if told else 0)


@given(SETTINGS, NOW, st.integers(0, 3 * 86_400))
def test_what_is_told_at_once_is_never_told_in_the_quiet_hours_and_never_lost(
    setting: Setting, begin: int, ahead: int
) -> None:
    now, last, told = begin, begin - ahead, 0
    for _ in range(300):
        mailing = decide(setting, [known(since=begin - SETTLES)], last, begin, now)
        if mailing.once:
            here = datetime.fromtimestamp(now, ZoneInfo(setting.zone))
            assert not quiet(setting, here.hour * 60 + here.minute)
            assert now - last >= APART
            told += 1
            break
        assert mailing.next_at is not None and mailing.next_at > now
        now = mailing.next_at
    assert told == 1
    assert now - begin <= 86_400 + 2 * 3600 + APART, "held back for longer than a day"


@given(ZONES, MINUTE, NOW)
def test_a_days_digest_comes_once_a_day(zone: str, minute: int, begin: int) -> None:
    setting = Setting(zone=zone, digest_at=minute, how={Kind.PROBLEMS: How.DIGEST})
    now, last, days = begin, begin, []
    for n in range(40):
        fresh = known(Kind.PROBLEMS, str(n), since=begin - SETTLES)
        mailing = decide(setting, [fresh], 0, last, now)
        if mailing.digest_done:
            assert mailing.digest == (fresh,)
            days.append(last_moment(zone, minute, now))
            last = now
        assert mailing.next_at is not None and mailing.next_at > now
        now = mailing.next_at if n % 2 else min(mailing.next_at, now + 7 * 3600)
    assert len(days) == len(set(days)), "two digests for one moment"
    assert all(20 * 3600 <= b - a <= 28 * 3600 for a, b in pairwise(days))


@given(ZONES, MINUTE, NOW)
def test_moments_lie_on_both_sides_of_now(zone: str, minute: int, now: int) -> None:
    assert last_moment(zone, minute, now) <= now < next_moment(zone, minute, now)
    assert next_moment(zone, minute, now) - now <= 25 * 3600
    assert now - last_moment(zone, minute, now) <= 25 * 3600


@given(SETTINGS, NOW)
def test_quiet_hours_end(setting: Setting, now: int) -> None:
    until = quiet_until(setting, now)
    assert now <= until <= now + 25 * 3600
    assert quiet_until(setting, until) == until or until > now


def test_what_was_told_is_told_again_only_when_it_is_much_worse() -> None:
    setting, now = Setting(quiet_from=0, quiet_to=0, how={Kind.ORDERS: How.ONCE}), 1_780_000_000
    told = now - 86_400
    for count, again in ((5, False), (14, False), (15, True), (40, True)):
        each = Known(News(Kind.ORDERS, "x", count), told - 500, told, 5)
        assert bool(decide(setting, [each], told, now, now).once) is again, count


def test_what_is_off_or_has_just_begun_is_not_told_and_the_urgent_comes_first() -> None:
    now = 1_780_000_000
    setting = Setting(
        quiet_from=0, quiet_to=0, how={kind: How.ONCE for kind in Kind if kind is not Kind.PROBLEMS}
    )
    old = now - 10_000
    all_of_them = [known(kind, since=old) for kind in reversed(Kind)] + [known(Kind.LATE, "2", since=now - 5)]
    mailing = decide(setting, all_of_them, 0, now, now)
    assert [each.news.kind for each in mailing.once] == [kind for kind in Kind if kind is not Kind.PROBLEMS]
    assert not mailing.digest


def test_a_digest_says_what_still_holds_but_only_when_something_is_new() -> None:
    setting, now = Setting(digest_at=0, how={Kind.PROBLEMS: How.DIGEST}), 1_780_000_000
    old = known(Kind.PROBLEMS, "old", since=now - 90_000, told=now - 80_000)
    quiet_day = decide(setting, [old], 0, now - 86_400, now)
    assert quiet_day.digest == () and quiet_day.digest_done
    new = known(Kind.PROBLEMS, "new", since=now - 9_000)
    assert decide(setting, [old, new], 0, now - 86_400, now).digest == (old, new)
