"""The bank's list: read as it is written, and nothing else taken for it; its stand-in is as strict."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from backend.bank.reading import Unreadable, read_list
from backend.sandbox.bank.app import LIST
from backend.sandbox.bank.list import RATES, document, newest_day, rates_of
from backend.settings import read_settings, with_port
from tests.test_settings import LIVE
from tests.world import open_world

GOOD = document(date(2026, 5, 28), rates_of(date(2026, 5, 28))).encode()


def test_the_list_is_read_exactly_as_it_is_written() -> None:
    read = read_list(GOOD)
    assert read.day == "2026-05-28"
    assert {currency: str(rate) for currency, rate in read.rates.items()} == rates_of(date(2026, 5, 28))
    assert len(read.rates) == len(RATES)


def test_a_rate_that_is_none_does_not_take_the_others_with_it() -> None:
    read = read_list(GOOD.replace(rates_of(date(2026, 5, 28))["USD"].encode(), b"N/A"))
    assert read.rates["USD"].is_nan() and read.rates["GBP"] > 0
    assert isinstance(read.rates["JPY"], Decimal)


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html></html>",
        GOOD[:300],
        b"\xff\xfe\x00",
        BOMB,
        b"<a>" * 90_000,
        GOOD.replace(b"2026-05-28", b"soon"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        read_list(content)
    assert str(caught.value)


def test_lists_are_of_working_days() -> None:
    at = 1_780_000_000.0
    days = {newest_day(at + n * 3600) for n in range(24 * 30)}
    assert {day.weekday() for day in days} == {0, 1, 2, 3, 4}
    assert len(days) >= 20


async def test_the_stand_in_is_strict_and_has_a_control_page_of_its_own(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_world(migrated_url, tmp_path) as world:
        address = f"{world.settings.amazon_sandbox_url}/bank"
        assert world.settings.rates_url == f"{address}{LIST}"
        answer = await world.outside.get(world.settings.rates_url)
        assert answer.headers["content-type"].startswith("text/xml")
        for method, path in (("GET", "/stats/else.xml"), ("POST", LIST), ("GET", "/")):
            assert (await world.outside.request(method, f"{address}{path}")).status_code == 404
        page = (await world.outside.get(f"{address}/sandbox")).text
        assert "rate_jump" in page and 'action="/bank/sandbox/faults"' in page and "fatal_feed" not in page
        armed = await world.outside.post(f"{address}/sandbox/faults", data={"name": "old_list", "times": "1"})
        assert armed.headers["location"] == "/bank/sandbox"
        old = read_list((await world.outside.get(world.settings.rates_url)).content)
        assert old.day < read_list(answer.content).day


def test_the_address_is_the_banks_own_unless_it_is_set(tmp_path: Path) -> None:
    told = {"STORELANE_DATA": str(tmp_path)}
    assert read_settings({**told, **LIVE}).rates_url == "https://www.ecb.europa.eu" + LIST
    set_ = read_settings({**told, "STORELANE_RATES_URL": "https://bank.example/list.xml"})
    assert set_.rates_url == with_port(set_, 9000).rates_url == "https://bank.example/list.xml"
    assert with_port(read_settings(told), 9000).rates_url == f"http://127.0.0.1:9002/bank{LIST}"
