"""Alerts as they are stored: how a shop wants to be told, what holds and was told, and the mails that went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.domain.alerts import USUAL, How, Kind, Known, News, Setting
from backend.storage import journal
from backend.storage.database import Database, Row
from backend.storage.encoding import from_json, to_json

_SET = (
    "insert into alert_setting (shop_id, zone, language, digest_at, quiet_from, quiet_to, how, last_digest, changed_at)"
    " values (:shop, :zone, :language, :digest, :from, :to, :how, :now, :now) on conflict (shop_id) do update set"
    " zone = excluded.zone, language = excluded.language, digest_at = excluded.digest_at,"
    " quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, how = excluded.how,"
    " changed_at = excluded.changed_at"
)
_HOLDS = (
    "insert into alert (shop_id, kind, key, count, details, since) values (:shop, :kind, :key, :count, :details, :now)"
    " on conflict (shop_id, kind, key) do update set count = excluded.count, details = excluded.details"
)


@dataclass(frozen=True, slots=True)
class KeptSetting:
    """A shop's wish. `address` "": nobody confirmed one, so nothing is sent; `wanted_address` waits for that."""

    setting: Setting
    address: str = ""
    wanted_address: str = ""
    last_once: int = 0
    last_digest: int = 0
    changed_at: int = 0


@dataclass(frozen=True, slots=True)
class SentAlert:
    """A mail of alerts: `state` of its letter (storage/letters.py), "" once that is swept."""

    at: int
    subject: str
    state: str


async def setting_of(db: Database, shop_id: int) -> KeptSetting | None:
    """How a shop wants to be told; None: nobody ever asked for it."""
    row = await db.fetch_one("select * from alert_setting where shop_id = :shop", {"shop": shop_id})
    return _setting(row) if row else None


async def set_wish(db: Database, shop_id: int, setting: Setting, now: int) -> None:
    """Everything but the address; what waits for a digest waits for the next one."""
    await db.execute(
        _SET,
        {
            "shop": shop_id, "zone": setting.zone, "language": setting.language, "digest": setting.digest_at,
            "from": setting.quiet_from, "to": setting.quiet_to, "now": now,
            "how": to_json({kind.value: how.value for kind, how in setting.how.items()}),
        },
    )  # fmt: skip


async def want_address(db: Database, shop_id: int, address: str) -> None:
    """An address waits for being confirmed; mails go on to the one that is, if any. "" takes the wish back."""
    await db.execute(
        "update alert_setting set wanted_address = :address where shop_id = :shop",
        {"shop": shop_id, "address": address},
    )


async def confirm_address(db: Database, shop_id: int, address: str, now: int) -> bool:
    """Mails go there from now on; False when the shop wants that no more. "Told" begins anew with a new reader."""
    done = await db.execute(
        "update alert_setting set address = :address, wanted_address = '', confirmed_at = :now"
        " where shop_id = :shop and wanted_address = :address",
        {"shop": shop_id, "address": address, "now": now},
    )
    if done:
        await db.execute("delete from alert where shop_id = :shop", {"shop": shop_id})
        await journal.write(db, shop_id, now, "merchant", "alerts_on")
    return bool(done)


async def stop(db: Database, shop_id: int, address: str, now: int) -> bool:
    """No mails to an address any more; False when none went there."""
    done = await db.execute(
        "update alert_setting set address = '', confirmed_at = null where shop_id = :shop and address = :address",
        {"shop": shop_id, "address": address},
    )
    if done:
        await journal.write(db, shop_id, now, "merchant", "alerts_off")
    return bool(done)


async def known(db: Database, shop_id: int, holding: Sequence[News], now: int) -> list[Known]:
    """What holds now, with what was told of it; what held before and holds no more is forgotten. In a transaction."""
    rows = await db.fetch_all("select * from alert where shop_id = :shop", {"shop": shop_id})
    before = {(row["kind"], row["key"]): row for row in rows}
    after = {(news.kind.value, news.key): news for news in holding}
    changed = [news for place, news in after.items() if _differs(before.get(place), news)]
    await db.execute_many(
        _HOLDS,
        [
            {
                "shop": shop_id, "kind": news.kind.value, "key": news.key, "count": news.count, "now": now,
                "details": to_json(dict(news.details)),
            }
            for news in changed
        ],
    )  # fmt: skip
    await db.execute_many(
        "delete from alert where shop_id = :shop and kind = :kind and key = :key",
        [{"shop": shop_id, "kind": kind, "key": key} for kind, key in before.keys() - after.keys()],
    )
    return [_known(before.get(place), news, now) for place, news in after.items()]


async def told(db: Database, shop_id: int, which: Sequence[Known], now: int) -> None:
    """These stand in a mail that goes out now. In the transaction that writes the mail."""
    await db.execute_many(
        "update alert set told_at = :now, told_count = :count where shop_id = :shop and kind = :kind and key = :key",
        [
            {"now": now, "shop": shop_id, "kind": each.news.kind.value, "key": each.news.key, "count": each.news.count}
            for each in which
        ],
    )  # fmt: skip


async def mailed(db: Database, shop_id: int, now: int, *, once: bool = False, digest: bool = False) -> None:
    """A mail of that kind goes out now, or there was nothing to say in it."""
    await db.execute(
        "update alert_setting set last_once = case when :once = 1 then :now else last_once end,"
        " last_digest = case when :digest = 1 then :now else last_digest end where shop_id = :shop",
        {"once": int(once), "digest": int(digest), "now": now, "shop": shop_id},
    )


async def note_mail(db: Database, shop_id: int, subject: str, message_id: str, now: int) -> None:
    """For the page: this mail was put into the post."""
    await db.execute(
        "insert into alert_mail (shop_id, at, subject, message_id) values (:shop, :now, :subject, :message)",
        {"shop": shop_id, "now": now, "subject": subject, "message": message_id},
    )


async def recent_mails(db: Database, shop_id: int, limit: int = 10) -> list[SentAlert]:
    """The newest mails."""
    rows = await db.fetch_all(
        "select m.at, m.subject, coalesce(l.state, '') as state from alert_mail m"
        " left join letter l on l.message_id = m.message_id where m.shop_id = :shop order by m.id desc limit :limit",
        {"shop": shop_id, "limit": limit},
    )
    return [SentAlert(row["at"], row["subject"], row["state"]) for row in rows]


def _differs(row: Row | None, news: News) -> bool:
    return row is None or (row["count"], row["details"]) != (news.count, to_json(dict(news.details)))


def _known(row: Row | None, news: News, now: int) -> Known:
    return Known(news, row["since"], row["told_at"], row["told_count"]) if row else Known(news, now)


def _setting(row: Row) -> KeptSetting:
    return KeptSetting(
        Setting(
            row["zone"] or "UTC", row["language"], row["digest_at"], row["quiet_from"], row["quiet_to"],
            _how(from_json(row["how"], None)),
        ),
        row["address"], row["wanted_address"], row["last_once"], row["last_digest"], row["changed_at"],
    )  # fmt: skip


def _how(said: Mapping[str, str] | None) -> Mapping[Kind, How]:
    if said is None:
        return USUAL
    return {kind: How(said[kind.value]) if kind.value in said else USUAL[kind] for kind in Kind}
