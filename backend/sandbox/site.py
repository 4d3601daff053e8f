"""What every simulated site stands on, and how its layers are put together."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from backend.sandbox.calls import Calls, CallsMiddleware, Judge
from backend.sandbox.clock import SandboxClock
from backend.sandbox.control import create_control
from backend.sandbox.faults import Armed, FaultMiddleware, Faults, Refusal, plain_refusal
from backend.sandbox.store import Store
from backend.sandbox.switches import Switches


@dataclass(frozen=True, slots=True)
class Ground:
    """Shared by all sites of one sandbox."""

    store: Store
    clock: SandboxClock
    faults: Faults
    calls: Calls


def create_ground(
    path: Path | None = None,
    clock: SandboxClock | None = None,
    judge: Judge | None = None,
    store: Store | None = None,
) -> Ground:
    """Open the sandbox's ground. `path` is its database file, or None for memory; or `store`, one that is open."""
    store = store or Store(path)
    time = clock or SandboxClock()
    kept = store.get("clock", "anchor")
    if kept and clock is None:
        time.restore((kept["real"], kept["sandbox"], kept["factor"]))
    return Ground(store, time, Faults(store), Calls(judge=judge))


def create_site(
    name: str,
    app: ASGIApp,
    ground: Ground,
    switches: Switches,
    refusal: Callable[[Armed], Refusal] = plain_refusal,
    covered: tuple[str, ...] = ("/",),
    prefix: str = "",
) -> ASGIApp:
    """Put faults, the call log and the control page (under /sandbox) around a site's own app.

    `refusal` words an outage and a throttle; `covered` are the path prefixes that a fault armed for every
    operation strikes, so that a site's pages for people stay up while its API is down. `prefix`: under which path of
    another site's address this one stands; what comes in has lost it.
    """
    control = create_control(name, ground.store, ground.clock, ground.faults, ground.calls, switches, prefix)

    async def fork(scope: Scope, receive: Receive, send: Send) -> None:
        inside = scope["type"] == "http" and (scope["path"] + "/").startswith("/sandbox/")
        await (control if inside else app)(scope, receive, send)

    faulty = FaultMiddleware(fork, name, ground.faults, ground.clock, refusal, covered)
    return CallsMiddleware(faulty, name, ground.calls, ground.clock)
