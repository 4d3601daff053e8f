"""The sandbox as our settings want it: the one place where the two meet."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from pathlib import Path
from urllib.parse import urlsplit

from backend.sandbox.amazon.config import AmazonConfig, Delays
from backend.sandbox.clock import SandboxClock
from backend.sandbox.outgoing import Outgoing
from backend.sandbox.shop.config import ShopConfig
from backend.sandbox.sites import OtherSide, Wish, open_other_side
from backend.serving import Site
from backend.settings import Settings

SANDBOX_STORE = 1003


def shop_config(settings: Settings) -> ShopConfig:
    """The simulated shop platform, knowing our addresses."""
    return ShopConfig(
        address=settings.shop_sandbox_url,
        iframe_url=f"{settings.app_url}/",
        webhook_url=f"{settings.app_url}/webhooks/shop",
        redirect_url=f"{settings.app_url}/install/return",
        client_id=settings.shop.client_id,
        client_secret=settings.shop.client_secret,
        stores=(SANDBOX_STORE,),
    )


def amazon_config(settings: Settings) -> AmazonConfig:
    """The simulated Amazon, knowing our addresses."""
    queue = settings.amazon.queue
    config = AmazonConfig(
        address=settings.amazon_sandbox_url,
        application_id=settings.amazon.application_id,
        client_id=settings.amazon.client_id,
        client_secret=settings.amazon.client_secret,
        redirect_uris=(f"{settings.app_url}/amazon/return",),
        login_uri=f"{settings.app_url}/amazon/login",
        draft=settings.amazon.draft,
        delays=_quicker(Delays(), settings.sandbox_pace),
        rate_factor=float(settings.sandbox_pace),
    )
    if queue is None:
        return config
    return replace(
        config, queue_region=queue.region, queue_key_id=queue.key_id, queue_key_secret=queue.key_secret
    )


def _quicker(delays: Delays, pace: int) -> Delays:
    return Delays(**{name: seconds / pace for name, seconds in asdict(delays).items()})


def open_sandbox(
    settings: Settings, wish: Wish, *, keep: bool = True, clock: SandboxClock | None = None,
    outgoing: Outgoing | None = None,
) -> OtherSide:  # fmt: skip
    """Both sites; `keep` their state in the data folder. Raises ValueError for a catalogue that cannot be read."""
    return open_other_side(
        shop_config(settings), amazon_config(settings), wish, clock=clock, outgoing=outgoing, models=reference_models(),
        folder=settings.data_folder / "sandbox" if keep else None,
    )  # fmt: skip


def sandbox_sites(settings: Settings, other: OtherSide) -> list[Site]:
    """Both sites with the addresses that they are served at."""
    found = []
    for name, app, address in (
        ("the shop's sandbox", other.shop.app, settings.shop_sandbox_url),
        ("Amazon's sandbox", other.amazon, settings.amazon_sandbox_url),
    ):
        parts = urlsplit(address)
        found.append(Site(name, app, parts.hostname or "127.0.0.1", parts.port or 80))
    return found


def sandbox_mail(settings: Settings, other: OtherSide) -> list[Callable[[asyncio.Event], Awaitable[None]]]:
    """The sandbox's mail server, where the settings lead to it."""
    mail = settings.owners.mail
    if mail is None or not mail.in_sandbox:
        return []
    return [lambda stop: other.mail.run(mail.host, mail.port, stop)]


def reference_models() -> Path | None:
    """Amazon's own models, where they lie beside the checkout; the product never needs them."""
    told = os.environ.get("STORELANE_REFERENCE")
    folder = Path(told) if told else Path(__file__).parents[2] / "shared" / "reference"
    models = folder / "amazon" / "models"
    return models if models.is_dir() else None
