"""What is written for readers holds: every setting is documented, and every path that the README names exists."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.settings import REGIONS

ROOT = Path(__file__).parents[1]
README, OPERATING = ROOT / "README.md", ROOT / "docs" / "operating.md"
SETTING = re.compile(r"STORELANE_[A-Z][A-Z_]*[A-Z](?![A-Z_])")


def text_of(path: Path) -> str:
    if not path.is_file():
        pytest.skip(f"{path.relative_to(ROOT)} is not written yet")
    return path.read_text()


def settings() -> set[str]:
    """Every setting that the code reads: those settings.py asks for, and those named in full anywhere."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / "backend" / "settings.py").read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "text":
            name = ast.unparse(node.args[0]).strip("f\"'")
            found |= {f"STORELANE_{name.replace('{region.upper()}', region.upper())}" for region in REGIONS}
    for path in (ROOT / "backend").rglob("*.py"):
        found |= set(SETTING.findall(path.read_text()))
    return found


def test_every_setting_is_documented() -> None:
    assert settings() - set(SETTING.findall(text_of(OPERATING))) == set()


def test_no_setting_is_documented_that_nobody_reads() -> None:
    assert set(SETTING.findall(text_of(OPERATING))) - settings() == set()


def test_every_path_that_the_readme_names_exists() -> None:
    named = set(named_paths(text_of(README)))
    assert named
    assert {path for path in named if not (ROOT / path).exists()} == set()


def named_paths(text: str) -> Iterator[str]:
    """Paths between `backticks`, and those at the beginning of lines in a map, where deeper lines stand in a folder."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    yield from (word for word in re.findall(r"`([\w.-]+/[\w./-]*)`", prose))
    for block in re.findall(r"^```(?:text)?\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE):
        folders: list[tuple[int, str]] = []
        for indent, name in re.findall(
            r"^( *)([\w.-]+/[\w./-]*|[\w-]+\.[a-z]+)(?= |$)", block, flags=re.MULTILINE
        ):
            while folders and folders[-1][0] >= len(indent):
                folders.pop()
            path = (folders[-1][1] if folders else "") + name
            yield path
            if name.endswith("/"):
                folders.append((len(indent), path))


def test_a_map_is_read_folder_by_folder() -> None:
    drawn = "backend/       the product\n  domain/  rules\n    money.py\n  app.py\ndev.py\n"
    assert list(named_paths(f"See `docs/x.md`, `make run`.\n```\n{drawn}```\n")) == [
        "docs/x.md", "backend/", "backend/domain/", "backend/domain/money.py", "backend/app.py", "dev.py",
    ]  # fmt: skip
