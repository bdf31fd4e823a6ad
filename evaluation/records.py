"""The records that rehear left in a folder of results, here or at an address that fsspec knows (s3://, ...), clip by clip."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby, islice
from pathlib import Path
from typing import Any, NamedTuple

from ..document.errors import InputError
from ..pipeline.inputs import ADDRESS, RECORDS

TRANSCRIPT, EDITS = ".transcript.json", ".edits.jsonl"
_FETCHED = 64  # clips whose records are fetched at once from an address


class Records(NamedTuple):
    """What there is of one clip.

    Attributes:
        name: the clip's place below the folder, with forward slashes.
        texts: of its records, by kind.
        paths: where these lie, by kind.
    """

    name: str
    texts: Mapping[str, bytes]
    paths: Mapping[str, str]


def records_below(folder: str, warn: Callable[[str], None]) -> Iterator[Records]:
    """The records of each clip, in the order of the tree. What cannot be read is named and left out.

    Raises:
        InputError: if there is no such folder.
    """
    return _at_address(folder, warn) if ADDRESS.match(folder) else _here(Path(folder), warn)


def _here(folder: Path, warn: Callable[[str], None]) -> Iterator[Records]:
    if not folder.is_dir():
        raise InputError("no such folder", path=folder)

    def unreadable(error: OSError) -> None:
        warn(f"{error.filename}: {error.strerror}; not counted")

    for place, inside, files in os.walk(folder, onerror=unreadable):
        inside.sort()
        if Path(place).name != RECORDS:
            continue
        below = Path(place).parent.relative_to(folder).as_posix()
        for name, kinds in _clips(files):
            paths = {kind: str(Path(place, name + kind)) for kind in kinds}
            texts = {}
            for kind, path in paths.items():
                try:
                    texts[kind] = Path(path).read_bytes()
                except OSError as error:
                    unreadable(error)
            yield Records(_joined(below, name), texts, paths)


def _at_address(address: str, warn: Callable[[str], None]) -> Iterator[Records]:
    import fsspec

    try:
        fs, root = fsspec.core.url_to_fs(address)
        there = fs.isdir(root)
    except Exception as error:  # each file system has errors of its own
        raise InputError(f"cannot be read: {error}", path=address) from error
    if not there:
        raise InputError("no such folder", path=address)
    for place, _, files in fs.walk(root):
        if place.rpartition("/")[2] != RECORDS:
            continue
        below = place[len(root) :].strip("/").removesuffix(RECORDS).strip("/")
        clips = _clips(files)
        while several := list(islice(clips, _FETCHED)):
            wanted = {f"{place}/{name}{kind}": kind for name, kinds in several for kind in kinds}
            found: dict[str, Any] = fs.cat(list(wanted), on_error="return")
            for name, kinds in several:
                texts = {}
                for kind in kinds:
                    data = found[f"{place}/{name}{kind}"]
                    if isinstance(data, bytes):
                        texts[kind] = data
                    else:
                        warn(f"{fs.unstrip_protocol(place)}/{name}{kind}: {data}; not counted")
                yield Records(_joined(below, name), texts, {kind: f"{place}/{name}{kind}" for kind in kinds})


def _clips(files: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """The clips that files of a folder of records belong to, with the kinds of records that each has."""
    known = sorted((name[: -len(kind)], kind) for name in files for kind in (EDITS, TRANSCRIPT) if name.endswith(kind))
    for clip, several in groupby(known, key=lambda found: found[0]):
        yield clip, [kind for _, kind in several]


def _joined(below: str, name: str) -> str:
    return name if below in ("", ".") else f"{below}/{name}"
