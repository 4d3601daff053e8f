"""The alerts lane and its pages: what the merchant chose is told once, in time, and not at all in the quiet hours."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from backend.domain.alerts import How, Kind, Setting
from backend.storage import alerts, owners
from backend.storage.order_troubles import tell
from tests.lanes.counter import BOWL, sell
from tests.lanes.ground import press, publish, started
from tests.mailing import Town, open_town
from tests.web.desk import SAME, merchant
from tests.world import open_app

ANNA = "anna@example.com"
ALL_AT_ONCE = Setting(zone="UTC", quiet_from=0, quiet_to=0, how=dict.fromkeys(Kind, How.ONCE))
FORM = {
    "email": ANNA, "zone": "Europe/Paris", "digest_at": "480", "quiet_from": "0", "quiet_to": "0", "language": "",
    "silence": "once", "consent": "once", "late": "once", "wishes": "once", "orders": "once", "problems": "off",
}  # fmt: skip


@asynccontextmanager
async def opened(database_url: str, folder: Path) -> AsyncIterator[tuple[Town, int, int]]:
    """A shop that sells, a mail server, and nobody who asked for alerts."""
    beginning = await started(database_url, folder, None, {})
    async with open_town(database_url, folder, stage=beginning.stage) as town:
        open_app(town.world)
        yield town, beginning.shop_id, beginning.seller_id


async def wants(town: Town, shop_id: int, setting: Setting) -> None:
    db, now = town.world.house.db, town.world.now
    await alerts.set_wish(db, shop_id, setting, now)
    await alerts.want_address(db, shop_id, ANNA)
    await alerts.confirm_address(db, shop_id, ANNA, now)
    await town.world.house.web.wake("alerts", shop_id)


def told(town: Town) -> list[str]:
    """The subjects that came, the oldest first."""
    return [str(mail["subject"]) for mail in reversed(town.mails(ANNA))]


async def test_late_and_stuck_orders_and_wishes_are_told_once_each_and_what_mends_itself_is_not(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url, tmp_path) as (town, shop_id, seller_id):
        world, db = town.world, town.world.house.db
        await publish(world, shop_id, seller_id, [BOWL])
        await world.settle(400, 10)
        await wants(town, shop_id, ALL_AT_ONCE)
        late, wish = sell(world), sell(world)
        world.other.orders.ask_cancel(wish)
        await world.settle(500, 10)
        order_id = await db.fetch_val("select id from orders where order_code = :c", {"c": late})
        before = len(told(town))
        await tell(db, order_id, "shipping", "refused", world.now)
        await world.settle(60, 10)
        await db.execute("delete from order_trouble")
        await world.settle(1_000, 50)
        assert len(told(town)) == before, "it was mended before anybody was told"
        assert any("1 buyer asks to cancel" in subject for subject in told(town))
        await tell(db, order_id, "shipping", "refused", world.now)
        await db.execute(
            "update orders set ship_by = :then where id = :id", {"then": world.now - 60, "id": order_id}
        )
        await world.settle(1_200, 50)
        news = town.mails(ANNA)[0]
        assert "1 order is late" in news["subject"]
        for said in (f"- {late}: send by", "1 order is stuck", "/alerts/stop/"):
            assert said in news["text"], said
        count = len(told(town))
        await world.settle(4_000, 200)
        assert len(told(town)) == count, "told twice"
        for one in told(town):
            assert one.count("·") == 1


async def test_nothing_comes_in_quiet_hours_and_the_digest_comes_in_the_morning_in_french(
    migrated_url: str, tmp_path: Path
) -> None:
    async with opened(migrated_url, tmp_path) as (town, shop_id, seller_id):
        world = town.world
        await press(world, shop_id, seller_id)
        await world.settle(400, 10)
        how = {Kind.WISHES: How.ONCE, Kind.PROBLEMS: How.DIGEST}
        setting = Setting(
            "Europe/Paris", "fr", 8 * 60, 21 * 60, 7 * 60, {**dict.fromkeys(Kind, How.OFF), **how}
        )
        await wants(town, shop_id, setting)  # it is 22:30 in Paris
        world.other.orders.ask_cancel(sell(world))
        await world.settle(7 * 3600, 1800)
        assert told(town) == []
        await world.settle(2 * 3600, 1200)
        assert [subject.partition(" ·")[0] for subject in told(town)] == ["1 acheteur demande une annulation"]
        await world.settle(2 * 3600, 1200)
        digests = [mail for mail in town.mails(ANNA) if "Les nouvelles du jour" in mail["subject"]]
        held = await world.house.db.fetch_val("select count(*) from alert where kind = 'problems'")
        assert held and len(digests) == 1
        assert "(nouveau)" not in digests[0]["text"], "all of it is new"
        await world.settle(2 * 3600, 1800)
        assert len([subject for subject in told(town) if "Les nouvelles du jour" in subject]) == 1


async def test_an_ending_consent_and_a_silence_are_told(database_url: str, tmp_path: Path) -> None:
    async with opened(database_url, tmp_path) as (town, shop_id, _):
        world, db = town.world, town.world.house.db
        await wants(town, shop_id, ALL_AT_ONCE)
        await db.execute("update seller set expires_at = :at", {"at": world.now + 6 * 86_400})
        await world.settle(600, 60)
        assert any("Your consent on Amazon needs you" in subject for subject in told(town))
        world.house.worker._lanes.pop("orders")  # as if it hung
        await db.execute("update order_progress set polled_at = :at", {"at": world.now - 5_000})
        await db.execute("update lane set due_at = :at where kind = 'orders'", {"at": world.now - 5_000})
        await world.settle(1_500, 60)
        news = next(mail for mail in town.mails(ANNA) if "too long" in mail["subject"])
        assert "Amazon's orders (" in news["text"]


async def test_an_address_confirms_itself_before_anything_goes_there_and_can_stop_it(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url, tmp_path) as (town, shop_id, _):
        world, browser = town.world, merchant(town.world, shop_id)
        page = (await browser.get("/alerts")).text
        assert '<option value="Europe/Paris" selected>Paris</option>' in page, "the shop's own zone"
        answer = await browser.post("/alerts", data=FORM, headers=SAME)
        assert answer.headers["location"] == "/alerts?said=asked"
        kept = await alerts.setting_of(world.house.db, shop_id)
        assert kept is not None and (kept.address, kept.wanted_address) == ("", ANNA)
        path = await town.link(ANNA)
        stranger = httpx.AsyncClient(transport=world.network, base_url=world.settings.app_url)
        assert "Yes, send them here" in (await stranger.get(path)).text
        assert (await alerts.setting_of(world.house.db, shop_id)).address == ""  # type: ignore[union-attr]
        assert "come here from now on" in (await stranger.post(path, headers=SAME)).text
        assert (await stranger.post(path, headers=SAME)).status_code == 410
        assert f"Mails go to {ANNA}." in (await browser.get("/alerts")).text
        await world.house.db.execute("update seller set expires_at = :at", {"at": world.now + 3_600})
        await world.settle(600, 60)
        body = town.mails(ANNA)[0]["text"]
        stop = re.search(r"/alerts/stop/\S+", body)
        assert stop is not None
        assert "No more alerts?" in (await stranger.get(stop[0])).text
        assert "No alerts come any more" in (await stranger.post(stop[0], headers=SAME)).text
        assert (await stranger.get("/alerts/stop/forged")).status_code == 410
        assert "None yet" not in (await browser.get("/alerts")).text
        journal = (await browser.get("/journal")).text
        assert "No alerts are mailed any more" in journal and ANNA not in journal


async def test_what_makes_no_sense_is_said_beside_the_field_and_nothing_is_kept(
    migrated_url: str, tmp_path: Path
) -> None:
    async with opened(migrated_url, tmp_path) as (town, shop_id, _):
        browser = merchant(town.world, shop_id)
        wrong = {**FORM, "email": "anna", "zone": "Mars/Base", "quiet": "on", "digest_at": "99999"}
        answer = await browser.post("/alerts", data=wrong, headers=SAME)
        assert answer.status_code == 422
        for said in (
            "This is no e-mail address",
            "Please choose a time zone",
            "Please choose an hour",
            "would be none",
        ):
            assert said in answer.text, said
        assert await alerts.setting_of(town.world.house.db, shop_id) is None
        night = {**FORM, "quiet": "on", "quiet_from": "1260", "quiet_to": "540", "problems": "digest"}
        assert "within your quiet hours" in (await browser.post("/alerts", data=night, headers=SAME)).text
        for n in range(3):
            assert (await browser.post("/alerts", data=FORM, headers=SAME)).status_code == 303, n
        assert (await browser.post("/alerts", data=FORM, headers=SAME)).status_code == 429


async def test_the_owners_own_address_needs_no_second_proof(migrated_url: str, tmp_path: Path) -> None:
    async with opened(migrated_url, tmp_path) as (town, shop_id, _):
        db, browser = town.world.house.db, merchant(town.world, shop_id)
        mine = await owners.of_shop(db, shop_id)
        assert mine is not None
        answer = await browser.post("/alerts", data={**FORM, "email": mine.email.upper()}, headers=SAME)
        assert answer.headers["location"] == "/alerts?said=kept"
        assert (await browser.post("/alerts/off", headers=SAME)).status_code == 303
        kept = await alerts.setting_of(db, shop_id)
        assert kept is not None and kept.address == ""
        assert kept.setting.zone == "Europe/Paris"
