"""The shape of the house: who imports whom, what stands in one place only, how long a file and a function may be."""

import ast
import itertools
import re
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "backend").rglob("*.py"))
OURS = [ROOT / "dev.py", *SOURCES, *sorted((ROOT / "tests").rglob("*.py"))]
PAGES = [
    *sorted((ROOT / "frontend" / "templates").rglob("*.html")),
    *sorted((ROOT / "frontend" / "locales").rglob("*.po")),
]

ROOMS: dict[str, set[str]] = {
    "domain": set(),
    "transport": set(),
    "bank": {"domain", "transport"},
    "sandbox": set(),
    "storage": {"domain"},
    "ecwid": {"domain", "transport"},
    "marketplaces": {"domain", "transport", "settings", "queue_setting"},
    "lanes": {"domain", "storage", "ecwid", "marketplaces", "bank", "transport"},
    "web": {"domain", "storage", "ecwid", "marketplaces", "transport", "settings"},
    "settings": {"queue_setting", "owner_settings"},
    "queue_setting": set(),
    "owner_settings": {"domain"},
    "logs": set(),
    "serving": set(),
}
WIRING = {
    "__main__",
    "app",
    "doctor",
    "house",
    "other_side",
    "planning",
}  # may import every room; no room may import them

LIBRARIES = {
    "aiosqlite": ["storage/database.py"],
    "alembic": ["storage/migrate.py"],
    "argon2": ["web/site/passwords.py"],
    "asyncpg": ["storage/database.py"],
    "babel": ["web/languages.py", "web/rendering.py"],
    "botocore": ["marketplaces/amazon/queue.py"],
    "cryptography": ["ecwid/auth.py", "storage/secrets.py"],
    "databases": ["storage/database.py"],
    "httpx": ["transport/", "bank/ecb.py", "ecwid/client.py", "marketplaces/amazon/client.py"],
    "itsdangerous": [
        "web/alerts.py",
        "web/session.py",
        "web/connecting.py",
        "web/site/visit.py",
        "web/site/rounds.py",
    ],
    "jinja2": ["web/rendering.py"],
    "jinja2_fragments": ["web/rendering.py"],
    "markupsafe": ["web/rendering.py"],
    "jsonschema": ["marketplaces/amazon/schema_check.py"],
    "nh3": ["web/rendering.py"],
    "prometheus_client": ["web/metrics.py"],
    "sqlalchemy": [
        "storage/columns.py",
        "storage/schema",
        "storage/migrate.py",
    ],
    "starlette": ["web/", "app.py", "serving.py", "settings.py"],
    "uvicorn": ["serving.py"],
    "uvloop": ["__main__.py"],
}
SANDBOX_LIBRARIES = {"cryptography", "httpx", "jinja2", "jsonschema", "referencing", "starlette"}
FORBIDDEN = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "base",
    "core",
    "manager",
    "service",
    "handler",
}
LONGEST_FILE, LONGEST_FUNCTION = 300, 40


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imports(path: Path) -> Iterator[str]:
    """The full names of what a file imports, wherever in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, (
                f"{path}: name the room in full instead of {'.' * node.level}{node.module or ''}"
            )
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(path: Path) -> str:
    return path.relative_to(ROOT / "backend").with_suffix("").parts[0]


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=short)
def test_a_file_imports_only_the_rooms_its_own_may_see(path: Path) -> None:
    own = room(path)
    seen = {name.split(".")[1] for name in imports(path) if name.startswith("backend.")} - {own}
    if own in WIRING or own == "__init__":
        return
    assert own in ROOMS, f"say in this test which rooms {own} may import"
    assert seen <= ROOMS[own]


def test_every_room_of_the_table_exists() -> None:
    assert {room(path) for path in SOURCES} - {"__init__"} == {*ROOMS, *WIRING}


def test_no_imports_go_in_a_circle() -> None:
    modules = {module(path): path for path in SOURCES}
    graph = {}
    for name, path in modules.items():
        found = {
            part for asked in imports(path) for part in (asked, asked.rpartition(".")[0]) if part in modules
        }
        graph[name] = found - {name}
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize("path", SOURCES, ids=short)
def test_a_library_is_known_to_its_own_files_only(path: Path) -> None:
    outside = {name.split(".")[0] for name in imports(path)} - {*sys.stdlib_module_names, "backend"}
    if room(path) == "domain":
        assert not outside, "the rules need the standard library only"
    elif room(path) == "sandbox":
        assert outside <= SANDBOX_LIBRARIES
        assert "httpx" not in outside or path.name == "outgoing.py"
    else:
        place = path.relative_to(ROOT / "backend").as_posix()
        for library in outside:
            assert library in LIBRARIES, f"say in this test which file may import {library}"
            assert place.startswith(tuple(LIBRARIES[library])), f"{library} stays in {LIBRARIES[library]}"


@pytest.mark.parametrize("path", OURS, ids=short)
def test_a_file_stays_readable(path: Path) -> None:
    assert path.read_text().count("\n") <= LONGEST_FILE
    long = [
        f"{node.name}: {length(node)} lines"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length(node) > LONGEST_FUNCTION
    ]
    assert long == []


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    first = function.body[0]
    told = ast.get_docstring(function) is not None
    lines = (function.end_lineno or 0) - function.lineno + 1
    return lines - ((first.end_lineno or 0) - first.lineno + 1 if told else 0)


@pytest.mark.parametrize("path", [path for path in SOURCES if path.stat().st_size], ids=short)
def test_a_file_says_in_its_first_line_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(tree(path))


def test_no_name_says_nothing() -> None:
    folders = [ROOT / name for name in ("backend", "tests", "migrations")]
    names = itertools.chain.from_iterable(folder.rglob("*") for folder in folders)
    vague = [
        short(path)
        for path in names
        if path.suffix in ("", ".py") and FORBIDDEN & set(path.stem.lower().split("_"))
    ]
    assert vague == []


@pytest.mark.parametrize("path", PAGES, ids=short)
def test_pages_say_your_shop(path: Path) -> None:
    shown = (
        re.sub(r"^#.*$", "", path.read_text(), flags=re.MULTILINE)
        if path.suffix == ".po"
        else path.read_text()
    )
    assert not re.search("ecwid|lightspeed", shown, re.IGNORECASE)
