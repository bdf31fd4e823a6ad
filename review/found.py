"""What a review begins with: the record of a file and its text, or proposals made now."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .. import __version__
from ..correction.propose import propose
from ..document.edit import Decision, Edit
from ..document.errors import InputError
from ..document.store import Record, digest, read_transcript, transcript_digest
from ..pipeline.carried import carried, still_waiting
from ..pipeline.clip import Layout
from ..pipeline.fix import settings_of, with_language
from ..pipeline.inputs import MEDIA, Target
from ..pipeline.known import record_of
from ..pipeline.outputs import earlier_record, still_known
from ..pipeline.remake import Material, material_of
from ..subtitles import PROFILES, patch, read

if TYPE_CHECKING:
    from ..correction.lexicon import Lexicon
    from ..pipeline.selection import Selection
    from ..pipeline.settings import Settings

Warn = Callable[[str], None]


@dataclass(frozen=True)
class Opened:
    """A text and what is known of it.

    Attributes:
        target: its input, and where its record lies.
        record: the record as it is, or as it will be once something is decided.
        fresh: proposals were made now, so that the record is not on the disk as it is here.
        new: proposals that the record on the disk lacks.
    """

    target: Target
    material: Material
    record: Record
    fresh: bool
    new: tuple[Edit, ...] = ()

    @property
    def place(self) -> Path:
        return self.target.record("edits.jsonl")


class Proposing(NamedTuple):
    """What proposals are made with, and which of them are applied unseen."""

    settings: Settings
    lexicon: Lexicon
    selection: Selection

    def edits(self, material: Material) -> tuple[Edit, ...]:
        spaces = None if material.file is not None else self.settings.spaces
        return tuple(propose(material.transcript, self.lexicon, cleanup=self.settings.cleanup, typography=spaces))


def opened(path: Path, how: Proposing, *, more: bool, encoding: str | None, warn: Warn) -> Opened:
    """Open a clip, a file that rehear wrote or corrected, or any other text.

    Args:
        how: what new proposals are made with.
        more: the lexicon was named in the call: what it proposes beyond the record is added.
        encoding: of a text without a record.

    Raises:
        InputError: if it cannot be read, or is a clip that was not heard yet.
    """
    if path.is_dir():
        raise InputError(
            "is a folder", path=path, remedy="name one file of it; `rehear report` says what waits in which"
        )
    if not path.is_file():
        raise InputError("no such file", path=path)
    found = _of_clip(path, how, warn) if path.suffix.lower() in MEDIA else _recorded(path)
    if found is None:
        return _as_it_is(path, how, encoding, warn)
    if more and not found.fresh:
        material, known = found.material, found.record
        proposed = replace(known, edits=how.edits(material))
        new = carried(proposed, material.transcript, known, found.target, how.selection, file=material.file).edits
        return replace(found, new=new)
    return found


def _of_clip(path: Path, how: Proposing, warn: Warn) -> Opened:
    """A clip by what was heard in it."""
    target = Target(path, path.parent, path.stem)
    heard = target.record("transcript.json")
    if not heard.is_file():
        raise InputError(
            "was not heard yet", path=path, remedy=f"rehear run {path}, or name the subtitles that run wrote"
        )
    transcript = read_transcript(heard)
    record = earlier_record(target.record("edits.jsonl"), warn, dry_run=True)
    if record is not None and record.digest == transcript_digest(transcript) and "layout" in record.settings:
        return Opened(target, material_of(path.parent, path.name, record.last_step), record, fresh=False)
    layout = Layout(how.settings.style)
    material = Material(with_language(transcript, how.settings.language, how.lexicon, warn), None, layout)
    spoken = {"rehear": __version__, "language": material.transcript.language, "layout": layout.as_dict()}
    fresh = Record(path.name, transcript_digest(transcript), how.edits(material), settings=spoken)
    fresh = carried(fresh, transcript, record, target, how.selection)
    return Opened(target, material, _after(fresh, record), fresh=True)


def _recorded(path: Path) -> Opened | None:
    """A text by its record; None if there is none, or the file is no longer what the record says."""
    try:
        place, record = record_of(path, inputs=True)
    except InputError:
        return None
    folder = place.parent.parent
    step = record.last_step
    target = Target(folder / record.source, folder, Path(record.source).stem)
    try:
        material = material_of(folder, record.source, step)
    except InputError:  # nothing was changed by it, so that its text was not kept
        if path.name != record.source:
            return None
        file = read(path, encoding=_text(record.settings.get("encoding")))
        if digest(patch(file, []).data) != step.digest:
            return None
        language = _text(record.settings.get("language"))
        transcript = replace(file.transcript, language=language)
        return Opened(target, Material(transcript, file, Layout(PROFILES["web"])), record, fresh=False)
    if path.name in step.wrote:
        # What a person changed since, or `check` has set anew, cannot be made again from the record.
        as_written = record.outputs.get(path.name) == digest(path.read_bytes())
        proposed = "layout" in step.settings or "lexicons" in step.settings
        return Opened(target, material, record, fresh=False) if as_written and proposed else None
    if material.file is not None and digest(path.read_bytes()) != step.digest:
        return None
    return Opened(target, material, record, fresh=False)


def _as_it_is(path: Path, how: Proposing, encoding: str | None, warn: Warn) -> Opened:
    """A file as it is now, with proposals made now; what was decided before on the same words still holds."""
    target = Target(path, path.parent, path.stem)
    own = earlier_record(target.record("edits.jsonl"), warn, dry_run=True)
    file = read(path, encoding=encoding)
    for warning in file.warnings:
        warn(str(warning))
    transcript = with_language(file.transcript, how.settings.language, how.lexicon, warn)
    layout = Layout(how.settings.style)
    material = Material(transcript, file, layout)
    known, of = own, target
    with contextlib.suppress(
        InputError
    ):  # of subtitles that were changed since, what was decided on what they were made of
        _, known = record_of(path, inputs=True)
        of = Target(path.with_name(known.source), path.parent, Path(known.source).stem)
    said = settings_of(transcript, how.lexicon)
    said |= {"format": file.format, "encoding": encoding, "layout": layout.as_dict()}
    record = Record(path.name, digest(patch(file, []).data), how.edits(material), settings=said)
    record = carried(record, transcript, known, of, how.selection, file=file)
    record = added(record, still_waiting(known, of, transcript))
    return Opened(target, material, _after(record, own), fresh=True)


def _after(record: Record, earlier: Record | None) -> Record:
    """A new record with what an earlier one of the same input still knows."""
    if earlier is None:
        return record
    return replace(record, outputs=earlier.outputs, earlier=still_known(earlier.steps, record))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def added(record: Record, new: Sequence[Edit]) -> Record:
    """The record with proposals that it lacks, where their words are free; what was rejected there leaves them so."""
    known = {edit.id for edit in record.edits}
    taken = {place for e in record.edits if e.decision is not Decision.REJECTED for place in range(e.first, e.last + 1)}
    free = [e for e in new if e.id not in known and taken.isdisjoint(range(e.first, e.last + 1))]
    return replace(record, edits=tuple(sorted((*record.edits, *free), key=lambda edit: edit.first)))
