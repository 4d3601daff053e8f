"""A real Chromium for the browser tests: found, or installed where that may be done, and started as people's own."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
INSTALL = "apt-get install -y --no-install-recommends chromium"

# As Playwright has it, without what would make our pages see another browser than a merchant's: storage in frames
# stays apart for each site around them. The frame is drawn by the process of the page around it, as on a phone: with a
# process of its own, a press can land where the frame was a moment ago.
DISABLED = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,LensOverlay,MediaRouter,"
    "PaintHolding,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,"
    "IsolateOrigins,site-per-process"
)
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--disable-site-isolation-trials",
    f"--disable-features={DISABLED}",
)


class NoChromium(RuntimeError):
    """There is none; its text says how to get one."""


@asynccontextmanager
async def running_chromium() -> AsyncIterator[Browser]:
    """Start Chromium without a window; ends it after. Raises NoChromium."""
    path = find()
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        path = path or Path(playwright.chromium.executable_path)
        if not path.exists():
            raise NoChromium(
                f"no Chromium on this machine: `{INSTALL}` as root, or CHROMIUM=/path/to/chromium"
            )
        browser = await playwright.chromium.launch(executable_path=path, args=[*QUIET, *root])
        try:
            yield browser
        finally:
            await browser.close()


@cache
def find() -> Path | None:
    """The one named by $CHROMIUM, else one on the PATH, else one that root may install; None leaves Playwright's own.

    A wrong $CHROMIUM raises FileNotFoundError: whoever names one means it.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        if not Path(named).is_file():
            raise FileNotFoundError(f"CHROMIUM={named} is no file")
        return Path(named)
    return _on_the_path() or (_installed() if os.geteuid() == 0 and shutil.which("apt-get") else None)


def _on_the_path() -> Path | None:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


def _installed() -> Path | None:
    """Install Debian's, one of several processes at a time; its success is judged by the browser being there."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with (Path(tempfile.gettempdir()) / "storelane-chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for command in ("apt-get update", INSTALL):
            if not _on_the_path():
                subprocess.run(
                    command.split(), env=environment, capture_output=True, stdin=subprocess.DEVNULL,
                    check=False, timeout=300,
                )  # fmt: skip
    return _on_the_path()
