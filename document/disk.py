"""Files written so that none is ever half there, and of those that belong together none without the others."""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from .errors import OutputError
from .process import machine, running

# Names of temporary files: between these stand the machine and the process that write one.
_TEMPORARY = (".rehear-", ".tmp")
# The age (s) from which one is left over whoever wrote it: written whole in seconds, it is renamed at once.
_LEFT_OVER = 3600


def write_atomic(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file so that it is either the old one or the whole new one, whatever happens meanwhile."""
    write_together([(path, data)])


def write_together(files: Iterable[tuple[str | os.PathLike[str], bytes]]) -> None:
    """Write files of which all are whole on the disk before the first takes its place; they do so in the order given.

    So a disk that is full changes none of them, and a kill leaves the first ones new and the others old.

    Raises:
        OutputError: if one cannot be written.
    """
    with ExitStack() as stack:
        staged = []
        for path, data in files:
            with _telling(path):
                one = stack.enter_context(closing(_Staged(path)))
                one.file.write(data)
                one.settle()
            staged.append(one)
        for one in staged:
            with _telling(one.path):
                one.place()


@contextmanager
def writing(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A file to write piece by piece, which takes the place of the old one when all is written, and not before.

    Raises:
        OutputError: if it cannot be written.
    """
    with _telling(path), closing(_Staged(path)) as staged:
        yield staged.file
        staged.settle()
        staged.place()


class _Staged:
    """What a file is to hold, in a temporary file until that takes its place; removed if it is closed before.

    The temporary file lies beside the target, so the renaming stays on one file system. Symbolic links are followed and
    the mode of a file that is replaced is kept. What is no file (/dev/stdout, a pipe) is written to, not replaced.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = path
        self._target = Path(os.path.realpath(path))
        self._temporary: Path | None = None
        self.file: BinaryIO
        if Path(path).exists() and not Path(path).is_file():
            self.file = Path(path).open("wb")  # noqa: SIM115 - whoever made it closes it
            return
        self._target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(self._target.parent)
        self._mode = self._target.stat().st_mode & 0o777 if self._target.exists() else 0o666 & ~_umask()
        prefix = f"{_TEMPORARY[0]}{_machine_mark()}-{os.getpid()}-"
        handle, name = tempfile.mkstemp(prefix=prefix, suffix=_TEMPORARY[1], dir=self._target.parent)
        self._temporary = Path(name)
        self.file = os.fdopen(handle, "wb")

    def settle(self) -> None:
        """See that all that was written is on the disk."""
        self.file.flush()
        if self._temporary is not None:
            os.fsync(self.file.fileno())
            self._temporary.chmod(self._mode)
        self.file.close()

    def place(self) -> None:
        if self._temporary is not None:
            self._temporary.replace(self._target)
            self._temporary = None

    def close(self) -> None:
        with suppress(OSError):
            self.file.close()
        if self._temporary is not None:
            with suppress(OSError):
                self._temporary.unlink()


@contextmanager
def _telling(path: str | os.PathLike[str]) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"cannot write: {error.strerror or error}", path=path) from error


@functools.cache
def _sweep(folder: Path) -> None:
    """Remove what runs that were killed left in a folder; once a process, because a folder may hold an archive."""
    with suppress(OSError):
        for left in folder.glob("*".join(_TEMPORARY)):
            # Another run may remove it first.
            with suppress(OSError):
                if _is_orphan(left.name) or time.time() - left.lstat().st_mtime > _LEFT_OVER:
                    left.unlink()


def _is_orphan(name: str) -> bool:
    """Whether the process that wrote a temporary file is one of this machine, and gone."""
    mark, _, rest = name.removeprefix(_TEMPORARY[0]).partition("-")
    pid = rest.partition("-")[0]
    return mark == _machine_mark() and pid.isdigit() and not running(int(pid))


@functools.cache
def _machine_mark() -> str:
    return hashlib.sha256(machine().encode()).hexdigest()[:8]


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
