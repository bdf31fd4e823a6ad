"""Which records know a file: what rehear wrote into it, and from which input."""

from __future__ import annotations

import os
from contextlib import nullcontext, suppress
from functools import cache
from pathlib import Path

from ..document.errors import InputError
from ..document.store import Record, read_head, read_record
from .inputs import RECORDS, Target

_SUFFIX = ".edits.jsonl"


class Makers:
    """The records of the inputs that files were made of. Beside an archive lie thousands, so each folder is looked through
    once: one of these serves a call about many files, which makes none of them of another one."""

    def __init__(self) -> None:
        self._folders: dict[Path, dict[str, list[Path]]] = {}
        self._damaged: dict[Path, InputError] = {}

    def of(self, path: Path) -> tuple[Path, Record] | None:
        """Where the record lies, and the record; of several that of an input of a like name, else the newest.

        Raises:
            InputError: if there is none, but one that is damaged.
        """
        folder = path.parent / RECORDS
        if folder not in self._folders:
            self._look_through(folder)
        others = [place for place in self._folders[folder].get(path.name, ()) if place.name != path.name + _SUFFIX]
        damaged = self._damaged.get(folder)
        for place in sorted(others, key=lambda place: not place.name.startswith(path.stem)):
            try:
                return place, read_record(place)
            except InputError as error:
                damaged = damaged or error
        if damaged is not None:
            raise damaged
        return None

    def _look_through(self, folder: Path) -> None:
        names = self._folders[folder] = {}
        with os.scandir(folder) if folder.is_dir() else nullcontext(()) as entries:
            records = {one.path: one.stat().st_mtime_ns for one in entries if one.name.endswith(_SUFFIX)}
        for place in sorted(records, key=lambda place: -records[place]):
            try:
                for name in _written(place, records[place]):
                    names.setdefault(name, []).append(Path(place))
            except InputError as error:
                self._damaged.setdefault(folder, error)


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
        maker = Makers().of(path)
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


def known_beside(path: Path, makers: Makers) -> list[tuple[Target, Record]]:
    """What `records_of` finds, its own first, each with its input; nothing where nothing can be read."""
    found: list[tuple[Target, Record]] = []
    for look in (_own, makers.of):
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


@cache
def _written(place: str, changed: int) -> frozenset[str]:  # noqa: ARG001
    """The names of the files that a record knows of, which was changed last at this time."""
    return frozenset(name for step in read_head(place).steps for name in step.wrote)
