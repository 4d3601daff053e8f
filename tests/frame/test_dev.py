"""dev.py as people meet it: in a copy of its own, with two small packages in place of the real ones, and no network."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from importlib.metadata import version
print("ran", *sys.argv[1:], version("probe"))
"""


class Copy:
    """A project with dev.py, whose product prints what it was called with."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.wheels = folder / "project", folder / "wheels"
        (self.folder / "backend").mkdir(parents=True)
        (self.folder / "tests").mkdir()
        self.wheels.mkdir()
        shutil.copy(ROOT / "dev.py", self.folder)
        (self.folder / "backend" / "__main__.py").write_text(PROGRAM)
        self.lock("1.0")

    def lock(self, version: str) -> None:
        """Lock the runtime to a version of the package `probe`."""
        line = f"probe=={version} --hash=sha256:{hashlib.sha256(self._wheel(version)).hexdigest()}\n"
        (self.folder / "requirements.lock").write_text(line)
        (self.folder / "tests" / "requirements.lock").write_text(line)

    def _wheel(self, version: str) -> bytes:
        path, about = self.wheels / f"probe-{version}-py3-none-any.whl", f"probe-{version}.dist-info"
        with zipfile.ZipFile(path, "w") as wheel:
            wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: probe\nVersion: {version}\n")
            wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{about}/RECORD", "")
        return path.read_bytes()

    def start(self, *arguments: str, python_path: Path | None = None) -> "subprocess.Popen[str]":
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "PYTHON"))
        }
        environment |= {
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
            "PIP_CONFIG_FILE": os.devnull,
        }
        environment |= {"PYTHONPATH": str(python_path)} if python_path else {}
        said = subprocess.PIPE
        command = [sys.executable, str(self.folder / "dev.py"), *arguments]
        return subprocess.Popen(command, env=environment, stdout=said, stderr=said, text=True)

    def run(self, *arguments: str, python_path: Path | None = None) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        process = self.start(*arguments, python_path=python_path)
        out, errors = process.communicate(timeout=120)
        return process.returncode, out, errors


@pytest.fixture
def project(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_it_explains_itself(project: Copy) -> None:
    code, out, _ = project.run()
    makefile = (ROOT / "Makefile").read_text()
    commands = re.findall(r"^COMMANDS = (.*)", makefile, flags=re.MULTILINE)[0].split()
    assert code == 0
    assert sorted(re.findall(r"^  make (\w+) ", out, flags=re.MULTILINE)) == sorted(commands)


def test_an_unknown_command_is_named(project: Copy) -> None:
    code, _, errors = project.run("rnu")
    assert code == 2
    assert "no command 'rnu'" in errors


def test_it_sets_up_once_and_again_when_the_lock_changes(project: Copy, tmp_path: Path) -> None:
    code, out, errors = project.run("run", "--products", "500")
    assert (code, out) == (0, "ran run --products 500 1.0\n")
    assert re.fullmatch(r"Setting up: \.venv, 1 packages \.\.\. done in \d+ s\.\n", errors)
    assert project.run("worker") == (0, "ran worker 1.0\n", "")
    (tmp_path / "shop.json").write_text("{}")
    from_here = os.path.relpath(tmp_path / "shop.json")
    assert (
        project.run("run", "--catalogue", from_here)[1] == f"ran run --catalogue {tmp_path}/shop.json 1.0\n"
    )
    project.lock("2.0")
    code, out, errors = project.run("web")
    assert (code, out) == (0, "ran web 2.0\n")
    assert ".venv" not in errors, "what is there is brought up to date"


def test_a_half_made_environment_is_made_again(project: Copy) -> None:
    project.run("run")
    (project.folder / ".venv" / "unfinished").touch()  # as a killed pip leaves it
    left_over = project.folder / ".venv" / "left-over"
    left_over.touch()
    assert project.run("run")[:2] == (0, "ran run 1.0\n")
    assert not left_over.exists()


def test_two_that_start_at_once_set_up_one_after_the_other(project: Copy) -> None:
    both = [project.start("web"), project.start("worker")]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert [out for out, _ in said] == ["ran web 1.0\n", "ran worker 1.0\n"]
    assert sum("Setting up" in errors for _, errors in said) == 1


def test_what_this_machine_lacks_is_named_with_its_cure(project: Copy, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['ensurepip'] = None\n")
    code, _, errors = project.run("run", python_path=tmp_path)
    assert code == 1
    assert "apt-get install -y python3-venv" in errors


def test_packages_out_of_reach_are_told_with_the_command_to_repeat(project: Copy) -> None:
    shutil.rmtree(project.wheels)
    project.wheels.mkdir()
    code, _, errors = project.run("run")
    assert code == 1
    assert "Is there a network?" in errors
    assert "pip install --require-hashes -r" in errors
