"""The doctor: says of every setting, key, database and way to the other side whether it is well."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from backend.domain.marketplace import SellerAccess
from backend.ecwid.client import ShopAccess
from backend.house import House, open_house
from backend.settings import REGIONS, Settings
from backend.storage import lanes, letters, rates, sellers, shops
from backend.storage.secrets import SecretLost
from backend.transport.errors import NotAuthorized, NotFound, Rejected, RemoteError
from backend.web.health import SILENT

Check = Callable[[House], Awaitable[str]]


class Ill(Exception):
    """What is wrong, and what to do, in one line."""


async def examine(settings: Settings) -> int:
    """Print a line for each check; 0 when all is well."""
    print(f"well  settings      {'sandbox' if settings.sandbox else 'live'}, {settings.app_url}")
    try:
        async with open_house(settings) as house:
            results = [await _line(name, check, house) for name, check in CHECKS]
    except Exception as error:
        print(f"ILL   database      {settings.database_url.split('@')[-1]} cannot be opened: {error}")
        return 1
    return 0 if all(results) else 1


async def _line(name: str, check: Check, house: House) -> bool:
    try:
        said, well = await asyncio.wait_for(check(house), 30), True
    except (Ill, RemoteError, SecretLost, TimeoutError) as error:
        said, well = str(error) or type(error).__name__, False
    except Exception as error:
        said, well = f"{type(error).__name__}: {error}", False
    print(f"{'well ' if well else 'ILL  '} {name:<13} {said}")
    return well


async def _database(house: House) -> str:
    version = await house.db.fetch_val("select version_num from alembic_version")
    return f"{house.db.dialect}, revision {version}"


async def _keys(house: House) -> str:
    ids = [row["id"] for row in await house.db.fetch_all("select id from shop order by id")]
    for shop_id in ids:
        await shops.find(house.db, house.web.vault, shop_id)
        await sellers.of_shop(house.db, house.web.vault, shop_id)
    return f"the secrets of {len(ids)} shops can be read"


async def _worker(house: House) -> str:
    beat = await lanes.last_beat(house.db)
    if beat is None or house.web.now() - beat > SILENT:
        raise Ill("no worker has worked in the last minute: start `python -m backend worker` (or `run`)")
    return f"last heartbeat {house.web.now() - beat} s ago"


async def _shop(house: House) -> str:
    # It answers, and refuses a token that is none.
    with contextlib.suppress(NotAuthorized, NotFound, Rejected):
        await house.web.shop_client.profile(ShopAccess(1, "secret_doctor"), interactive=True)
    return f"{house.settings.shop.api_url} answers"


async def _amazon_login(house: House) -> str:
    try:
        await house.web.marketplaces["amazon"].redeem("doctor")
    except NotAuthorized as error:
        if error.reason == "client":
            raise Ill(
                "Amazon refuses our client id or secret: renew the secret in the developer console"
            ) from error
    except Rejected:
        pass
    return "client id and secret are taken"


async def _amazon_regions(house: House) -> str:
    for region in REGIONS:
        access = SellerAccess(0, "DOCTOR", region.upper(), "Atzr|doctor")
        try:
            await house.web.marketplaces["amazon"].participations(access)
        except (NotAuthorized, Rejected, NotFound):
            continue  # refused, as it must be: the door is there
    return ", ".join(REGIONS)


async def _amazon_queue(house: House) -> str:
    letterbox = house.web.marketplaces["amazon"].letterbox
    if letterbox is None:
        return "none set: notifications are off, polling finds everything"
    await letterbox.knock()
    return "notifications can be taken out"


async def _rates(house: House) -> str:
    needed = await rates.market_policies(house.db)
    try:
        read = await house.bank.day_rates()
    except RemoteError as error:
        kept = await rates.read(house.db)
        known = f"the rates of {kept.day} stay in use" if kept.rates else "no rate is known yet"
        said = f"{error.message}; {known}, {needed} policies go by them (STORELANE_RATES_URL)"
        if needed:
            raise Ill(said) from error
        return said
    return f"{len(read.rates)} rates of {read.day}, {needed} policies go by them"


async def _mail(house: House) -> str:
    owners = house.settings.owners
    if house.post is None:
        return "no SMTP server is set: no accounts, no mails"
    said = await house.post.knock()
    waiting = (await letters.counts(house.db)).get("waiting", 0)
    return f"{said}, {waiting} waiting{'' if owners.on else '; accounts are off'}"


CHECKS: tuple[tuple[str, Check], ...] = (
    ("database", _database),
    ("secret keys", _keys),
    ("worker", _worker),
    ("shop platform", _shop),
    ("Amazon login", _amazon_login),
    ("Amazon regions", _amazon_regions),
    ("Amazon queue", _amazon_queue),
    ("exchange rates", _rates),
    ("mail", _mail),
)
