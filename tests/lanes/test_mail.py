"""The mail lane: every letter once where that can be known, twice at most where it cannot, and none when it is late."""

import asyncio
import contextlib
from pathlib import Path

import pytest

from backend.house import open_house
from backend.storage import letters
from backend.storage.database import Database
from backend.web.site import letters as words
from tests.mailing import Town, open_town

ANNA = "anna@example.com"
pytestmark = pytest.mark.anyio


async def write(town: Town, to: str = ANNA, kind: str = "confirm", lasts: int = 86_400) -> None:
    await words.post(town.world.house.web, kind, to, lasts, link="http://localhost/x")


async def state(town: Town) -> str:
    row = await town.world.house.db.fetch_one("select state, body from letter order by id desc limit 1")
    assert row is not None
    assert (row["body"] == "") == (row["state"] not in ("waiting", "nobody"))
    return str(row["state"])


async def test_a_letter_is_sent_once_and_its_text_goes(database_url: str, tmp_path: Path) -> None:
    async with open_town(database_url, tmp_path) as town:
        await write(town)
        assert "http://localhost/x" not in str(await town.world.house.db.fetch_val("select body from letter"))
        await town.world.settle(600, 60)
        (mail,) = town.mails()
        assert (mail["recipient"], mail["links"]) == (ANNA, ["http://localhost/x"])
        assert await state(town) == "sent"


async def test_a_letter_for_nobody_is_never_sent(migrated_url: str, tmp_path: Path) -> None:
    async with open_town(migrated_url, tmp_path) as town:
        await words.post(town.world.house.web, "password", ANNA, nobody=True, link="http://localhost/x")
        await town.world.settle(600, 60)
        assert town.mails() == []
        assert await state(town) == "nobody"


@pytest.mark.parametrize("fault", ["mail_down", "mail_busy"])
async def test_a_server_in_trouble_is_asked_again_later(
    migrated_url: str, tmp_path: Path, fault: str
) -> None:
    async with open_town(migrated_url, tmp_path) as town:
        town.receiver._faults.arm(fault, times=2)
        for number in range(3):
            await write(town, f"{number}@example.com")
        await town.world.house.worker.run_until_idle()
        # One knock tells that nobody is there: the others do not try at all.
        assert len([each for each in town.receiver._faults.armed() if each.name == fault]) == 1
        await town.world.settle(300, 15)
        assert sorted(mail["recipient"] for mail in town.mails()) == [f"{n}@example.com" for n in range(3)]


async def test_a_mailbox_that_is_none_fails_and_stops_nobody(migrated_url: str, tmp_path: Path) -> None:
    async with open_town(migrated_url, tmp_path) as town:
        town.receiver._faults.arm("mail_refused", operation=f"MAIL {ANNA}")
        await write(town)
        await write(town, "bea@example.com")
        await town.world.house.worker.run_until_idle()
        assert [mail["recipient"] for mail in town.mails()] == ["bea@example.com"]
        counted = await letters.counts(town.world.house.db)
        assert counted == {"failed": 1, "sent": 1}
        assert "550" in str(
            await town.world.house.db.fetch_val("select trouble from letter order by id limit 1")
        )


async def test_a_letter_that_may_have_gone_is_sent_once_more_and_not_again(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_town(migrated_url, tmp_path) as town:
        town.receiver._faults.arm("mail_lost")
        await write(town)
        await town.world.settle(200, 20)
        assert len(town.mails()) == 1
        await town.world.settle(3600, 300)
        first, second = town.mails()
        assert first["message_id"] == second["message_id"]
        assert await state(town) == "unsure"


async def test_a_letter_that_comes_too_late_is_not_sent(migrated_url: str, tmp_path: Path) -> None:
    async with open_town(migrated_url, tmp_path) as town:
        town.receiver._faults.arm("mail_down")
        await write(town, lasts=600)
        await town.world.settle(900, 60)
        town.receiver._faults.disarm("mail_down")
        await town.world.settle(7200, 600)
        assert town.mails() == []
        assert await state(town) == "failed"


class Killed(BaseException):
    """The machine is switched off."""


@pytest.mark.parametrize("step", range(1, 8))
async def test_killed_at_any_step_a_letter_comes_once_or_twice_but_always(
    migrated_url: str, tmp_path: Path, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies at its n-th write; the next one finds the letter as it was left."""
    async with open_town(migrated_url, tmp_path) as town:
        world = town.world
        await write(town)
        count = 0
        real = Database.execute

        async def dying(self: Database, sql: str, values: object = None) -> int:
            nonlocal count
            count += 1
            if count == step:
                raise Killed
            return await real(self, sql, values)  # type: ignore[arg-type]

        monkeypatch.setattr(Database, "execute", dying)
        with contextlib.suppress(Killed):
            await world.house.worker.run_until_idle()
        monkeypatch.setattr(Database, "execute", real)
        world.clock.advance(1000)
        async with open_house(
            world.settings, clock=world.clock, steady=world.clock, network=world.network
        ) as again:
            for _ in range(4):
                await again.worker.run_until_idle()
                world.clock.advance(400)
        assert len(town.mails()) in (1, 2)
        assert {mail["message_id"] for mail in town.mails()} == {town.mails()[0]["message_id"]}
        assert await state(town) in ("sent", "unsure")


async def test_slowness_keeps_nobody_else_waiting(migrated_url: str, tmp_path: Path) -> None:
    async with open_town(migrated_url, tmp_path) as town:
        town.receiver._faults.arm("mail_slow", times=1, seconds=0.2)
        await write(town)
        working = asyncio.create_task(town.world.house.worker.run_until_idle())
        await asyncio.sleep(0.05)
        assert await town.world.house.db.fetch_val("select 1") == 1
        await working
        assert len(town.mails()) == 1
