"""Where clips lie and results go: folders of this machine, or addresses that fsspec knows (s3://, gs://, sftp://, memory://).

What lies on this machine is used where it lies. From an address, a clip is fetched into a temporary file, and results are put
back as whole objects, so that none is ever half there.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any
from urllib.request import url2pathname

from ..document.errors import CallError, InputError, OutputError
from ..document.store import digest
from ..pipeline.inputs import ADDRESS, RECORDS


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells without reading whether a file is still the same one.

    Attributes:
        size: in bytes.
        version: when it changed (ns) and its inode; of an object its tag, or when it changed.
        changed: when it changed, in seconds since 1970; 0 where nothing says it.
    """

    size: int
    version: str
    changed: float = 0.0

    def __str__(self) -> str:
        return f"{self.size}-{self.version}"


def is_address(name: str) -> bool:
    return ADDRESS.match(name) is not None


def absolute(place: str) -> str:
    """The place as it is called from any folder."""
    return place if is_address(place) else os.path.normpath(Path(place).absolute())


def plain(name: str) -> str:
    """The name; that of a file:// address as a path, and of another with its scheme as fsspec knows it."""
    if not is_address(name):
        return name
    scheme, _, path = name.partition("://")
    return url2pathname(path) if scheme.lower() == "file" else f"{scheme.lower()}://{path}"


def stamp_of(about: os.stat_result) -> Stamp:
    return Stamp(about.st_size, f"{about.st_mtime_ns}-{about.st_ino}", about.st_mtime)


def stamp(place: str) -> Stamp | None:
    """The stamp of a file, None if there is none."""
    if is_address(place):
        fs, path = file_system(place)
        try:
            return object_stamp(fs.info(path))
        except OSError:
            return None
    try:
        return stamp_of(Path(place).stat())
    except OSError:
        return None


def object_stamp(info: dict[str, Any]) -> Stamp:
    """The stamp of an object, from what its file system says of it; each says it by other names."""
    changed = info.get("mtime") or info.get("LastModified") or info.get("last_modified") or info.get("created")
    # Some say it as a time in one answer, and as a number in another.
    seconds = changed.timestamp() if isinstance(changed, datetime) else changed
    tag = info.get("ETag") or info.get("etag") or info.get("md5Hash") or seconds or ""
    return Stamp(
        int(info.get("size") or 0), str(tag).strip('"'), float(seconds) if isinstance(seconds, int | float) else 0
    )


def file_system(address: str) -> tuple[Any, str]:
    """fsspec's file system for an address, and the path there.

    Raises:
        CallError: if there is none, or its package is not installed.
    """
    import fsspec

    try:
        fs, path = fsspec.core.url_to_fs(address)
    except ImportError as error:
        scheme = address.partition("://")[0]
        raise CallError(
            f"addresses of {scheme}:// need a package that is not installed", path=address, remedy=str(error)
        ) from error
    except Exception as error:
        raise CallError(f"no address that can be used: {reason(error)}", path=address) from error
    return fs, str(path)


def reason(error: BaseException) -> str:
    """What an error of a file system says, in one line."""
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(said).split())


def fetch(place: str, folder: Path) -> Path:
    """A copy of an object in a folder of this machine, under its own name.

    Raises:
        InputError: if it cannot be had.
    """
    fs, path = file_system(place)
    made = folder / place.rpartition("/")[2]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fs.get_file(path, str(made))
    except Exception as error:
        made.unlink(missing_ok=True)
        raise InputError(f"cannot fetch it: {reason(error)}", path=place) from error
    return made


