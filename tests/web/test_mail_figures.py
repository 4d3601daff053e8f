"""What an operator sees of mails: figures, the doctor's line, and that no old key keeps one unreadable."""

from pathlib import Path

import pytest

from backend import doctor
from backend.storage.resealing import reseal
from backend.storage.secrets import Vault
from backend.transport.errors import RemoteError
from backend.web import languages
from backend.web.site import letters
from tests.mailing import open_town
from tests.world import open_app


async def test_waiting_and_failed_mails_are_counted(database_url: str, tmp_path: Path) -> None:
    async with open_town(database_url, tmp_path) as town:
        open_app(town.world)
        told = (await town.world.browser.get("/metrics")).text
        assert 'storelane_mails{state="waiting"} 0.0' in told
        home = town.world.house.web
        town.receiver._faults.arm("mail_refused", times=1)
        await letters.post(home, "deleted", "a@example.com")
        await town.world.house.worker.run_until_idle()
        town.receiver._faults.arm("mail_down")
        await letters.post(home, "deleted", "b@example.com")
        await letters.post(home, "deleted", "c@example.com", nobody=True)
        await town.world.house.worker.run_until_idle()
        told = (await town.world.browser.get("/metrics")).text
        assert 'storelane_mails{state="waiting"} 1.0' in told
        assert 'storelane_mails{state="failed"} 1.0' in told
        assert "example.com" not in told


async def test_the_doctor_says_whether_mail_can_leave(migrated_url: str, tmp_path: Path) -> None:
    async with open_town(migrated_url, tmp_path) as town:
        (check,) = [check for name, check in doctor.CHECKS if name == "mail"]
        assert "takes mail, 0 waiting" in await check(town.world.house)
        town.receiver._faults.arm("mail_down")
        with pytest.raises(RemoteError):
            await check(town.world.house)


async def test_a_mail_that_waits_is_sealed_anew_with_the_newest_key(
    migrated_url: str, tmp_path: Path
) -> None:
    old, new = "o" * 40, "n" * 40
    async with open_town(migrated_url, tmp_path, STORELANE_SECRET_KEYS=old) as town:
        languages.speak("en")
        await letters.post(town.world.house.web, "deleted", "a@example.com")
        db = town.world.house.db
        assert await reseal(db, Vault((new, old))) == 1
        row = await db.fetch_one("select body, message_id from letter")
        assert row is not None
        assert "is deleted" in Vault((new,)).open(row["body"], f"letter {row['message_id']}")
