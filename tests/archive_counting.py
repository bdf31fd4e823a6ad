"""Which clips the processes of archive runs hear, and whether these processes are gone."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

# Run by each Python that is started: a process that hears notes each clip that it begins to hear.
COUNTING = """
import os, sys
if "--multiprocessing-fork" in sys.orig_argv and "REHEAR_HEARD" in os.environ:
    from rehear.archive import recogniser
    request = recogniser.Recogniser._request

    def counted(self, task):
        found = request(self, task)
        if found is not None:
            with open(os.environ["REHEAR_HEARD"], "a") as file:
                file.write(task.key + chr(10))
        return found

    recogniser.Recogniser._request = counted
"""


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that holds the key of each clip whose hearing is begun, in order."""
    (tmp_path / "counting").mkdir()
    (tmp_path / "counting" / "sitecustomize.py").write_text(COUNTING, encoding="utf-8")
    path = tmp_path / "begun"
    path.touch()
    monkeypatch.setenv("REHEAR_HEARD", str(path))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "counting"), *filter(None, sys.path)]))
    return path


def keys(begun: Path) -> list[str]:
    return begun.read_text(encoding="utf-8").splitlines()


def children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def gone(processes: Iterable[int]) -> None:
    """Wait until they are."""
    until = time.monotonic() + 20
    while any(Path(f"/proc/{process}").exists() for process in processes):
        assert time.monotonic() < until, "a worker outlives its driver"
        time.sleep(0.05)
