"""Figures for Prometheus: pages served, lanes, listings, consents, heartbeats."""

import hmac
import time
from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.domain.days import day_of
from backend.domain.freshness import SILENT, Truth, silent
from backend.domain.rates import age_days
from backend.storage import figures, personal, rates, truths
from backend.storage.rates import KeptRates
from backend.web.resources import resources

_registry = CollectorRegistry()
_requests = Counter("storelane_requests", "Pages served", ["method", "status"], registry=_registry)
_seconds = Histogram("storelane_request_seconds", "Time to serve a page", registry=_registry)
_listings = Gauge("storelane_listings", "Listings by status", ["status"], registry=_registry)
_waiting = Gauge(
    "storelane_listings_due", "Listings that a lane owes a step by now", ["stage"], registry=_registry
)
_lanes = Gauge("storelane_lanes", "Lanes by kind and condition", ["kind", "condition"], registry=_registry)
_silence = Gauge(
    "storelane_worker_silent_seconds", "Since the newest heartbeat of any worker", registry=_registry
)
_ages = Gauge(
    "storelane_truth_age_seconds", "Age of the oldest truth of its kind (catalog: the shop looked into; orders: asked"
    " for; the lanes: last run)", ["kind"], registry=_registry,
)  # fmt: skip
_silent = Gauge(
    "storelane_silent", "Truths that are older than they may be, by kind", ["kind"], registry=_registry
)
_shops = Gauge("storelane_shops", "Shops by status", ["status"], registry=_registry)
_notices = Gauge(
    "storelane_notices_total",
    "Notices that came from the marketplaces, by kind",
    ["kind"],
    registry=_registry,
)
_rates_age = Gauge(
    "storelane_rates_age_days",
    "Days since the day of the newest exchange rates (-1: none are known)",
    registry=_registry,
)
_rates_doubted = Gauge(
    "storelane_rates_doubted", "Exchange rates that were read and are not believed", registry=_registry
)
_letters = Gauge("storelane_mails", "Mails of the last month by state", ["state"], registry=_registry)
_buyers = Gauge("storelane_buyers_known", "Orders whose buyer is kept, sealed", registry=_registry)
_oldest_buyer = Gauge(
    "storelane_buyers_oldest_seconds", "Since the buyer that is known longest was kept", registry=_registry
)
_sellers = Gauge("storelane_sellers", "Sellers by status", ["status"], registry=_registry)


class Measuring:
    """Counts and times every page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                _requests.labels(scope["method"], str(message["status"])).inc()
            await send(message)

        try:
            await self._app(scope, receive, counting)
        finally:
            _seconds.observe(time.perf_counter() - started)


async def page(request: Request) -> Response:
    """Outside the sandbox only for who knows STORELANE_METRICS_TOKEN (`Authorization: Bearer ...`)."""
    home = resources(request)
    wanted = home.settings.metrics_token
    told = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not home.settings.sandbox and not (wanted and hmac.compare_digest(told.encode(), wanted.encode())):
        raise HTTPException(404)
    found = await figures.read(home.db, home.now())
    for gauge, values in (
        (_listings, found.listings), (_waiting, found.due), (_shops, found.shops), (_sellers, found.sellers),
        (_notices, found.notices),
        (_letters, {"waiting": 0, "failed": 0, **found.letters}),
    ):  # fmt: skip
        gauge.clear()
        for label, value in values.items():
            gauge.labels(label).set(value)
    _tell_ages(await truths.of_all(home.db, home.now()), home.now())
    _tell_rates(await rates.read(home.db), home.now())
    buyers, oldest = await personal.held(home.db)
    _buyers.set(buyers)
    _oldest_buyer.set(home.now() - oldest if oldest else 0)
    _lanes.clear()
    for (kind, condition), value in found.lanes.items():
        _lanes.labels(kind, condition).set(value)
    _silence.set(found.worker_silent if found.worker_silent is not None else -1)
    return Response(generate_latest(_registry), media_type=CONTENT_TYPE_LATEST)


def _tell_rates(kept: KeptRates, now: int) -> None:
    _rates_age.set(age_days(kept.day, day_of(now)) if kept.day else -1)
    _rates_doubted.set(len(kept.doubts))


def _tell_ages(found: Sequence[Truth], now: int) -> None:
    quiet = [each.kind for each in silent(found, now)]
    for kind in SILENT:
        if kind != "worker":  # it has a gauge of its own
            _ages.labels(kind).set(max((now - t.at for t in found if t.kind == kind and t.at), default=0))
            _silent.labels(kind).set(quiet.count(kind))
