"""What the README shows is so: its Python runs, and its commands print what it says they print."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
MODEL = "samples/demo-model.pt"
PAGES = [ROOT / "README.md", ROOT / "lexicons" / "README.md", ROOT / "docs" / "design.md"]


def blocks(language: str) -> list[Any]:
    """The code blocks of one language in the pages, as parameters named after their place."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for match in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            line = text.count("\n", 0, match.start()) + 1
            missing = pytest.mark.skipif(not (ROOT / MODEL).is_file(), reason="the demo model is not there")
            needs = MODEL in match[1] or "rehear demo" in match[1]
            name = f"{page.relative_to(ROOT).as_posix()}:{line}"
            found.append(pytest.param(match[1], id=name, marks=[missing, pytest.mark.slow] if needs else []))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the samples in it, as in a clone."""
    shutil.copytree(ROOT / "samples", tmp_path / "samples", ignore=shutil.ignore_patterns("training", ".rehear"))
    return tmp_path


def run(command: list[str], folder: Path) -> str:
    environment = os.environ | {"PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "120"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("code", blocks("python"))
def test_the_python_runs(code: str, folder: Path) -> None:
    assert run([sys.executable, "-c", code], folder)


@pytest.mark.parametrize("session", blocks("console"))
def test_the_command_prints_what_is_shown(session: str, folder: Path) -> None:
    command, _, shown = session.partition("\n")
    words = command.removeprefix("$ rehear ").split()
    printed = run([sys.executable, "-c", "from rehear.cli import main; main()", *words], folder)
    assert steady(printed) == steady(shown)


def steady(text: str) -> str:
    """Without what differs from one machine or day to another: where rehear is installed, and lines of lexicons, which move
    when entries are added."""
    return re.sub(r"(\.\w+):\d+", r"\1:N", re.sub(r"\S*/(?=samples/)", "", text.strip()))
