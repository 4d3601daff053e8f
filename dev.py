#!/usr/bin/env python3
"""One door to the project: `python3 dev.py COMMAND`. Makes .venv, keeps it at the lock files, then runs the command."""

import sys

NEEDED = (3, 11)


def _older_python_is_left() -> None:
    """On an older Python: go on with a newer one that this machine has, or say what to install."""
    import os
    import shutil
    import subprocess

    for minor in range(19, NEEDED[1] - 1, -1):
        newer = shutil.which("python3." + str(minor))
        if newer and subprocess.call([newer, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(newer, [newer, *sys.argv])
    have = sys.version.split()[0]
    sys.exit("Storelane needs Python 3.11 or newer. This is " + have + ", and no newer one is on the PATH.")


if sys.version_info < NEEDED:  # this file must be readable to Pythons that the rest refuses
    _older_python_is_left()

import contextlib
import fcntl
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "storelane.json"  # which locks .venv was installed from
UNFINISHED = VENV / "unfinished"  # stands while pip works: a .venv that still has it is half-made
LOCKS = {"runtime": ROOT / "requirements.lock", "development": ROOT / "tests" / "requirements.lock"}

COMMANDS = {
    "run": "pages, worker and the simulated other side; prints the address to open",
    "test": "all tests; arguments go to pytest, such as tests/domain or -k money",
    "check": "formatting, lint and types",
    "format": "put the code in shape",
    "bench": "measure the rooms; a number sets how many products",
    "web": "the pages only",
    "worker": "the worker only",
    "sandbox": "the simulated shop platform and Amazon only",
    "migrate": "bring the database to its newest revision",
    "plan": "a shop's plan: plan 1003, plan 1003 Small",
    "doctor": "examine settings, keys, database and the ways out",
    "clean": "remove .venv and every cache; data stays",
}
TOOLS = {
    "check": (("ruff", "format", "--check"), ("ruff", "check"), ("mypy",)),
    "format": (("ruff", "check", "--fix", "--quiet"), ("ruff", "format")),
}
# Many tests wait for a process or a browser: two more at a time than there are processors, file by file in our order.
PARALLEL = (
    *("--numprocesses", str(min(8, (os.cpu_count() or 1) + 2))),
    *("--dist", "loadfile", "--no-loadscope-reorder"),
)
# Every other command is the product's own.
MODULES = {"test": ("pytest", *PARALLEL), "bench": ("tests.bench",)}


def main(arguments: Sequence[str]) -> int:
    """Run one command; its exit code is ours."""
    if not arguments or arguments[0] in ("help", "-h", "--help"):
        print(_explained())
        return 0
    command, rest = arguments[0], list(arguments[1:])
    if command not in COMMANDS:
        print(f"There is no command {command!r}.\n\n{_explained()}", file=sys.stderr)
        return 2
    if command == "clean":
        return _clean()
    with _alone():
        _ready("development" if command in TOOLS or command in MODULES else "runtime")
    if command in TOOLS:
        return _each(TOOLS[command], rest)
    return _become(command, rest)


def _explained() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  make {name:<{width}}  {about}" for name, about in COMMANDS.items()]
    return "\n".join([
        "Storelane. Commands (without make: python3 dev.py COMMAND):",
        *lines,
        'More to say to a command: make run ARGS="--products 500", python3 dev.py run --products 500',
    ])  # fmt: skip


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Two that start at once set up one after the other. The lock ends with the process, whatever happens to it."""
    with Path(__file__).open() as door:
        try:
            fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Another start is setting up .venv; waiting for it.\n")
            fcntl.flock(door, fcntl.LOCK_EX)
        yield


def _ready(needs: str) -> None:
    """See to it that .venv holds what the lock says: nothing is done when it does."""
    wanted = {name: hashlib.sha256(LOCKS[name].read_bytes()).hexdigest() for name in LOCKS}
    installed = _installed()
    if installed.get(needs) == wanted[needs]:
        return
    began = time.monotonic()
    _say("Setting up: ")
    if not installed:
        _make_venv()
    _say(f"{LOCKS[needs].read_text().count('==')} packages ... ")
    UNFINISHED.touch()
    STAMP.unlink(missing_ok=True)
    _install(LOCKS[needs])
    # The development lock holds all of the runtime's.
    STAMP.write_text(json.dumps(wanted if needs == "development" else {needs: wanted[needs]}))
    UNFINISHED.unlink()
    _say(f"done in {time.monotonic() - began:.0f} s.\n")


def _installed() -> dict[str, str]:
    """The locks that .venv was installed from; empty when it must be made anew."""
    try:
        stamp = dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}
    return stamp if PYTHON.exists() and not UNFINISHED.exists() else {}


def _make_venv() -> None:
    """A new .venv, unless one that somebody made by hand is whole."""
    if PYTHON.exists() and not UNFINISHED.exists():
        check = f"import pip, sys; sys.exit(sys.version_info < {NEEDED})"
        if subprocess.run([PYTHON, "-c", check], capture_output=True, check=False).returncode == 0:
            return
    sudo = "" if os.geteuid() == 0 else "sudo "
    if find_spec("ensurepip") is None or find_spec("venv") is None:
        _give_up(
            "this Python cannot make a virtual environment (its venv module is not installed). Install it:\n"
            f"    {sudo}apt-get update && {sudo}apt-get install -y python3-venv\n"
            "(Debian and Ubuntu; elsewhere the package of Python's venv), then try again."
        )
    _say(".venv, ")
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        _give_up(f"`{sys.executable} -m venv .venv` failed:\n{done.stdout}{done.stderr}")


def _install(lock: Path) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "-r", str(lock)]
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-compile"]
    done = subprocess.run([*command, *quiet], capture_output=True, text=True, check=False)
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        offline = "Retrying (" in done.stderr or "from versions: none" in done.stderr
        cause = (
            "the package index did not give what is needed. Is there a network?"
            if offline
            else "pip refused."
        )
        _give_up(f"{cause} It said:\n{said}\nThe same by hand: {shlex.join(command)}")


def _each(tools: Sequence[Sequence[str]], rest: Sequence[str]) -> int:
    """Run every tool, even after one that complained; 1 when any did."""
    codes = [subprocess.run([PYTHON, "-m", *tool, *rest], cwd=ROOT, check=False).returncode for tool in tools]
    return int(any(codes))


def _become(command: str, rest: Sequence[str]) -> NoReturn:
    """This process turns into the command, so that signals and the exit code are its own."""
    # A file is named from where the caller stands; the command itself runs in the project.
    rest = [str(Path(part).resolve()) if Path(part).is_file() else part for part in rest]
    if command == "test" and os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        # Tests start many processes, and each would compile everything anew. Nothing is written beside the sources.
        os.environ["PYTHONPYCACHEPREFIX"] = str(VENV / "bytecode")
    os.chdir(ROOT)
    module = MODULES.get(command, ("backend", command))
    os.execv(PYTHON, [str(PYTHON), "-m", *module, *rest])


def _clean() -> int:
    for name in (".venv", "build", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for folder in ("backend", "migrations", "tests"):
        for cache in list((ROOT / folder).rglob("__pycache__")):
            shutil.rmtree(cache, ignore_errors=True)
    return 0


def _say(text: str) -> None:
    """To standard error: standard output belongs to the command."""
    print(text, end="", file=sys.stderr, flush=True)


def _give_up(reason: str) -> NoReturn:
    _say("\n")
    sys.exit(f"Storelane cannot start: {reason}")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
