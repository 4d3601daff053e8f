"""The bank as one site: its daily list, strict, with faults on demand. It stands under a prefix of another site."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from email.utils import format_datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.sandbox.bank.list import PUBLISHED, document, newest_day, rates_of
from backend.sandbox.faults import Armed, FaultKind
from backend.sandbox.site import Ground, create_site
from backend.sandbox.switches import Switches

SITE = "bank"
PREFIX = "/bank"
LIST = "/stats/eurofxref/eurofxref-daily.xml"
FAULTS = (
    FaultKind("rate_jump", "A rate is another all at once", SITE, {"currency": "USD", "factor": 1.5}),
    FaultKind("rate_nonsense", "A rate is no number", SITE, {"currency": "USD", "rate": "N/A"}),
    FaultKind("rate_gone", "A currency is missing in the list", SITE, {"currency": "USD"}),
    FaultKind("old_list", "The list is that of some days before", SITE, {"days": 7}),
    FaultKind("future_list", "The list is that of a day to come", SITE, {"days": 30}),
    FaultKind("empty_list", "The list has a day and no rates", SITE),
    FaultKind("no_list", "A page for people comes instead of the list", SITE),
)


def create_bank(ground: Ground) -> ASGIApp:
    """The site as it stands under PREFIX of another one's address. Its control page: PREFIX/sandbox."""
    for kind in FAULTS:
        ground.faults.register(kind)
    bank = _Bank(ground)
    app = Starlette(
        routes=[Route(LIST, bank.daily, methods=["GET"])], exception_handlers={404: _missing, 405: _missing}
    )
    return create_site(SITE, app, ground, Switches(ground.store, SITE), prefix=PREFIX)


def beside(site: ASGIApp, bank: ASGIApp) -> ASGIApp:
    """Both as one: what lies under PREFIX is the bank's."""

    async def fork(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(f"{PREFIX}/"):
            path = scope["path"].removeprefix(PREFIX)
            await bank({**scope, "path": path, "raw_path": path.encode()}, receive, send)
        else:
            await site(scope, receive, send)

    return fork


class _Bank:
    def __init__(self, ground: Ground) -> None:
        self._faults, self._clock = ground.faults, ground.clock

    async def daily(self, request: Request) -> Response:
        """The newest list; the bank takes no parameters and needs no key."""
        if self._taken("no_list"):
            return HTMLResponse("<!doctype html><title>Euro foreign exchange reference rates</title>")
        day = newest_day(self._clock())
        for name, sign in (("old_list", -1), ("future_list", 1)):
            if fault := self._taken(name):
                day += timedelta(days=sign * int(fault.options["days"]))
        rates = {} if self._taken("empty_list") else rates_of(day)
        if (fault := self._taken("rate_jump")) and fault.options["currency"] in rates:
            currency = str(fault.options["currency"])
            rates[currency] = f"{Decimal(rates[currency]) * Decimal(str(fault.options['factor'])):f}"
        if fault := self._taken("rate_nonsense"):
            rates[str(fault.options["currency"])] = str(fault.options["rate"])
        if fault := self._taken("rate_gone"):
            rates.pop(str(fault.options["currency"]), None)
        at = datetime.combine(day, time(PUBLISHED), UTC)
        headers = {"last-modified": format_datetime(at, usegmt=True), "cache-control": "max-age=300"}
        return Response(document(day, rates), media_type="text/xml", headers=headers)

    def _taken(self, name: str) -> Armed | None:
        return self._faults.take(name, SITE, f"GET {LIST}")


async def _missing(request: Request, _: Exception) -> Response:
    return HTMLResponse("<!doctype html><title>404 Not Found</title><h1>Not Found</h1>", 404)
