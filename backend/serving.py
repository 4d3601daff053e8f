"""Serving: several sites in one process and one event loop, one orderly end for all."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp


@dataclass(frozen=True, slots=True)
class Site:
    """An ASGI app with the address it is served at."""

    name: str
    app: ASGIApp
    host: str
    port: int
    trusted_proxies: str = "127.0.0.1"


class CannotServe(SystemExit):
    """A port is taken or may not be used; its text is the one line the operator reads."""


class _Server(uvicorn.Server):
    """A server that leaves the signals to us: with several in one process the last one would take them all."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(
    sites: Sequence[Site],
    ready: Callable[[], None],
    beside: Sequence[Callable[[asyncio.Event], Awaitable[None]]] = (),
) -> None:
    """Serve all sites until SIGINT or SIGTERM; `beside` runs next to them and is told to stop the same way.

    Should anything end by itself, everything ends: a process that serves without its worker would lie.
    """
    sockets = [_bind(site) for site in sites]
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    servers = [_Server(_config(site)) for site in sites]
    tasks = [
        asyncio.create_task(server.serve(sockets=[bound]))
        for server, bound in zip(servers, sockets, strict=True)
    ]
    while not all(server.started for server in servers) and not any(task.done() for task in tasks):
        await asyncio.sleep(0.02)
    tasks += [asyncio.create_task(_run(work, stop)) for work in beside]
    ready()
    await asyncio.wait([*tasks, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    for server in servers:
        server.should_exit = True
    done = await asyncio.gather(*tasks, return_exceptions=True)
    for result in done:
        if isinstance(result, Exception):
            raise result


async def _run(work: Callable[[asyncio.Event], Awaitable[None]], stop: asyncio.Event) -> None:
    await work(stop)


def _bind(site: Site) -> socket.socket:
    try:
        return socket.create_server((site.host, site.port), backlog=512)
    except OSError as error:
        raise CannotServe(
            f"Port {site.port} of {site.host} cannot be used for {site.name} ({error.strerror}): is Storelane running"
            " already? Another port: `--port 8900`, or the settings in docs/operating.md."
        ) from error


def _config(site: Site) -> uvicorn.Config:
    return uvicorn.Config(
        site.app, log_config=None, access_log=False, proxy_headers=True, forwarded_allow_ips=site.trusted_proxies,
        timeout_graceful_shutdown=10, server_header=False,
    )  # fmt: skip
