"""The files that a call names: folders with all that is below them, patterns, lists, addresses. None of them is opened."""

from __future__ import annotations

import errno
import glob
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from ..document.errors import CallError, InputError
from ..pipeline.inputs import MEDIA, folder_of, listed, may_be_media
from .storage import Stamp, absolute, file_system, is_address, object_stamp, plain, reason, stamp_of

_AGE = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|min|h|d|w)")
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}


@dataclass(frozen=True, slots=True)
class Found:
    """A file that was named or found.

    Attributes:
        place: its path, or its address.
        below: its path below what was named, with "/": where its results go below theirs.
        stamp: as it was when it was found.
        links: what else was found that leads to it.
    """

    place: str
    below: str
    stamp: Stamp
    links: tuple[str, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether its name says that it is media; else only its content does."""
        return PurePosixPath(self.below).suffix.lower() in MEDIA


def find(names: Iterable[str], file_lists: Iterable[Path] = ()) -> tuple[list[Found], list[InputError]]:
    """All files that may be clips, each once, in order, and an error for each name or folder that cannot be used.

    Raises:
        CallError: if a list cannot be read, nothing was named, or an address is of no kind that can be used.
    """
    found: dict[str, Found] = {}
    errors: list[InputError] = []
    named = [(name, None) for name in names]
    wanted: list[tuple[str, Path | None]] = [
        *named,
        *((line, folder_of(path)) for path in file_lists for line in listed(path)),
    ]
    if not wanted:
        raise CallError("no input was named", remedy="name files, folders, patterns or addresses")
    for said, base in wanted:
        name, before = plain(said), len(found)
        try:
            for item in _addressed(name) if is_address(name) else _local(name, base, errors):
                real = item.place if is_address(name) else os.path.realpath(item.place)
                found[real] = _one_of(found[real], item) if real in found else item
        except InputError as error:
            errors.append(error)
            continue
        if len(found) == before and not is_address(name) and Path(name).is_dir() and not any(_local(name, base, [])):
            errors.append(InputError("nothing in this folder may be a clip", path=name))
    return list(found.values()), errors


def _one_of(first: Found, other: Found) -> Found:
    """Of two names of a file the file itself, and not a link to it."""
    if absolute(first.place) == absolute(other.place):
        return first
    if Path(first.place).is_symlink() and not Path(other.place).is_symlink():
        first, other = other, first
    return replace(first, links=(*first.links, *other.links, other.place))


def _local(name: str, base: Path | None, errors: list[InputError]) -> Iterator[Found]:
    """What a name of this machine stands for. A file of a list keeps its path below the list's folder, or, from elsewhere, its
    whole path: where its results go does not depend on what else is in the list."""
    if not name or "\0" in name:
        raise InputError(f"{name!r} is no name of a file")
    path = Path(name)
    if path.is_dir():
        yield from _tree(path, "", errors, {os.path.realpath(path)})
    elif path.exists():
        if base is None:
            below = path.name
        else:
            within = path.is_relative_to(base)
            below = (
                path.relative_to(base) if within else path.absolute().relative_to(path.absolute().anchor)
            ).as_posix()
        yield Found(name, below, _stamp(path))
    elif glob.has_magic(name):
        fixed = Path(*_before_magic(path))
        matches = [Path(match) for match in sorted(glob.glob(name, recursive=True))]
        matches = [match for match in matches if match.is_file()]
        if not matches:
            raise InputError("nothing matches this pattern", path=name)
        for match in matches:
            yield Found(str(match), match.relative_to(fixed).as_posix(), _stamp(match))
    else:
        raise InputError("no such file or folder", path=name)


def _before_magic(path: Path) -> Iterator[str]:
    for part in path.parts[:-1]:
        if glob.has_magic(part):
            return
        yield part


def _stamp(path: Path) -> Stamp:
    try:
        return stamp_of(path.stat())
    except OSError as error:
        raise InputError(f"cannot read: {reason(error)}", path=path) from error


def _tree(folder: Path, below: str, errors: list[InputError], seen: set[str]) -> Iterator[Found]:
    """The files below a folder, hidden ones left out; links to folders are followed, each folder once."""
    try:
        with os.scandir(folder) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        errors.append(InputError(f"cannot read this folder: {reason(error)}", path=folder))
        return
    for entry in inside:
        if entry.name.startswith(".") or _leads_nowhere(entry):
            continue
        name = below + entry.name
        try:
            if entry.is_dir():
                real = os.path.realpath(entry.path)
                if real not in seen:
                    seen.add(real)
                    yield from _tree(Path(entry.path), name + "/", errors, seen)
            elif entry.is_file() and may_be_media(entry.name):
                yield Found(entry.path, name, stamp_of(entry.stat()))
        except OSError as error:
            errors.append(InputError(f"cannot read: {reason(error)}", path=entry.path))


def _leads_nowhere(entry: os.DirEntry[str]) -> bool:
    """Whether a link leads to itself: there is nothing behind it, as behind one whose file is gone."""
    try:
        entry.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


def _addressed(name: str) -> Iterator[Found]:
    fs, path = file_system(name)
    try:
        fs.invalidate_cache()
        pattern = glob.has_magic(path)
        listed = fs.glob(path, detail=True) if pattern else fs.find(path, detail=True)
    except Exception as error:
        raise InputError(f"cannot be listed: {reason(error)}", path=name) from error
    files = {item: info for item, info in sorted(listed.items()) if info.get("type") == "file"}
    if not files:
        raise InputError("nothing matches this pattern" if pattern else "nothing at this address", path=name)
    alone = list(files) == [path]
    root = (
        "/".join(_before_magic(Path(path))).replace("//", "/")
        if pattern
        else path.rpartition("/")[0]
        if alone
        else path
    )
    for item, info in files.items():
        below = item[len(root) :].lstrip("/")
        hidden = any(part.startswith(".") for part in below.split("/"))
        if not hidden and (alone or may_be_media(below)):
            yield Found(fs.unstrip_protocol(item), below, object_stamp(info))


@dataclass(frozen=True, slots=True)
class Filters:
    """Which of the files found are wanted.

    Attributes:
        include, exclude: patterns over a path below what was named, or over a folder of it, with all that is in it; one
            without "/" is for any part of the path. Capitals make no difference.
        newer_than: seconds since 1970 after which a file must have changed.
    """

    include: Sequence[str] = ()
    exclude: Sequence[str] = ()
    newer_than: float | None = None

    def want(self, found: Found) -> bool:
        if self.newer_than is not None and 0 < found.stamp.changed <= self.newer_than:
            return False
        return (not self.include or _any(self.include, found.below)) and not _any(self.exclude, found.below)


EVERYTHING = Filters()


def _any(patterns: Sequence[str], below: str) -> bool:
    """Whether one of the patterns is for a file or for a folder above it; "/" at its end makes no difference."""
    parts = below.casefold().split("/")
    above = ["/".join(parts[: count + 1]) for count in range(len(parts))]
    return any(
        fnmatchcase(name, pattern)
        for pattern in (pattern.rstrip("/").casefold() for pattern in patterns)
        for name in (above if "/" in pattern else parts)
    )


def moment(text: str, now: float) -> float:
    """A point in time that a person typed: a date ("2024-05-31", "2024-05-31T18:00"), an age ("7d", "12h"), or a file, which
    stands for when it changed; in seconds since 1970.

    Raises:
        CallError: if it is none of them.
    """
    from datetime import datetime

    if match := _AGE.fullmatch(text.strip()):
        return now - float(match.group(1)) * _SECONDS[match.group(2)]
    try:
        return datetime.fromisoformat(text.strip()).timestamp()
    except ValueError:
        pass
    try:
        return Path(text).stat().st_mtime
    except (OSError, ValueError) as error:
        raise CallError(
            f"--newer-than {text!r} is no date, no age and no file", remedy="as 2024-05-31, 7d, 12h or a file's name"
        ) from error
