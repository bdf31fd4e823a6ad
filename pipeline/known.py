"""Which records know a file: what rehear wrote into it, and from which input."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ..document.errors import InputError
from ..document.store import Record, read_record
from .inputs import RECORDS

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
    folder = path.parent / RECORDS
    own = folder / (path.name + _SUFFIX)
    found: list[tuple[Path, Record]] = []
    written: dict[str, None] = {}
    if own.is_file():
        record = read_record(own)
        written = dict.fromkeys(name for step in record.steps for name in step.wrote)
        if path.name in written or not written or inputs:
            found.append((own, record))
    others = (other for other in (folder.iterdir() if folder.is_dir() else ()) if other.name.endswith(_SUFFIX))
    seen = {other: other.stat().st_mtime_ns for other in others if other != own}
    damaged: InputError | None = None
    # Those of a like name first: beside an archive lie thousands.
    for place in sorted(seen, key=lambda other: (not other.name.startswith(path.stem), -seen[other])):
        try:
            if path.name in _written(place, seen[place]):
                return [*found, (place, read_record(place))]
        except InputError as error:
            damaged = damaged or error
    if found:
        return found
    if damaged is not None:
        raise damaged
    if written:
        raise InputError("rehear wrote nothing into it", path=path, remedy="it made of it " + ", ".join(written))
    raise InputError("no record of a correction of it", path=path, remedy=f"undo needs the {RECORDS} folder beside it")


def record_of(path: Path, *, inputs: bool = False) -> tuple[Path, Record]:
    """Of `records_of` the first that says something of the file's words: what `check --fix` makes says nothing of them."""
    found = records_of(path, inputs=inputs)
    return next((each for each in found if any(step.edits or step.cues for step in each[1].steps)), found[0])


@cache
def _written(place: Path, changed: int) -> frozenset[str]:  # noqa: ARG001
    """The names of the files that a record knows of, which was changed last at this time: a call about many files reads each
    record once."""
    return frozenset(name for step in read_record(place).steps for name in step.wrote)
