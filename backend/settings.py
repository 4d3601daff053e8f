"""The settings: read once from the environment (or one file of KEY=value lines), checked, then never changed."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from starlette.config import Config

from backend.owner_settings import Owners, read_owners, with_mail_port
from backend.queue_setting import SANDBOX, Queue, read_queue

REGIONS = ("na", "eu", "fe")
_BANK, _LIST = "https://www.ecb.europa.eu", "/stats/eurofxref/eurofxref-daily.xml"


class BadSetting(SystemExit):
    """A setting is missing or wrong; its text is the one line the operator reads."""


@dataclass(frozen=True, slots=True)
class ShopPlatform:
    """How we reach the shop platform and how it knows us. Addresses without a slash at the end."""

    client_id: str
    client_secret: str
    api_url: str
    oauth_url: str
    admin_url: str
    sdk_url: str
    css_url: str
    scopes: str
    features: tuple[str, ...]  # a plan must have one of them
    parent_menu: str
    referers: tuple[
        str, str
    ]  # by which the admin knows an order as Amazon's: refererId, and that of externalOrderData


@dataclass(frozen=True, slots=True)
class Amazon:
    """How we reach Amazon and how it knows us. `api_urls` and `consent_url` ("" = each country's own host)."""

    application_id: str
    client_id: str
    client_secret: str
    token_url: str
    api_urls: Mapping[str, str]
    consent_url: str
    draft: bool
    feed_from: int
    report_from: int = 1000
    queue: Queue | None = None  # where its notifications come in; None: nothing but polling


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator can set. `sandbox`: no credentials were given, so the other side is simulated;
    `sandbox_pace`: so many times as quick as in life is the simulated Amazon."""

    sandbox: bool
    sandbox_pace: int
    app_url: str
    bind_host: str
    bind_port: int
    data_folder: Path
    database: str
    secret_keys: tuple[str, ...] = field(repr=False)
    shop: ShopPlatform = field(repr=False)
    amazon: Amazon = field(repr=False)
    frame_ancestors: str
    shop_sandbox_url: str
    amazon_sandbox_url: str
    rates_url: str  # the European Central Bank's daily list of reference rates
    metrics_token: str = field(repr=False)
    trusted_proxies: str
    log_level: str
    workers: int
    personal_days: int  # the most days after the parcel left that a buyer is known; a shop may say fewer
    support_email: str
    privacy_url: str
    owners: Owners = field(default_factory=Owners)

    @property
    def database_url(self) -> str:
        """The database set, or the embedded one in the data folder."""
        return self.database or f"sqlite:///{self.data_folder / 'storelane.sqlite3'}"


def read_settings(environment: Mapping[str, str], file: Path | None = None) -> Settings:
    """Settings from the environment, with `file` (KEY=value lines) under it. Raises BadSetting with one line."""
    config = Config(env_file=file if file and file.is_file() else None, environ=_Frozen(environment))

    def text(name: str, default: str) -> str:
        return str(config(f"STORELANE_{name}", default=default)).strip()

    secret, amazon_secret = text("SHOP_CLIENT_SECRET", ""), text("AMAZON_CLIENT_SECRET", "")
    sandbox = not secret and not amazon_secret
    if not sandbox and not (secret and amazon_secret):
        missing = f"STORELANE_{'SHOP' if not secret else 'AMAZON'}_CLIENT_SECRET"
        raise BadSetting(f"{missing} is missing: set both client secrets, or none for the sandbox.")
    data = Path(text("DATA", "data")).absolute()
    app_url = _address("APP_URL", text("APP_URL", "http://localhost:8800"))
    port = _number("PORT", text("PORT", str(urlsplit(app_url).port or 8800)), 1, 65535)
    shop_sandbox = _address("SHOP_SANDBOX_URL", text("SHOP_SANDBOX_URL", "http://127.0.0.1:8801"))
    amazon_sandbox = _address("AMAZON_SANDBOX_URL", text("AMAZON_SANDBOX_URL", "http://127.0.0.1:8802"))
    return Settings(
        sandbox=sandbox,
        sandbox_pace=_number("SANDBOX_PACE", text("SANDBOX_PACE", "1"), 1, 1000),
        app_url=app_url,
        bind_host=text("HOST", "127.0.0.1" if sandbox else "0.0.0.0"),
        bind_port=port,
        data_folder=data,
        database=text("DATABASE_URL", str(config("DATABASE_URL", default=""))),
        secret_keys=_keys(text("SECRET_KEYS", ""), sandbox, data),
        shop=_shop(text, sandbox, shop_sandbox, secret),
        amazon=_amazon(text, sandbox, amazon_sandbox, amazon_secret),
        frame_ancestors=text("FRAME_ANCESTORS", _sandbox_ancestors(shop_sandbox) if sandbox else "https:"),
        shop_sandbox_url=shop_sandbox,
        amazon_sandbox_url=amazon_sandbox,
        rates_url=_rates(text, amazon_sandbox if sandbox else ""),
        metrics_token=text("METRICS_TOKEN", ""),
        trusted_proxies=text("TRUSTED_PROXIES", "127.0.0.1"),
        log_level=text("LOG_LEVEL", "INFO").upper(),
        workers=_number("WORKERS", text("WORKERS", "4"), 1, 64),
        personal_days=_number("PERSONAL_DAYS", text("PERSONAL_DAYS", "30"), 1, 30),
        support_email=text("SUPPORT_EMAIL", ""), privacy_url=text("PRIVACY_URL", ""),
        owners=_owners(text, sandbox, app_url, shop_sandbox),
    )  # fmt: skip


def _rates(text: "_Text", sandbox: str) -> str:
    """The bank's list; in the sandbox, whose Amazon stands at this address, its stand-in's."""
    return _address("RATES_URL", text("RATES_URL", (f"{sandbox}/bank" if sandbox else _BANK) + _LIST))


def _sandbox_ancestors(address: str) -> str:
    """The simulated admin under both names that a browser on this machine may know it by."""
    port = urlsplit(address).port
    return f"{address} http://localhost:{port} http://127.0.0.1:{port} 'self'"


def with_port(settings: Settings, port: int) -> Settings:
    """The sandbox's three sites on other ports: `port` for the app, the two after it for the other side."""
    if not settings.sandbox:
        raise BadSetting(
            "--port moves the sandbox; a real Storelane is moved by STORELANE_APP_URL and STORELANE_PORT."
        )
    moved = {
        "STORELANE_APP_URL": f"http://localhost:{port}",
        "STORELANE_SHOP_SANDBOX_URL": f"http://127.0.0.1:{port + 1}",
        "STORELANE_AMAZON_SANDBOX_URL": f"http://127.0.0.1:{port + 2}",
    }  # the port after those is the sandbox's mail server
    queue = settings.amazon.queue
    if queue and queue.url.startswith(f"{settings.amazon_sandbox_url}/"):
        moved["STORELANE_AMAZON_QUEUE_URL"] = SANDBOX
    if not settings.rates_url.startswith(f"{settings.amazon_sandbox_url}/"):
        moved["STORELANE_RATES_URL"] = settings.rates_url
    fresh = read_settings({**moved, "STORELANE_DATA": str(settings.data_folder)})
    return replace(
        settings, app_url=fresh.app_url, bind_port=port, shop=fresh.shop,
        amazon=replace(fresh.amazon, queue=fresh.amazon.queue or queue),
        frame_ancestors=fresh.frame_ancestors, shop_sandbox_url=fresh.shop_sandbox_url,
        amazon_sandbox_url=fresh.amazon_sandbox_url, rates_url=fresh.rates_url,
        owners=with_mail_port(settings.owners, port + 3),
    )  # fmt: skip


def _owners(text: "_Text", sandbox: bool, app_url: str, shop_sandbox: str) -> Owners:
    mail_port = (urlsplit(shop_sandbox).port or 8801) + 2
    try:
        return read_owners(text, sandbox=sandbox, app_url=app_url, mail_port=mail_port)
    except ValueError as error:
        raise BadSetting(str(error)) from error


def _shop(text: "_Text", sandbox: bool, address: str, secret: str) -> ShopPlatform:
    live = not sandbox
    return ShopPlatform(
        client_id=text("SHOP_CLIENT_ID", "storelane"),
        client_secret=_long_enough("SHOP_CLIENT_SECRET", secret or "storelane-sandbox-secret-0001"),
        api_url=text("SHOP_API_URL", "https://app.ecwid.com/api/v3" if live else f"{address}/api/v3").rstrip(
            "/"
        ),
        oauth_url=text(
            "SHOP_OAUTH_URL", "https://my.ecwid.com/api/oauth" if live else f"{address}/api/oauth"
        ).rstrip("/"),
        admin_url=text("SHOP_ADMIN_URL", "https://my.ecwid.com" if live else address).rstrip("/"),
        sdk_url=text(
            "SHOP_SDK_URL",
            "https://djqizrxa6f10j.cloudfront.net/ecwid-sdk/js/1.3.0/ecwid-app.js"
            if live
            else f"{address}/sdk/ecwid-app.js",
        ),
        css_url=text("SHOP_CSS_URL", "" if live else f"{address}/sdk/ecwid-app-ui.css"),
        scopes=text(
            "SHOP_SCOPES",
            "add_to_cp read_store_profile read_catalog update_catalog read_orders create_orders update_orders",
        ),
        features=tuple(text("SHOP_FEATURES", "EBAY_AMAZON_THIRD_PARTY MARKETPLACES").split()),
        parent_menu=text("SHOP_PARENT_MENU", "sales"),
        referers=(text("SHOP_REFERER", "Amazon"), text("SHOP_EXTERNAL_REFERER", "AMAZON")),
    )


def _amazon(text: "_Text", sandbox: bool, address: str, secret: str) -> Amazon:
    urls = {
        region: text(
            f"AMAZON_{region.upper()}_URL",
            f"{address}/{region}" if sandbox else f"https://sellingpartnerapi-{region}.amazon.com",
        ).rstrip("/")
        for region in REGIONS
    }
    try:
        queue = read_queue(text, address if sandbox else "")
    except ValueError as error:
        raise BadSetting(str(error)) from error
    application = text("AMAZON_APPLICATION_ID", "amzn1.sp.solution.storelane-sandbox" if sandbox else "")
    client = text(
        "AMAZON_CLIENT_ID", "amzn1.application-oa2-client.storelanesandbox00000000000000" if sandbox else ""
    )
    for name, value in (("APPLICATION_ID", application), ("CLIENT_ID", client)):
        if not value:
            raise BadSetting(
                f"STORELANE_AMAZON_{name} is missing: it stands in the developer console of Amazon."
            )
    return Amazon(
        application_id=application,
        client_id=client,
        client_secret=secret or "amzn1.oa2-cs.v1.sandbox",
        token_url=text(
            "AMAZON_TOKEN_URL",
            f"{address}/auth/o2/token" if sandbox else "https://api.amazon.com/auth/o2/token",
        ),
        api_urls=urls,
        consent_url=text("AMAZON_CONSENT_URL", f"{address}/sellercentral" if sandbox else "").rstrip("/"),
        draft=text("AMAZON_DRAFT", "no").lower() in ("yes", "true", "1", "on"),
        feed_from=_number("FEED_FROM", text("FEED_FROM", "1000"), 2, 25000),
        queue=queue,
        report_from=_number("REPORT_FROM", text("REPORT_FROM", "1000"), 0, 1000),
    )


class _Text(Protocol):
    def __call__(self, name: str, default: str) -> str: ...


class _Frozen(dict[str, str]):
    """The environment as it was; Starlette's Config only reads it."""


def _address(name: str, value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadSetting(
            f"STORELANE_{name} must be an address such as https://storelane.example, not {value!r}."
        )
    return value.rstrip("/")


def _number(name: str, value: str, least: int, most: int) -> int:
    if not value.isdigit() or not least <= int(value) <= most:
        raise BadSetting(f"STORELANE_{name} must be a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def _long_enough(name: str, value: str) -> str:
    if len(value.encode()) < 16:
        raise BadSetting(f"STORELANE_{name} must have at least 16 characters.")
    return value


def _keys(value: str, sandbox: bool, data: Path) -> tuple[str, ...]:
    """Secret keys, newest first. The sandbox makes one and keeps it in the data folder, so a restart finds it."""
    keys = tuple(key for key in value.replace(",", " ").split() if key)
    if any(len(key) < 32 for key in keys):
        raise BadSetting("STORELANE_SECRET_KEYS: every key must have at least 32 characters.")
    if keys:
        return keys
    if not sandbox:
        raise BadSetting(
            "STORELANE_SECRET_KEYS is missing: set one or more random texts of 32 characters, newest first."
        )
    data.mkdir(parents=True, exist_ok=True)
    kept = data / "sandbox.key"
    if not kept.exists():
        kept.write_text(secrets.token_urlsafe(48))
        kept.chmod(0o600)
    return (kept.read_text().strip(),)
