"""The tools' verdicts are tests: formatting, lint and types. A tool that is missing fails too."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("tool", ["ruff format --check --quiet", "ruff check --quiet", "mypy"])
def test_it_has_nothing_to_say(tool: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *tool.split()], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"\n{done.stdout}{done.stderr}\nmake format puts right what a tool can"


def test_mypy_is_strict_about_the_whole_backend() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert told["strict"] is True
    assert "backend" in told["files"]
