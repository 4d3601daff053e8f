"""One httpx client per service, for the process's life: Throttling(Retrying(the network, or a sandbox in tests))."""

from collections.abc import Callable, Mapping

import httpx

from backend.transport.retrying import Retrying
from backend.transport.throttling import Allowances, OwnAllowances, Plan, Sleep, Throttling

# The names under which the rest of the house knows httpx's types, so that it can be changed here.
HttpClient = httpx.AsyncClient
Network = httpx.AsyncBaseTransport

AGENT = "Storelane/0.1 (Language=Python; Platform=Linux)"  # Amazon asks for this form (Amazon facts 3.1)
TIMEOUT = httpx.Timeout(20.0, connect=5.0)


def open_client(
    plans: Mapping[str, Plan],
    otherwise: Plan,
    *,
    clock: Callable[[], float],
    sleep: Sleep,
    chance: Callable[[], float],
    network: httpx.AsyncBaseTransport | None = None,
    allowances: Allowances | None = None,
) -> httpx.AsyncClient:
    """A client whose calls keep to `plans` (by operation; `otherwise` for the rest) and outlive passing trouble.

    `network` is the real one by default; tests hand in a sandbox. `allowances`: shared ones,
    where several processes draw on the same accounts. Redirects are not followed.
    """
    wire = network or httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=50, keepalive_expiry=30))
    patient = Retrying(wire, clock=clock, sleep=sleep, chance=chance)
    return httpx.AsyncClient(
        transport=Throttling(
            patient, plans, otherwise, allowances=allowances or OwnAllowances(clock), sleep=sleep
        ),
        headers={"user-agent": AGENT},
        timeout=TIMEOUT,
    )
