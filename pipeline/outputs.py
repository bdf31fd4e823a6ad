"""Results as files: written whole or not at all, and never over what a person changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..document.errors import InputError
from ..document.store import Record, digest, read_record, write_atomic, write_record


@dataclass(slots=True)
class Outputs:
    """The files written for one input, and what its record knows of them.

    Attributes:
        written: files written (or found as they should be).
        kept: files that a person changed since, or that rehear never wrote: left alone.
        digests: name -> SHA-256 of what rehear wrote there, for the record.
    """

    known: Mapping[str, str]
    force: bool = False
    written: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)

    def write(self, path: Path, data: bytes) -> bool:
        """Write unless a person's work would be lost; True if the file is now as wanted."""
        new = digest(data)
        if path.is_file():
            old = digest(path.read_bytes())
            if old not in (new, self.known.get(path.name)) and not self.force:
                self.kept.append(path)
                return False
            if old != new:
                write_atomic(path, data)
        else:
            write_atomic(path, data)
        self.digests[path.name] = new
        self.written.append(path)
        return True


def earlier_record(path: Path, warn: Callable[[str], None]) -> Record | None:
    """The record of an earlier run, if there is one that can be read; a damaged one is put aside, not lost."""
    if not path.exists():
        return None
    try:
        return read_record(path)
    except InputError as error:
        aside = path.with_name(path.name + ".damaged")
        path.replace(aside)
        warn(f"{error}; put aside as {aside.name}, what was decided in it does not count")
        return None


def save_record(path: Path, record: Record, outputs: Outputs, earlier: Record | None) -> None:
    """Write the record with the digests of all outputs, those of earlier runs included."""
    before = dict(earlier.outputs) if earlier is not None else {}
    write_record(replace(record, outputs={**before, **outputs.digests}), path)