@contextmanager
def at_hand(folder: str, names: Collection[str]) -> Iterator[Path]:
    """A folder of results to work in: itself, or, of an address, a copy of these files of it.

    What was changed in the copy is put back at the end, the record last: it must not name what is not there. If the
    work fails, nothing is.

    Raises:
        OutputError: if something cannot be fetched or put back.
    """
    if not is_address(folder):
        yield Path(folder)
        return
    fs, root = file_system(folder)
    with TemporaryDirectory(prefix="rehear-") as made:
        here = Path(made)
        before = {}
        for name in names:
            try:
                data = fs.cat_file(f"{root}/{name}")
            except FileNotFoundError:
                continue
            except Exception as error:
                raise OutputError(f"cannot fetch it: {reason(error)}", path=f"{folder}/{name}") from error
            (here / name).parent.mkdir(parents=True, exist_ok=True)
            (here / name).write_bytes(data)
            before[name] = digest(data)
        yield here
        files = [path for path in here.rglob("*") if path.is_file()]
        for path in sorted(files, key=lambda path: path.name.endswith(".edits.jsonl")):
            name, data = path.relative_to(here).as_posix(), path.read_bytes()
            if before.get(name) == digest(data):
                continue
            try:
                # Folders are made where a file system has them; object stores have none.
                fs.makedirs(f"{root}/{name}".rpartition("/")[0], exist_ok=True)
                fs.pipe_file(f"{root}/{name}", data)
            except Exception as error:
                raise OutputError(f"cannot write: {reason(error)}", path=f"{folder}/{name}") from error


def see_writable(folder: str) -> None:
    """See that results can be written to a folder, or to an address; nothing is left there, where that may be removed.

    Raises:
        OutputError: if not.
    """
    try:
        if is_address(folder):
            fs, root = file_system(folder)
            name = f"{root}/{RECORDS}/writable"
            fs.makedirs(f"{root}/{RECORDS}", exist_ok=True)
            fs.pipe_file(name, b"rehear looks whether it may write here\n")
            with suppress(Exception):
                fs.rm_file(name)
            return
        for path in (Path(folder, RECORDS), Path(folder)):
            there = next(above for above in (path, *path.absolute().parents) if above.exists())
            with NamedTemporaryFile(dir=there, prefix=".rehear-", suffix=".tmp") as file:
                file.write(b"1")
    except Exception as error:
        raise OutputError(f"cannot write to {folder}: {reason(error)}") from error


@dataclass(slots=True)
class Shelf:
    """The folder of all results, and what lies in it. An address is listed once, when that is first asked for."""

    root: str
    _listed: dict[str, str] | None = field(default=None)
    _folders: dict[str, list[str]] = field(default_factory=dict)

    @property
    def local(self) -> Path | None:
        return None if is_address(self.root) else Path(self.root)

    def path(self, below: str) -> str:
        return f"{self.root.rstrip('/')}/{below}" if self.local is None else str(Path(self.root, below))

    def holds(self, files: dict[str, str]) -> bool:
        """Whether these files (path below the root -> stamp) are all there and unchanged."""
        if self.local is not None:
            return all(str(stamp(self.path(name))) == known for name, known in files.items())
        there = self._files()
        return all(there.get(name) == known for name, known in files.items())

    def has(self, name: str) -> bool:
        """Whether there is a file of this name (path below the root)."""
        # Of a name that the disk cannot hold there is none; `Path.is_file` raises.
        return name in self._files() if is_address(self.root) else os.path.isfile(Path(self.root, name))  # noqa: PTH113

    def names(self, below: str) -> list[str]:
        """The names of what lies in a folder (path below the root, "." for itself); of an address, of the files there."""
        if self.local is not None:
            try:
                return os.listdir(self.local / below)  # noqa: PTH208 - a folder of an archive holds very many
            except OSError:
                return []
        if not self._folders:
            for path in map(PurePosixPath, self._files()):
                self._folders.setdefault(path.parent.as_posix(), []).append(path.name)
        return self._folders.get(below, [])

    def _files(self) -> dict[str, str]:
        """All that lies at the address, with stamps."""
        if self._listed is None:
            fs, root = file_system(self.root)
            fs.invalidate_cache()
            try:
                found = fs.find(root, detail=True)
            except FileNotFoundError:
                found = {}
            except Exception as error:
                raise CallError(f"cannot be listed: {reason(error)}", path=self.root) from error
            start = len(root.rstrip("/")) + 1
            self._listed = {path[start:]: str(object_stamp(info)) for path, info in found.items()}
        return self._listed
