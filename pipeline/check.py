"""One subtitle file against a house style: what it breaks, and the file with what layout alone can repair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ..correction.language import guess_language
from ..document.errors import InputError
from ..document.model import Cue
from ..document.store import Record, digest, write_atomic
from ..subtitles import Problem, Profile, SubtitleFile, cues_of, read, repair, rewrite
from ..subtitles import check as problems_of
from .inputs import Target
from .outputs import Outputs, earlier_record, save_record

Warn = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one file.

    Attributes:
        file: as it was read.
        problems: what it breaks.
        left: what it breaks after the repair; all problems, where nothing was repaired.
        data: the repaired file.
        written: where it went, if it was written.
        kept: a file that a person changed since, left alone.
    """

    file: SubtitleFile
    problems: tuple[Problem, ...]
    left: tuple[Problem, ...]
    data: bytes = field(repr=False)
    written: Path | None = None
    kept: Path | None = None


def check_file(
    source: Path,
    profile: Profile,
    *,
    language: str | None = None,
    encoding: str | None = None,
    fix: bool = False,
    target: Target | None = None,
    output: Path | None = None,
    force: bool = False,
    dry_run: bool = False,
    warn: Warn = lambda _: None,
) -> Checked:
    """Check a file, and with `fix` repair it.

    Args:
        source: the file; "-" is standard input.
        target: where the record of what was written goes.
        output: the repaired file; None writes nothing. It may be the source itself, which is then kept beside the record.
        force: write over a file that a person changed.

    Raises:
        InputError: if the source cannot be read, or its format has neither lines nor ends of cues.
        OutputError: if the result cannot be written.
    """
    file = read(source, encoding=encoding)
    for warning in file.warnings:
        warn(str(warning))
    if file.format in _UNTIMED:
        raise InputError("this format has no cues with an end to check", path=source, remedy="check the subtitle file")
    spoken = language or file.transcript.language or guess_language(file.transcript.texts())
    cues = cues_of(file.transcript)
    found = tuple(problems_of(cues, profile, spoken))
    if not fix or not found:
        return _written(Checked(file, found, found, file_bytes(file)), source, fix, target, output, force, dry_run, warn)
    made, data = _repaired(file, cues, profile, spoken)
    left = tuple(problems_of(made, profile, spoken))
    return _written(Checked(file, found, left, data), source, fix, target, output, force, dry_run, warn)


# Timestamped and plain text: a line has no end, and is not broken for a screen.
_UNTIMED = frozenset({"txt", "plain"})
