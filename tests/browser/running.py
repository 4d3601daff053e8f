"""The real command in a process of its own, on ports of its own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
PACE = "12"  # Amazon's delays and limits run so much quicker than in life
WELL = 60  # seconds until a started process must answer


@dataclass(frozen=True, slots=True)
class Running:
    """The addresses of a running Storelane with its sandbox."""

    address: str  # the one that it printed first
    app: str
    admin: str
    amazon: str

    def publications(self) -> dict[str, int]:
        """How often each of the merchant's SKUs was published, as Amazon counted it."""
        rows = httpx.get(
            f"{self.amazon}/sandbox/listings", headers={"accept": "application/json"}, timeout=WELL
        ).json()
        return {row["sku"]: row["publications"] for row in rows if row["seller_id"].startswith("A2")}


@contextlib.contextmanager
def started(folder: Path, port: int, **more: str) -> Iterator[Running]:
    """`python -m backend run` on `folder`/data, which may be empty, told `more` settings; killed at the end."""
    environment = {
        **os.environ, "STORELANE_DATA": str(folder / "data"), "STORELANE_SANDBOX_PACE": PACE, "PYTHONUNBUFFERED": "1",
        **more,
    }  # fmt: skip
    environment.pop("STORELANE_SETTINGS", None)
    log = (folder / "log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "backend", "run", "--port", str(port)], cwd=ROOT, env=environment,
        stdout=subprocess.PIPE, stderr=log, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        first = process.stdout.readline().strip()
        assert "http" in first, (folder / "log").read_text()[-2000:]
        _wait_for(f"http://localhost:{port}/health")
        yield Running(
            "http" + first.split("http", 1)[1], f"http://localhost:{port}", f"http://127.0.0.1:{port + 1}",
            f"http://127.0.0.1:{port + 2}",
        )  # fmt: skip
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        if process.stdout:
            process.stdout.close()
        log.close()


@contextlib.contextmanager
def own_ports() -> Iterator[int]:
    """The first of four neighbouring free ports, which no other test gets meanwhile: a fifth, after them, is held."""
    first = 18500 + os.getpid() % 280 * 5
    found = ((port, held) for port in range(first, 19900, 5) if (held := _held(port)))
    port, held = next(found)
    with held:
        yield port


def _held(port: int) -> socket.socket | None:
    """The fifth port, if all are free."""
    try:
        held = socket.create_server(("127.0.0.1", port + 4))
    except OSError:
        return None
    try:
        for near in range(4):
            socket.create_server(("127.0.0.1", port + near)).close()
    except OSError:
        held.close()
        return None
    return held


def _wait_for(address: str) -> None:
    until = time.monotonic() + WELL
    while time.monotonic() < until:
        try:
            if httpx.get(address, timeout=WELL).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"{address} did not become well")
