"""Amazon's own SDK works against the served sandbox. Needs no models."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from threading import Thread
from typing import Any

import uvicorn

from backend.sandbox.amazon.app import create_amazon
from backend.sandbox.amazon.config import AmazonConfig, credentials
from backend.sandbox.site import create_ground

SCRIPT = Path(__file__).with_name("official_sdk.py")
LONGEST_SECONDS = 120


@contextmanager
def served(app: Any, listening: socket) -> Iterator[None]:
    """Serve an application on a listening socket in a thread of its own."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def test_amazons_own_sdk_finds_its_way() -> None:
    with socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = AmazonConfig(address=f"http://127.0.0.1:{listening.getsockname()[1]}", rate_factor=0)
        given = credentials(config)
        with served(create_amazon(config, create_ground()), listening):
            done = subprocess.run(
                [sys.executable, str(SCRIPT)],
                input=json.dumps(given),
                capture_output=True,
                text=True,
                timeout=LONGEST_SECONDS,
                env={**os.environ, "NO_PROXY": "127.0.0.1"},
                check=False,
            )
    assert done.returncode == 0, done.stderr
    got = json.loads(done.stdout)
    assert given["marketplace_id"] in got["marketplaces"]
    assert given["product_type"] in got["product_types"]
    assert got["schema"].startswith("http")
    assert got["asin"]
    assert got["restrictions"] >= 0
    assert (got["sku"], got["found"]) == (given["sku"], [given["sku"]])
    assert (got["put"], got["patch"]) == ("VALID", "VALID")
