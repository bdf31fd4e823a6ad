"""Which records know a file: what rehear wrote into it, and from which input."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from pathlib import Path

from ..document.errors import InputError
from ..document.store import Record, read_head, read_record
from .inputs import RECORDS, Target

_SUFFIX = ".edits.jsonl"


def records_of(path: Path, *, inputs: bool = False) -> list[tuple[Path, Record]]:
    """The records that know a file, and where they lie, the one that wrote it last first.

    These are its own, of what was corrected or laid out in the file itself, and that of the input whose result it was before:
    one of a like name, else the newest. Another that is damaged matters only where none is found.

    Args:
        inputs: its own will do though all results went elsewhere.

    Raises:
        InputError: if there is none, or its own is damaged.
    """
    own = _own(path)
    wrote = dict.fromkeys(name for step in own[1].steps for name in step.wrote) if own is not None else {}
    found = [own] if own is not None and (path.name in wrote or not wrote or inputs) else []
    try:
        maker = _maker(path)
    except InputError:
        if not found:
            raise
        maker = None
    if maker is not None:
        found.append(maker)
    if found:
        return found
    if wrote:
        raise InputError("rehear wrote nothing into it", path=path, remedy="it made of it " + ", ".join(wrote))
    raise InputError("no record of a correction of it", path=path, remedy=f"undo needs the {RECORDS} folder beside it")


def known_beside(path: Path) -> list[tuple[Target, Record]]:
    """What `records_of` finds, its own first, each with its input; nothing where nothing can be read."""
    found: list[tuple[Target, Record]] = []
    for look in (_own, _maker):
        with suppress(InputError):
            if (known := look(path)) is not None:
                source = known[1].source
                found.append((Target(path.with_name(source), path.parent, Path(source).stem), known[1]))
    return found


def record_of(path: Path, *, inputs: bool = False) -> tuple[Path, Record]:
    """Of `records_of` the first that says something of the file's words: what `check --fix` makes says nothing of them."""
    found = records_of(path, inputs=inputs)
    return next((each for each in found if any(step.edits or step.cues for step in each[1].steps)), found[0])


def _own(path: Path) -> tuple[Path, Record] | None:
    """The record of what was corrected in a file itself.

    Raises:
        InputError: if it is damaged.
    """
    place = path.parent / RECORDS / (path.name + _SUFFIX)
    return (place, read_record(place)) if place.is_file() else None


def _maker(path: Path) -> tuple[Path, Record] | None:
    """The record of the input that a file was made of.

    Raises:
        InputError: if there is none, but one that is damaged.
    """
    folder = path.parent / RECORDS
    if not folder.is_dir():
        return None
    found: list[tuple[bool, int, str]] = []
    damaged: InputError | None = None
    with os.scandir(folder) as entries:
        for one in entries:
            if not one.name.endswith(_SUFFIX) or one.name == path.name + _SUFFIX:
                continue
            changed = one.stat().st_mtime_ns
            try:
                if path.name in _written(one.path, changed):
                    found.append((one.name.startswith(path.stem), changed, one.path))
            except InputError as error:
                damaged = damaged or error
    for _, _, place in sorted(found, reverse=True):
        try:
            return Path(place), read_record(place)
        except InputError as error:
            damaged = damaged or error
    if damaged is not None:
        raise damaged
    return None


@cache
def _written(place: str, changed: int) -> frozenset[str]:  # noqa: ARG001
    """The names of the files that a record knows of, which was changed last at this time: beside an archive lie thousands, and
    a call about many files looks into each once."""
    return frozenset(name for step in read_head(place).steps for name in step.wrote)
