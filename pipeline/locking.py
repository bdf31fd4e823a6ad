"""One writer of a file at a time: whoever reads it, changes it and writes it anew holds its lock meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..document.errors import OutputError

# Seconds; to correct a long text anew takes some, an action of a review some hundredths.
_PATIENCE = 30


@contextmanager
def locked(place: Path, *, writes: bool = True) -> Iterator[None]:
    """Hold the lock of a file, that others wait for; nothing is left of it afterwards.

    Args:
        writes: without, nothing is locked: for calls that only show what they would write.

    Raises:
        OutputError: if its folder cannot be written, or somebody holds the lock for long.
    """
    if not writes:
        yield
        return
    from filelock import FileLock, Timeout

    name = place.with_name(place.name + ".lock")
    lock = FileLock(name, timeout=_PATIENCE)
    made = not place.parent.exists()
    try:
        while not lock.is_locked:
            place.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):  # the last writer has just removed the empty folder
                lock.acquire()
    except Timeout as error:
        raise OutputError("another program is writing it and does not end", path=place) from error
    except OSError as error:
        raise OutputError(f"cannot write: {error.strerror or error}", path=place) from error
    try:
        yield
    finally:
        # While it is held: who waits for it sees then that it is gone, and makes a new one. (Windows keeps it.)
        with suppress(OSError):
            name.unlink()
        lock.release()
        if made:
            with suppress(OSError):  # it is not empty
                place.parent.rmdir()
