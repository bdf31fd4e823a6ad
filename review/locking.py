"""One writer at a time: two sessions on one record wait for each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ..document.errors import OutputError

# Seconds; an action takes some hundredths.
_PATIENCE = 10


@contextmanager
def locked(place: Path) -> Iterator[None]:
    """Hold the lock of a record's folder.

    Raises:
        OutputError: if the folder cannot be written, or somebody holds the lock for long.
    """
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(place.parent / ".lock", timeout=_PATIENCE)
        lock.acquire()
    except Timeout as error:
        raise OutputError("another review of it is writing and does not end", path=place) from error
    except OSError as error:
        raise OutputError(f"cannot write: {error.strerror or error}", path=place) from error
    try:
        yield
    finally:
        lock.release()
