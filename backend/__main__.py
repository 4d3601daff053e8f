"""The commands: run, web, worker, sandbox, migrate, doctor."""

import argparse
import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from uvloop import new_event_loop

from backend import doctor, logs, planning
from backend.app import create_app
from backend.house import House, open_house
from backend.other_side import SANDBOX_STORE, amazon_config, open_sandbox, sandbox_mail, sandbox_sites
from backend.sandbox.amazon.config import credentials
from backend.sandbox.sites import OtherSide, Wish
from backend.serving import Site, serve
from backend.settings import Settings, read_settings, with_port
from backend.storage.database import open_database
from backend.storage.migrate import upgrade
from backend.storage.resealing import reseal
from backend.storage.secrets import Vault


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit code is 0 when it ended in good order."""
    asked = _parser().parse_args(arguments)
    settings = read_settings(os.environ, Path(os.environ.get("STORELANE_SETTINGS", "storelane.env")))
    wish = _wish(asked)
    if asked.command in ("run", "sandbox"):
        settings = with_port(settings, asked.port) if asked.port else settings
        settings = replace(settings, data_folder=settings.data_folder / wish.name) if wish.name else settings
    logs.set_up(settings.log_level, plain=sys.stderr.isatty())
    match asked.command:
        case "run":
            return _run(settings, wish)
        case "web":
            return _web(settings)
        case "worker":
            return _worker(settings)
        case "sandbox" if asked.what == "credentials":
            print(json.dumps(credentials(amazon_config(settings)), indent=2))
            return 0
        case "sandbox":
            return _sandbox(settings, wish)
        case "migrate":
            return _migrate(settings)
        case "plan":
            return asyncio.run(planning.change(settings, asked.shop, asked.plan, int(time.time())))
        case _:
            return asyncio.run(doctor.examine(settings))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m backend", description="Storelane's commands")
    commands = parser.add_subparsers(dest="command", required=True)
    about = {
        "run": "everything in one process: pages, worker and, without credentials, the sandbox",
        "web": "the pages only; any number of such processes on PostgreSQL",
        "worker": "the worker only; any number of such processes on PostgreSQL",
        "sandbox": "the simulated shop platform and Amazon; `sandbox credentials` prints a ready seller",
        "migrate": "bring the database to its newest revision",
        "plan": "show the plan of a shop, or give it one: `plan 1003 Small`, `plan 1003 none`",
        "doctor": "check settings, keys, database and the ways to the other side",
    }
    for name, text in about.items():
        command = commands.add_parser(name, help=text, description=text)
        if name in ("run", "sandbox"):
            command.add_argument(
                "--catalogue", type=Path, help="products as the shop's REST API returned them (JSON)"
            )
            command.add_argument("--products", type=int, default=0, help="make up this many products")
            command.add_argument("--port", type=int, default=0, help="first of three ports (default 8800)")
        if name == "plan":
            command.add_argument("shop", type=int, help="the shop platform's number of the shop")
            command.add_argument("plan", nargs="?", help="one of STORELANE_PLANS, or none")
        if name == "sandbox":
            command.add_argument(
                "what", nargs="?", choices=["credentials"], help="print a ready seller as JSON"
            )
    return parser


def _wish(asked: argparse.Namespace) -> Wish:
    catalogue, products = getattr(asked, "catalogue", None), getattr(asked, "products", 0)
    if catalogue and products:
        raise SystemExit("--catalogue and --products cannot be asked for together.")
    if catalogue and not catalogue.is_file():
        raise SystemExit(f"There is no file {catalogue}.")
    if products < 0:
        raise SystemExit("--products takes a whole number above zero.")
    demo = not catalogue and not products
    return Wish(catalogue, products, existing=demo, own_orders=demo)


def _run(settings: Settings, wish: Wish) -> int:
    """All in one process; what is printed first is the address to open."""
    upgrade(settings.database_url)

    async def everything() -> None:
        async with open_house(settings) as house:
            sites, beside = [_app_site(house)], house.working
            if settings.sandbox:
                other = _other_side(settings, wish)
                sites += sandbox_sites(settings, other)
                beside += sandbox_mail(settings, other)
            await serve(sites, lambda: _say(settings), beside)

    _loop(everything())
    return 0


def _web(settings: Settings) -> int:
    upgrade(settings.database_url)

    async def pages() -> None:
        async with open_house(settings) as house:
            await serve([_app_site(house)], lambda: print(f"Serving {settings.app_url}", flush=True))

    _loop(pages())
    return 0


def _worker(settings: Settings) -> int:
    upgrade(settings.database_url)

    async def work() -> None:
        async with open_house(settings) as house:
            await serve([], lambda: print(f"Working as {house.worker.name}", flush=True), house.working)

    _loop(work())
    return 0


def _sandbox(settings: Settings, wish: Wish) -> int:
    async def both() -> None:
        other = _other_side(settings, wish)
        mail = sandbox_mail(settings, other)
        await serve(sandbox_sites(settings, other), lambda: _say(settings, app=False), mail)

    _loop(both())
    return 0


def _migrate(settings: Settings) -> int:
    """The newest revision, and every secret under the newest key."""
    upgrade(settings.database_url)

    async def renew() -> int:
        async with open_database(settings.database_url) as db:
            return await reseal(db, Vault(settings.secret_keys))

    count = asyncio.run(renew())
    print(f"The database is at its newest revision; {count} secrets are sealed with the newest key.")
    return 0


def _app_site(house: House) -> Site:
    settings = house.settings
    return Site(
        "Storelane", create_app(house), settings.bind_host, settings.bind_port, settings.trusted_proxies
    )


def _other_side(settings: Settings, wish: Wish) -> OtherSide:
    try:
        return open_sandbox(settings, wish)
    except ValueError as error:
        raise SystemExit(str(error)) from error


def _loop(work: Coroutine[Any, Any, None]) -> None:
    """Run on the quick event loop where there is one. What was made at start stays out of the collector's way."""
    gc.collect()
    gc.freeze()
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(work)


def _say(settings: Settings, *, app: bool = True) -> None:
    """The one address to open first, then the others."""
    lines = []
    if settings.sandbox:
        store = SANDBOX_STORE
        if app:
            lines.append(f"Open {settings.shop_sandbox_url}/store/{store}#app:name={settings.shop.client_id}")
        lines += [
            "",
            f"  The shop's admin (sandbox)   {settings.shop_sandbox_url}/store/{store}",
            f"  The shop's storefront        {settings.shop_sandbox_url}/shop/{store}",
            f"  Amazon (sandbox)             {settings.amazon_sandbox_url}/",
            f"  What buyers see              {settings.amazon_sandbox_url}/shelf",
            f"  Mails that were sent         {settings.shop_sandbox_url}/outbox",
            f"  Faults, switches, calls      {settings.shop_sandbox_url}/sandbox",
            f"                               {settings.amazon_sandbox_url}/sandbox",
        ]
    if app:
        lines.append(
            f"  Storelane itself             {settings.app_url}/  (health: /health, figures: /metrics)"
        )
    print("\n".join(lines).strip("\n"), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
