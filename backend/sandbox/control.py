"""The control page of a site: faults, switches, clock and call log, for people and as JSON for scripts."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.sandbox.calls import Calls
from backend.sandbox.clock import SandboxClock
from backend.sandbox.faults import FaultKind, Faults
from backend.sandbox.store import Store
from backend.sandbox.switches import Switches

TEMPLATES = Path(__file__).parent / "templates"


def create_control(
    site: str,
    store: Store,
    clock: SandboxClock,
    faults: Faults,
    calls: Calls,
    switches: Switches,
    prefix: str = "",
) -> Starlette:
    """The app under /sandbox. Every POST takes JSON or a form; a form is answered with the page again.

    GET /sandbox (page) · GET, POST, DELETE /sandbox/faults · GET, POST /sandbox/switches ·
    GET, POST /sandbox/clock {advance, factor} · GET, DELETE /sandbox/calls?limit=
    """
    control = _Control(site, store, clock, faults, calls, switches, prefix)
    return Starlette(
        routes=[
            Route("/sandbox", control.page),
            Route("/sandbox/", control.page),
            Route("/sandbox/faults", control.list_faults),
            Route("/sandbox/faults", control.arm, methods=["POST"]),
            Route("/sandbox/faults", control.disarm_all, methods=["DELETE"]),
            Route("/sandbox/faults/{name}", control.disarm, methods=["DELETE", "POST"]),
            Route("/sandbox/switches", control.list_switches),
            Route("/sandbox/switches", control.set_switches, methods=["POST"]),
            Route("/sandbox/clock", control.read_clock),
            Route("/sandbox/clock", control.set_clock, methods=["POST"]),
            Route("/sandbox/calls", control.list_calls),
            Route("/sandbox/calls", control.forget_calls, methods=["DELETE"]),
        ]
    )


class _Control:
    def __init__(
        self, site: str, store: Store, clock: SandboxClock, faults: Faults, calls: Calls, switches: Switches,
        prefix: str,
    ) -> None:  # fmt: skip
        self.site, self.store, self.clock, self.root = site, store, clock, f"{prefix}/sandbox"
        self.faults, self.calls, self.switches = faults, calls, switches
        self.templates = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    async def page(self, request: Request) -> Response:
        kinds = [kind for kind in self.faults.kinds.values() if kind.site in ("*", self.site)]
        armed = [fault for fault in self.faults.armed() if fault.site in ("*", self.site)]
        values = {name: self.switches.get(name) for name in self.switches.declared}
        template = self.templates.get_template("control.html")
        return HTMLResponse(
            template.render(
                site=self.site,
                root=self.root,
                kinds=kinds,
                armed=armed,
                switches=self.switches.declared.values(),
                values=values,
                moment=lambda at: datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S"),
                now=self.clock(),
                factor=self.clock.factor,
                calls=self.calls.newest(200, self.site),
            )
        )

    async def list_faults(self, request: Request) -> Response:
        kinds = [_kind(kind) for kind in self.faults.kinds.values() if kind.site in ("*", self.site)]
        return JSONResponse({"kinds": kinds, "armed": [asdict(fault) for fault in self.faults.armed()]})

    async def arm(self, request: Request) -> Response:
        wish = await _wish(request)
        name = str(wish.pop("name", ""))
        times = wish.pop("times", None)
        site = str(wish.pop("site", "") or self.site)
        operation = str(wish.pop("operation", "") or "*")
        kind = self.faults.kinds.get(name)
        known = dict(kind.options) if kind else {}
        options = {key: _like(known[key], value) if key in known else value for key, value in wish.items()}
        try:
            count = int(times) if times not in (None, "") else None
            number = self.faults.arm(name, site=site, operation=operation, times=count, **options)
        except (KeyError, ValueError, TypeError) as error:
            return JSONResponse({"error": f"cannot arm {name!r}: {error}"}, 400)
        return self._done(request, {"id": number}, 201)

    async def disarm(self, request: Request) -> Response:
        count = self.faults.disarm(request.path_params["name"])
        return self._done(request, {"disarmed": count}, 200 if count else 404)

    async def disarm_all(self, request: Request) -> Response:
        return JSONResponse({"disarmed": sum(self.faults.disarm(fault.id) for fault in self.faults.armed())})

    async def list_switches(self, request: Request) -> Response:
        names = self.switches.declared.values()
        return JSONResponse([{**asdict(switch), "value": self.switches.get(switch.name)} for switch in names])

    async def set_switches(self, request: Request) -> Response:
        wish = await _wish(request)
        try:
            for name, value in wish.items():
                self.switches.set(name, str(value))
        except (KeyError, ValueError) as error:
            return JSONResponse({"error": str(error)}, 400)
        return self._done(request, {name: self.switches.get(name) for name in wish})

    async def read_clock(self, request: Request) -> Response:
        return JSONResponse({"now": self.clock(), "factor": self.clock.factor})

    async def set_clock(self, request: Request) -> Response:
        wish = await _wish(request)
        try:
            if wish.get("factor") not in (None, ""):
                self.clock.set_factor(float(wish["factor"]))
            if wish.get("advance") not in (None, ""):
                self.clock.advance(float(wish["advance"]))
        except (ValueError, TypeError) as error:
            return JSONResponse({"error": str(error)}, 400)
        real, sandbox, factor = self.clock.anchor
        self.store.put("clock", "anchor", {"real": real, "sandbox": sandbox, "factor": factor})
        return self._done(request, {"now": self.clock(), "factor": self.clock.factor})

    async def list_calls(self, request: Request) -> Response:
        limit = int(request.query_params.get("limit", "200"))
        return JSONResponse([asdict(call) for call in self.calls.newest(limit, self.site)])

    async def forget_calls(self, request: Request) -> Response:
        self.calls.clear()
        return JSONResponse({})

    def _done(self, request: Request, answer: dict[str, Any], status: int = 200) -> Response:
        if _is_form(request):
            return RedirectResponse(self.root, 303)
        return JSONResponse(answer, status)


async def _wish(request: Request) -> dict[str, Any]:
    if _is_form(request):
        return {name: value for name, value in (await request.form()).items() if value != ""}
    wish = await request.json()
    return wish if isinstance(wish, dict) else {}


def _is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")


def _kind(kind: FaultKind) -> dict[str, Any]:
    return {"name": kind.name, "title": kind.title, "site": kind.site, "options": dict(kind.options)}


def _like(example: str | float, value: Any) -> Any:
    return type(example)(value) if isinstance(value, str) else value
