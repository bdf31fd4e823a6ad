"""The folder where copies of clips wait that lie elsewhere; what runs that were killed left of theirs is removed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..document.process import running

_NAME = "rehear-clips-"


@contextmanager
def spool() -> Iterator[Path]:
    """A folder for the copies of this run, removed at its end."""
    for left in Path(tempfile.gettempdir()).glob(_NAME + "*-*"):
        pid = left.name[len(_NAME) :].partition("-")[0]
        if pid.isdigit() and not running(int(pid)):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{_NAME}{os.getpid()}-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)
