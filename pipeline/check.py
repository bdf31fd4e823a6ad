"""One subtitle file against a house style: what it breaks, and the file with what layout alone can repair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..correction.language import guess_language
from ..document.errors import InputError
from ..document.model import Cue
from ..document.store import Record, digest
from ..subtitles import (
    LINED,
    Problem,
    Profile,
    Relaid,
    SubtitleFile,
    patch,
    places_after,
    places_of,
    possible,
    read,
    repair,
    repaired,
    rewrite,
    runs_of,
)
from ..subtitles import check as problems_of
from .carried import still_waiting
from .convert import in_format
from .inputs import Target
from .locking import locked
from .outputs import Outputs, earlier_record, known_of, save_record

Warn = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one file.

    Attributes:
        file: as it was read.
        problems: what it breaks.
        left: what it breaks after the repair.
        changes: which cues were set anew.
        data: the repaired file.
        written: where it went, if it was written.
        kept: a file that a person changed since, left alone.
    """

    file: SubtitleFile
    problems: tuple[Problem, ...]
    left: tuple[Problem, ...]
    changes: tuple[Relaid, ...]
    data: bytes = field(repr=False)
    written: Path | None = None
    kept: Path | None = None

    def done(self) -> dict[str, int]:
        """In how many places the repair did what, in words."""
        return Counter(_kind(self.file.cues[one.first : one.last], one.cues) for one in self.changes)


def _kind(old: Sequence[Cue], new: Sequence[Cue]) -> str:
    if len(old) != 1 or len(new) != 1:
        return "cut anew"
    if old[0].lines != new[0].lines:
        return "broken anew"
    return "ended earlier" if new[0].end < old[0].end else "ended later"


def check_file(
    target: Target,
    profile: Profile,
    *,
    language: str | None = None,
    begins: int = 0,
    encoding: str | None = None,
    strict: bool = False,
    output: Path | None = None,
    file_format: str | None = None,
    force: bool = False,
    warn: Warn = lambda _: None,
) -> Checked:
    """Check a file, and write it with what can be repaired.

    Args:
        target: the file ("-" is standard input), and where its record lies.
        begins: the ms that the clip's start has in the file.
        strict: refuse a file that had to be repaired to be read.
        output: the repaired file; None writes nothing. It may be the source itself, which is then kept beside the record.
        file_format: of the repaired file, where it is not the source's own.
        force: write over a file that a person changed.

    Raises:
        InputError: if the source cannot be read, or is of a format whose cues have no lines.
        OutputError: if the result cannot be written.
    """
    record_path = target.record("edits.jsonl")
    with locked(record_path, writes=output is not None):
        file = read(target.source, encoding=encoding, strict=strict)
        for warning in file.warnings:
            warn(str(warning))
        if file.format not in LINED:
            raise InputError(
                f"{file.format} has no lines as a screen shows them, so there is nothing to check",
                path=target.source,
                remedy=f"`rehear convert {target.source} -f srt` makes a file that has",
            )
        spoken = language or file.transcript.language or guess_language(file.transcript.texts())
        cues, places = file.cues, places_of(file)
        found = problems_of(cues, profile, spoken, places=places, begins=begins)
        changes = (
            list(possible(file, repair(cues, profile, spoken, runs=runs_of(file), places=places))) if found else []
        )
        after = in_format(file, rewrite(file, changes), file_format)
        for warning in after.warnings:
            warn(str(warning))
        left = problems_of(
            repaired(cues, changes), profile, spoken, places=places_after(places, changes), begins=begins
        )
        done = Checked(file, tuple(found), tuple(left), tuple(changes), after.data)
        if output is None:
            return done
        in_place = output.exists() and target.source.exists() and output.samefile(target.source)
        before = patch(file, []).data
        if in_place and after.data == before:
            return done
        earlier = earlier_record(record_path, warn)
        outputs = Outputs(known_of(earlier, output if in_place else None), force)
        if in_place:
            outputs.keep(target.record("original"), before)
        written = outputs.write(output, after.data, file_format or file.format)
        # What waits for a person waits on: no words are changed.
        waiting = tuple(still_waiting(earlier, target, file.transcript))
        settings = {"profile": profile.name, "format": file.format, "encoding": encoding}
        record = Record(target.source.name, digest(before), waiting, settings=settings)
        save_record(record_path, record, outputs, earlier, in_place=in_place)
        outputs.tell(warn)
        return replace(done, written=output if written else None, kept=None if written else output)
